"""What the read side needs of the tables, as functions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from copydesk.api.records import HeadOnly
from copydesk.errors import RejectReason
from copydesk.model import StoredArticle


class Part[T](Protocol):
    """Some items of a list; `next` is the position that it goes on after, None at its end."""

    @property
    def items(self) -> Sequence[T]: ...
    @property
    def next(self) -> str | None: ...


class ReadPart[K, T](Protocol):
    """Up to `limit` items of the list under a key, after a position; BadCursor if that is none."""

    def __call__(self, key: K, /, *, limit: int, after: str | None) -> Part[T]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """None stands for what is not there. Every read may raise Retry: the tables do not answer at the moment.
    `revision` raises RevisionExpired for what is no longer kept.

    What `speaker` and `rejects` give are records that `to_plain` knows.
    """

    article: Callable[[str], StoredArticle | None]
    revision: Callable[[str, int], StoredArticle | None]
    head: Callable[[str], HeadOnly | None]
    history: ReadPart[str, HeadOnly]
    site: ReadPart[str, HeadOnly]
    day: ReadPart[str, HeadOnly]
    speaker: ReadPart[str, object]
    rejects: ReadPart[RejectReason, object]
