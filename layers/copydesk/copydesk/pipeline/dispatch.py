"""Claims hosts whose turn is due, the longest due first, and sends many of them in one message."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from heapq import merge
from itertools import batched

#: The hosts of one message. Their turns share a function: while one host rests, others are requested.
HOSTS_OF_A_MESSAGE = 64
#: The hosts that are claimed before they are sent: ten messages, one call of SQS. Little is lost if the function ends.
_CHUNK = 10 * HOSTS_OF_A_MESSAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchSteps[Due]:
    """The collaborators of dispatch. `claim` returns whether a host was still free. `send` takes the hosts per message.

    A claimed host that could not be sent is due again after a while. `since` and `requests` return the due time and
    the expected number of requests of a due host.
    """

    due: Callable[[int], Iterable[Due]]
    since: Callable[[Due], str]
    requests: Callable[[Due], int]
    claim: Callable[[Due], bool]
    send: Callable[[Sequence[Sequence[Due]]], None]


def dispatch[Due](
    shards: Iterable[int], *, steps: DispatchSteps[Due], pool: Executor, has_time: Callable[[], bool]
) -> int:
    """Dispatches the hosts of some shards while there is time, and returns their number. The rest stays due."""
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
        # Turns of similar length share a message, because a function is billed until its last turn ends.
        claimed.sort(key=steps.requests, reverse=True)
        steps.send(list(batched(claimed, HOSTS_OF_A_MESSAGE, strict=False)))
        yield len(claimed)
