"""These tests check how the watched sources are printed for people and for programs."""

import json
from itertools import permutations

import pytest
from rich.console import Console

from copydesk.cli.layouts.sources import in_order, plain_sources, sources_table
from copydesk.crawling.records import Memory, SourceStatus, WatchedSource

ADDED = "2026-11-24T12:00:00.000000Z"
LONG = "https://news.example.org/sitemaps/2026/" + "eleven/" * 20 + "end.xml"


def source(name: str, *, parent: str | None = None) -> WatchedSource:
    return WatchedSource(
        source_id=name * 16, url=f"https://{name}.example/", parent=parent and parent * 16, added_at=ADDED
    )


def shown(*sources: WatchedSource, width: int = 80) -> list[str]:
    console = Console(width=width, record=True, force_terminal=True)
    console.print(sources_table(sources))
    return [line.rstrip() for line in console.export_text().splitlines()]


def order(*sources: WatchedSource) -> list[tuple[str, bool]]:
    return [(each.source_id[0], under) for each, under in in_order(sources)]


def test_a_sitemap_stands_under_the_index_that_named_it_whatever_the_order() -> None:
    index, news, sport, feed = source("b"), source("c", parent="b"), source("a", parent="b"), source("d")
    for each in permutations([index, news, sport, feed]):
        assert order(*each) == [("b", False), ("a", True), ("c", True), ("d", False)]


@pytest.mark.parametrize(
    "sources",
    [
        pytest.param([source("a", parent="b"), source("b", parent="a")], id="that named each other"),
        pytest.param([source("a", parent="a")], id="that named itself"),
        pytest.param([source("a", parent="z")], id="whose index was removed"),
    ],
)
def test_none_is_lost_of_sources(sources: list[WatchedSource]) -> None:
    assert sorted(name for name, _ in order(*sources)) == [each.source_id[0] for each in sources]


@pytest.mark.parametrize("width", [80, 100])
def test_a_long_address_is_folded_and_not_cut(width: int) -> None:
    long = WatchedSource(source_id="f" * 16, url=LONG, added_at=ADDED, entries=50_000, enqueued=50_000)
    lines = shown(long, width=width)
    assert all(len(line) <= width for line in lines)
    assert LONG in "".join(line[10:].split("  ")[0] for line in lines[1:])
    assert lines[1].split()[-3:] == ["10m", "50000", "50000"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "not read yet"),
        ({"kind": "rss", "read_at": ADDED}, "rss · read 2026-11-24 12:00 UTC"),
        ({"failures": 1, "last_error": "500 [red]"}, "not read yet · failed once: 500 [red]"),
        ({"failures": 3, "last_error": "500"}, "not read yet · failed 3 times: 500"),
        ({"status": SourceStatus.PAUSED}, "not read yet · paused: by hand"),
        ({"status": SourceStatus.PAUSED, "pause_reason": "\x1b[31mgone"}, "not read yet · paused: [31mgone"),
    ],
)
def test_below_its_address_stands_how_it_goes(change: dict[str, str], said: str) -> None:
    watched = WatchedSource(source_id="f" * 16, url="https://example.org/", added_at=ADDED, **change)  # type: ignore[arg-type]
    assert shown(watched)[2].strip() == said


def test_for_a_program_all_is_there_but_the_memory_of_the_last_reading() -> None:
    remembering = WatchedSource(
        source_id="f" * 16, url="https://example.org/", added_at=ADDED, memory=Memory(etag='"1"')
    )
    [plain] = plain_sources([remembering])
    assert json.loads(json.dumps(plain)) == {
        "source_id": "f" * 16,
        "url": "https://example.org/",
        "status": "active",
        "choice": {"same_site": True},
        "wait_seconds": 600,
        "turn": 0,
        "failures": 0,
        "added_at": ADDED,
        "entries": 0,
        "enqueued": 0,
    }
