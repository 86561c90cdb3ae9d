"""A host's turn reads robots.txt first, pauses after each request, and saves what it learns of the host."""

from datetime import timedelta

import pytest

from copydesk.crawling.http.failures import FailureKind, Unreachable
from copydesk.crawling.http.messages import Response
from copydesk.crawling.politeness import Busy, HostState
from copydesk.crawling.robots_record import RobotsState
from copydesk.crawling.turns import Answer, Closed, Unanswered
from copydesk.errors import Reject, RejectReason
from tests.unit.crawling.turn_world import HOST, NOON, URL, World, response

ROBOTS = f"https://{HOST}/robots.txt"
DOWN = Unreachable(FailureKind.CONNECT_REFUSED, "nobody listens")
NOW = NOON.timestamp()


def test_robots_txt_is_asked_first_and_the_page_an_interval_later() -> None:
    world = World({ROBOTS: response(200, b"User-agent: *\nDisallow: /private/"), URL: response(200, b"page")})
    turn = world.turn()
    answer = world.fetch(headers={"If-None-Match": '"1"'}, turn=turn)
    assert answer.response.body == b"page"
    assert answer.robots == "robots.txt 2026-11-24T12:00:00.000000Z: allowed"
    assert world.asked == [(ROBOTS, {}, 0.0), (URL, {"If-None-Match": '"1"'}, 2.0)]
    ended = turn.ended(due_at=1.0, dropped=3, backlog=4)
    assert (ended.next_at, ended.interval, ended.failures, ended.used) == (NOW + 4.0, 2.0, 0, 2)
    assert (ended.due_at, ended.dropped, ended.backlog) == (1.0, 3, 4)


def test_an_interval_lies_between_any_two_requests_of_a_turn() -> None:
    world = World({ROBOTS: response(404), URL: response(200), f"{URL}/2": response(404)})
    turn = world.turn()
    for url in (URL, f"{URL}/2", URL):
        world.fetch(url, turn=turn)
    assert world.times == [0.0, 2.0, 4.0, 6.0]


def test_a_turn_begins_where_the_last_one_ended() -> None:
    world = World({URL: response(200)}, states={HOST: HostState(interval=2.0, next_at=NOW + 1.5)}).knowing()
    world.fetch()
    assert world.times == [1.5]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_without_a_robots_txt_all_is_allowed(status: int) -> None:
    world = World({ROBOTS: response(status), URL: response(200, b"page")})
    assert f"status {status}, all allowed" in world.fetch().robots


def test_a_robots_txt_on_another_host_is_read_under_that_hosts_lease() -> None:
    elsewhere = "https://static.example.net/robots.txt"
    rules = response(200, b"User-agent: *\nDisallow: /story")
    world = World({ROBOTS: response(301, location=elsewhere), elsewhere: rules})
    turn = world.turn()
    with pytest.raises(Reject):
        world.fetch(turn=turn)
    assert world.asked == [(ROBOTS, {}, 0.0), (elsewhere, {}, 0.0)]
    assert world.held == [HOST]
    ended = world.ended["static.example.net"]
    assert (ended.used, ended.next_at, ended.due_at) == (1, NOW + 2.0, None)
    assert turn.used == 1


def test_a_robots_txt_that_moved_within_its_host_takes_a_request_a_hop() -> None:
    moved = f"https://{HOST}/txt/robots"
    world = World({ROBOTS: response(302, location="/txt/robots"), moved: response(200), URL: response(200)})
    world.fetch()
    assert world.urls == [ROBOTS, moved, URL]
    assert world.times == [0.0, 2.0, 4.0]


def test_a_robots_txt_in_a_circle_is_left_after_five_hops() -> None:
    world = World({ROBOTS: response(301, location=ROBOTS), URL: response(200, b"page")})
    assert world.fetch().response.body == b"page"
    assert world.urls == [ROBOTS] * 6 + [URL]


