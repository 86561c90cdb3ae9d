"""These tests check the result of each answer of a site: kept, touched, followed, visited again or refused."""

from dataclasses import replace
from hashlib import sha256

import pytest

from copydesk.crawling.http.messages import MOST_REDIRECTS, Response
from copydesk.crawling.politeness import MOST_ATTEMPTS
from copydesk.crawling.records import SeenPage, Want
from copydesk.crawling.turns import Closed
from copydesk.crawling.visits import LOOKS_AFTER_REFUSAL, REVISITS, SECOND_LOOK
from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.model import Source
from copydesk.pipeline.fetch import Missing, Outcome, Redirected, Tried, fetch_page
from copydesk.pipeline.messages import Fetched
from copydesk.web.timestamps import instant
from tests.unit.crawl.making import EVIDENCE, NOON, URL, Memory, Site, closed, driven, response, unanswered

RAW = Source(bucket="raw", key="fetched/first", version_id="1")
KNOWN = SeenPage(url=URL, turn=4, etag='"one"', last_modified="yesterday", digest="first", raw=RAW, visits=2)


def fetch(site: Site, memory: Memory, url: str = URL) -> Outcome:
    return driven(fetch_page(memory.pages[url], site, steps=memory.steps()))  # type: ignore[arg-type]  # only `get`


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
    assert (page.want, page.since, page.next_at) == (Want.AGING, instant(NOON), None)
    assert page.said == "<p>words"
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
    """The words are A, then B, then A. The article must end as A."""
    memory = Memory({URL: SeenPage(url=URL, turn=1)})
    for body in (b"A", b"B", b"A"):
        fetch(Site({URL: response(200, body)}), memory)
    assert [body for _, body in memory.raw] == [b"A", b"B", b"A"]


def test_visits_back_off_and_end() -> None:
    """The page has had a time of its own once, because it was missing."""
    memory = Memory({URL: SeenPage(url=URL, turn=1, visits=1)})
    for _ in REVISITS[1:]:
        fetch(Site({URL: response(200, b"same")}), memory)
        assert memory.pages[URL].next_at is not None
    fetch(Site({URL: response(200, b"same")}), memory)
    assert memory.pages[URL].next_at is None


def test_a_page_that_was_changed_meanwhile_is_left_as_it_is() -> None:
    memory = Memory({URL: KNOWN})
    site = Site({URL: response(304)})
    outcome = driven(fetch_page(replace(KNOWN, turn=3), site, steps=memory.steps()))  # type: ignore[arg-type]
    assert isinstance(outcome, Skip)
    assert outcome.reason is SkipReason.SUPERSEDED
    assert memory.pages[URL] == KNOWN


def test_a_page_that_someone_asked_for_is_visited_like_others_from_then_on() -> None:
    memory = Memory()
    memory.ask(URL, by="m-1")
    assert isinstance(fetch(Site({URL: response(200, b"words")}), memory), Fetched)
    assert (memory.pages[URL].want, memory.pages[URL].since) == (Want.AGING, instant(NOON))
    assert memory.pages[URL].said is None, "who asks waits for no comparison"


AGES_ON = replace(KNOWN, want=Want.AGING, since="2026-11-24T09:00:00.000000Z", said="first")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (response(304), SkipReason.NOT_MODIFIED),
        (response(200, b"A", etag='"one"', last_modified="yesterday"), SkipReason.UNCHANGED),
        (response(200, b"other bytes", etag='"one"', last_modified="yesterday"), SkipReason.UNCHANGED),
    ],
    ids=["not modified", "the same bytes", "the same words"],
)
def test_a_visit_by_age_that_finds_nothing_new_writes_nothing(answer: Response, reason: SkipReason) -> None:
    memory = Memory({URL: replace(AGES_ON, digest=sha256(b"A").hexdigest())}, words={b"other bytes": "first"})
    before = memory.pages[URL]
    outcome = fetch(Site({URL: answer}), memory)
    assert isinstance(outcome, Skip)
    assert outcome.reason is reason
    assert (memory.written, memory.raw, memory.pages[URL]) == (0, [], before)


