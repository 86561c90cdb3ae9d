"""One lease, one request: a host's turn, its robots.txt first, the lease given back with what was learned."""

from dataclasses import dataclass

from copydesk.crawling.responses import Response, redirect_target
from copydesk.errors import Later, Reject, RejectReason
from copydesk.urls import normalize_url

REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Answers that say "not now" (RFC 9110, RFC 6585): the host is given time.
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


class Unanswered(Later):
    """The host could not be asked, or asks for time. `final` is the verdict when it was tried enough; a wait for a
    host that is known to be down `counts` as no try.
    """

    def __init__(self, seconds: float, reason: str, *, final: Reject, counts: bool = True) -> None:
        super().__init__(seconds, reason)
        self.final = final
        self.counts = counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a host answered, and the evidence that its robots.txt allows to ask."""

    response: Response
    robots: str

    def target(self) -> str:
        """Where a redirect leads; Reject if it does not say."""
        target = redirect_target(self.response)
        if target is None:
            raise Reject(
                RejectReason.BROKEN_RESPONSE, f"{self.response.status} without a Location: {self.response.url}"
            )
        return normalize_url(target)


class Turn:
    """"""
