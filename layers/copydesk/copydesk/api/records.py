"""Records as the JSON that the read side gives: the names of the model, facts that no page states left out."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Protocol

from copydesk.model import StoredArticle, to_plain


class HeadOnly(Protocol):
    """An article without its blocks and quotes, whose ids stand beside it, the blocks' in order."""

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
    """A head as lists give it: how many blocks and quotes there are, not which."""
    return _without_content(head.stored) | {"blocks": len(head.block_ids), "quotes": len(head.quote_ids)}


def content_ids(stored: StoredArticle) -> Iterable[str]:
    yield from (block.block_id for block in stored.article.blocks)
    yield from (quote.quote_id for quote in stored.article.quotes)


def _without_content(stored: StoredArticle) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(replace(stored, article=replace(stored.article, blocks=(), quotes=())))
    article = plain.pop("article")
    return {**plain, **article}
