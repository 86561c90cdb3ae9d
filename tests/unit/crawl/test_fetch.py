"""What follows from each answer of a site: kept, touched, sent on, looked at again, refused."""

from dataclasses import replace
from hashlib import sha256

import pytest

from copydesk.crawling.intervals import LOOKS_AFTER_REFUSAL, REVISITS, SECOND_LOOK
from copydesk.crawling.records import SeenPage
from copydesk.crawling.requests import HOPS_PAUSE, MOST_HOPS, MOST_REDIRECTS, MOST_TRIES, FetchRequest
from copydesk.delivery import Fetched
from copydesk.errors import Later, Reject, RejectReason, Skip, SkipReason
from copydesk.fetch import Deferred, HopsExceeded, Missing, Outcome, Redirected, fetch_message
from copydesk.model import Source
from copydesk.moments import instant
from tests.unit.crawl.making import EVIDENCE, NOON, URL, Memory, Site, response, unanswered

RAW = Source(bucket="raw", key="fetched/first", version_id="1")
KNOWN = SeenPage(url=URL, turn=4, etag='"one"', last_modified="yesterday", digest="first", raw=RAW, visits=2)


def fetch(site: Site, memory: Memory, request: FetchRequest | None = None) -> Outcome:
    asked = request or FetchRequest(url=URL, turn=memory.pages[URL].turn)
    return fetch_message(asked, message_id="m-1", steps=memory.steps(site))


def after(seconds: float) -> str:
    return instant(NOON.replace(microsecond=0)).replace("12:00:00", f"{12 + int(seconds // 3600):02}:00:00")


def test_a_new_page_is_kept_with_its_bytes_headers_and_evidence() -> None:
    site = Site({URL: response(200, b"<p>words", etag='"one"', content_type="text/html")})
    memory = Memory({URL: SeenPage(url=URL, turn=1, source_id="feed")})
    outcome = fetch(site, memory)
    assert isinstance(outcome, Fetched)
    assert memory.raw == [(outcome, b"<p>words")]
    assert (outcome.status, outcome.robots, outcome.header("content-type")) == (200, EVIDENCE, "text/html")
    page = memory.pages[URL]
    assert (page.turn, page.etag, page.source_id, page.visits) == (2, '"one"', "feed", 1)
    assert page.raw is not None
    assert page.next_at == "2026-11-24T12:10:00.000000Z"
    assert site.asked == [(URL, {})]


def test_a_known_page_is_asked_for_by_its_validators_and_a_304_only_touches_it() -> None:
    site = Site({URL: response(304)})
    memory = Memory({URL: KNOWN})
    outcome = fetch(site, memory)
    assert isinstance(outcome, Skip)
    assert outcome.reason is SkipReason.NOT_MODIFIED
    assert site.asked == [(URL, {"If-None-Match": '"one"', "If-Modified-Since": "yesterday"})]
    assert memory.raw == []
    assert (memory.pages[URL].visits, memory.pages[URL].raw) == (3, RAW)


def test_the_same_bytes_again_are_not_kept_again() -> None:
    site = Site({URL: response(200, b"same")})
    memory = Memory({URL: SeenPage(url=URL, turn=1)})
    fetch(site, memory)
    outcome = fetch(site, memory)
    assert isinstance(outcome, Skip)
    assert outcome.reason is SkipReason.UNCHANGED
    assert len(memory.raw) == 1


def test_words_that_come_back_are_kept_again() -> None:
    """A, then B, then A: the article must end as A."""
    memory = Memory({URL: SeenPage(url=URL, turn=1)})
    for body in (b"A", b"B", b"A"):
        fetch(Site({URL: response(200, body)}), memory)
    assert [body for _, body in memory.raw] == [b"A", b"B", b"A"]


def test_visits_back_off_and_end() -> None:
    memory = Memory({URL: SeenPage(url=URL, turn=1)})
    for _ in REVISITS:
        fetch(Site({URL: response(200, b"same")}), memory)
        assert memory.pages[URL].next_at is not None
    fetch(Site({URL: response(200, b"same")}), memory)
    assert memory.pages[URL].next_at is None


