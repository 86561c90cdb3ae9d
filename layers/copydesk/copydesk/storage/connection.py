"""How a table is reached: how long a call may take, and one client for all threads."""

from threading import Lock

from pynamodb.connection import TableConnection
from pynamodb.models import Model

_MAKING = Lock()


class Connection:
    """A call that hangs must leave its function time to put the message back."""

    connect_timeout_seconds = 2
    read_timeout_seconds = 5
    max_retry_attempts = 2
    #: One for each message of a batch, and for each host of a function: they are worked on at once.
    max_pool_connections = 64


class Table(Model):
    """A model whose client is made by one thread: 32 that begin together would make 32, of 10 MB each."""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        with _MAKING:
            table = super()._get_connection()
            # Made at the first question for it.
            assert table.connection.client
        return table
