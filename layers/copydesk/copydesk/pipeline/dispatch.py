"""Hosts whose turn has come: claimed, the longest due first, and handed out many in a message."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from heapq import merge
from itertools import batched

#: Hosts of one message, whose turns share a function: while one rests, the others are asked.
HOSTS_OF_A_MESSAGE = 64
#: What is claimed before it is sent: ten messages, which SQS takes in one call. Little is lost if the function ends.
_CHUNK = 10 * HOSTS_OF_A_MESSAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchSteps[Due]:
    """What dispatching needs of the world around it. `claim` says whether a host was still to be had, `send` takes the
    hosts of each message. What was claimed and could not be sent is due again after a while. `since` and `requests`
    are those of something due.
    """

    due: Callable[[int], Iterable[Due]]
    since: Callable[[Due], str]
    requests: Callable[[Due], int]
    claim: Callable[[Due], bool]
    send: Callable[[Sequence[Sequence[Due]]], None]


def dispatch[Due](
    shards: Iterable[int], *, steps: DispatchSteps[Due], pool: Executor, has_time: Callable[[], bool]
) -> int:
    """Hand out the hosts of some shards, as long as there is time; how many. The rest is still due at the next tick."""
    return sum(_handed_out(shards, steps, pool, has_time))


def _handed_out[Due](
    shards: Iterable[int], steps: DispatchSteps[Due], pool: Executor, has_time: Callable[[], bool]
) -> Iterator[int]:
    due = merge(*map(steps.due, shards), key=steps.since)
    for chunk in batched(due, _CHUNK, strict=False):
        if not has_time():
            return
        claims = pool.map(steps.claim, chunk)
        claimed = [due for due, is_ours in zip(chunk, claims, strict=True) if is_ours]
        # Turns of a length together: a function is paid for until its last turn ends.
        claimed.sort(key=steps.requests, reverse=True)
        steps.send(list(batched(claimed, HOSTS_OF_A_MESSAGE, strict=False)))
        yield len(claimed)
