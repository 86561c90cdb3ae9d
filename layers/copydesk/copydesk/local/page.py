"""An article as one plain HTML page: its own words and markup, nothing of the site around them."""

from collections.abc import Callable, Iterable
from html import escape

from copydesk.local.entries import entry_time
from copydesk.model import STANDFIRST_IN_BODY, Article, Block, BlockType, Item


def article_page(article: Article) -> str:
    body = "\n".join([_head(article), *(block_html(block) for block in article.blocks)])
    title = escape(article.headline or "")
    language = f' lang="{escape(article.language)}"' if article.language else ""
    return (
        f'<!doctype html>\n<html{language}>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<article>\n{body}\n</article>\n</html>\n"
    )


def block_html(block: Block) -> str:
    return _WRITERS.get(block.type, _paragraph)(block)


def _head(article: Article) -> str:
    authors = ", ".join(f'<a rel="author">{escape(author.name)}</a>' for author in article.authors)
    lines = [
        _element("h1", escape(article.headline or "")),
        _standfirst(article),
        _element("address", authors),
        _element("time", escape(article.date_published or "")),
    ]
    return _element("header", "".join(lines))


def _standfirst(article: Article) -> str:
    """The description, named as what it is where the text does not begin with it."""
    is_text = article.provenance.get("description") == STANDFIRST_IN_BODY
    words = escape(article.description or "")
    return _element("p", words) if is_text or not words else f'<p class="standfirst">{words}</p>'


def _element(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name}>" if inner else ""


def _words(block: Block) -> str:
    return block.html or escape(block.text)


def _paragraph(block: Block) -> str:
    return _element("p", _words(block))


def _header(block: Block) -> str:
    return _element(f"h{block.level or 2}", _words(block))


def _quote(block: Block) -> str:
    cite = _element("footer", escape(block.attribution or ""))
    name = ' class="pullquote"' if block.subtype == "pullquote" else ""
    return f"<blockquote{name}>{_element('p', _words(block))}{cite}</blockquote>"


def _list(block: Block) -> str:
    return _items(block.items, "ol" if block.subtype == "ordered" else "ul")


def _items(items: Iterable[Item], name: str) -> str:
    entries = (_element("li", (item.html or escape(item.text)) + _items(item.items, name)) for item in items)
    return _element(name, "".join(entries))


def _table(block: Block) -> str:
    head = _element("tr", "".join(f"<th>{escape(cell)}</th>" for cell in block.header))
    rows = (_element("tr", "".join(f"<td>{escape(cell)}</td>" for cell in row)) for row in block.rows)
    return _element("table", _element("caption", escape(block.caption or "")) + head + "".join(rows))


def _picture(block: Block) -> str:
    return _figure(block.url, block.alt, block.caption, block.credit)


def _gallery(block: Block) -> str:
    title = _element("h3", escape(block.caption or ""))
    figures = "\n".join(_figure(item.url, item.alt, item.text, item.credit) for item in block.items)
    return f'<div class="gallery">{title}{figures}</div>' if figures else title


def _figure(url: str | None, alt: str | None, caption: str | None, credit: str | None) -> str:
    image = f'<img src="{escape(url or "")}" alt="{escape(alt or "")}">'
    maker = f'<small class="credit">{escape(credit)}</small>' if credit else ""
    words = " ".join(part for part in (escape(caption or ""), maker) if part)
    return _element("figure", image + _element("figcaption", words))


def _media(block: Block) -> str:
    label = escape(block.caption or block.text or block.provider or str(block.type))
    return f'<p><a href="{escape(block.url)}">{label}</a></p>' if block.url else _paragraph(block)


def _links(block: Block) -> str:
    entries = (f'<li><a href="{escape(item.url or "")}">{escape(item.text)}</a></li>' for item in block.items)
    return _element("nav", _element("ul", "".join(entries)))


def _aside(block: Block) -> str:
    words = _paragraph(block) or _list(block)
    return f'<aside class="factbox">{words}</aside>' if words else ""


def _live_entry(block: Block) -> str:
    """Where an entry begins: its own blocks follow."""
    time = entry_time(block)
    shown = f'<time datetime="{escape(time)}">{escape(time)}</time>' if time else ""
    return f'<section class="live-entry">{shown}{_element("h3", _words(block))}</section>'


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
    BlockType.CODE: lambda block: _element("pre", escape(block.text)),
    BlockType.DIVIDER: lambda _: "<hr>",
    BlockType.ASIDE: _aside,
    BlockType.INTERSTITIAL_LINK: _links,
    BlockType.LIVE_ENTRY: _live_entry,
}
