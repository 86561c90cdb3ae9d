"""A batch notes once for each host what its pages show, and no page fails because of it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from copydesk.errors import Reject, RejectReason
from copydesk.extraction import extract_article
from copydesk.pipeline.drift import Change, Fact, Page, Turn, Watch, note_sites, turn_event

HOST = "news.example.org"
TEXT = "The council voted on Tuesday to reopen the old harbour bridge, ending three years of detours. " * 10
DRIFT = Change(fact=Fact.UNDATED, turn=Turn.DRIFTED, before=0.02, now=0.85)


def page(*, date: str = "", author: str = "") -> bytes:
    meta = date and f'<meta property="article:published_time" content="{date}">'
    by = author and f'<meta name="author" content="{author}">'
    return f"<html><head><title>A bridge</title>{meta}{by}</head><article><h1>A bridge</h1><p>{TEXT}".encode()


def seen(watch: Watch, body: bytes, url: str | None) -> None:
    watch.watching(extract_article)(body, url=url, content_type="text/html", content_encoding=None)


@pytest.mark.parametrize(
    ("body", "dated", "signed"),
    [
        pytest.param(page(date="2024-04-25T09:30:00Z", author="Ada Example"), True, True, id="date and author"),
        pytest.param(page(date="2024-04-25T09:30:00Z"), True, False, id="no author"),
        pytest.param(page(author="Ada Example"), False, True, id="no date"),
    ],
)
def test_a_page_is_seen_with_its_date_its_author_and_its_length(body: bytes, dated: bool, signed: bool) -> None:
    watch = Watch()
    seen(watch, body, f"https://{HOST}/story")
    ((host, (found,)),) = watch.take().items()
    assert (host, found.dated, found.signed) == (HOST, dated, signed)
    assert found.words
    assert found.words >= 140


def test_a_refused_page_is_seen_and_still_refused() -> None:
    watch = Watch()
    with pytest.raises(Reject):
        seen(watch, b"", f"https://{HOST}/story")
    assert watch.take() == {HOST: [Page()]}


def test_a_fault_of_ours_says_nothing_of_the_site() -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError

    watch = Watch()
    with pytest.raises(ZeroDivisionError):
        watch.watching(broken)(b"", url=f"https://{HOST}/", content_type=None, content_encoding=None)
    assert watch.take() == {}


@pytest.mark.parametrize("url", [None, "", "story.html", "file:///story.html", "https:///story"])
def test_a_page_of_no_host_is_no_sample(url: str | None) -> None:
    watch = Watch()
    seen(watch, page(), url)
    assert watch.take() == {}


def test_what_was_taken_is_not_taken_again() -> None:
    watch = Watch()
    seen(watch, page(), f"https://{HOST}/story")
    assert len(watch.take()[HOST]) == 1
    assert watch.take() == {}


def test_pages_that_are_seen_side_by_side_all_count() -> None:
    watch = Watch()

    def refusing(*_: Any, **__: Any) -> Any:
        raise Reject(RejectReason.EMPTY_BODY)

    watched = watch.watching(refusing)

    def see(number: int) -> None:
        with pytest.raises(Reject):
            watched(b"", url=f"https://{number % 3}.example/", content_type=None, content_encoding=None)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(see, range(300)))
    assert {host: len(pages) for host, pages in watch.take().items()} == {f"{n}.example": 100 for n in range(3)}


def test_a_site_that_cannot_be_noted_costs_no_other() -> None:
    reported: list[tuple[str, Change]] = []
    failed: list[tuple[str, str]] = []

    def note(host: str, pages: Sequence[Page]) -> Sequence[Change]:
        if host == "broken.example":
            raise OSError("no table")
        return [DRIFT] * len(pages)

    note_sites(
        {"broken.example": [Page()], HOST: [Page()]},
        note=note,
        report=lambda host, change: reported.append((host, change)),
        failed=lambda host, error: failed.append((host, str(error))),
    )
    assert reported == [(HOST, DRIFT)]
    assert failed == [("broken.example", "no table")]


def test_a_turn_is_told_with_its_fact_and_both_values() -> None:
    fields = {"host": HOST, "fact": "undated", "before": 0.02, "now": 0.85}
    assert turn_event(HOST, DRIFT) == ("drifted", fields)
