"""Storing an article: new content first, then head and revision together, so that a reader sees old or new."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from copydesk.delivery import Candidate, Stored
from copydesk.errors import Retry, Skip
from copydesk.storage.batch import full_jitter, put_all
from copydesk.storage.changes import Change, decide
from copydesk.storage.faults import LostRace
from copydesk.storage.keys import article_pk
from copydesk.storage.transactions import drop_unnamed, read_head, swap_head

#: Rounds of reading and deciding again after another worker was faster.
_ROUNDS = 3


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleStore:
    """`retention` is how long what an edit replaced is kept."""

    retention: timedelta
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

    def _decide(self, candidate: Candidate, pk: str, written: set[str]) -> Change:
        try:
            return decide(candidate, read_head(pk))
        except Skip:
            # A faster worker made this content needless after it had been written.
            drop_unnamed(pk, written, self.now() + self.retention)
            raise

    def _write(self, change: Change) -> Stored:
        put_all(change.fresh, pause=self.pause)
        swap_head(change, self.now() + self.retention)
        return Stored(
            article_id=change.head.article_id,
            revision=int(change.revision.number),
            items_written=len(change.fresh),
        )
