"""Writes an article as schema.org JSON-LD: a NewsArticle, OpinionNewsArticle or LiveBlogPosting.

| block | place |
| --- | --- |
| header, paragraph, quote, list, table, code, live_entry | `articleBody`, as text |
| live_entry | of a live blog also `liveBlogUpdate`: a BlogPosting with the text up to the next entry |
| image, gallery | `image`: ImageObject; `hasPart`: ImageGallery |
| video, audio, embed | `video`: VideoObject; `audio`: AudioObject; `hasPart`: CreativeWork with its provider |
| aside | `hasPart`: WebPageElement |
| correction | `correction`: CorrectionComment |
| interstitial_link | `mentions`: WebPage |
| divider | dropped |

Quotes are Quotations in `hasPart`, with their creator. Authors and creators have no type, because a page does not say
whether a name is a person's. Dates are as on the page, since a Date needs no time. The following are left out: raw
dates and names, levels of headings, cells, provenance, conflicts, quality and robots.
"""

from collections.abc import Iterator

from copydesk.formats.members import Members, stated
from copydesk.formats.safe import safe_url
from copydesk.model import Article, ArticleType, Block, BlockType, Quote, StoredArticle
from copydesk.web.timestamps import sort_date

_PLAYED = {BlockType.VIDEO: "VideoObject", BlockType.AUDIO: "AudioObject"}


def images(article: Article) -> list[Members]:
    """Returns the main image, unless the body contains it, and then the images of the body."""
    shown = [_picture(block) for block in article.blocks if block.type is BlockType.IMAGE]
    main = safe_url(article.main_image)
    is_shown = any(picture.get("contentUrl") == main for picture in shown)
    promoted = {"@type": "ImageObject", "contentUrl": main} if main and not is_shown else {}
    return [picture for picture in (promoted, *shown) if picture]


def played(article: Article, kind: BlockType) -> list[Members]:
    return [_player(block) for block in article.blocks if block.type is kind]


def parts(article: Article) -> list[Members]:
    return [
        *(part for block in article.blocks for part in _part(block)),
        *(_quotation(quote) for quote in article.quotes),
    ]


def live_updates(article: Article) -> list[Members]:
    """Returns each entry with the text that follows it, up to the next entry."""
    updates: list[Members] = []
    entry_texts: list[list[str]] = []
    for block in article.blocks:
        if block.type is BlockType.LIVE_ENTRY:
            entry = block.entry
            date = entry.time if entry and sort_date(entry.time) else None
            updates.append({"@type": "BlogPosting"} | stated(headline=block.text, datePublished=date))
            entry_texts.append([])
        elif entry_texts:
            entry_texts[-1].append(block.body_text)
    return [
        update | stated(articleBody="\n\n".join(text for text in texts if text))
        for update, texts in zip(updates, entry_texts, strict=True)
    ]


def _picture(block: Block) -> Members:
    return _image(block.url, block.alt, block.caption, block.credit)


def _image(url: str | None, alt: str | None, caption: str | None, credit: str | None) -> Members:
    facts = stated(contentUrl=safe_url(url), caption=caption, description=alt, creditText=credit)
    return {"@type": "ImageObject"} | facts if facts else {}


def _player(block: Block) -> Members:
    address = safe_url(block.url)
    where = stated(embedUrl=address) if block.provider else stated(contentUrl=address)
    about = stated(caption=block.caption, description=block.text, creditText=block.credit, provider=_provider(block))
    return {"@type": _PLAYED[block.type]} | where | about


def _part(block: Block) -> Iterator[Members]:
    if block.type is BlockType.GALLERY:
        pictures = [_image(item.url, item.alt, item.text, item.credit) for item in block.items]
        yield {"@type": "ImageGallery"} | stated(name=block.caption, image=[each for each in pictures if each])
    elif block.type is BlockType.EMBED:
        about = stated(name=block.caption, text=block.text, creditText=block.credit, provider=_provider(block))
        yield {"@type": "CreativeWork"} | stated(url=safe_url(block.url)) | about
    elif block.type is BlockType.ASIDE:
        words = block.text or "\n".join(item.text for item in block.items)
        yield {"@type": "WebPageElement"} | stated(text=words)


