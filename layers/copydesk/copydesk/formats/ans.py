"""Writes an article as a story of ANS, the format of Arc XP, version 0.10.12 (github.com/washingtonpost/ans-schema).

ANS dates are RFC 3339. These go to `additional_properties`: dates without a time or zone, facts of the head without a
member in ANS, quotes and provenance. `canonical_url` is the path on `canonical_website`, which is the host here. An
importer replaces it by the id of its own website.
"""

import re
from collections.abc import Callable, Iterable
from html import escape
from itertools import batched
from urllib.parse import urlsplit

from copydesk.formats.members import Members, stated
from copydesk.formats.safe import date_time, safe_html, safe_url
from copydesk.model import (
    NAMED_STANDFIRST,
    STANDFIRST,
    Article,
    Author,
    Block,
    BlockType,
    Item,
    PubStatus,
    StoredArticle,
    to_plain,
)

# Each block becomes an element with the block's id. Its text is HTML of the allow-list, as in Arc; a correction is
# plain. header: header with level · paragraph: text · quote: quote with citation, subtype blockquote or pullquote ·
# list: list, nested lists follow their item's text · table: table, caption in additional_properties · image, gallery:
# image with caption, alt_text and credits, gallery of images · video, audio: the same with a stream; audio without an
# address is an embed · embed: oembed_response of type link, its words as html · code: code without a language ·
# divider: divider · aside: element_group, subtype aside · correction: correction · interstitial_link:
# interstitial_link, several are a link_list, one without an address is text · live_entry: header, subtype live_entry,
# or divider without a title; the entry in additional_properties

VERSION = "0.10.12"
#: The most links of one link_list.
_LINKS = 10


def elements(block: Block) -> list[Members]:
    """Returns a block's elements: usually one, several for a long list of links, none for an empty picture or list."""
    # A block of a kind from a later release is written as its words.
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


#: The pattern of `canonical_url_external` in ANS without its repeated group, which makes long paths very slow.
_EXTERNAL = re.compile(
    r"https?://([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,}(/[a-zA-Z0-9\-._~:/%]+)?", re.ASCII
)
#: Facts that have a member of their own in a story. All others go to `additional_properties`.
_PLACED = frozenset(
    "type pub_status blocks headline alternative_headline kicker description authors dateline language section"
    " tags main_image pages".split()
)
_ADDRESSES = frozenset({"url", "canonical_url", "next_page", "first_page"})
_STANDFIRSTS = frozenset({NAMED_STANDFIRST, STANDFIRST})


def article_ans(article: Article, stored: StoredArticle | None) -> Members:
    story = {"type": "story", "version": VERSION, "subtype": str(article.type), "status": str(article.pub_status)}
    return story | _identity(article, stored) | _head(article) | {
        "additional_properties": _rest(article, stored),
        "content_elements": _content(article),
    }  # fmt: skip


def _identity(article: Article, stored: StoredArticle | None) -> Members:
    url = safe_url(article.canonical_url) or safe_url(article.url) or ""
    parts = urlsplit(url)
    return stated(
        _id=stored.article_id if stored else None,
        canonical_url=parts._replace(scheme="", netloc="").geturl(),
        canonical_url_external=url if _EXTERNAL.fullmatch(url) else None,
        canonical_website=parts.hostname,
        revision=_revision(article, stored) if stored else None,
        source={"source_id": stored.article_id, "system": "copydesk"} if stored else {"system": "copydesk"},
        distributor=stated(name=article.site_name or article.host, category="other"),
    )


def _head(article: Article) -> Members:
    is_standfirst = article.provenance.get("description") in _STANDFIRSTS
    return stated(
        language=article.language,
        publish_date=date_time(article.date_published),
        last_updated_date=date_time(article.date_modified),
        location=article.dateline,
        headlines=_headlines(article),
        subheadlines=stated(basic=article.description) if is_standfirst else None,
        description=stated(basic=article.description),
        label={"basic": {"text": article.kicker}} if article.kicker else None,
        credits={"by": [_author(author) for author in article.authors]} if article.authors else None,
        taxonomy=_taxonomy(article),
        promo_items=_promo(article),
    )


def _headlines(article: Article) -> Members:
    basic = article.headline or article.alternative_headline
    return stated(basic=basic, alternative=article.alternative_headline) if basic else {}


def _author(author: Author) -> Members:
    raw = stated(name_raw=author.name_raw if author.name_raw != author.name else None)
    facts = stated(url=safe_url(author.url), additional_properties=raw)
    return {"type": "author", "name": author.name, "byline": author.name} | facts


def _taxonomy(article: Article) -> Members:
    names = dict.fromkeys([*([article.section] if article.section else []), *article.breadcrumbs])
    sections = [{"type": "section", "version": VERSION, "name": name} for name in names]
    return stated(
        primary_section=sections[0] if article.section else None,
        sections=sections,
        tags=[{"type": "tag", "text": tag} for tag in article.tags],
    )


def _promo(article: Article) -> Members:
    picture = image(article.main_image, None, None, None)
    return {"basic": picture} if picture else {}


def _revision(article: Article, stored: StoredArticle) -> Members:
    return {
        "revision_id": str(stored.revision.number),
        "published": article.pub_status is PubStatus.USABLE,
        "additional_properties": {"digest": stored.revision.digest},
    }


def _rest(article: Article, stored: StoredArticle | None) -> Members:
    rest = {name: fact for name, fact in to_plain(article).items() if name not in _PLACED | _ADDRESSES}
    addresses = {name: safe_url(getattr(article, name)) for name in sorted(_ADDRESSES)}
    pages = [url for page in article.pages if (url := safe_url(page))]
    return rest | stated(**addresses) | stated(pages=pages) | (_stored_facts(stored) if stored else {})


def _stored_facts(stored: StoredArticle) -> Members:
    return stated(
        date_downloaded=stored.date_downloaded,
        duplicate_of=stored.duplicate_of,
        withdrawn_at=stored.withdrawn_at,
    )


def _content(article: Article) -> list[Members]:
    begins = [text(safe_html(article.lead))] if article.lead else []
    return [*begins, *(element for block in article.blocks for element in elements(block))]
