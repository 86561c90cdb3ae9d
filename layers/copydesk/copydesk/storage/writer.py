"""Storing an article: new content first, and the revision that it replaces, then the head: a reader sees old or new.

Withdrawing one changes the status of its head, and nothing else.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from copydesk.delivery import Candidate, Stored, Withdrawn
from copydesk.errors import Retry, Skip, SkipReason
from copydesk.ownership import Claim, at_home
from copydesk.storage.batch import full_jitter, put_all
from copydesk.storage.changes import Change, check_withdrawal, decide
from copydesk.storage.faults import LostRace
from copydesk.storage.holders import check_occupied, claim_of, holder_of, newly_held
from copydesk.storage.keys import article_pk
from copydesk.storage.models import RevisionItem
from copydesk.storage.transactions import drop_unnamed, name_holder, read_head, swap_head, withdraw_head

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
        """Store an article, or raise Skip if there is nothing to do, Reject if it cannot be, Retry if not now.

        It goes to its own URL's id where it is there already, or where another page holds the id that it asks for
        with another text. Occupied if it is to take that id over, and what lies there is to be stored elsewhere first.
        """
        if candidate.own_id and read_head(article_pk(candidate.own_id)):
            candidate = at_home(candidate)
        pk = article_pk(candidate.article_id)
        written: set[str] = set()
        for attempt in range(_ROUNDS):
            if attempt:
                self.pause(attempt)
            with suppress(LostRace):
                change = self._decide(candidate, pk, written)
                if change is None:
                    return self.store(at_home(candidate))
                written |= {item.sk for item in change.fresh}
                return self._write(change)
        raise Retry(f"{candidate.article_id} was changed by others {_ROUNDS} times")

    def withdraw(self, article_id: str, *, seen_at: str, own_id: str | None = None) -> Withdrawn:
        """Mark an article whose page was seen to be gone, or raise Skip if there is nothing to do, Retry if not now.

        `own_id` is the id of the page's own URL, where that is another: the page withdraws what is stored there, or
        the article that it holds. Else it is one address of several, and the article lives on.
        """
        if own_id and read_head(article_pk(own_id)):
            article_id, own_id = own_id, None
        pk = article_pk(article_id)
        for attempt in range(_ROUNDS):
            if attempt:
                self.pause(attempt)
            old = read_head(pk)
            if old and own_id and holder_of(old).page != own_id:
                raise Skip(SkipReason.NOT_ITS_OWN, article_id)
            check_withdrawal(article_id, old, seen_at=seen_at)
            with suppress(LostRace):
                withdraw_head(pk, seen_at=seen_at)
                return Withdrawn(article_id=article_id)
        raise Retry(f"{article_id} was changed by others {_ROUNDS} times")

    def _decide(self, candidate: Candidate, pk: str, written: set[str]) -> Change | None:
        """The change that is due; None if the id is another page's."""
        old = read_head(pk)
        claim = claim_of(candidate, old) if old else Claim.JOINS
        if claim is Claim.GOES_HOME:
            drop_unnamed(pk, written, self.now() + self.retention)
            return None
        if old and claim is Claim.TAKES_OVER:
            check_occupied(candidate, old)
        try:
            change = decide(candidate, old)
        except Skip:
            # A faster worker made this content needless after it had been written.
            drop_unnamed(pk, written, self.now() + self.retention)
            if old and (held := newly_held(candidate, old)):
                name_holder(pk, old, held)
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
