"""This module makes links absolute."""

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

_LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
#: Two fast paths cover most links: addresses that stay as they are, and paths that are appended to their host. Taking a
#: link apart and joining it again costs as much as all other work on a short paragraph.
_ABSOLUTE = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:/[\w.~/%+,-]*)?(?:\?[\w=&.%+-]+)?", re.ASCII)
_ROOTED = re.compile(r"(?:/[\w~%-][\w.~%-]*)+/?(?:\?[\w=&.%+-]+)?", re.ASCII)


def absolute_url(url: str | None, base_url: str | None) -> str | None:
    """Returns the absolute form of a link, or None if it is blank, malformed or of an unsafe scheme."""
    if not url or not url.strip():
        return None
    url = url.strip()
    origin = _origin(base_url or "")
    if origin is not None and _ABSOLUTE.fullmatch(url):
        return url
    if origin and _ROOTED.fullmatch(url):
        return f"{origin}{url}"
    try:
        joined = urljoin(base_url or "", url)
        scheme = urlsplit(joined).scheme
    except ValueError:
        return None
    return joined if scheme in _LINK_SCHEMES else None


@lru_cache(maxsize=16)
def _origin(base_url: str) -> str | None:
    """Returns scheme and host of a page's address: empty for no address, None if it is not http or https."""
    try:
        joined = urljoin(base_url, "/")
        parts = urlsplit(joined)
    except ValueError:
        return None
    if not base_url:
        return ""
    return joined.removesuffix("/") if parts.scheme in ("http", "https") and parts.netloc else None
