"""Defines the ways a page can end without being stored; each is named after what happens next.

    CopydeskError
    ├── Retry     the same message may succeed later: it stays on the queue
    │   └── Alone     a page beside it may be the cause: the next try processes it alone
    ├── Reject    the page will never be an article: the reason and raw pointer are recorded, the message is done
    │   └── Stopped   its extraction was killed: a second try shows whether the page is the cause
    └── Skip      there is nothing to do: one line is logged, the message is done

Any other exception is a bug, and its message ends in the dead-letter queue.
"""

from enum import StrEnum


class RejectReason(StrEnum):
    """The reason for which a page was refused. The codes are stable: users count, filter and redrive by them."""

    UNKNOWN_MESSAGE = "unknown_message"
    INVALID_URL = "invalid_url"
    OBJECT_MISSING = "object_missing"
    EMPTY_BODY = "empty_body"
    TOO_LARGE = "too_large"
    TOO_COMPLEX = "too_complex"
    TOO_SLOW = "too_slow"
    BROKEN_ENCODING = "broken_encoding"
    BROKEN_RECORD = "broken_record"
    UNSUPPORTED_ENCODING = "unsupported_encoding"
    NOT_TEXT = "not_text"
    NOT_AN_ARTICLE = "not_an_article"
    NO_ARTICLE_TEXT = "no_article_text"
    BOT_CHALLENGE = "bot_challenge"
    CONSENT_WALL = "consent_wall"
    PAYWALL = "paywall"
    SOFT_404 = "soft_404"
    NEEDS_SCRIPT = "needs_script"
    # The following are refused before or during the fetch:
    FORBIDDEN_ADDRESS = "forbidden_address"
    ROBOTS_DISALLOWED = "robots_disallowed"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BROKEN_RESPONSE = "broken_response"
    UNVERIFIED_TLS = "unverified_tls"
    UNAUTHORIZED = "unauthorized"
    PAYMENT_REQUIRED = "payment_required"
    FORBIDDEN = "forbidden"
    UNAVAILABLE_FOR_LEGAL_REASONS = "unavailable_for_legal_reasons"
    GONE = "gone"
    HTTP_ERROR = "http_error"
    HOST_UNREACHABLE = "host_unreachable"


class SkipReason(StrEnum):
    """The reason for which a message needs no work."""

    TEST_EVENT = "test_event"
    OWN_OBJECT = "own_object"
    NOT_A_NEW_OBJECT = "not_a_new_object"
    NOT_A_PAGE = "not_a_page"
    UNCHANGED = "unchanged"
    OLDER_THAN_STORED = "older_than_stored"
    NOT_MODIFIED = "not_modified"
    SUPERSEDED = "superseded"
    NEVER_STORED = "never_stored"
    NOT_ITS_OWN = "not_its_own"
    ALIAS = "alias"
    PART = "part"


class CopydeskError(Exception):
    """The base class of every exception that Copydesk raises on purpose."""


class Retry(CopydeskError):
    """The failure is expected to pass by itself, for example throttling, a timeout or a lost race."""


class Alone(Retry):
    """A page processed beside this one may have caused the failure, so the next try processes it alone."""


class Reject(CopydeskError):
    """The input cannot become an article, and a retry without a change cannot help."""

    def __init__(self, reason: RejectReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class Stopped(Reject):
    """The extraction used too much time or memory and was killed. A busy machine may cause that once."""


class Skip(CopydeskError):
    """The input needs no work."""

    def __init__(self, reason: SkipReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class BadCursor(CopydeskError, ValueError):
    """The cursor does not belong to the requested list. The caller starts again without one."""


class Damaged(CopydeskError):
    """A stored article cannot be read. The next ingest of its page repairs it, and so does `copydesk repair`."""


class RevisionExpired(CopydeskError, LookupError):
    """The revision existed, but it was replaced longer ago than revisions are kept."""
