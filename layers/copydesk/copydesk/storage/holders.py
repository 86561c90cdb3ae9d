"""Who holds the id of a stored article: read from its head, and kept with it where the head's words do not tell."""

from typing import Any

from copydesk.delivery import Candidate, Occupied, Pointer
from copydesk.model import to_plain
from copydesk.ownership import Claim, Holder, claim, holder, outranks
from copydesk.storage.items import head as read_from
from copydesk.storage.keys import article_of
from copydesk.storage.models import HeadItem
from copydesk.storage.plain import from_plain


def holder_of(head: HeadItem) -> Holder:
    if head.holder:
        return from_plain(Holder, head.holder.as_dict())
    words = int(head.word_count or 0)
    return Holder(page=article_of(head.pk), fingerprint=head.fingerprint or "", words=words)


def claim_of(candidate: Candidate, head: HeadItem) -> Claim:
    return claim(holder(candidate), holder_of(head), of=candidate.article_id)


def check_occupied(candidate: Candidate, head: HeadItem) -> None:
    """Occupied where the candidate takes the id of another page's living story, which is not yet stored elsewhere."""
    stored = read_from(head).stored
    if stored.withdrawn_at is None and stored.source != candidate.over and stored.article.url:
        place = {"sequencer": head.sequencer, "notified_at": head.notified_at}
        raise Occupied(Pointer(source=stored.source, url=stored.article.url, **place))


def holder_after(candidate: Candidate, old: HeadItem | None) -> dict[str, Any] | None:
    """The holder once the candidate is the head, as it is kept; None where the head tells it by itself."""
    mine = holder(candidate)
    held = mine if old is None else _the_higher(mine, holder_of(old), candidate.article_id)
    return None if held is mine and mine.page == candidate.article_id else to_plain(held)


def newly_held(candidate: Candidate, old: HeadItem) -> dict[str, Any] | None:
    """The holder that a candidate becomes though it changes nothing else; None where it does not."""
    mine, held = holder(candidate), holder_of(old)
    is_another = mine.page != held.page and outranks(mine, held, of=candidate.article_id)
    return to_plain(mine) if is_another else None


def _the_higher(mine: Holder, held: Holder, article_id: str) -> Holder:
    return held if outranks(held, mine, of=article_id) else mine
