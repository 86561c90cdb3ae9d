"""Writes an article in the formats that others read, as text or JSON-ready values, without input or output."""

import json
from collections.abc import Callable
from dataclasses import replace

from copydesk.formats.ans import article_ans
from copydesk.formats.chunks import BUDGET, article_record
from copydesk.formats.html import article_page
from copydesk.formats.jsonld import article_jsonld
from copydesk.formats.markdown import article_markdown
from copydesk.formats.members import Members
from copydesk.formats.ninjs import article_ninjs
from copydesk.formats.safe import safe_text, safe_values
from copydesk.model import Article, StoredArticle, to_plain

__all__ = ["FORMATS", "MEDIA_TYPES", "RECORDS", "record", "render", "render_line"]

_ANS = "https://raw.githubusercontent.com/washingtonpost/ans-schema/master/src/main/resources/schema/ans/0.10.12/story.json"
_NINJS = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"
#: The media types. ANS and ninjs have none of their own, so a profile (RFC 6906) distinguishes them.
MEDIA_TYPES = {
    "json": "application/json",
    "jsonld": "application/ld+json",
    "ans": f'application/json; profile="{_ANS}"',
    "ninjs": f'application/json; profile="{_NINJS}"',
    "chunks": "application/vnd.copydesk.chunks+json",
    "text": "text/plain; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
FORMATS = tuple(MEDIA_TYPES)
#: Escapes that keep each JSON value on one line. In JSON inside a script element, nothing may end that element.
_ESCAPES = {"\u2028": "\\u2028", "\u2029": "\\u2029"}
_ESCAPES_IN_HTML = _ESCAPES | {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def record(what: Article | StoredArticle, form: str, *, chunk_tokens: int = BUDGET) -> Members:
    """Returns the article as JSON-ready values in one of `RECORDS`. `chunk_tokens` is the budget of `chunks` alone."""
    stored = what if isinstance(what, StoredArticle) else None
    article = what.article if isinstance(what, StoredArticle) else what
    made = article_record(article, stored, budget=chunk_tokens) if form == "chunks" else _RECORDS[form](article, stored)
    values: Members = safe_values(made)
    return values


def render(what: Article | StoredArticle, form: str, *, indent: int | None = None, chunk_tokens: int = BUDGET) -> str:
    """Returns the article in one of `FORMATS`, with a final line feed. JSON is one line unless `indent` is given."""
    if form in _RECORDS:
        values = record(what, form, chunk_tokens=chunk_tokens)
        return _dumped(values, _ESCAPES_IN_HTML if form == "jsonld" else _ESCAPES, indent)
    return _TEXTS[form](what.article if isinstance(what, StoredArticle) else what)


def render_line(what: StoredArticle, form: str, *, chunk_tokens: int = BUDGET) -> str:
    """Returns the article in any of `FORMATS` as one line of JSON. A text is a member with the name of its format."""
    if form in _RECORDS:
        return render(what, form, chunk_tokens=chunk_tokens)
    named = {"article_id": what.article_id, "url": what.article.url, form: render(what, form)}
    return _dumped(safe_values(named), _ESCAPES, None)


def _dumped(values: Members, escapes: dict[str, str], indent: int | None) -> str:
    dumped = json.dumps(values, ensure_ascii=False, indent=indent)
    # Each character is replaced in turn. For Chinese text, str.translate takes thirty times as long.
    for character, escaped in escapes.items():
        dumped = dumped.replace(character, escaped)
    return dumped + "\n"


def _article_json(article: Article, stored: StoredArticle | None) -> Members:
    """Returns the article's own fields and its text, and for a stored article also the facts of the store."""
    plain: Members = to_plain(article) | {"text": article.text}
    if stored is None:
        return plain
    added: Members = to_plain(replace(stored, article=Article(url=None, canonical_url=None, host=None)))
    return {name: fact for name, fact in added.items() if name != "article"} | plain


_RECORDS: dict[str, Callable[[Article, StoredArticle | None], Members]] = {
    "json": _article_json,
    "jsonld": article_jsonld,
    "ans": article_ans,
    "ninjs": article_ninjs,
    "chunks": article_record,
}
#: The formats that are JSON.
RECORDS = tuple(_RECORDS)
_TEXTS: dict[str, Callable[[Article], str]] = {
    "text": lambda article: safe_text(article.text) + "\n",
    "markdown": article_markdown,
    "html": article_page,
}
