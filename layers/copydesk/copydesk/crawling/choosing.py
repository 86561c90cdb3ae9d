"""Chooses the entries of a listing to fetch, and recognises those that are new."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import quote

from copydesk.web.domains import registrable_domain

if TYPE_CHECKING:
    from copydesk.crawling.listings import Entry, Listing


#: The explanation of patterns for users, for every command that accepts patterns.
PATTERN_HELP = (
    'A pattern is compared with the whole URL: "/news/*" with its path and query, "https://example.org/news/*" with'
    ' its host as well. "*" stands for any characters, "/" among them; every other character stands for itself.'
)
#: The most characters of a pattern. URLs themselves have at most 8,192.
_MAX_PATTERN_LENGTH = 500
_ASCII = "".join(map(chr, range(33, 127)))


def check_pattern(name: str, pattern: str) -> None:
    """Raises ValueError with the name of the pattern's list and the fault if the pattern is invalid."""
    if not pattern.startswith(("/", "*", "http://", "https://")):
        raise ValueError(
            f'{name}: {pattern[:80]!r} has to begin with "/", "*", "http://" or "https://". {PATTERN_HELP}'
        )
    if len(pattern) > _MAX_PATTERN_LENGTH or not pattern.isprintable():
        raise ValueError(f"{name}: {pattern[:80]!r} is longer than {_MAX_PATTERN_LENGTH} or not printable")


class Pattern:
    """A pattern, stored as the parts between its stars. The parts are found one after another in linear time, unlike a
    regular expression with many stars.

    >>> Pattern("/news/*-live").matches("https://example.org/news/vote-live")
    True
    >>> Pattern("/news/*").matches("https://example.org/sport/news/x")
    False
    """

    def __init__(self, pattern: str) -> None:
        scheme, _, rest = pattern.partition("://")
        self._has_host = scheme in ("http", "https")
        host, slash, path = rest.partition("/") if self._has_host else ("", "", pattern)
        # The parts are in the spelling of normalised URLs.
        self._parts = f"{host.lower()}{slash}{quote(path, safe=_ASCII)}".split("*")

    def matches(self, url: str) -> bool:
        text = url.partition("://")[2]
        text = text if self._has_host else "/" + text.partition("/")[2]
        first, *middle = self._parts
        if not middle:
            return text == first
        *middle, last = middle
        return text.startswith(first) and _holds(text[len(first) :], middle, last)


def _holds(text: str, middle: Iterable[str], last: str) -> bool:
    position = 0
    for part in middle:
        found = text.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return text.endswith(last) and len(text) - len(last) >= position


#: The most patterns of a source. Each is tried on each of up to 10,000 entries.
_MAX_PATTERNS = 100
#: The latest time that is believed. Clocks may be wrong, and a date without a zone may be off by half a day.
_FUTURE = timedelta(days=1)
#: The largest distance west of Greenwich at which a date without a zone may have been written.
_FARTHEST_ZONE = timedelta(hours=12)
_DIGEST_SIZE = 8


class LeftOut(StrEnum):
    """The reason for which an entry is not enqueued."""

    OTHER_SITE = "other_site"
    NOT_INCLUDED = "not_included"
    EXCLUDED = "excluded"
    TOO_OLD = "too_old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The choice of a source's owner. PATTERN_HELP explains the patterns; an empty `include` accepts everything.

    Raises ValueError with a description if a value is invalid.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    max_age_days: int | None = None
    same_site: bool = True

    def __post_init__(self) -> None:
        for name, patterns in (("include", self.include), ("exclude", self.exclude)):
            if len(patterns) > _MAX_PATTERNS:
                raise ValueError(f"{name}: {len(patterns)} patterns; at most {_MAX_PATTERNS}")
            for pattern in patterns:
                check_pattern(name, pattern)
        if self.max_age_days is not None and not 1 <= self.max_age_days <= 36_500:
            raise ValueError(f"max_age_days: {self.max_age_days} is not between 1 and 36500")


def chosen(listing: "Listing", choice: Choice, *, url: str, now: datetime) -> tuple[list["Entry"], Counter[LeftOut]]:
    """Returns the entries to enqueue, in order, and the number of others by the reason for leaving them out.

    `url` is the address of the listing, which determines the site that entries must belong to.
    """
    rule = _Rule(choice, site=registrable_domain(url), now=now)
    kept: list[Entry] = []
    left_out: Counter[LeftOut] = Counter()
    for entry in listing.entries:
        reason = rule.against(entry)
        if reason is None:
            kept.append(entry)
        else:
            left_out[reason] += 1
    return kept, left_out


def fingerprints(entries: Iterable["Entry"]) -> bytes:
    """Returns what is remembered of a listing: 8 bytes per entry, from URL and modification date, sorted."""
    return b"".join(sorted({_digest(entry) for entry in entries}))


def unseen(entries: Iterable["Entry"], known: bytes) -> list["Entry"]:
    """Returns the entries that are not remembered, or were modified since."""
    seen = {known[start : start + _DIGEST_SIZE] for start in range(0, len(known), _DIGEST_SIZE)}
    return [entry for entry in entries if _digest(entry) not in seen]


def _digest(entry: "Entry") -> bytes:
    return blake2b(f"{entry.url}\n{entry.modified or ''}".encode(), digest_size=_DIGEST_SIZE).digest()


class _Rule:
    """A choice prepared for checking many entries."""

    def __init__(self, choice: Choice, *, site: str | None, now: datetime) -> None:
        self._site = site if choice.same_site else None
        self._include = [Pattern(pattern) for pattern in choice.include]
        self._exclude = [Pattern(pattern) for pattern in choice.exclude]
        self._max_age = None if choice.max_age_days is None else timedelta(days=choice.max_age_days)
        self._now = now

    def against(self, entry: "Entry") -> LeftOut | None:
        if self._site is not None and registrable_domain(entry.url) != self._site:
            return LeftOut.OTHER_SITE
        if self._include and not any(pattern.matches(entry.url) for pattern in self._include):
            return LeftOut.NOT_INCLUDED
        if any(pattern.matches(entry.url) for pattern in self._exclude):
            return LeftOut.EXCLUDED
        return LeftOut.TOO_OLD if self._is_too_old(entry) else None

    def _is_too_old(self, entry: "Entry") -> bool:
        """True if an entry is too old by its publication or modification date.

        Without a date, or with a future one, never.
        """
        latest = _latest(entry.published or entry.modified)
        if self._max_age is None or latest is None or latest > self._now + _FUTURE:
            return False
        return self._now - latest > self._max_age


def _latest(date: str | None) -> datetime | None:
    """Returns the latest point in time that a date can mean, or None if it is invalid."""
    try:
        when = datetime.fromisoformat(date or "")
        if when.tzinfo is not None:
            return when.astimezone(UTC)
        day = timedelta(days=1) if len(date or "") == len("2026-11-24") else timedelta()
        return when.replace(tzinfo=UTC) + day + _FARTHEST_ZONE
    except (ValueError, OverflowError):
        return None
