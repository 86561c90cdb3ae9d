"""The time that one request may take, shared by all its steps."""

from collections.abc import Callable

from copydesk.crawling.failures import FailureKind, Unreachable


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
