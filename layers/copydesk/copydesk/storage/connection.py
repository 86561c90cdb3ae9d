"""How a table is reached: how long a call may take, and one client for all threads."""

from threading import Lock
from typing import Any

from pynamodb.connection import Connection as PynamoConnection
from pynamodb.connection import TableConnection
from pynamodb.models import Model

from copydesk.storage.faults import translated_faults

_MAKING = Lock()


class Connection:
    """A call that hangs must leave its function time to put the message back."""

    connect_timeout_seconds = 2
    read_timeout_seconds = 5
    max_retry_attempts = 2
    #: One for each message of a batch, and for each host of a function: they are worked on at once.
    max_pool_connections = 64


class Translating(PynamoConnection):
    """Each call raises Retry or LostRace where DynamoDB refuses it for now."""

    def dispatch(self, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        with translated_faults():
            return super().dispatch(operation_name, operation_kwargs)


class Table(Model):
    """A model that shares its client with all models that inherit its Meta.

    One thread makes it: 32 that begin together would make 32, of 10 MB each.
    """

    @classmethod
    def _get_connection(cls) -> TableConnection:
        owner = next(each for each in cls.__mro__ if "Meta" in vars(each))
        if issubclass(owner, Table) and owner is not cls:
            return owner._get_connection()
        with _MAKING:
            if "_connection" not in vars(cls):
                cls._connection = None  # not that of a model with another Meta
            table = super()._get_connection()
            # PynamoDB makes it by itself, and takes no other one.
            table.connection.__class__ = Translating
            # Made at the first question for it.
            assert table.connection.client
        return table
