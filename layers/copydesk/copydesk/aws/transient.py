"""Which failures of AWS pass by themselves: told by class and code, never by the words of a message."""

from botocore.exceptions import (
    ClientError,
    ConnectionError,  # noqa: A004  # botocore's own name for connections that were never made
    CredentialRetrievalError,
    HTTPClientError,
    IncompleteReadError,
)

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
