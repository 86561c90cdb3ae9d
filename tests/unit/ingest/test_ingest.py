"""These tests check the ingest of one page, with lambdas in place of AWS and storage."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from copydesk.errors import Reject, RejectReason, Retry, Skip, SkipReason
from copydesk.model import Article, Source
from copydesk.pipeline.ingest import Arrival, End, IngestSteps, Outcome, ingest_article, ingest_message, outcome_event
from copydesk.pipeline.messages import Candidate, Gone, Pointer, RawPage, Requested, Stored, UrlOnly, Withdrawn
from copydesk.web.urls import article_id

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
STORED = Stored(article_id="a", revision=1)
GONE = Gone(page=replace(POINTER, url=PAGE.url), status=404, seen_at="2024-04-25T12:00:00.000000Z")


def raising(error: Exception) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def steps(recorded: list[Any] | None = None, **changed: Callable[..., Any]) -> IngestSteps:
    def extract(_body: bytes, *, url: str | None, **_: object) -> Article:
        return Article(url=url, canonical_url=None, host="e.com")

    def record(reject: Reject, *, source: Source | None, message: str) -> None:
        if recorded is not None:
            recorded.append((reject.reason, source, message))

    made: dict[str, Any] = {
        "load": lambda _: PAGE,
        "extract": extract,
        "store": lambda _: STORED,
        "withdraw": lambda article_id, **_: Withdrawn(article_id=article_id),
        "request_fetch": lambda _: None,
        "record_reject": record,
    }
    return IngestSteps(**made | changed)


def test_a_page_is_loaded_extracted_and_stored() -> None:
    stored: list[Candidate] = []

    def store(candidate: Candidate) -> Stored:
        stored.append(candidate)
        return STORED

    assert ingest_article(POINTER, message="{}", steps=steps(store=store)) is STORED
    assert (stored[0].article.url, stored[0].source.version_id) == ("https://e.com/story", "1")


def test_what_a_fetch_knew_of_a_page_reaches_its_article() -> None:
    stored: list[Candidate] = []
    page = replace(PAGE, robots_tag="noarchive", gone_at="2024-04-25T09:00:00.000000Z")
    ingest_article(POINTER, message="{}", steps=steps(load=lambda _: page, store=stored.append))
    assert (stored[0].article.robots, stored[0].gone_at) == (("noarchive",), page.gone_at)


def test_a_page_that_is_gone_withdraws_the_very_article_that_it_was_stored_as() -> None:
    stored: list[Candidate] = []
    withdrawn: list[Any] = []

    def withdraw(article_id: str, *, url: str, seen_at: str) -> Withdrawn:
        withdrawn.append((article_id, url, seen_at))
        return Withdrawn(article_id=article_id)

    ingest_article(POINTER, message="{}", steps=steps(store=stored.append))
    unread: dict[str, Any] = {"load": raising(AssertionError()), "extract": raising(AssertionError())}
    outcome = ingest_article(GONE, message="{}", steps=steps(**unread, withdraw=withdraw))
    assert outcome == Withdrawn(article_id=stored[0].article_id)
    assert withdrawn == [(stored[0].article_id, "https://e.com/story", GONE.seen_at)]


def withdraw_only(stored: str) -> Callable[..., Withdrawn]:
    def withdraw(article_id: str, **_: str) -> Withdrawn:
        if article_id != stored:
            raise Skip(SkipReason.NEVER_STORED, article_id)
        return Withdrawn(article_id=article_id)

    return withdraw


@pytest.mark.parametrize("failing", ["load", "extract"])
def test_a_page_whose_last_copy_is_a_wall_or_has_expired_withdraws_the_article_that_its_record_names(
    failing: str,
) -> None:
    wall: dict[str, Any] = {failing: raising(Reject(RejectReason.PAYWALL))}
    gone = replace(GONE, article_id="named")
    outcome = ingest_article(gone, message="", steps=steps(**wall, withdraw=withdraw_only("named")))
    assert outcome == Withdrawn(article_id="named")


def test_a_page_that_names_another_address_is_remembered_with_its_article_before_it_is_stored() -> None:
    noted: list[Any] = []

    page = replace(PAGE, url="https://e.com/print/long-story")
    named = Article(url=page.url, canonical_url="https://e.com/2024/long-story", host="e.com")
    told = steps(
        load=lambda _: page,
        extract=lambda *_, **__: named,
        note_page=lambda *each: noted.append(each),
        store=raising(Retry()),
    )
    with pytest.raises(Retry):
        ingest_article(POINTER, message="", steps=told)
    identity = article_id(canonical_url="https://e.com/2024/long-story", url=None, source=SOURCE)
    assert noted == [(page.url, identity)]


@pytest.mark.parametrize("failing", ["load", "extract"])
def test_a_withdrawal_that_is_refused_keeps_its_message_to_be_sent_again(failing: str) -> None:
    recorded: list[Any] = []
    reject = Reject(RejectReason.OBJECT_MISSING)
    changed: dict[str, Any] = {failing: raising(reject), "withdraw": withdraw_only("none")}
    assert ingest_article(GONE, message="gone", steps=steps(recorded, **changed)) is reject
    assert recorded == [(RejectReason.OBJECT_MISSING, None, "gone")]


def test_a_url_alone_is_asked_for_in_its_one_spelling() -> None:
    asked: list[str] = []
    wanted = UrlOnly(url="HTTPS://E.com:443/story?utm_source=x#top")
    outcome = ingest_article(wanted, message="{}", steps=steps(request_fetch=asked.append))
    assert (outcome, asked) == (Requested(url="https://e.com/story"), ["https://e.com/story"])


@pytest.mark.parametrize("url", ["file:///etc/passwd", "https://me:secret@e.com/", "http://", "story", "http://e .com"])
def test_no_address_that_is_none_is_asked_for(url: str) -> None:
    outcome = ingest_article(UrlOnly(url=url), message="{}", steps=steps(request_fetch=raising(AssertionError())))
    assert isinstance(outcome, Reject)
    assert outcome.reason is RejectReason.INVALID_URL


def test_a_request_that_fails_for_now_is_tried_again() -> None:
    with pytest.raises(Retry):
        ingest_article(UrlOnly(url="https://e.com"), message="", steps=steps(request_fetch=raising(Retry())))


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
        ingest_message("{}", [POINTER] * 3, steps=steps(load=load), report=lambda _, end: outcomes.append(end.outcome))
    assert outcomes == [STORED]
    assert [type(each) for each in failure.value.exceptions] == [KeyError]


@pytest.mark.parametrize(
    ("arrival", "failing", "url"),
    [
        (POINTER, {}, PAGE.url),
        (POINTER, {"extract": raising(Reject(RejectReason.PAYWALL))}, PAGE.url),
        (POINTER, {"store": raising(Skip(SkipReason.UNCHANGED))}, PAGE.url),
        (POINTER, {"load": raising(Reject(RejectReason.OBJECT_MISSING))}, None),
        (replace(POINTER, url="https://e.com/b"), {"load": raising(Reject(RejectReason.TOO_LARGE))}, "https://e.com/b"),
        (POINTER, {"load": lambda _: replace(PAGE, url=None)}, None),
        (GONE, {}, PAGE.url),
        (GONE, {"withdraw": raising(Skip(SkipReason.OLDER_THAN_STORED))}, PAGE.url),
        (UrlOnly(url="https://e.com/c"), {}, "https://e.com/c"),
        (Reject(RejectReason.UNKNOWN_MESSAGE), {}, None),
        (Skip(SkipReason.TEST_EVENT), {}, None),
    ],
)
def test_an_end_has_the_address_of_its_page_if_page_or_message_name_one(
    arrival: Arrival, failing: dict[str, Any], url: str | None
) -> None:
    ends: list[End] = []
    ingest_message("", [arrival], steps=steps(**failing), report=lambda _, end: ends.append(end))
    assert [end.url for end in ends] == [url]


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


@pytest.mark.parametrize(
    ("arrival", "outcome", "told"),
    [
        (
            GONE,
            Withdrawn(article_id="a"),
            ("withdrawn", {"bucket": "raw", "key": "page.html", "url": PAGE.url, "status": 404, "article_id": "a"}),
        ),
        (
            UrlOnly(url="https://e.com/?utm_source=x"),
            Requested(url="https://e.com/"),
            ("requested", {"url": "https://e.com/"}),
        ),
        (
            UrlOnly(url="file:///x"),
            Reject(RejectReason.INVALID_URL, "no"),
            ("rejected", {"url": "file:///x", "reason": "invalid_url", "detail": "no"}),
        ),
    ],
    ids=["withdrawn", "requested", "refused"],
)
def test_what_came_without_a_page_is_told_with_its_url(arrival: Arrival, outcome: Outcome, told: object) -> None:
    assert outcome_event(arrival, outcome) == told
