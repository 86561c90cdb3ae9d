"""Shows a block of a record by its type. It writes words, and never the page's own markup."""

import re
from collections.abc import Callable, Iterable, Sequence

from copydesk.cli.inspector.markup import NOTHING, Html, address, isolated, joined, tag, text
from copydesk.cli.inspector.spoken import Numbered, marked_words
from copydesk.model import Block, BlockType, Item

#: The most rows of a table. Nobody reads longer tables here.
_MOST_ROWS = 1_000
#: The size in a file name, as WordPress's `-800x600.jpg`, or between slashes.
_IN_NAME = re.compile(r"[-_/](?P<width>[1-9]\d{1,3})x(?P<height>[1-9]\d{1,3})(?=[./?_-]|$)")


def body_of(block: Block, quotes: Sequence[Numbered]) -> Html:
    """Returns the content of a block. If it has quotes, its text is shown, because the places of quotes refer to it."""
    if quotes:
        return joined([_words(block, quotes), _attribution(block)])
    return _BODIES.get(block.type, _plain)(block)


def _words(block: Block, quotes: Sequence[Numbered] = ()) -> Html:
    if not block.text:
        return NOTHING
    return tag("p", marked_words(block.text, quotes), class_="words", dir="auto")


def _plain(block: Block) -> Html:
    return joined([_words(block), _list(block) if not block.text else NOTHING, _attribution(block)])


def _attribution(block: Block) -> Html:
    return tag("p", Html("— "), isolated(block.attribution), class_="by") if block.attribution else NOTHING


def _heading(block: Block) -> Html:
    """Returns a heading one level lower, because the surrounding page has headings of its own."""
    level = min(6, max(3, (block.level or 2) + 1))
    return tag(f"h{level}", text(block.text), class_="words", dir="auto")


def _list(block: Block) -> Html:
    return _items(block.items, "ol" if block.subtype == "ordered" else "ul")


def _items(items: Iterable[Item], name: str) -> Html:
    entries = [tag("li", _item(item), _items(item.items, name) if item.items else NOTHING) for item in items]
    return tag(name, *entries, class_="words", dir="auto") if entries else NOTHING


def _item(item: Item) -> Html:
    return text(item.text or item.url)


def _table(block: Block) -> Html:
    caption = tag("caption", text(block.caption), dir="auto") if block.caption else NOTHING
    head = tag("thead", tag("tr", *(tag("th", text(cell), scope="col") for cell in block.header)))
    rows = [tag("tr", *(tag("td", text(cell)) for cell in row)) for row in block.rows[:_MOST_ROWS]]
    table = tag("table", caption, head if block.header else NOTHING, tag("tbody", *rows), dir="auto")
    return tag("div", table, class_="wide", tabindex=0, role="group", aria_label="Table, scrolls sideways")


def _media(block: Block) -> Html:
    told = [(name, getattr(block, name)) for name in ("caption", "credit", "alt", "provider")]
    return _card(str(block.type), block.text, told, block.url)


def _gallery(block: Block) -> Html:
    title = tag("p", isolated(block.caption), class_="words") if block.caption else NOTHING
    pictures = (_card("image", None, picture_facts(item), item.url) for item in block.items)
    return joined([title, *pictures])


def picture_facts(item: Item) -> list[tuple[str, str | None]]:
    return [("caption", item.text or None), ("credit", item.credit), ("alt", item.alt)]


def _card(kind: str, words: str | None, told: Iterable[tuple[str, str | None]], url: str | None) -> Html:
    """Returns a description in place of a picture or player, so that nothing is loaded."""
    lines = [tag("p", text(words), class_="words", dir="auto") if words else NOTHING, facts(told), address(url)]
    return tag(
        "div",
        tag("span", text(size_in(url) or kind), class_="shape", aria_hidden="true"),
        tag("div", *lines),
        class_="media",
    )


def size_in(url: str | None) -> str | None:
    """Returns width and height if the address names them.

    >>> size_in("https://example.org/wp/bridge-1024x683.jpg"), size_in("https://example.org/bridge.jpg")
    ('1024 × 683', None)
    """
    found = _IN_NAME.search(url[:2_000]) if url else None
    return f"{found['width']} × {found['height']}" if found else None


def facts(told: Iterable[tuple[str, str | None]]) -> Html:
    pairs = [joined([tag("dt", text(name)), tag("dd", isolated(value))]) for name, value in told if value]
    return tag("dl", *pairs, class_="pairs") if pairs else NOTHING


def _code(block: Block) -> Html:
    return tag("pre", tag("code", text(block.text)), tabindex=0, role="group", aria_label="Code, scrolls sideways")


def _divider(_: Block) -> Html:
    return tag("p", Html("⁂"), class_="by")


def _links(block: Block) -> Html:
    entries = [tag("li", tag("span", isolated(item.text)), Html(" "), address(item.url)) for item in block.items]
    return tag("ul", *entries, class_="words") if entries else _words(block)


def _live_entry(block: Block) -> Html:
    entry = block.entry
    marks = [("time", entry.time), ("key event", "yes" if entry.key_event else None)] if entry else []
    return joined([facts(marks), tag("h3", text(block.text), class_="words", dir="auto") if block.text else NOTHING])


_BODIES: dict[BlockType, Callable[[Block], Html]] = {
    BlockType.HEADER: _heading,
    BlockType.LIST: _list,
    BlockType.TABLE: _table,
    BlockType.IMAGE: _media,
    BlockType.GALLERY: _gallery,
    BlockType.VIDEO: _media,
    BlockType.AUDIO: _media,
    BlockType.EMBED: _media,
    BlockType.CODE: _code,
    BlockType.DIVIDER: _divider,
    BlockType.INTERSTITIAL_LINK: _links,
    BlockType.LIVE_ENTRY: _live_entry,
}
