"""Connects to a vetted address and sends and receives bytes within a deadline, translating socket errors."""

import socket
import ssl
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from operator import itemgetter
from types import TracebackType
from typing import Self

import certifi

from copydesk.crawling.http.addresses import Address
from copydesk.crawling.http.failures import FailureKind, Unreachable
from copydesk.crawling.http.limits import Deadline
from copydesk.errors import Reject, RejectReason

#: The most addresses of a host that are tried. Each further one would shorten the time of the others.
_MAX_ATTEMPTS = 3


def verified_tls() -> ssl.SSLContext:
    """Returns a context for TLS 1.2 and later that verifies certificate and name against Mozilla's roots."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context


class Stream:
    """A connected socket whose every operation has only the time left until the deadline."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._socket = sock
        self._deadline = deadline
        #: True once the other side has closed, so that no byte will follow.
        self.ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        self._socket.settimeout(self._deadline.left())
        try:
            self._socket.sendall(data)
        except TimeoutError as error:
            raise self._deadline.passed() from error
        except OSError:
            # A server may answer and close before it has read everything. Its answer can still be received.
            return

    def receive(self, most: int) -> bytes:
        self._socket.settimeout(self._deadline.left())
        try:
            data = self._socket.recv(most)
        except TimeoutError as error:
            raise self._deadline.passed() from error
        except ssl.SSLError as error:
            raise Reject(RejectReason.BROKEN_RESPONSE, f"TLS: {error.reason or error}") from error
        except OSError as error:
            raise Unreachable(FailureKind.RESET, str(error)) from error
        self.ended = not data
        return data

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Starts TLS for the host that the URL names."""
        self._socket.settimeout(self._deadline.left())
        try:
            self._socket = context.wrap_socket(self._socket, server_hostname=host)
        except TimeoutError as error:
            raise self._deadline.passed() from error
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
            raise Unreachable(FailureKind.RESET, "closed during the TLS handshake") from error
        except ssl.SSLError as error:
            why = getattr(error, "verify_message", "") or error.reason or str(error)
            raise Reject(RejectReason.UNVERIFIED_TLS, f"{host}: {why}") from error
        except OSError as error:
            raise Unreachable(FailureKind.RESET, str(error)) from error


def connect(addresses: Sequence[Address], port: int, deadline: Deadline) -> tuple[socket.socket, Address]:
    """Connects to the first address that accepts, with the time shared among the addresses."""
    *others, last = _in_turn(addresses)[:_MAX_ATTEMPTS]
    for tried, address in enumerate(others):
        with suppress(Unreachable):
            return _dial(address, port, deadline.left() / (len(others) + 1 - tried)), address
    return _dial(last, port, deadline.left()), last


def _in_turn(addresses: Sequence[Address]) -> list[Address]:
    """Alternates the address families, otherwise in the resolver's order (RFC 8305, 4), as one may have no route."""
    seen: Counter[int] = Counter()
    turns: list[tuple[int, Address]] = []
    for address in addresses:
        turns.append((seen[address.version], address))
        seen[address.version] += 1
    return [address for _, address in sorted(turns, key=itemgetter(0))]


def _dial(address: Address, port: int, seconds: float) -> socket.socket:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(seconds)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect((str(address), port))
    except OSError as error:
        sock.close()
        raise Unreachable(_kind(error), f"{address}: {error}") from error
    return sock


def _kind(error: OSError) -> FailureKind:
    if isinstance(error, TimeoutError):
        return FailureKind.CONNECT_TIMEOUT
    return FailureKind.CONNECT_REFUSED if isinstance(error, ConnectionRefusedError) else FailureKind.NO_ROUTE
