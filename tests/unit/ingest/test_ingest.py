"""The middle, with lambdas for the world around it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from copydesk.delivery import Candidate, Pointer, RawPage, Stored
from copydesk.errors import Reject, RejectReason, Retry, Skip, SkipReason
from copydesk.ingest import Outcome, Steps, ingest_article, ingest_message, outcome_event
from copydesk.model import Article, Source

SOURCE = Source(bucket="raw", key="page.html")
POINTER = Pointer(source=SOURCE)
PAGE = RawPage(
    body=b"<p>",
    url="https://e.com/story?utm_source=x",
    content_type="text/html",
    content_encoding=None,
    fetched_at="2024-04-25T10:00:00.000000Z",
    source=replace(SOURCE, version_id="1"),
)
STORED = Stored(article_id="a", revision=1, items_written=2)


def raising(error: Exception) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def steps(recorded: list[Any] | None = None, **changed: Callable[..., Any]) -> Steps:
    def extract(_body: bytes, *, url: str | None, **_: object) -> Article:
        return Article(url=url, canonical_url=None, host="e.com")

    def record(reject: Reject, *, source: Source | None, message: str) -> None:
        if recorded is not None:
            recorded.append((reject.reason, source, message))

    made: dict[str, Any] = {
        "load": lambda _: PAGE,
        "extract": extract,
        "store": lambda _: STORED,
        "record_reject": record,
    }
    return Steps(**made | changed)


def test_a_page_is_loaded_extracted_and_stored() -> None:
    stored: list[Candidate] = []

    def store(candidate: Candidate) -> Stored:
        stored.append(candidate)
        return STORED

    assert ingest_article(POINTER, message="{}", steps=steps(store=store)) is STORED
    assert (stored[0].article.url, stored[0].source.version_id) == ("https://e.com/story", "1")


@pytest.mark.parametrize(
    ("failing", "source"),
    [("load", SOURCE), ("extract", PAGE.source), ("store", PAGE.source)],
)
def test_a_reject_is_recorded_with_the_best_pointer_there_is(failing: str, source: Source) -> None:
    recorded: list[Any] = []
    reject = Reject(RejectReason.NOT_TEXT)
    assert ingest_article(POINTER, message="{}", steps=steps(recorded, **{failing: raising(reject)})) is reject
    assert recorded == [(RejectReason.NOT_TEXT, source, "{}")]


def test_an_address_that_is_none_is_a_reject() -> None:
    page = replace(PAGE, url="file:///etc/passwd")
    outcome = ingest_article(POINTER, message="{}", steps=steps(load=lambda _: page))
    assert isinstance(outcome, Reject)
    assert outcome.reason is RejectReason.INVALID_URL


def test_nothing_to_do_is_recorded_nowhere() -> None:
    recorded: list[Any] = []
    skip = Skip(SkipReason.UNCHANGED)
    assert ingest_article(POINTER, message="{}", steps=steps(recorded, store=raising(skip))) is skip
    assert recorded == []


def test_a_reject_that_cannot_be_recorded_now_is_tried_again() -> None:
    with pytest.raises(Retry):
        ingest_article(Reject(RejectReason.NOT_TEXT), message="", steps=steps(record_reject=raising(Retry())))


def test_no_delivery_of_a_message_costs_its_neighbours() -> None:
    outcomes: list[Outcome] = []
    loads = iter([Retry("throttled"), KeyError("a bug"), None])

    def load(_: object) -> RawPage:
        if error := next(loads):
            raise error
        return PAGE

    with pytest.raises(ExceptionGroup) as failure:
        ingest_message("{}", [POINTER] * 3, steps=steps(load=load), report=lambda _, outcome: outcomes.append(outcome))
    assert outcomes == [STORED]
    assert [type(each) for each in failure.value.exceptions] == [KeyError]


def test_a_message_with_one_delivery_to_try_again_is_tried_again() -> None:
    with pytest.raises(Retry, match="throttled"):
        ingest_message("{}", [POINTER], steps=steps(load=raising(Retry("throttled"))), report=lambda *_: None)


@pytest.mark.parametrize(
    ("outcome", "event"),
    [(STORED, "stored"), (Reject(RejectReason.NOT_TEXT), "rejected"), (Skip(SkipReason.UNCHANGED), "skipped")],
)
def test_an_outcome_is_told_with_where_it_came_from(outcome: Outcome, event: str) -> None:
    name, fields = outcome_event(POINTER, outcome)
    assert (name, fields["bucket"], fields["key"]) == (event, "raw", "page.html")
