"""What others look up, made of heads by the function that follows the table's stream. Today: who is quoted where.

A row is a key alone: a speaker, and the place of an article among others. The sets of a head name all its rows, so they
are put and deleted without a look at what was there, as often as the stream tells of them. A reader takes the quotes
from the heads, and leaves out what those no longer have: the stream comes a moment after the table.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from copydesk.errors import Damaged
from copydesk.events.records import TableChange
from copydesk.model import Quote
from copydesk.storage import keys
from copydesk.storage.batch import Key, delete_all, put_all
from copydesk.storage.items import stored_article
from copydesk.storage.listing import heads_of
from copydesk.storage.models import ArticlesItem, HeadItem, SpokenItem


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenQuote:
    """A quote, and whose article it is in; `date` is the one that the article is found under."""

    quote: Quote
    article_id: str
    date: str

    @property
    def place(self) -> str:
        return keys.dated_sk(self.date, self.article_id)


def project(changes: Iterable[TableChange]) -> None:
    """Bring the rows of some articles to where their heads are now. The changes of one article are in order."""
    is_there: dict[Key, bool] = {}
    for change in changes:
        if change.sk == keys.HEAD:
            before, now = _rows(change.old), _rows(change.new)
            is_there |= dict.fromkeys(before - now, False) | dict.fromkeys(now - before, True)
            is_there |= dict.fromkeys(now & is_there.keys(), True)
    put_all(_row(key) for key, there in is_there.items() if there)
    delete_all(ArticlesItem, [key for key, there in is_there.items() if not there])


def put_rows(head: HeadItem) -> None:
    """Put all rows of an article, whether they are there or not."""
    put_all(_row((keys.speaker_pk(slug), head.gsi2sk or "")) for slug in head.speakers or ())


def rows_of_speaker(slug: str, *, until: str, limit: int) -> list[SpokenItem]:
    """The rows of a speaker from the place `until` on, or from the first, the latest first."""
    bounds = ArticlesItem.sk <= until if until else None
    found = ArticlesItem.query(keys.speaker_pk(slug), bounds, scan_index_forward=False, limit=limit)
    return [row for row in found if isinstance(row, SpokenItem)]


def still_spoken(rows: Iterable[SpokenItem], slug: str) -> Iterator[SpokenQuote]:
    """The quotes of a speaker that some rows lead to, in order, as their heads have them."""
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
    return SpokenItem(*key, article_id=key[1].rpartition("#")[2])


def _rows(image: Mapping[str, Any] | None) -> set[Key]:
    """The keys of an article's rows, from its head as the stream shows it."""
    if image is None or image.get("kind") != "head":
        return set()
    return {(keys.speaker_pk(slug), image["gsi2sk"]) for slug in image.get("speakers", ())}
