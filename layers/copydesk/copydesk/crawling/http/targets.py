"""Parses a URL strictly, once, into the host to ask and the path to ask for."""

import re
import socket
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_address
from threading import BoundedSemaphore, Thread
from urllib.parse import SplitResult, unquote, urlsplit

from w3lib.url import safe_url_string

from copydesk.crawling.http.addresses import Address, Network, carried, is_within, why_forbidden
from copydesk.crawling.http.failures import FailureKind, Unreachable
from copydesk.crawling.http.limits import Deadline
from copydesk.errors import Reject, RejectReason
from copydesk.web.redaction import redacted_start
from copydesk.web.urls import MAX_URL_LENGTH

_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
#: RFC 1035, 2.3.4; underscores because names with them are served.
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
#: The URL standard's "ends in a number": such a host is read as an IPv4 address, or as nothing.
_NUMBER = re.compile(r"(^|\.)([0-9]+|0x[0-9a-f]*)$")
#: Names that no public server answers to: RFC 6761 and IANA's special-use domain names.
_LOCAL_NAME = re.compile(r"([^.]+|.*\.(localhost|local|internal|test|invalid|example|onion|alt|home\.arpa))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The host to ask, in lower-case ASCII, and the path to ask for, as the request line has it."""

    scheme: str
    host: str
    port: int
    path: str
    #: The address that the URL names by itself: no name to resolve.
    address: Address | None

    @property
    def authority(self) -> str:
        """The Host header (RFC 9110, 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_local_name(self) -> bool:
        return self.address is None and _LOCAL_NAME.fullmatch(self.host) is not None


def parse_target(url: str, *, ports: Collection[int]) -> Target:
    """The target of a URL; raises Reject: not a URL of a page, or not a host or port that may be asked.

    >>> parse_target("http://Example.com/a b", ports=(80, 443)).path
    '/a%20b'
    """
    try:
        parts, request = _split(url)
        port = parts.port if parts.port is not None else _DEFAULT_PORTS[parts.scheme]
        host, address = _host(parts.hostname or "")
    except ValueError as error:
        raise Reject(RejectReason.INVALID_URL, f"{redacted_start(url, 200)!a}: {error}") from error
    if port not in ports:
        raise _forbidden(url, f"port {port}")
    path = (request.path or "/") + (f"?{request.query}" if request.query else "")
    return Target(scheme=parts.scheme, host=host, port=port, path=path, address=address)


def _split(url: str) -> tuple[SplitResult, SplitResult]:
    """The URL as it stands, for its authority; and percent-encoded, for the request line."""
    if len(url) > MAX_URL_LENGTH:
        raise ValueError(f"longer than {MAX_URL_LENGTH} characters")
    if _CONTROL.search(url):
        raise ValueError("has control characters")
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError("neither http nor https")
    if "@" in parts.netloc:
        raise ValueError("carries credentials")
    if "[" in parts.netloc and ":" not in (parts.hostname or ""):
        raise ValueError("not a host name")
    return parts, urlsplit(safe_url_string(url))


def _host(spelled: str) -> tuple[str, Address | None]:
    if ":" in spelled:
        return spelled, _ipv6(spelled)
    name = unquote(spelled).encode("idna").decode("ascii").lower().removesuffix(".")
    if _NUMBER.search(name):
        return spelled, _ipv4(spelled)
    if "%" in spelled or not _NAME.fullmatch(name):
        raise ValueError("not a host name")
    return name, None


def _ipv4(spelled: str) -> IPv4Address:
    """Four plain decimal numbers; every other spelling is there to get past a filter."""
    try:
        return IPv4Address(spelled)
    except AddressValueError as error:
        raise _forbidden(spelled, "an odd spelling of an address") from error


def _ipv6(spelled: str) -> IPv6Address:
    address = IPv6Address(spelled)
    if address.scope_id is not None or carried(address) is not None:
        raise _forbidden(spelled, "an odd spelling of an address")
    return address


def _forbidden(what: str, why: str) -> Reject:
    return Reject(RejectReason.FORBIDDEN_ADDRESS, f"{redacted_start(what, 200)!a}: {why}")


#: Lookups under way at once, given up ones among them: twice the messages of a batch. glibc ends each in about 30 s.
_MAX_LOOKUPS = 64


def look_up(host: str) -> list[str]:
    """The addresses of a name, as the system finds them; raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


class Resolver:
    """Finds the addresses that a target may be asked at; raises Reject where there must not be any."""

    def __init__(self, resolve: Callable[[str], Sequence[str]], allowed: Iterable[Network]) -> None:
        self._resolve = resolve
        self._allowed = tuple(allowed)
        self._slots = BoundedSemaphore(_MAX_LOOKUPS)

    def addresses(self, target: Target, deadline: Deadline) -> list[Address]:
        if target.is_local_name and not self._allowed:
            raise Reject(RejectReason.FORBIDDEN_ADDRESS, f"{target.host} is a local name")
        found = [target.address] if target.address else self._found(target.host, deadline)
        for address in found:
            self._vet(target, address)
        return found

    def _vet(self, target: Target, address: Address) -> None:
        why = why_forbidden(address, self._allowed)
        if why is None and target.is_local_name and not is_within(address, self._allowed):
            why = "a local name"
        if why is not None:
            raise Reject(RejectReason.FORBIDDEN_ADDRESS, f"{target.host}: {why}")

    def _found(self, host: str, deadline: Deadline) -> list[Address]:
        try:
            texts = self._future(host, deadline).result(deadline.left())
            found = [ip_address(text) for text in dict.fromkeys(texts)]
        except TimeoutError as error:
            raise deadline.passed() from error
        except (OSError, ValueError) as error:
            raise Unreachable(FailureKind.DNS_FAILURE, f"{host}: {error}") from error
        if not found:
            raise Unreachable(FailureKind.DNS_FAILURE, f"{host} has no address")
        return found

    def _future(self, host: str, deadline: Deadline) -> Future[Sequence[str]]:
        """getaddrinfo knows no time limit: it runs on a thread that can be left behind."""
        if not self._slots.acquire(timeout=deadline.left()):
            raise deadline.passed()
        future: Future[Sequence[str]] = Future()
        Thread(target=self._run, args=(host, future), daemon=True).start()
        return future

    def _run(self, host: str, future: Future[Sequence[str]]) -> None:
        try:
            future.set_result(self._resolve(host))
        except BaseException as error:
            # Raised again where the result is read; else nobody would learn of it.
            future.set_exception(error)
        finally:
            self._slots.release()
