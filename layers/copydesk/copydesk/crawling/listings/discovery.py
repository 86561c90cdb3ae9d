"""What a page offers to be read instead of it: its feeds and sitemaps, declared or linked."""

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from copydesk.crawling.listings.gathering import absolute

_FEED_TYPES = frozenset(
    "application/rss+xml application/atom+xml application/rdf+xml application/feed+json application/json".split()
)
#: The REST interface and the embeds that WordPress declares as alternates are no feeds.
_NO_FEEDS = re.compile(r"/wp-json\b|oembed", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|comentario", re.IGNORECASE)
_FEED_LINK = re.compile(r"(^|[/.])(rss|atom|feed|feeds)(\.(xml|json|php))?/?$|\.rdf$", re.IGNORECASE)
#: More are sections' feeds, which the first ones hold.
_MAX_FEEDS = 20


def discovered(tree: LexborHTMLParser, *, base: str) -> tuple[str, ...]:
    """Feeds that a page declares, those of comments last; then feeds that it links to; then its sitemap."""
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
