"""One lease, one request: robots.txt first, what is learned of a host given back with its lease."""

from datetime import timedelta

import pytest

from copydesk.crawling.failures import FailureKind, Unreachable
from copydesk.crawling.politeness import Wait, WaitReason
from copydesk.crawling.responses import Response
from copydesk.crawling.robots_record import RobotsState
from copydesk.crawling.turns import Answer, Unanswered
from copydesk.errors import Later, Reject, RejectReason, Retry
from tests.unit.crawling.turn_world import HOST, NOON, URL, Released, World, response

ROBOTS = f"https://{HOST}/robots.txt"
DOWN = Unreachable(FailureKind.CONNECT_REFUSED, "nobody listens")


def test_robots_txt_is_asked_first_and_the_page_by_another_turn() -> None:
    world = World({ROBOTS: response(200, b"User-agent: *\nDisallow: /private/"), URL: response(200, b"page")})
    with pytest.raises(Later) as later:
        world.fetch()
    assert (world.urls, later.value.seconds, type(later.value)) == ([ROBOTS], 2.0, Later)
    answer = world.fetch(headers={"If-None-Match": '"1"'})
    assert answer.response.body == b"page"
    assert answer.robots == "robots.txt 2026-11-24T12:00:00.000000Z: allowed"
    assert world.asked[1:] == [(URL, {"If-None-Match": '"1"'})]
    assert world.released == [Released(HOST, 2.0, False, None, True)] * 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_without_a_robots_txt_all_is_allowed(status: int) -> None:
    world = World({ROBOTS: response(status), URL: response(200, b"page")})
    with pytest.raises(Later):
        world.fetch()
    assert f"status {status}, all allowed" in world.fetch().robots


def test_a_robots_txt_on_another_host_takes_that_hosts_turn_and_spends_nothing_of_ours() -> None:
    elsewhere = "https://static.example.net/robots.txt"
    world = World(
        {
            ROBOTS: response(301, location=elsewhere),
            elsewhere: response(200, b"User-agent: *\nDisallow: /story"),
        }
    )
    with pytest.raises(Later):
        world.fetch()
    with pytest.raises(Later) as later:
        world.fetch()
    assert later.value.seconds == 0, "our host was not asked"
    assert world.released[1:] == [
        Released("static.example.net", 2.0, False, None, True),
        Released(HOST, 2.0, False, None, False),
    ]
    with pytest.raises(Reject):
        world.fetch()
    assert world.urls == [ROBOTS, elsewhere]


def test_a_robots_txt_that_moved_within_its_host_takes_a_turn_a_hop() -> None:
    moved = f"https://{HOST}/txt/robots"
    world = World({ROBOTS: response(302, location="/txt/robots"), moved: response(200), URL: response(200)})
    for _ in range(2):
        with pytest.raises(Later):
            world.fetch()
    world.fetch()
    assert world.urls == [ROBOTS, moved, URL]
    assert len(world.released) == 3


def test_a_robots_txt_in_a_circle_is_left_after_five_hops() -> None:
    world = World({ROBOTS: response(301, location=ROBOTS), URL: response(200, b"page")})
    for _ in range(6):
        with pytest.raises(Later):
            world.fetch()
    assert world.fetch().response.body == b"page"


def test_where_the_other_host_is_busy_its_place_in_line_is_not_taken_for_ours() -> None:
    elsewhere = "https://static.example.net/robots.txt"
    busy = Wait(seconds=30, reason=WaitReason.IN_FLIGHT, slot=1_234.5, failing_since=None)
    world = World({ROBOTS: response(301, location=elsewhere)}, waits={"static.example.net": busy})
    with pytest.raises(Later):
        world.fetch()
    with pytest.raises(Later) as later:
        world.fetch(slot=99.0)
    assert (later.value.seconds, later.value.slot) == (30, None)
    assert world.slots == [None, 99.0, None]
    assert world.released[-1] == Released(HOST, 2.0, False, None, False)


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        pytest.param(DOWN, True, id="no answer"),
        pytest.param(response(503), True, id="status 503"),
        pytest.param(response(429), True, id="status 429"),
        pytest.param(Reject(RejectReason.BROKEN_RESPONSE, "not HTTP"), False, id="broken"),
        pytest.param(Reject(RejectReason.TOO_LARGE, "a bomb"), False, id="a bomb"),
    ],
)
def test_while_robots_txt_cannot_be_read_no_page_is_asked_for(answer: Response | Exception, failed: bool) -> None:
    world = World({ROBOTS: answer})
    with pytest.raises(Later):
        world.fetch()
    assert world.released == [Released(HOST, 2.0, failed, None, True)]
    with pytest.raises(Unanswered) as unanswered:
        world.fetch()
    assert (unanswered.value.counts, unanswered.value.seconds) == (False, 300)
    assert unanswered.value.final.reason is RejectReason.ROBOTS_DISALLOWED
    assert "all disallowed for now" in unanswered.value.final.detail
    assert world.urls == [ROBOTS]
    assert not world.released[-1].used


