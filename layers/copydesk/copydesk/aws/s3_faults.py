"""What S3 refused, said in Copydesk's own words: by error code, never by the text of a message."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from copydesk.aws.transient import error_code, is_transient
from copydesk.errors import Reject, RejectReason, Retry

#: All that S3 says of an object that cannot be had, now or later. MethodNotAllowed is a delete marker.
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
#: A write of the same key at the same time, or between two reads of it; a policy that someone has yet to put right.
#: HEAD has no body to say so in: then it is the status, of an object, too, that was deleted after it was found.
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
