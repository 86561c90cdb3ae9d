"""This module renders an article's Markdown with markdown-it and compares it with the record.

It compares words, emphasis and kinds. The record is the measure: every block's allow-listed HTML, or its text if it has
none.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html import escape
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from copydesk.formats.markdown import block_markdown
from copydesk.formats.members import entry_time
from copydesk.formats.safe import safe_html, safe_text, safe_url
from copydesk.model import Block, BlockType, Item

#: A visible character, the markup around it, and whether a word begins with it.
Shown = tuple[str, frozenset[str], bool]
Reading = list[Shown]

_SAME = {"b": "strong", "i": "em", "del": "s"}
_MARKS = frozenset({"strong", "em", "s", "code", "sub", "sup", "a"})
_VOID = frozenset({"br", "img", "hr"})
#: These elements are allowed for each kind of block, besides inline ones.
_KINDS: dict[BlockType, frozenset[str]] = {
    BlockType.HEADER: frozenset({"h1", "h2", "h3", "h4", "h5", "h6"}),
    BlockType.LIVE_ENTRY: frozenset({"h3"}),
    BlockType.QUOTE: frozenset({"blockquote", "p"}),
    BlockType.ASIDE: frozenset({"blockquote", "p", "ul", "li"}),
    BlockType.LIST: frozenset({"ul", "ol", "li"}),
    BlockType.INTERSTITIAL_LINK: frozenset({"ul", "li"}),
    BlockType.TABLE: frozenset({"table", "thead", "tbody", "tr", "th", "td", "p"}),
    BlockType.CODE: frozenset({"pre"}),
    BlockType.DIVIDER: frozenset({"hr"}),
}
_PROSE = frozenset({"p"})


def faults(blocks: Iterable[Block]) -> Iterator[str]:
    """Yields each difference between the rendered Markdown and its block."""
    for block in blocks:
        markdown = block_markdown(block)
        html = set_as_html(markdown)
        if fault := _fault(block, html):
            yield f"{block.type}: {fault} in {markdown[:300]!a}"


def set_as_html(markdown: str) -> str:
    """Returns the HTML that readers of GitHub's kind make of Markdown."""
    html: str = _setter().render(safe_text(markdown) + "\n")
    return html


def read(html: str) -> Reading:
    """Returns the visible characters of HTML without spaces, each with its emphasis, code, script and link."""
    return _Reader(html).shown


@cache
def _setter() -> MarkdownIt:
    setter = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    # The renderer's own check of addresses would hide those that our code lets through.
    setter.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return setter


def _fault(block: Block, html: str) -> str | None:
    seen = _Reader(html)
    wanted = read(_WANTED.get(block.type, _prose)(block))
    if odd := seen.kinds - _KINDS.get(block.type, _PROSE):
        return f"{sorted(odd)}"
    if block.type is BlockType.TABLE and seen.rows != len(block.rows) + 1 and (block.rows or block.header):
        return f"{seen.rows} rows of {len(block.rows) + 1}"
    if seen.shown != wanted:
        return _difference(wanted, seen.shown)
    return None


def _difference(wanted: Reading, shown: Reading) -> str:
    at = next((at for at, (one, two) in enumerate(zip(wanted, shown, strict=False)) if one != two), -1)
    around = "".join(character for character, _, _ in wanted[max(0, at - 20) : at + 10])
    return f"{wanted[at : at + 1]} is shown as {shown[at : at + 1]} near {around!a}"


def _prose(block: Block) -> str:
    return _html(block)


def _html(part: Block | Item) -> str:
    return safe_html(part.html) if part.html else escape(safe_text(part.text))


def _quote(block: Block) -> str:
    return _html(block) + (f"<br>— {escape(block.attribution)}" if block.attribution else "")


def _items(items: Iterable[Item]) -> str:
    return "".join(f"<br>{_html(item)}{_items(item.items)}" for item in items)


def _aside(block: Block) -> str:
    return _html(block) or _items(block.items)


def _table(block: Block) -> str:
    caption = f"<strong>{escape(block.caption)}</strong>" if block.caption else ""
    return "<br>".join([caption, *(escape(cell) for row in (block.header, *block.rows) for cell in row)])


def _links(block: Block) -> str:
    return "<br>".join(_linked(item.url, item.text) for item in block.items)


def _linked(url: str | None, text: str) -> str:
    address = safe_url(url)
    return f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)


def _picture(block: Block | Item) -> str:
    caption = block.caption if isinstance(block, Block) else block.text
    return f"<em>{escape(caption or '')} {escape(f'({block.credit})') if block.credit else ''}</em>"


def _gallery(block: Block) -> str:
    return "<br>".join([f"<strong>{escape(block.caption or '')}</strong>", *map(_picture, block.items)])


def _media(block: Block) -> str:
    label = block.caption or block.text or block.provider or str(block.type)
    head = _linked(block.url, label) if safe_url(block.url) else escape(block.caption or "")
    credit = f"<em>{escape(block.credit)}</em>" if block.credit else ""
    return f"{head}<br>{credit}<br>" + (_html(block) if block.caption or not safe_url(block.url) else "")


def _live_entry(block: Block) -> str:
    time = entry_time(block)
    words = _html(block)
    return escape(time) + (" · " if words else "") + words if time else words


_WANTED: dict[BlockType, Callable[[Block], str]] = {
    BlockType.QUOTE: _quote,
    BlockType.ASIDE: _aside,
    BlockType.LIST: lambda block: _items(block.items),
    BlockType.TABLE: _table,
    BlockType.CODE: lambda block: escape(safe_text(block.text)),
    BlockType.DIVIDER: lambda _: "",
    BlockType.INTERSTITIAL_LINK: _links,
    BlockType.IMAGE: _picture,
    BlockType.GALLERY: _gallery,
    BlockType.VIDEO: _media,
    BlockType.AUDIO: _media,
    BlockType.EMBED: _media,
    BlockType.LIVE_ENTRY: _live_entry,
}


class _Reader(HTMLParser):
    """Reads HTML into its visible characters."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: Reading = []
        self.kinds: set[str] = set()
        self.rows = 0
        self._open: list[tuple[str, str]] = []
        self._is_apart = True
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = _SAME.get(tag, tag)
        self.rows += name == "tr"
        if name in _ALL_KINDS:
            self.kinds.add(name)
        self._is_apart |= name in _ALL_KINDS or name == "br"
        if name not in _VOID:
            self._open.append((name, f"a {dict(attrs).get('href')}" if name == "a" else name))

    def handle_endtag(self, tag: str) -> None:
        name = _SAME.get(tag, tag)
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == name:
                del self._open[at]
                return

    def handle_data(self, data: str) -> None:
        # Code that is a block of its own is no emphasis.
        is_block = any(name == "pre" for name, _ in self._open)
        marks = frozenset(mark for name, mark in self._open if name in _MARKS and not (is_block and name == "code"))
        for character in data:
            if not character.isspace():
                self.shown.append((character, marks, self._is_apart))
            self._is_apart = character.isspace()


_ALL_KINDS = frozenset.union(_PROSE, *_KINDS.values())
