"""An article as schema.org JSON-LD: a NewsArticle, OpinionNewsArticle or LiveBlogPosting.

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

Quotes are Quotations in `hasPart`, with their creator. Authors and creators have no type: the page does not say
whether a name is that of a person or an organisation. Dates are as the page tells them, since a Date needs no time.
Dropped: raw strings of dates and names, levels of headings, cells, provenance, conflicts, quality, robots.
"""

from copydesk.formats.jsonld_parts import images, live_updates, parts, played
from copydesk.formats.members import Members, stated
from copydesk.formats.safe import safe_url
from copydesk.model import Article, ArticleType, BlockType, StoredArticle

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