def _quotation(quote: Quote) -> Members:
    creator = {"name": quote.speaker} if quote.speaker else None
    return {"@type": "Quotation", "text": quote.text} | stated(creator=creator)


def _provider(block: Block) -> Members:
    return {"@type": "Organization", "name": block.provider} if block.provider else {}


_TYPES = {ArticleType.OPINION: "OpinionNewsArticle", ArticleType.LIVE_BLOG: "LiveBlogPosting"}


def article_jsonld(article: Article, stored: StoredArticle | None) -> Members:
    kind = _TYPES.get(article.type, "NewsArticle")
    address = safe_url(article.canonical_url) or safe_url(article.url)
    return {"@context": "https://schema.org", "@type": kind} | stated(
        url=safe_url(article.url) or address,
        mainEntityOfPage=_page(article, address),
        identifier=_identifiers(article, stored),
        version=stored.revision.number if stored else None,
        creativeWorkStatus=str(article.pub_status),
    ) | _head(article, kind) | _body(article)  # fmt: skip


def _head(article: Article, kind: str) -> Members:
    is_news = kind != "LiveBlogPosting"
    place = {"@type": "Place", "name": article.dateline} if article.dateline else None
    return stated(
        headline=article.headline,
        alternativeHeadline=article.alternative_headline,
        description=article.description,
        author=[stated(name=author.name, url=safe_url(author.url)) for author in article.authors],
        datePublished=article.date_published,
        dateModified=article.date_modified,
        dateline=article.dateline if is_news else None,
        locationCreated=None if is_news else place,
        inLanguage=article.language,
        articleSection=article.section,
        keywords=[*([article.kicker] if article.kicker else []), *article.tags],
        publisher=_publisher(article),
        isAccessibleForFree=article.is_accessible_for_free,
        wordCount=article.word_count,
        timeRequired=f"PT{article.reading_time_minutes}M" if article.reading_time_minutes else None,
    )


def _body(article: Article) -> Members:
    corrections = [block.text for block in article.blocks if block.type is BlockType.CORRECTION]
    links = [item for block in article.blocks if block.type is BlockType.INTERSTITIAL_LINK for item in block.items]
    return stated(
        image=images(article),
        video=played(article, BlockType.VIDEO),
        audio=played(article, BlockType.AUDIO),
        articleBody=article.text,
        correction=[{"@type": "CorrectionComment", "text": words} for words in corrections],
        mentions=[{"@type": "WebPage"} | stated(name=item.text, url=safe_url(item.url)) for item in links],
        hasPart=parts(article),
        liveBlogUpdate=live_updates(article) if article.type is ArticleType.LIVE_BLOG else None,
    )


def _page(article: Article, address: str | None) -> Members:
    trail = [{"@type": "ListItem", "position": at, "name": name} for at, name in enumerate(article.breadcrumbs, 1)]
    crumbs = {"@type": "BreadcrumbList", "itemListElement": trail} if trail else None
    facts = stated(**{"@id": address}, breadcrumb=crumbs)
    return {"@type": "WebPage"} | facts if facts else {}


def _identifiers(article: Article, stored: StoredArticle | None) -> list[Members]:
    ids = {"simhash": article.fingerprint}
    if stored:
        ids |= {"article_id": stored.article_id, "revision_digest": stored.revision.digest}
        ids |= {"duplicate_of": stored.duplicate_of or ""}
    return [{"@type": "PropertyValue", "propertyID": name, "value": value} for name, value in ids.items() if value]


def _publisher(article: Article) -> Members:
    home = safe_url(f"https://{article.host}/") if article.host else None
    facts = stated(name=article.site_name or article.host, url=home)
    return {"@type": "Organization"} | facts if facts else {}
