"""What is inspected: a page and its record, from a file, from the web or from a stack."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.extraction.explain import Explained, explain_page
from copydesk.model import Article, StoredArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """The bytes of a page, and what came with them."""

    body: bytes = field(repr=False)
    url: str | None = None
    content_type: str | None = None
    content_encoding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A page as it is shown. `article` is None where the page was `refused`; `explained` is empty where its text
    cannot be had, as `notes` say; `history` is the revisions that are kept, the oldest first.
    """

    name: str
    article: Article | None = None
    refused: Reject | None = None
    stored: StoredArticle | None = None
    history: tuple[StoredArticle, ...] = ()
    explained: tuple[Explained, ...] = ()
    notes: tuple[str, ...] = ()


def of_page(name: str, raw: Raw, *, notes: tuple[str, ...] = ()) -> Subject:
    """A page as the extraction here and now reads it."""
    article, refused = _extracted(raw)
    explained, why = _explained(raw)
    return Subject(name=name, article=article, refused=refused, explained=explained, notes=notes + why)


def of_stored(
    stored: StoredArticle, raw: Raw | None, *, history: Sequence[StoredArticle] = (), notes: tuple[str, ...] = ()
) -> Subject:
    """A record as it is stored, over the page that it was made from."""
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
