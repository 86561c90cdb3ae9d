"""What keeps the messages of a batch, which are worked on at once, out of each other's way."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Lock
from typing import Any

from copydesk.delivery import Delivery, Pointer

#: Pages held in memory as they came. One is taken apart, and the next are there before it is done; with ten of the
#: largest size at once the function's memory would not do.
PAGES_HELD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Of one batch: it remembers every object that the batch names."""

    room: AbstractContextManager[Any] = field(default_factory=lambda: BoundedSemaphore(PAGES_HELD))
    _objects: dict[tuple[str, str], Lock] = field(default_factory=dict)

    def one_by_one(self, delivery: Delivery) -> AbstractContextManager[Any]:
        """Messages that name one object would race for one article, and write it twice to find out."""
        if not isinstance(delivery, Pointer):
            return nullcontext()
        return self._objects.setdefault((delivery.source.bucket, delivery.source.key), Lock())
