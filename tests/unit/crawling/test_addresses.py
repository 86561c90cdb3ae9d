from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.crawling.http.addresses import carried, why_forbidden


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("0.255.255.255", "this network"),
        ("10.255.255.255", "private"),
        ("100.64.0.0", "carrier-grade NAT"),
        ("100.127.255.255", "carrier-grade NAT"),
        ("127.255.255.254", "loopback"),
        ("169.254.169.254", "link-local"),
        ("172.16.0.0", "private"),
        ("172.31.255.255", "private"),
        ("192.0.0.192", "protocol assignments"),
        ("192.0.2.1", "documentation"),
        ("192.88.99.1", "6to4 relay"),
        ("198.18.0.0", "benchmarking"),
        ("198.19.255.255", "benchmarking"),
        ("239.255.255.255", "multicast"),
        ("240.0.0.0", "reserved"),
        ("255.255.255.255", "broadcast"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::7f00:1", "IPv4-compatible"),
        ("::ffff:10.0.0.1", "private"),
        ("::ffff:0:8.8.8.8", "IPv4-translated"),
        ("64:ff9b::169.254.169.254", "link-local"),
        ("64:ff9b:1:ffff::1", "local-use NAT64"),
        ("100::1", "discard-only"),
        ("2001::1", "Teredo"),
        ("2001:2::1", "benchmarking"),
        ("2001:1ff::1", "protocol assignments"),
        ("2001:db8:ffff::1", "documentation"),
        ("2002:808:808::1", "6to4"),
        ("3fff:fff::1", "documentation"),
        ("4000::1", "not global unicast"),
        ("fdff::1", "unique-local"),
        ("febf::1", "link-local"),
        ("feff::1", "site-local"),
        ("ff0e::1", "multicast"),
    ],
)
def test_an_address_of_a_special_network_is_forbidden_by_its_name(address: str, why: str) -> None:
    assert why in (why_forbidden(ip_address(address)) or "")


@pytest.mark.parametrize(
    "address",
    [
        *("1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0"),
        *("169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0"),
        *("198.17.255.255", "198.20.0.0", "223.255.255.255", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"),
        *("2001:200::1", "2001:db7:ffff::1", "2001:db9::1", "2001:4860:4860::8888", "2003::1", "2600::1", "3ffe::1"),
    ],
)
def test_the_neighbours_of_special_networks_are_public(address: str) -> None:
    assert why_forbidden(ip_address(address)) is None


@given(st.ip_addresses())
def test_nothing_is_public_that_the_standard_library_calls_otherwise(address: IPv4Address | IPv6Address) -> None:
    otherwise = not address.is_global or address.is_multicast or address.is_reserved or address.is_link_local
    if otherwise and carried(address) is None:
        assert why_forbidden(address)


@given(st.ip_addresses(v=4))
def test_an_embedded_address_is_judged_as_itself(address: IPv4Address) -> None:
    for prefix in ("::ffff:", "64:ff9b::"):
        assert why_forbidden(IPv6Address(f"{prefix}{address}")) == why_forbidden(address)


def test_an_allowed_network_passes_in_each_form_and_no_other() -> None:
    allowed = (ip_network("127.0.0.0/28"), ip_network("::1/128"))
    passing = ("127.0.0.1", "::ffff:127.0.0.1", "::1")
    assert [address for address in passing if why_forbidden(ip_address(address), allowed)] == []
    assert why_forbidden(ip_address("127.0.0.16"), allowed)
