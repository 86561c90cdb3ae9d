"""Finds the site that a host belongs to."""

from functools import cache, lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

#: The longest name of DNS (RFC 1035). Longer hosts are not cached, as a page may name thousands of any length.
LONGEST_HOST = 253


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
    return (_domain_of(host) if len(host) <= LONGEST_HOST else _found_domain(host)) or None


def _found_domain(host: str) -> str:
    if not host or _is_address(host):
        return host
    return _public_suffixes().privatesuffix(host) or host


#: A page names a few hosts again and again: 60 times, where its links are compared with its own address.
_domain_of = lru_cache(maxsize=1024)(_found_domain)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@cache
def _public_suffixes() -> PublicSuffixList:
    return PublicSuffixList()
