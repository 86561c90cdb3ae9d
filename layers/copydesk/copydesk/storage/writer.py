"""Storing an article: the revision that it replaces first, then the head, which is all that a reader sees.

Withdrawing one changes the status of its head, and nothing else.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from copydesk.delivery import Candidate, Stored, Withdrawn
from copydesk.errors import Retry, Skip, SkipReason
from copydesk.ownership import Standing, sighting
from copydesk.storage.addresses import Pages, newly_known, other_addresses
from copydesk.storage.batch import full_jitter, put_all
from copydesk.storage.bodies import save_body
from copydesk.storage.changes import Change, check_withdrawal, decide
from copydesk.storage.faults import LostRace
from copydesk.storage.fetches import came_before, fetch_of, last_seen, note_seen
from copydesk.storage.heads import become_alias, note_head, swap_head, withdraw_head
from copydesk.storage.items import past_item
from copydesk.storage.models import AliasItem, HeadItem, RevisionItem
from copydesk.storage.placing import Placing, known_by
from copydesk.storage.standings import Item, alias_after, read_article_head, tenant_of

#: Rounds of reading and deciding again after another worker was faster.
_ROUNDS = 3
#: How long it is known that an article was seen again: longer than a page is on its way, in a queue or a backfill.
_SEEN_KEPT = timedelta(days=30)


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
        """Store an article under the id that is its (`placing`).

        Skip if there is nothing to do, Reject if it cannot be stored, Retry if not now, Misplaced if another page is to
        be read again first.
        """
        placing = Placing(candidate=candidate, put=self._put, clear=self._clear)
        for attempt in range(_ROUNDS):
            if attempt:
                self.pause(attempt)
            with suppress(LostRace):
                return placing.store()
        raise Retry(f"{candidate.article_id} was changed by others {_ROUNDS} times")

    def withdraw(self, article_id: str, *, seen_at: str, url: str | None = None) -> Withdrawn:
        """Mark an article whose page at `url` was seen to be gone, or raise Skip if there is nothing to do, Retry if
        not now.

        The address that the head names withdraws it; any other one only where no further address of it is alive.
        Without a URL it is withdrawn whatever its addresses do.
        """
        for attempt in range(_ROUNDS):
            if attempt:
                self.pause(attempt)
            old = self._to_withdraw(article_id, seen_at)
            others = other_addresses(old, url) if url else set()
            if self.pages.any_alive(others):
                raise Skip(SkipReason.NOT_ITS_OWN, article_id)
            self.pages.withdrawn(others, seen_at)
            with suppress(LostRace):
                withdraw_head(old.pk, old, seen_at=seen_at)
                self.links.leave(old)
                return Withdrawn(article_id=old.article_id)
        raise Retry(f"{article_id} was changed by others {_ROUNDS} times")

    def _to_withdraw(self, article_id: str, seen_at: str) -> HeadItem:
        old = read_article_head(article_id)
        try:
            head = check_withdrawal(article_id, old, seen_at=seen_at)
        except Skip:
            if old and old.withdrawn_at:
                self.links.leave(old)  # A try that was ended may not have come so far.
            raise
        if last_seen(head).at > seen_at:
            raise Skip(SkipReason.OLDER_THAN_STORED, article_id)
        return head

    def _put(
        self, candidate: Candidate, old: Item | None, known: Standing, *, tenant: str, while_is: Item | None
    ) -> Stored:
        head = old if isinstance(old, HeadItem) else None
        change = self._decided(candidate, head, takes_over=head is not None and tenant_of(head) != tenant)
        linked = self.links.linked(change, candidate, self.now())
        return self._write(known_by(linked, old, known, tenant, sighting(candidate)), while_is)

    def _decided(self, candidate: Candidate, head: HeadItem | None, *, takes_over: bool) -> Change:
        try:
            return decide(candidate, head, takes_over=takes_over)
        except Skip as skip:
            if head is None:
                raise
            self._after_skip(candidate, head)
            if skip.reason is not SkipReason.UNCHANGED or note_seen(candidate, head, until=self.now() + _SEEN_KEPT):
                raise
        return decide(candidate, head, is_to_move=True)

    def _after_skip(self, candidate: Candidate, old: HeadItem) -> None:
        """What is still to be done where an article says the same, or something older."""
        if old.unsettled:
            self.links.settle(candidate.article_id)
        if known := newly_known(candidate, old):
            note_head(old.pk, old, {"addresses": known})

    def _clear(self, head: HeadItem) -> AliasItem:
        """Make an alias of an article whose page belongs under another id. Its revision is kept like any other."""
        put_all(self._expiring(past_item(head)), pause=self.pause)
        alias = alias_after(head)
        become_alias(head, alias)
        self.links.leave(head)
        return alias

    def _write(self, change: Change, while_is: Item | None) -> Stored:
        """What the head names comes before it. A crash leaves copies that no reader sees, and that expire."""
        head = change.head
        if change.body is not None and head.body_key:
            save_body(head.body_key, change.body)
        put_all([*self._expiring(change.past), *change.claims], pause=self.pause)
        if _is_overtaken(change):
            raise Skip(SkipReason.OLDER_THAN_STORED, head.article_id)
        swap_head(head, change.replaces, while_is=while_is)
        if head.unsettled:
            self.links.settle(head.article_id)
        return Stored(article_id=head.article_id, revision=int(head.revision["number"]))

    def _expiring(self, past: RevisionItem | None) -> Iterator[RevisionItem]:
        """Written before its head is replaced, it is for that long the copy of a revision that still stands."""
        if past is not None:
            past.expires_at = self.now() + self.retention
            yield past


def _is_overtaken(change: Change) -> bool:
    """Whether what a change replaces was seen again after the fetch that brings it."""
    old, mine = change.replaces, fetch_of(change.head)
    if change.past is None or not isinstance(old, HeadItem) or tenant_of(old) != tenant_of(change.head):
        return False
    return came_before(fetch_of(old), mine) and came_before(mine, last_seen(old))
