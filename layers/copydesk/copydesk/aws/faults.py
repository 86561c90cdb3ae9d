"""Decides which failures of AWS pass by themselves, by exception class and error code, never by message text."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004  # botocore's own name for connections that were never made
    CredentialRetrievalError,
    HTTPClientError,
    IncompleteReadError,
    ParamValidationError,
)

from copydesk.errors import Reject, RejectReason, Retry

TRANSIENT_CODES = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "SlowDown",
        "ThrottlingException",
        "Throttling",
        "TooManyRequestsException",
    }
)
_NETWORK = (ConnectionError, HTTPClientError, IncompleteReadError, CredentialRetrievalError)


def error_code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def is_transient(error: BaseException | None) -> bool:
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return error_code(error) in TRANSIENT_CODES or status >= 500
    return isinstance(error, _NETWORK)


#: The error codes of S3 for an object that can never be read. MethodNotAllowed is a delete marker.
_GONE = frozenset(
    {
        "InvalidArgument",
        "InvalidBucketName",
        "InvalidObjectState",
        "InvalidRange",
        "KeyTooLongError",
        "MethodNotAllowed",
        "NoSuchBucket",
        "NoSuchKey",
        "NoSuchVersion",
    }
)
#: Codes of failures that may pass. Examples are concurrent writes of one key, a write between two reads, and a wrong
#: policy. A HEAD answer has no body, so its code is the status. A 404 may mean that an object was deleted after it was
#: found.
_PASSING = frozenset({"ConditionalRequestConflict", "PreconditionFailed", "AccessDenied", "403", "404"})


@contextmanager
def translated_faults() -> Iterator[None]:
    try:
        yield
    except ParamValidationError as error:
        raise Reject(RejectReason.OBJECT_MISSING, "no such bucket or key can exist") from error
    except (ClientError, BotoCoreError) as error:
        raise verdict(error) from error


def verdict(error: ClientError | BotoCoreError) -> Exception:
    code = error_code(error) if isinstance(error, ClientError) else type(error).__name__
    if code in _GONE:
        return Reject(RejectReason.OBJECT_MISSING, code)
    return Retry(f"S3: {code}") if is_transient(error) or code in _PASSING else error
