"""Orders the fetches of one article, and records fetches that brought its stored content again.

Such a fetch does not write to the article's own item. A small item (`SeenItem`) records it. A page that was fetched
between the two and arrives late then does not replace the article. Two functions that work at once notice each other.
One that replaces a head first puts its revision and then looks for a record. One that records a fetch then looks for
that revision.
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
    """A fetch of a page: its time, the time of the S3 notification, the raw object and the sequencer. "" is unknown."""

    at: str
    notified_at: str
    raw: str
    sequencer: str


def fetch_of(page: Candidate | HeadItem) -> Fetch:
    source = page.source if isinstance(page, Candidate) else source_of(page)
    return Fetch(page.date_downloaded, page.notified_at or "", raw_of(source), page.sequencer or "")


def came_before(one: Fetch, other: Fetch) -> bool:
    """Compares fetches by the time of download, and fetches of one key at the same time by sequencer.

    Fetches of two keys at the same time compare by the time of the notification, then by the key.
    """
    if (one.at, one.raw) == (other.at, other.raw):
        return _sequenced_before(one.sequencer, other.sequencer)
    return one[:3] < other[:3]


def last_seen(head: HeadItem) -> Fetch:
    """Returns the last fetch that brought the head's content: its own, or a later recorded one."""
    return _last(head, _note_of(head))


def note_seen(candidate: Candidate, head: HeadItem, *, until: datetime) -> bool:
    """Records a fetch that brought the head's content, if it is later than the known ones.

    Returns False if the record may be too late. Then the head's revision is already stored, because another function
    replaces the head. The caller then writes the head again.
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
    """Compares sequencers of one key by S3's rule: as text, with the shorter one padded with zeros on the right."""
    if not mine or not stored:
        return False
    width = max(len(mine), len(stored))
    return mine.upper().ljust(width, "0") < stored.upper().ljust(width, "0")
