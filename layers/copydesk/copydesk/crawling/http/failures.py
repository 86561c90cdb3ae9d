"""Names the failures of hosts that another attempt may overcome."""

from enum import StrEnum

from copydesk.errors import Retry


class FailureKind(StrEnum):
    """The step at which the host failed. The codes are stable: they are counted, and the back-off depends on them."""

    DNS_FAILURE = "dns_failure"
    NO_ROUTE = "no_route"
    CONNECT_REFUSED = "connect_refused"
    CONNECT_TIMEOUT = "connect_timeout"
    TIMED_OUT = "timed_out"
    RESET = "reset"
    CUT_SHORT = "cut_short"


class Unreachable(Retry):
    """The host could not be reached, or did not complete its response."""

    def __init__(self, kind: FailureKind, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}" if detail else str(kind))
        self.kind = kind
        self.detail = detail
