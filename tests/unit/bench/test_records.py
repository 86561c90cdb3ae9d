"""These tests check what a run of `bench.records` keeps, and what a comparison of two runs reports."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bench import record_parts
from bench.record_changes import compare, lines
from bench.record_parts import CASES, Page, pages, read
from bench.records import main
from copydesk.extraction import extract_article
from copydesk.formats import FORMATS

type Edit = Callable[[str], str]

CASE = CASES / "examplepost" / "two-authors"
URL = "https://examplepost.example/story"


def one_word_more(html: str) -> str:
    """Adds a word to the first paragraph of the body."""
    return html.replace("ten years.", "ten long years.")


def page(folder: Path, edit: Edit = str, *, is_case: bool = True, url: str | None = URL) -> Page:
    path = folder / "page.html"
    path.write_text(edit((CASE / "page.html").read_text(encoding="utf-8")), encoding="utf-8")
    return Page(name="case/page", path=path, url=url, is_case=is_case)


def digests(folder: Path, edit: Edit = str) -> Mapping[str, str]:
    return read(page(folder, edit)).digests


def test_a_page_has_one_digest_of_each_part_and_the_same_again(tmp_path: Path) -> None:
    found = digests(tmp_path)
    assert set(found) == {"record", *FORMATS, "items", "created", "revised"}
    assert len(set(found.values())) == len(found)
    assert digests(tmp_path) == found


def test_another_interpreter_finds_the_same_digests() -> None:
    """The table has sets of quotes and speakers, whose order differs between interpreters."""
    program = (
        "from pathlib import Path; from bench.record_parts import Page, read;"
        "page = Page(name='a', path=Path('tests/pages/newarab/html/page.html'), url='https://e.example', is_case=True);"
        "print(sorted(read(page).digests.items()))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1
    assert b"items" in told.pop()


def test_events_are_those_of_the_page_cases(tmp_path: Path) -> None:
    assert not {"created", "revised"} & set(read(page(tmp_path, is_case=False)).digests)


def test_another_word_of_the_body_changes_what_holds_the_body_and_not_its_events(tmp_path: Path) -> None:
    before, after = digests(tmp_path), digests(tmp_path, one_word_more)
    assert {part for part in before if before[part] != after[part]} == {"record", *FORMATS, "items"}


def test_a_reject_is_kept_with_its_reason_and_detail(tmp_path: Path) -> None:
    found = read(page(tmp_path, lambda _: "%PDF-1.7"))
    assert (found.digests, found.plain) == ({}, None)
    assert found.reject is not None
    assert found.reject["reason"] == "not_text"
    assert found.reject["detail"]


def test_an_address_that_cannot_be_stored_leaves_the_record(tmp_path: Path) -> None:
    found = read(page(tmp_path, url="hard::story"))
    assert found.digests["items"].startswith("invalid_url")
    assert found.plain


def test_a_bug_is_kept_and_ends_the_run_with_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(record_parts, "extract_article", broken)
    assert read(page(tmp_path)).reject == {"reason": "raised", "detail": "ValueError: broken"}


def test_the_pages_are_those_of_each_corpus_and_the_cases() -> None:
    names = [each.name for each in pages(Path(__file__).parent)]
    assert "corpus/same" in names
    assert "case/examplepost/two-authors" in names
    assert len(set(names)) == len(names)


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """Returns a corpus of three pages: an article, one to be edited, and one that is no article."""
    folder = tmp_path / "corpora" / "made"
    (folder / "pages").mkdir(parents=True)
    text = (CASE / "page.html").read_text(encoding="utf-8")
    for name, html in (("kept", text), ("edited", text), ("refused", "%PDF-1.7")):
        (folder / "pages" / f"{name}.html").write_text(html, encoding="utf-8")
    rows = "".join(f'{{"id": "{name}", "url": "{URL}"}}\n' for name in ("kept", "edited", "refused"))
    (folder / "truth.jsonl").write_text(rows, encoding="utf-8")
    return folder.parent


def run(corpora: Path, out: Path) -> Path:
    assert main([str(corpora), "--only", "made/", "--jobs", "1", "--out", str(out)]) == 0
    return out


def rewrite(corpora: Path, name: str, edit: Edit) -> None:
    path = corpora / "made" / "pages" / f"{name}.html"
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")


def test_two_runs_of_the_same_code_are_equal_byte_for_byte(corpora: Path, tmp_path: Path) -> None:
    first, second = run(corpora, tmp_path / "first"), run(corpora, tmp_path / "second")
    assert not compare(first, second).changed
    assert (first / "digests.jsonl").read_bytes() == (second / "digests.jsonl").read_bytes()


def test_a_comparison_counts_parts_fields_blocks_and_reasons(corpora: Path, tmp_path: Path) -> None:
    before = run(corpora, tmp_path / "before")
    rewrite(corpora, "edited", one_word_more)
    rewrite(corpora, "kept", lambda _: "%PDF-1.7")
    found = compare(before, run(corpora, tmp_path / "after"))
    assert [(page.name, "reject" in page.parts) for page in found.changed] == [
        ("made/kept", True),
        ("made/edited", False),
    ]
    assert found.by_part()["record"] == found.by_part()["items"] == found.by_part()["reject"] == 1
    assert found.by_block() == {"paragraph edited": 1}
    assert {"blocks", "word_count"} <= set(found.by_field())
    gained, lost = found.by_reason()
    assert (gained, lost) == ({"not_text": 1}, {})


def test_a_comparison_shows_the_words_that_changed(
    corpora: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = run(corpora, tmp_path / "before")
    rewrite(corpora, "edited", one_word_more)
    after = run(corpora, tmp_path / "after")
    capsys.readouterr()
    assert main(["--compare", str(before), str(after), "--field", "blocks"]) == 0
    shown = capsys.readouterr().out
    assert "3 pages in both runs, 1 of them changed" in shown
    assert "{+ long+}" in shown
    assert main(["--compare", str(before), str(after), "--page", "made/edited"]) == 0
    assert "~ paragraph (text, html)" in capsys.readouterr().out


def test_a_page_that_one_run_alone_has_is_counted(corpora: Path, tmp_path: Path) -> None:
    before = run(corpora, tmp_path / "before")
    truth = corpora / "made" / "truth.jsonl"
    truth.write_text("".join(truth.read_text(encoding="utf-8").splitlines(keepends=True)[:1]), encoding="utf-8")
    found = compare(before, run(corpora, tmp_path / "after"))
    assert (found.pages, found.only_before, found.only_after) == (1, ("made/edited", "made/refused"), ())


def test_a_change_of_one_format_alone_is_said_to_be_that(corpora: Path, tmp_path: Path) -> None:
    before, after = run(corpora, tmp_path / "before"), run(corpora, tmp_path / "after")
    kept = after / "digests.jsonl"
    old = read(Page(name="made/kept", path=corpora / "made" / "pages" / "kept.html", url=URL)).digests["html"]
    kept.write_text(kept.read_text(encoding="utf-8").replace(old, "0" * 16, 1), encoding="utf-8")
    (changed,) = compare(before, after).changed
    assert (changed.parts, changed.fields()) == (("html",), ())
    assert list(lines(changed, longest=None)) == ["the record is the same; changed are html"]


def test_a_folder_without_pages_is_an_error(tmp_path: Path) -> None:
    assert main([str(tmp_path), "--only", "made/"]) == 1


def test_the_case_that_the_tests_edit_is_an_article() -> None:
    assert extract_article((CASE / "page.html").read_bytes(), url=URL).blocks
