"""Facts that only declarations tell: site, section, tags, address, main image, access, type."""

import re
from html import unescape

from copydesk.directives import from_meta
from copydesk.extraction.inline import absolute_url
from copydesk.extraction.markup import squeeze
from copydesk.extraction.metadata.evidence import Evidence
from copydesk.extraction.metadata.jsonld import strings_of, types_of
from copydesk.extraction.metadata.page import OG_URL, Page
from copydesk.extraction.picture_files import is_furniture
from copydesk.model import ArticleType, Conflict
from copydesk.urls import identity_of, is_identity

#: Tags for machines: identifiers, key:value pairs, names with underscores.
_MACHINE_TAG = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|\w:\s?\w|\w_\w")
_FREE = {"true": True, "false": False}
_OG_TYPES = {"video": ArticleType.VIDEO, "video.other": ArticleType.VIDEO, "video.episode": ArticleType.VIDEO}


def site_name(page: Page) -> str | None:
    publisher = next((texts[0] for thing in page.articles if (texts := strings_of(thing.get("publisher")))), None)
    named = page.meta("og:site_name", "application-name") or publisher
    return unescape(named) if named and not named.startswith("http") else None


def canonical_url(page: Page) -> tuple[str | None, list[Conflict]]:
    """The address that the page gives itself in its head, and those that are not its identity.

    The identity is the first that still tells the page (`copydesk.canonical`). A short link has one too where
    `rel=shortlink` names it, or og:url the long form: its number need not stand there.
    """
    if page.url is None:
        return None, []
    found: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    for source, url in page.addresses():
        found[is_identity(url, of=page.url, tied=_is_tied(url, page))].append((source, url))
    refused = {url: source for source, url in reversed(found[False]) if identity_of(url) != identity_of(page.url)}
    conflicts = [Conflict(field="canonical_url", source=source, value=url) for url, source in refused.items()]
    return next((url for _, url in found[True]), None), conflicts[::-1]


def _is_tied(url: str, page: Page) -> bool:
    own, long = identity_of(page.url), identity_of(url)
    return own in map(identity_of, page.short_links()) or long in (
        identity_of(each) for source, each in page.addresses() if source == OG_URL
    )


def section(page: Page) -> str | None:
    return page.article_value("articleSection") or page.meta(
        "article:section", "og:article:section", "section", "parsely-section"
    )


def tags(page: Page) -> tuple[str, ...]:
    """Keywords as the page lists them, each once."""
    listed = next((texts for thing in page.articles if (texts := strings_of(thing.get("keywords")))), [])
    listed = (
        listed
        or page.metas.get("article:tag", [])
        or page.metas.get("news_keywords", [])
        or page.metas.get("keywords", [])
    )
    parts = re.split(r"[,;]", listed[0]) if len(listed) == 1 else listed
    named = (squeeze(unescape(part)) for part in parts)
    return tuple(dict.fromkeys(tag for tag in named if 1 < len(tag) < 60 and not _MACHINE_TAG.search(tag)))


def main_image(page: Page) -> str | None:
    """The first declared picture that is no logo and no stand-in."""
    return absolute_url(next((url for url in page.images() if not is_furniture(url)), None), page.url)


def is_accessible_for_free(page: Page) -> bool | None:
    """What the page says; None where it is silent or contradicts itself."""
    said = {str(thing["isAccessibleForFree"]).lower() for thing in page.articles if "isAccessibleForFree" in thing}
    tier = (page.meta("article:content_tier") or "").lower()
    values = {_FREE[each] for each in said if each in _FREE} | {
        {"free": True, "locked": False}[tier] for _ in [0] if tier in ("free", "locked")
    }
    return values.pop() if len(values) == 1 else None


def robots(page: Page) -> list[Evidence[tuple[str, ...]]]:
    """The directives to every crawler, or to Copydesk; those to other crawlers, by their names, are theirs."""
    contents = (content for name in ("robots", "copydesk") for content in page.metas.get(name, []))
    stated = from_meta(", ".join(contents))
    return [Evidence(stated, "meta robots")] if stated else []


def article_type(page: Page) -> ArticleType:
    types = frozenset().union(*(types_of(thing) for thing in page.articles))
    if "LiveBlogPosting" in types:
        return ArticleType.LIVE_BLOG
    if "OpinionNewsArticle" in types:
        return ArticleType.OPINION
    return _OG_TYPES.get(page.meta("og:type") or "", ArticleType.ARTICLE)
