"""An article as Markdown, for people and language models to read."""

from collections.abc import Callable, Iterable

from copydesk.local.entries import entry_time
from copydesk.local.inline import escape, inline_markdown
from copydesk.model import Article, Block, BlockType, Item


def article_markdown(article: Article) -> str:
    parts = [*_head(article), *(block_markdown(block) for block in article.blocks)]
    return "\n\n".join(part for part in parts if part) + "\n"


def block_markdown(block: Block) -> str:
    return _WRITERS.get(block.type, _paragraph)(block)


def _head(article: Article) -> list[str]:
    byline = [", ".join(author.name for author in article.authors), article.date_published or "", article.url or ""]
    return [
        f"# {escape(article.headline)}" if article.headline else "",
        f"*{escape(article.description)}*" if article.description else "",
        " · ".join(part for part in byline if part),
    ]


def _words(block: Block) -> str:
    return inline_markdown(block.html) if block.html else escape(block.text)


def _paragraph(block: Block) -> str:
    return _words(block)


def _header(block: Block) -> str:
    return f"{'#' * (block.level or 2)} {_words(block)}"


def _quote(block: Block) -> str:
    source = f"\n\n— {escape(block.attribution)}" if block.attribution else ""
    return _quoted(_words(block) + source)


def _aside(block: Block) -> str:
    return _quoted(_words(block) or _list(block))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _list(block: Block) -> str:
    return "\n".join(_items(block.items, "1." if block.subtype == "ordered" else "-"))


def _items(items: Iterable[Item], mark: str, indent: str = "") -> Iterable[str]:
    for item in items:
        yield f"{indent}{mark} {inline_markdown(item.html) if item.html else escape(item.text)}"
        yield from _items(item.items, mark, indent + "   ")


def _table(block: Block) -> str:
    width = max((len(row) for row in (block.header, *block.rows)), default=0)
    header = block.header or ("",) * width
    lines = [header, ("---",) * width, *block.rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")


def _picture(block: Block) -> str:
    return _shown(block.url, block.alt, block.caption, block.credit)


def _shown(url: str | None, alt: str | None, caption: str | None, credit: str | None) -> str:
    words = " ".join(part for part in (caption, f"({credit})" if credit else None) if part)
    return f"![{escape(alt or '')}]({url or ''})" + (f"\n*{escape(words)}*" if words else "")


def _gallery(block: Block) -> str:
    pictures = (_shown(item.url, item.alt, item.text, item.credit) for item in block.items)
    return "\n\n".join(part for part in (f"**{escape(block.caption)}**" if block.caption else "", *pictures) if part)


def _media(block: Block) -> str:
    label = block.caption or block.text or block.provider or str(block.type)
    return f"[{escape(label)}]({block.url})" if block.url else _words(block)


def _code(block: Block) -> str:
    return f"```\n{block.text}\n```"


def _live_entry(block: Block) -> str:
    """Where an entry begins: its own blocks follow."""
    title = " · ".join(part for part in (escape(entry_time(block) or ""), _words(block)) if part)
    return f"### {title}" if title else ""


def _links(block: Block) -> str:
    return "\n".join(f"- [{escape(item.text)}]({item.url or ''})" for item in block.items)


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
