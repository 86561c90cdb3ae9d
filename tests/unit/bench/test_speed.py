"""These tests check how `bench.speed` picks pages, separates its tools and counts. The peers are not installed here."""

import gzip
import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bench.speed import Times, main, sample, table

ROOT = Path(__file__).parents[3]
CASE = ROOT / "tests" / "pages" / "examplepost" / "two-authors" / "page.html"
SIZES = {"few": 10, "many": 90}


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    for name, size in SIZES.items():
        pages = tmp_path / name / "pages"
        pages.mkdir(parents=True)
        for number in range(size):
            (pages / f"{number}.html.gz").write_bytes(gzip.compress(CASE.read_bytes()))
        rows = (json.dumps({"id": str(number), "url": f"https://site.example/{number}"}) for number in range(size))
        (tmp_path / name / "truth.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path


def test_pages_are_taken_evenly_from_all_corpora_and_by_the_seed(corpora: Path) -> None:
    first, again, other = (sample(corpora, 20, seed) for seed in (1, 1, 2))
    assert first == again != other
    assert sum("few" in page.path for page in first) == 2
    assert len({page.path for page in first}) == 20


def test_all_pages_are_taken_where_more_are_asked_for(corpora: Path) -> None:
    assert len({page.path for page in sample(corpora, 1_000, 1)}) == sum(SIZES.values())


def test_an_address_that_is_none_is_left_out(corpora: Path) -> None:
    (corpora / "few" / "truth.jsonl").write_text('{"id": "0", "url": "hard::page.html"}\n', encoding="utf-8")
    (corpora / "many" / "truth.jsonl").write_text("", encoding="utf-8")
    assert [page.url for page in sample(corpora, 5, 1)] == [None]


def test_a_tool_answers_its_version_and_then_each_page_with_its_time(corpora: Path) -> None:
    pages = [(str(corpora / "few" / "pages" / "0.html.gz"), "https://site.example/0"), (str(_short(corpora)), None)]
    done = subprocess.run(
        [sys.executable, "-m", "bench.speed_tool", "copydesk"],
        input=json.dumps(pages) + "\n",
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    version, answered = map(json.loads, done.stdout.splitlines())
    assert version
    assert [has_result for _, has_result in answered] == [True, False]
    assert all(milliseconds > 0 for milliseconds, _ in answered)


def _short(folder: Path) -> Path:
    path = folder / "short.html.gz"
    path.write_bytes(gzip.compress(b"<p>Short."))
    return path


def test_the_process_of_copydesk_has_no_peer_in_it() -> None:
    program = (
        "import sys; from bench.speed_tool import TOOLS; TOOLS['copydesk'](); "
        "print(*(name for name in ('trafilatura', 'readability', 'newspaper', 'resiliparse', 'lxml', 'rich')"
        " if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == []


def test_ratios_are_to_trafilatura_of_the_same_run_with_their_spread() -> None:
    slow, fast = ({"copydesk": _times(each), "trafilatura": _times(4 * each)} for each in (20.0, 10.0))
    twice = {"copydesk": _times(20.0), "trafilatura": _times(40.0)}
    printed = _printed([slow, fast, twice])
    assert "0.25 (0.25–0.50)" in printed
    assert "0.25 (" not in _printed([slow])


def _times(milliseconds: float) -> Times:
    return Times("1.0", [(milliseconds, True)] * 40)


def _printed(runs: list[dict[str, Times]]) -> str:
    console = Console(width=120, file=StringIO())
    with console.capture() as printed:
        console.print(table(runs, "40 articles"))
    return printed.get()


def test_the_command_times_one_tool_over_the_pages(corpora: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(corpora), "--pages", "5", "--tools", "copydesk"]) == 0
    shown = capsys.readouterr().out
    assert "5 articles, 1 run:" in shown
    assert "pages of other kinds" not in shown
    assert "copydesk" in shown


def test_pages_of_other_kinds_have_a_table_of_their_own(corpora: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        {"id": str(number), "url": "https://site.example/", "page_type": "listing" if number % 2 else "article"}
        for number in range(SIZES["many"])
    )
    (corpora / "many" / "truth.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main([str(corpora), "--pages", "10", "--tools", "copydesk"]) == 0
    counts = re.findall(r"(\d+) (articles|pages of other kinds|pages of all kinds), 1 run", capsys.readouterr().out)
    assert [name for _, name in counts] == ["articles", "pages of other kinds", "pages of all kinds"]
    assert [int(count) for count, _ in counts] == [5, 5, 10]


def test_another_checkout_is_timed_beside_this_one(corpora: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(corpora), "--pages", "5", "--tools", "copydesk", "--before", str(ROOT)]) == 0
    assert len(re.findall(r"^copydesk(?:, before)? \d", capsys.readouterr().out, re.MULTILINE)) == 2


def test_a_folder_without_pages_is_said_to_be_skipped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 0
    assert "skipped" in capsys.readouterr().out
