"""Defines the failure that the user of a command can fix, and says what helps against any failure."""

from collections.abc import Iterator

from copydesk.errors import CopydeskError, Damaged, Reject, Skip


class Problem(Exception):
    """A command cannot continue. `remedy` says what would help."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.remedy = remedy


#: The packages whose exceptions describe what AWS refused.
_OF_AWS = ("botocore", "pynamodb")
_OTHERWISE = "Check credentials, region, and what they may do."
_PASSES = "It may pass by itself: try again."
#: What is said of a page that is refused or needs no work, because to try again does not help.
_STAYS = "That is so as long as the page is the same."
#: What helps against an error of AWS, by its code or by the name of botocore's exception.
_AGAINST = {
    **dict.fromkeys(
        ("ResourceNotFoundException", "QueueDoesNotExist", "NoSuchBucket"),
        "It is gone, or in another account or region. If the stack was replaced, start again.",
    ),
    **dict.fromkeys(
        ("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "ProfileNotFound"),
        "Name a profile (AWS_PROFILE), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Then start again.",
    ),
    **dict.fromkeys(
        ("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRetrievalError", "SSOTokenLoadError"),
        "The credentials have expired. Get new ones, and start again.",
    ),
    **dict.fromkeys(
        ("UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "SignatureDoesNotMatch"),
        "AWS does not know these credentials. Check the profile and the region.",
    ),
    **dict.fromkeys(
        ("AccessDenied", "AccessDeniedException", "KMSAccessDeniedException"),
        "These credentials may not do that. Ask for the action that the error names.",
    ),
    **dict.fromkeys(
        ("EndpointConnectionError", "ConnectTimeoutError", "ConnectionClosedError", "ReadTimeoutError"),
        "Nothing answers there. Check the network; the local stack starts with: copydesk up",
    ),
    **dict.fromkeys(("ThrottlingException", "RequestThrottled", "ProvisionedThroughputExceededException"), _PASSES),
}


def remedy_of(error: BaseException) -> str | None:
    """Returns what helps against an error, or None if the error is a bug."""
    if isinstance(error, Problem):
        return error.remedy
    if isinstance(error, Damaged):
        return "Have its raw page read again: copydesk repair ID"
    if isinstance(error, Reject | Skip):
        return _STAYS
    known = next((_AGAINST[name] for name in _names(error) if name in _AGAINST), None)
    if isinstance(error, CopydeskError):
        return known or _PASSES
    return known or _OTHERWISE if _is_of_aws(error) else None


def _names(error: BaseException) -> Iterator[str]:
    """Yields the names and codes of an error and of its causes. PynamoDB and Retry wrap the errors of botocore."""
    cause: BaseException | None = error
    while cause is not None:
        if _is_of_aws(cause):
            yield str(getattr(cause, "response", {}).get("Error", {}).get("Code", ""))
            yield type(cause).__name__
        # An error of PynamoDB names its cause in an attribute of its own.
        cause = getattr(cause, "cause", None) or cause.__cause__


def _is_of_aws(error: BaseException) -> bool:
    return type(error).__module__.partition(".")[0] in _OF_AWS
