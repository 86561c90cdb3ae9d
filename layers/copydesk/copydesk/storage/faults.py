"""What DynamoDB refused, said in Copydesk's own words: by error code, never by the text of a message."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError
from pynamodb.exceptions import PynamoDBException, TransactWriteError

from copydesk.aws.transient import TRANSIENT_CODES, error_code, is_transient
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
#: Codes that only the reasons of a cancelled transaction use.
_CANCELLED_FOR_NOW = frozenset({"ProvisionedThroughputExceeded", "ThrottlingError"})


class LostRace(Exception):
    """Another worker changed the article since it was read: read it again, decide again."""


@contextmanager
def translated_faults() -> Iterator[None]:
    try:
        yield
    except PynamoDBException as error:
        codes = _codes(error)
        if codes & _LOST:
            raise LostRace from error
        if is_transient(error.cause) or codes & (TRANSIENT_CODES | _CANCELLED_FOR_NOW):
            raise Retry(f"DynamoDB: {', '.join(sorted(codes)) or type(error.cause).__name__}") from error
        raise


def _codes(error: PynamoDBException) -> set[str]:
    # Not PynamoDB's cause_response_code, which fails itself on a timeout.
    codes = {error_code(error.cause)} if isinstance(error.cause, ClientError) else set()
    if isinstance(error, TransactWriteError):
        codes |= {reason.code for reason in error.cancellation_reasons if reason}
    return codes
