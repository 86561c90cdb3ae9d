"""Which entries of a listing are worth a visit, and which of them are new."""

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


#: For the help of whatever takes patterns from users.
PATTERN_HELP = (
    'A pattern is compared with the whole URL: "/news/*" with its path and query, "https://example.org/news/*" with'
    ' its host as well. "*" stands for any characters, "/" among them; every other character stands for itself.'
)
#: Longer is no pattern; URLs themselves are cut at 8,192 characters.
_MAX_PATTERN_LENGTH = 500
_ASCII = "".join(map(chr, range(33, 127)))


def check_pattern(name: str, pattern: str) -> None:
    """Raises ValueError, naming the list that the pattern stands in and what is wrong with it."""
    if not pattern.startswith(("/", "*", "http://", "https://")):
        raise ValueError(
            f'{name}: {pattern[:80]!r} has to begin with "/", "*", "http://" or "https://". {PATTERN_HELP}'
        )
    if len(pattern) > _MAX_PATTERN_LENGTH or not pattern.isprintable():
        raise ValueError(f"{name}: {pattern[:80]!r} is longer than {_MAX_PATTERN_LENGTH} or not printable")


class Pattern:
    """A pattern as the parts between its stars, found one after the other: linear, where a regular expression with
    many stars is not.

    >>> Pattern("/news/*-live").matches("https://example.org/news/vote-live")
    True
    >>> Pattern("/news/*").matches("https://example.org/sport/news/x")
    False
    """

    def __init__(self, pattern: str) -> None:
        scheme, _, rest = pattern.partition("://")
        self._has_host = scheme in ("http", "https")
        host, slash, path = rest.partition("/") if self._has_host else ("", "", pattern)
        # As normalised URLs are spelt.
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


#: A source with more is a program; each is tried on each of up to 10,000 entries.
_MAX_PATTERNS = 100
#: Clocks are set wrong, and a date without a zone can be half a day away; what is later than this was never written.
_FUTURE = timedelta(days=1)
#: How far behind Greenwich a date without a zone may have been written.
_FARTHEST_ZONE = timedelta(hours=12)
_DIGEST_SIZE = 8


class LeftOut(StrEnum):
    """Why an entry is not enqueued."""

    OTHER_SITE = "other_site"
    NOT_INCLUDED = "not_included"
    EXCLUDED = "excluded"
    TOO_OLD = "too_old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a source's owner wants of it. Patterns are as PATTERN_HELP says; no `include` means all.

    Raises ValueError, saying what is wrong.
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
    """The entries to enqueue, in the listing's order, and how many others were left out for which reason.

    `url` is the listing's own: whose site the entries have to be of.
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
    """What is remembered of a listing: 8 bytes of each entry's URL and modification date, sorted."""
    return b"".join(sorted({_digest(entry) for entry in entries}))


def unseen(entries: Iterable["Entry"], known: bytes) -> list["Entry"]:
    """The entries that are not among the remembered ones, or were modified since."""
    seen = {known[start : start + _DIGEST_SIZE] for start in range(0, len(known), _DIGEST_SIZE)}
    return [entry for entry in entries if _digest(entry) not in seen]


def _digest(entry: "Entry") -> bytes:
    return blake2b(f"{entry.url}\n{entry.modified or ''}".encode(), digest_size=_DIGEST_SIZE).digest()


class _Rule:
    """A choice made ready to be asked of many entries."""

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
        """By the date it was published, else modified; one without a date, or from the future, never is."""
        latest = _latest(entry.published or entry.modified)
        if self._max_age is None or latest is None or latest > self._now + _FUTURE:
            return False
        return self._now - latest > self._max_age


def _latest(date: str | None) -> datetime | None:
    """The latest moment that a date can mean."""
    try:
        when = datetime.fromisoformat(date or "")
        if when.tzinfo is not None:
            return when.astimezone(UTC)
        day = timedelta(days=1) if len(date or "") == len("2026-11-24") else timedelta()
        return when.replace(tzinfo=UTC) + day + _FARTHEST_ZONE
    except (ValueError, OverflowError):
        return None
