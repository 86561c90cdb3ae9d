"""This module draws the faults of calls to AWS from a seed: their kind, their share and their error codes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from types import MappingProxyType


class Fault(StrEnum):
    THROTTLED = "throttled"
    SERVER_ERROR = "500"
    UNAVAILABLE = "503"
    TIMEOUT = "never answered"
    LOST = "answer lost after the effect"
    PARTIAL = "a part handed back"
    CANCELLED = "transaction cancelled"
    KILLED_BEFORE = "caller killed before the effect"
    KILLED_AFTER = "caller killed after the effect"
    SLOW = "slow, but answered"


#: These are the shares of calls that fail. Few calls get no answer, because each costs its caller 5 to 8 seconds. Few
#: callers are killed, because each kill costs a whole batch. A fault that an operation cannot have becomes a throttle.
SHARES: Mapping[Fault, float] = MappingProxyType(
    {
        Fault.THROTTLED: 24,
        Fault.SERVER_ERROR: 14,
        Fault.UNAVAILABLE: 14,
        Fault.LOST: 22,
        Fault.PARTIAL: 12,
        Fault.CANCELLED: 8,
        Fault.TIMEOUT: 1,
        Fault.KILLED_BEFORE: 0.5,
        Fault.KILLED_AFTER: 0.5,
    }
)
#: Slow answers are no failures, and are added to these shares.
SLOW_SHARE = 0.03

#: Each service has its own status and code for a fault. The tests include how the SDK's retries treat the codes.
WORDS: Mapping[tuple[str, Fault], tuple[tuple[int, str], ...]] = MappingProxyType(
    {
        ("dynamodb", Fault.THROTTLED): (
            (400, "ProvisionedThroughputExceededException"),
            (400, "ThrottlingException"),
            (400, "RequestLimitExceeded"),
        ),
        ("dynamodb", Fault.SERVER_ERROR): ((500, "InternalServerError"),),
        ("s3", Fault.THROTTLED): ((503, "SlowDown"),),
        ("s3", Fault.SERVER_ERROR): ((500, "InternalError"),),
        ("sqs", Fault.THROTTLED): ((403, "RequestThrottled"), (400, "ThrottlingException")),
        ("sqs", Fault.SERVER_ERROR): ((500, "InternalFailure"),),
    }
)
#: For these reasons a transaction is cancelled and may be tried again.
CANCELLATIONS = ("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded")

_BATCHES = frozenset({"BatchWriteItem", "BatchGetItem"})


def words(service: str, fault: Fault, chance: Random) -> tuple[int, str]:
    return chance.choice(WORDS.get((service, fault), ((503, "ServiceUnavailable"),)))


@dataclass(frozen=True, slots=True)
class Call:
    """`subject` is an article's key or an object's path."""

    service: str
    operation: str
    subject: str


@dataclass(slots=True)
class Mix:
    """The nth call of an operation about a subject has the same fault in each run of a seed."""

    seed: int
    rate: float
    seen: Counter[Call] = field(default_factory=Counter)
    injected: Counter[tuple[str, Fault]] = field(default_factory=Counter)
    #: The number of calls by operation.
    calls: Counter[str] = field(default_factory=Counter)

    def draw(self, call: Call) -> tuple[Fault | None, Random]:
        """Returns the fault of a call, and the random numbers that decide its details."""
        self.calls[call.operation] += 1
        self.seen[call] += 1
        chance = Random(f"{self.seed} {call} {self.seen[call]}")  # noqa: S311  # no secret
        fault = self._fault(call, chance)
        if fault:
            self.injected[call.operation, fault] += 1
        return fault, chance

    def totals(self) -> tuple[int, int]:
        """Returns the counts of calls and faults so far; another thread may draw meanwhile."""
        return sum(list(self.calls.values())), sum(list(self.injected.values()))

    def _fault(self, call: Call, chance: Random) -> Fault | None:
        at = chance.random()
        if at >= self.rate:
            return Fault.SLOW if self.rate and chance.random() < SLOW_SHARE else None
        [fault] = chance.choices(list(SHARES), list(SHARES.values()))
        suffers = {Fault.PARTIAL: call.operation in _BATCHES, Fault.CANCELLED: call.operation == "TransactWriteItems"}
        return fault if suffers.get(fault, True) else Fault.THROTTLED
