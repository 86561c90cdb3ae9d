"""Every HTML that leaves of an article, by the format that holds it: what a browser may come to be given."""

from collections.abc import Iterable, Iterator
from typing import Any

from copydesk.formats import record, render
from copydesk.model import Article, Block, Item
from tests.markdown_reading import set_as_html

#: What ANS says is HTML, but of these it is text.
_HTML_IN_ANS = frozenset({"content", "html"})
_PLAIN_IN_ANS = frozenset({"interstitial_link", "code"})


def pieces(article: Article) -> Iterator[str]:
    """The markup of blocks, as the record and as ANS have it: words, emphasis and links."""
    yield from _of_blocks(article.blocks)
    yield from _of_ans(record(article, "ans")["content_elements"])


def bodies(article: Article) -> dict[str, str]:
    """Whole articles, to stand in a page of others; Markdown as readers of GitHub's kind set it."""
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
    """The HTML of elements, however deep they stand in one another."""
    if isinstance(value, dict):
        names = () if value.get("type") in _PLAIN_IN_ANS else _HTML_IN_ANS
        yield from (inner for name, inner in value.items() if name in names)
        yield from (each for name, inner in value.items() if name not in names for each in _of_ans(inner))
    elif isinstance(value, list):
        yield from (each for inner in value for each in _of_ans(inner))
