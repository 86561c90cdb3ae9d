"""What the queues of fetch and discover carry: who is asked, for which turn, and how often it was tried."""

from dataclasses import dataclass, replace
from json import dumps
from random import random

from copydesk.errors import Reject, RejectReason
from copydesk.redaction import redacted_start

#: Browsers stop at twenty, RFC 9309 at five; what needs more is lost.
MOST_REDIRECTS = 5
#: A request that failed this often over its pauses has been tried for about an hour.
MOST_TRIES = 8
FIRST_PAUSE, LONGEST_PAUSE = 30, 900
#: A request that was sent to its own queue this often has waited for its host for a day or more. Lambda's own limit
#: for such loops, about 16, is switched off for the two functions that send so (`RecursiveLoop: Allow`).
MOST_HOPS = 200
#: Seconds until the schedule hands on a request whose hops are used up.
HOPS_PAUSE = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """A page to fetch. Without a `turn` it is asked for by hand. `via` are the URLs that redirected to it, `slot`
    its place in the line for its host, `hops` how often it was sent to its own queue.
    """

    url: str
    turn: int | None = None
    tries: int = 0
    via: tuple[str, ...] = ()
    slot: float | None = None
    hops: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRequest:
    """A source to read. Where one of its addresses redirected, `url` is the target, and `via` those before it.

    `slot` is its place in the line for its host, `hops` how often it was sent to its own queue.
    """

    source_id: str
    turn: int
    url: str | None = None
    via: tuple[str, ...] = ()
    slot: float | None = None
    hops: int = 0


def by_hand(url: str) -> str:
    """The message that asks for a page by hand; a page that was refused before it was fetched is recorded under it."""
    return dumps({"url": url})


def hopped[Request: (FetchRequest, ReadRequest)](request: Request) -> Request | None:
    """The request as it is sent to its own queue once more; None where its hops are used up.

    >>> request = FetchRequest(url="https://a.example/")
    >>> hopped(request).hops, hopped(replace(request, hops=MOST_HOPS))
    (1, None)
    """
    return replace(request, hops=request.hops + 1) if request.hops < MOST_HOPS else None


def if_changed(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers that let a site answer "not modified" (RFC 9110, 13.1)."""
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in conditions.items() if value}


def redirected(via: tuple[str, ...], url: str, target: str) -> tuple[str, ...]:
    """The way so far to a redirect's target; Reject where it leads in a circle or too far."""
    if target in (*via, url):
        raise Reject(RejectReason.TOO_MANY_REDIRECTS, f"a circle, back to {redacted_start(target, 200)}")
    if len(via) >= MOST_REDIRECTS:
        raise Reject(
            RejectReason.TOO_MANY_REDIRECTS, f"more than {MOST_REDIRECTS}, the last to {redacted_start(target, 200)}"
        )
    return (*via, url)


def next_try(request: FetchRequest, final: Reject) -> tuple[FetchRequest, float]:
    """The request tried once more, and the pause before it; the final verdict once it was tried enough."""
    if request.tries + 1 >= MOST_TRIES:
        raise final
    longest = min(LONGEST_PAUSE, FIRST_PAUSE << request.tries)
    # The upper half by chance, so that no two come back together.
    return replace(request, tries=request.tries + 1, slot=None), longest * (0.5 + random() / 2)  # noqa: S311  # no secret
