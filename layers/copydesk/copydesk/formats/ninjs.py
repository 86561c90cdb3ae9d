"""Writes an article as ninjs 3.1, the news format of IPTC (iptc.org/std/ninjs).

| block | place |
| --- | --- |
| header, paragraph, quote, list, table, code, live_entry | `bodies`, as HTML and as text |
| divider, aside, correction | `bodies`, as HTML |
| image, gallery | `associations` of type picture, caption as description, credit as `by` |
| video, audio, embed | `associations` of type video, audio, component; the provider as info source |
| interstitial_link | `associations` of type text with rel "related" |

The HTML body contains all blocks, and its order shows where a picture belongs. Authors, site and quoted people are
`infoSources`, which may be persons or organisations, as the page does not say which. ninjs dates are RFC 3339, so a
date without a time or zone is a description with the role "date_published". ninjs allows no further members. These are
left out: provenance, conflicts, quality, robots, reading time, free access, and the places of quotes.
"""

from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

from copydesk.formats.html import body_html
from copydesk.formats.members import Members, stated
from copydesk.formats.safe import date_time, safe_url
from copydesk.model import Article, ArticleType, Block, BlockType, StoredArticle

_STANDARD = {"name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"}
_COMPOSITE = frozenset({ArticleType.GALLERY, ArticleType.VIDEO})
#: The `Quality.flags` that mean that part of the text is missing.
_PARTIAL = frozenset({"paywalled", "truncated"})
_TYPES = {
    BlockType.IMAGE: "picture",
    BlockType.GALLERY: "picture",
    BlockType.VIDEO: "video",
    BlockType.AUDIO: "audio",
    BlockType.EMBED: "component",
    BlockType.INTERSTITIAL_LINK: "text",
}


def article_ninjs(article: Article, stored: StoredArticle | None) -> Members:
    return {"uri": _uri(article, stored), "standard": _STANDARD} | _status(article) | stated(
        version=str(stored.revision.number) if stored else None,
        contentCreated=date_time(article.date_published),
        versionCreated=date_time(article.date_modified),
        language=article.language,
        headlines=_roles(headline=article.headline, alternative=article.alternative_headline, kicker=article.kicker),
        descriptions=_descriptions(article),
        bodies=_bodies(article),
        by=", ".join(author.name for author in article.authors),
        infoSources=_sources(article),
        located=article.dateline,
        subjects=_subjects(article),
        genres=[{"name": article.type.replace("_", " ")}] if article.type is not ArticleType.ARTICLE else None,
        associations=_associations(article),
        altIds=_ids(article, stored),
    )  # fmt: skip


def _uri(article: Article, stored: StoredArticle | None) -> str:
    """Returns the article's address, or else a name that is always the same for this article (RFC 9562, version 5)."""
    name = stored.article_id if stored else article.fingerprint + (article.headline or "")
    return safe_url(article.canonical_url) or safe_url(article.url) or uuid5(NAMESPACE_URL, ascii(name)).urn


def _status(article: Article) -> Members:
    return {
        "type": "composite" if article.type in _COMPOSITE else "text",
        "representationType": "partial" if _PARTIAL & set(article.quality.flags) else "full",
        "pubStatus": str(article.pub_status),
    }


def _roles(**values: str | None) -> list[Members]:
    return [{"role": role, "value": value} for role, value in values.items() if value]


def _descriptions(article: Article) -> list[Members]:
    published = article.date_published_raw or article.date_published
    modified = article.date_modified_raw or article.date_modified
    return _roles(
        description=article.description,
        date_published=None if date_time(article.date_published) else published,
        date_modified=None if date_time(article.date_modified) else modified,
    )


def _bodies(article: Article) -> list[Members]:
    html = body_html(article, lead=article.lead)
    counts = {"charCount": len(article.text), "wordCount": article.word_count}
    values = {"text/html": html, "text/plain": article.text}
    return [{"contentType": kind, "value": value} | counts for kind, value in values.items() if value]


def _sources(article: Article) -> list[Members]:
    authors = [stated(name=author.name, role="author", uri=safe_url(author.url)) for author in article.authors]
    home = safe_url(f"https://{article.host}/") if article.host else None
    site = article.site_name or article.host
    speakers = dict.fromkeys(quote.speaker for quote in article.quotes if quote.speaker)
    return [
        *authors,
        *([stated(name=site, role="publisher", uri=home)] if site else []),
        *({"name": name, "role": "quoted"} for name in speakers),
    ]


def _subjects(article: Article) -> list[Members]:
    sections = dict.fromkeys([*([article.section] if article.section else []), *article.breadcrumbs])
    return [
        *({"name": name, "rel": "section"} for name in sections),
        *({"name": name, "rel": "keyword"} for name in article.tags),
    ]


def _associations(article: Article) -> list[Members]:
    main = safe_url(article.main_image)
    promoted = [{"name": "main image", "uri": main, "rel": "main_image", "type": "picture"}] if main else []
    return [*promoted, *(shown for block in article.blocks if block.type in _TYPES for shown in _shown(block))]


def _shown(block: Block) -> Iterator[Members]:
    if block.items:
        facts = [(item.url, item.alt, item.text, item.credit) for item in block.items]
    else:
        facts = [(block.url, block.alt, block.caption or block.text, block.credit)]
    rel = "related" if block.type is BlockType.INTERSTITIAL_LINK else "content"
    for address, alt, caption, credit in facts:
        url = safe_url(address)
        if url:
            yield {
                "name": caption or alt or str(block.type),
                "uri": url,
                "rel": rel,
                "type": _TYPES[block.type],
            } | stated(
                descriptions=_roles(caption=caption, alt=alt),
                by=credit,
                infoSources=[{"name": block.provider, "role": "provider"}] if block.provider else None,
                renditions=[{"name": "main", "href": url}] if rel == "content" else None,
            )


def _ids(article: Article, stored: StoredArticle | None) -> list[Members]:
    ids = {"url": safe_url(article.url), "canonical_url": safe_url(article.canonical_url)}
    if stored:
        ids |= {"article_id": stored.article_id, "revision_digest": stored.revision.digest}
        ids |= {"duplicate_of": stored.duplicate_of}
    return _roles(**ids, simhash=article.fingerprint)
