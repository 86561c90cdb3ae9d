"""One tick of the schedule: all whose time has come, claimed and handed to a queue."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import batched

from copydesk.errors import Retry

#: Ten calls of SQS: what is claimed and not yet sent is little, should the function end between.
_CHUNK = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Line[Item]:
    """One kind of what is due: how it is found, claimed and sent. `claim` answers None for what others took; what was
    claimed and could not be sent is released.
    """

    due: Callable[[], Iterable[Item]]
    claim: Callable[[Item], Item | None]
    release: Callable[[Item], None]
    send: Callable[[Sequence[Item]], None]


def hand_on[Item](line: Line[Item], *, pool: Executor, time_left: Callable[[], bool]) -> int:
    """Hand on what is due, as long as there is time; how many. The rest is still due at the next tick."""
    return sum(map(len, _sent(line, pool, time_left)))


def _sent[Item](line: Line[Item], pool: Executor, time_left: Callable[[], bool]) -> Iterator[Sequence[Item]]:
    for chunk in batched(line.due(), _CHUNK, strict=False):
        if not time_left():
            return
        claimed = [taken for taken in pool.map(line.claim, chunk) if taken]
        try:
            line.send(claimed)
        except Retry:
            # Some may have been sent: they are out of date when their next turn is claimed.
            list(pool.map(line.release, claimed))
            raise
        yield claimed
