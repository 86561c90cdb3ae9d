"""Fetches of one article in their order, and those that brought again what it says already.

Such a fetch writes nothing to the article's own item. It is noted in a small one (`SeenItem`), so that no page between
the two replaces the article when it comes late. Whoever replaces a head puts its revision first and looks for a note
then. Whoever notes a fetch looks for that revision then. So of two functions that work at once one sees the other.
"""

from datetime import datetime
from typing import NamedTuple

from pynamodb.expressions.update import Action

from copydesk.pipeline.messages import Candidate
from copydesk.pipeline.ownership import raw_of
from copydesk.storage import keys
from copydesk.storage.articles.items import source_of
from copydesk.storage.articles.models import ArticlesItem, HeadItem
from copydesk.storage.dynamodb import get_all
from copydesk.storage.operations.models import SeenItem


class Fetch(NamedTuple):
    """When a page was fetched, when S3 told of it, and which object it is. Empty texts are not known."""

    at: str
    notified_at: str
    raw: str
    sequencer: str


def fetch_of(page: Candidate | HeadItem) -> Fetch:
    source = page.source if isinstance(page, Candidate) else source_of(page)
    return Fetch(page.date_downloaded, page.notified_at or "", raw_of(source), page.sequencer or "")


def came_before(one: Fetch, other: Fetch) -> bool:
    """By time of download; at the same time by the sequencer of the one key. Of two keys the one counts that S3 told of
    later, and of two that it told of at once the one with the greater key, so that all agree.
    """
    if (one.at, one.raw) == (other.at, other.raw):
        return _sequenced_before(one.sequencer, other.sequencer)
    return one[:3] < other[:3]


def last_seen(head: HeadItem) -> Fetch:
    """The last fetch that brought what a head says: its own, or a later one that was noted."""
    return _last(head, _note_of(head))


def note_seen(candidate: Candidate, head: HeadItem, *, until: datetime) -> bool:
    """Note a fetch that brought what a head says, if it is a later one than is known.

    False where the note may come too late, as the revision is there that comes before another head: then this head is
    to be written.
    """
    fetch = fetch_of(candidate)
    if not came_before(fetch_of(head), fetch):
        return True
    note = _note_of(head)
    if came_before(fetch, _last(head, note)):
        return True
    if fetch != _last(head, note):
        is_still = SeenItem.last == list(note.last) if note else SeenItem.pk.does_not_exist()
        actions: list[Action] = [
            SeenItem.of.set(list(fetch_of(head))),
            SeenItem.last.set(list(fetch)),
            SeenItem.expires_at.set(until),
        ]
        SeenItem(keys.seen_pk(head.article_id), keys.SEEN).update(actions=actions, condition=is_still)
    revision = (head.pk, keys.revision_sk(int(head.revision["number"])))
    return not get_all(ArticlesItem, [revision])


def _note_of(head: HeadItem) -> SeenItem | None:
    found = get_all(SeenItem, [(keys.seen_pk(head.article_id), keys.SEEN)])
    return found[0] if found else None


def _last(head: HeadItem, note: SeenItem | None) -> Fetch:
    return Fetch(*note.last) if note and Fetch(*note.of) == fetch_of(head) else fetch_of(head)


def _sequenced_before(mine: str, stored: str) -> bool:
    """S3's rule: sequencers of one key compare as text, the shorter padded with zeros at its right."""
    if not mine or not stored:
        return False
    width = max(len(mine), len(stored))
    return mine.upper().ljust(width, "0") < stored.upper().ljust(width, "0")
