"""Hostile URLs, names and servers are refused. Each line is one attack and its refusal."""

import gzip
import ssl
import time
import zlib
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from ipaddress import ip_network
from itertools import product
from pathlib import Path

import brotli
import pytest
import zstandard

from copydesk.crawling.http.client import SafeClient
from copydesk.crawling.http.failures import FailureKind, Unreachable
from copydesk.crawling.http.limits import Limits
from copydesk.crawling.http.streams import verified_tls
from copydesk.errors import Reject, RejectReason
from tests.sites.behaviours import answer, drips, endless, full_backlog, refused_port, resets, says, stalls
from tests.sites.certificates import self_signed, serving, trusting
from tests.sites.server import Behaviour, Server

LOOPBACK = (ip_network("127.0.0.0/8"),)
LIMITS = Limits(
    connect_seconds=0.3,
    total_seconds=0.4,
    header_bytes=16 * 1024,
    body_bytes=100_000,
    chunks=999,
    inflated_bytes=3_000_000,
)
#: The seconds beyond a deadline that a slow machine may take, and the seconds of a late answer.
SLACK, LATE = 5, 60

FORBIDDEN = RejectReason.FORBIDDEN_ADDRESS
INVALID = RejectReason.INVALID_URL
BROKEN = RejectReason.BROKEN_RESPONSE
LARGE = RejectReason.TOO_LARGE
GARBLED = RejectReason.BROKEN_ENCODING
UNVERIFIED = RejectReason.UNVERIFIED_TLS

type Refusal = RejectReason | FailureKind


@cache
def verified() -> ssl.SSLContext:
    return verified_tls()


def asking(port: int, tls: ssl.SSLContext | None = None) -> SafeClient:
    """Returns a client that may use a server of the tests."""
    return SafeClient("Copydesk", LIMITS, allowed=LOOPBACK, allowed_ports=[port], tls=tls or verified())


def refusal(client: SafeClient, url: str) -> Refusal:
    """Returns why the client refused a URL or could not get it."""
    try:
        response = client.get(url)
    except Reject as reject:
        return reject.reason
    except Unreachable as failure:
        return failure.kind
    raise AssertionError(f"got {response}")


def unresolvable(host: str) -> list[str]:
    raise AssertionError(f"{host} was looked up")


