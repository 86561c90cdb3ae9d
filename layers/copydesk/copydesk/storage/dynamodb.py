"""Connects to the tables: sets timeouts, shares one client between threads, and translates faults and batches."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import batched
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session
from pynamodb.connection import Connection as PynamoConnection
from pynamodb.connection import TableConnection
from pynamodb.constants import ALL_OLD, ATTRIBUTES, BATCH_WRITE_ITEM, ITEM, KEY, UPDATE_ITEM
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from copydesk.aws.clients import CREATING, session
from copydesk.aws.faults import TRANSIENT_CODES, error_code, is_transient
from copydesk.errors import Retry

_LOST = frozenset(
    {
        "ConditionalCheckFailed",
        "ConditionalCheckFailedException",
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
#: Codes that occur only among the reasons of a cancelled transaction.
_CANCELLED_FOR_NOW = frozenset({"ProvisionedThroughputExceeded", "ThrottlingError"})


class LostRace(Exception):
    """Another worker changed the item since it was read. The caller reads it again and decides again."""


@contextmanager
def translated_faults() -> Iterator[None]:
    """Raises LostRace or Retry in place of botocore's exceptions. Every call of `Table` uses it."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        # PynamoDB's copy of an answer lacks the HTTP status, which is the only sign of a proxy's 502.
        answer = error.__cause__ if isinstance(error.__cause__, ClientError) else error
        codes = _codes(answer)
        if codes & _LOST:
            raise LostRace from error
        if is_transient(answer) or codes & (TRANSIENT_CODES | _CANCELLED_FOR_NOW):
            raise Retry(f"DynamoDB: {', '.join(sorted(codes)) or type(answer).__name__}") from error
        raise


def _codes(error: BaseException) -> set[str]:
    if not isinstance(error, ClientError):
        return set()
    reasons = error.response.get("CancellationReasons", [])
    return {error_code(error), *(str(reason["Code"]) for reason in reasons)}


type RawItem = dict[str, Any]


class Refused(Exception):
    """The condition of a write was false. `found` is the stored item, empty if there is none."""

    def __init__(self, item: RawItem) -> None:
        super().__init__("the condition did not hold")
        self.found = item


def update(model: type[Model], pk: str, sk: str, *, actions: Sequence[Action], condition: Condition) -> RawItem:
    """Updates an item and returns its previous state. Model.update returns neither that nor the item of a refusal."""
    table = model._get_connection()
    arguments = table.get_operation_kwargs(
        pk,
        range_key=sk,
        key=KEY,
        actions=actions,
        condition=condition,
        return_values=ALL_OLD,
        return_values_on_condition_failure=ALL_OLD,
    )
    try:
        before: RawItem = table.connection.dispatch(UPDATE_ITEM, arguments).get(ATTRIBUTES, {})
    except LostRace as error:
        raise Refused(_standing(error)) from error
    return before


def _standing(error: BaseException) -> RawItem:
    """Returns the item in DynamoDB's own answer, which is the first cause in the chain of exceptions."""
    found: RawItem = {}
    cause: BaseException | None = error
    while cause is not None:
        found = getattr(cause, "response", {}).get(ITEM, found)
        cause = cause.__cause__
    return found


#: The most items of one BatchWriteItem and of one BatchGetItem.
_PUTS, _GETS = 25, 100
_ATTEMPTS = 6

type AttributeMap = dict[str, Any]
type Key = tuple[str, str]
#: Writes by table, in the form in which DynamoDB takes and returns them.
type Requests = dict[str, list[dict[str, Any]]]


def full_jitter(attempt: int) -> None:
    """Sleeps for a random part of a time that doubles, so that throttled workers do not retry together."""
    time.sleep(random.uniform(0, min(2.0, 0.05 * 2**attempt)))  # noqa: S311  # no secret


def put_all(items: Iterable[Model], *, pause: Callable[[int], None] = full_jitter) -> None:
    """Puts items of any tables. No item may occur twice."""
    for chunk in batched(items, _PUTS, strict=False):
        _write([(type(item), {"PutRequest": {"Item": item.serialize()}}) for item in chunk], pause)