@pytest.mark.parametrize("turn", [3, 5])
def test_a_message_of_another_turn_asks_for_nothing(turn: int) -> None:
    site = Site({})
    outcome = fetch(site, Memory({URL: KNOWN}), FetchRequest(url=URL, turn=turn))
    assert isinstance(outcome, Skip)
    assert outcome.reason is SkipReason.SUPERSEDED
    assert site.asked == []


def test_a_page_asked_for_by_hand_needs_no_record_and_a_repeated_message_asks_once() -> None:
    site, memory = Site({URL: response(200, b"words")}), Memory()
    assert isinstance(fetch(site, memory, FetchRequest(url=f"{URL}?utm_source=x")), Fetched)
    assert site.asked == [(URL, {})]


REDIRECTS = (301, 302, 303, 307, 308)


@pytest.mark.parametrize("status", REDIRECTS)
def test_a_redirect_is_sent_on_as_a_request_of_its_own(status: int) -> None:
    memory = Memory({URL: SeenPage(url=URL, turn=1, source_id="feed")})
    outcome = fetch(Site({URL: response(status, location="/moved#top")}), memory)
    target = "https://news.example.org/moved"
    assert outcome == Redirected(url=URL, target=target, asked=True)
    assert memory.sent == [(FetchRequest(url=target, turn=1, via=(URL,)), 0)]
    assert memory.pages[target].source_id == "feed"
    assert memory.pages[URL].next_at is None


def test_a_redirect_to_a_known_page_asks_for_nothing_more() -> None:
    memory = Memory({URL: SeenPage(url=URL, turn=1), "https://news.example.org/moved": KNOWN})
    outcome = fetch(Site({URL: response(301, location="/moved")}), memory)
    assert isinstance(outcome, Redirected)
    assert not outcome.asked
    assert memory.sent == []


CIRCLES = {
    "to itself": ((), "/story"),
    "to where it came from": (("https://news.example.org/first",), "/first"),
    "too far": (tuple(f"https://news.example.org/{hop}" for hop in range(MOST_REDIRECTS)), "/next"),
}


@pytest.mark.parametrize(("via", "location"), CIRCLES.values(), ids=CIRCLES.keys())
def test_redirects_in_a_circle_or_without_end_are_refused(via: tuple[str, ...], location: str) -> None:
    memory = Memory({URL: SeenPage(url=URL, turn=1)})
    outcome = fetch(Site({URL: response(302, location=location)}), memory, FetchRequest(url=URL, turn=1, via=via))
    assert isinstance(outcome, Reject)
    assert outcome.reason is RejectReason.TOO_MANY_REDIRECTS
    assert memory.sent == []


def test_a_redirect_without_a_target_is_refused() -> None:
    outcome = fetch(Site({URL: response(302)}), Memory({URL: KNOWN}))
    assert isinstance(outcome, Reject)
    assert outcome.reason is RejectReason.BROKEN_RESPONSE


@pytest.mark.parametrize("status", [404, 410])
def test_a_stored_page_is_withdrawn_only_after_a_second_look(status: int) -> None:
    memory = Memory({URL: KNOWN})
    assert fetch(Site({URL: response(status)}), memory) == Missing(url=URL, withdrawn=False)
    assert memory.withdrawn == []
    assert memory.pages[URL].next_at == after(SECOND_LOOK)
    assert fetch(Site({URL: response(status)}), memory) == Missing(url=URL, withdrawn=True)
    assert memory.withdrawn == [(URL, status)]


def test_a_page_that_is_back_at_the_second_look_stays() -> None:
    memory = Memory({URL: KNOWN})
    for answer in (response(404), response(200, b"back"), response(404)):
        fetch(Site({URL: answer}), memory)
    assert memory.withdrawn == []