@pytest.mark.parametrize(("since", "counts"), [(timedelta(hours=24), False), (timedelta(hours=25), True)])
def test_only_after_a_day_without_robots_txt_is_a_wait_for_it_a_try(since: timedelta, counts: bool) -> None:
    world = World({}).knowing(None, state=RobotsState.UNREACHABLE, since=since)
    with pytest.raises(Unanswered) as unanswered:
        world.fetch()
    assert unanswered.value.counts is counts


def test_after_thirty_days_without_robots_txt_the_last_one_holds() -> None:
    world = World({URL: response(200, b"page")})
    world.knowing("User-agent: *\nDisallow: /private/", state=RobotsState.UNREACHABLE, since=timedelta(days=30))
    assert world.fetch().response.body == b"page"
    with pytest.raises(Reject):
        world.fetch(f"https://{HOST}/private/story")


@pytest.mark.parametrize("reason", [RejectReason.FORBIDDEN_ADDRESS, RejectReason.UNVERIFIED_TLS])
def test_a_host_that_is_never_to_be_had_is_refused_at_its_robots_txt(reason: RejectReason) -> None:
    world = World({ROBOTS: Reject(reason, "169.254.169.254")})
    with pytest.raises(Reject) as refused:
        world.fetch()
    assert refused.value.reason is reason
    assert world.robots == {}


def test_a_disallowed_page_is_refused_with_the_evidence_and_never_asked_for() -> None:
    world = World({}).knowing("User-agent: Copydesk\nDisallow: /story\n")
    with pytest.raises(Reject) as refused:
        world.fetch()
    assert refused.value.reason is RejectReason.ROBOTS_DISALLOWED
    assert refused.value.detail == f"robots.txt 2026-11-24T11:59:00.000000Z: Disallow: /story ({URL})"
    assert (world.asked, world.released) == ([], [Released(HOST, 2.0, False, None, False)])


@pytest.mark.parametrize(
    ("delay", "interval"), [("7.5", 7.5), ("0.1", 2.0), ("-3", 2.0), ("86400", 60.0), ("nan", 2.0), ("soon", 2.0)]
)
def test_a_crawl_delay_becomes_the_interval_if_it_is_longer(delay: str, interval: float) -> None:
    rules = f"User-agent: *\nCrawl-delay: {delay}\n"
    world = World({ROBOTS: response(200, rules.encode()), URL: response(200)})
    with pytest.raises(Later) as later:
        world.fetch()
    world.fetch()
    assert [released.interval for released in world.released] == [interval, interval]
    assert later.value.seconds == interval


BUSY = [
    pytest.param(429, {"retry_after": "120"}, 120, id="429 with seconds"),
    pytest.param(503, {"retry_after": "Tue, 24 Nov 2026 12:01:00 GMT"}, 60, id="503 with a date"),
    pytest.param(503, {"retry_after": "999999999"}, 86_400, id="503 for years"),
    pytest.param(429, {"retry_after": "soon"}, None, id="429 with nonsense"),
    pytest.param(500, {}, None, id="500"),
    pytest.param(599, {}, None, id="599"),
    pytest.param(408, {}, None, id="408"),
    pytest.param(425, {}, None, id="425"),
]


