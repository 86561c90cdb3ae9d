"""Defines a response, and reads from its headers what to do next."""

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

#: The most redirects that are followed. Browsers follow twenty, and RFC 9309 demands five.
MOST_REDIRECTS = 5


def by_hand(url: str) -> str:
    """Returns the message that requests a page by hand. A page refused before its fetch is recorded under it."""
    return dumps({"url": url})


def if_changed(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Returns the headers that let a site answer "not modified" (RFC 9110, 13.1)."""
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in conditions.items() if value}


def redirected(via: tuple[str, ...], url: str, target: str) -> tuple[str, ...]:
    """Returns the URLs up to a redirect's target. Raises Reject if they form a circle or are too many."""
    if target in (*via, url):
        raise Reject(RejectReason.TOO_MANY_REDIRECTS, f"a circle, back to {redacted_start(target, 200)}")
    if len(via) >= MOST_REDIRECTS:
        raise Reject(
            RejectReason.TOO_MANY_REDIRECTS, f"more than {MOST_REDIRECTS}, the last to {redacted_start(target, 200)}"
        )
    return (*via, url)


#: The longest wait. A host that asks for more is requested again after a day.
MAX_RETRY_AFTER_SECONDS = 24 * 60 * 60

_SECONDS = re.compile(r"[+-]?[0-9]{1,12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A response of a host. `body` is empty unless the status is 2xx, because other bodies are never read."""

    url: str
    status: int
    #: The headers in the order received, with names in lower case and values as ISO 8859-1 (RFC 9110, 5.5).
    headers: tuple[tuple[str, str], ...]
    #: The exact bytes as received, still encoded.
    body: bytes = field(repr=False)
    #: The IP address that answered.
    address: str

    def content(self) -> bytes:
        """Returns the body without its content encodings, inflated at each call to save memory."""
        return inflate(self.body, self.header("content-encoding")) if self.body else b""

    def header(self, name: str) -> str | None:
        """Returns all values of a header joined by commas (RFC 9110, 5.3), or None if it is absent."""
        return ", ".join(self.all(name)) or None

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name.lower()]


def redirect_target(response: Response) -> str | None:
    """Returns the absolute URL of Location without its fragment, or None. Raises Reject if it is invalid."""
    if not (location := response.all("location")):
        return None
    try:
        url = safe_url_string(urljoin(response.url, _text(location[0])))
    except ValueError as error:
        raise Reject(RejectReason.INVALID_URL, f"Location {redacted_start(location[0], 200)!a}: {error}") from error
    return urldefrag(url).url


def _text(value: str) -> str:
    """Returns a header as UTF-8 if possible. Headers are read as ISO 8859-1, but letters in Location are UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def retry_after(response: Response, now: datetime) -> int | None:
    """Returns the seconds of Retry-After (RFC 9110, 10.2.3), at most a day, or None if absent or invalid."""
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
