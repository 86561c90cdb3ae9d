"""This module finds facts that are mostly declared: tags, address, main image, access, type."""

import re
from collections.abc import Iterable
from html import unescape
from itertools import tee

from copydesk.extraction.metadata.page import OG_URL, Evidence, Page, strings_of, types_of
from copydesk.extraction.metadata.shown_tags import first_tags, shown_lists
from copydesk.extraction.reading.markup import squeeze
from copydesk.extraction.reading.picture_files import is_furniture
from copydesk.extraction.text.fold import fold
from copydesk.extraction.text.links import absolute_url
from copydesk.model import ArticleType, Conflict
from copydesk.web.robots_directives import from_meta
from copydesk.web.urls import identity_of, is_identity

#: Tags for machines: identifiers, key:value pairs, names with underscores; a title has a space after its colon.
_MACHINE_TAG = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-|\w:\w|\w_\w|^(?:[a-z]\w*|Category|Section|Type|Channel|Source|Topic|Tag):\s"
)
#: From this many joined tags in a list on, an underscore stands for a space.
_FEWEST_JOINED = 2
_FREE = {"true": True, "false": False}
_OG_TYPES = {"video": ArticleType.VIDEO, "video.other": ArticleType.VIDEO, "video.episode": ArticleType.VIDEO}


def canonical_url(page: Page) -> tuple[str | None, list[Conflict]]:
    """Returns the address that the page gives itself in its head, and the conflicting ones.

    The address is the first that identifies the page (`copydesk.web.urls.is_identity`). A short link identifies it too
    if `rel=shortlink` names that link or og:url has its long form. Its number need not be in the address.
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
    named = (identity_of(each) for source, each in page.addresses() if source == OG_URL)
    return long in named or own in map(identity_of, page.short_links())


def tags(page: Page, authors: Iterable[str]) -> tuple[str, ...]:
    """Returns the article's tags: those that the page shows, without its authors, else those that it declares.

    A single shown tag that is also declared stands for the declared ones. A list known only by addresses comes after
    the tags that are declared for the article, and before its keywords.
    """
    writers, declared = set(map(fold, authors)), _declared_tags(page)
    lists, again = tee(shown_lists(page))
    shown = [tag for tag in first_tags(lists, named=True) if fold(tag) not in writers]
    if len(shown) == 1 and fold(shown[0]) in map(fold, declared):
        shown = declared
    listed = shown or declared or first_tags(again, named=False) or _listed(page, "parsely-tags", "keywords")
    named = (squeeze(unescape(part)) for part in _spaced(list(listed)))
    return tuple(dict.fromkeys(tag for tag in named if 1 < len(tag) < 60 and not _MACHINE_TAG.search(tag)))


def _spaced(tags: list[str]) -> list[str]:
    """Returns tags with spaces for underscores, if several have these and none has a space."""
    joined = sum("_" in tag for tag in tags)
    if joined < _FEWEST_JOINED or any(" " in tag.strip() for tag in tags):
        return tags
    return [tag.replace("_", " ") for tag in tags]


def _declared_tags(page: Page) -> list[str]:
    keywords = (texts for thing in page.articles if (texts := strings_of(thing.get("keywords"))))
    return _listed(page, "article:tag") or _parts(next(keywords, [])) or _listed(page, "news_keywords")


def _listed(page: Page, *names: str) -> list[str]:
    return _parts(next((page.metas[name] for name in names if page.metas.get(name)), []))


def _parts(listed: list[str]) -> list[str]:
    return re.split(r"[,;]", listed[0]) if len(listed) == 1 else listed


def main_image(page: Page) -> str | None:
    """Returns the first declared picture that is no logo and no placeholder, or None."""
    return absolute_url(next((url for url in page.images() if not is_furniture(url)), None), page.url)


def is_accessible_for_free(page: Page) -> bool | None:
    """Returns what the page declares, or None if it declares nothing or contradicts itself."""
    declared = {str(thing["isAccessibleForFree"]).lower() for thing in page.articles if "isAccessibleForFree" in thing}
    tier = (page.meta("article:content_tier") or "").lower()
    values = {_FREE[each] for each in declared if each in _FREE} | {
        {"free": True, "locked": False}[tier] for _ in [0] if tier in ("free", "locked")
    }
    return values.pop() if len(values) == 1 else None


def robots(page: Page) -> list[Evidence[tuple[str, ...]]]:
    """Returns the directives to every crawler or to Copydesk; meta elements for other crawlers are ignored."""
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
