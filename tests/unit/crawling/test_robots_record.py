"""These tests check each answer to a request for robots.txt: its result, and how long the result counts."""

from datetime import UTC, datetime, timedelta

import pytest

from copydesk.crawling.robots_record import (
    CachedRobots,
    RobotsAnswer,
    RobotsState,
    after_answer,
    allowed,
    next_request,
    validators,
)

ORIGIN = "https://news.example"
ROBOTS = f"{ORIGIN}/robots.txt"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RULES = RobotsAnswer(url=ROBOTS, status=200, body=b"User-agent: *\nDisallow: /private\n", etag='"1"')


def answered(*answers: RobotsAnswer, after: CachedRobots | None = None, at: datetime = NOW) -> CachedRobots:
    record = after
    for answer in answers:
        record = after_answer(record, ORIGIN, answer, at)
    assert record is not None
    return record


def status(code: int | None, *, url: str = ROBOTS, location: str | None = None) -> RobotsAnswer:
    return RobotsAnswer(url=url, status=code, location=location)


@pytest.mark.parametrize(
    ("code", "state", "is_allowed", "fresh"),
    [
        pytest.param(200, RobotsState.RULES, True, DAY, id="200"),
        pytest.param(204, RobotsState.RULES, True, DAY, id="204"),
        pytest.param(400, RobotsState.ABSENT, True, DAY, id="400"),
        pytest.param(401, RobotsState.ABSENT, True, DAY, id="401"),
        pytest.param(403, RobotsState.ABSENT, True, DAY, id="403"),
        pytest.param(404, RobotsState.ABSENT, True, DAY, id="404"),
        pytest.param(410, RobotsState.ABSENT, True, DAY, id="410"),
        pytest.param(451, RobotsState.ABSENT, True, DAY, id="451"),
        pytest.param(429, RobotsState.UNREACHABLE, False, 5 * MINUTE, id="429"),
        pytest.param(500, RobotsState.UNREACHABLE, False, 5 * MINUTE, id="500"),
        pytest.param(503, RobotsState.UNREACHABLE, False, 5 * MINUTE, id="503"),
        pytest.param(599, RobotsState.UNREACHABLE, False, 5 * MINUTE, id="599"),
        pytest.param(None, RobotsState.UNREACHABLE, False, 5 * MINUTE, id="timeout"),
        pytest.param(0, RobotsState.UNREACHABLE, False, 5 * MINUTE, id="status 0"),
        pytest.param(999, RobotsState.UNREACHABLE, False, 5 * MINUTE, id="status 999"),
        pytest.param(304, RobotsState.UNREACHABLE, False, 5 * MINUTE, id="304 without a copy"),
        pytest.param(301, RobotsState.ABSENT, True, DAY, id="redirect to nowhere"),
    ],
)
def test_an_answer(code: int | None, state: RobotsState, is_allowed: bool, fresh: timedelta) -> None:
    record = answered(status(code))
    verdict = allowed(record, f"{ORIGIN}/story", NOW)
    assert (record.state, verdict.allowed, verdict.for_now) == (state, is_allowed, not is_allowed)
    assert next_request(record, ORIGIN, NOW + fresh - MINUTE) is None
    assert next_request(record, ORIGIN, NOW + fresh) == ROBOTS


def test_an_unknown_origin_is_asked_for_its_robots_first() -> None:
    assert next_request(None, ORIGIN, NOW) == ROBOTS
    assert validators(None, ROBOTS) == {}


def test_the_evidence_names_copy_and_rule() -> None:
    verdict = allowed(answered(RULES), f"{ORIGIN}/private/1", NOW)
    assert verdict.evidence == "robots.txt 2026-01-01T00:00:00.000000Z: Disallow: /private"
    assert not verdict.for_now


def test_an_unreachable_one_is_asked_less_and_less_often() -> None:
    record = answered(*[status(503)] * 3)
    assert next_request(record, ORIGIN, NOW + 19 * MINUTE) is None
    assert next_request(record, ORIGIN, NOW + 20 * MINUTE) == ROBOTS
    assert next_request(answered(*[status(None)] * 500), ORIGIN, NOW + HOUR) == ROBOTS


