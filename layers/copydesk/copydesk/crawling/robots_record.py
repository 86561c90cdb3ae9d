"""Keeps the record of an origin's robots.txt: its updates, its next request, and what it allows."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urljoin

from copydesk.crawling.http.messages import MOST_REDIRECTS, if_changed
from copydesk.crawling.robots import AGENT, Verdict, decode_robots, judge, robots_url
from copydesk.errors import Reject
from copydesk.web.timestamps import instant
from copydesk.web.urls import normalize_url

#: The time for which a robots.txt is fresh (RFC 9309 2.4).
FRESH = timedelta(hours=24)
#: The time after which an unreachable robots.txt no longer forbids everything: its last copy applies, if there is one.
#: RFC 9309 2.3.1.4 names 30 days as an example.
LONGEST_UNREACHABLE = timedelta(days=30)
_FIRST_PAUSE = timedelta(minutes=5)
_LONGEST_PAUSE = timedelta(hours=1)
#: The time after which a redirect that was not followed starts again.
_REDIRECT_LASTS = timedelta(hours=1)
_TOO_MANY_REQUESTS = 429
_LONGEST_VALIDATOR = 1_000


class RobotsState(StrEnum):
    RULES = "rules"
    ABSENT = "absent"
    UNREACHABLE = "unreachable"
    REDIRECTED = "redirected"


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsAnswer:
    """The result of one request for a robots.txt. `status` is None if there was no response."""

    url: str
    status: int | None = None
    body: bytes = b""
    location: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedRobots:
    """The record of a robots.txt. `text` is the last copy, fetched at `text_from`; both are kept while it is
    unreachable.

    Each hop of a redirect is a request of its own under the lease of its own host. A redirect in progress is therefore
    stored in `redirects_to` and `hops`.
    """

    origin: str
    state: RobotsState
    fetched_at: datetime
    status: int | None = None
    text: str | None = None
    text_from: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    unreachable_since: datetime | None = None
    redirects_to: str | None = None
    hops: int = 0


def next_request(cached: CachedRobots | None, origin: str, now: datetime) -> str | None:
    """Returns the URL to request before any page of an origin, with its host's lease; None while the copy is fresh."""
    if cached is None or not _is_fresh(cached, now):
        return robots_url(origin)
    return cached.redirects_to if cached.state is RobotsState.REDIRECTED else None


def validators(cached: CachedRobots | None, url: str) -> dict[str, str]:
    """Returns the headers of a conditional GET, if the copy came from this URL itself."""
    if cached is None or cached.text is None or url != robots_url(cached.origin):
        return {}
    return if_changed(cached.etag, cached.last_modified)


def after_answer(cached: CachedRobots | None, origin: str, answer: RobotsAnswer, now: datetime) -> CachedRobots:
    """Returns the record after an answer (RFC 9309 2.3.1): 2xx rules, 3xx next hop, 4xx absent, else unreachable."""
    before = cached or CachedRobots(origin=origin, state=RobotsState.ABSENT, fetched_at=now)
    status = answer.status
    if status is None or status == _TOO_MANY_REQUESTS or not 200 <= status < 500:
        return _unreachable(before, status, now)
    if status == 304:
        return _unchanged(before, now)
    if status < 300:
        return _with_rules(origin, answer, now)
    return _redirected(before, answer, now) if status < 400 else _absent(origin, status, now)


def allowed(cached: CachedRobots, url: str, now: datetime, *, agent: str = AGENT) -> Verdict:
    """Returns whether a page may be requested, with the evidence."""
    source = f"robots.txt {instant(cached.text_from or cached.fetched_at)}"
    if cached.state is RobotsState.REDIRECTED:
        return Verdict(allowed=False, for_now=True, evidence=f"{source}: redirect not yet followed")
    if cached.state is RobotsState.UNREACHABLE and not _long_unreachable(cached, now):
        return Verdict(
            allowed=False, for_now=True, evidence=f"{source}: {_named(cached.status)}, all disallowed for now"
        )
    if cached.text is None:
        return Verdict(allowed=True, evidence=f"{source}: {_named(cached.status)}, all allowed")
    verdict = judge(cached.text, url, agent=agent)
    return replace(verdict, evidence=f"{source}: {verdict.evidence}")


def fresh_until(cached: CachedRobots) -> datetime:
    """Returns when a robots.txt is requested again. An unreachable one is due soon, and later after each failure."""
    lasts = FRESH
    if cached.state is RobotsState.REDIRECTED:
        lasts = _REDIRECT_LASTS
    elif cached.state is RobotsState.UNREACHABLE:
        lasts = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(cached.failures - 1, 8))
    return cached.fetched_at + lasts


def _is_fresh(cached: CachedRobots, now: datetime) -> bool:
    return now < fresh_until(cached)


def _long_unreachable(cached: CachedRobots, now: datetime) -> bool:
    return cached.unreachable_since is not None and now - cached.unreachable_since >= LONGEST_UNREACHABLE


def _with_rules(origin: str, answer: RobotsAnswer, now: datetime) -> CachedRobots:
    own = answer.url == robots_url(origin)
    return CachedRobots(
        origin=origin,
        state=RobotsState.RULES,
        fetched_at=now,
        status=answer.status,
        text=decode_robots(answer.body),
        text_from=now,
        etag=_short(answer.etag) if own else None,
        last_modified=_short(answer.last_modified) if own else None,
    )


def _short(validator: str | None) -> str | None:
    return validator if validator and len(validator) <= _LONGEST_VALIDATOR else None


def _absent(origin: str, status: int | None, now: datetime) -> CachedRobots:
    return CachedRobots(origin=origin, state=RobotsState.ABSENT, fetched_at=now, status=status)


def _unchanged(before: CachedRobots, now: datetime) -> CachedRobots:
    if before.text is None:
        return _unreachable(before, 304, now)
    fresh = replace(before, state=RobotsState.RULES, fetched_at=now, text_from=now, status=304)
    return replace(fresh, failures=0, unreachable_since=None, redirects_to=None, hops=0)


def _unreachable(before: CachedRobots, status: int | None, now: datetime) -> CachedRobots:
    return replace(
        before,
        state=RobotsState.UNREACHABLE,
        fetched_at=now,
        status=status,
        failures=before.failures + 1,
        unreachable_since=before.unreachable_since or now,
        redirects_to=None,
        hops=0,
    )


def _redirected(before: CachedRobots, answer: RobotsAnswer, now: datetime) -> CachedRobots:
    continues = before.state is RobotsState.REDIRECTED and _is_fresh(before, now)
    hops = before.hops + 1 if continues else 1
    target = _target(answer)
    if target is None or hops > MOST_REDIRECTS:
        # More hops than the limit count as absent (RFC 9309 2.3.1.2), and so does an invalid target.
        return _absent(before.origin, answer.status, now)
    return replace(
        before, state=RobotsState.REDIRECTED, fetched_at=now, status=answer.status, redirects_to=target, hops=hops
    )


def _target(answer: RobotsAnswer) -> str | None:
    try:
        return normalize_url(urljoin(answer.url, answer.location.strip())) if answer.location else None
    except (ValueError, Reject):
        return None


def _named(status: int | None) -> str:
    return "no response" if status is None else f"status {status}"
