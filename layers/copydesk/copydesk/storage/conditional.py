"""A write under a condition that tells what stood there, whether the condition held or not: it saves the read."""

from collections.abc import Sequence
from typing import Any

from pynamodb.constants import ALL_OLD, ATTRIBUTES, ITEM, KEY, UPDATE_ITEM
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from copydesk.storage.faults import LostRace

type RawItem = dict[str, Any]


class Refused(Exception):
    """The condition did not hold; `found` is the item that stands there, empty if there is none."""

    def __init__(self, found: RawItem) -> None:
        super().__init__("the condition did not hold")
        self.found = found


def update(model: type[Model], pk: str, sk: str, *, actions: Sequence[Action], condition: Condition) -> RawItem:
    """Write, and give back the item as it was before. Model.update asks for neither that nor the one that refused."""
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
    """The item in DynamoDB's own answer, which lies at the bottom of what others made of it."""
    found: RawItem = {}
    cause: BaseException | None = error
    while cause is not None:
        found = getattr(cause, "response", {}).get(ITEM, found)
        cause = cause.__cause__
    return found
