"""Finds near duplicates, the same story on other pages such as wire copy, and links each to its original.

Each article claims three keys of its text in the operations table, first come, first served. A later article that
shares a key compares fingerprints with the key's holder. That is one batch read of three small items, and at most three
candidates, however many articles there are. The keys are claimed with the content, just before the head. Of two copies
one finds the other, unless both read within the milliseconds before either claims.

A story has a label, the id of the article that first held its keys, and one member item per article. The first
member by rank is the original, and the others are its copies. The rank is the stated date, then the arrival, so the
order of arrival does not matter if dates are stated. A new member checks again after its head is written. So if two
join at once, one of them sees the other.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import batched

from pynamodb.expressions.update import Action

from copydesk.extraction.checks.fingerprint import bits_apart, shared_keys
from copydesk.pipeline.messages import Candidate
from copydesk.storage import keys
from copydesk.storage.articles.changes import Change
from copydesk.storage.articles.models import AliasItem, ArticlesItem, HeadItem
from copydesk.storage.articles.standings import read_item, stored_head
from copydesk.storage.dynamodb import LostRace, delete_all, full_jitter, get_all
from copydesk.storage.keys import STORY, story_pk
from copydesk.storage.operations.models import CopyItem, StoryItem
from copydesk.web.timestamps import sort_date

#: Shorter texts are not compared. They are notices and captions, which are alike without being copies.
FEWEST_WORDS = 80

#: The most differing bits, of 64. Source: bench/duplicates.py. Of copies with every twentieth word edited, 96 % are as
#: close and share a key. Of 1.9 million pairs of different articles, none is. Of articles that share their first half
#: with another, a quarter are.
MOST_BITS_APART = 17

#: Wire copy appears within hours, and reprints appear within a month.
REMEMBERED = timedelta(days=30)

#: The number of heads that are read at once.
_HEADS = 100
#: The number of reads of an article that has claimed its keys but has no head yet.
_ROUNDS = 3
#: A time that sorts after all times of a day. A date without a time therefore ranks after one with a time.
_SOME_TIME = "T99"


@dataclass(frozen=True, slots=True, kw_only=True)
class NearDuplicates:
    """Links near duplicates. `remembered` is how long an article holds its keys."""

    remembered: timedelta = REMEMBERED
    pause: Callable[[int], None] = full_jitter

    def linked(self, change: Change, candidate: Candidate, now: datetime) -> Change:
        """Returns the change with the keys that its article claims, and with its head linked if it is a copy.

        New articles and returning ones are linked. An edit leaves a link unchanged.
        """
        if _is_back(change):
            return self._joined(change, candidate, dict.fromkeys(self._stories_left(change.head)))
        if not change.is_new_text or not _is_comparable(candidate.article.word_count):
            return change
        pks = [story_pk(key) for key in shared_keys(candidate.article.text)]
        found = get_all(StoryItem, [(pk, STORY) for pk in pks], pause=self.pause)
        held = {item.pk: item for item in found if item.expires_at and item.expires_at > now}
        if _is_new(change.replaces):
            change = self._joined(change, candidate, self._others(_stories_of(candidate, held.values()), candidate))
        claims = (self._claim(pk, change.head, candidate, now) for pk in pks if pk not in held)
        return replace(change, claims=(*change.claims, *claims))

    def _others(self, stories: dict[str, str | None], candidate: Candidate) -> dict[str, str | None]:
        """Returns the other articles' stories.

        An own story without members is left over from an interrupted first try.
        """
        own = candidate.article_id
        return {label: founder for label, founder in stories.items() if label != own or self._original(label)}

    def _claim(self, pk: str, head: HeadItem, candidate: Candidate, now: datetime) -> StoryItem:
        return StoryItem(
            pk,
            STORY,
            article_id=candidate.article_id,
            story=labels_of(head)[0],
            place=_place(candidate),
            fingerprint=candidate.article.fingerprint,
            expires_at=now + self.remembered,
        )

    def _joined(self, change: Change, candidate: Candidate, founders: Mapping[str, str | None]) -> Change:
        """Returns the change as a member of the story with the earliest original, or of all if it is earlier."""
        mine, head = _place(candidate), change.head
        firsts = {label: self._first(label, founder) or mine for label, founder in founders.items()}
        if not firsts:
            return change
        first = min(firsts.values())
        head.stories = [label for label in firsts if mine <= first or firsts[label] == first]
        head.duplicate_of = keys.article_at(first) if first < mine else None
        head.unsettled = True
        members = {(label, place) for label in head.stories for place in (mine, firsts[label])}
        return replace(change, claims=tuple(member(label, place) for label, place in sorted(members)))

    def _stories_left(self, head: HeadItem) -> list[str]:
        """Returns the stories that an article left when it was withdrawn; none if it was never copied."""
        return [label for label in labels_of(head) if head.stories or head.duplicate_of or self._original(label)]

    def _first(self, label: str, founder: str | None) -> str | None:
        """Returns the place of a story's original, or of its founder if it has no members and the founder is alive."""
        if place := self._original(label):
            return place
        return founder if founder and is_living(keys.article_at(founder)) else None

    def _original(self, label: str) -> str | None:
        """Returns the place of a story's original, or None if no member is left."""
        found = CopyItem.query(keys.copies_pk(label), limit=1, consistent_read=True)
        return next((item.sk for item in found), None)

    def settle(self, article_id: str) -> None:
        """Corrects the links of an article's stories: its own link, and if it is the original, those of all members."""
        head = stored_head(article_id)
        if head is None or head.withdrawn_at or not head.stories:
            return
        firsts = [first for label in head.stories if (first := self._living_first(label))]
        original = keys.article_at(min(firsts)) if firsts else article_id
        _point([head], original)
        for label in head.stories if original == article_id else ():
            self._point_members(label, original)
        with suppress(LostRace):
            is_still = HeadItem.date_downloaded == head.date_downloaded
            HeadItem(head.pk, head.sk).update(actions=[HeadItem.unsettled.remove()], condition=is_still)

    def leave(self, head: HeadItem) -> None:
        """Removes a withdrawn article from its stories.

        If it was the original, the next member becomes the original.
        """
        for label in labels_of(head):
            places = [item.sk for item in self._members(label) if keys.article_at(item.sk) == head.article_id]
            self._forget(label, places)
            if head.duplicate_of is None and (first := self._living_first(label)):
                self._point_members(label, keys.article_at(first))

    def _living_first(self, label: str) -> str | None:
        """Returns the place of the first member that is not withdrawn, and removes withdrawn ones before it."""
        while place := self._original(label):
            if is_living(keys.article_at(place)):
                return place
            self._forget(label, [place])
        return None

    def _point_members(self, label: str, original: str) -> None:
        members = (keys.article_at(item.sk) for item in self._members(label))
        for chunk in batched(members, _HEADS, strict=False):
            _point(self._heads(chunk), original)

    def _heads(self, ids: Iterable[str]) -> Iterator[HeadItem]:
        """Yields the heads of some articles. If a head does not appear soon, a retry of its message finds the story."""
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
        delete_all(CopyItem, ((keys.copies_pk(label), place) for place in places), pause=self.pause)


