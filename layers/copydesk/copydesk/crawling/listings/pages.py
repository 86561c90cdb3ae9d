"""Reads a plain page as a listing: the links that look like articles, and the feeds that it offers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import SplitResult, unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from copydesk.crawling.listings.entries import Found, absolute, clean_title, gathered
from copydesk.crawling.listings.records import MAX_ENTRIES, Listing, ListingKind
from copydesk.errors import Reject, RejectReason
from copydesk.web.domains import registrable_domain
from copydesk.web.parsing import parse
from copydesk.web.redaction import redacted_start

_FEED_TYPES = frozenset(
    "application/rss+xml application/atom+xml application/rdf+xml application/feed+json application/json".split()
)
#: WordPress's REST interface and embeds, which are declared as alternates but are no feeds.
_NO_FEEDS = re.compile(r"/wp-json\b|oembed", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|comentario", re.IGNORECASE)
_FEED_LINK = re.compile(r"(^|[/.])(rss|atom|feed|feeds)(\.(xml|json|php))?/?$|\.rdf$", re.IGNORECASE)
#: The most feeds of a page. Further ones are feeds of sections, whose entries the first ones contain.
_MAX_FEEDS = 20


def discovered(tree: LexborHTMLParser, *, base: str) -> tuple[str, ...]:
    """Returns the declared feeds of a page, comments last, then linked feeds, then its sitemap."""
    declared = sorted(_declared(tree), key=_is_of_comments)
    linked = sorted((node for node in tree.css("a[href]") if _FEED_LINK.search(_path(node))), key=_is_of_comments)
    sitemaps = (node for node in tree.css("link[rel][href]") if "sitemap" in _rel(node))
    return tuple(_urls((*declared, *linked, *sitemaps), base))[:_MAX_FEEDS]


def _declared(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    for node in tree.css("link[rel][type][href]"):
        kind = (node.attributes.get("type") or "").partition(";")[0].strip().lower()
        if kind in _FEED_TYPES and "alternate" in _rel(node) and not _NO_FEEDS.search(_href(node)):
            yield node


def _urls(nodes: Iterable[LexborNode], base: str) -> dict[str, None]:
    urls = (absolute(_href(node), base=base) for node in nodes)
    return dict.fromkeys(url for url in urls if url is not None)


def _is_of_comments(node: LexborNode) -> bool:
    return bool(_COMMENTS.search(f"{_href(node)} {node.attributes.get('title') or ''}"[:1000]))


def _rel(node: LexborNode) -> list[str]:
    return (node.attributes.get("rel") or "").lower().split()


def _href(node: LexborNode) -> str:
    return node.attributes.get("href") or ""


def _path(node: LexborNode) -> str:
    return re.split(r"[?#]", _href(node)[:1000], maxsplit=1)[0]


#: The score from which a link is an article's. Four words of a slug suffice, or a date and an id.
_ENOUGH = 3
#: Path segments of pages that list articles, or are about the site.
_OTHER_PAGES = frozenset(
    "about account ads advertise archive archives author authors autor autoren basket cart categories category"
    " checkout contact cookies experts faq feed feeds help impressum imprint jobs kategorie label labels legal login"
    " logout newsletter newsletters page privacy profile register rss search seite settings shop sign-in signin signup"
    " sitemap subscribe subscription suche tag tags tagged terms thema themen topic topics user users wp-admin"
    " wp-content wp-json wp-login.php".split()
)
_ARTICLE_WORDS = frozenset("article articles artikel articulo blog news noticia post posts stories story".split())
_STATIC = re.compile(
    r"\.(7z|apk|atom|avi|bmp|css|csv|docx?|eot|epub|exe|gif|gz|ico|ics|jpe?g|js|json|m3u8|m4a|mov|mp3|mp4|mpe?g|ogg|pdf"
    r"|png|pptx?|rar|rss|svg|tar|tiff?|ttf|txt|wav|webm|webp|woff2?|xlsx?|xml|zip)$",
    re.IGNORECASE,
)
_ABOUT_SITE = re.compile(r"(privacy|cookie|terms|about-us|contact-us)(-(policy|notice|settings|of|and|for)\b.*)?")
_EXTENSION = re.compile(r"\.(html?|php|aspx?|jsp|shtml|ece)$", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)(19|20)\d{2}[/_.-]?(0?[1-9]|1[0-2])[/_.-]?(0?[1-9]|[12]\d|3[01])(?!\d)")
_MONTH = re.compile(r"/(19|20)\d{2}/(0?[1-9]|1[0-2]|[a-z]{3})(?=/)")
_ID = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_QUERY_ID = re.compile(r"(^|&)(p|id|aid|article_?id|story_?id|artikel)=\d+(&|$)", re.IGNORECASE)
_PAGING = re.compile(r"(^|&)(page|paged|start|offset|seite|s|q|query|search|replytocom)=", re.IGNORECASE)


def looks_like_article(url: str, *, text: str, aside: bool) -> bool:
    """True if a link probably leads to an article.

    Links under a segment such as /tag/ or /login never do. Static files, searches and pages of a list never count
    either. Other links need _ENOUGH points:

    - a day in the path 3, a month 2,
    - the last segment's words: four or more 3, three 2,
    - a number of five digits or more, or an id in the query, 2,
    - a segment like /article/ 1, an extension like .html 1, a link text of four words or more 1,
    - in the page's navigation or footer -2.

    >>> looks_like_article("https://example.org/world/minister-resigns-after-vote", text="", aside=False)
    True
    >>> looks_like_article("https://example.org/tag/minister-resigns-after-vote", text="", aside=False)
    False
    """
    parts = urlsplit(url)
    path = unquote(parts.path)
    segments = [segment.lower() for segment in path.split("/") if segment]
    if _is_other(parts, path, segments):
        return False
    return _score(parts, path, segments) + (len(text.split()) >= 4) - 2 * aside >= _ENOUGH


def _is_other(parts: SplitResult, path: str, segments: list[str]) -> bool:
    if not _OTHER_PAGES.isdisjoint(segments) or _PAGING.search(parts.query) or _STATIC.search(path):
        return True
    return bool(segments and _ABOUT_SITE.fullmatch(_EXTENSION.sub("", segments[-1])))


def _score(parts: SplitResult, path: str, segments: list[str]) -> int:
    last = segments[-1] if segments else ""
    words = [word for word in re.split(r"[-_ ]+", _EXTENSION.sub("", last)) if word and not word.isdigit()]
    return (
        (3 if _DAY.search(path) else 2 if _MONTH.search(path) else 0)
        + (3 if len(words) > 3 else 2 if len(words) == 3 else 0)
        + (2 if _ID.search(last) or _QUERY_ID.search(parts.query) else 0)
        + bool(_ARTICLE_WORDS.intersection(segments[:-1]))
        + bool(_EXTENSION.search(last))
    )


#: The most characters of a page that are read. The largest front pages of news sites have about 2 MB.
_MAX_PAGE = 3_000_000
#: The most links of a page that are read. Front pages have hundreds.
_MAX_LINKS = 20_000
#: The most ancestors of a link among which navigation is searched.
_MAX_CLIMB = 30
_ASIDE = frozenset({"nav", "footer"})


def read_page(text: str, *, url: str) -> Listing:
    """Returns the articles of the page's own site that it links to, in document order, each with its longest link text.

    Raises Reject if there are neither articles nor feeds, because error pages are also served in place of feeds.
    """
    tree = parse(text[:_MAX_PAGE])
    base = _base(tree, url)
    links = tree.css("a[href]")
    entries, _ = gathered(_articles(links[:_MAX_LINKS], base=base, page=url))
    feeds = tuple(feed for feed in discovered(tree, base=base) if feed != absolute(url, base=url))
    if not entries and not feeds:
        title = clean_title(node.text(strip=True) if (node := tree.css_first("title")) else None)
        raise Reject(
            RejectReason.BROKEN_RESPONSE,
            f"a page without links to articles or feeds, titled {redacted_start(ascii(title), 200)}",
        )
    truncated = len(text) > _MAX_PAGE or len(links) > _MAX_LINKS or len(entries) > MAX_ENTRIES
    return Listing(kind=ListingKind.PAGE, entries=entries[:MAX_ENTRIES], feeds=feeds, truncated=truncated)


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return (absolute(node.attributes.get("href"), base=url) if node else None) or url


def _articles(links: list[LexborNode], *, base: str, page: str) -> list[Found]:
    site, itself = registrable_domain(page), absolute(page, base=page)
    found: dict[str, Found] = {}
    aside: dict[str, bool] = {}
    for link in links:
        url = absolute(link.attributes.get("href"), base=base)
        if url is None or url == itself or registrable_domain(url) != site:
            continue
        title = clean_title(link.text(separator=" ")[:10_000]) or ""
        known = found.setdefault(url, Found(url=url, base=page, title=title))
        if len(title) > len(known.title or ""):
            found[url] = replace(known, title=title)
        aside[url] = aside.get(url, True) and _is_aside(link)
    return [each for url, each in found.items() if looks_like_article(url, text=each.title or "", aside=aside[url])]


def _is_aside(link: LexborNode) -> bool:
    node = link.parent
    for _ in range(_MAX_CLIMB):
        if node is None:
            return False
        if node.tag in _ASIDE:
            return True
        node = node.parent
    return False
