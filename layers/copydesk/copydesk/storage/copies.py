"""The articles that tell one story, by rank: the first of them is the original, and the others are its copies.

A story has a label, the id of the article that first held its keys (`stories`), and a member item for each article.
Rank goes by the stated date, then by arrival, so that the order of arrival decides nothing where dates are stated.
Whoever joins looks again after its head is written. Of two that join at once one sees the other, whatever the order.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import batched

from pynamodb.expressions.update import Action

from copydesk.moments import sort_date
from copydesk.storage import keys
from copydesk.storage.batch import full_jitter, get_all
from copydesk.storage.faults import LostRace
from copydesk.storage.models import ArticlesItem, HeadItem
from copydesk.storage.operations_models import CopyItem
from copydesk.storage.standings import read_item

#: Heads that are read at once.
_HEADS = 100
#: Looks at an article that has claimed its keys and whose head is still to come.
_ROUNDS = 3
#: Sorts after all times of a day: what states a day alone comes after what states the hour.
_SOME_TIME = "T99"


def rank(article_id: str, *, published: str | None, arrived: str) -> str:
    """Where an article stands among those that tell its story. None was published after it was fetched.

    >>> rank("0f", published="2024-04-25T10:00:00Z", arrived="2024-04-26T08:00:00.000000Z")
    '2024-04-25T10:00:00#2024-04-26T08:00:00.000000Z#0f'
    >>> rank("0f", published="2024-04-25", arrived="2024-04-26T08:00:00.000000Z").partition("#")[0]
    '2024-04-25T99'
    """
    stated = sort_date(published) or arrived
    stated = stated if "T" in stated else f"{stated}{_SOME_TIME}"
    return f"{min(stated, arrived[:19])}#{arrived}#{article_id}"


def article_of(place: str) -> str:
    return place.rpartition("#")[2]


def member(label: str, place: str) -> CopyItem:
    return CopyItem(keys.copies_pk(label), place)


def labels_of(head: HeadItem) -> list[str]:
    """The stories that an article is a member of. One that others found to be copied does not know it."""
    return list(head.stories or ()) or [head.duplicate_of or head.article_id]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    pause: Callable[[int], None] = full_jitter

    def first(self, label: str) -> str | None:
        """The place of a story's original; None where no member is left."""
        found = CopyItem.query(keys.copies_pk(label), limit=1, consistent_read=True)
        return next((item.sk for item in found), None)

    def settle(self, article_id: str) -> None:
        """Make the links of an article's stories right: its own, and those of all members where it is the original."""
        head = _read(article_id)
        if head is None or head.withdrawn_at or not head.stories:
            return
        firsts = [first for label in head.stories if (first := self._living_first(label))]
        original = article_of(min(firsts)) if firsts else article_id
        _point([head], original)
        for label in head.stories if original == article_id else ():
            self._point_members(label, original)
        with suppress(LostRace):
            is_still = HeadItem.date_downloaded == head.date_downloaded
            HeadItem(head.pk, head.sk).update(actions=[HeadItem.unsettled.remove()], condition=is_still)

    def leave(self, head: HeadItem) -> None:
        """Take an article that was withdrawn out of its stories; where it was the original, another one is."""
        for label in labels_of(head):
            places = [item.sk for item in self._members(label) if article_of(item.sk) == head.article_id]
            self._forget(label, places)
            if head.duplicate_of is None and (first := self._living_first(label)):
                self._point_members(label, article_of(first))

    def _living_first(self, label: str) -> str | None:
        """The place of the first member that is not withdrawn."""
        while place := self.first(label):
            if is_living(article_of(place)):
                return place
            self._forget(label, [place])
        return None

    def _point_members(self, label: str, original: str) -> None:
        members = (article_of(item.sk) for item in self._members(label))
        for chunk in batched(members, _HEADS, strict=False):
            _point(self._heads(chunk), original)

    def _heads(self, ids: Iterable[str]) -> Iterator[HeadItem]:
        """The heads of some articles. Another try finds its story by itself where a head does not come soon."""
        left = set(ids)
        for attempt in range(_ROUNDS):
            if attempt:
                self.pause(attempt)
            wanted = [(keys.article_pk(each), keys.HEAD) for each in sorted(left)]
            for found in get_all(ArticlesItem, wanted, pause=self.pause):
                left.discard(keys.article_of(found.pk))
                if isinstance(found, HeadItem):
                    yield found
            if not left:
                return

    def _members(self, label: str) -> Iterator[CopyItem]:
        yield from CopyItem.query(keys.copies_pk(label), consistent_read=True)

    def _forget(self, label: str, places: Iterable[str]) -> None:
        with CopyItem.batch_write() as batch:
            for place in places:
                batch.delete(member(label, place))


def is_living(article_id: str) -> bool:
    """Whether an article is not withdrawn; one whose head is still to come is living, an alias is none."""
    item = read_item(article_id)
    return item is None or (isinstance(item, HeadItem) and item.withdrawn_at is None)


def _read(article_id: str) -> HeadItem | None:
    item = read_item(article_id)
    return item if isinstance(item, HeadItem) else None


def _point(heads: Iterable[HeadItem], original: str) -> None:
    """Link articles to the original of their story; the original itself to none."""
    for head in heads:
        wanted = None if head.article_id == original else original
        if head.duplicate_of == wanted:
            continue
        action: Action = HeadItem.duplicate_of.set(wanted) if wanted else HeadItem.duplicate_of.remove()
        with suppress(LostRace):
            HeadItem(head.pk, head.sk).update(actions=[action], condition=HeadItem.pk.exists())
