"""Inline text and allow-listed inline HTML of a block as Markdown."""

import re
from html import unescape

from copydesk.formats.safe import safe_html, safe_url

_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "s": "~~", "del": "~~"}
_SPECIAL = re.compile(r"([\\`*_~\[\]<>]|&(?=[#\w]))")
#: What begins a block of another kind when a line begins with it (CommonMark 0.31, sections 4 and 5).
_OPENING = re.compile(r"^ *(?=#{1,6}(?:\s|$)|[+-](?:\s|$)|=+ *$|-[ -]*$|\|)", re.MULTILINE)
_NUMBER = re.compile(r"^ *\d{1,9}(?=[.)](?:\s|$))", re.MULTILINE)
_TOKEN = re.compile(r"<(/?)(\w+)(?: href=\"([^\"]*)\")?>")


def inline_markdown(html: str) -> str:
    """The same words, with links and emphasis in Markdown.

    >>> inline_markdown('A <a href="https://x.org/">link</a>, <em>so</em> 2 &lt; 3 in <code>a_b</code>')
    'A [link](https://x.org/), *so* 2 \\\\< 3 in `a_b`'
    """
    writer = _Writer()
    pieces = _TOKEN.split(safe_html(html))
    writer.words(pieces[0])
    for end, name, href, words in zip(*(iter(pieces[1:]),) * 4, strict=True):
        writer.tag(name, href, is_end=bool(end))
        writer.words(words)
    return line_starts("".join(writer.parts))


def escape(text: str) -> str:
    """Text that Markdown would read as markup, made plain."""
    return _SPECIAL.sub(r"\\\1", text)


def escape_block(text: str) -> str:
    """The same for text that stands as a block of its own."""
    return line_starts(escape(text))


def line_starts(markdown: str) -> str:
    """Lines of a paragraph kept from beginning a heading, list, rule or table.

    >>> line_starts("2024. A year"), line_starts("- so"), line_starts("2 - 1")
    ('2024\\\\. A year', '\\\\- so', '2 - 1')
    """
    return _NUMBER.sub(r"\g<0>\\", _OPENING.sub(r"\g<0>\\", markdown))


def destination(url: str | None) -> str:
    """Where a link leads, as CommonMark writes it: nothing if it leads nowhere safe."""
    address = safe_url(url) or ""
    return f"<{address}>" if "(" in address or ")" in address else address


def code_fence(text: str) -> str:
    """More backticks than the code holds in one place, since nothing can be escaped in it.

    >>> code_fence("a"), code_fence("a ``` b")
    ('```', '````')
    """
    return "`" * max(3, _longest_run(text) + 1)


def _code_span(text: str) -> str:
    fence = "`" * (_longest_run(text) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


class _Writer:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self._targets: list[str] = []
        self._in_code = 0

    def words(self, html: str) -> None:
        text = unescape(html)
        self.parts.append(_code_span(text) if self._in_code and text else escape(text))

    def tag(self, name: str, href: str | None, *, is_end: bool) -> None:
        if name == "a":
            self.parts.append(f"]({self._targets.pop()})" if is_end else "[")
            if not is_end:
                self._targets.append(destination(unescape(href or "")))
        elif name == "code":
            self._in_code += -1 if is_end else 1
        else:
            self.parts.append("  \n" if name == "br" else _MARKS.get(name, ""))
