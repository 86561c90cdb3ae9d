"""Near duplicates: the same story on other pages, as wire copy is, linked to the article of it that was stored first.

Each article holds five keys of its text in the operations table: first come, first served. A later article that shares
one compares fingerprints with the key's holder: one batch read of five small items, and never more than five
candidates, however many articles there are. The keys are claimed with the content, just before the head: of two copies
one finds the other unless both read within the milliseconds before either claims. No two are each the other's copy.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from copydesk.delivery import Candidate
from copydesk.extraction.fingerprint import bits_apart, shared_keys
from copydesk.storage.batch import full_jitter, get_all
from copydesk.storage.changes import Change
from copydesk.storage.keys import STORY, story_pk
from copydesk.storage.models import HeadItem
from copydesk.storage.operations_models import StoryItem

#: Shorter texts are notices and captions, which are alike without being copies.
FEWEST_WORDS = 80

#: Of 64 bits. bench/duplicates.py: 98 of 100 copies with every twentieth word edited are as near and share a key, and
#: none of 1.9 million pairs of different articles; of articles that share their first half with another, a quarter.
MOST_BITS_APART = 17

#: Wire copy appears within hours, what is printed again within a month.
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """`remembered` is how long an article holds its keys."""

    remembered: timedelta = REMEMBERED
    pause: Callable[[int], None] = full_jitter

    def linked(self, change: Change, candidate: Candidate, now: datetime) -> Change:
        """The change with the keys that its article is to claim, its head linked if it is a copy.

        Linked is only what never held keys. Nothing can be linked to it yet, so a link is one step, to an article
        that has none itself, and an edit leaves it as it is.
        """
        if not change.is_new_text or not _is_comparable(candidate.article.word_count):
            return change
        pks = [story_pk(key) for key in shared_keys(candidate.article.text)]
        holders = map(StoryItem.from_raw_data, get_all(StoryItem, [(pk, STORY) for pk in pks], pause=self.pause))
        held = {item.pk: item for item in holders if item.expires_at > now}
        first = _first_copy(candidate, held.values())
        if first and _is_new(change.replaces):
            change.head.duplicate_of = first.story
        claim = self._claim(candidate, change.head.duplicate_of, first, now)
        return replace(change, claims=tuple(claim(pk) for pk in pks if pk not in held))

    def _claim(
        self, candidate: Candidate, duplicate_of: str | None, first: StoryItem | None, now: datetime
    ) -> Callable[[str], StoryItem]:
        is_copy_of_first = first is not None and first.story == duplicate_of
        return lambda pk: StoryItem(
            pk,
            STORY,
            article_id=candidate.article_id,
            story=duplicate_of or candidate.article_id,
            since=first.since if first and is_copy_of_first else candidate.date_downloaded,
            fingerprint=candidate.article.fingerprint,
            expires_at=now + self.remembered,
        )


def _is_comparable(words: float | None) -> bool:
    return words is not None and words >= FEWEST_WORDS


def _is_new(old: HeadItem | None) -> bool:
    return old is None or not _is_comparable(old.word_count)


def _first_copy(candidate: Candidate, holders: Collection[StoryItem]) -> StoryItem | None:
    """Of the holders that tell the same story, the one whose story was known first.

    Who holds keys of its own was not stored in a first try, which others may have found since. So what that try found
    stays, and of what it did not find only what is older counts: of two such, one is older.
    """
    own = next((item for item in holders if item.article_id == candidate.article_id), None)
    if own and own.story != candidate.article_id:
        return own
    copies = (item for item in holders if _is_copy(candidate, item) and (own is None or _age(item) < _age(own)))
    return min(copies, key=_age, default=None)


def _age(item: StoryItem) -> tuple[str, str]:
    return item.since, item.story


def _is_copy(candidate: Candidate, holder: StoryItem) -> bool:
    """An article is no copy of itself, nor of its copies."""
    if candidate.article_id in {holder.article_id, holder.story}:
        return False
    return bits_apart(candidate.article.fingerprint, holder.fingerprint) <= MOST_BITS_APART
