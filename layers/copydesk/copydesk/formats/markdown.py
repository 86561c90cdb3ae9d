"""Writes an article as Markdown (CommonMark, with tables of GFM), for people and language models.

header # · paragraph · quote, aside > · list -, 1. · table | · image, gallery ![alt](address) with caption and credit
under it · video, audio, embed a link, its words after it · code ``` · divider --- · correction paragraph ·
interstitial_link list of links · live_entry ###. The following are left out: quotes, provenance, and all facts of the
head but headline, standfirst, authors, date and address.
"""

from collections.abc import Callable, Iterable

from copydesk.formats.markdown_inline import inline_markdown
from copydesk.formats.markdown_text import (
    bare_address,
    code_fence,
    destination,
    escape,
    escape_block,
    escape_line,
    line_starts,
)
from copydesk.formats.members import entry_time
from copydesk.formats.safe import safe_text
from copydesk.model import STANDFIRST_IN_BLOCK, Article, Block, BlockType, Item


def article_markdown(article: Article) -> str:
    parts = [*_head(article), *(block_markdown(block) for block in article.blocks)]
    return safe_text("\n\n".join(part for part in parts if part) + "\n")


def block_markdown(block: Block) -> str:
    return _WRITERS.get(block.type, _paragraph)(block)


def _head(article: Article) -> list[str]:
    names = escape_block(", ".join(author.name for author in article.authors))
    is_block = article.provenance.get("description") == STANDFIRST_IN_BLOCK
    byline = [names, escape(article.date_published or ""), bare_address(article.url)]
    return [
        _heading(1, escape_line(article.headline or "")),
        "" if is_block else _marked("*", article.description),
        " · ".join(part for part in byline if part),
    ]


def _words(block: Block) -> str:
    return inline_markdown(block.html) if block.html else escape_block(block.text)


def _line(text: str) -> str:
    """Returns text as one line that begins a block."""
    return line_starts(escape_line(text))


def _marked(sign: str, text: str | None) -> str:
    """Returns text as a block in one emphasis, or nothing for an empty text."""
    words = escape_line(text or "")
    return f"{sign}{words}{sign}" if words else ""


def _heading(level: int, markdown: str) -> str:
    words = " ".join(markdown.split())
    return f"{'#' * level} {_with_last_signs(words)}" if words else ""


def _with_last_signs(words: str) -> str:
    """Escapes number signs at the end of a heading, which would otherwise close it (CommonMark 4.2)."""
    bare = words.rstrip("#")
    end = f"{bare}#" if bare.endswith("\\") else bare
    signs = words[len(end) :]
    return f"{end}\\{signs}" if signs and len(bare) < len(words) else words


def _paragraph(block: Block) -> str:
    return _words(block)


def _header(block: Block) -> str:
    return _heading(min(max(block.level or 2, 1), 6), _words(block))


def _quote(block: Block) -> str:
    source = f"\n\n— {escape_line(block.attribution)}" if block.attribution else ""
    return _quoted(_words(block) + source)


def _aside(block: Block) -> str:
    return _quoted(_words(block) or _list(block))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def _list(block: Block) -> str:
    return "\n".join(_items(block.items, "1." if block.subtype == "ordered" else "-"))


def _items(items: Iterable[Item], mark: str, indent: str = "") -> Iterable[str]:
    for item in items:
        words = inline_markdown(item.html) if item.html else escape_block(item.text)
        if not words and item.items:
            # A mark without words followed by another mark on the next line would be a heading.
            yield from _items(item.items, mark, indent)
            continue
        yield f"{indent}{mark} {words.replace('\n', f'\n{indent}   ')}"
        yield from _items(item.items, mark, indent + "   ")


def _table(block: Block) -> str:
    """Returns a table with a header of its full width, because GFM ignores cells beyond the header and requires one."""
    width = max((len(row) for row in (block.header, *block.rows)), default=0)
    header = [*block.header, *[""] * (width - len(block.header))]
    lines = [[_cell(cell) for cell in header], ["---"] * width, *([_cell(cell) for cell in row] for row in block.rows)]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines) if width else ""
    return _apart(_marked("**", block.caption), table)


def _cell(text: str) -> str:
    return escape_line(text).replace("|", r"\|")


def _apart(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _picture(block: Block) -> str:
    return _shown(block.url, block.alt, block.caption, block.credit)


def _shown(url: str | None, alt: str | None, caption: str | None, credit: str | None) -> str:
    words = " ".join(part for part in (caption, f"({credit})" if credit else None) if part)
    picture = f"![{escape_line(alt or '')}]({destination(url)})" if destination(url) else ""
    return "\n".join(part for part in (picture, _marked("*", words)) if part)


def _gallery(block: Block) -> str:
    pictures = (_shown(item.url, item.alt, item.text, item.credit) for item in block.items)
    return _apart(_marked("**", block.caption), *pictures)


def _media(block: Block) -> str:
    url, label = destination(block.url), block.caption or block.text or block.provider or str(block.type)
    link = f"[{escape_line(label)}]({url})" if url else _line(block.caption or "")
    return _apart(link, _marked("*", block.credit), _words(block) if block.caption or not url else "")


def _code(block: Block) -> str:
    text = safe_text(block.text)
    fence = code_fence(text)
    return f"{fence}\n{text}\n{fence}"


def _live_entry(block: Block) -> str:
    """Returns the start of an entry. The blocks of the entry follow it."""
    return _heading(3, " · ".join(part for part in (escape(entry_time(block) or ""), _words(block)) if part))


def _links(block: Block) -> str:
    return "\n".join(f"- {_link(item)}" for item in block.items)


def _link(item: Item) -> str:
    url = destination(item.url)
    return f"[{escape_line(item.text)}]({url})" if url else _line(item.text)


_WRITERS: dict[BlockType, Callable[[Block], str]] = {
    BlockType.HEADER: _header,
    BlockType.QUOTE: _quote,
    BlockType.LIST: _list,
    BlockType.TABLE: _table,
    BlockType.IMAGE: _picture,
    BlockType.GALLERY: _gallery,
    BlockType.VIDEO: _media,
    BlockType.AUDIO: _media,
    BlockType.EMBED: _media,
    BlockType.CODE: _code,
    BlockType.DIVIDER: lambda _: "---",
    BlockType.ASIDE: _aside,
    BlockType.INTERSTITIAL_LINK: _links,
    BlockType.LIVE_ENTRY: _live_entry,
}