@pytest.mark.parametrize(("status", "headers", "seconds"), BUSY)
def test_a_host_that_asks_for_time_is_given_it(status: int, headers: dict[str, str], seconds: float | None) -> None:
    world = World({URL: response(status, b"", **headers)}).knowing()
    with pytest.raises(Unanswered) as unanswered:
        world.fetch()
    assert world.released == [Released(HOST, 2.0, True, seconds, True)]
    assert (unanswered.value.seconds, unanswered.value.counts) == (seconds or 0, True)
    assert str(unanswered.value.final) == f"http_error: {status} {URL}"


def test_a_host_that_cannot_be_reached_has_failed() -> None:
    world = World({URL: DOWN}).knowing()
    with pytest.raises(Unanswered) as unanswered:
        world.fetch()
    assert world.released == [Released(HOST, 2.0, True, None, True)]
    assert (unanswered.value.final.reason, unanswered.value.counts) == (RejectReason.HOST_UNREACHABLE, True)


@pytest.mark.parametrize("status", [200, 204, 301, 304, 403, 404, 410])
def test_any_other_answer_is_an_answer_of_a_host_that_is_well(status: int) -> None:
    world = World({URL: response(status)}).knowing()
    assert world.fetch().response.status == status
    assert world.released == [Released(HOST, 2.0, False, None, True)]


def test_who_comes_too_early_is_told_when_and_keeps_its_place() -> None:
    early = Wait(seconds=9, reason=WaitReason.INTERVAL, slot=77.0, failing_since=None)
    world = World({}, waits={HOST: early})
    with pytest.raises(Later) as later:
        world.fetch()
    assert (later.value.seconds, later.value.reason, later.value.slot) == (9, "interval", 77.0)
    assert (type(later.value), world.released) == (Later, [])


@pytest.mark.parametrize(("hours", "counts"), [(1, False), (24, False), (25, True)])
def test_waiting_for_a_host_that_is_down_is_a_try_only_after_a_day(hours: int, counts: bool) -> None:
    since = (NOON - timedelta(hours=hours)).timestamp()
    down = Wait(seconds=600, reason=WaitReason.CIRCUIT_OPEN, slot=None, failing_since=since)
    with pytest.raises(Unanswered) as unanswered:
        World({}, waits={HOST: down}).fetch()
    assert (unanswered.value.counts, unanswered.value.seconds) == (counts, 600)
    assert f"{HOST} has failed since 2026-11-2" in unanswered.value.final.detail


def test_a_lease_that_cannot_be_given_back_ends_by_itself() -> None:
    world = World({URL: response(200, b"page")}, release_fails=Retry("throttled")).knowing()
    assert world.fetch().response.body == b"page"


def test_a_bug_in_giving_back_is_not_hidden() -> None:
    world = World({URL: response(200)}, release_fails=ZeroDivisionError()).knowing()
    with pytest.raises(ZeroDivisionError):
        world.fetch()


def test_what_breaks_while_it_is_asked_gives_the_lease_back_as_used() -> None:
    world = World({URL: ZeroDivisionError()}).knowing()
    with pytest.raises(ZeroDivisionError):
        world.fetch()
    assert world.released == [Released(HOST, 2.0, False, None, True)]


def test_what_breaks_before_it_is_asked_gives_the_lease_back_unused() -> None:
    world = World({})
    with pytest.raises(KeyError), world.polite().turn(HOST):
        raise KeyError
    assert world.released == [Released(HOST, 2.0, False, None, False)]


def test_a_redirects_target_is_absolute_and_in_its_one_spelling() -> None:
    moved = Answer(response=response(301, location="/a/../b?utm_source=x#top"), robots="")
    assert moved.target() == f"https://{HOST}/b"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        (None, RejectReason.BROKEN_RESPONSE),
        ("javascript:alert(1)", RejectReason.INVALID_URL),
        ("file:///etc/passwd", RejectReason.INVALID_URL),
        ("http://user:pass@news.example.org/", RejectReason.INVALID_URL),
        ("http://[::1", RejectReason.INVALID_URL),
    ],
)
def test_a_redirect_to_nowhere_is_a_reject(location: str | None, reason: RejectReason) -> None:
    headers = {} if location is None else {"location": location}
    with pytest.raises(Reject) as refused:
        Answer(response=response(301, b"", **headers), robots="").target()
    assert refused.value.reason is reason