def test_the_same_words_under_other_validators_are_remembered_by_them_and_not_kept() -> None:
    memory = Memory({URL: AGES_ON}, words={b"other bytes": "first"})
    outcome = fetch(Site({URL: response(200, b"other bytes", etag='"two"')}), memory)
    assert isinstance(outcome, Skip)
    page = memory.pages[URL]
    assert (page.etag, page.last_modified, page.raw, page.digest) == ('"two"', None, RAW, "first")
    assert (page.want, page.since) == (Want.AGING, AGES_ON.since)


@pytest.mark.parametrize(
    "page",
    [AGES_ON, replace(AGES_ON, said=None), replace(AGES_ON, said="B", gone_at="2026-11-24T10:00:00.000000Z")],
    ids=["other words", "words that were never told", "a page that was gone"],
)
def test_what_may_be_news_is_kept(page: SeenPage) -> None:
    memory = Memory({URL: page})
    assert isinstance(fetch(Site({URL: response(200, b"B")}), memory), Fetched)
    assert (memory.pages[URL].said, memory.pages[URL].since) == ("B", AGES_ON.since)


@pytest.mark.parametrize("said", [None, "first"])
def test_words_that_cannot_be_told_are_kept(said: str | None) -> None:
    memory = Memory({URL: replace(AGES_ON, said=said)}, words={b"B": None})
    assert isinstance(fetch(Site({URL: response(200, b"B")}), memory), Fetched)


@pytest.mark.parametrize(
    "answer", [response(404), response(403), response(302, location="/elsewhere"), unanswered()], ids=str
)
def test_an_aging_page_that_meets_trouble_has_a_time_of_its_own(answer: Response | Exception) -> None:
    memory = Memory({URL: AGES_ON})
    fetch(Site({URL: answer}), memory)
    page = memory.pages[URL]
    assert (page.want, page.since) == (Want.REVISIT, None)
    assert page.next_at is not None
    assert memory.written == 1


def test_an_aging_page_that_someone_asks_for_ages_on() -> None:
    memory = Memory({URL: AGES_ON})
    memory.ask(URL, by="m-1")
    assert isinstance(fetch(Site({URL: response(304)}), memory), Skip)
    assert (memory.pages[URL].want, memory.pages[URL].since) == (Want.AGING, AGES_ON.since)
    assert memory.written == 1


REDIRECTS = (301, 302, 303, 307, 308)


@pytest.mark.parametrize("status", REDIRECTS)
def test_a_redirect_makes_its_target_wanted(status: int) -> None:
    memory = Memory({URL: SeenPage(url=URL, turn=1, source_id="feed")})
    outcome = fetch(Site({URL: response(status, location="/moved#top")}), memory)
    target = "https://news.example.org/moved"
    assert outcome == Redirected(url=URL, target=target, onward=memory.pages[target])
    assert (memory.pages[target].source_id, memory.pages[target].via) == ("feed", (URL,))
    assert memory.pages[target].want is Want.NEW
    assert memory.pages[URL].next_at is None


def test_the_target_of_a_page_that_someone_asked_for_is_asked_for_known_or_not() -> None:
    target = "https://news.example.org/moved"
    memory = Memory({target: replace(KNOWN, url=target)})
    memory.ask(URL, by="m-1")
    outcome = fetch(Site({URL: response(301, location="/moved")}), memory)
    assert isinstance(outcome, Redirected)
    assert outcome.onward == memory.pages[target]
    assert (memory.pages[target].want, memory.pages[target].asked_by) == (Want.ASKED, "m-1")


def test_a_redirect_to_a_known_page_asks_for_nothing_more() -> None:
    memory = Memory({URL: SeenPage(url=URL, turn=1), "https://news.example.org/moved": KNOWN})
    outcome = fetch(Site({URL: response(301, location="/moved")}), memory)
    assert isinstance(outcome, Redirected)
    assert outcome.onward is None


