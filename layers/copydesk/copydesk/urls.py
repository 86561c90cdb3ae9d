"""URLs as identity: one spelling for one page."""

import re
from hashlib import sha256
from urllib.parse import SplitResult, urlsplit

from w3lib.url import canonicalize_url

from copydesk.domains import registrable_domain
from copydesk.errors import Reject, RejectReason
from copydesk.model import Source
from copydesk.redaction import redacted_start

#: Nothing real is longer, and every parser below reads a URL several times.
MAX_URL_LENGTH = 8_192

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*|[0-9a-f]*+:[0-9a-f:.]+")

#: Parameters that say how a reader arrived, never which page is meant.
_TRACKING = re.compile(
    r"(utm_|at_|ns_|guce_|mc_|_hs|mtm_|wt[._]).*"
    r"|_ga|_gl|cmpid|dclid|fbclid|gbraid|gclid|gclsrc|guccounter|icid|igsh|igshid|ito|mkt_tok|msclkid|ocid|pk_campaign"
    r"|pk_kwd|ref_src|s_cid|smid|smtyp|spm|ttclid|twclid|vero_id|wbraid|yclid|__twitter_impression",
    re.IGNORECASE,
)
_AMP_FLAGS = frozenset({"amp", "amp=", "amp=1", "amp=true", "outputtype=amp", "output=amp"})
_AMP_PATH = re.compile(r"/amp/?$|\.amp(?=(\.html?)?$)")
_AMP_HOST = re.compile(r"^(www|amp)\.(?=[^.]+\.)")


def normalize_url(url: str) -> str:
    """The one spelling of a page's address, still good to fetch.

    >>> normalize_url("HTTP://Example.com:80/a/../story?b=2&utm_source=x&a=1#top")
    'http://example.com/story?a=1&b=2'
    >>> normalize_url("https://example.com/story/amp/?amp=1")
    'https://example.com/story'
    """
    parts = _canonical_parts(url)
    path = _AMP_PATH.sub("", parts.path) or "/"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_noise(pair))
    return parts._replace(netloc=_netloc(parts), path=path, query=query).geturl()


def host_of(url: str) -> str:
    """The host that is asked for a normalised URL, with its port where that is not the default.

    >>> host_of("https://example.com:8443/story")
    'example.com:8443'
    """
    return urlsplit(url).netloc


def article_id(*, canonical_url: str | None, url: str | None, source: Source) -> str:
    """Who an article is: its canonical URL if its own site says so, else its URL, else the object it lies in."""
    identity = f"s3://{source.bucket}/{source.key}" if url is None else _page_identity(canonical_url, url)
    return sha256(identity.encode()).hexdigest()[:32]


def _page_identity(canonical_url: str | None, url: str) -> str:
    page = normalize_url(url)
    if canonical_url is not None:
        page = _within_site(canonical_url, of=page) or page
    parts = urlsplit(page)
    # One page is served with and without TLS, "www.", "amp." and a last slash; the URL itself keeps them.
    return parts._replace(scheme="", netloc=_AMP_HOST.sub("", parts.netloc), path=parts.path.rstrip("/")).geturl()


def _within_site(canonical_url: str, *, of: str) -> str | None:
    try:
        canonical = normalize_url(canonical_url)
    except Reject:
        return None
    return canonical if registrable_domain(canonical) == registrable_domain(of) else None


def _canonical_parts(url: str) -> SplitResult:
    try:
        if len(url) > MAX_URL_LENGTH:
            raise ValueError(f"longer than {MAX_URL_LENGTH} characters")
        parts = urlsplit(canonicalize_url(url.strip()))
        _check(parts)
    except ValueError as error:
        raise Reject(RejectReason.INVALID_URL, f"{_shown(url)}: {error}") from error
    return parts


def _check(parts: SplitResult) -> None:
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError("neither http nor https")
    if parts.username is not None or parts.password is not None:
        raise ValueError("carries credentials")
    if not _HOST.fullmatch((parts.hostname or "").rstrip(".")):
        raise ValueError("not a host name")


def _netloc(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{parts.port}"


def _is_noise(pair: str) -> bool:
    return bool(_TRACKING.fullmatch(pair.partition("=")[0])) or pair.lower() in _AMP_FLAGS


def _shown(url: str) -> str:
    return ascii(redacted_start(url, 200))
