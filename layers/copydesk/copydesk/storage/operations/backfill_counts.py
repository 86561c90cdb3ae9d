"""Counts how the items of a running backfill ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from pynamodb.expressions.update import Action

from copydesk.storage.articles.writer import utc_now
from copydesk.storage.keys import backfill_pk
from copydesk.storage.operations.models import BackfillCountItem


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillCounts:
    """Counts of backfills. `retention` is how long the counts of a run are kept after their last change."""

    retention: timedelta

    def add(self, run: str, counts: Mapping[str, int]) -> None:
        """Adds the counts of one call of the function, with one update for each kind of end."""
        for name, number in counts.items():
            actions: list[Action] = [
                BackfillCountItem.times.add(number),
                BackfillCountItem.expires_at.set(utc_now() + self.retention),
            ]
            BackfillCountItem(backfill_pk(run), name).update(actions=actions)


def read_tallies(run: str) -> dict[str, int]:
    return {item.sk: int(item.times) for item in BackfillCountItem.query(backfill_pk(run), consistent_read=True)}
