"""A plain page as a listing: its links that look like articles, and the feeds it offers."""

from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from copydesk.crawling.listings.article_links import looks_like_article
from copydesk.crawling.listings.discovery import discovered
from copydesk.crawling.listings.gathering import Found, absolute, clean_title, gathered
from copydesk.crawling.listings.records import MAX_ENTRIES, Listing, ListingKind
from copydesk.domains import registrable_domain
from copydesk.errors import Reject, RejectReason
from copydesk.extraction.parsing import parse
from copydesk.redaction import redacted_start

#: The largest front pages of news sites have about 2 MB; the rest of a larger one is not read.
_MAX_PAGE = 3_000_000
#: Links read of one page; front pages have hundreds.
_MAX_LINKS = 20_000
#: How far above a link its page's navigation is looked for.
_MAX_CLIMB = 30
_ASIDE = frozenset({"nav", "footer"})


def read_page(text: str, *, url: str) -> Listing:
    """The articles of the page's own site that it links to, each with its longest link text, in document order.

    Raises Reject for a page that has neither articles nor feeds: error pages are served as feeds, too.
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