CIRCLES = {
    "to itself": ((), "/story"),
    "to where it came from": (("https://news.example.org/first",), "/first"),
    "too far": (tuple(f"https://news.example.org/{hop}" for hop in range(MOST_REDIRECTS)), "/next"),
}


@pytest.mark.parametrize(("via", "location"), CIRCLES.values(), ids=CIRCLES.keys())
def test_redirects_in_a_circle_or_without_end_are_refused(via: tuple[str, ...], location: str) -> None:
    memory = Memory({URL: SeenPage(url=URL, turn=1, via=via)})
    outcome = fetch(Site({URL: response(302, location=location)}), memory)
    assert isinstance(outcome, Reject)
    assert outcome.reason is RejectReason.TOO_MANY_REDIRECTS
    assert memory.pages.keys() == {URL}


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
    """Its article would stay withdrawn after a "not modified", or if the same bytes were dropped."""
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
        outcome = fetch(site, memory, DEEP)
        assert outcome == Missing(url=DEEP, withdrawn=withdrawn)
    assert memory.withdrawn == [(DEEP, status)]
    assert memory.pages.keys() == {DEEP}


@pytest.mark.parametrize("section", ["/world/europe/", "/world"])
def test_so_is_a_redirect_to_its_section(section: str) -> None:
    memory = Memory({DEEP: replace(KNOWN, url=DEEP)})
    site = Site({DEEP: response(301, url=DEEP, location=section)})
    assert fetch(site, memory, DEEP) == Missing(url=DEEP, withdrawn=False)


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
    outcome = fetch(Site({url: response(301, url=url, location=location)}), memory, url)
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


def test_a_page_that_gets_no_answer_is_tried_twice_and_then_waits_a_day() -> None:
    memory = Memory({URL: replace(KNOWN, next_at="2026-11-24T11:00:00.000000Z", want=Want.NEW)})
    site = Site({URL: unanswered()})
    for attempts in range(1, MOST_ATTEMPTS):
        assert fetch(site, memory) == Tried(url=URL, attempts=attempts, reason="timed_out")
        assert (memory.pages[URL].want, memory.pages[URL].next_at) == (Want.NEW, "2026-11-24T11:00:00.000000Z")
    outcome = fetch(site, memory)
    assert isinstance(outcome, Reject)
    assert (outcome.reason, memory.rejects) == (RejectReason.HOST_UNREACHABLE, [outcome])
    assert memory.pages[URL].next_at == "2026-11-25T12:00:00.000000Z"
    assert (memory.pages[URL].attempts, memory.pages[URL].want) == (0, Want.REVISIT)


def test_a_page_that_never_gets_an_answer_is_given_up_in_the_end() -> None:
    memory = Memory({URL: SeenPage(url=URL, turn=1, want=Want.NEW, next_at=instant(NOON))})
    waits = 0
    while memory.pages[URL].next_at is not None:
        fetch(Site({URL: unanswered()}), memory)
        waits += 1
    assert waits == MOST_ATTEMPTS * (len(LOOKS_AFTER_REFUSAL) + 1)


def test_an_answer_ends_the_count_of_attempts() -> None:
    memory = Memory({URL: replace(KNOWN, attempts=1)})
    fetch(Site({URL: response(304)}), memory)
    assert memory.pages[URL].attempts == 0


def test_waiting_for_a_host_that_is_closed_is_no_attempt() -> None:
    memory = Memory({URL: KNOWN})
    with pytest.raises(Closed):
        fetch(Site({URL: closed()}), memory)
    assert memory.pages[URL] == KNOWN


def test_after_a_day_it_is() -> None:
    memory = Memory({URL: replace(KNOWN, attempts=MOST_ATTEMPTS - 1)})
    with pytest.raises(Closed):
        fetch(Site({URL: closed(counts=True)}), memory)
    assert [reject.reason for reject in memory.rejects] == [RejectReason.ROBOTS_DISALLOWED]
    assert memory.pages[URL].next_at == "2026-11-25T12:00:00.000000Z"
