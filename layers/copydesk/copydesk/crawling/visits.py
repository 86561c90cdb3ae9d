"""What becomes of a page's record after a look at it: when it is asked for again, and what is counted."""

from dataclasses import replace
from datetime import datetime, timedelta

from copydesk.crawling.intervals import DAY, until_look_after_refusal, until_revisit
from copydesk.crawling.records import SeenPage, Want
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
    answered = replace(page, missing=0, refused=0, moved_to=None, fetched_at=instant(now))
    return passed_over(answered, now)


def passed_over(page: SeenPage, now: datetime) -> SeenPage:
    """The page with one of its later visits behind it, as if nothing had changed."""
    visits = page.visits + 1
    return later(replace(page, visits=visits), until_revisit(visits), now)


def refused(page: SeenPage, reason: RejectReason, now: datetime) -> SeenPage:
    """The page after a refusal: it is asked for again some times, unless asking again cannot help."""
    may_pass = reason is not RejectReason.GONE and (page.raw is not None or reason in _MAY_PASS)
    return put_aside(page, now) if may_pass else later(page, None, now)


def put_aside(page: SeenPage, now: datetime, *, least: int = 0) -> SeenPage:
    """The page after a look that told nothing: it is asked for again, each time later, after `least` or more."""
    times = page.refused + 1
    wait = until_look_after_refusal(times)
    return later(replace(page, refused=times), None if wait is None else max(wait, least), now)


def later(page: SeenPage, seconds: int | None, now: datetime) -> SeenPage:
    """The page as one to look at again so many seconds from now; None for never."""
    return replace(page, want=Want.REVISIT, attempts=0, via=(), next_at=after(seconds, now))


def is_overdue(page: SeenPage, now: datetime) -> bool:
    """Whether a later visit has found no room for a day: its host is wanted more often than it may be asked.

    A look that may end an article, or begin one, is never passed over.
    """
    waits_only = page.want is Want.REVISIT and not page.missing and not page.refused
    return waits_only and page.next_at is not None and page.next_at < instant(now - timedelta(seconds=DAY))


def after(seconds: int | None, now: datetime) -> str | None:
    """The instant so many seconds from now; None for never."""
    return None if seconds is None else instant(now + timedelta(seconds=seconds))
