"""Parses a URL strictly and once into host and path, and resolves the host to vetted addresses."""

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
#: A host name of RFC 1035, 2.3.4, with underscores, because names with them are in use.
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
#: A host that "ends in a number" (URL standard) is an IPv4 address or invalid.
_NUMBER = re.compile(r"(^|\.)([0-9]+|0x[0-9a-f]*)$")
#: Names that no public server answers to: RFC 6761 and IANA's special-use domain names.
_LOCAL_NAME = re.compile(r"([^.]+|.*\.(localhost|local|internal|test|invalid|example|onion|alt|home\.arpa))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The host in lower-case ASCII, and the path in the form of the request line."""

    scheme: str
    host: str
    port: int
    path: str
    #: The address if the URL contains one, so that there is no name to resolve.
    address: Address | None

    @property
    def authority(self) -> str:
        """The value of the Host header (RFC 9110, 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_local_name(self) -> bool:
        return self.address is None and _LOCAL_NAME.fullmatch(self.host) is not None


def parse_target(url: str, *, ports: Collection[int]) -> Target:
    """Returns the target of a URL. Raises Reject if it is no page's URL, or if host or port is forbidden.

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
    """Returns the URL split as it is, for its authority, and split percent-encoded, for the request line."""
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
    """Returns an address of four plain decimal numbers. Other spellings only serve to evade filters."""
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


#: The most lookups at once, including abandoned ones: twice the messages of a batch. glibc ends each in about 30 s.
_MAX_LOOKUPS = 64


def look_up(host: str) -> list[str]:
    """Returns the addresses of a name from the system's resolver. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


class Resolver:
    """Finds the addresses of a target. Raises Reject if one of them is forbidden."""

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
        """Starts a lookup on a thread that can be abandoned, because getaddrinfo has no time limit."""
        if not self._slots.acquire(timeout=deadline.left()):
            raise deadline.passed()
        future: Future[Sequence[str]] = Future()
        Thread(target=self._run, args=(host, future), daemon=True).start()
        return future

    def _run(self, host: str, future: Future[Sequence[str]]) -> None:
        try:
            future.set_result(self._resolve(host))
        except BaseException as error:
            # The caller of the future's result raises it again. Otherwise it would be lost.
            future.set_exception(error)
        finally:
            self._slots.release()