def test_where_the_other_host_is_busy_ours_waits_for_it() -> None:
    elsewhere = "https://static.example.net/robots.txt"
    busy = Busy(free_at=NOW + 30, is_held=True, is_over=False)
    world = World({ROBOTS: response(301, location=elsewhere)}, busy={"static.example.net": busy})
    with pytest.raises(Closed) as closed:
        world.fetch()
    assert (closed.value.until.timestamp(), closed.value.counts) == (NOW + 30, False)
    assert world.urls == [ROBOTS]


@pytest.mark.parametrize(
    ("answer", "failures"),
    [
        pytest.param(DOWN, 1, id="no answer"),
        pytest.param(response(503), 1, id="status 503"),
        pytest.param(response(429), 1, id="status 429"),
        pytest.param(Reject(RejectReason.BROKEN_RESPONSE, "not HTTP"), 0, id="broken"),
        pytest.param(Reject(RejectReason.TOO_LARGE, "a bomb"), 0, id="a bomb"),
    ],
)
def test_while_robots_txt_cannot_be_read_no_page_is_asked_for(answer: Response | Exception, failures: int) -> None:
    world = World({ROBOTS: answer})
    turn = world.turn()
    for _ in range(2):
        with pytest.raises(Closed) as closed:
            world.fetch(turn=turn)
    assert (closed.value.until - NOON, closed.value.counts) == (timedelta(minutes=5), False)
    assert closed.value.final.reason is RejectReason.ROBOTS_DISALLOWED
    assert "all disallowed for now" in closed.value.final.detail
    assert (world.urls, turn.failures) == ([ROBOTS], failures)


@pytest.mark.parametrize(("since", "counts"), [(timedelta(hours=24), False), (timedelta(hours=25), True)])
def test_only_after_a_day_without_robots_txt_is_a_wait_for_it_a_try(since: timedelta, counts: bool) -> None:
    world = World({}).knowing(None, state=RobotsState.UNREACHABLE, since=since)
    with pytest.raises(Closed) as closed:
        world.fetch()
    assert closed.value.counts is counts


def test_after_thirty_days_without_robots_txt_the_last_one_holds() -> None:
    world = World({URL: response(200, b"page")})
    world.knowing("User-agent: *\nDisallow: /private/", state=RobotsState.UNREACHABLE, since=timedelta(days=30))
    turn = world.turn()
    assert world.fetch(turn=turn).response.body == b"page"
    with pytest.raises(Reject):
        world.fetch(f"https://{HOST}/private/story", turn=turn)


@pytest.mark.parametrize("reason", [RejectReason.FORBIDDEN_ADDRESS, RejectReason.UNVERIFIED_TLS])
def test_a_host_that_is_never_to_be_had_is_refused_at_its_robots_txt(reason: RejectReason) -> None:
    world = World({ROBOTS: Reject(reason, "169.254.169.254")})
    with pytest.raises(Reject) as refused:
        world.fetch()
    assert refused.value.reason is reason
    assert world.robots == {}


def test_a_disallowed_page_is_refused_with_the_evidence_and_never_asked_for() -> None:
    world = World({}).knowing("User-agent: Copydesk\nDisallow: /story\n")
    turn = world.turn()
    with pytest.raises(Reject) as refused:
        world.fetch(turn=turn)
    assert refused.value.reason is RejectReason.ROBOTS_DISALLOWED
    assert refused.value.detail == f"robots.txt 2026-11-24T11:59:00.000000Z: Disallow: /story ({URL})"
    assert (world.asked, turn.used) == ([], 0)


@pytest.mark.parametrize(
    ("delay", "interval"), [("7.5", 7.5), ("0.1", 2.0), ("-3", 2.0), ("86400", 60.0), ("nan", 2.0), ("soon", 2.0)]
)
def test_a_crawl_delay_becomes_the_interval_if_it_is_longer(delay: str, interval: float) -> None:
    rules = f"User-agent: *\nCrawl-delay: {delay}\n"
    world = World({ROBOTS: response(200, rules.encode()), URL: response(200)})
    turn = world.turn()
    world.fetch(turn=turn)
    assert world.times == [0.0, interval]
    assert (turn.ended().interval, turn.ended().next_at) == (interval, NOW + 2 * interval)


