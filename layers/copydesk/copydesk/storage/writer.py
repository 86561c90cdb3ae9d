"""Storing an article: new content first, and the revision that it replaces, then the head: a reader sees old or new.

Withdrawing one changes the status of its head, and nothing else.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from copydesk.delivery import Candidate, Stored, Withdrawn
from copydesk.errors import Retry, Skip
from copydesk.storage.batch import full_jitter, put_all
from copydesk.storage.changes import Change, check_withdrawal, decide
from copydesk.storage.faults import LostRace
from copydesk.storage.keys import article_pk
from copydesk.storage.models import RevisionItem
from copydesk.storage.transactions import drop_unnamed, read_head, swap_head, withdraw_head

#: Rounds of reading and deciding again after another worker was faster.
_ROUNDS = 3


def unlinked(change: Change, _candidate: Candidate, _now: datetime) -> Change:
    return change


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleStore:
    """`retention` is how long what an edit replaced is kept; `link` finds whose copy an article is (`Stories`)."""

    retention: timedelta
    link: Callable[[Change, Candidate, datetime], Change] = unlinked
    now: Callable[[], datetime] = utc_now
    pause: Callable[[int], None] = full_jitter

    def store(self, candidate: Candidate) -> Stored:
        """Store an article, or raise Skip if there is nothing to do, Reject if it cannot be, Retry if not now."""
        pk = article_pk(candidate.article_id)
        written: set[str] = set()
        for attempt in range(_ROUNDS):
            if attempt:
                self.pause(attempt)
            change = self._decide(candidate, pk, written)
            try:
                return self._write(change)
            except LostRace:
                written |= {item.sk for item in change.fresh}
        raise Retry(f"{candidate.article_id} was changed by others {_ROUNDS} times")

    def withdraw(self, article_id: str, *, seen_at: str) -> Withdrawn:
        """Mark an article whose page was seen to be gone, or raise Skip if there is nothing to do, Retry if not now."""
        pk = article_pk(article_id)
        for attempt in range(_ROUNDS):
            if attempt:
                self.pause(attempt)
            check_withdrawal(article_id, read_head(pk), seen_at=seen_at)
            with suppress(LostRace):
                withdraw_head(pk, seen_at=seen_at)
                return Withdrawn(article_id=article_id)
        raise Retry(f"{article_id} was changed by others {_ROUNDS} times")

    def _decide(self, candidate: Candidate, pk: str, written: set[str]) -> Change:
        try:
            change = decide(candidate, read_head(pk))
        except Skip:
            # A faster worker made this content needless after it had been written.
            drop_unnamed(pk, written, self.now() + self.retention)
            raise
        return self.link(change, candidate, self.now())

    def _write(self, change: Change) -> Stored:
        expires_at = self.now() + self.retention
        put_all([*change.fresh, *_expiring(change.past, expires_at), *change.claims], pause=self.pause)
        swap_head(change, expires_at=expires_at)
        return Stored(
            article_id=change.head.article_id,
            revision=int(change.head.revision["number"]),
            items_written=len(change.fresh),
        )


def _expiring(past: RevisionItem | None, expires_at: datetime) -> Iterator[RevisionItem]:
    """Written before its head is replaced, it is for that long the copy of a revision that still stands."""
    if past is not None:
        past.expires_at = expires_at
        yield past
