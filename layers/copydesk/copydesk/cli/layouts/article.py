"""Lays out one article on a terminal for a reader."""

from collections.abc import Callable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from copydesk.cli.console import laid_out, words
from copydesk.formats.members import entry_time
from copydesk.model import Article, Block, BlockType, Quote


def article_layout(article: Article) -> RenderableType:
    return laid_out([*_head(article), *(block_layout(block) for block in article.blocks), *_quotes(article.quotes)])


def block_layout(block: Block) -> RenderableType:
    return _LAYOUTS.get(block.type, _paragraph)(block)


def _head(article: Article) -> Iterator[RenderableType]:
    above = [article.site_name or article.host, article.kicker or article.section]
    yield Group(words(_dotted(*above), "dim"), words(article.headline or "(no headline)", "bold"))
    if article.description:
        yield words(article.description, "italic")
    minutes = f"{article.reading_time_minutes} min read" if article.reading_time_minutes else None
    authors = ", ".join(author.name for author in article.authors)
    yield words(_dotted(authors, article.date_published, f"{article.word_count} words", minutes), "dim")


def _quotes(quotes: tuple[Quote, ...]) -> Iterator[RenderableType]:
    if not quotes:
        return
    table = Table(title="Who said what", title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column("speaker", style="cyan", width=26)
    table.add_column("cue", style="dim", width=12)
    table.add_column("quote")
    for quote in quotes:
        table.add_row(words(quote.speaker or "–"), words(quote.cue), words(quote.text))
    yield table


def _paragraph(block: Block) -> RenderableType:
    return words(block.text)


def _header(block: Block) -> RenderableType:
    return words(block.text, "bold")


def _quote(block: Block) -> RenderableType:
    source = [words(f"— {block.attribution}", "dim")] if block.attribution else []
    return Padding(Group(words(block.text, "italic"), *source), (0, 0, 0, 4))


def _list(block: Block) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    for number, item in enumerate(block.items, start=1):
        grid.add_row(f"{number}." if block.subtype == "ordered" else "•", words(item.text))
    return grid


def _table(block: Block) -> RenderableType:
    table = Table(title=words(block.caption) if block.caption else None, show_header=bool(block.header))
    for column in range(max((len(row) for row in (block.header, *block.rows)), default=0)):
        table.add_column(words(block.header[column]) if column < len(block.header) else "")
    for row in block.rows:
        table.add_row(*(words(cell) for cell in row))
    return table


def _media(block: Block) -> RenderableType:
    return _shown(block.type, block.caption or block.alt or block.text, block.credit, block.url)


def _shown(kind: str, label: str | None, credit: str | None, url: str | None) -> RenderableType:
    line = Text.assemble((f"▐ {kind} ", "magenta"), words(label)) + words(f"  [{credit}]" if credit else "", "dim")
    address = words(f"▐ {url or ''}", "dim")
    address.no_wrap, address.overflow = True, "ellipsis"
    return Group(line, address)


def _links(block: Block) -> RenderableType:
    return Group(*(words(f"→ {item.text}", "dim") for item in block.items))


def _gallery(block: Block) -> RenderableType:
    title = [words(block.caption, "bold")] if block.caption else []
    return Group(*title, *(_shown("image", item.text or item.alt, item.credit, item.url) for item in block.items))


def _live_entry(block: Block) -> RenderableType:
    return words(_dotted(entry_time(block), block.text), "bold")


def _dotted(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


_LAYOUTS: dict[BlockType, Callable[[Block], RenderableType]] = {
    BlockType.HEADER: _header,
    BlockType.QUOTE: _quote,
    BlockType.LIST: _list,
    BlockType.TABLE: _table,
    BlockType.IMAGE: _media,
    BlockType.GALLERY: _gallery,
    BlockType.VIDEO: _media,
    BlockType.AUDIO: _media,
    BlockType.EMBED: _media,
    BlockType.DIVIDER: lambda _: words("⁂", "dim"),
    BlockType.INTERSTITIAL_LINK: _links,
    BlockType.LIVE_ENTRY: _live_entry,
}