URLS: list[tuple[str, str, Refusal]] = [
    ("nothing", "", INVALID),
    ("a path", "/story", INVALID),
    ("a file", "file:///etc/passwd", INVALID),
    ("another protocol", "gopher://news.example.com/", INVALID),
    ("a script", "javascript:alert(1)", INVALID),
    ("no host", "http:///story", INVALID),
    ("no slashes", "http:127.0.0.1", INVALID),
    ("only a port", "http://:80/", INVALID),
    ("user and password", "http://user:secret@news.site.org/", INVALID),
    ("an empty user", "http://@news.site.org/", INVALID),
    ("a backslash before the real host", "http://news.site.org\\@127.0.0.1/", INVALID),
    ("a backslash in the host", "http://127.0.0.1\\.news.site.org/", INVALID),
    ("a line break", "http://news.site.org/\r\nHost: 127.0.0.1", INVALID),
    ("a tab in the host", "http://127.0\t.0.1/", INVALID),
    ("a NUL", "http://news.site.org\x00.evil.org/", INVALID),
    ("a space in the host", "http://127.0.0.1 news.site.org/", INVALID),
    ("an empty label", "http://news..site.org/", INVALID),
    ("two dots at the end", "http://news.site.org../", INVALID),
    ("a label of 64 letters", f"http://{'a' * 64}.org/", INVALID),
    ("a name of 300 letters", f"http://{'a.' * 150}org/", INVALID),
    ("a URL of 9,000 letters", f"http://news.site.org/{'a' * 9000}", INVALID),
    ("a lone surrogate", "http://news.site.org/\ud800", INVALID),
    ("a lone surrogate in the host", "http://\ud800.org/", INVALID),
    ("a fullwidth slash in the host", "http://127.0.0.1\uff0fnews.site.org/", INVALID),
    ("an open bracket", "http://[::1", INVALID),
    ("a name in brackets", "http://[news.site.org]/", INVALID),
    ("a future address", "http://[v1.site]/", INVALID),
    ("a word for a port", "http://news.site.org:http/", INVALID),
    ("a port out of range", "http://news.site.org:65616/", INVALID),
    ("a percent-encoded name", "http://news%2esite.org/", INVALID),
    ("port 22", "http://news.site.org:22/", FORBIDDEN),
    ("port 0", "http://news.site.org:0/", FORBIDDEN),
    ("port 6379 behind TLS", "https://news.site.org:6379/", FORBIDDEN),
    ("loopback", "http://127.0.0.1/", FORBIDDEN),
    ("all of 127/8", "http://127.8.8.8/", FORBIDDEN),
    ("the cloud's metadata", "http://169.254.169.254/latest/meta-data/", FORBIDDEN),
    ("private 10/8", "http://10.0.0.1/", FORBIDDEN),
    ("private 172.16/12", "http://172.31.255.255/", FORBIDDEN),
    ("private 192.168/16", "http://192.168.0.1/", FORBIDDEN),
    ("carrier-grade NAT", "http://100.64.0.1/", FORBIDDEN),
    ("unspecified", "http://0.0.0.0/", FORBIDDEN),
    ("this network", "http://0.1.2.3/", FORBIDDEN),
    ("broadcast", "http://255.255.255.255/", FORBIDDEN),
    ("multicast", "http://224.0.0.1/", FORBIDDEN),
    ("reserved", "http://240.0.0.1/", FORBIDDEN),
    ("documentation", "http://203.0.113.7/", FORBIDDEN),
    ("benchmarking", "http://198.19.0.1/", FORBIDDEN),
    ("an address with a dot after it", "http://127.0.0.1./", FORBIDDEN),
    ("a decimal number", "http://2130706433/", FORBIDDEN),
    ("a decimal number of a public address", "http://134744072/", FORBIDDEN),
    ("octal", "http://0177.0.0.1/", FORBIDDEN),
    ("octal in one number", "http://017700000001/", FORBIDDEN),
    ("zeros before", "http://127.000.000.001/", FORBIDDEN),
    ("hexadecimal", "http://0x7f.0.0.1/", FORBIDDEN),
    ("hexadecimal in one number", "http://0x7F000001/", FORBIDDEN),
    ("only 0x", "http://0x/", FORBIDDEN),
    ("two parts", "http://127.1/", FORBIDDEN),
    ("three parts", "http://127.0.1/", FORBIDDEN),
    ("five parts", "http://127.0.0.1.1/", FORBIDDEN),
    ("a part over 255", "http://127.0.0.257/", FORBIDDEN),
    ("a name that ends in a number", "http://news.site.1/", FORBIDDEN),
    ("fullwidth digits", "http://１２７.０.０.１/", FORBIDDEN),
    ("ideographic full stops", "http://127。0。0。1/", FORBIDDEN),
    ("circled digits", "http://①②⑦.⓪.⓪.①/", FORBIDDEN),
    ("a soft hyphen", "http://12\u00ad7.0.0.1/", FORBIDDEN),
    ("percent-encoded digits", "http://%31%32%37.0.0.1/", FORBIDDEN),
    ("a percent-encoded last digit", "http://127.0.0.%31/", FORBIDDEN),
    ("IPv6 loopback", "http://[::1]/", FORBIDDEN),
    ("IPv6 loopback in full", "http://[0:0:0:0:0:0:0:1]/", FORBIDDEN),
    ("IPv6 unspecified", "http://[::]/", FORBIDDEN),
    ("IPv6 link-local", "http://[fe80::1]/", FORBIDDEN),
    ("a zone", "http://[fe80::1%25eth0]/", FORBIDDEN),
    ("a zone on a public address", "http://[2600::1%251]/", FORBIDDEN),
    ("unique-local", "http://[fd00:ec2::254]/", FORBIDDEN),
    ("site-local", "http://[fec0::1]/", FORBIDDEN),
    ("IPv6 multicast", "http://[ff02::1]/", FORBIDDEN),
    ("IPv6 documentation", "http://[2001:db8::1]/", FORBIDDEN),
    ("the newer IPv6 documentation", "http://[3fff::1]/", FORBIDDEN),
    ("not yet allotted", "http://[4000::1]/", FORBIDDEN),
    ("IPv4-mapped", "http://[::ffff:127.0.0.1]/", FORBIDDEN),
    ("IPv4-mapped in hexadecimal", "http://[::ffff:7f00:1]/", FORBIDDEN),
    ("IPv4-mapped of a public address", "http://[::ffff:8.8.8.8]/", FORBIDDEN),
    ("IPv4-compatible", "http://[::127.0.0.1]/", FORBIDDEN),
    ("IPv4-translated", "http://[::ffff:0:127.0.0.1]/", FORBIDDEN),
    ("NAT64", "http://[64:ff9b::127.0.0.1]/", FORBIDDEN),
    ("local NAT64", "http://[64:ff9b:1::10.0.0.1]/", FORBIDDEN),
    ("6to4", "http://[2002:7f00:1::]/", FORBIDDEN),
    ("Teredo", "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/", FORBIDDEN),
    ("localhost", "http://localhost/", FORBIDDEN),
    ("LOCALHOST with a dot", "http://LOCALHOST./", FORBIDDEN),
    ("under localhost", "http://news.localhost/", FORBIDDEN),
    ("under local", "http://printer.local/", FORBIDDEN),
    ("under internal", "http://metadata.google.internal/", FORBIDDEN),
    ("one label", "http://intranet/", FORBIDDEN),
    ("one label in fullwidth", "http://ｌｏｃａｌｈｏｓｔ/", FORBIDDEN),
]


