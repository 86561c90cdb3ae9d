"""This module reads live blogs: the beginning, the time and the title of each entry."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bs4 import Tag

from copydesk.extraction.blocks.draft import Draft
from copydesk.extraction.metadata.page import Thing, strings_of, types_of
from copydesk.extraction.reading.tags import attribute, named
from copydesk.extraction.text.fold import fold
from copydesk.model import BlockType, LiveEntry

_LIVE = frozenset({"live", "liveblog", "liveticker", "newsticker", "livefeed"})
_ENTRY = frozenset({"entry", "post", "update", "item", "eintrag", "entrada", "message"})
_KEY = (frozenset({"key", "event"}), frozenset({"key", "moment"}), frozenset({"highlight"}), frozenset({"pinned"}))
#: The fewest entries of a live blog; a page named after live posts has just one such element.
_FEWEST = 2
#: A time on the page: a clock time, alone or with a date or a zone.
_CLOCK = re.compile(r"\b\d{1,2}(?:[:h]\d{2}|(?:\.\d{2})?\s?(?:[ap]\.?m|uhr)\b)", re.IGNORECASE)
_LONGEST_TIME, _MOST_WORDS = 40, 7
#: A title that begins with the time of its entry. Programmes have times too, but hardly text under each of them.
_TIMED = re.compile(
    r"(?P<time>\d{1,2}(?:[:h.]\d{2}\s?(?:uhr\b|[ap]\.?m\b\.?|h\b)?|\s?(?:[ap]\.?m\b\.?|uhr\b)))\s*[-–—:|]\s+(?=[^\W\d]|[«„“\"'‘])",
    re.IGNORECASE,
)
_FEWEST_TIMED, _LONGEST_TITLE = 4, 200
#: Parts of the names of attributes with the time of an entry, and with the time of its last change.
_TIME_NAMES, _LATER = ("time", "date", "publish", "created"), re.compile(r"updat|modif|chang|last")
#: An ISO date, or seconds or milliseconds since 1970.
_SAYS_WHEN = re.compile(r"\d{4}-\d\d-\d\d|\d{10}$|\d{13}$")
_SECONDS_DIGITS = 10
#: Time and title are among the first blocks of an entry, of which this many are read.
_HEAD_OF_ENTRY = 2
_KEY_EVENT = "key event"


def is_entry(words: frozenset[str]) -> bool:
    """Returns whether an element of these names is one entry of a live blog."""
    return bool(words & _LIVE) and bool(words & _ENTRY)


def is_time(text: str) -> bool:
    """Returns whether a line is only the time of an entry.

    >>> is_time("10:45"), is_time("3 May 2024, 4.12pm BST"), is_time("It rained at 10:45, and the bridge went under")
    (True, True, False)
    """
    return len(text) <= _LONGEST_TIME and _CLOCK.search(text) is not None and len(text.split()) <= _MOST_WORDS


def entry_drafts(tag: Tag, words: frozenset[str], inner: Sequence[Draft]) -> Iterator[Draft]:
    """Yields an entry's blocks; the first one begins the entry and holds its time and title.

    An element around entries may have the same names; it is no entry, and its blocks stay as they are.
    """
    if any(draft.type is BlockType.LIVE_ENTRY for draft in inner):
        yield from inner
        return
    written, key_event = _declared_time(tag), any(key <= words for key in _KEY)
    rest: list[Draft] = []
    for draft in inner:
        if len(rest) < _HEAD_OF_ENTRY and draft.type is BlockType.PARAGRAPH and is_time(draft.text):
            written = written or draft.text
            key_event = key_event or _KEY_EVENT in draft.text.casefold()
        else:
            rest.append(draft)
    title = rest.pop(0) if rest and rest[0].type is BlockType.HEADER else None
    if title or written or key_event:
        yield _begun(title, written, key_event=key_event)
    yield from rest


def settled(drafts: list[Draft]) -> list[Draft]:
    """Returns the blocks without the beginning of a single entry, since such a page is no live blog.

    If no markup names the entries, lines that begin with a clock time begin them, provided there are enough.
    """
    if sum(draft.type is BlockType.LIVE_ENTRY for draft in drafts) >= _FEWEST:
        return drafts
    plain = [each for draft in drafts if (each := _without_entry(draft)) is not None]
    timed = {index for index, draft in enumerate(plain) if _is_timed(draft)}
    begins = {index for index in timed if index + 1 < len(plain) and index + 1 not in timed}
    if len(begins) < _FEWEST_TIMED:
        return plain
    return [_begun_by_time(draft) if index in begins else draft for index, draft in enumerate(plain)]


def _is_timed(draft: Draft) -> bool:
    is_title = draft.type in (BlockType.HEADER, BlockType.PARAGRAPH) and len(draft.text) <= _LONGEST_TITLE
    return is_title and draft.text[:1].isdecimal() and _TIMED.match(draft.text) is not None


def _begun_by_time(draft: Draft) -> Draft:
    """Returns the entry that begins with a timed title; the words of the title stay as they are."""
    found = _TIMED.match(draft.text)
    assert found is not None
    return replace(
        draft,
        type=BlockType.LIVE_ENTRY,
        entry=LiveEntry(time=found["time"].strip(), title=draft.text[found.end() :]),
    )


def _begun(title: Draft | None, written: str | None, *, key_event: bool) -> Draft:
    entry = LiveEntry(time=written, title=title.text if title else None, key_event=key_event)
    if title is None:
        return Draft(type=BlockType.LIVE_ENTRY, entry=entry)
    return replace(title, type=BlockType.LIVE_ENTRY, entry=entry)


def _without_entry(draft: Draft) -> Draft | None:
    if draft.type is not BlockType.LIVE_ENTRY:
        return draft
    return replace(draft, type=BlockType.HEADER, entry=None) if draft.text else None


def _declared_time(tag: Tag) -> str | None:
    """Returns the time from a `time` element or an attribute of the entry, or None."""
    shown = (attribute(each, "datetime") for each in named(tag, ("time",)))
    named_times = (attribute(tag, name) for name in tag.attrs if _is_named_time(name))
    return next((_readable(value) for value in (*shown, *named_times) if value and _SAYS_WHEN.match(value)), None)


def _is_named_time(name: str) -> bool:
    return name.startswith("data-") and any(part in name for part in _TIME_NAMES) and not _LATER.search(name)


def _readable(value: str) -> str:
    """Returns seconds or milliseconds since 1970 as ISO 8601, and anything else as it is."""
    if not value.isdecimal():
        return value
    seconds = int(value) // (1000 if len(value) > _SECONDS_DIGITS else 1)
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


#: The length of a beginning (characters) that tells one text from others.
_COMPARED = 60


def with_declared_entries(drafts: list[Draft], things: Iterable[Thing]) -> list[Draft]:
    """Returns the blocks with entries that JSON-LD declares, if the markup of the page names none."""
    updates = _updates(things)
    if not updates or any(draft.type is BlockType.LIVE_ENTRY for draft in drafts):
        return drafts
    return settled(list(_begin(drafts, updates)))


def _begin(drafts: Iterable[Draft], updates: Mapping[str, LiveEntry]) -> Iterator[Draft]:
    last: LiveEntry | None = None
    for draft in drafts:
        entry = updates.get(fold(draft.text)[:_COMPARED]) if draft.text else None
        if entry is None or entry is last:
            yield draft
            continue
        last = entry
        if draft.type is BlockType.HEADER:
            yield replace(draft, type=BlockType.LIVE_ENTRY, entry=replace(entry, title=draft.text))
        else:
            yield Draft(type=BlockType.LIVE_ENTRY, entry=replace(entry, title=None))
            yield draft


def _updates(things: Iterable[Thing]) -> dict[str, LiveEntry]:
    """Returns the declared updates by the beginnings of their titles and of their texts."""
    found: dict[str, LiveEntry] = {}
    for thing in things:
        if "LiveBlogPosting" in types_of(thing):
            for update in _listed(thing.get("liveBlogUpdate")):
                written = next(iter(strings_of(update.get("datePublished"))), None)
                entry = LiveEntry(time=written)
                for name in ("headline", "articleBody"):
                    text = next(iter(strings_of(update.get(name))), "")
                    if fold(text):
                        found.setdefault(fold(text)[:_COMPARED], entry)
    return found


def _listed(value: object) -> list[Thing]:
    listed = value if isinstance(value, list) else [value]
    return [each for each in listed if isinstance(each, dict)]
