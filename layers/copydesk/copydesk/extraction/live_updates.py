"""Entries of a live blog that only JSON-LD tells: their times, and where among the blocks they begin."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from copydesk.extraction.draft import Draft
from copydesk.extraction.live import settled
from copydesk.extraction.metadata.fold import fold
from copydesk.extraction.metadata.jsonld import Thing, strings_of, types_of
from copydesk.model import BlockType, LiveEntry

#: How much of a text (characters) tells it from others.
_TELLING = 60


def with_declared_entries(drafts: list[Draft], things: Iterable[Thing]) -> list[Draft]:
    """The blocks with entries begun where JSON-LD says that updates do, on a page whose markup does not tell."""
    updates = _updates(things)
    if not updates or any(draft.type is BlockType.LIVE_ENTRY for draft in drafts):
        return drafts
    return settled(list(_begin(drafts, updates)))


def _begin(drafts: Iterable[Draft], updates: Mapping[str, LiveEntry]) -> Iterator[Draft]:
    last: LiveEntry | None = None
    for draft in drafts:
        entry = updates.get(fold(draft.text)[:_TELLING]) if draft.text else None
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
    """The declared updates by how their title begins, and by how their text does."""
    found: dict[str, LiveEntry] = {}
    for thing in things:
        if "LiveBlogPosting" in types_of(thing):
            for update in _listed(thing.get("liveBlogUpdate")):
                written = next(iter(strings_of(update.get("datePublished"))), None)
                entry = LiveEntry(time=written)
                for name in ("headline", "articleBody"):
                    said = next(iter(strings_of(update.get(name))), "")
                    if fold(said):
                        found.setdefault(fold(said)[:_TELLING], entry)
    return found


def _listed(value: object) -> list[Thing]:
    listed = value if isinstance(value, list) else [value]
    return [each for each in listed if isinstance(each, dict)]
