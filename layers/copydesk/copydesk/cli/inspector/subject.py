"""Defines the subject of an inspection: a page and its record, from a file, the web or a stack."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.extraction.explain import Explained, explain_page
from copydesk.model import Article, StoredArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """The bytes of a page and their context."""

    body: bytes = field(repr=False)
    url: str | None = None
    content_type: str | None = None
    content_encoding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A page with its record. `article` is None if the page was `refused`.

    `explained` is empty if the text is not available; `notes` then give the reason. `history` holds the revisions that
    are kept, the oldest first.
    """

    name: str
    article: Article | None = None
    refused: Reject | None = None
    stored: StoredArticle | None = None
    history: tuple[StoredArticle, ...] = ()
    explained: tuple[Explained, ...] = ()
    notes: tuple[str, ...] = ()


def of_page(name: str, raw: Raw, *, notes: tuple[str, ...] = ()) -> Subject:
    """Returns a page with what this version of the extraction reads from it."""
    article, refused = _extracted(raw)
    explained, why = _explained(raw)
    return Subject(name=name, article=article, refused=refused, explained=explained, notes=notes + why)


def of_stored(
    stored: StoredArticle, raw: Raw | None, *, history: Sequence[StoredArticle] = (), notes: tuple[str, ...] = ()
) -> Subject:
    """Returns a stored record with the page that it was made from."""
    explained, why = _explained(raw) if raw else ((), ())
    name = stored.article.url or stored.article_id
    return Subject(
        name=name, article=stored.article, stored=stored, history=tuple(history), explained=explained,
        notes=notes + why,
    )  # fmt: skip


def _extracted(raw: Raw) -> tuple[Article | None, Reject | None]:
    try:
        article = extract_article(
            raw.body, url=raw.url, content_type=raw.content_type, content_encoding=raw.content_encoding
        )
    except Reject as reject:
        return None, reject
    return article, None


def _explained(raw: Raw) -> tuple[tuple[Explained, ...], tuple[str, ...]]:
    try:
        explained = explain_page(
            raw.body, url=raw.url, content_type=raw.content_type, content_encoding=raw.content_encoding
        )
    except Reject:
        return (), ()
    return explained, () if explained else ("Nothing was scored: this is plain text, or a page without words.",)