@pytest.mark.parametrize(("url", "refused"), [pytest.param(url, why, id=name) for name, url, why in URLS])
def test_a_hostile_url_is_refused_before_anyone_is_asked(url: str, refused: Refusal) -> None:
    client = SafeClient("Copydesk", LIMITS, resolve=unresolvable, tls=verified())
    assert refusal(client, url) == refused


def failing(error: Exception) -> Callable[[str], list[str]]:
    def resolve(host: str) -> list[str]:
        raise error

    return resolve


def hanging(host: str) -> list[str]:
    time.sleep(LATE)
    return ["8.8.8.8"]


def found(*addresses: str) -> Callable[[str], list[str]]:
    return {"news.site.org": list(addresses)}.__getitem__


NAMES: list[tuple[str, Callable[[str], list[str]], Refusal]] = [
    ("to loopback", found("127.0.0.1"), FORBIDDEN),
    ("to the cloud's metadata", found("169.254.169.254"), FORBIDDEN),
    ("to a public and a private address", found("8.8.8.8", "10.0.0.1"), FORBIDDEN),
    ("to a public IPv4 and a private IPv6 address", found("8.8.8.8", "fd00::1"), FORBIDDEN),
    ("to an IPv4-mapped address", found("::ffff:127.0.0.1"), FORBIDDEN),
    ("to a NAT64 address of a private one", found("64:ff9b::a00:1"), FORBIDDEN),
    ("to a link-local address with its zone", found("fe80::1%eth0"), FORBIDDEN),
    ("to no address", found(), FailureKind.DNS_FAILURE),
    ("to nonsense", found("nonsense"), FailureKind.DNS_FAILURE),
    ("to an error", failing(OSError("no such name")), FailureKind.DNS_FAILURE),
    ("to nothing in time", hanging, FailureKind.DNS_FAILURE),
]


