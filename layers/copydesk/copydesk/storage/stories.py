"""Near duplicates: the same story on other pages, as wire copy is, linked to its original (`copies`).

Each article holds three keys of its text in the operations table: first come, first served. A later article that shares
one compares fingerprints with the key's holder: one batch read of three small items, and never more than three
candidates, however many articles there are. The keys are claimed with the content, just before the head: of two copies
one finds the other unless both read within the milliseconds before either claims.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from copydesk.delivery import Candidate
from copydesk.extraction.fingerprint import bits_apart, shared_keys
from copydesk.storage.batch import full_jitter, get_all
from copydesk.storage.changes import Change
from copydesk.storage.copies import Copies, article_of, is_living, labels_of, member, rank
from copydesk.storage.keys import STORY, story_pk
from copydesk.storage.models import AliasItem, HeadItem
from copydesk.storage.operations_models import StoryItem

#: Shorter texts are notices and captions, which are alike without being copies.
FEWEST_WORDS = 80

#: Of 64 bits. bench/duplicates.py: 96 of 100 copies with every twentieth word edited are as near and share a key, and
#: none of 1.9 million pairs of different articles; of articles that share their first half with another, a quarter.
MOST_BITS_APART = 17

#: Wire copy appears within hours, what is printed again within a month.
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """`remembered` is how long an article holds its keys."""

    remembered: timedelta = REMEMBERED
    pause: Callable[[int], None] = full_jitter

    @property
    def copies(self) -> Copies:
        return Copies(pause=self.pause)

    def linked(self, change: Change, candidate: Candidate, now: datetime) -> Change:
        """The change with the keys that its article is to claim, its head linked if it is a copy.

        Linked is what never held keys, and what comes back. An edit leaves a link as it is.
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
        """The stories of others. An own story without members is what a first try left that broke off."""
        own = candidate.article_id
        return {label: founder for label, founder in stories.items() if label != own or self.copies.first(label)}

    def settle(self, article_id: str) -> None:
        self.copies.settle(article_id)

    def leave(self, head: HeadItem) -> None:
        self.copies.leave(head)

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
        """The change as a member of the story with the earliest original, or of all where it comes before them."""
        mine, head = _place(candidate), change.head
        firsts = {label: self._first(label, founder) or mine for label, founder in founders.items()}
        if not firsts:
            return change
        first = min(firsts.values())
        head.stories = [label for label in firsts if mine <= first or firsts[label] == first]
        head.duplicate_of = article_of(first) if first < mine else None
        head.unsettled = True
        members = {(label, place) for label in head.stories for place in (mine, firsts[label])}
        return replace(change, claims=tuple(member(label, place) for label, place in sorted(members)))

    def _stories_left(self, head: HeadItem) -> list[str]:
        """The stories that an article left when it was withdrawn; none where it was never copied."""
        return [label for label in labels_of(head) if head.stories or head.duplicate_of or self.copies.first(label)]

    def _first(self, label: str, founder: str | None) -> str | None:
        """The place of a story's original. Until it has members that is its founder's, if it is not withdrawn."""
        if place := self.copies.first(label):
            return place
        return founder if founder and is_living(article_of(founder)) else None


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
    """The labels of the stories that an article tells, and of each its founder's place where that holds a key.

    Who holds keys of its own was not stored in a first try: others may have joined its story since.
    """
    mine = candidate.article_id
    same = [item for item in holders if item.article_id == mine or _is_copy(candidate, item)]
    founders = {item.story: item.place for item in same if item.article_id == item.story}
    return {label: founders.get(label) for label in sorted({item.story for item in same})}


def _is_copy(candidate: Candidate, holder: StoryItem) -> bool:
    return bits_apart(candidate.article.fingerprint, holder.fingerprint) <= MOST_BITS_APART