def test_a_page_that_is_back_after_it_was_gone_is_asked_for_whole_and_kept_also_as_it_was() -> None:
    """A "not modified", or the same bytes dropped, would leave its article withdrawn."""
    body, gone_at = b"as it was", "2026-11-23T12:00:00.000000Z"
    memory = Memory({URL: replace(KNOWN, digest=sha256(body).hexdigest(), gone_at=gone_at)})
    site = Site({URL: response(200, body)})
    outcome = fetch(site, memory)
    assert site.asked == [(URL, {})]
    assert isinstance(outcome, Fetched)
    assert (memory.raw, outcome.gone_at) == ([(outcome, body)], gone_at)
    assert memory.pages[URL].gone_at is None


def test_a_page_that_never_was_there_is_refused_at_the_second_look() -> None:
    memory = Memory({URL: SeenPage(url=URL, turn=1)})
    fetch(Site({URL: response(404)}), memory)
    assert memory.rejects == []
    fetch(Site({URL: response(404)}), memory)
    assert [reject.reason for reject in memory.rejects] == [RejectReason.GONE]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_looked_at_twice_more_and_withdrawn_once(status: int) -> None:
    memory = Memory({URL: KNOWN})
    ends = []
    for _ in range(4):
        fetch(Site({URL: response(status)}), memory)
        ends.append(memory.pages[URL].next_at)
    assert ends == ["2026-11-24T13:00:00.000000Z", "2026-11-25T12:00:00.000000Z", "2026-12-01T12:00:00.000000Z", None]
    assert memory.withdrawn == [(URL, status)]
    assert memory.pages[URL].gone_at == instant(NOON)


def test_what_comes_back_after_it_was_gone_is_kept_again_though_its_bytes_are_the_same() -> None:
    memory = Memory({URL: SeenPage(url=URL, turn=1)})
    for answer in (response(200, b"same"), response(404), response(404), response(200, b"same")):
        fetch(Site({URL: answer}), memory)
    assert [page.gone_at for page, _ in memory.raw] == [None, instant(NOON)]
    assert memory.pages[URL].gone_at is None


FRONTS = {
    "the front page": "/",
    "with its index file": "/index.html",
    "over TLS or not, with or without www": "http://www.news.example.org",
    "of another spelling": "https://NEWS.example.org:443/?utm_source=gone",
    "in a language": "/de-ch/",
    "of the whole site": "https://example.org/",
}
DEEP = "https://news.example.org/world/europe/old-bridge-falls-at-night"


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize("location", FRONTS.values(), ids=FRONTS)
def test_a_redirect_to_the_front_page_is_gone_at_the_second_look(location: str, status: int) -> None:
    memory = Memory({DEEP: replace(KNOWN, url=DEEP)})
    for withdrawn in (False, True):
        site = Site({DEEP: response(status, url=DEEP, location=location)})
        outcome = fetch(site, memory, FetchRequest(url=DEEP, turn=memory.pages[DEEP].turn))
        assert outcome == Missing(url=DEEP, withdrawn=withdrawn)
    assert memory.withdrawn == [(DEEP, status)]
    assert memory.sent == []
    assert memory.pages.keys() == {DEEP}


@pytest.mark.parametrize("section", ["/world/europe/", "/world"])
def test_so_is_a_redirect_to_its_section(section: str) -> None:
    memory = Memory({DEEP: replace(KNOWN, url=DEEP)})
    site = Site({DEEP: response(301, url=DEEP, location=section)})
    assert fetch(site, memory, FetchRequest(url=DEEP, turn=4)) == Missing(url=DEEP, withdrawn=False)


