"""Normalises URLs and derives article ids from them, so that one page has one identity."""

import re
from functools import lru_cache
from hashlib import sha256
from urllib.parse import SplitResult, urlsplit

from w3lib.url import canonicalize_url

from copydesk.errors import Reject, RejectReason
from copydesk.model import Source
from copydesk.web.canonical import is_script, is_short_link, keeps_page, names_article, path_names_page
from copydesk.web.domains import LONGEST_HOST, registrable_domain
from copydesk.web.redaction import redacted_start

#: The longest URL. Real ones are shorter, and each parser below reads a URL several times.
MAX_URL_LENGTH = 8_192

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*|[0-9a-f]*+:[0-9a-f:.]+")

#: Parameters for arrival tracking and sessions, which never identify a page. A prefix is listed whole if it belongs to
#: a vendor (Google, Matomo, HubSpot, Yahoo). For other vendors the documented names are listed (Piano Analytics,
#: comScore, Mailchimp, Mapp), because sites use the same prefixes for ids.
_TRACKING = re.compile(
    r"(utm_|guce_|mtm_|_hs).*"
    r"|at_(bbc_team|campaign(_group|_type)?|creation|custom\d|format|link(_id|_origin|_type)?|medium|platform"
    r"|ptr_(name|type)|recipient_(id|list)|send_(date|time)|variant)"
    r"|ns_(campaign|fee|linkname|mchannel|source)|mc_(cid|eid|tc)|wt[._]z?mc.*"
    r"|_ga|_gl|cmpid|dclid|dicbo|fbclid|gbraid|gclid|gclsrc|guccounter|icid|igsh|igshid|mkt_tok|msclkid|ocid|pk_campaign"
    r"|pk_kwd|ref_src|s_cid|smid|smtyp|spm|srsltid|ttclid|twclid|vero_id|wbraid|yclid|__twitter_impression"
    r"|aspsessionid\w*|cfid|cftoken|chash|jsessionid|oscsid|phpsessid|session_?id|zenid",
    re.IGNORECASE,
)
#: Parameters that most sites use for arrival tracking, and some sites to identify the page.
_ARRIVAL = re.compile(
    r"cmp|from|gi|iref|ito|maca|mod|oref|partner|ref|referer|referrer|share|source|src|srcref|(at|ns|wt)[._].*",
    re.IGNORECASE,
)
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_FLAG = re.compile(r"amp(=(1|true)?)?|(outputtype|output)=amp|sid=[0-9a-f]{32}", re.IGNORECASE)
_AMP_PATH = re.compile(r"(?<=[^/])/amp/?$|\.amp(?=(\.html?)?$)")
#: Parts of a path after which `amp` is an ordinary name.
_LISTING = re.compile(
    r"/(tags?|topics?|themen?|categor(y|ies)|kategorie|labels?|keywords?|search|authors?|users?|glossary|wiki|brands?"
    r"|compan(y|ies)|products?|stocks?|quotes?|symbols?|instruments?)/amp/?$",
    re.IGNORECASE,
)
#: Fragments that a page's script resolves to different articles. Other fragments are places on one page.
_ROUTE = re.compile(r"(?:!/?|/)[^/].*")
_INDEX = re.compile(r"/(index|default)\.(s?html?|php\d?|aspx?|jsp|cfm)$", re.IGNORECASE)
_SERVED_AS = frozenset({"amp", "m", "mobile", "www"})


#: Characters that URL parsers drop (URL standard, 4.4), and percent signs that escape nothing: `%4%41` is no `%4A`.
_UNSEEN = dict.fromkeys(map(ord, "\t\r\n"))
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")


def normalize_url(url: str) -> str:
    """Returns the one spelling of a page's address, which can still be fetched. Raises Reject if it is invalid.

    >>> normalize_url("HTTP://Example.com:80/a/../story?b=2&utm_source=x&a=1#top")
    'http://example.com/story?a=1&b=2'
    >>> normalize_url("https://example.com/story/amp/?amp=1")
    'https://example.com/story'
    """
    parts = _canonical_parts(url)
    path = _SESSION.sub("", parts.path)
    path = path if _LISTING.search(path) else _AMP_PATH.sub("", path)
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_noise(pair))
    fragment = parts.fragment if _ROUTE.fullmatch(parts.fragment) else ""
    return parts._replace(netloc=_netloc(parts), path=path or "/", query=query, fragment=fragment).geturl()


def host_of(url: str) -> str:
    """Returns the host of a normalised URL, with its port if that is not the default.

    >>> host_of("https://example.com:8443/story")
    'example.com:8443'
    """
    return urlsplit(url).netloc


