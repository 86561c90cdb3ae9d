"""How long a call to a table may take."""


class Connection:
    """A call that hangs must leave its function time to put the message back."""

    connect_timeout_seconds = 2
    read_timeout_seconds = 5
    max_retry_attempts = 2
    #: One for each message of a batch: they are worked on at once.
    max_pool_connections = 32
