"""Finds the site that a host belongs to."""

from functools import cache, lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

#: The longest name of a host (RFC 1035, 2.3.4). Longer ones are not cached.
_LONGEST_HOST = 255


def registrable_domain(url: str) -> str | None:
    """Returns the part of the host that its owner registered. Pages with the same one may speak for each other.

    An IP address, or a host that is itself a public suffix, is its own domain. Returns None if there is no host.

    >>> registrable_domain("https://news.bbc.co.uk/story")
    'bbc.co.uk'
    >>> registrable_domain("https://alice.github.io/"), registrable_domain("https://bob.github.io/")
    ('alice.github.io', 'bob.github.io')
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return None
    return (_kept(host) if len(host) <= _LONGEST_HOST else _registered(host)) if host else None


def _registered(host: str) -> str:
    return host if _is_address(host) else _public_suffixes().privatesuffix(host) or host


_kept = lru_cache(maxsize=1024)(_registered)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@cache
def _public_suffixes() -> PublicSuffixList:
    return PublicSuffixList()
