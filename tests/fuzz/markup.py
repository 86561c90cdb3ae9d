"""This module returns all HTML that the formats make of an article, because a browser may get it."""

from collections.abc import Iterable, Iterator
from typing import Any

from copydesk.formats import record, render
from copydesk.model import Article, Block, Item
from tests.markdown_reading import set_as_html

#: ANS declares these members as HTML, but in these elements they are text.
_HTML_IN_ANS = frozenset({"content", "html"})
_PLAIN_IN_ANS = frozenset({"interstitial_link", "code"})


def pieces(article: Article) -> Iterator[str]:
    """Yields the markup of blocks in the record and in ANS: words, emphasis and links."""
    yield from _of_blocks(article.blocks)
    yield from _of_ans(record(article, "ans")["content_elements"])


def bodies(article: Article) -> dict[str, str]:
    """Returns whole articles for use within another page. Markdown is rendered as GitHub does."""
    ninjs = record(article, "ninjs")["bodies"]
    return {
        "ninjs": "".join(body["value"] for body in ninjs if body["contentType"] == "text/html"),
        "markdown": set_as_html(render(article, "markdown")),
    }


def _of_blocks(parts: Iterable[Block | Item]) -> Iterator[str]:
    for part in parts:
        yield part.html
        yield from _of_blocks(part.items)


def _of_ans(value: Any) -> Iterator[str]:
    """Yields the HTML of elements at every depth."""
    if isinstance(value, dict):
        names = () if value.get("type") in _PLAIN_IN_ANS else _HTML_IN_ANS
        yield from (inner for name, inner in value.items() if name in names)
        yield from (each for name, inner in value.items() if name not in names for each in _of_ans(inner))
    elif isinstance(value, list):
        yield from (each for inner in value for each in _of_ans(inner))
