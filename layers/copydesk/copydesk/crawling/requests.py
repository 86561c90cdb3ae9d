"""The headers of a conditional request, the way of its redirects, and the message that asks for a page by hand."""

from json import dumps

from copydesk.errors import Reject, RejectReason
from copydesk.redaction import redacted_start

#: Browsers stop at twenty, RFC 9309 at five; what needs more is lost.
MOST_REDIRECTS = 5


def by_hand(url: str) -> str:
    """The message that asks for a page by hand; a page that was refused before it was fetched is recorded under it."""
    return dumps({"url": url})


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
