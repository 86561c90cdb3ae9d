"""A response, and what its headers ask of us next."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from json import dumps
from math import ceil
from urllib.parse import urldefrag, urljoin

from w3lib.url import safe_url_string

from copydesk.errors import Reject, RejectReason
from copydesk.web.content_encoding import inflate
from copydesk.web.redaction import redacted_start

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


#: A host that asks for more is asked again tomorrow.
MAX_RETRY_AFTER_SECONDS = 24 * 60 * 60

_SECONDS = re.compile(r"[+-]?[0-9]{1,12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer of a host; its bodies only where the status is 2xx: nobody reads those of the others."""

    url: str
    status: int
    #: In the order received, names in lower case, values as ISO 8859-1 (RFC 9110, 5.5).
    headers: tuple[tuple[str, str], ...]
    #: The exact bytes as received, still encoded.
    body: bytes = field(repr=False)
    #: The address that answered.
    address: str

    def content(self) -> bytes:
        """The body with its encodings undone, anew each time: of many responses at once few are read here."""
        return inflate(self.body, self.header("content-encoding")) if self.body else b""

    def header(self, name: str) -> str | None:
        """All values of a header, joined as RFC 9110, 5.3 allows."""
        return ", ".join(self.all(name)) or None

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name.lower()]


def redirect_target(response: Response) -> str | None:
    """The absolute URL that Location names, without its fragment; raises Reject if it names none."""
    if not (location := response.all("location")):
        return None
    try:
        url = safe_url_string(urljoin(response.url, _text(location[0])))
    except ValueError as error:
        raise Reject(RejectReason.INVALID_URL, f"Location {redacted_start(location[0], 200)!a}: {error}") from error
    return urldefrag(url).url


def _text(value: str) -> str:
    """Header bytes are read as ISO 8859-1; servers that put letters into Location mean UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def retry_after(response: Response, now: datetime) -> int | None:
    """The seconds that Retry-After asks us to wait (RFC 9110, 10.2.3), at most a day; None where it makes no sense."""
    value = next(iter(response.all("retry-after")), "").strip()
    seconds = int(value) if _SECONDS.fullmatch(value) else _seconds_until(value, now)
    return None if seconds is None else min(max(seconds, 0), MAX_RETRY_AFTER_SECONDS)


def _seconds_until(date: str, now: datetime) -> int | None:
    try:
        when = parsedate_to_datetime(date)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return ceil((when - now).total_seconds())
    except (ValueError, OverflowError):
        return None
