"""Storing an article: new content first, and the revision that it replaces, then the head: a reader sees old or new.

Withdrawing one changes the status of its head, and nothing else.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from copydesk.delivery import Candidate, Stored, Withdrawn
from copydesk.errors import Retry, Skip, SkipReason
from copydesk.ownership import Claim, at_home
from copydesk.storage.addresses import Pages, newly_known, other_addresses
from copydesk.storage.batch import full_jitter, put_all
from copydesk.storage.changes import Change, check_withdrawal, decide
from copydesk.storage.faults import LostRace
from copydesk.storage.holders import check_occupied, claim_of, newly_held
from copydesk.storage.keys import article_pk
from copydesk.storage.models import HeadItem, RevisionItem
from copydesk.storage.transactions import note_head, read_head, swap_head, sweep, withdraw_head

#: Rounds of reading and deciding again after another worker was faster.
_ROUNDS = 3


class Links(Protocol):
    """Whose copy an article is: decided with a change, made right after its head is written, and after a withdrawal."""

    def linked(self, change: Change, candidate: Candidate, now: datetime) -> Change: ...

    def settle(self, article_id: str) -> None: ...

    def leave(self, head: HeadItem) -> None: ...


class Unlinked:
    """No article is a copy."""

    def linked(self, change: Change, _candidate: Candidate, _now: datetime) -> Change:
        return change

    def settle(self, article_id: str) -> None: ...

    def leave(self, head: HeadItem) -> None: ...


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleStore:
    """`retention` is how long what an edit replaced is kept; `links` finds whose copy an article is
    (`Stories`), `pages` knows which pages of an article are alive.
    """

    retention: timedelta
    pages: Pages = field(default_factory=Pages)
    links: Links = field(default_factory=Unlinked)
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
        has_written = False
        for attempt in range(_ROUNDS):
            if attempt:
                self.pause(attempt)
            with suppress(LostRace):
                change = self._decide(candidate, pk, has_written=has_written)
                if change is None:
                    return self.store(at_home(candidate))
                has_written = True
                return self._write(change)
        raise Retry(f"{candidate.article_id} was changed by others {_ROUNDS} times")

    def withdraw(self, article_id: str, *, seen_at: str, url: str | None = None) -> Withdrawn:
        """Mark an article whose page at `url` was seen to be gone, or raise Skip if there is nothing to do, Retry if
        not now.

        The address that the head names withdraws it; any other one only where no further address of it is alive.
        Without a URL it is withdrawn whatever its addresses do.
        """
        pk = article_pk(article_id)
        for attempt in range(_ROUNDS):
            if attempt:
                self.pause(attempt)
            old = self._to_withdraw(article_id, seen_at)
            others = other_addresses(old, url) if url else set()
            if self.pages.any_alive(others):
                raise Skip(SkipReason.NOT_ITS_OWN, article_id)
            self.pages.withdrawn(others, seen_at)
            with suppress(LostRace):
                withdraw_head(pk, old, seen_at=seen_at)
                self.links.leave(old)
                return Withdrawn(article_id=article_id)
        raise Retry(f"{article_id} was changed by others {_ROUNDS} times")

    def _to_withdraw(self, article_id: str, seen_at: str) -> HeadItem:
        old = read_head(article_pk(article_id))
        try:
            return check_withdrawal(article_id, old, seen_at=seen_at)
        except Skip:
            if old and old.withdrawn_at:
                self.links.leave(old)  # A try that was ended may not have come so far.
            raise

    def _decide(self, candidate: Candidate, pk: str, *, has_written: bool) -> Change | None:
        """The change that is due; None if the id is another page's."""
        old = read_head(pk)
        claim = claim_of(candidate, old) if old else Claim.JOINS
        if claim is Claim.GOES_HOME:
            sweep(pk, self.now() + self.retention)
            return None
        if old and claim is Claim.TAKES_OVER:
            check_occupied(candidate, old)
        try:
            change = decide(candidate, old)
        except Skip as skip:
            # A faster worker made this content needless after it had been written, now or by a try that was ended.
            if has_written or skip.reason is SkipReason.OLDER_THAN_STORED or (old and old.unswept):
                sweep(pk, self.now() + self.retention)
            if old and old.unsettled:
                self.links.settle(candidate.article_id)
            if old and (notes := _notes(candidate, old)):
                note_head(pk, old, notes)
            raise
        return self.links.linked(change, candidate, self.now())

    def _write(self, change: Change) -> Stored:
        expires_at = self.now() + self.retention
        put_all([*change.fresh, *_expiring(change.past, expires_at), *change.claims], pause=self.pause)
        swap_head(change, expires_at=expires_at)
        if change.head.unsettled:
            self.links.settle(change.head.article_id)
        return Stored(
            article_id=change.head.article_id,
            revision=int(change.head.revision["number"]),
            items_written=len(change.fresh),
        )


def _notes(candidate: Candidate, old: HeadItem) -> dict[str, Any]:
    """What a page tells of an article though it says the same."""
    notes = {"addresses": newly_known(candidate, old), "holder": newly_held(candidate, old)}
    return {name: value for name, value in notes.items() if value is not None}


def _expiring(past: RevisionItem | None, expires_at: datetime) -> Iterator[RevisionItem]:
    """Written before its head is replaced, it is for that long the copy of a revision that still stands."""
    if past is not None:
        past.expires_at = expires_at
        yield past
