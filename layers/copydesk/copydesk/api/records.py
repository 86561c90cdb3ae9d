"""Converts records to the JSON of the api, with the names of the model and without facts that no page states."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from copydesk.errors import RejectReason
from copydesk.model import StoredArticle, to_plain


class HeadOnly(Protocol):
    """An article without its blocks and quotes, but with their ids. Block ids are in order."""

    @property
    def stored(self) -> StoredArticle: ...
    @property
    def block_ids(self) -> tuple[str, ...]: ...
    @property
    def quote_ids(self) -> tuple[str, ...]: ...


def head_record(head: HeadOnly) -> dict[str, Any]:
    ids = {"block_ids": head.block_ids, "quote_ids": head.quote_ids}
    return _without_content(head.stored) | dict(to_plain(ids))


def listed_record(head: HeadOnly) -> dict[str, Any]:
    """Returns a head for a list, with the number of its blocks and quotes instead of their ids."""
    return _without_content(head.stored) | {"blocks": len(head.block_ids), "quotes": len(head.quote_ids)}


def content_ids(stored: StoredArticle) -> Iterable[str]:
    yield from (block.block_id for block in stored.article.blocks)
    yield from (quote.quote_id for quote in stored.article.quotes)


def _without_content(stored: StoredArticle) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(replace(stored, article=replace(stored.article, blocks=(), quotes=())))
    article = plain.pop("article")
    return {**plain, **article}


class Part[T](Protocol):
    """Some items of a list. `next` is the position after which the list continues, None at its end."""

    @property
    def items(self) -> Sequence[T]: ...
    @property
    def next(self) -> str | None: ...


class ReadPart[K, T](Protocol):
    """Reads up to `limit` items of the list of a key, after a position. Raises BadCursor if that is invalid."""

    def __call__(self, key: K, /, *, limit: int, after: str | None) -> Part[T]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """The functions that read. None means that there is no such record.

    Every function may raise Retry while the tables do not answer. `revision` raises RevisionExpired for a revision that
    is no longer kept. `speaker` and `rejects` return records that `to_plain` accepts.
    """

    article: Callable[[str], StoredArticle | None]
    revision: Callable[[str, int], StoredArticle | None]
    head: Callable[[str], HeadOnly | None]
    history: ReadPart[str, HeadOnly]
    site: ReadPart[str, HeadOnly]
    day: ReadPart[str, HeadOnly]
    speaker: ReadPart[str, object]
    rejects: ReadPart[RejectReason, object]
