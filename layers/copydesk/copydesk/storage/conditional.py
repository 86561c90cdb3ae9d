"""A write under a condition that tells what stood there, whether the condition held or not: it saves the read."""

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.connection import TableConnection
from pynamodb.constants import ALL_OLD, ATTRIBUTES, ITEM, KEY, UPDATE_ITEM
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from copydesk.storage.faults import LostRace, translated_faults

type RawItem = dict[str, Any]


class Refused(Exception):
    """The condition did not hold; `found` is the item that stands there, empty if there is none."""

    def __init__(self, found: RawItem) -> None:
        super().__init__("the condition did not hold")
        self.found = found


def update(model: type[Model], pk: str, sk: str, *, actions: Sequence[Action], condition: Condition) -> RawItem:
    """Write, and give back the item as it was before."""
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
        with translated_faults():
            return _dispatch(table, arguments)
    except LostRace as error:
        raise Refused(_standing(error)) from error


def _dispatch(table: TableConnection, arguments: dict[str, Any]) -> RawItem:
    # Model.update asks for neither the old item nor the one that refused.
    try:
        answer: RawItem = table.connection.dispatch(UPDATE_ITEM, arguments).get(ATTRIBUTES, {})
    except (BotoCoreError, ClientError) as error:
        raise UpdateError("the item could not be written", error) from error
    return answer


def _standing(error: BaseException) -> RawItem:
    """The item in DynamoDB's own answer, which lies at the bottom of what others made of it."""
    found: RawItem = {}
    cause: BaseException | None = error
    while cause is not None:
        found = getattr(cause, "response", {}).get(ITEM, found)
        cause = cause.__cause__
    return found
