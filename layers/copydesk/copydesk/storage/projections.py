"""What others look up, made of heads by the function that follows the table's stream. Today: a speaker's quotes.

A row is put and deleted by the keys that a head before and a head after give, as often as the stream tells of them. Its
reader asks the head again, and leaves out what that no longer has: the stream comes a moment after the table.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeIs

from copydesk.body import unpacked
from copydesk.errors import Damaged
from copydesk.events.records import TableChange
from copydesk.model import Quote
from copydesk.storage import keys
from copydesk.storage.batch import Key, delete_all, put_all
from copydesk.storage.bodies import body_of
from copydesk.storage.listing import heads_of
from copydesk.storage.models import ArticlesItem, HeadItem, SpokenItem
from copydesk.storage.plain import from_plain

type Image = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenQuote:
    """A quote, and whose article it is in; `date` is the one that the article is found under."""

    quote: Quote
    article_id: str
    date: str


def project(changes: Iterable[TableChange]) -> None:
    """Bring the rows of some articles to where their heads are now. The changes of one article are in order."""
    rows: dict[Key, SpokenItem | None] = {}
    for change in changes:
        if change.sk == keys.HEAD and not _is_damaged(change.new):
            before, now = _keys(change.old), _rows(change.new)
            rows |= dict.fromkeys(before - now.keys())
            rows |= {key: row for key, row in now.items() if key not in before or key in rows}
    put_all(row for row in rows.values() if row)
    delete_all(ArticlesItem, [key for key, row in rows.items() if row is None])


def spoken_before(slug: str, place: str | None, limit: int) -> list[SpokenItem]:
    """The rows of a speaker before a place, the latest first."""
    bounds = ArticlesItem.sk < place if place else None
    found = ArticlesItem.query(keys.speaker_pk(slug), bounds, scan_index_forward=False, limit=limit)
    return [row for row in found if isinstance(row, SpokenItem)]


def still_spoken(rows: Iterable[SpokenItem]) -> Iterator[SpokenQuote]:
    """The quotes that some rows lead to, as their heads have them."""
    known = list(rows)
    heads = heads_of(keys.article_pk(row.article_id) for row in known)
    quotes = {key: quote for head in heads.values() for key, quote in _quotes(head)}
    for row in known:
        if quote := quotes.get((row.pk, row.sk)):
            date = row.sk.partition("#")[0]
            yield SpokenQuote(quote=from_plain(Quote, quote), article_id=row.article_id, date=date)


def _quotes(head: HeadItem) -> Iterator[tuple[Key, Image]]:
    try:
        quotes = unpacked(body_of(head))["quotes"]
    except Damaged:
        return
    yield from _keyed(head.gsi2sk or "", quotes)


def _rows(image: Image | None) -> dict[Key, SpokenItem]:
    if not _is_head(image):
        return {}
    return {
        key: SpokenItem(
            *key,
            article_id=image["article_id"],
            quote_id=quote["quote_id"],
            speaker=quote["speaker"],
            text=quote.get("text", ""),
        )
        for key, quote in _keyed(image["gsi2sk"], image.get("quotes", ()))
    }


def _keys(image: Image | None) -> set[Key]:
    """The keys of an article's rows. Where its quotes cannot be read, the head's sets name all that may be there."""
    if not _is_head(image):
        return set()
    if not _is_damaged(image):
        return {key for key, _ in _keyed(image["gsi2sk"], image.get("quotes", ()))}
    pairs = product(image.get("speakers", ()), image.get("quote_ids", ()))
    return {(keys.speaker_pk(slug), keys.spoken_sk(image["gsi2sk"], quote_id)) for slug, quote_id in pairs}


def _keyed(dated: str, quotes: Iterable[Image]) -> Iterator[tuple[Key, Image]]:
    for quote in quotes:
        if slug := keys.slug(quote.get("speaker", "")):
            yield (keys.speaker_pk(slug), keys.spoken_sk(dated, quote["quote_id"])), quote


def _is_head(image: Image | None) -> TypeIs[Image]:
    return image is not None and image.get("kind") == "head" and "gsi2sk" in image


def _is_damaged(image: Image | None) -> bool:
    return image is not None and "damaged" in image
