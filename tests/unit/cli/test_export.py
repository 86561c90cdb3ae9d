"""`copydesk export` writes every article once, even after faults. If a fault stays, it says where to continue."""

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from copydesk.cli.commands import export as exporting
from copydesk.cli.commands.export import Progress, Put, Span, export_span, span_of
from copydesk.cli.main import main
from copydesk.errors import Retry
from copydesk.formats import FORMATS, render_line
from copydesk.model import StoredArticle
from copydesk.stack.problems import Problem
from copydesk.storage import ArticleStore
from copydesk.storage.articles import listing
from copydesk.storage.articles.revisions import read_article
from tests.unit.formats.standards import ans_faults, ninjs_faults, schemaorg_faults
from tests.unit.storage.making import article, candidate
from tests.unit.storage.test_days import stored

pytestmark = pytest.mark.slow

FAULTS = {"ans": ans_faults, "ninjs": ninjs_faults, "jsonld": schemaorg_faults}
TODAY = date(2024, 4, 28)


@pytest.fixture
def headlines(store: ArticleStore) -> list[str]:
    """Stores thirty articles over three days, and returns their headlines."""
    for number in range(30):
        stored(store, number, date=f"2024-04-{25 + number // 10}T12:{number % 10:02}:00")
    return [str(number) for number in range(30)]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes a command line use the tables in this process instead of a stack."""
    monkeypatch.setattr(exporting, "target", lambda _arguments: None)
    monkeypatch.setattr(exporting, "_CHUNK", 4)


def exported(out: io.StringIO) -> list[str]:
    return [json.loads(line)["headline"] for line in out.getvalue().splitlines()]


def run(span: Span, form: str = "json", progress: Progress | None = None) -> io.StringIO:
    out = io.StringIO()
    put: Put = lambda article, _cursor: out.write(render_line(article, form))  # noqa: E731
    export_span(span, put, progress or Progress(cursor=span.since), pause=lambda _attempt: None)
    return out


def test_days_are_exported_in_order_each_article_once(headlines: list[str]) -> None:
    assert exported(run(Span(since="2024-04-25", until=TODAY))) == headlines


def test_an_export_goes_on_after_the_cursor_that_it_ended_at(headlines: list[str]) -> None:
    progress = Progress(cursor="2024-04-25")
    first = run(Span(since="2024-04-25", until=date(2024, 4, 26)), progress=progress)
    rest = run(Span(since=progress.cursor, until=TODAY))
    assert exported(first) + exported(rest) == headlines


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_lines_of_json(headlines: list[str], form: str) -> None:
    lines = [json.loads(line) for line in run(Span(since="2024-04-25", until=TODAY), form).getvalue().splitlines()]
    assert len(lines) == len(headlines)
    assert all(FAULTS[form](line) == [] for line in lines if form in FAULTS)
    assert form not in ("text", "markdown", "html") or "one" in lines[0][form]


def test_chunks_are_exported_within_the_budget_that_is_asked_for(
    store: ArticleStore, here: None, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [f"Paragraph {number} says that the bridge is open again." for number in range(60)]
    made = article(*texts, headline="1", date_published="2024-04-25")
    store.store(replace(candidate(made), article_id="0f" * 16))
    command = ["export", "--since", "2024-04-25", "--format", "chunks", "--chunk-tokens"]
    ids = []
    for tokens in ("50", "50", "200"):
        assert main([*command, tokens]) == 0
        [line] = map(json.loads, capsys.readouterr().out.splitlines())
        assert max(chunk["tokens"] for chunk in line["chunks"]) <= int(tokens)
        ids.append([chunk["chunk_id"] for chunk in line["chunks"]])
    assert ids[0] == ids[1]
    assert len(ids[0]) > 2 * len(ids[2])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--chunk-tokens", "49", "--format", "chunks"], "from 50 to 4,000"),
        (["--chunk-tokens", "4001", "--format", "chunks"], "from 50 to 4,000"),
        (["--chunk-tokens", "200"], "--chunk-tokens is for --format chunks"),
        (["--chunk-tokens", "200", "--format", "parquet"], "--chunk-tokens is for --format chunks"),
    ],
)
def test_a_budget_out_of_bounds_or_of_another_format_is_refused(
    here: None, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--since", "2024-04-25", *arguments]) == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_one_site_is_exported_from_its_own_index(store: ArticleStore, headlines: list[str]) -> None:
    stored(store, 99, date="2024-04-26T00:00:00", host="other.org")
    assert exported(run(Span(since="2024-04-25", until=TODAY, site="other.org"))) == ["99"]
    assert (
        exported(run(Span(since="2024-04-26T12:05", until=date(2024, 4, 26), site="example.org"))) == headlines[15:20]
    )


def test_what_was_stored_is_exported_whatever_its_pages_state(
    store: ArticleStore, here: None, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, day in ((1, "2031-01-01"), (2, "1999-01-01"), (3, "2024-04-25")):
        stored(store, number, date=day)
    assert main(["export", "--by", "stored", "--since", "2026-01-01", "--until", "2026-01-02"]) == 0
    printed = capsys.readouterr()
    assert {json.loads(line)["headline"] for line in printed.out.splitlines()} == {"1", "2", "3"}
    assert "3 articles stored from 2026-01-01" in printed.err
    assert main(["export", "--since", "2026-01-01", "--until", "2026-01-02"]) == 1
    assert "--by stored" in capsys.readouterr().err


@pytest.mark.parametrize("is_small", [True, False])
def test_a_small_table_and_a_large_one_give_the_same(
    headlines: list[str], monkeypatch: pytest.MonkeyPatch, is_small: bool
) -> None:
    monkeypatch.setattr(listing, "_SMALL", 5_000 if is_small else 2)
    assert exported(run(Span(since="2024-04-25T12:05", until=date(2024, 4, 26)))) == headlines[5:20]


def test_a_fault_that_passes_loses_and_repeats_nothing(
    headlines: list[str], monkeypatch: pytest.MonkeyPatch, here: None
) -> None:
    calls = 0

    def faulty(article_id: str) -> StoredArticle | None:
        nonlocal calls
        calls += 1
        if calls % 5 == 0:
            raise Retry("throttled")
        return read_article(article_id)

    monkeypatch.setattr(exporting, "read_article", faulty)
    assert exported(run(Span(since="2024-04-25", until=TODAY))) == headlines


def test_an_article_that_is_gone_meanwhile_is_left_out(headlines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "read_article", lambda _article_id: None)
    assert exported(run(Span(since="2024-04-25", until=TODAY))) == []


def test_the_command_writes_a_new_file_and_counts(
    headlines: list[str], here: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = str(tmp_path / "out.jsonl")
    assert main(["export", "--since", "2024-04-27", "--until", "2024-04-27", "-o", name]) == 0
    lines = Path(name).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["headline"] for line in lines] == headlines[20:]
    assert "10 articles" in capsys.readouterr().err
    assert main(["export", "--since", "2024-04-27", "-o", name]) == 2
    assert "is there already" in capsys.readouterr().err
    assert Path(name).read_text(encoding="utf-8").splitlines() == lines


def test_nothing_found_is_said_by_the_exit_code_and_leaves_no_file(
    store: ArticleStore, here: None, tmp_path: Path
) -> None:
    name = tmp_path / "out.jsonl"
    assert main(["export", "--since", "2024-04-25", "--until", "2024-04-25", "-o", str(name)]) == 1
    assert not name.exists()


def test_a_fault_that_stays_ends_it_with_where_to_go_on(
    headlines: list[str], here: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seventh = exported(run(Span(since="2024-04-25", until=TODAY)))[6]

    def faulty(article_id: str) -> StoredArticle | None:
        found = read_article(article_id)
        if found and found.article.headline == seventh:
            raise Retry("throttled")
        return found

    monkeypatch.setattr(exporting, "read_article", faulty)
    monkeypatch.setattr("copydesk.storage.dynamodb.time.sleep", lambda _seconds: None)
    command = ["export", "--until", "2024-04-28", "--since"]
    assert main([*command, "2024-04-25"]) == 2
    printed = capsys.readouterr()
    assert "Stopped after 6 articles: throttled" in printed.err
    monkeypatch.setattr(exporting, "read_article", read_article)
    _, _, others = printed.err.partition("To go on after the last article written: ")
    assert others.startswith("--by published --until 2024-04-28 --since ")
    assert main(["export", *others.split()]) == 0
    lines = [*printed.out.splitlines(), *capsys.readouterr().out.splitlines()]
    assert [json.loads(line)["headline"] for line in lines] == headlines


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("yesterday", None),
        ("2024-4-5", None),
        ("2024-02-31", None),
        ("2024-04-25T25", None),
        ("2024-04-25T25:00", None),
        ("T25:00", None),
        ("2024-04-25#ZZ", None),
        ("2024-04-25", "soon"),
        ("2024-04-25", "2024-04-24"),
        ("2999-01-01", None),
    ],
)
def test_a_span_that_is_none_is_said(since: str, until: str | None) -> None:
    with pytest.raises(Problem):
        span_of(since, until, today=TODAY)


def test_an_export_ends_tomorrow_unless_said_otherwise() -> None:
    assert span_of("2024-04-25T12:00", None, today=TODAY) == Span(since="2024-04-25T12:00", until=date(2024, 4, 29))
