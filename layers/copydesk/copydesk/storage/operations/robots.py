"""Stores robots.txt records in DynamoDB, and caches them for a minute in the process."""

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from copydesk.crawling.robots_record import CachedRobots, RobotsState
from copydesk.storage.keys import host_pk, robots_sk
from copydesk.storage.operations.models import RobotsItem
from copydesk.web.timestamps import instant

#: Longer than the 30 days after which an unreachable robots.txt is judged differently.
_KEPT = timedelta(days=60)
#: The largest compressed text, of the 400 KB of an item. Half a megabyte of rules compresses to a fifth of its size.
_LARGEST_PACKED = 390_000
#: The seconds for which a process trusts its own copy, and the number of origins that it caches.
_REMEMBERED = 60.0
_MOST_REMEMBERED = 512
#: The most characters of a cached text, of at most four bytes each. Longer texts are always read again, so that the
#: cache stays below 64 MB.
_LONGEST_REMEMBERED = 32 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsStore:
    """The store of a process, shared by its threads."""

    monotonic: Callable[[], float] = time.monotonic
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _memory: OrderedDict[str, tuple[float, CachedRobots]] = field(default_factory=OrderedDict)

    def load(self, origin: str) -> CachedRobots | None:
        """Returns the record of an origin's robots.txt, from memory or by one read; None if there is none."""
        remembered = self._recall(origin)
        if remembered is not None:
            return remembered
        try:
            found = _record(origin, RobotsItem.get(*_key(origin), consistent_read=True))
        except RobotsItem.DoesNotExist:
            return None
        self._remember(found)
        return found

    def save(self, record: CachedRobots) -> None:
        _item(record).save()
        self._remember(record)

    def _recall(self, origin: str) -> CachedRobots | None:
        with self._lock:
            since, record = self._memory.get(origin, (0.0, None))
            return record if self.monotonic() - since < _REMEMBERED else None

    def _remember(self, record: CachedRobots) -> None:
        with self._lock:
            self._memory.pop(record.origin, None)
            # A redirect is not cached, because another process may follow it meanwhile.
            if record.state is not RobotsState.REDIRECTED and len(record.text or "") <= _LONGEST_REMEMBERED:
                self._memory[record.origin] = (self.monotonic(), record)
            if len(self._memory) > _MOST_REMEMBERED:
                self._memory.popitem(last=False)


def _key(origin: str) -> tuple[str, str]:
    parts = urlsplit(origin)
    return host_pk(parts.netloc), robots_sk(parts.scheme)


def _item(record: CachedRobots) -> RobotsItem:
    pk, sk = _key(record.origin)
    return RobotsItem(
        pk,
        sk,
        state=str(record.state),
        fetched_at=instant(record.fetched_at),
        text=None if record.text is None else _packed(record.text),
        text_from=_instant(record.text_from),
        status=record.status,
        etag=record.etag,
        last_modified=record.last_modified,
        failures=record.failures,
        unreachable_since=_instant(record.unreachable_since),
        redirects_to=record.redirects_to,
        hops=record.hops,
        expires_at=record.fetched_at + _KEPT,
    )


def _record(origin: str, item: RobotsItem) -> CachedRobots:
    return CachedRobots(
        origin=origin,
        state=RobotsState(item.state),
        fetched_at=datetime.fromisoformat(item.fetched_at),
        status=None if item.status is None else int(item.status),
        text=None if item.text is None else gzip.decompress(item.text).decode(),
        text_from=_moment(item.text_from),
        etag=item.etag,
        last_modified=item.last_modified,
        failures=int(item.failures),
        unreachable_since=_moment(item.unreachable_since),
        redirects_to=item.redirects_to,
        hops=int(item.hops),
    )


def _packed(text: str) -> bytes:
    packed = gzip.compress(text.encode("utf-8", "replace"), mtime=0)
    return packed if len(packed) <= _LARGEST_PACKED else _packed(text[: len(text) // 2].rpartition("\n")[0])


def _instant(when: datetime | None) -> str | None:
    return None if when is None else instant(when)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)