def rank(article_id: str, *, published: str | None, arrived: str) -> str:
    """Returns the sort key of an article in its story. A publication date after the fetch is not believed.

    >>> rank("0f", published="2024-04-25T10:00:00Z", arrived="2024-04-26T08:00:00.000000Z")
    '2024-04-25T10:00:00#2024-04-26T08:00:00.000000Z#0f'
    >>> rank("0f", published="2024-04-25", arrived="2024-04-26T08:00:00.000000Z").partition("#")[0]
    '2024-04-25T99'
    """
    stated = sort_date(published) or arrived
    stated = stated if "T" in stated else f"{stated}{_SOME_TIME}"
    return f"{min(stated, arrived[:19])}#{arrived}#{article_id}"


def copies_of(article_id: str) -> list[str]:
    """Returns the other articles of an article's stories, the original first, with one query per story."""
    head = stored_head(article_id)
    labels = labels_of(head) if head else []
    places = (item.sk for label in labels for item in CopyItem.query(keys.copies_pk(label)))
    others = dict.fromkeys(map(keys.article_at, sorted(places)))
    return [each for each in others if each != article_id]


def member(label: str, place: str) -> CopyItem:
    return CopyItem(keys.copies_pk(label), place)


def labels_of(head: HeadItem) -> list[str]:
    """Returns the stories that an article belongs to.

    An article that others found to be copied does not store its own.
    """
    return list(head.stories or ()) or [head.duplicate_of or head.article_id]


def _is_comparable(words: float | None) -> bool:
    return words is not None and words >= FEWEST_WORDS


def _is_new(old: HeadItem | AliasItem | None) -> bool:
    return not isinstance(old, HeadItem) or not _is_comparable(old.word_count)


def _is_back(change: Change) -> bool:
    old = change.replaces
    return isinstance(old, HeadItem) and bool(old.withdrawn_at) and not change.head.withdrawn_at


def _place(candidate: Candidate) -> str:
    published = candidate.article.date_published
    return rank(candidate.article_id, published=published, arrived=candidate.date_downloaded)


def _stories_of(candidate: Candidate, holders: Collection[StoryItem]) -> dict[str, str | None]:
    """Maps the labels of an article's stories to the founder's place, or to None if the founder holds no key.

    An article that holds keys of its own was interrupted in a first try. Others may have joined its story since.
    """
    mine = candidate.article_id
    same = [item for item in holders if item.article_id == mine or _is_copy(candidate, item)]
    founders = {item.story: item.place for item in same if item.article_id == item.story}
    return {label: founders.get(label) for label in sorted({item.story for item in same})}


def _is_copy(candidate: Candidate, holder: StoryItem) -> bool:
    return bits_apart(candidate.article.fingerprint, holder.fingerprint) <= MOST_BITS_APART


def is_living(article_id: str) -> bool:
    """True if an article is not withdrawn. An article without a head yet is living, an alias is not."""
    item = read_item(article_id)
    return item is None or (isinstance(item, HeadItem) and item.withdrawn_at is None)


def _point(heads: Iterable[HeadItem], original: str) -> None:
    """Links articles to the original of their story, and unlinks the original itself."""
    for head in heads:
        wanted = None if head.article_id == original else original
        if head.duplicate_of == wanted:
            continue
        action: Action = HeadItem.duplicate_of.set(wanted) if wanted else HeadItem.duplicate_of.remove()
        with suppress(LostRace):
            HeadItem(head.pk, head.sk).update(actions=[action], condition=HeadItem.pk.exists())
