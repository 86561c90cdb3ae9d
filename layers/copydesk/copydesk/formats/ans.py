"""An article as a story of ANS, the format of Arc XP, version 0.10.12 (github.com/washingtonpost/ans-schema).

A date without time or zone has no place among ANS dates, which are RFC 3339: it stays in `additional_properties`,
as all facts of the head do that ANS has no member for, with quotes and provenance. `canonical_url` is the path on
`canonical_website`, which here is the host: an importer puts the id of its own website there.
"""

import re
from urllib.parse import urlsplit

from copydesk.formats.ans_elements import VERSION, elements, image, text
from copydesk.formats.members import Members, stated
from copydesk.formats.safe import date_time, safe_html, safe_url
from copydesk.model import NAMED_STANDFIRST, STANDFIRST, Article, Author, PubStatus, StoredArticle, to_plain

#: The pattern of `canonical_url_external` in ANS, without its repeated group, which a long path makes very slow.
_EXTERNAL = re.compile(
    r"https?://([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,}(/[a-zA-Z0-9\-._~:/%]+)?", re.ASCII
)
#: Facts that have a member of their own in a story; all others go with `additional_properties`.
_PLACED = frozenset(
    "type pub_status blocks headline alternative_headline kicker description authors dateline language section"
    " tags main_image pages".split()
)
_ADDRESSES = frozenset({"url", "canonical_url", "next_page"})
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
