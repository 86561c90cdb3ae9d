"""Facts that only declarations tell: site, section, tags, address, main image, access, type."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import urlsplit

from copydesk.directives import from_meta
from copydesk.extraction.inline import absolute_url
from copydesk.extraction.markup import squeeze
from copydesk.extraction.metadata.evidence import Evidence
from copydesk.extraction.metadata.fold import fold
from copydesk.extraction.metadata.jsonld import strings_of, types_of
from copydesk.extraction.metadata.page import OG_URL, Page
from copydesk.extraction.metadata.shown_tags import shown_tags
from copydesk.extraction.metadata.titles import site_in_title
from copydesk.extraction.picture_files import is_furniture
from copydesk.model import ArticleType, Conflict
from copydesk.urls import identity_of, is_identity

#: Tags for machines: identifiers, key:value pairs, names with underscores.
_MACHINE_TAG = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|\w:\s?\w|\w_\w")
#: What names a site, and is no name.
_SITES = frozenset({"WebSite", "NewsMediaOrganization"})
_ADDRESS = re.compile(r"@\S+|\S+\.[a-z]{2,12}", re.IGNORECASE)
#: The pictures of a page's head that show the name of its site.
_LOGO = 'header [class*="logo" i] img[alt], header img[class*="logo" i][alt], a[class*="logo" i] img[alt]'
_LOGO_WORD = re.compile(r"\b(?:logo|home ?page|home|startseite)\b", re.IGNORECASE)
_MOST_LOGOS, _MOST_LINKS, _LONGEST_NAME = 3, 20, 5
#: What parts sections in one text, and what templates put where there is none.
_SECTIONS = re.compile(r"\s*[;|>]\s*|,(?=\S)|,\s(?=.*,)")
NO_SECTIONS = frozenset(
    {"uncategorized", "uncategorised", "allgemein", "unkategorisiert", "sin categoría", "sem categoria", "non classé"}
    | {
        "senza categoria",
        *"article articles artikel blog blogs post posts default none null undefined home all".split(),
    }
)
#: Folders that say nothing of the subject; a folder of two letters is of a language.
_NO_FOLDERS = frozenset(
    "article articles artikel story stories post posts blog blogs amp archive archives content web node wp index read"
    " news-story page pages item items id detail en-us en-gb html site sites default view print mobile live".split()
)
_FOLDER = re.compile(r"[a-z]{3,}(?:-[a-z]+){0,2}")
_LONGEST_SECTION, _LONGEST_DECLARED = 30, 200
_FREE = {"true": True, "false": False}
_OG_TYPES = {"video": ArticleType.VIDEO, "video.other": ArticleType.VIDEO, "video.episode": ArticleType.VIDEO}


def site_name(page: Page) -> str | None:
    """The name that the page gives its site, a real one before an address or a handle."""
    names = [squeeze(unescape(name[:_LONGEST_DECLARED])) for name in _site_names(page) if name and name[:4] != "http"]
    return next((name for name in names if not _ADDRESS.fullmatch(name)), next(iter(names), None))


def _site_names(page: Page) -> Iterator[str | None]:
    yield page.meta("og:site_name")
    yield page.meta("application-name")
    for thing in page.articles:
        yield from strings_of(thing.get("publisher"))[:1]
    for thing in page.things:
        if types_of(thing) & _SITES:
            yield from strings_of(thing.get("name"))
    titles = page.tree.css("head > title")[:1]
    yield from (site_in_title(squeeze(title.text()), page.url) for title in titles)
    for logo in page.tree.css(_LOGO)[:_MOST_LOGOS]:
        name = _LOGO_WORD.sub("", logo.attributes.get("alt") or "").strip(" -–—|")
        yield name if len(name) > 1 and len(name.split()) <= _LONGEST_NAME else None


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
    """The section that the page declares; the first of several in one text."""
    declared = page.article_value("articleSection") or page.meta(
        "article:section", "og:article:section", "section", "parsely-section"
    )
    first = _SECTIONS.split(declared[:_LONGEST_DECLARED])[0].strip() if declared else ""
    return first if first and first.lower() not in NO_SECTIONS else None


def section_in_address(page: Page) -> str | None:
    """The first folder of the address, by the words of the link to it: `/politics/storm.html`."""
    folders = [each for each in urlsplit(page.url or "").path.lower().split("/")[:-1] if each]
    first = next((each for each in folders if each not in _NO_FOLDERS), "")
    if not _FOLDER.fullmatch(first):
        return None
    links = page.tree.css(f'a[href$="/{first}"], a[href$="/{first}/"]')[:_MOST_LINKS]
    named = (squeeze(link.text()) for link in links if _leads_to(link.attributes.get("href"), first, page))
    name = next((text for text in named if 1 < len(text) <= _LONGEST_SECTION), first.replace("-", " ").capitalize())
    return None if name.lower() in NO_SECTIONS else name


def _leads_to(href: str | None, folder: str, page: Page) -> bool:
    """Whether a link leads to a folder right under the site's front page."""
    url = urlsplit(absolute_url(href, page.url) or "")
    return url.path.strip("/").lower() == folder and url.hostname == urlsplit(page.url or "").hostname


def tags(page: Page, authors: Iterable[str]) -> tuple[str, ...]:
    """The article's tags: those that the page shows but for the names of its authors, else those that it declares.

    A list that only addresses tell to be of tags comes after what is declared of the article, and before its keywords.
    """
    writers = set(map(fold, authors))
    shown = [tag for tag in shown_tags(page, named=True) if fold(tag) not in writers]
    listed = shown or _declared_tags(page) or shown_tags(page, named=False) or _listed(page, "parsely-tags", "keywords")
    named = (squeeze(unescape(part)) for part in listed)
    return tuple(dict.fromkeys(tag for tag in named if 1 < len(tag) < 60 and not _MACHINE_TAG.search(tag)))


def _declared_tags(page: Page) -> list[str]:
    keywords = (texts for thing in page.articles if (texts := strings_of(thing.get("keywords"))))
    return _listed(page, "article:tag") or _parts(next(keywords, [])) or _listed(page, "news_keywords")


def _listed(page: Page, *names: str) -> list[str]:
    return _parts(next((page.metas[name] for name in names if page.metas.get(name)), []))


def _parts(listed: list[str]) -> list[str]:
    return re.split(r"[,;]", listed[0]) if len(listed) == 1 else listed


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
