"""Counts by the hour how pages ended in ingest, with one write for each batch."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from pynamodb.expressions.update import Action

from copydesk.errors import Reject, Skip, SkipReason
from copydesk.pipeline.ingest import Outcome
from copydesk.pipeline.messages import Stored, Withdrawn
from copydesk.storage import keys
from copydesk.storage.articles.writer import utc_now
from copydesk.storage.operations.models import HourItem
from copydesk.web.timestamps import instant

#: An hour can be compared with those of the month before.
RETENTION_DAYS = 32


class Counted(StrEnum):
    """The ends that are counted. Each is an attribute of `HourItem`.

    A skipped page says nothing new: it has the same words, or it is older than the stored one.
    """

    STORED = "stored"
    REFUSED = "refused"
    SKIPPED = "skipped"
    WITHDRAWN = "withdrawn"


#: The skips of messages that bring no page.
_NO_PAGE = frozenset({SkipReason.TEST_EVENT, SkipReason.OWN_OBJECT, SkipReason.NOT_A_NEW_OBJECT, SkipReason.NOT_A_PAGE})


def counted_as(outcome: Outcome) -> Counted | None:
    """Returns how an outcome is counted, or None if it is not the end of a page."""
    match outcome:
        case Stored():
            return Counted.STORED
        case Withdrawn():
            return Counted.WITHDRAWN
        case Reject():
            return Counted.REFUSED
        case Skip() if outcome.reason not in _NO_PAGE:
            return Counted.SKIPPED
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class HourStore:
    """Counts in the hour of its clock, in UTC. Raises Retry while DynamoDB does not accept the counts."""

    now: Callable[[], datetime] = utc_now

    def note(self, ends: Iterable[Counted]) -> None:
        """Adds the ends of a batch, in one write. A write whose answer is lost is repeated, and counts twice."""
        counts = Counter(ends)
        if counts:
            now = self.now()
            actions: list[Action] = [getattr(HourItem, end).add(count) for end, count in counts.items()]
            expires = HourItem.expires_at.set(now + timedelta(days=RETENTION_DAYS))
            HourItem(keys.hours_pk(uuid4().int), hour_of(now)).update(actions=[*actions, expires])


def hour_of(moment: datetime) -> str:
    """Returns the UTC hour of a moment, as in `2026-11-30T19`."""
    return instant(moment)[:13]


def latest_hours(most: int) -> Mapping[str, Counter[Counted]]:
    """Returns counts by hour. An hour without any is left out.

    It makes one query per shard, of the latest `most` hours that the shard has. So the counts of the last `most` hours
    are complete, and those of earlier ones may lack shards.
    """
    pks = keys.hours_pks()
    found = defaultdict[str, Counter[Counted]](Counter)
    with ThreadPoolExecutor(len(pks)) as pool:
        for items in pool.map(lambda pk: list(HourItem.query(pk, scan_index_forward=False, limit=most)), pks):
            for item in items:
                found[item.sk].update({end: int(getattr(item, end)) for end in Counted})
    return found
