"""Maintains the projection rows derived from heads, which record who is quoted where, and reads lists in parts.

A row is only a key: a speaker, and the place of an article among others. A head names all its rows. They are therefore
put and deleted without reading, as often as the stream repeats a change. The stream lags behind the table. A reader
therefore takes the quotes from the heads and leaves out those that the heads no longer have.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from copydesk.errors import BadCursor, Damaged, RejectReason
from copydesk.events.records import TableChange
from copydesk.model import Quote
from copydesk.storage import keys
from copydesk.storage.articles.items import Head, as_revision, head, stored_article
from copydesk.storage.articles.listing import PLACE, Part, heads_of, of_site
from copydesk.storage.articles.models import ArticlesItem, HeadItem, RevisionItem, SpokenItem
from copydesk.storage.articles.revisions import revisions_before
from copydesk.storage.articles.standings import read_any
from copydesk.storage.articles.writer import utc_now
from copydesk.storage.dynamodb import Key, delete_all, put_all
from copydesk.storage.operations.models import RejectItem
from copydesk.storage.operations.rejects import RejectRecord, reject_record


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenQuote:
    """A quote and the article that contains it. `date` is the date under which the article is indexed."""

    quote: Quote
    article_id: str
    date: str

    @property
    def place(self) -> str:
        return keys.dated_sk(self.date, self.article_id)


def project(changes: Iterable[TableChange]) -> None:
    """Updates the rows of some articles to match their heads. The changes of one article must be in order."""
    is_there: dict[Key, bool] = {}
    for change in changes:
        if change.sk == keys.HEAD:
            before, now = _rows(change.old), _rows(change.new)
            is_there |= dict.fromkeys(before - now, False) | dict.fromkeys(now - before, True)
            is_there |= dict.fromkeys(now & is_there.keys(), True)
    put_all(_row(key) for key, there in is_there.items() if there)
    delete_all(ArticlesItem, [key for key, there in is_there.items() if not there])


def put_rows(head: HeadItem) -> None:
    """Puts all rows of an article, whether they exist or not."""
    put_all(_row((keys.speaker_pk(slug), head.gsi2sk or "")) for slug in head.speakers or ())


def rows_of_speaker(slug: str, *, until: str, limit: int) -> list[SpokenItem]:
    """Returns the rows of a speaker, the latest first, from the place `until` on or from the first."""
    bounds = ArticlesItem.sk <= until if until else None
    found = ArticlesItem.query(keys.speaker_pk(slug), bounds, scan_index_forward=False, limit=limit)
    return [row for row in found if isinstance(row, SpokenItem)]


def still_spoken(rows: Iterable[SpokenItem], slug: str) -> Iterator[SpokenQuote]:
    """Yields the quotes of a speaker that the rows lead to, in order, as the heads have them now."""
    known = list(rows)
    heads = heads_of(keys.article_pk(row.article_id) for row in known)
    for row in known:
        head = heads.get(keys.article_pk(row.article_id))
        if head and head.gsi2sk == row.sk:
            yield from _quotes(head, slug)


def _quotes(head: HeadItem, slug: str) -> Iterator[SpokenQuote]:
    try:
        quotes = stored_article(head).article.quotes
    except Damaged:
        return
    date = (head.gsi2sk or "").partition("#")[0]
    for quote in quotes:
        if quote.speaker and keys.slug(quote.speaker) == slug:
            yield SpokenQuote(quote=quote, article_id=head.article_id, date=date)


def _row(key: Key) -> SpokenItem:
    return SpokenItem(*key, article_id=keys.article_at(key[1]))


def _rows(image: Mapping[str, Any] | None) -> set[Key]:
    """Returns the keys of an article's rows, from the image of its head in the stream."""
    if image is None or image.get("kind") != "head":
        return set()
    return {(keys.speaker_pk(slug), image["gsi2sk"]) for slug in image.get("speakers", ())}


# A part continues after a position, the sort key of the last item read. A position is a place and not a bookmark. If an
# edit moves an article's date across it, the article appears twice or not at all.

_DIGEST = r"[0-9a-f]{32}"
_NUMBER = r"[1-9]\d{0,4}"
#: A text in place of a quote's id for the end of all quotes of an article.
_ALL_OF_IT = "~"


def part_of_site(host: str, /, *, limit: int, after: str | None = None) -> Part[Head]:
    """Returns a site's articles, the latest first, with one query per key of the site."""
    return of_site(host).part(limit, after=_checked(PLACE, after))


def part_of_history(
    article_id: str, /, *, limit: int, after: str | None = None, now: Callable[[], datetime] = utc_now
) -> Part[Head]:
    """Returns an article's kept revisions, the latest first, without their blocks and quotes.

    It makes one query. At the beginning of the list it also reads the head, which is the latest revision.
    """
    before = int(_checked(_NUMBER, after) or 0)
    latest = read_any(article_id) if not before else None
    kept: list[RevisionItem] = [as_revision(latest)] if isinstance(latest, HeadItem) else []
    kept += revisions_before(article_id, before or _number(kept), limit=limit + 1 - len(kept), now=now())
    return Part(items=tuple(map(head, kept[:limit])), next=str(_number(kept[limit - 1 :])) if kept[limit:] else None)


def part_of_speaker(name: str, /, *, limit: int, after: str | None = None) -> Part[SpokenQuote]:
    """Returns a person's quotes, the latest first, with one query and one call per 100 articles.

    Quotes that their article no longer has are left out, so a part may be shorter than its limit. A name without
    letters has no quotes.
    """
    place, _, quote_id = (_checked(rf"{PLACE}#[^#]+", after) or "").rpartition("#")
    slug = keys.slug(name)
    if slug is None:
        return Part(items=(), next=None)
    rows = rows_of_speaker(slug, until=place, limit=limit + 1)
    found = _behind(list(still_spoken(rows, slug)), place, quote_id)
    last = found[limit - 1] if len(found) > limit else None
    further = f"{rows[-1].sk}#{_ALL_OF_IT}" if len(rows) > limit else None
    return Part(items=tuple(found[:limit]), next=f"{last.place}#{last.quote.quote_id}" if last else further)


def _behind(quotes: list[SpokenQuote], place: str, quote_id: str) -> list[SpokenQuote]:
    """Returns the quotes after the given one at a place. If the quote is gone, all quotes of that place are skipped."""
    ids = [each.quote.quote_id for each in quotes if each.place == place]
    return quotes[ids.index(quote_id) + 1 if quote_id in ids else len(ids) :]


def part_of_rejects(reason: RejectReason, /, *, limit: int, after: str | None = None) -> Part[RejectRecord]:
    """Returns the rejects of a reason in the order of their digests, with one query."""
    position = _checked(_DIGEST, after)
    behind = RejectItem.sk > position if position else None
    items = list(RejectItem.query(keys.reject_pk(reason), behind, limit=limit + 1))
    is_more = len(items) > limit
    return Part(items=tuple(map(reject_record, items[:limit])), next=items[limit - 1].sk if is_more else None)


def _number(items: Sequence[RevisionItem]) -> int:
    """Returns the revision number of the first item, or 0 if there is none."""
    return int(items[0].revision["number"]) if items else 0


def _checked(pattern: str, position: str | None) -> str | None:
    if position is not None and not re.fullmatch(pattern, position, re.ASCII):
        raise BadCursor("not a position of this list")
    return position
