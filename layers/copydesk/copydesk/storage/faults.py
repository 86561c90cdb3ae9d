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
        if is_transient(error.cause) or is_transient(_answer(error)) or codes & (TRANSIENT_CODES | _CANCELLED_FOR_NOW):
            raise Retry(f"DynamoDB: {', '.join(sorted(codes)) or type(error.cause).__name__}") from error
        raise


def _answer(error: PynamoDBException) -> BaseException | None:
    """Botocore's own error: what PynamoDB makes of it has no HTTP status, which is all that a proxy's 502 tells."""
    return error.cause.__cause__ if error.cause else None


def _codes(error: PynamoDBException) -> set[str]:
    # Not PynamoDB's cause_response_code, which fails itself on a timeout.
    codes = {error_code(error.cause)} if isinstance(error.cause, ClientError) else set()
    if isinstance(error, TransactWriteError):
        codes |= {reason.code for reason in error.cancellation_reasons if reason}
    return codes
