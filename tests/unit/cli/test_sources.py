"""`copydesk sources` watches each source as its owner meant it, or refuses it and names the wrong entry."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from copydesk.cli import main as cli
from copydesk.cli.commands import sources
from copydesk.cli.options import Where
from copydesk.crawling.records import SourceStatus, WatchedSource
from copydesk.stack.target import Target
from copydesk.storage import use_operations
from copydesk.storage.operations.models import DueItem
from copydesk.storage.operations.sources import SourceStore
from tests.moto_answers import use_test_account

PLACE = Target(
    raw_bucket="raw",
    ingest_queue_url="i",
    fetch_queue_url="f",
    articles_table="articles",
    operations_table="operations",
)
FEED = "https://news.example.org/feed.xml"


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use_test_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)

    def place(_where: Where) -> Target:
        return PLACE

    monkeypatch.setattr(sources, "target", place)
    with mock_aws():
        use_operations("operations")
        DueItem.create_table(billing_mode="PAY_PER_REQUEST")
        yield


def run(*arguments: str) -> int:
    return cli.main(["sources", *arguments])


def watched() -> list[WatchedSource]:
    return sorted(SourceStore().list(), key=lambda source: source.url)


def only() -> WatchedSource:
    (source,) = watched()
    return source


def import_file(folder: Path, text: str | bytes) -> int:
    path = folder / "sources.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return run("import", str(path))


def test_a_source_is_due_at_once_and_brings_no_archive() -> None:
    assert run("add", FEED) == 0
    source = only()
    assert (source.url, source.status, source.turn, source.interval_seconds) == (FEED, SourceStatus.ACTIVE, 0, None)
    assert (source.choice.max_age_days, source.choice.same_site) == (30, True)
    assert source.next_at == source.added_at


def test_all_that_is_said_of_a_source_is_kept() -> None:
    run(
        "add", FEED, "--include", "/news/*", "--include", "*live*", "--exclude", "/sport/*",
        "--max-age-days", "0", "--interval", "1h", "--other-sites",
    )  # fmt: skip
    source = only()
    assert (source.choice.include, source.choice.exclude) == (("/news/*", "*live*"), ("/sport/*",))
    assert (source.choice.max_age_days, source.choice.same_site, source.interval_seconds) == (None, False, 3_600)


def test_one_address_in_many_spellings_is_one_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add", FEED, "HTTPS://News.Example.org:443/feed.xml#top", f"{FEED}?utm_source=x") == 0
    assert only().url == FEED
    assert [line[0] for line in capsys.readouterr().out.splitlines()] == ["✓", "=", "="]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("2m", 120), ("120", 120), ("120s", 120), (" 10 m ", 600), ("24h", 86_400), ("1d", 86_400), ("1440m", 86_400)],
)
def test_intervals_are_read_as_people_write_them(text: str, seconds: int) -> None:
    assert run("add", FEED, "--interval", text) == 0
    assert only().interval_seconds == seconds


@pytest.mark.parametrize("text", ["1m", "119", "25h", "2d", "0", "-5m", "10 minutes", "1.5h", "m", "", "10M", "１０m"])
def test_an_interval_that_makes_no_sense_is_a_problem(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add", FEED, f"--interval={text}") == 2
    assert "interval must be between 2m and 24h" in capsys.readouterr().err
    assert watched() == []


def test_a_file_is_imported_and_what_is_known_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("add", FEED, "--interval", "10m")
    said = ["include: /news/*", "interval: 600", "same_site: false", "max_age_days: 7"]
    text = "\n  ".join([f"- url: {FEED}\n- url: https://b.example/", *said])
    assert import_file(tmp_path, text) == 0
    b, news = watched()
    assert (b.choice.include, b.interval_seconds, b.choice.same_site, b.choice.max_age_days) == (
        ("/news/*",),
        600,
        False,
        7,
    )
    assert news.interval_seconds == 600
    assert capsys.readouterr().out.splitlines()[1][0] == "="


NO_LISTS = {
    "empty": "",
    "a text": "https://news.example.org/",
    "a mapping": f"url: {FEED}",
    "an empty list": "[]",
    "null": "null",
    "a tab": "-\turl: x\n\t- y: [",
    "not UTF-8": b"- url: caf\xe9",
    "a NUL": b"- url: \x00",
    "a date that is none": f"- url: {FEED}\n  interval: 2026-13-45",
    "a number that is none": f"- url: {FEED}\n  max_age_days: 0x_",
    "a tag that runs code": "- !!python/object/apply:os.system [true]",
    "deep": "[" * 5_000,
}


@pytest.mark.parametrize("text", NO_LISTS.values(), ids=NO_LISTS.keys())
def test_a_file_that_is_no_list_is_a_problem(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert import_file(tmp_path, text) == 2
    assert "sources.yaml" in capsys.readouterr().err
    assert watched() == []


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", str(tmp_path / "none.yaml")) == 2
    assert run("import", str(tmp_path)) == 2
    assert capsys.readouterr().err.count("cannot be read") == 2


MISTAKES = {
    "no mapping": ("- https://e.example/", "has no url"),
    "no url": ("- include: /news/*", "has no url"),
    "a number as url": ("- url: 7", "has no url"),
    "a list as url": (f"- url: [{FEED}]", "has no url"),
    "no URL": ("- url: news", "invalid_url"),
    "another scheme": ("- url: ftp://e.example/", "neither http nor https"),
    "credentials": ("- url: https://user:pass@e.example/", "carries credentials"),
    "half a surrogate": ('- url: "https://e.example/\\ud800"', ""),
    "an unknown word": (f"- url: {FEED}\n  includes: /news/*", "includes is not known"),
    "a number as word": (f"- url: {FEED}\n  7: x", "7 is not known"),
    "a pattern without a slash": (f"- url: {FEED}\n  include: news", "include: 'news' has to begin with"),
    "an empty pattern": (f"- url: {FEED}\n  exclude: ''", "exclude: '' has to begin with"),
    "a number as pattern": (f"- url: {FEED}\n  include: 0", "include must be a pattern"),
    "a number among patterns": (f"- url: {FEED}\n  include: [/a, 7]", "include must be a pattern"),
    "false as patterns": (f"- url: {FEED}\n  exclude: no", "exclude must be a pattern"),
    "too many patterns": (f"- url: {FEED}\n  include: [{', '.join(['/a'] * 101)}]", "at most 100"),
    "an age in words": (f"- url: {FEED}\n  max_age_days: week", "max_age_days must be a whole number"),
    "no age": (f"- url: {FEED}\n  max_age_days:", "max_age_days must be a whole number"),
    "a negative age": (f"- url: {FEED}\n  max_age_days: -1", "max_age_days: -1 is not between"),
    "an age of true": (f"- url: {FEED}\n  max_age_days: true", "max_age_days must be a whole number"),
    "half a day": (f"- url: {FEED}\n  max_age_days: 0.5", "max_age_days must be a whole number"),
    "same_site in words": (f"- url: {FEED}\n  same_site: 'yes'", "same_site must be true or false"),
    "interval true": (f"- url: {FEED}\n  interval: true", "interval must be between"),
    "interval as a clock": (f"- url: {FEED}\n  interval: 1:30", "interval must be between"),
}


@pytest.mark.parametrize(("entry", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_file_with_one_mistake_adds_nothing_and_names_the_entry(
    tmp_path: Path, entry: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_file(tmp_path, f"- url: https://good.example/\n{entry}\n- url: https://fine.example/\n") == 2
    complaint = capsys.readouterr().err
    assert "sources.yaml, source 2" in complaint
    assert said in complaint
    assert "Traceback" not in complaint
    assert watched() == []


def test_pause_resume_and_remove_take_any_name_of_a_source() -> None:
    run("add", FEED)
    assert run("pause", "HTTPS://News.Example.org/feed.xml#x") == 0
    assert (only().status, only().pause_reason, only().next_at) == (SourceStatus.PAUSED, "by hand", None)
    assert run("resume", only().source_id[:6]) == 0
    assert (only().status, only().pause_reason) == (SourceStatus.ACTIVE, None)
    assert run("remove", only().source_id) == 0
    assert watched() == []


def test_what_an_index_brought_goes_with_it() -> None:
    run("add", FEED, "https://b.example/")
    b, parent = watched()
    child = WatchedSource(
        source_id="c" * 16, url="https://news.example.org/1.xml", parent=parent.source_id, added_at="x"
    )
    SourceStore().add(child)
    assert run("pause", FEED, child.url) == 0
    assert {source.url for source in watched() if source.status is SourceStatus.PAUSED} == {FEED, child.url}
    assert run("remove", FEED) == 0
    assert watched() == [b]


@pytest.mark.parametrize("name", ["https://unknown.example/", "zz", "", "/"])
def test_a_name_that_is_none_touches_nothing(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("add", FEED)
    assert run("remove", name) == 2
    assert "is not watched" in capsys.readouterr().err
    assert only().url == FEED


def test_the_list_says_how_it_goes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0
    assert "No source is watched" in capsys.readouterr().err
    bad = {"failures": 3, "last_error": "\x1b[31mtimed out"}
    SourceStore().add(WatchedSource(source_id="a" * 16, url="https://a.example/", added_at="x", **bad))  # type: ignore[arg-type]
    run("add", FEED, "--interval", "10m")
    run("pause", FEED)
    capsys.readouterr()
    run("list")
    shown = " ".join(capsys.readouterr().out.split())
    assert " 10m " in shown
    assert "paused: by hand" in shown
    assert "\x1b" not in shown
    run("list", "--paused")
    shown = capsys.readouterr().out
    assert only_id(FEED)[:8] in shown
    assert "a" * 8 not in shown


def only_id(url: str) -> str:
    return next(source.source_id for source in watched() if source.url == url)
