"""More lists part by part: a site's articles, an article's revisions, a speaker's quotes, rejects by reason.

A part goes on after a position, the sort key of the last item read. It is a place, not a bookmark: an article whose
date an edit moved across it is met twice or not at all.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from copydesk.errors import BadCursor, RejectReason
from copydesk.storage import keys
from copydesk.storage.items import Head, as_revision, head
from copydesk.storage.listing import PLACE, Part, of_site
from copydesk.storage.models import HeadItem, RevisionItem
from copydesk.storage.operations_models import RejectItem
from copydesk.storage.projections import SpokenQuote, rows_of_speaker, still_spoken
from copydesk.storage.rejects import RejectRecord, reject_record
from copydesk.storage.revisions import revisions_before
from copydesk.storage.standings import read_any
from copydesk.storage.writer import utc_now

_DIGEST = r"[0-9a-f]{32}"
_NUMBER = r"[1-9]\d{0,4}"
#: In place of a quote's id: after all quotes of an article.
_ALL_OF_IT = "~"


def part_of_site(host: str, /, *, limit: int, after: str | None = None) -> Part[Head]:
    """A site's articles, the latest first: a query for each key of the site."""
    return of_site(host).part(limit, after=_checked(PLACE, after))


def part_of_history(
    article_id: str, /, *, limit: int, after: str | None = None, now: Callable[[], datetime] = utc_now
) -> Part[Head]:
    """An article's revisions that are kept, the latest first, without their blocks and quotes: one query, and at the
    beginning of the list a read of the head, which is the latest.
    """
    before = int(_checked(_NUMBER, after) or 0)
    latest = read_any(article_id) if not before else None
    kept: list[RevisionItem] = [as_revision(latest)] if isinstance(latest, HeadItem) else []
    kept += revisions_before(article_id, before or _number(kept), limit=limit + 1 - len(kept), now=now())
    return Part(items=tuple(map(head, kept[:limit])), next=str(_number(kept[limit - 1 :])) if kept[limit:] else None)


def part_of_speaker(name: str, /, *, limit: int, after: str | None = None) -> Part[SpokenQuote]:
    """What someone said, the latest first: one query, and a call for each hundred articles. A quote that its article no
    longer has is left out, so that a part may be shorter than its limit. Who has no letters in the name said nothing.
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


def _behind(found: list[SpokenQuote], place: str, quote_id: str) -> list[SpokenQuote]:
    """The quotes after one of the article at a place, which is the first; without it, none of that article."""
    ids = [each.quote.quote_id for each in found if each.place == place]
    return found[ids.index(quote_id) + 1 if quote_id in ids else len(ids) :]


def part_of_rejects(reason: RejectReason, /, *, limit: int, after: str | None = None) -> Part[RejectRecord]:
    """The rejects of a reason, in the order of their digests: one query."""
    position = _checked(_DIGEST, after)
    behind = RejectItem.sk > position if position else None
    items = list(RejectItem.query(keys.reject_pk(reason), behind, limit=limit + 1))
    is_more = len(items) > limit
    return Part(items=tuple(map(reject_record, items[:limit])), next=items[limit - 1].sk if is_more else None)


def _number(items: Sequence[RevisionItem]) -> int:
    """Of the first; 0 if there is none."""
    return int(items[0].revision["number"]) if items else 0


def _checked(pattern: str, position: str | None) -> str | None:
    if position is not None and not re.fullmatch(pattern, position, re.ASCII):
        raise BadCursor("not a position of this list")
    return position
