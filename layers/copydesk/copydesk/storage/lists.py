"""Lists part by part: a site's and a day's articles, an article's revisions, a speaker's quotes, rejects by reason.

A part goes on after a position, the sort key of the last item read. It is a place, not a bookmark: an article whose
date an edit moved across it is met twice or not at all.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from copydesk.errors import BadCursor, RejectReason
from copydesk.model import Quote
from copydesk.storage import keys
from copydesk.storage.cursors import page_of_day
from copydesk.storage.faults import translated_faults
from copydesk.storage.indexed import items_of
from copydesk.storage.items import Head, head, revision_head
from copydesk.storage.models import ArticlesItem, HeadItem, QuoteItem, RejectItem, RevisionItem
from copydesk.storage.plain import from_plain
from copydesk.storage.rejects import RejectRecord, reject_record
from copydesk.storage.transactions import read_head
from copydesk.storage.writer import utc_now

_DATED = r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?#[0-9a-f]{32}"
_DIGEST = r"[0-9a-f]{32}"
_NUMBER = r"[1-9]\d{0,4}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part[T]:
    """`next` is the position that the list goes on after, None where this is its end."""

    items: tuple[T, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenQuote:
    """A quote, and whose article it stands in; `date` is the one that the article is found under."""

    quote: Quote
    article_id: str
    date: str


def part_of_site(host: str, /, *, limit: int, after: str | None = None) -> Part[Head]:
    """A site's articles, the latest first: one query."""
    before = ArticlesItem.gsi1sk < _checked(_DATED, after) if after else None
    with translated_faults():
        found = ArticlesItem.by_site_or_speaker.query(
            keys.site_pk(host), before, scan_index_forward=False, limit=limit + 1
        )
        entries = list(found)
        heads = tuple(head(item) for _, item in items_of(entries[:limit], HeadItem))
    return Part(items=heads, next=entries[limit - 1].gsi1sk if len(entries) > limit else None)


def part_of_day(day: str, /, *, limit: int, after: str | None = None) -> Part[Head]:
    """A day's articles, the latest first: a query for each shard of the day."""
    page = page_of_day(day, after, limit=limit)
    return Part(items=page.articles, next=page.cursor)


def part_of_history(
    article_id: str, /, *, limit: int, after: str | None = None, now: Callable[[], datetime] = utc_now
) -> Part[Head]:
    """An article's revisions that are kept, the latest first, without their blocks and quotes: one query, and at the
    beginning of the list a read of the head, which is the latest.
    """
    before = int(_checked(_NUMBER, after)) if after else None
    with translated_faults():
        latest = [] if before else _latest(article_id)
        earlier = _earlier(article_id, before or _number(latest), limit + 1 - len(latest), now())
    kept = [*latest, *earlier]
    return Part(
        items=tuple(map(revision_head, kept[:limit])),
        next=str(_number(kept[limit - 1 :])) if len(kept) > limit else None,
    )


def _latest(article_id: str) -> list[HeadItem | RevisionItem]:
    found = read_head(keys.article_pk(article_id))
    return [found] if found else []


def _earlier(article_id: str, before: int, limit: int, now: datetime) -> list[HeadItem | RevisionItem]:
    if before < 2:
        return []
    # DynamoDB deletes what has expired some days late: until then it is gone all the same.
    found = ArticlesItem.query(
        keys.article_pk(article_id),
        ArticlesItem.sk.between(keys.revision_sk(1), keys.revision_sk(before - 1)),
        ArticlesItem.expires_at.does_not_exist() | (ArticlesItem.expires_at > now),
        consistent_read=True,
        scan_index_forward=False,
        limit=limit,
    )
    return [item for item in found if isinstance(item, RevisionItem)]


def _number(items: Sequence[HeadItem | RevisionItem]) -> int:
    """Of the first; 0 if there is none."""
    for item in items:
        return int(item.number if isinstance(item, RevisionItem) else item.revision["number"])
    return 0


def part_of_speaker(name: str, /, *, limit: int, after: str | None = None) -> Part[SpokenQuote]:
    """What someone said, the latest first: one query. Who has no letters in the name said nothing."""
    pk = keys.speaker_pk(name)
    if pk is None:
        return Part(items=(), next=None)
    with translated_faults():
        found = ArticlesItem.by_site_or_speaker.query(
            pk, scan_index_forward=False, limit=limit + 1, last_evaluated_key=_quote_key(pk, after) if after else None
        )
        entries = list(found)
        quotes = tuple(_spoken(entry, item) for entry, item in items_of(entries[:limit], QuoteItem))
    last = entries[limit - 1] if len(entries) > limit else None
    return Part(items=quotes, next=f"{last.gsi1sk}#{keys.quote_of(last.sk)}" if last else None)


def part_of_rejects(reason: RejectReason, /, *, limit: int, after: str | None = None) -> Part[RejectRecord]:
    """The rejects of a reason, in the order of their digests: one query."""
    behind = RejectItem.sk > _checked(_DIGEST, after) if after else None
    with translated_faults():
        items = list(RejectItem.query(keys.reject_pk(reason), behind, limit=limit + 1))
    is_more = len(items) > limit
    return Part(items=tuple(map(reject_record, items[:limit])), next=items[limit - 1].sk if is_more else None)


def _spoken(entry: ArticlesItem, item: QuoteItem) -> SpokenQuote:
    date, _, article_id = str(entry.gsi1sk).rpartition("#")
    return SpokenQuote(quote=from_plain(Quote, item.to_simple_dict()), article_id=article_id, date=date)


def _quote_key(pk: str, position: str) -> dict[str, Any]:
    """Several quotes of one article share a place in the index, so the quote's own key tells where to go on."""
    dated, _, quote_id = _checked(rf"{_DATED}#[^#]+", position).rpartition("#")
    key = {
        "pk": keys.article_pk(dated.rpartition("#")[2]),
        "sk": keys.quote_sk(quote_id),
        "gsi1pk": pk,
        "gsi1sk": dated,
    }
    return {name: {"S": value} for name, value in key.items()}


def _checked(pattern: str, position: str) -> str:
    if not re.fullmatch(pattern, position, re.ASCII):
        raise BadCursor("not a position of this list")
    return position
