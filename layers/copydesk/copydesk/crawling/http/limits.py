"""What one request may cost at most."""

from collections.abc import Callable
from dataclasses import dataclass

from copydesk.crawling.http.failures import FailureKind, Unreachable
from copydesk.web.content_encoding import MAX_INFLATED_BYTES


class Deadline:
    """Hands each step the time that is left; raises Unreachable once there is none."""

    def __init__(
        self, seconds: float, now: Callable[[], float], kind: FailureKind = FailureKind.TIMED_OUT, detail: str = ""
    ) -> None:
        self._now = now
        self._at = now() + seconds
        self._kind = kind
        self._detail = detail or f"not finished within {seconds:g} s"

    def left(self) -> float:
        """The seconds left, more than none."""
        left = self._at - self._now()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> Unreachable:
        return Unreachable(self._kind, self._detail)

    def sooner(self, seconds: float, kind: FailureKind) -> "Deadline":
        """A deadline for some of the steps, never later than this one."""
        seconds = min(seconds, self.left())
        return Deadline(seconds, self._now, kind, f"no answer within {seconds:g} s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Time in seconds, sizes in bytes."""

    #: For the name, and once more for the connection.
    connect_seconds: float = 5
    #: For everything, from the name to the last byte.
    total_seconds: float = 15
    #: Status line, headers and interim responses together; Node.js takes 16 KiB, Chrome 256.
    header_bytes: int = 64 * 1024
    #: As received, still compressed.
    body_bytes: int = 10 * 10**6
    #: Each costs 15 µs of CPU, however small: 10 MB in chunks of one byte would take a core for 25 s.
    chunks: int = 65_536
    #: Never more than MAX_INFLATED_BYTES, at which inflating stops.
    inflated_bytes: int = MAX_INFLATED_BYTES
    #: Content over content as sent; deflate itself reaches 1,032 (zlib's technical details), text rarely 20.
    ratio: float = 200
    #: Small bodies of blanks reach any ratio, and harm nobody.
    ratio_from_bytes: int = 10**6


DEFAULT_LIMITS = Limits()
