"""What becomes of a page's record after a look at it: when it is asked for again, and what is counted."""

from dataclasses import replace
from datetime import datetime, timedelta

from copydesk.crawling.intervals import until_look_after_refusal, until_revisit
from copydesk.crawling.records import SeenPage
from copydesk.errors import RejectReason
from copydesk.moments import instant

#: Answers that will not change by asking at once, and what each means.
REFUSALS = {
    401: RejectReason.UNAUTHORIZED,
    402: RejectReason.PAYMENT_REQUIRED,
    403: RejectReason.FORBIDDEN,
    451: RejectReason.UNAVAILABLE_FOR_LEGAL_REASONS,
}
#: Refusals that may pass also where a page was never had. With a copy, any reason but GONE may.
_MAY_PASS = frozenset({*REFUSALS.values(), RejectReason.HOST_UNREACHABLE})


def visited(page: SeenPage, now: datetime) -> SeenPage:
    """The page after an answer that shows it is there."""
    visits = page.visits + 1
    next_at = after(until_revisit(visits), now)
    return replace(page, visits=visits, missing=0, refused=0, moved_to=None, fetched_at=instant(now), next_at=next_at)


def refused(page: SeenPage, reason: RejectReason, now: datetime) -> SeenPage:
    """The page after a refusal: it is asked for again some times, unless asking again cannot help."""
    may_pass = reason is not RejectReason.GONE and (page.raw is not None or reason in _MAY_PASS)
    return put_aside(page, now) if may_pass else replace(page, next_at=None)


def put_aside(page: SeenPage, now: datetime) -> SeenPage:
    """The page after a look that told nothing: it is asked for again, each time later."""
    times = page.refused + 1
    return replace(page, refused=times, next_at=after(until_look_after_refusal(times), now))


def after(seconds: int | None, now: datetime) -> str | None:
    """The instant so many seconds from now; None for never."""
    return None if seconds is None else instant(now + timedelta(seconds=seconds))