BUSY = [
    pytest.param(429, {"retry_after": "120"}, 120, id="429 with seconds"),
    pytest.param(503, {"retry_after": "Tue, 24 Nov 2026 12:01:00 GMT"}, 60, id="503 with a date"),
    pytest.param(503, {"retry_after": "999999999"}, 86_400, id="503 for years"),
    pytest.param(429, {"retry_after": "soon"}, 10, id="429 with nonsense"),
    pytest.param(500, {}, 10, id="500"),
    pytest.param(599, {}, 10, id="599"),
    pytest.param(408, {}, 10, id="408"),
    pytest.param(425, {}, 10, id="425"),
]


@pytest.mark.parametrize(("status", "headers", "seconds"), BUSY)
def test_a_host_that_asks_for_time_is_given_it(status: int, headers: dict[str, str], seconds: float) -> None:
    world = World({URL: response(status, b"", **headers)}).knowing()
    turn = world.turn()
    with pytest.raises(Unanswered) as unanswered:
        world.fetch(turn=turn)
    assert not isinstance(unanswered.value, Closed)
    assert str(unanswered.value.final) == f"http_error: {status} {URL}"
    ended = turn.ended()
    assert (ended.next_at, ended.failures, ended.failing_since) == (NOW + seconds, 1, NOW)


def test_a_host_that_cannot_be_reached_backs_off_and_one_answer_ends_it() -> None:
    world = World({URL: DOWN}).knowing()
    turn = world.turn()
    for _ in range(3):
        with pytest.raises(Unanswered) as unanswered:
            world.fetch(turn=turn)
        assert unanswered.value.final.reason is RejectReason.HOST_UNREACHABLE
    assert world.times == [0.0, 10.0, 30.0]
    assert (turn.failures, turn.failing_since, turn.free_at) == (3, NOW, NOW + 30 + 60)
    world.answers[URL] = response(200)
    world.fetch(turn=turn)
    assert world.times[-1] == 90.0
    assert (turn.failures, turn.failing_since, turn.free_at) == (0, None, NOW + 92)


def test_failures_of_earlier_turns_count_on() -> None:
    world = World({URL: DOWN}, states={HOST: HostState(interval=2.0, failures=2, failing_since=7.0)}).knowing()
    turn = world.turn()
    with pytest.raises(Unanswered):
        world.fetch(turn=turn)
    assert (turn.failures, turn.failing_since, turn.free_at) == (3, 7.0, NOW + 60)


@pytest.mark.parametrize("status", [200, 204, 301, 304, 403, 404, 410])
def test_any_other_answer_is_an_answer_of_a_host_that_is_well(status: int) -> None:
    world = World({URL: response(status)}).knowing()
    turn = world.turn()
    assert world.fetch(turn=turn).response.status == status
    assert turn.failures == 0


def test_a_turn_that_asked_for_nothing_leaves_the_host_as_it_was() -> None:
    state = HostState(interval=9.0, next_at=NOW - 5, failures=1, failing_since=NOW - 20)
    ended = World({}, states={HOST: state}).turn().ended(due_at=3.0)
    assert (ended.interval, ended.next_at, ended.failures) == (9.0, NOW - 5, 1)
    assert (ended.failing_since, ended.used) == (NOW - 20, 0)


def test_what_breaks_while_it_is_asked_counts_as_a_request() -> None:
    world = World({URL: ZeroDivisionError()}).knowing()
    turn = world.turn()
    with pytest.raises(ZeroDivisionError):
        world.fetch(turn=turn)
    assert (turn.used, turn.free_at, turn.failures) == (1, NOW + 2, 0)


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
