"""Reading many articles in parts: a day page by page under a cursor, and what was changed lately."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge
from itertools import islice

from copydesk.errors import BadCursor
from copydesk.moments import parse_instant
from copydesk.storage import keys
from copydesk.storage.faults import translated_faults
from copydesk.storage.indexed import items_of
from copydesk.storage.items import Head, head
from copydesk.storage.models import ArticlesItem, HeadItem

#: Heads of a page at most: at some 4 KB each, what one query brings at once.
MOST_OF_A_PAGE = 200
_POSITION = re.compile(r"\d{4}-\d{2}-\d{2}(T[\d:]{8})?#[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Page:
    """Articles without their blocks, the latest first; `cursor` leads to the next page, None at the last."""

    articles: tuple[Head, ...]
    cursor: str | None


def page_of_day(day: str, cursor: str | None = None, *, limit: int = 50) -> Page:
    """Up to `limit` (1 to 200) of the articles of a day (yyyy-mm-dd), the latest first.

    One query a shard, eight in all, seldom more, and one call for every hundred articles. An article that is stored
    or moved between two pages to before the cursor's place is not seen; none is seen twice unless its date changes.
    """
    if not 1 <= limit <= MOST_OF_A_PAGE:
        raise ValueError(f"a page holds 1 to {MOST_OF_A_PAGE} articles, not {limit}")
    before = _position(cursor, day) if cursor is not None else None
    with translated_faults():
        found = list(islice(_entries(_checked(day), before, limit + 1), limit + 1))
        heads = tuple(head(item) for _, item in items_of(found[:limit], HeadItem))
    return Page(heads, _cursor(found[limit - 1]) if len(found) > limit else None)


def places_of_day(day: str, before: str | None, limit: int) -> Iterator[str]:
    """The places of a day's articles in its index, the latest first: of the first `limit` all are sure to be there."""
    return map(_place, _entries(day, before, limit))


def changes_since(instant: str, *, today: str, days: int = 2) -> Iterator[Head]:
    """The articles of the last `days` days and today that were read anew, or withdrawn, since an instant.

    For polling without the event bus, with two things to know: an edit of an article that states an older date is
    not found, only its event tells of it; and an article is stored some time after the fetch that `instant` is
    compared with, so ask from some minutes before the last time, and drop what is known by id and revision.
    Eight queries a day, which cost a twentieth of reading all its articles, and a read of each that changed.
    """
    since = parse_instant(instant)
    if since is None:
        raise ValueError(f"{instant[:40]!a} is no point in time with its zone")
    is_news = (HeadItem.date_downloaded >= since) | (HeadItem.withdrawn_at >= since)
    last = date.fromisoformat(_checked(today))
    for back in range(days, -1, -1):
        for pk in keys.day_pks((last - timedelta(days=back)).isoformat()):
            with translated_faults():
                changed = ArticlesItem.by_day.query(pk, filter_condition=is_news)
                yield from (head(item) for _, item in items_of(changed, HeadItem))


def _entries(day: str, before: str | None, limit: int) -> Iterator[ArticlesItem]:
    return merge(*(_shard(pk, before, limit) for pk in keys.day_pks(day)), key=_place, reverse=True)


def _shard(pk: str, before: str | None, limit: int) -> Iterator[ArticlesItem]:
    place = ArticlesItem.gsi2sk < before if before else None
    # Shards are about equally full: a quarter of the page from each is nearly always enough, and is not all of it.
    part = limit // 4 + 1
    return iter(ArticlesItem.by_day.query(pk, place, scan_index_forward=False, limit=limit, page_size=part))


def _place(entry: ArticlesItem) -> str:
    return entry.gsi2sk or ""


def _cursor(entry: ArticlesItem) -> str:
    return base64.urlsafe_b64encode(_place(entry).encode()).decode().rstrip("=")


def _position(cursor: str, day: str) -> str:
    """
    >>> _position("MjAyNC0wNC0yNVQxMjowMDowMA", "2024-04-25")
    Traceback (most recent call last):
    copydesk.errors.BadCursor: not a cursor of 2024-04-25
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        place = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        place = ""
    if not (_POSITION.fullmatch(place) and place.startswith(day)):
        raise BadCursor(f"not a cursor of {day}")
    return place


def _checked(day: str) -> str:
    if date.fromisoformat(day).isoformat() != day:
        raise ValueError(f"{day!a} is no day: yyyy-mm-dd")
    return day
