"""Computes a page's record after a visit: when the page is requested again, and what is counted."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate
from urllib.parse import SplitResult, unquote

from copydesk.crawling.records import SeenPage, Want
from copydesk.errors import RejectReason
from copydesk.web.timestamps import instant
from copydesk.web.urls import identity_of

#: A language or a country, with or without the other: `/en`, `/uk`, `/de-ch`.
_EDITION = re.compile(r"[a-z]{2}([-_][a-z]{2,4})?")
_WORDS = re.compile(r"[^\W_]+")
#: The most words of a section's name, and the fewest of a story's slug. Among 2,300 articles of the public corpora, no
#: address counts as another's section. None counts as gone that leads from its `/print`, `/2` or `/comments` to it.
_SECTION_WORDS, _STORY_WORDS = 2, 4
#: A number of five digits is an id, as years have four.
_ID = re.compile(r"\d{5}")


def leads_to_front(target: str, *, of: str) -> bool:
    """True if a redirect leads to the front page of the page's site, or to the section above the page.

    A target with a query counts as neither. It may be an article's, or lead back after a consent or a login.

    >>> leads_to_front("https://www.news.example/", of="https://news.example/world/old-bridge-falls-down")
    True
    >>> leads_to_front("https://news.example/world/", of="https://news.example/world/old-bridge-falls-down")
    True
    >>> leads_to_front("https://news.example/old-bridge", of="https://news.example/old-bridge/print")
    False
    """
    front, page = identity_of(target), identity_of(of)
    if front is None or page is None or front.query or front.fragment or not _is_of_site(page, front):
        return False
    section, path = _parts(front), _parts(page)
    if _is_front(section):
        return bool(page.query) or not _is_front(path)
    tail = path[len(section) :]
    return path[: len(section)] == section and all(map(_names_section, section)) and any(map(_names_story, tail))


def _is_of_site(page: SplitResult, front: SplitResult) -> bool:
    return f".{page.netloc}".endswith(f".{front.netloc}")


def _parts(address: SplitResult) -> list[str]:
    return [unquote(part).casefold() for part in address.path.split("/") if part]


def _is_front(parts: list[str]) -> bool:
    return not parts or (len(parts) == 1 and bool(_EDITION.fullmatch(parts[0])))


def _names_section(part: str) -> bool:
    return len(_WORDS.findall(part)) <= _SECTION_WORDS and not any(character.isdigit() for character in part)


def _names_story(part: str) -> bool:
    return len(_WORDS.findall(part)) >= _STORY_WORDS or bool(_ID.search(part))


MINUTE, HOUR, DAY = 60, 3_600, 86_400

#: The shortest and longest wait of a source. Front pages do not change more often, and a day is the longest gap.
SHORTEST_WAIT, LONGEST_WAIT = 2 * MINUTE, DAY

#: The waits between the visits of a page. News is edited most in its first hours. After a month without a change a page
#: is left alone.
REVISITS = (10 * MINUTE, HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 20 * DAY)

#: The age of a page at each of these visits, counted from its first fetch or its last announced change.
AGES = tuple(accumulate(REVISITS))

#: The seconds after which a late visit is dropped: when the next one is due, at the latest after a day.
WINDOWS = tuple(min(DAY, wait) for wait in (*REVISITS[1:], DAY))

#: The seconds that a visit by age waits for a turn with more requests to its host.
PATIENCE = tuple(min(wait // 6, DAY // 2) for wait in REVISITS)

#: The time after which an absent page is requested once more, before its article counts as gone.
SECOND_LOOK = HOUR

#: The times after which a page that counts as gone is requested again, because its site may have made a mistake.
LOOKS_AFTER_GONE = (DAY, 7 * DAY)

#: The times after which a refused page is requested again. A firewall may have mistaken the crawler, or the page may
#: have needed a login for a day.
LOOKS_AFTER_REFUSAL = (HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY)

#: The failures in a row, and the seconds that they must span, after which a source is paused.
MOST_FAILURES, LEAST_FAILING = 10, DAY


def wait_after_reading(wait: int, *, found_new: bool) -> int:
    """Returns the next wait of a source in seconds: half if something was new, otherwise half as much again.

    >>> wait_after_reading(600, found_new=True), wait_after_reading(600, found_new=False)
    (300, 900)
    """
    return _within(wait // 2 if found_new else wait + wait // 2)


def wait_after_failure(wait: int, failures: int) -> int:
    """Returns the wait of a source after failures: doubled with each one in a row, up to a day.

    >>> [wait_after_failure(600, failures) for failures in (1, 2, 3, 20)]
    [1200, 2400, 4800, 86400]
    """
    return _within(wait << min(failures, 16))


def until_revisit(visits: int) -> int | None:
    """Returns the seconds until a page is fetched again, by its fetches since it changed; None means never.

    >>> until_revisit(1), until_revisit(2), until_revisit(len(REVISITS) + 1)
    (600, 3600, None)
    """
    return _at(REVISITS, visits)


def until_look_after_gone(looks: int) -> int | None:
    """Returns the seconds until a page that is gone is requested again, by the visits that found it gone."""
    return _at(LOOKS_AFTER_GONE, looks)


def until_look_after_refusal(refusals: int) -> int | None:
    """Returns the seconds until a refused page is requested again, by the refusals in a row; None means never.

    >>> until_look_after_refusal(1), until_look_after_refusal(len(LOOKS_AFTER_REFUSAL) + 1)
    (3600, None)
    """
    return _at(LOOKS_AFTER_REFUSAL, refusals)


def _at(waits: tuple[int, ...], count: int) -> int | None:
    return waits[max(count, 1) - 1] if count <= len(waits) else None


def _within(wait: int) -> int:
    return min(max(wait, SHORTEST_WAIT), LONGEST_WAIT)


#: Statuses that will not change at once, with the reason of the reject.
REFUSALS = {
    401: RejectReason.UNAUTHORIZED,
    402: RejectReason.PAYMENT_REQUIRED,
    403: RejectReason.FORBIDDEN,
    451: RejectReason.UNAVAILABLE_FOR_LEGAL_REASONS,
}
#: Refusals that may pass even for a page that was never fetched. If there is a copy, every reason except GONE may pass.
_MAY_PASS = frozenset({*REFUSALS.values(), RejectReason.HOST_UNREACHABLE})


def visited(page: SeenPage, now: datetime) -> SeenPage:
    """Returns the page after a response that shows that it exists."""
    answered = replace(page, missing=0, refused=0, moved_to=None, fetched_at=instant(now))
    if page.since is None and page.visits:
        return passed_over(answered, now)
    # This is its first fetch, or one of the visits by age.
    since = page.since or instant(now)
    return replace(
        answered, want=Want.AGING, since=since, visits=page.visits + 1, attempts=0, via=(), next_at=None
    )  # fmt: skip


def is_as_stored(page: SeenPage, stored: SeenPage) -> bool:
    """True if a page after a visit differs from its record only in the time and number of visits.

    Then nothing needs to be written.
    """
    return page == replace(stored, fetched_at=page.fetched_at, visits=page.visits)


def attempted(page: SeenPage, now: datetime) -> SeenPage:
    """Returns the page after one more request without a result. It stays wanted; a page that ages is wanted now."""
    counted = replace(page, attempts=page.attempts + 1)
    if page.want is not Want.AGING:
        return counted
    return replace(counted, want=Want.REVISIT, since=None, next_at=instant(now))


def passed_over(page: SeenPage, now: datetime) -> SeenPage:
    """Returns the page after one of its later visits, as if nothing had changed."""
    visits = page.visits + 1
    return later(replace(page, visits=visits), until_revisit(visits), now)


def refused(page: SeenPage, reason: RejectReason, now: datetime) -> SeenPage:
    """Returns the page after a refusal. It is requested again some times, unless that cannot help."""
    may_pass = reason is not RejectReason.GONE and (page.raw is not None or reason in _MAY_PASS)
    return put_aside(page, now) if may_pass else later(page, None, now)


def put_aside(page: SeenPage, now: datetime, *, least: int = 0) -> SeenPage:
    """Returns the page after a visit without result: requested again later each time, after `least` seconds or more."""
    times = page.refused + 1
    wait = until_look_after_refusal(times)
    return later(replace(page, refused=times), None if wait is None else max(wait, least), now)


def later(page: SeenPage, seconds: int | None, now: datetime) -> SeenPage:
    """Returns the page with its next visit in so many seconds, whatever its age. None means never."""
    return replace(page, want=Want.REVISIT, since=None, attempts=0, via=(), next_at=after(seconds, now))


def is_overdue(page: SeenPage, now: datetime) -> bool:
    """True if a later visit is overdue by a day, because more is wanted from its host than its pace allows.

    A visit that may end or begin an article is never passed over.
    """
    waits_only = page.want is Want.REVISIT and not page.missing and not page.refused
    return waits_only and page.next_at is not None and page.next_at < instant(now - timedelta(seconds=DAY))


def after(seconds: int | None, now: datetime) -> str | None:
    """Returns the time so many seconds from now, or None for None."""
    return None if seconds is None else instant(now + timedelta(seconds=seconds))
