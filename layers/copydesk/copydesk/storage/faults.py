"""What DynamoDB refused, said in Copydesk's own words: by error code, never by the text of a message."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

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
    """What each call goes through (`connection.Table`): LostRace or Retry in place of what botocore raises."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        # PynamoDB's copy of an answer has no HTTP status, which is all that a proxy's 502 tells.
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
