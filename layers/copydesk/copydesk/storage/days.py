"""Stored articles one after another, however many there are: by day or of a site, the earliest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from operator import attrgetter

from copydesk.storage import keys
from copydesk.storage.faults import translated_faults
from copydesk.storage.indexed import items_of
from copydesk.storage.items import Head, head
from copydesk.storage.models import ArticlesItem, ByDay, BySiteOrSpeaker, HeadItem

#: Heads that one call reads: each shard of a day holds as many in memory, a few kilobytes each.
_PAGE = 100
#: Above every sort key that begins with a date.
_LAST = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A head, and the cursor that goes on after it: all that comes later in a day or site has a greater one."""

    cursor: str
    head: Head


def stream_day(day: str, *, after: str = "") -> Iterator[Stop]:
    """The articles of a day (yyyy-mm-dd), its shards merged; `after` is a cursor, or a time of the day."""
    yield from merge(*(_of_shard(pk, after) for pk in keys.day_pks(day)), key=attrgetter("cursor"))


def stream_site(host: str, *, after: str = "", before: str = _LAST) -> Iterator[Stop]:
    """A site's articles with a cursor between the two."""
    index = ArticlesItem.by_site_or_speaker
    bounds = BySiteOrSpeaker.gsi1sk.between(_just_after(after), before)
    with translated_faults():
        found = index.query(keys.site_pk(host), bounds, page_size=_PAGE)
        for entry, item in items_of(found, HeadItem, at_once=_PAGE):
            yield Stop(cursor=entry.gsi1sk or "", head=head(item))


def _of_shard(pk: str, after: str) -> Iterator[Stop]:
    bounds = ByDay.gsi2sk.between(_just_after(after), _LAST)
    with translated_faults():
        found = ArticlesItem.by_day.query(pk, bounds, page_size=_PAGE)
        for entry, item in items_of(found, HeadItem, at_once=_PAGE):
            yield Stop(cursor=entry.gsi2sk or "", head=head(item))


def _just_after(cursor: str) -> str:
    """The least key above a cursor; an empty key is none that DynamoDB takes."""
    return f"{cursor} "
