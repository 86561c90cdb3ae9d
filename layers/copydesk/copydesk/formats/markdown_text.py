"""Text as Markdown that reads as that text, code, and addresses of links."""

import re

from copydesk.formats.safe import safe_text, safe_url

_SPECIAL = re.compile(r"([\\`*_~\[\]<>]|&(?=[#\w]))")
#: What begins a block of another kind when a line begins with it, and what makes one of the line before it
#: (CommonMark 0.31, sections 4 and 5; tables of GFM).
_OPENING = re.compile(r"^ *(?=#{1,6}(?:\s|$)|[+-](?:\s|$)|=+ *$|[-:|][-:| \t]*$|\|)", re.MULTILINE)
_NUMBER = re.compile(r"^ *\d{1,9}(?=[.)](?:\s|$))", re.MULTILINE)
_ENTITY = re.compile(r"&(?=#?\w+;)")


def escape(text: str) -> str:
    """Text that Markdown would read as markup, made plain."""
    return _SPECIAL.sub(r"\\\1", safe_text(text))


def escape_block(text: str) -> str:
    """The same for text that stands as a block of its own."""
    return line_starts(escape(text))


def escape_line(text: str) -> str:
    """Text of any number of lines as one line, to stand where a block would not begin."""
    return escape(" ".join(text.split()))


def line_starts(markdown: str) -> str:
    """Lines of a paragraph kept from beginning a heading, list, rule or table.

    >>> line_starts("2024. A year"), line_starts("- so"), line_starts("2 - 1")
    ('2024\\\\. A year', '\\\\- so', '2 - 1')
    """
    return _NUMBER.sub(r"\g<0>\\", _OPENING.sub(r"\g<0>\\", markdown))


def destination(url: str | None) -> str:
    """Where a link leads, as CommonMark writes it: nothing if it leads nowhere safe."""
    address = _ENTITY.sub("&amp;", safe_url(url) or "")
    return f"<{address}>" if "(" in address or ")" in address else address


def bare_address(url: str | None) -> str:
    """An address that is read as it is; as an autolink where a character of it would be read as markup."""
    address = safe_url(url) or ""
    return f"<{address}>" if escape(address) != address else address


def code_fence(text: str) -> str:
    """More backticks than the code holds in one place, since nothing can be escaped in it.

    >>> code_fence("a"), code_fence("a ``` b")
    ('```', '````')
    """
    return "`" * max(3, _longest_run(text) + 1)


def code_span(text: str) -> str:
    """Code within a line.

    >>> code_span("a_b"), code_span("`a")
    ('`a_b`', '`` `a ``')
    """
    fence = "`" * (_longest_run(text) + 1)
    # A space at each end would be taken away (CommonMark 0.31, section 6.1).
    space = " " if "`" in (text[:1], text[-1:]) or (text[:1] == text[-1:] == " ") else ""
    return f"{fence}{space}{text}{space}{fence}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
