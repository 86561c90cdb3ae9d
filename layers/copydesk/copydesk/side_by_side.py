"""What keeps the messages of a batch, which are worked on at once, out of each other's way."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Lock
from typing import Any

from copydesk.delivery import Delivery, Pointer, RawPage

#: Pages held in memory as they came. One is taken apart, and the next are there before it is done; with ten of the
#: largest size at once the function's memory would not do.
PAGES_HELD = 3

#: Bytes from which on a page is alone from extraction until its article is stored: what is made of it is some
#: twenty times as large. Compressed ones inflate to about ten times their size.
LARGE, LARGE_COMPRESSED = 2_000_000, 200_000
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Of one batch: it remembers every object that the batch names."""

    room: AbstractContextManager[Any] = field(default_factory=lambda: BoundedSemaphore(PAGES_HELD))
    _large: Lock = field(default_factory=Lock)
    _objects: dict[tuple[str, str, int | None], Lock] = field(default_factory=dict)

    def alone_if_large(self, page: RawPage) -> AbstractContextManager[Any]:
        compressed = page.content_encoding is not None or page.body.startswith(_GZIP)
        return self._large if len(page.body) > (LARGE_COMPRESSED if compressed else LARGE) else nullcontext()

    def one_by_one(self, delivery: Delivery) -> AbstractContextManager[Any]:
        """Messages that name one object would race for one article, and write it twice to find out."""
        if not isinstance(delivery, Pointer):
            return nullcontext()
        source = delivery.source
        return self._objects.setdefault((source.bucket, source.key, source.offset), Lock())
