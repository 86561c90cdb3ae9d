"""Stores the watched sources, each as one item, and what is remembered between their readings."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from pynamodb.expressions.update import Action

from copydesk.crawling.choosing import Choice
from copydesk.crawling.records import Memory, SourceStatus, Want, WatchedSource
from copydesk.errors import Skip, SkipReason
from copydesk.storage.articles.writer import utc_now
from copydesk.storage.dynamodb import LostRace
from copydesk.storage.keys import KNOWN, known_pk, source_pk, source_pks, wanted_pk, wanted_sk
from copydesk.storage.operations.models import KnownItem, SourceItem
from copydesk.web.timestamps import instant
from copydesk.web.urls import host_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStore:
    """Stores sources as items. A caller that makes one wanted also wakes its host (`HostStore.wake`)."""

    now: Callable[[], datetime] = utc_now

    def add(self, source: WatchedSource) -> bool:
        """Adds a source and returns True, or returns False and keeps the stored one if it is known."""
        try:
            _item(source).save(condition=SourceItem.pk.does_not_exist())
        except LostRace:
            return False
        return True

    def load(self, source_id: str) -> WatchedSource | None:
        try:
            return source_of(SourceItem.get(source_pk(source_id), source_id, consistent_read=True))
        except SourceItem.DoesNotExist:
            return None

    def list(self) -> Iterator[WatchedSource]:
        for pk in source_pks():
            yield from map(source_of, SourceItem.query(pk))

    def settle(self, source: WatchedSource) -> None:
        """Stores the result of a reading. Raises Skip if the source's turn changed since it was read."""
        try:
            _item(replace(source, turn=source.turn + 1)).save(condition=SourceItem.turn == source.turn)
        except LostRace as error:
            raise Skip(SkipReason.SUPERSEDED, source.url) from error

    def pause(self, source_id: str, reason: str) -> None:
        """Stops the readings of a source. A reading in progress becomes void."""
        status, why = SourceItem.status.set(str(SourceStatus.PAUSED)), SourceItem.pause_reason.set(reason)
        _change(source_id, [status, why, SourceItem.gsi1pk.remove(), SourceItem.gsi1sk.remove()])

    def resume(self, source: WatchedSource) -> None:
        """Starts the readings again, due at once, and clears the failures."""
        due: list[Action] = [
            SourceItem.gsi1pk.set(wanted_pk(host_of(source.address))),
            SourceItem.gsi1sk.set(wanted_sk(Want.ASKED, instant(self.now()))),
        ]
        active = [SourceItem.status.set(str(SourceStatus.ACTIVE)), SourceItem.pause_reason.remove()]
        _change(source.source_id, [*due, *active, SourceItem.failures.set(0), SourceItem.failing_since.remove()])

    def remove(self, source_id: str) -> None:
        SourceItem(source_pk(source_id), source_id).delete()
        KnownItem(known_pk(source_id), KNOWN).delete()

    def known(self, source_id: str) -> bytes:
        """Returns the fingerprints of the entries listed last, empty before the first reading."""
        try:
            return KnownItem.get(known_pk(source_id), KNOWN, consistent_read=True).known
        except KnownItem.DoesNotExist:
            return b""

    def keep_known(self, source_id: str, known: bytes) -> None:
        """Stores the fingerprints of the entries that a source lists now."""
        KnownItem(known_pk(source_id), KNOWN, known=known).save()


def _change(source_id: str, actions: Sequence[Action]) -> None:
    """Changes a source at any turn and raises its turn. Does nothing if it was removed meanwhile."""
    item = SourceItem(source_pk(source_id), source_id)
    with suppress(LostRace):
        item.update(actions=[SourceItem.turn.add(1), *actions], condition=SourceItem.pk.exists())


def _item(source: WatchedSource) -> SourceItem:
    memory, choice = source.memory, source.choice
    return SourceItem(
        source_pk(source.source_id),
        source.source_id,
        # Sources come before pages, as they are requested rarely and show which pages are new.
        gsi1pk=wanted_pk(host_of(source.address)) if source.next_at else None,
        gsi1sk=wanted_sk(Want.ASKED, source.next_at) if source.next_at else None,
        url=source.url,
        feed_url=source.feed_url,
        turn=source.turn,
        kind=source.kind,
        status=str(source.status),
        pause_reason=source.pause_reason,
        include=list(choice.include),
        exclude=list(choice.exclude),
        max_age_days=choice.max_age_days,
        same_site=choice.same_site,
        interval_seconds=source.interval_seconds,
        wait_seconds=source.wait_seconds,
        etag=memory.etag,
        last_modified=memory.last_modified,
        digest=memory.digest,
        parent=source.parent,
        moved_to=source.moved_to,
        via=list(source.via) or None,
        failures=source.failures,
        failing_since=source.failing_since,
        last_error=source.last_error,
        added_at=source.added_at,
        read_at=source.read_at,
        entries=source.entries,
        enqueued=source.enqueued,
    )


def source_of(item: SourceItem) -> WatchedSource:
    """Returns the source that an item holds."""
    return WatchedSource(
        source_id=item.sk,
        url=item.url,
        feed_url=item.feed_url,
        kind=item.kind,
        status=SourceStatus(item.status),
        pause_reason=item.pause_reason,
        choice=_choice(item),
        interval_seconds=_count(item.interval_seconds),
        wait_seconds=int(item.wait_seconds),
        next_at=item.gsi1sk.partition("#")[2] if item.gsi1sk else None,
        turn=int(item.turn),
        memory=Memory(etag=item.etag, last_modified=item.last_modified, digest=item.digest),
        parent=item.parent,
        moved_to=item.moved_to,
        via=tuple(item.via or ()),
        failures=int(item.failures or 0),
        failing_since=item.failing_since,
        last_error=item.last_error,
        added_at=item.added_at,
        read_at=item.read_at,
        entries=int(item.entries or 0),
        enqueued=int(item.enqueued or 0),
    )


def _choice(item: SourceItem) -> Choice:
    return Choice(
        include=tuple(item.include or ()),
        exclude=tuple(item.exclude or ()),
        max_age_days=_count(item.max_age_days),
        same_site=item.same_site,
    )


def _count(number: float | None) -> int | None:
    return None if number is None else int(number)
