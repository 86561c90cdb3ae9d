"""Blocks as content elements of ANS (Arc XP) 0.10.12.

| block | element |
| --- | --- |
| header | header with level |
| paragraph | text |
| quote | quote, its subtype blockquote or pullquote, with citation |
| list | list, nested lists after the text of their item |
| table | table; its caption in additional_properties |
| image, gallery | image with caption, alt_text and credits; gallery of images |
| video, audio | video, audio with a stream; as embed if audio has no address |
| embed | oembed_response of type link, its words as html |
| code | code, of no stated language |
| divider | divider |
| aside | element_group, subtype aside |
| correction | correction |
| interstitial_link | interstitial_link, several as link_list; one that leads nowhere is text |
| live_entry | header, subtype live_entry, or divider where it has no title; the entry in additional_properties |

Every element has its block's id. Text is HTML of the allow-list, as Arc's is; of a correction, plain.
"""

from collections.abc import Callable, Iterable
from html import escape
from itertools import batched

from copydesk.formats.members import Members, stated
from copydesk.formats.safe import safe_html, safe_url
from copydesk.model import Block, BlockType, Item

VERSION = "0.10.12"
#: What one link_list takes.
_LINKS = 10


def elements(block: Block) -> list[Members]:
    """The block's elements, one but for a long list of links; an empty picture or list has none."""
    # Of a block that only a later release knows, the words are.
    write = _WRITERS.get(block.type, _paragraph)
    made = [element for element in write(block) if element]
    if len(made) == 1:
        made[0]["_id"] = block.block_id
    return made


def text(content: str) -> Members:
    return {"type": "text", "content": content}


def image(url: str | None, alt: str | None, caption: str | None, credit: str | None) -> Members:
    facts = stated(url=safe_url(url), alt_text=alt, caption=caption, credits=credited(credit))
    return {"type": "image", "version": VERSION} | facts if facts else {}


def credited(*names: str | None) -> Members:
    by = [{"type": "author", "name": name, "byline": name} for name in names if name]
    return {"by": by} if by else {}


def _words(html: str, plain: str) -> str:
    return safe_html(html) if html else escape(plain, quote=False)


def _paragraph(block: Block) -> list[Members]:
    words = _words(block.html, block.text)
    return [text(words)] if words else []


def _header(block: Block) -> list[Members]:
    return [{"type": "header", "level": block.level or 2, "content": _words(block.html, block.text)}]


def _quote(block: Block) -> list[Members]:
    citation = stated(citation=text(escape(block.attribution, quote=False)) if block.attribution else None)
    return [{"type": "quote", "content_elements": _paragraph(block)} | stated(subtype=block.subtype) | citation]


def _list(block: Block) -> list[Members]:
    return [_listed(block.items, block.subtype or "unordered")] if block.items else _paragraph(block)


def _listed(items: Iterable[Item], list_type: str) -> Members:
    inside: list[Members] = []
    for item in items:
        inside.append(text(_words(item.html, item.text)))
        if item.items:
            inside.append(_listed(item.items, list_type))
    return {"type": "list", "list_type": list_type, "items": inside}


def _table(block: Block) -> list[Members]:
    header, *rows = ([text(escape(cell, quote=False)) for cell in row] for row in (block.header, *block.rows))
    caption = stated(additional_properties=stated(caption=block.caption))
    return [{"type": "table", "rows": rows} | stated(header=header) | caption]


def _image(block: Block) -> list[Members]:
    return [image(block.url, block.alt, block.caption, block.credit)]


def _gallery(block: Block) -> list[Members]:
    images = [image(item.url, item.alt, item.text, item.credit) for item in block.items]
    headline = stated(headlines=stated(basic=block.caption))
    inside = stated(content_elements=[each for each in images if each])
    return [{"type": "gallery", "version": VERSION} | headline | inside]


def _video(block: Block) -> list[Members]:
    stream = stated(url=safe_url(block.url), provider=block.provider)
    return [_played(block) | stated(streams=[stream] if stream else [])]


def _audio(block: Block) -> list[Members]:
    url = safe_url(block.url)
    if url is None:
        return _embed(block)
    provider = stated(additional_properties=stated(provider=block.provider))
    return [_played(block) | {"streams": [{"url": url}]} | provider]


def _played(block: Block) -> Members:
    about = stated(headlines=stated(basic=block.caption), description=stated(basic=block.text))
    return {"type": str(block.type), "version": VERSION} | about | stated(credits=credited(block.credit))


def _embed(block: Block) -> list[Members]:
    shown = stated(
        url=safe_url(block.url), provider_name=block.provider, title=block.caption, author_name=block.credit,
        html=_words(block.html, block.text),
    )  # fmt: skip
    oembed = {"type": "oembed_response", "raw_oembed": {"type": "link", "version": "1.0"} | shown}
    return [oembed | stated(subtype=block.provider)]


def _code(block: Block) -> list[Members]:
    return [{"type": "code", "content": block.text, "language": ""}]


def _aside(block: Block) -> list[Members]:
    inside = _paragraph(block) or _list(block)
    return [{"type": "element_group", "subtype": "aside", "content_elements": inside}]


def _correction(block: Block) -> list[Members]:
    return [{"type": "correction", "text": block.text}]


def _links(block: Block) -> list[Members]:
    links = [_link(item) for item in block.items]
    if len(links) < 2:
        return links or _paragraph(block)
    return [{"type": "link_list", "items": list(chunk)} for chunk in batched(links, _LINKS, strict=False)]


def _link(item: Item) -> Members:
    url = safe_url(item.url)
    if url is None:
        return text(escape(item.text, quote=False))
    return {"type": "interstitial_link", "url": url, "content": item.text}


def _live_entry(block: Block) -> list[Members]:
    entry = block.entry
    facts = stated(time=entry.time, title=entry.title, key_event=entry.key_event) if entry else {}
    about = {"subtype": "live_entry"} | stated(additional_properties=facts)
    return [(_header(block)[0] if block.text else {"type": "divider"}) | about]


_WRITERS: dict[BlockType, Callable[[Block], list[Members]]] = {
    BlockType.HEADER: _header,
    BlockType.PARAGRAPH: _paragraph,
    BlockType.QUOTE: _quote,
    BlockType.LIST: _list,
    BlockType.TABLE: _table,
    BlockType.IMAGE: _image,
    BlockType.GALLERY: _gallery,
    BlockType.VIDEO: _video,
    BlockType.AUDIO: _audio,
    BlockType.EMBED: _embed,
    BlockType.CODE: _code,
    BlockType.DIVIDER: lambda _: [{"type": "divider"}],
    BlockType.ASIDE: _aside,
    BlockType.CORRECTION: _correction,
    BlockType.INTERSTITIAL_LINK: _links,
    BlockType.LIVE_ENTRY: _live_entry,
}
