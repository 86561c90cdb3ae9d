"""Any content of a site is read as a listing or refused with a reason, in bounded time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.crawling.listings import Listing, read_listing
from copydesk.errors import Reject
from tests.growth import about_as_fast, in_linear_time
from tests.unit.crawling.listing_samples import ATOM, JSON_FEED, NEWS, PAGE, RSS, SITEMAP, URL

HOSTILE = [
    ("<rss><channel><item>", piece)
    for piece in ("<a>", "<a/>", "<", "&", "<!--", "<![CDATA[", "<?", "</a", "<a b='", "<item>", "<link>/x</link>")
] + [
    ("<html><body>", piece)
    for piece in ("<div>", "<a href=/minister-resigns-after-vote><b>", "<p><i>", "<table><td>", "<", "<svg><a>")
]


@pytest.mark.slow
@pytest.mark.parametrize(("start", "piece"), HOSTILE)
def test_a_hostile_megabyte_takes_time_as_its_length(start: str, piece: str) -> None:
    in_linear_time(read_if_listing, lambda size: (start + piece * (size // len(piece))).encode(), size=1_000_000)


def read_if_listing(body: bytes) -> Listing | None:
    try:
        return read_listing(body, url=URL, content_type=None)
    except Reject:
        return None


FRAGMENTS = (
    "<rss>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<channel>", "<item>", "</item>", "<entry>", "<urlset>",
    "<url>", "<loc>", "</loc>", "<lastmod>", "<link>", "</link>", "<link href='", "'/>", "<guid>", "</guid>", "<title>",
    "<pubDate>", "</pubDate>", "Mon, 99 Nov 2026 12:99:00 +9999", "-0001-00-00T", "https://example.org/", "http://[",
    "//", "xn--", "\u0130", "&#xFFFFFFF;", "&#0;", "&#55296;", "&amp;", "<![CDATA[", "]]>", "<!--", "<!DOCTYPE x [",
    "xml:base='http://[x'", "<html>", "<a href='/2026/11/16/", "'>", "<base href='//['>", "{\"items\": [", "{\"url\":",
    "}", "]}", "<x:y", ">", "<id>", "<news:title>", "<sitemapindex><sitemap>", "\ud800",
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=40).map("".join))
def test_pieces_in_any_order_are_a_listing_or_refused(text: str) -> None:
    listing_or_refusal(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=200)
@given(st.binary(max_size=300), st.sampled_from(["", RSS, ATOM, SITEMAP, NEWS, JSON_FEED, PAGE]), st.integers(0, 400))
def test_any_bytes_are_a_listing_or_refused(noise: bytes, around: str, place: int) -> None:
    body = around.encode()
    listing_or_refusal(body[:place] + noise + body[place:])


def listing_or_refusal(body: bytes) -> None:
    listing = about_as_fast(read_if_listing, body, ordinary=RSS.encode())
    if listing is None:
        return
    found = [entry.url for entry in (*listing.entries, *listing.children)]
    assert len(found) == len(set(found))
    assert all(url.startswith(("http://", "https://")) for url in (*found, *listing.feeds))


ITEM = "<item><link>https://example.org/{number}</link>{more}</item>"


def feed_of(*more: str) -> bytes:
    items = (ITEM.format(number=number, more=each) for number, each in enumerate(more))
    return f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>".encode()


def test_characters_that_xml_forbids_cost_no_entry() -> None:
    more = "<title>A \x1b bridge \ufffe opens</title><description>" + "On it went. " * 100 + "</description>"
    [entry] = read_listing(feed_of(more), url=URL, content_type=None).entries
    assert entry.title == "A bridge opens"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("&amp;" * 30 + "a", "&" * 30 + "a"),
        ("&amp;" * 30 + "]]\ufffe&gt;&lt;x", "&" * 30 + "]]><x"),
        ("&lt;b&gt; &amp;&amp; " * 15 + "]]&gt; b", "&& " * 15 + "]]> b"),
    ],
)
def test_many_references_are_read_as_few_are(written: str, title: str) -> None:
    [entry] = read_listing(feed_of(f"<title>{written}</title>"), url=URL, content_type=None).entries
    assert entry.title == title


def test_a_small_feed_stays_small_in_memory_whatever_its_base_and_texts() -> None:
    base = "https://example.org/" + "a/" * 4_000
    listing = read_listing(feed_of(*[f"<link xml:base='{base}'>b</link>"] * 1_000), url=URL, content_type=None)
    assert (len(listing.entries), listing.truncated) == (1, False)
    long = read_listing(feed_of(*[f"<title>{'t' * 9_000}</title>"] * 1_000), url=URL, content_type=None)
    assert long.truncated
    assert 500 < len(long.entries) < 600


def test_a_base_longer_than_any_address_is_none() -> None:
    more = f"<guid xml:base='https://example.org/{'a' * 9_000}/'>b</guid>"
    body = f"<rss><channel><item>{more}</item></channel></rss>".encode()
    listing = read_listing(body, url=URL, content_type=None)
    assert (listing.entries, listing.refused) == ((), 1)