ELSEWHERE = {
    "another story": (DEEP, "/world/europe/bridge-repaired-after-fall"),
    "the story by another path": (DEEP, "/old-bridge-falls-at-night"),
    "its print version's story": (f"{DEEP}/print", DEEP),
    "its comments' story": (f"{DEEP}/see-all-comments-here/12345", DEEP),
    "a story told by a number": ("https://news.example.org/story/12345/print-this-page-now", "/story/12345/"),
    "a login": (DEEP, "/login?next=/world/europe/old-bridge-falls-at-night"),
    "a consent in front of the front page": (DEEP, "/?consent=needed"),
    "a story of an old system": (DEEP, "/?p=1234"),
    "another section": (DEEP, "/sport/"),
    "another site": (DEEP, "https://example.com/"),
    "a neighbour": (DEEP, "https://consent.example.org/"),
    "the front page of the front page": ("https://news.example.org/en", "/"),
}


@pytest.mark.parametrize(("url", "location"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_redirect_elsewhere_is_followed(url: str, location: str) -> None:
    memory = Memory({url: replace(KNOWN, url=url)})
    outcome = fetch(Site({url: response(301, url=url, location=location)}), memory, FetchRequest(url=url, turn=4))
    assert isinstance(outcome, Redirected)
    assert memory.withdrawn == []


def test_a_page_with_a_copy_that_redirects_for_now_is_looked_at_again() -> None:
    memory = Memory({URL: KNOWN})
    for status, next_at in ((302, after(3600)), (301, None)):
        fetch(Site({URL: response(status, location="/login")}), memory)
        assert memory.pages[URL].next_at == next_at


REFUSALS = {
    401: RejectReason.UNAUTHORIZED,
    402: RejectReason.PAYMENT_REQUIRED,
    403: RejectReason.FORBIDDEN,
    451: RejectReason.UNAVAILABLE_FOR_LEGAL_REASONS,
}
ERRORS = (204, 206, 400, 405, 418)


@pytest.mark.parametrize(
    ("status", "reason"), [*REFUSALS.items(), *((each, RejectReason.HTTP_ERROR) for each in ERRORS)]
)
def test_an_answer_that_will_not_change_at_once_is_a_reject_with_its_reason(status: int, reason: RejectReason) -> None:
    memory = Memory({URL: SeenPage(url=URL, turn=1, next_at="2026-11-24T18:00:00.000000Z")})
    outcome = fetch(Site({URL: response(status)}), memory)
    assert isinstance(outcome, Reject)
    assert (outcome.reason, str(status) in outcome.detail) == (reason, True)
    assert memory.pages[URL].next_at == (after(3600) if status in REFUSALS else None)


@pytest.mark.parametrize("page", [KNOWN, SeenPage(url=URL, turn=1)], ids=["with a copy", "never had"])
@pytest.mark.parametrize("status", [401, 402, 403])
def test_refusals_back_off_end_in_the_end_and_withdraw_nothing(status: int, page: SeenPage) -> None:
    memory = Memory({URL: page})
    for _ in LOOKS_AFTER_REFUSAL:
        fetch(Site({URL: response(status)}), memory)
        assert memory.pages[URL].next_at is not None
    fetch(Site({URL: response(status)}), memory)
    assert memory.pages[URL].next_at is None
    assert memory.withdrawn == []
    assert len(memory.rejects) == len(LOOKS_AFTER_REFUSAL) + 1


@pytest.mark.parametrize("status", [*REFUSALS, *ERRORS])
def test_a_single_refusal_of_a_page_with_a_copy_ends_no_visits(status: int) -> None:
    memory = Memory({URL: KNOWN})
    fetch(Site({URL: response(status)}), memory)
    assert memory.pages[URL].next_at == after(3600)
    fetch(Site({URL: response(200, b"words")}), memory)
    assert (memory.pages[URL].refused, memory.pages[URL].missing) == (0, 0)
    assert memory.withdrawn == []


def test_what_is_withheld_on_a_legal_demand_is_withdrawn_at_the_second_look() -> None:
    memory = Memory({URL: KNOWN})
    for _ in range(2):
        fetch(Site({URL: response(451)}), memory)
    assert memory.withdrawn == [(URL, 451)]


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "Video/mp4; codecs=x"])
def test_what_is_no_page_by_its_type_is_not_kept(kind: str) -> None:
    memory = Memory({URL: KNOWN})
    outcome = fetch(Site({URL: response(200, b"x", content_type=kind)}), memory)
    assert isinstance(outcome, Reject)
    assert outcome.reason is RejectReason.NOT_TEXT
    assert memory.raw == []


