"""Allow-listed inline HTML of a block as Markdown."""

import re
from html.parser import HTMLParser

_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "s": "~~", "del": "~~"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>])")


def inline_markdown(html: str) -> str:
    """The same words, with links and emphasis in Markdown.

    >>> inline_markdown('A <a href="https://x.org/">link</a>, <em>so</em> 2 &lt; 3')
    'A [link](https://x.org/), *so* 2 \\\\< 3'
    """
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return "".join(writer.parts)


def escape(text: str) -> str:
    """Text that Markdown would read as markup, made plain."""
    return _SPECIAL.sub(r"\\\1", text)


class _Writer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._targets.append(dict(attrs).get("href") or "")
            self.parts.append("[")
        elif tag == "br":
            self.parts.append("  \n")
        else:
            self.parts.append(_MARKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._targets:
            self.parts.append(f"]({self._targets.pop()})")
        elif tag != "br":
            self.parts.append(_MARKS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self.parts.append(escape(data))
