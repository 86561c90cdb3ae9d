"""Defines the limits of one request, and the deadline that its steps share."""

from collections.abc import Callable
from dataclasses import dataclass

from copydesk.crawling.http.failures import FailureKind, Unreachable
from copydesk.web.content_encoding import MAX_INFLATED_BYTES


class Deadline:
    """A point in time that the steps of a request share. Its methods raise Unreachable once it has passed."""

    def __init__(
        self, seconds: float, now: Callable[[], float], kind: FailureKind = FailureKind.TIMED_OUT, detail: str = ""
    ) -> None:
        self._now = now
        self._at = now() + seconds
        self._kind = kind
        self._detail = detail or f"not finished within {seconds:g} s"

    def left(self) -> float:
        """Returns the seconds left, always above 0. Raises Unreachable if none are left."""
        left = self._at - self._now()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> Unreachable:
        return Unreachable(self._kind, self._detail)

    def sooner(self, seconds: float, kind: FailureKind) -> "Deadline":
        """Returns a deadline for some of the steps, never later than this one."""
        seconds = min(seconds, self.left())
        return Deadline(seconds, self._now, kind, f"no answer within {seconds:g} s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of one request, in seconds and bytes."""

    #: The time to resolve the name, and again the time to connect.
    connect_seconds: float = 5
    #: The time for everything, from the name to the last byte.
    total_seconds: float = 15
    #: The status line, headers and interim responses together. Node.js takes 16 KiB, Chrome 256.
    header_bytes: int = 64 * 1024
    #: The body as received, still compressed.
    body_bytes: int = 10 * 10**6
    #: The number of chunks. Each costs 15 µs of CPU, so 10 MB in chunks of one byte would take a core for 25 s.
    chunks: int = 65_536
    #: The body inflated, at most MAX_INFLATED_BYTES, where inflating stops.
    inflated_bytes: int = MAX_INFLATED_BYTES
    #: The inflated size divided by the compressed one. Deflate can reach 1,032 (zlib's technical details), text rarely
    #: 20.
    ratio: float = 200
    #: The inflated size from which the ratio counts. Small bodies of blanks reach any ratio and are harmless.
    ratio_from_bytes: int = 10**6


DEFAULT_LIMITS = Limits()
