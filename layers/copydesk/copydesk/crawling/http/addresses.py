"""Decides which addresses belong to the public internet, so that they may be requested.

The table is our own, because `ipaddress.is_global` changes between Python releases and calls multicast, site-local and
6to4 addresses global. Source: the IANA special-purpose address registries (RFC 6890), as of 2026-11.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

_SPECIAL = """
0.0.0.0/8           this network            RFC 791
10.0.0.0/8          private                 RFC 1918
100.64.0.0/10       carrier-grade NAT       RFC 6598
127.0.0.0/8         loopback                RFC 1122
169.254.0.0/16      link-local              RFC 3927
172.16.0.0/12       private                 RFC 1918
192.0.0.0/24        protocol assignments    RFC 6890
192.0.2.0/24        documentation           RFC 5737
192.31.196.0/24     AS112                   RFC 7535
192.52.193.0/24     AMT                     RFC 7450
192.88.99.0/24      6to4 relay              RFC 7526
192.168.0.0/16      private                 RFC 1918
192.175.48.0/24     AS112                   RFC 7534
198.18.0.0/15       benchmarking            RFC 2544
198.51.100.0/24     documentation           RFC 5737
203.0.113.0/24      documentation           RFC 5737
224.0.0.0/4         multicast               RFC 5771
255.255.255.255/32  broadcast               RFC 919
240.0.0.0/4         reserved                RFC 1112
::/128              unspecified             RFC 4291
::1/128             loopback                RFC 4291
::/96               IPv4-compatible         RFC 4291
::ffff:0:0:0/96     IPv4-translated         RFC 2765
64:ff9b:1::/48      local-use NAT64         RFC 8215
100::/64            discard-only            RFC 6666
100:0:0:1::/64      dummy prefix            RFC 9780
2001::/32           Teredo                  RFC 4380
2001:2::/48         benchmarking            RFC 5180
2001::/23           protocol assignments    RFC 2928
2001:db8::/32       documentation           RFC 3849
2002::/16           6to4                    RFC 3056
2620:4f:8000::/48   AS112                   RFC 7534
3fff::/20           documentation           RFC 9637
5f00::/16           SRv6 segments           RFC 9602
fc00::/7            unique-local            RFC 4193
fe80::/10           link-local              RFC 4291
fec0::/10           site-local              RFC 3879
ff00::/8            multicast               RFC 4291
"""
_FORBIDDEN = [(ip_network(line.split()[0]), " ".join(line.split()[1:])) for line in _SPECIAL.split("\n") if line]
#: All addresses allotted for global unicast (RFC 4291, 2.4; RFC 3513). The rest of IPv6 is not assigned yet.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
#: IPv6 forms in which a router reaches the IPv4 address in the last 32 bits: RFC 4291 2.5.5.2, RFC 6052.
_CARRIERS = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))


def why_forbidden(address: Address, allowed: Iterable[Network] = ()) -> str | None:
    """Returns why an address may not be requested, or None. IPv4 inside IPv6 is judged as IPv4.

    >>> why_forbidden(IPv4Address("169.254.169.254"))
    '169.254.169.254 is link-local (RFC 3927)'
    >>> why_forbidden(IPv6Address("64:ff9b::a00:1"))
    '10.0.0.1 is private (RFC 1918)'
    >>> why_forbidden(IPv6Address("64:ff9b::808:808"))
    """
    meant = carried(address) or address
    if is_within(meant, allowed):
        return None
    for network, label in _FORBIDDEN:
        if meant in network:
            kind, _, number = label.partition(" RFC ")
            return f"{meant} is {kind} (RFC {number})"
    if isinstance(meant, IPv6Address) and meant not in _GLOBAL_UNICAST:
        return f"{meant} is not global unicast (RFC 4291)"
    return None


def is_within(address: Address, networks: Iterable[Network]) -> bool:
    return any((carried(address) or address) in network for network in networks)


def carried(address: Address) -> IPv4Address | None:
    """Returns the IPv4 address inside a mapped or NAT64 address, or None.

    >>> carried(IPv6Address("::ffff:127.0.0.1"))
    IPv4Address('127.0.0.1')
    """
    if any(address in network for network in _CARRIERS):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None
