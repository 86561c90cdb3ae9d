"""Stores an article: first the revision that it replaces, then the head, which is all that a reader sees.

A withdrawal only changes the status of the head.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from copydesk.errors import Retry, Skip, SkipReason
from copydesk.pipeline.messages import Candidate, Stored, Withdrawn
from copydesk.pipeline.ownership import Standing, sighting
from copydesk.storage.articles.addresses import Pages, newly_known, other_addresses
from copydesk.storage.articles.changes import Change, decide, put_among_changes
from copydesk.storage.articles.fetches import came_before, fetch_of, last_seen, note_seen
from copydesk.storage.articles.items import past_item, save_body
from copydesk.storage.articles.models import AliasItem, HeadItem, RevisionItem
from copydesk.storage.articles.parts import parts_of
from copydesk.storage.articles.placing import Placing, known_by
from copydesk.storage.articles.standings import (
    Item,
    alias_after,
    note_head,
    read_article_head,
    swap_item,
    tenant_of,
    withdraw_head,
)
from copydesk.storage.dynamodb import LostRace, full_jitter, put_all
from copydesk.web.timestamps import instant

if TYPE_CHECKING:
    # Only functions that link copies import this, because it needs the fingerprints of extraction.
    from copydesk.storage.articles.near_duplicates import NearDuplicates

#: The number of tries to read and decide again after another worker was faster.
_ROUNDS = 3
#: The time for which a repeated fetch of an article is remembered. A page stays in a queue or a backfill for less.
_SEEN_KEPT = timedelta(days=30)


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleStore:
    """Stores and withdraws articles. `retention` is how long a replaced revision is kept.

    `links` finds the original of a copy; it is None if copies are not linked. `pages` knows which pages of an article
    are alive.
    """

    retention: timedelta
    pages: Pages = field(default_factory=Pages)
    links: "NearDuplicates | None" = None
    now: Callable[[], datetime] = utc_now
    pause: Callable[[int], None] = full_jitter

    def store(self, candidate: Candidate) -> Stored:
        """Stores an article under the id that belongs to it (`placing`).

        Raises Skip if there is nothing to do, and Reject if it cannot be stored. Raises Retry if it cannot be stored
        now, and Misplaced if another page must be read again first.
        """
        return self._tried(candidate.article_id, Placing(candidate=candidate, put=self._put, clear=self._clear).store)

    def withdraw(self, article_id: str, *, seen_at: str, url: str | None = None) -> Withdrawn:
        """Marks an article whose page at `url` is gone. Raises Skip if there is nothing to do, and Retry if it fails
        now.

        The canonical address of the head withdraws the article at once. Any other address withdraws it only if no
        further address is alive. Without a URL the article is withdrawn whatever the state of its addresses.
        """
        return self._tried(article_id, lambda: self._withdrawn(article_id, seen_at, url))

    def _tried[Outcome](self, article_id: str, work: Callable[[], Outcome]) -> Outcome:
        for attempt in range(_ROUNDS):
            if attempt:
                self.pause(attempt)
            with suppress(LostRace):
                return work()
        raise Retry(f"{article_id} was changed by others {_ROUNDS} times")

    def _withdrawn(self, article_id: str, seen_at: str, url: str | None) -> Withdrawn:
        old = self._to_withdraw(article_id, seen_at)
        others = other_addresses(old, url) if url else set()
        if self.pages.any_alive(others):
            raise Skip(SkipReason.NOT_ITS_OWN, article_id)
        self.pages.withdrawn(others, seen_at)
        withdraw_head(old.pk, old, seen_at=seen_at, now=instant(self.now()))
        self._leave(old)
        return Withdrawn(article_id=old.article_id)

    def _to_withdraw(self, article_id: str, seen_at: str) -> HeadItem:
        """Returns the head to withdraw as of `seen_at`. Raises Skip if there is none, or if only a part is gone."""
        head = read_article_head(article_id)
        if head is None:
            raise Skip(SkipReason.NEVER_STORED, article_id)
        if article_id in parts_of(head):
            raise Skip(SkipReason.NOT_ITS_OWN, article_id)
        is_known = head.withdrawn_at is not None and head.withdrawn_at >= seen_at
        if head.date_downloaded > seen_at or not (is_known or last_seen(head).at <= seen_at):
            raise Skip(SkipReason.OLDER_THAN_STORED, article_id)
        if is_known:
            self._leave(head)  # An interrupted try may not have done this.
            raise Skip(SkipReason.UNCHANGED, article_id)
        return head

    def _leave(self, head: HeadItem) -> None:
        if self.links:
            self.links.leave(head)

    def _put(
        self, candidate: Candidate, old: Item | None, known: Standing, *, tenant: str, while_is: Item | None
    ) -> Stored:
        head = old if isinstance(old, HeadItem) else None
        change = self._decided(candidate, head, takes_over=head is not None and tenant_of(head) != tenant)
        if self.links:
            change = self.links.linked(change, candidate, self.now())
        own_sighting = None if candidate.alone else sighting(candidate)
        return self._write(known_by(change, old, known, tenant, own_sighting), while_is)

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
        """Completes what may still be open for an article that is unchanged or newer than the candidate."""
        if old.unsettled and self.links:
            self.links.settle(candidate.article_id)
        if known := newly_known(candidate, old):
            note_head(old.pk, old, {"addresses": known})

    def _clear(self, head: HeadItem, *, part_of: str | None = None, while_is: HeadItem | None = None) -> AliasItem:
        """Turns an article into an alias when its page belongs under another id, or is a part of another article.

        Its revision is kept like any other.
        """
        put_all(self._expiring(past_item(head)), pause=self.pause)
        alias = alias_after(head)
        alias.part_of = part_of
        swap_item(alias, head, while_is=while_is)
        self._leave(head)
        return alias

    def _write(self, change: Change, while_is: Item | None) -> Stored:
        """Writes what the head names before the head. A crash leaves copies that no reader sees and that expire."""
        head = change.head
        put_among_changes(change, instant(self.now()))
        if change.body is not None and head.body_key:
            save_body(head.body_key, change.body)
        put_all([*self._expiring(change.past), *change.claims], pause=self.pause)
        if _is_overtaken(change):
            raise Skip(SkipReason.OLDER_THAN_STORED, head.article_id)
        swap_item(head, change.replaces, while_is=while_is)
        if head.unsettled and self.links:
            self.links.settle(head.article_id)
        return Stored(article_id=head.article_id, revision=int(head.revision["number"]))

    def _expiring(self, past: RevisionItem | None) -> Iterator[RevisionItem]:
        """Yields the revision with its expiry. Until the head is replaced, it is a copy of the current revision."""
        if past is not None:
            past.expires_at = self.now() + self.retention
            yield past


def _is_overtaken(change: Change) -> bool:
    """True if the replaced article was seen again after the fetch of this change."""
    old, mine = change.replaces, fetch_of(change.head)
    if change.past is None or not isinstance(old, HeadItem) or tenant_of(old) != tenant_of(change.head):
        return False
    return came_before(fetch_of(old), mine) and came_before(mine, last_seen(old))