def test_while_unreachable_the_old_copy_does_not_allow() -> None:
    record = answered(RULES, status(503))
    verdict = allowed(record, f"{ORIGIN}/story", NOW)
    assert (verdict.allowed, verdict.for_now) == (False, True)
    assert "status 503" in verdict.evidence


def test_after_thirty_days_the_last_copy_is_taken_again() -> None:
    record = answered(status(503), after=answered(RULES, status(503)), at=NOW + 30 * DAY)
    assert allowed(record, f"{ORIGIN}/story", NOW + 30 * DAY).allowed
    verdict = allowed(record, f"{ORIGIN}/private", NOW + 30 * DAY)
    assert (verdict.allowed, verdict.for_now) == (False, False)


def test_after_thirty_days_without_a_copy_all_is_allowed() -> None:
    record = answered(status(None))
    assert not allowed(record, f"{ORIGIN}/story", NOW + 29 * DAY).allowed
    assert allowed(record, f"{ORIGIN}/story", NOW + 30 * DAY).allowed


def test_one_reached_again_begins_anew() -> None:
    record = answered(status(503), RULES)
    assert (record.failures, record.unreachable_since, record.state) == (0, None, RobotsState.RULES)
    assert answered(RULES, status(404)).text is None


def test_a_copy_is_asked_for_by_its_validators_and_kept_when_unchanged() -> None:
    record = answered(RULES)
    assert validators(record, ROBOTS) == {"If-None-Match": '"1"'}
    later = answered(status(503), status(304), after=record, at=NOW + DAY)
    assert (later.text, later.etag, later.state) == (record.text, '"1"', RobotsState.RULES)
    assert next_request(later, ORIGIN, NOW + DAY + HOUR) is None


def test_a_validator_beyond_measure_is_not_kept() -> None:
    answer = RobotsAnswer(url=ROBOTS, status=200, etag="e" * 100_000, last_modified="")
    assert validators(answered(answer), ROBOTS) == {}


def test_a_redirect_is_followed_under_another_lease_also_to_another_host() -> None:
    record = answered(status(301, location="https://www.other.example/robots.txt"))
    assert next_request(record, ORIGIN, NOW) == "https://www.other.example/robots.txt"
    verdict = allowed(record, f"{ORIGIN}/story", NOW)
    assert (verdict.allowed, verdict.for_now) == (False, True)
    elsewhere = RobotsAnswer(url="https://www.other.example/robots.txt", status=200, body=RULES.body, etag='"2"')
    record = answered(elsewhere, after=record)
    assert not allowed(record, f"{ORIGIN}/private", NOW).allowed
    assert validators(record, ROBOTS) == {}, "the validator is another's"


@pytest.mark.parametrize(
    "location",
    [
        "",
        "ftp://news.example/robots.txt",
        "https://a b/",
        "http://[::1",
        "https://a:b@news.example/",
        "x" * 9_000,
    ],
    ids=["empty", "ftp", "no host name", "broken", "credentials", "endless"],
)
def test_a_redirect_that_leads_nowhere_is_no_robots(location: str) -> None:
    assert answered(status(302, location=location)).state is RobotsState.ABSENT


@pytest.mark.parametrize("path", ["/robots.txt", "/a"], ids=["to itself", "in a ring"])
def test_the_sixth_redirect_is_no_robots(path: str) -> None:
    hops = [status(307, url=ORIGIN + path, location=path)] * 6
    assert answered(*hops[:5]).hops == 5
    assert answered(*hops[:5]).state is RobotsState.REDIRECTED
    assert answered(*hops).state is RobotsState.ABSENT


def test_a_redirect_that_nobody_followed_is_begun_anew() -> None:
    record = answered(*[status(302, location="/a")] * 5)
    assert next_request(record, ORIGIN, NOW + HOUR) == ROBOTS
    assert answered(status(302, location="/a"), after=record, at=NOW + HOUR).hops == 1