def delete_all(model: type[Model], keys: Iterable[Key], *, pause: Callable[[int], None] = full_jitter) -> None:
    """Deletes items of a table, whether they exist or not. No key may occur twice."""
    for chunk in batched(keys, _PUTS, strict=False):
        places = ({"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in chunk)
        _write([(model, {"DeleteRequest": {"Key": place}}) for place in places], pause)


def get_all[Item: Model](
    model: type[Item], keys: Sequence[Key], *, consistent: bool = True, pause: Callable[[int], None] = full_jitter
) -> list[Item]:
    """Returns the items that exist, in any order."""
    chunks = (_get_chunk(model, chunk, consistent, pause) for chunk in batched(keys, _GETS, strict=False))
    return [model.from_raw_data(item) for chunk in chunks for item in chunk]


def _get_chunk(
    model: type[Model], keys: Sequence[Key], consistent: bool, pause: Callable[[int], None]
) -> list[AttributeMap]:
    found: list[AttributeMap] = []
    for attempt in range(_ATTEMPTS):
        if attempt:
            pause(attempt)
        items, keys = _get_once(model, keys, consistent)
        found += items
        if not keys:
            return found
    raise Retry(f"DynamoDB: {len(keys)} keys handed back {_ATTEMPTS} times")


def _get_once(model: type[Model], keys: Sequence[Key], consistent: bool) -> tuple[list[AttributeMap], list[Key]]:
    table = model._get_connection()
    wanted: list[Any] = [{"pk": pk, "sk": sk} for pk, sk in keys]
    answer = table.batch_get_item(wanted, consistent_read=consistent)
    unread = answer.get("UnprocessedKeys", {}).get(table.table_name, {}).get("Keys", [])
    return answer.get("Responses", {}).get(table.table_name, []), [(key["pk"]["S"], key["sk"]["S"]) for key in unread]


def _write(writes: Sequence[tuple[type[Model], dict[str, Any]]], pause: Callable[[int], None]) -> None:
    requests: Requests = {}
    for model, request in writes:
        requests.setdefault(model.Meta.table_name, []).append(request)
    for attempt in range(_ATTEMPTS):
        if attempt:
            pause(attempt)
        requests = _write_once(writes[0][0], requests)
        if not requests:
            return
    raise Retry(f"DynamoDB: {sum(map(len, requests.values()))} items handed back {_ATTEMPTS} times")


def _write_once(any_of_them: type[Model], requests: Requests) -> Requests:
    # PynamoDB's own batches cover only one table.
    connection = any_of_them._get_connection().connection
    left: Requests = connection.dispatch(BATCH_WRITE_ITEM, {"RequestItems": requests}).get("UnprocessedItems", {})
    return left


class Connection:
    """The connection settings. A call that hangs must leave its function time to put the message back."""

    connect_timeout_seconds = 2
    read_timeout_seconds = 5
    max_retry_attempts = 2
    #: One connection for each message of a batch and for each host of a function, as these are handled concurrently.
    max_pool_connections = 64


class Translating(PynamoConnection):
    """A connection of the shared session, whose calls raise Retry or LostRace if DynamoDB refuses them for now."""

    @property
    def session(self) -> Session:
        return session()

    def dispatch(self, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        with translated_faults():
            return super().dispatch(operation_name, operation_kwargs)


class Table(Model):
    """A model that shares its client with all models that inherit its Meta.

    The client is created under a lock. 32 threads that begin together would create 32 clients of 10 MB each.
    """

    @classmethod
    def _get_connection(cls) -> TableConnection:
        owner = next(each for each in cls.__mro__ if "Meta" in vars(each))
        if issubclass(owner, Table) and owner is not cls:
            return owner._get_connection()
        if not vars(owner)["Meta"].table_name:
            raise RuntimeError("Which tables are meant is not said: call copydesk.storage.use_tables first")
        with CREATING:
            if "_connection" not in vars(cls):
                cls._connection = None  # hides the connection of a base model with another Meta
            table = super()._get_connection()
            # PynamoDB creates the connection itself and accepts no other.
            table.connection.__class__ = Translating
            # The first access creates the client.
            assert table.connection.client
        return table
