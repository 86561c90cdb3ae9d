"""One article in each of the formats that the commands offer."""

import json
from collections.abc import Callable

from copydesk.local.markdown import article_markdown
from copydesk.local.page import article_page
from copydesk.model import Article, to_plain


def render(article: Article, form: str, *, indent: int | None = None) -> str:
    """`json` is one line, so that many pages make JSON Lines, unless `indent` lays it out for a reader."""
    if form == "json":
        return json.dumps(to_plain(article) | {"text": article.text}, ensure_ascii=False, indent=indent) + "\n"
    return _WRITERS[form](article)


_WRITERS: dict[str, Callable[[Article], str]] = {
    "text": lambda article: article.text + "\n",
    "markdown": article_markdown,
    "html": article_page,
}

FORMATS = ("json", *_WRITERS)
