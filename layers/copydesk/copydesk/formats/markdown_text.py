"""Escapes text for Markdown, and writes code and the addresses of links."""

import re

from copydesk.formats.safe import safe_text, safe_url

_SPECIAL = re.compile(r"([\\`*_~\[\]<>]|&(?=[#\w]))")
#: The beginnings of a line that start a block of another kind, or change the block of the line before.
#: Source: CommonMark 0.31, sections 4 and 5, and the tables of GFM.
_OPENING = re.compile(r"^ *(?=#{1,6}(?:\s|$)|[+-](?:\s|$)|=+ *$|[-:|][-:| \t]*$|\|)", re.MULTILINE)
_NUMBER = re.compile(r"^ *\d{1,9}(?=[.)](?:\s|$))", re.MULTILINE)
_ENTITY = re.compile(r"&(?=#?\w+;)")


def escape(text: str) -> str:
    """Escapes what Markdown would read as inline markup."""
    return _SPECIAL.sub(r"\\\1", safe_text(text))


def escape_block(text: str) -> str:
    """Escapes text that is a block of its own."""
    return line_starts(escape(text))


def escape_line(text: str) -> str:
    """Escapes text and joins its lines to one, for a place where no block can begin."""
    return escape(" ".join(text.split()))


def line_starts(markdown: str) -> str:
    """Escapes lines of a paragraph that would otherwise begin a heading, list, rule or table.

    >>> line_starts("2024. A year"), line_starts("- so"), line_starts("2 - 1")
    ('2024\\\\. A year', '\\\\- so', '2 - 1')
    """
    return _NUMBER.sub(r"\g<0>\\", _OPENING.sub(r"\g<0>\\", markdown))


def destination(url: str | None) -> str:
    """Returns the address of a link in CommonMark, or an empty text if it is not safe."""
    address = _ENTITY.sub("&amp;", safe_url(url) or "")
    return f"<{address}>" if "(" in address or ")" in address else address


def bare_address(url: str | None) -> str:
    """Returns a visible address, as an autolink if Markdown would read a character of it as markup."""
    address = safe_url(url) or ""
    return f"<{address}>" if escape(address) != address else address


def code_fence(text: str) -> str:
    """Returns more backticks than any run in the code, because nothing inside can be escaped.

    >>> code_fence("a"), code_fence("a ``` b")
    ('```', '````')
    """
    return "`" * max(3, _longest_run(text) + 1)


def code_span(text: str) -> str:
    """Returns code within a line.

    >>> code_span("a_b"), code_span("`a")
    ('`a_b`', '`` `a ``')
    """
    fence = "`" * (_longest_run(text) + 1)
    # CommonMark would remove a space at each end (0.31, section 6.1).
    space = " " if "`" in (text[:1], text[-1:]) or (text[:1] == text[-1:] == " ") else ""
    return f"{fence}{space}{text}{space}{fence}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
