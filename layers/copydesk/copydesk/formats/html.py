"""Writes an article as plain HTML with its own words and allow-listed markup, and nothing of the site around it.

header h1–h6 · paragraph p · quote blockquote with footer · list ol, ul · table · image figure · gallery div of
figures · video, audio, embed p with a link, its words after it · code pre · divider hr · aside · correction p ·
interstitial_link nav · live_entry section. The following are left out: pictures without an address (their captions
stay), quotes, provenance, and all facts of the head but headline, standfirst, authors, date and language.
"""

from collections.abc import Callable, Iterable
from html import escape

from copydesk.formats.members import entry_time
from copydesk.formats.safe import safe_html, safe_text, safe_url
from copydesk.model import STANDFIRST_IN_BLOCK, Article, Block, BlockType, Item


def article_page(article: Article) -> str:
    body = "\n".join([_head(article), body_html(article)])
    title = escape(article.headline or "")
    language = f' lang="{escape(article.language)}"' if article.language else ""
    page = (
        f'<!doctype html>\n<html{language}>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<article>\n{body}\n</article>\n</html>\n"
    )
    return safe_text(page)


def body_html(article: Article, *, lead: str | None = None) -> str:
    """Returns the blocks alone, after an optional standfirst, as a fragment for another page."""
    begins = [_element("p", escape(lead))] if lead else []
    return safe_text("\n".join([*begins, *(block_html(block) for block in article.blocks)]))


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
    """Returns the description, marked as standfirst if it is not part of the text; nothing if a block contains it."""
    words = escape(article.description or "")
    if not words or article.provenance.get("description") == STANDFIRST_IN_BLOCK:
        return ""
    return _element("p", words) if article.lead else f'<p class="standfirst">{words}</p>'


def _element(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name}>" if inner else ""


def _words(block: Block) -> str:
    return safe_html(block.html) if block.html else escape(block.text)


def _paragraph(block: Block) -> str:
    return _element("p", _words(block))


def _header(block: Block) -> str:
    return _element(f"h{min(max(block.level or 2, 1), 6)}", _words(block))


def _quote(block: Block) -> str:
    cite = _element("footer", escape(block.attribution or ""))
    name = ' class="pullquote"' if block.subtype == "pullquote" else ""
    return f"<blockquote{name}>{_element('p', _words(block))}{cite}</blockquote>"


def _list(block: Block) -> str:
    return _items(block.items, "ol" if block.subtype == "ordered" else "ul")


def _items(items: Iterable[Item], name: str) -> str:
    entries = (_element("li", _item(item) + _items(item.items, name)) for item in items)
    return _element(name, "".join(entries))


def _item(item: Item) -> str:
    return safe_html(item.html) if item.html else escape(item.text)


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
    address = safe_url(url)
    image = f'<img src="{escape(address)}" alt="{escape(alt or "")}">' if address else ""
    maker = f'<small class="credit">{escape(credit)}</small>' if credit else ""
    words = " ".join(part for part in (escape(caption or ""), maker) if part)
    return _element("figure", image + _element("figcaption", words))


def _media(block: Block) -> str:
    url = safe_url(block.url)
    label = block.caption or block.text or block.provider or str(block.type)
    link = f'<p><a href="{escape(url)}">{escape(label)}</a></p>' if url else _element("p", escape(block.caption or ""))
    credit = f'<p><small class="credit">{escape(block.credit)}</small></p>' if block.credit else ""
    return link + credit + (_paragraph(block) if block.caption or not url else "")


def _links(block: Block) -> str:
    return _element("nav", _element("ul", "".join(_element("li", _link(item)) for item in block.items)))


def _link(item: Item) -> str:
    url, words = safe_url(item.url), escape(item.text)
    return f'<a href="{escape(url)}">{words}</a>' if url else words


def _aside(block: Block) -> str:
    words = _paragraph(block) or _list(block)
    return f'<aside class="factbox">{words}</aside>' if words else ""


def _live_entry(block: Block) -> str:
    """Returns the start of an entry. The blocks of the entry follow it."""
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
