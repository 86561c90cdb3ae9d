"""Counts by the hour how pages ended in ingest: one write for each batch, and one for each of its sites."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
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
#: One write for all sites, and one for each of ten. A batch rarely contains pages of more.
_THREADS = 11


class Counted(StrEnum):
    """The ends that are counted. Each is an attribute of `HourItem`.

    A skipped page makes no article: it has the same words, or it is older than the stored one, or it is a part of the
    article of its page 1.
    """

    STORED = "stored"
    REFUSED = "refused"
    SKIPPED = "skipped"
    WITHDRAWN = "withdrawn"


#: How a page ended, and its site if that is known.
type SiteEnd = tuple[Counted, str | None]

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

    def note(self, ends: Sequence[SiteEnd]) -> None:
        """Adds the ends of a batch, each with its site if that is known. All writes are made at once.

        A write that fails costs no other one. The first failure is raised at the end. A write whose answer is lost is
        repeated, and counts twice.
        """
        counts = defaultdict[str, Counter[Counted]](Counter)
        of_all = keys.hours_pk(uuid4().int)
        for end, site in ends:
            counts[of_all][end] += 1
            if site:
                counts[keys.site_hours_pk(site)][end] += 1
        now = self.now()
        with ThreadPoolExecutor(_THREADS) as pool:
            adding = [pool.submit(_add, pk, each, now) for pk, each in counts.items()]
        for each in adding:
            each.result()


def _add(pk: str, counts: Mapping[Counted, int], now: datetime) -> None:
    actions: list[Action] = [getattr(HourItem, end).add(count) for end, count in counts.items()]
    expires = HourItem.expires_at.set(now + timedelta(days=RETENTION_DAYS))
    HourItem(pk, hour_of(now)).update(actions=[*actions, expires])


def hour_of(moment: datetime) -> str:
    """Returns the UTC hour of a moment, as in `2026-11-30T19`."""
    return instant(moment)[:13]


def latest_hours(most: int) -> Mapping[str, Counter[Counted]]:
    """Returns counts by hour. An hour without any is left out.

    It makes one query per shard, of the latest `most` hours that the shard has. So the counts of the last `most` hours
    are complete, and those of earlier ones may lack shards.
    """
    found = defaultdict[str, Counter[Counted]](Counter)
    for item in _of_each_shard(scan_index_forward=False, limit=most):
        found[item.sk].update(_counts(item))
    return found


def latest_hours_of(site: str, most: int) -> Mapping[str, Counter[Counted]]:
    """Returns counts of one site by hour, with one query: the latest `most` hours that have any."""
    items = HourItem.query(keys.site_hours_pk(site), scan_index_forward=False, limit=most)
    return {item.sk: _counts(item) for item in items}


def first_hour() -> str | None:
    """Returns the earliest hour with counts of any site, or None. From then on, a site without counts had no page."""
    return min((item.sk for item in _of_each_shard(limit=1)), default=None)


def _of_each_shard(**wanted: Any) -> Iterator[HourItem]:
    """Yields the counts of all sites, with one query per shard. It makes all queries at once."""
    pks = keys.hours_pks()
    with ThreadPoolExecutor(len(pks)) as pool:
        for items in pool.map(lambda pk: list(HourItem.query(pk, **wanted)), pks):
            yield from items


def _counts(item: HourItem) -> Counter[Counted]:
    return Counter({end: int(getattr(item, end)) for end in Counted})
