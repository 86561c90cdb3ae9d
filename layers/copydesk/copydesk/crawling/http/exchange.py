"""Sends one request over a stream and reads its response with h11, counting every byte as it arrives."""

from collections.abc import Mapping

import h11

from copydesk.crawling.http.failures import FailureKind, Unreachable
from copydesk.crawling.http.limits import Limits
from copydesk.crawling.http.streams import Stream
from copydesk.errors import CopydeskError, Reject, RejectReason
from copydesk.web.redaction import redacted_start

_STEP = 64 * 1024
#: The beginning of every response since HTTP/1.0. A response of HTTP/0.9 began with the page.
_START = b"HTTP/"
#: The status that h11 suggests when its buffer is exceeded (RFC 6585, 5).
_HEADER_TOO_LARGE = 431


class Exchange:
    """One exchange: `ask`, then `head`, then `body`, each called once."""

    def __init__(self, stream: Stream, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=limits.header_bytes)
        self._received = 0
        self._may_receive = limits.header_bytes
        self._start = b""

    def ask(self, path: str, headers: Mapping[str, str]) -> None:
        pairs = [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]
        request = self._http.send(h11.Request(method="GET", target=path, headers=pairs)) or b""
        self._stream.send(request + (self._http.send(h11.EndOfMessage()) or b""))

    def head(self) -> h11.Response:
        """Returns the head of the final response and skips interim ones (RFC 9110, 15.2)."""
        while not isinstance(event := self._next(), h11.Response):
            pass
        self._may_receive += self._limits.body_bytes
        return event

    def body(self, head: h11.Response) -> bytes:
        """Returns the body without its transfer coding. Raises Reject as soon as it is known to be too large."""
        most = self._limits.body_bytes
        declared = next((int(value) for name, value in head.headers if name == b"content-length"), 0)
        if declared > most:
            raise Reject(RejectReason.TOO_LARGE, f"declares {declared} bytes, over {most}")
        body = bytearray()
        pieces = 0
        while isinstance(event := self._next(), h11.Data):
            body += event.data
            pieces += 1
            if len(body) > most or pieces > self._limits.chunks:
                raise Reject(RejectReason.TOO_LARGE, f"body over {most} bytes or {self._limits.chunks} chunks")
        return bytes(body)

    def _next(self) -> h11.Event:
        try:
            while not isinstance(event := self._http.next_event(), h11.Event):
                self._http.receive_data(self._receive())
        except h11.RemoteProtocolError as error:
            raise self._fault(error) from error
        return event

    def _receive(self) -> bytes:
        """Receives more bytes of the response. Chunk frames and interim responses count like all others."""
        room = self._may_receive - self._received
        if room <= 0:
            raise Reject(RejectReason.TOO_LARGE, f"answer over {self._may_receive} bytes")
        data = self._stream.receive(min(room, _STEP))
        self._received += len(data)
        if len(self._start) < len(_START):
            self._start = (self._start + data)[: len(_START)]
            if not _START.startswith(self._start):
                raise Reject(RejectReason.BROKEN_RESPONSE, f"not HTTP: {redacted_start(ascii(data[:1_000]), 60)}")
        return data

    def _fault(self, error: h11.RemoteProtocolError) -> CopydeskError:
        if self._stream.ended:
            return Unreachable(FailureKind.CUT_SHORT, str(error))
        if error.error_status_hint == _HEADER_TOO_LARGE:
            return Reject(RejectReason.TOO_LARGE, f"header or trailer over {self._limits.header_bytes} bytes")
        return Reject(RejectReason.BROKEN_RESPONSE, redacted_start(str(error), 200))
