"""What a server can do to a client: kind, slow, endless, lying or broken."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from tests.sites.server import Behaviour, Request, Wire


def answer(body: bytes = b"", *, status: str = "200 OK", headers: Mapping[str, str] | None = None) -> Behaviour:
    """A correct response."""
    fields = {"Content-Type": "text/html", "Content-Length": str(len(body)), **(headers or {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return says(f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body)


def says(data: bytes, *, after: float = 0) -> Behaviour:
    """These bytes, then a clean close."""

    def behave(request: Request, wire: Wire) -> None:
        wire.pause(after)
        wire.send(data)

    return behave


def drips(first: bytes, rest: bytes, *, every: float) -> Behaviour:
    """A first part at once, and the rest byte by byte, over and over."""

    def behave(request: Request, wire: Wire) -> None:
        wire.send(first)
        while True:
            for byte in rest:
                wire.pause(every)
                wire.send(bytes([byte]))

    return behave


def endless(first: bytes, again: bytes) -> Behaviour:
    """A first part, and then the other as fast as it is taken."""

    def behave(request: Request, wire: Wire) -> None:
        wire.send(first)
        while True:
            wire.send(again)

    return behave


def stalls(data: bytes = b"") -> Behaviour:
    """These bytes, and then silence on an open connection."""

    def behave(request: Request, wire: Wire) -> None:
        wire.send(data)
        wire.hold()

    return behave


def resets(data: bytes = b"") -> Behaviour:
    """These bytes, and then a reset; the pause lets them arrive before it."""

    def behave(request: Request, wire: Wire) -> None:
        wire.send(data)
        wire.pause(0.05)
        wire.reset()

    return behave


def routes(table: Mapping[str, Behaviour], otherwise: Behaviour | None = None) -> Behaviour:
    """A behaviour for each path (without its query)."""
    missing = otherwise or answer(status="404 Not Found")

    def behave(request: Request, wire: Wire) -> None:
        table.get(request.target.partition("?")[0], missing)(request, wire)

    return behave


def redirect(location: str, status: str = "301 Moved Permanently") -> Behaviour:
    return answer(status=status, headers={"Location": location})


@contextmanager
def full_backlog(address: str = "127.0.0.1") -> Iterator[int]:
    """The port of a listener that takes no more connections: to connect is to wait."""
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
    """A port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind((address, 0))
        return int(sock.getsockname()[1])