def site_of(url: str | None) -> str | None:
    """Returns the host of an address without its port, as articles name their site, or None if it is no web address.

    >>> site_of("HTTPS://News.Example.com:8443/story"), site_of("story")
    ('news.example.com', None)
    """
    try:
        return urlsplit(normalize_url(url)).hostname if url else None
    except Reject:
        return None


def article_id(*, canonical_url: str | None, url: str | None, source: Source) -> str:
    """Returns the id of an article, from its canonical URL if that identifies the page, else its URL, else its object.

    A short link follows its canonical URL, because extraction has tied the two together.
    """
    if url is None:
        declared = canonical_url if canonical_url and is_article_address(canonical_url) else None
        identity = _spelled(declared).geturl() if declared else f"s3://{source.bucket}/{source.key}"
    elif canonical_url is not None and is_identity(canonical_url, of=url, tied=True):
        identity = _spelled(canonical_url).geturl()
    else:
        identity = _spelled(url).geturl()
    return sha256(identity.encode()).hexdigest()[:32]


def is_identity(canonical_url: str, *, of: str, tied: bool = False) -> bool:
    """True if a canonical URL is the identity of the page at `of`. `tied` says that a short link belongs to it."""
    canonical, page = identity_of(canonical_url), identity_of(of)
    if canonical is None or page is None:
        return False
    if tied and is_short_link(page) and canonical.netloc == page.netloc:
        return canonical == page or names_article(canonical)
    return keeps_page(canonical, page)


def is_article_address(url: str) -> bool:
    """True if the address that a page without a URL declares has the form of an article's."""
    address = identity_of(url)
    return address is not None and names_article(address)


def identity_of(url: str | None) -> SplitResult | None:
    """Returns the one spelling of all addresses that serve a page, or None if the text is no web address.

    >>> identity_of("http://m.example.com/story;jsessionid=1A/?ref=home").geturl()
    '//example.com/story'
    """
    return _identity_of(url) if url and len(url) <= MAX_URL_LENGTH else None


@lru_cache(maxsize=256)
def _identity_of(url: str) -> SplitResult | None:
    try:
        return _spelled(url)
    except Reject:
        return None


def _spelled(url: str) -> SplitResult:
    """Removes scheme, "www.", "amp." and last slash, because one page is served with and without them."""
    parts = urlsplit(normalize_url(url))
    path = _INDEX.sub("", parts.path).rstrip("/")
    query = "&".join(pair for pair in parts.query.split("&") if not _is_arrival(pair, path))
    return parts._replace(scheme="", netloc=_host_served(parts), path=path, query=query)


def _host_served(parts: SplitResult) -> str:
    """Returns the host without labels for a device, such as `m`. The registered domain always stays."""
    host, site = parts.netloc, registrable_domain(parts.geturl()) or ""
    at = (parts.hostname or "").rfind(site)
    labels = [label for label in host[:at].split(".") if label not in _SERVED_AS]
    return ".".join(labels) + host[at:] if at > 0 else host


def _is_arrival(pair: str, path: str) -> bool:
    """True if a parameter only says how a reader came: its value has no digit, or the path identifies the page."""
    name, _, value = pair.partition("=")
    if not _ARRIVAL.fullmatch(name) or not path or is_script(path):
        return False
    return path_names_page(path) or not any(character.isdigit() for character in value)


def _canonical_parts(url: str) -> SplitResult:
    try:
        if len(url) > MAX_URL_LENGTH:
            raise ValueError(f"longer than {MAX_URL_LENGTH} characters")
        whole = _STRAY.sub("%25", url.strip().translate(_UNSEEN))
        parts = urlsplit(canonicalize_url(whole, keep_fragments=True))
        _check(parts)
    except ValueError as error:
        raise Reject(RejectReason.INVALID_URL, f"{_shown(url)}: {error}") from error
    return parts


def _check(parts: SplitResult) -> None:
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError("neither http nor https")
    if parts.username is not None or parts.password is not None:
        raise ValueError("carries credentials")
    host = (parts.hostname or "").rstrip(".")
    # Hosts are in keys of the tables, whose parts take 1 and 2 KB.
    if len(host) > LONGEST_HOST or not _HOST.fullmatch(host):
        raise ValueError("not a host name")


def _netloc(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{parts.port}"


def _is_noise(pair: str) -> bool:
    return bool(_TRACKING.fullmatch(pair.partition("=")[0])) or bool(_FLAG.fullmatch(pair))


def _shown(url: str) -> str:
    return ascii(redacted_start(url, 200))
