"""This module holds the behaviours of a server: correct, slow, endless, false or broken."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from tests.sites.server import Behaviour, Request, Wire


def answer(body: bytes = b"", *, status: str = "200 OK", headers: Mapping[str, str] | None = None) -> Behaviour:
    """Sends a correct response."""
    fields = {"Content-Type": "text/html", "Content-Length": str(len(body)), **(headers or {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return says(f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body)


def says(data: bytes, *, after: float = 0) -> Behaviour:
    """Sends these bytes and then closes the connection normally."""

    def behave(request: Request, wire: Wire) -> None:
        wire.pause(after)
        wire.send(data)

    return behave


def drips(first: bytes, rest: bytes, *, every: float) -> Behaviour:
    """Sends a first part at once, and then the rest byte by byte, again and again."""

    def behave(request: Request, wire: Wire) -> None:
        wire.send(first)
        while True:
            for byte in rest:
                wire.pause(every)
                wire.send(bytes([byte]))

    return behave


def endless(first: bytes, again: bytes) -> Behaviour:
    """Sends a first part, and then the other again and again, as fast as the client reads."""

    def behave(request: Request, wire: Wire) -> None:
        wire.send(first)
        while True:
            wire.send(again)

    return behave


def stalls(data: bytes = b"") -> Behaviour:
    """Sends these bytes and then nothing on the open connection."""

    def behave(request: Request, wire: Wire) -> None:
        wire.send(data)
        wire.hold()

    return behave


def resets(data: bytes = b"") -> Behaviour:
    """Sends these bytes and then a reset. The pause lets them arrive before it."""

    def behave(request: Request, wire: Wire) -> None:
        wire.send(data)
        wire.pause(0.05)
        wire.reset()

    return behave


def routes(table: Mapping[str, Behaviour], otherwise: Behaviour | None = None) -> Behaviour:
    """Chooses the behaviour by the path without its query."""
    missing = otherwise or answer(status="404 Not Found")

    def behave(request: Request, wire: Wire) -> None:
        table.get(request.target.partition("?")[0], missing)(request, wire)

    return behave


def redirect(location: str, status: str = "301 Moved Permanently") -> Behaviour:
    return answer(status=status, headers={"Location": location})


@contextmanager
def full_backlog(address: str = "127.0.0.1") -> Iterator[int]:
    """Yields the port of a listener with a full backlog, so that a connecting client waits."""
    with socket.socket() as listener:
        listener.bind((address, 0))
        listener.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            with suppress(BlockingIOError):
                filler.connect(listener.getsockname())
        yield listener.getsockname()[1]
        for filler in fillers:
            filler.close()


def refused_port(address: str = "127.0.0.1") -> int:
    """Returns a port without a listener."""
    with socket.socket() as sock:
        sock.bind((address, 0))
        return int(sock.getsockname()[1])
