"""This module is a web server on loopback that follows a given behaviour to the byte and the reset."""

import socket
import ssl
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread
from types import TracebackType
from typing import Self

#: The first byte of a ClientHello's record (RFC 8446, 5.1).
_TLS_HANDSHAKE = b"\x16"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """This is a request with its raw bytes."""

    target: str
    headers: dict[str, str]
    raw: bytes


class Wire:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket, stopping: Event) -> None:
        self._socket = sock
        self._stopping = stopping
        #: The time just before the last send or reset. Later time belongs only to the server thread.
        self.spoke_at = time.monotonic()

    def send(self, data: bytes) -> None:
        self.spoke_at = time.monotonic()
        self._socket.sendall(data)

    def pause(self, seconds: float) -> None:
        """Waits; the end of the server interrupts the wait."""
        if self._stopping.wait(seconds):
            raise ConnectionAbortedError("the server stops")

    def hold(self) -> None:
        """Sends nothing more until the client closes the connection."""
        while self._socket.recv(1024):
            pass

    def reset(self) -> None:
        """Drops the connection with a RST instead of a FIN, because the linger time is zero."""
        self.spoke_at = time.monotonic()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    def read(self) -> bytes:
        """Reads a request, or the first bytes of a TLS handshake."""
        raw = b""
        while not raw.startswith(_TLS_HANDSHAKE) and b"\r\n\r\n" not in raw and (data := self._socket.recv(64 * 1024)):
            raw += data
        return raw


type Behaviour = Callable[[Request, Wire], None]


class Server:
    """Follows a behaviour for every request. On Linux it can bind any address of 127/8."""

    def __init__(
        self, behave: Behaviour, *, address: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        self._behave = behave
        self._tls = tls
        self._stopping = Event()
        self._accepting = Thread(target=self._accept, daemon=True)
        self._threads: list[Thread] = []
        self._open: list[socket.socket] = []
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.create_server((address, port), family=family, backlog=1024)
        self.address = address
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        self.requests: list[Request] = []

    def url(self, path: str = "/", *, host: str | None = None) -> str:
        own = f"[{self.address}]" if ":" in self.address else self.address
        return f"{'https' if self._tls else 'http'}://{host or own}:{self.port}{path}"

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._stopping.set()
        _wake(self._listener)
        self._accepting.join()
        self._listener.close()
        for sock in self._open:
            _wake(sock)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(sock)
            self._threads.append(thread := Thread(target=self._serve, args=[sock], daemon=True))
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        # The client may close the connection at any time, because tests check that.
        with suppress(OSError), sock, self._secured(sock) as ready:
            self._open.append(ready)
            wire = Wire(ready, self._stopping)
            if raw := wire.read():
                request = _parsed(raw)
                self.requests.append(request)
                self._behave(request, wire)

    def _secured(self, sock: socket.socket) -> socket.socket:
        return self._tls.wrap_socket(sock, server_side=True) if self._tls else sock


def _wake(sock: socket.socket) -> None:
    """Ends the accept() or recv() of another thread, which close() alone would leave waiting."""
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _parsed(raw: bytes) -> Request:
    if raw.startswith(_TLS_HANDSHAKE):
        return Request(target="", headers={}, raw=raw)
    first, *lines = raw.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return Request(target=first.split(" ")[1], headers={name.lower(): headers[name] for name in headers}, raw=raw)