def test_what_comes_too_early_is_sent_again_with_one_hop_more() -> None:
    request, memory = FetchRequest(url=URL, turn=4, tries=2), Memory({URL: KNOWN})
    outcome = fetch(Site({}, closed=Later(7, "interval")), memory, request)
    assert outcome == Deferred(url=URL, seconds=7, reason="interval")
    assert memory.sent == [(replace(request, hops=1), 7)]


def test_a_host_that_does_not_answer_is_tried_again_and_left_to_the_schedule_in_the_end() -> None:
    memory = Memory({URL: KNOWN})
    site = Site({URL: unanswered(120)})
    request = FetchRequest(url=URL, turn=4)
    for tries in range(1, MOST_TRIES):
        assert isinstance(fetch(site, memory, request), Deferred)
        request, seconds = memory.sent[-1]
        assert request.tries == tries
        assert seconds >= 120
    outcome = fetch(site, memory, request)
    assert isinstance(outcome, Reject)
    assert outcome.reason is RejectReason.HOST_UNREACHABLE
    assert memory.pages[URL].next_at == after(3600)


def test_waiting_for_a_closed_host_is_no_try() -> None:
    memory = Memory({URL: KNOWN})
    request = FetchRequest(url=URL, turn=4, tries=MOST_TRIES - 1)
    fetch(Site({}, closed=unanswered(60, counts=False)), memory, request)
    assert memory.sent == [(replace(request, hops=1), 60)]


@pytest.mark.parametrize("url", ["ftp://example.org/a", "https://user:secret@example.org/", "nonsense", "http://"])
def test_what_is_no_url_to_fetch_is_refused(url: str) -> None:
    outcome = fetch(Site({}), Memory(), FetchRequest(url=url))
    assert isinstance(outcome, Reject)
    assert outcome.reason is RejectReason.INVALID_URL


TOO_EARLY = {
    "in line": Later(9, "in_flight", slot=5.0),
    "a host that is down": unanswered(9, counts=False),
    "no answer": unanswered(9),
}


@pytest.mark.parametrize("refused", TOO_EARLY.values(), ids=TOO_EARLY)
def test_each_message_to_its_own_queue_is_a_hop(refused: Exception) -> None:
    memory = Memory({URL: SeenPage(url=URL, turn=1)})
    fetch(Site({}, closed=refused), memory, FetchRequest(url=URL, turn=1, hops=MOST_HOPS - 1))
    ((again, _),) = memory.sent
    assert again.hops == MOST_HOPS


@pytest.mark.parametrize("turn", [1, None], ids=["by the schedule", "by hand"])
@pytest.mark.parametrize("refused", TOO_EARLY.values(), ids=TOO_EARLY)
def test_a_page_whose_hops_are_used_up_is_left_to_the_schedule(refused: Exception, turn: int | None) -> None:
    memory = Memory({URL: SeenPage(url=URL, turn=1)})
    outcome = fetch(Site({}, closed=refused), memory, FetchRequest(url=URL, turn=turn, hops=MOST_HOPS))
    assert outcome == HopsExceeded(url=URL, next_at=after(HOPS_PAUSE))
    assert memory.sent == []
    assert memory.pages[URL].next_at == after(HOPS_PAUSE)
    assert memory.rejects == []


def test_a_message_that_was_overtaken_while_it_waited_leaves_the_page_alone() -> None:
    memory = Memory({URL: KNOWN})
    site = Site({}, closed=Later(9, "in_flight"))
    assert isinstance(fetch(site, memory, FetchRequest(url=URL, turn=3, hops=MOST_HOPS)), Skip)
    assert memory.pages[URL] == KNOWN