@pytest.mark.parametrize(
    ("resolve", "refused"), [pytest.param(resolve, why, id=f"resolves {name}") for name, resolve, why in NAMES]
)
def test_a_hostile_name_is_refused_whole(resolve: Callable[[str], list[str]], refused: Refusal) -> None:
    started = time.monotonic()
    assert refusal(SafeClient("Copydesk", LIMITS, resolve=resolve, tls=verified()), "http://news.site.org/") == refused
    assert time.monotonic() - started < LIMITS.connect_seconds + SLACK


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
ZEROS = b"\0" * 2_000_000
BOMB = b"\0" * 5_000_000
#: Copies of the noise are within gzip's window. They shrink 70-fold, as pages do.
NOISE = b"".join(sha256(n.to_bytes(2)).digest() for n in range(625))


def encoded(name: str, body: bytes) -> Behaviour:
    return answer(body, headers={"Content-Encoding": name})


def brotlied(content: bytes) -> bytes:
    # The default is the best quality, which takes seconds.
    return bytes(brotli.compress(content, quality=5))


def zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(content)


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotlied,
    "zstd": zstd,
}
PAGE = b"<p>one page</p>" * 99

RESPONSES: list[tuple[str, Behaviour, Refusal]] = [
    ("silence", stalls(), FailureKind.TIMED_OUT),
    ("a late answer", says(OK + b"\r\n", after=LATE), FailureKind.TIMED_OUT),
    ("silence in the header", stalls(OK + b"Server: x\r\n"), FailureKind.TIMED_OUT),
    ("silence in the body", stalls(OK + b"Content-Length: 9\r\n\r\n<p>"), FailureKind.TIMED_OUT),
    ("silence in a chunk", stalls(CHUNKED + b"9\r\n<p>"), FailureKind.TIMED_OUT),
    ("a header byte by byte", drips(OK, b"X: y\r\n", every=0.02), FailureKind.TIMED_OUT),
    ("a body byte by byte", drips(OK + b"\r\n", b"<p>", every=0.02), FailureKind.TIMED_OUT),
    ("a body of chunks, byte by byte", drips(CHUNKED, b"1\r\nx\r\n", every=0.02), FailureKind.TIMED_OUT),
    ("trailers byte by byte", drips(CHUNKED + b"0\r\n", b"X: y\r\n", every=0.02), FailureKind.TIMED_OUT),
    ("interim responses, one by one", drips(b"", b"HTTP/1.1 100 C\r\n\r\n", every=0.005), FailureKind.TIMED_OUT),
    ("endless header lines", endless(OK, b"X: y\r\n" * 99), LARGE),
    ("an endless header line", endless(OK + b"X: ", b"y" * 999), LARGE),
    ("an endless header name", endless(OK, b"X" * 999), LARGE),
    ("an endless reason phrase", endless(b"HTTP/1.1 200 ", b"OK " * 99), LARGE),
    ("endless interim responses", endless(b"", b"HTTP/1.1 103 Early\r\nLink: </x>\r\n\r\n"), LARGE),
    ("a header a byte too large", says(OK + b"X: " + b"y" * 16_364 + b"\r\n\r\n"), LARGE),
    ("an endless body", endless(OK + b"\r\n", b"<p>" * 999), LARGE),
    ("endless chunks", endless(CHUNKED, b"3e7\r\n" + b"x" * 999 + b"\r\n"), LARGE),
    ("a thousand chunks of one byte", says(CHUNKED + b"1\r\nx\r\n" * 1_000 + b"0\r\n\r\n"), LARGE),
    ("an endless chunk extension", endless(CHUNKED + b"1;x=", b"y" * 999), LARGE),
    ("endless trailers", endless(CHUNKED + b"0\r\n", b"X: y\r\n" * 99), LARGE),
    ("a declared length over the limit", stalls(OK + b"Content-Length: 100001\r\n\r\n"), LARGE),
    ("a body a byte too large", says(OK + b"\r\n" + b"x" * 100_001), LARGE),
    ("two lengths", says(OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"), BROKEN),
    ("two lengths in one line", says(OK + b"Content-Length: 3, 4\r\n\r\nabcd"), BROKEN),
    ("a negative length", says(OK + b"Content-Length: -1\r\n\r\n"), BROKEN),
    ("a length in words", says(OK + b"Content-Length: many\r\n\r\n"), BROKEN),
    ("a length of 5,000 digits", says(OK + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n"), BROKEN),
    ("garbage", says(b"\x16\x03\x01 garbage\r\n\r\n"), BROKEN),
    ("HTTP/0.9", says(b"<html>only a page"), BROKEN),
    ("another protocol", says(b"SSH-2.0-OpenSSH_9.9\r\n"), BROKEN),
    ("an audio stream", says(b"ICY 200 OK\r\n\r\n"), BROKEN),
    ("HTTP/2", says(b"HTTP/2 200\r\n\r\n"), BROKEN),
    ("a status of two digits", says(b"HTTP/1.1 20 OK\r\n\r\n"), BROKEN),
    ("a status of 000", says(b"HTTP/1.1 000 OK\r\n\r\n"), BROKEN),
    ("a switch of protocols", says(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"), BROKEN),
    ("a header without a colon", says(OK + b"no colon\r\n\r\n"), BROKEN),
    ("a header with a NUL", says(OK + b"X: \0\r\n\r\n"), BROKEN),
    ("a space before the colon", says(OK + b"Content-Length : 3\r\n\r\nabc"), BROKEN),
    ("a folded first line", says(OK + b" folded\r\n\r\n"), BROKEN),
    ("an unknown transfer coding", says(OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), BROKEN),
    ("a chunk size in words", says(CHUNKED + b"many\r\nx\r\n0\r\n\r\n"), BROKEN),
    ("a negative chunk size", says(CHUNKED + b"-1\r\nx\r\n0\r\n\r\n"), BROKEN),
    ("a chunk size of 30 digits", says(CHUNKED + b"f" * 30 + b"\r\nx"), BROKEN),
    ("a chunk longer than its size", says(CHUNKED + b"1\r\nxyz\r\n0\r\n\r\n"), BROKEN),
    ("garbage for trailers", says(CHUNKED + b"0\r\nno colon\r\n\r\n"), BROKEN),
    ("a close without a word", says(b""), FailureKind.CUT_SHORT),
    ("a close in the status line", says(b"HTT"), FailureKind.CUT_SHORT),
    ("a close in the header", says(OK + b"Content-"), FailureKind.CUT_SHORT),
    ("a close after an interim response", says(b"HTTP/1.1 100 Continue\r\n\r\n"), FailureKind.CUT_SHORT),
    ("a body shorter than its length", says(OK + b"Content-Length: 9\r\n\r\n<p>"), FailureKind.CUT_SHORT),
    ("a close in a chunk", says(CHUNKED + b"9\r\n<p>"), FailureKind.CUT_SHORT),
    ("no last chunk", says(CHUNKED + b"3\r\n<p>\r\n"), FailureKind.CUT_SHORT),
    ("a reset before the answer", resets(), FailureKind.RESET),
    ("a reset in the header", resets(OK), FailureKind.RESET),
    ("a reset in the body", resets(OK + b"Content-Length: 9\r\n\r\n<p>"), FailureKind.RESET),
    ("a reset where the close ends the body", resets(OK + b"\r\n<p>"), FailureKind.RESET),
    *((f"{name}: a bomb", encoded(name, code(BOMB)), LARGE) for name, code in ENCODERS.items()),
    *((f"{name}: a ratio over 200", encoded(name, code(ZEROS)), LARGE) for name, code in ENCODERS.items()),
    *((f"{name}: cut", encoded(name, code(PAGE)[:-9]), GARBLED) for name, code in ENCODERS.items()),
    *(
        (f"{outer} in {inner}: a bomb", encoded(f"{inner}, {outer}", encode(code(BOMB))), LARGE)
        for (inner, code), (outer, encode) in product(ENCODERS.items(), ENCODERS.items())
    ),
    ("too much of a likely ratio", encoded("gzip", gzip.compress(NOISE * 160)), LARGE),
    ("a bomb of gzip that is not declared", answer(gzip.compress(BOMB)), LARGE),
    ("ten encodings", encoded(", ".join(["gzip"] * 10), gzip.compress(PAGE)), RejectReason.UNSUPPORTED_ENCODING),
    ("an unknown encoding", encoded("compress", b"\x1f\x9d"), RejectReason.UNSUPPORTED_ENCODING),
]


@pytest.mark.parametrize(("behave", "refused"), [pytest.param(play, why, id=name) for name, play, why in RESPONSES])
def test_a_hostile_response_is_refused_in_time(behave: Behaviour, refused: Refusal) -> None:
    with Server(behave) as server:
        client = asking(server.port)
        started = time.monotonic()
        assert refusal(client, server.url()) == refused
        assert time.monotonic() - started < LIMITS.total_seconds + SLACK


def test_a_host_that_takes_no_connection_is_given_up() -> None:
    with full_backlog() as port:
        client = asking(port)
        started = time.monotonic()
        assert refusal(client, f"http://127.0.0.1:{port}/") is FailureKind.CONNECT_TIMEOUT
        assert time.monotonic() - started < LIMITS.connect_seconds + SLACK


def test_no_step_has_longer_than_the_whole() -> None:
    limits = Limits(connect_seconds=LATE, total_seconds=0.3)
    with full_backlog() as port:
        client = SafeClient("Copydesk", limits, allowed=LOOPBACK, allowed_ports=[port], tls=verified())
        started = time.monotonic()
        assert refusal(client, f"http://127.0.0.1:{port}/") is FailureKind.CONNECT_TIMEOUT
        assert time.monotonic() - started < limits.total_seconds + SLACK


def test_a_port_without_a_listener_refuses() -> None:
    client = asking(port := refused_port())
    assert refusal(client, f"http://127.0.0.1:{port}/") is FailureKind.CONNECT_REFUSED


@pytest.mark.parametrize(
    ("name", "days", "trusted", "refused"),
    [
        pytest.param("127.0.0.1", 1, False, UNVERIFIED, id="a certificate that nobody vouches for"),
        pytest.param("127.0.0.2", 1, True, UNVERIFIED, id="another host's certificate"),
        pytest.param("127.0.0.1", -1, True, UNVERIFIED, id="a certificate of yesterday"),
    ],
)
def test_tls_that_proves_nothing_is_refused(
    tmp_path: Path, name: str, days: int, trusted: bool, refused: Refusal
) -> None:
    certificate = self_signed(tmp_path, name, days=days)
    with Server(answer(b"<p>"), tls=serving(certificate)) as server:
        client = asking(server.port, trusting(certificate) if trusted else None)
        assert refusal(client, server.url()) is refused
        assert not server.requests


@pytest.mark.parametrize(
    ("behave", "refused"),
    [
        pytest.param(says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), UNVERIFIED, id="plain HTTP"),
        pytest.param(stalls(), FailureKind.TIMED_OUT, id="silence"),
        pytest.param(drips(b"\x16\x03\x03\x40\x00", b"\0", every=0.02), FailureKind.TIMED_OUT, id="byte by byte"),
        pytest.param(says(b""), FailureKind.RESET, id="a close"),
        pytest.param(resets(), FailureKind.RESET, id="a reset"),
    ],
)
def test_a_handshake_that_fails_ends_in_time(behave: Behaviour, refused: Refusal) -> None:
    with Server(behave) as server:
        client = asking(server.port)
        started = time.monotonic()
        assert refusal(client, server.url().replace("http:", "https:")) is refused
        assert time.monotonic() - started < LIMITS.total_seconds + SLACK
