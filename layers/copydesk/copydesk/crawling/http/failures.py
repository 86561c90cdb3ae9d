"""Why a host gave no answer this time: what another attempt may cure."""

from enum import StrEnum

from copydesk.errors import Retry


class FailureKind(StrEnum):
    """At which step the host failed: stable codes to count and to back off by."""

    DNS_FAILURE = "dns_failure"
    NO_ROUTE = "no_route"
    CONNECT_REFUSED = "connect_refused"
    CONNECT_TIMEOUT = "connect_timeout"
    TIMED_OUT = "timed_out"
    RESET = "reset"
    CUT_SHORT = "cut_short"


class Unreachable(Retry):
    """The host could not be asked, or did not finish its answer."""

    def __init__(self, kind: FailureKind, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}" if detail else str(kind))
        self.kind = kind
        self.detail = detail
