"""Sources and pages by the time they are due: found, and claimed by one worker each."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from operator import attrgetter

from copydesk.moments import instant
from copydesk.storage.crawl_models import DueItem
from copydesk.storage.faults import LostRace, translated_faults

SOURCES, PAGES = "SOURCE", "PAGE"

#: DynamoDB takes 1,000 write units a second on one key of an index; the claim of a page and its fetch each move its
#: place in it, which is two: eight shards carry 2,000 fetches a second, and cost a tick as many queries a kind.
#: There may be more of them one day, never fewer: what is stored keeps its shard until it moves.
SHARDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something whose time has come. `turn` and `due_sk` are those that were seen, and after `claim` those taken."""

    pk: str
    sk: str
    url: str
    turn: int
    due_sk: str

    @property
    def identity(self) -> str:
        return self.due_sk.partition("#")[2]


def shard_of(identity: str, shards: int = SHARDS) -> int:
    return int(sha256(identity.encode()).hexdigest(), 16) % shards


def due_pk(kind: str, identity: str) -> str:
    return _shard_pk(kind, shard_of(identity))


def due_sk(next_at: str, identity: str) -> str:
    return f"{next_at}#{identity}"


def list_due(kind: str, now: datetime) -> Iterator[Due]:
    """What is due by now, the longest due first over all shards, so that no shard waits for another."""
    shards = [_due_in(_shard_pk(kind, shard), now) for shard in range(SHARDS)]
    return heapq.merge(*shards, key=attrgetter("due_sk"))


def _due_in(shard_pk: str, now: datetime) -> Iterator[Due]:
    with translated_faults():
        # "~" sorts after "#": all of this very moment are in.
        until = DueItem.gsi1sk <= f"{instant(now)}~"
        for item in DueItem.by_due_time.query(shard_pk, until):
            yield Due(pk=item.pk, sk=item.sk, url=item.url, turn=int(item.turn), due_sk=item.gsi1sk or "")


def claim(due: Due, *, until: datetime) -> Due | None:
    """Take something that is due for its next turn, and put it off in case that turn is never finished.

    None if another worker took it, or it is gone.
    """
    return _moved(due, due_sk(instant(until), due.identity), turns=1)


def release(taken: Due, *, at: datetime) -> None:
    """Make what was claimed due at once, unless its turn was finished or taken by others meanwhile."""
    _moved(taken, due_sk(instant(at), taken.identity), turns=0)


def _moved(due: Due, to: str, *, turns: int) -> Due | None:
    item = DueItem(due.pk, due.sk)
    try:
        with translated_faults():
            item.update(
                actions=[DueItem.turn.add(turns), DueItem.gsi1sk.set(to)],
                condition=(DueItem.turn == due.turn) & (DueItem.gsi1sk == due.due_sk),
            )
    except LostRace:
        return None
    return replace(due, turn=int(item.turn), due_sk=to)


def _shard_pk(kind: str, shard: int) -> str:
    return f"DUE#{kind}#{shard}"
