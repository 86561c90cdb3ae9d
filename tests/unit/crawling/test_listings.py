"""Listings of every kind are read, and damaged ones as far as possible."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from copydesk.crawling.listings import MAX_ENTRIES, Entry, Listing, ListingKind, read_listing
from copydesk.errors import Reject, RejectReason
from tests.unit.crawling.listing_samples import ATOM, INDEX, JSON_FEED, NEWS, PAGE, RSS, RSS_1, SITEMAP, STORY, URL

NOON = "2026-11-16T12:00:00+00:00"


def read(body: str | bytes, *, url: str = URL, content_type: str | None = None) -> Listing:
    return read_listing(body.encode() if isinstance(body, str) else body, url=url, content_type=content_type)


def urls(body: str | bytes) -> list[str]:
    return [entry.url for entry in read(body).entries]


def rss_item(fields: str) -> str:
    return f"<rss version='2.0'><channel><link>https://example.org/news/</link><item>{fields}</item></channel></rss>"


@pytest.mark.parametrize(
    ("body", "kind", "entry"),
    [
        (RSS, ListingKind.RSS, Entry(url=STORY, published=NOON, title="Rates rise")),
        (RSS_1, ListingKind.RSS, Entry(url=STORY, published=NOON, title="Rates rise")),
        (
            ATOM,
            ListingKind.ATOM,
            Entry(url=STORY, published=NOON, modified="2026-11-17T08:00:00+01:00", title="Rates rise"),
        ),
        (JSON_FEED, ListingKind.JSON_FEED, Entry(url=STORY, published=NOON, title="Rates rise")),
        (SITEMAP, ListingKind.SITEMAP, Entry(url=STORY, modified=NOON)),
        (NEWS, ListingKind.NEWS_SITEMAP, Entry(url=STORY, published=NOON, title="Rates rise")),
        (f"{STORY}\n\nnonsense\n{STORY}?utm_source=x", ListingKind.SITEMAP, Entry(url=STORY)),
    ],
    ids=["rss 2.0", "rss 1.0", "atom", "json feed", "sitemap", "news sitemap", "text sitemap"],
)
def test_a_listing_says_what_it_lists(body: str, kind: ListingKind, entry: Entry) -> None:
    listing = read(body)
    assert (listing.kind, listing.entries, listing.children) == (kind, (entry,), ())
    assert not listing.truncated


def test_an_index_names_sitemaps_not_articles() -> None:
    listing = read(INDEX)
    assert listing.kind is ListingKind.SITEMAP_INDEX
    assert listing.entries == ()
    assert listing.children == (Entry(url="https://example.org/a.xml.gz", modified="2026-11-16"),)


@pytest.mark.parametrize("body", [RSS, ATOM, SITEMAP, NEWS, JSON_FEED], ids=["rss", "atom", "sitemap", "news", "json"])
def test_a_gzipped_file_is_read_as_what_is_in_it(body: str) -> None:
    assert read(gzip.compress(body.encode()), content_type="application/gzip") == read(body)


DAMAGE: dict[str, Callable[[str], str]] = {
    "cut off in a tag": lambda text: text[: text.rindex("</")],
    "cut off in the end": lambda text: text[:-3],
    "text before the declaration": lambda text: "Warning: x in /a.php on line 3\n\n" + text,
    "blank before the declaration": lambda text: "\n \n" + text,
    "byte order mark twice": lambda text: "\ufeff\ufeff" + text,
    "bare ampersand": lambda text: text.replace("https://example.org/story", "https://example.org/story?a=1&b=2", 1),
    "html entity": lambda text: text.replace("Rates rise", "Rates&nbsp;rise"),
    "declared as utf-16": lambda text: '<?xml version="1.0" encoding="utf-16"?>' + text[text.index("<", 2) :],
    "comment": lambda text: "<!-- <html> rss -->" + text[text.index("<", 2) :],
    "document type": lambda text: '<!DOCTYPE x SYSTEM "file:///etc/passwd">' + text[text.index("<", 2) :],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
@pytest.mark.parametrize("body", [RSS, "  " + ATOM, SITEMAP, "  " + NEWS], ids=["rss", "atom", "sitemap", "news"])
def test_what_is_readable_of_a_broken_listing_is_read(body: str, damage: Callable[[str], str]) -> None:
    whole, broken = read(body), read(damage(body))
    assert broken.kind is whole.kind
    assert [entry.url.partition("?")[0] for entry in broken.entries] == [STORY]
    assert broken.entries[0].title == whole.entries[0].title


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_unicode_is_read_in_every_form(encoding: str) -> None:
    assert read(RSS.encode(encoding)) == read(RSS)


def test_windows_1251_declared_as_utf_8_keeps_its_urls() -> None:
    assert urls(RSS.replace("Rates rise", "Ставки выросли").encode("windows-1251")) == [STORY]


def test_a_declared_legacy_encoding_is_believed() -> None:
    body = RSS.replace("utf-8", "windows-1251").replace("Rates rise", "Ставки выросли").encode("windows-1251")
    assert read(body).entries[0].title == "Ставки выросли"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<urlset><url><loc>https://example.org/story</loc></url></urlset>", [STORY]),
        ("<sm:urlset xmlns:sm='http://www.sitemaps.org/schemas/sitemap/0.9'><sm:url><sm:loc>https://example.org/story"
         "</sm:loc></sm:url></sm:urlset>", [STORY]),
        ("<sm:urlset><sm:url><sm:loc>https://example.org/story</sm:loc></sm:url></sm:urlset>", [STORY]),
        ("<urlset><url><loc>https://example.org/a<url><loc>https://example.org/b</loc></url></urlset>",
         ["https://example.org/a", "https://example.org/b"]),
        ("<urlset><url><loc><![CDATA[https://example.org/story?a=1&b=2]]></loc></url></urlset>", [STORY + "?a=1&b=2"]),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:link href='/story'/></a:entry></a:feed>", [STORY]),
        ("<rss><channel><item><link>https://example.org/a</link><item><link>https://example.org/b</link></channel></rss>",
         ["https://example.org/a", "https://example.org/b"]),
        ("<rss><channel><item><media:title>x</media:title><link>/story</link></item></channel></rss>", [STORY]),
    ],
    ids=["no namespace", "prefix", "undeclared prefix", "unclosed url", "cdata", "atom prefix", "unclosed item",
         "undeclared extension"],
)  # fmt: skip
def test_namespaces_and_end_tags_may_be_missing(body: str, expected: list[str]) -> None:
    assert urls(body) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("<guid>https://example.org/story</guid>", [STORY]),
        ("<link/><guid isPermaLink='true'>https://example.org/story</guid>", [STORY]),
        ("<guid>https://example.org/story</guid><link> </link>", [STORY]),
        ("<guid isPermaLink='false'>https://example.org/story</guid>", []),
        ("<guid>story-7</guid>", []),
        ("<link>story</link>", ["https://example.org/news/story"]),
        ("<link xml:base='https://example.org/b/'>story</link>", ["https://example.org/b/story"]),
        ("<link>https://feeds.example.net/~r/1</link><f:origLink xmlns:f='http://rssnamespace.org/feedburner/ext/1.0'>"
         "https://example.org/story</f:origLink>", [STORY]),
        ("<enclosure url='https://example.org/a.mp3' type='audio/mpeg'/>", []),
        ("<link>javascript:alert(1)</link>", []),
        ("<link>mailto:desk@example.org</link>", []),
        ("<link>file:///etc/passwd</link>", []),
        ("<link>http://[bad</link>", []),
        ("<link></link><title>x</title>", []),
        ("<link>https://example.org/story</link></item><item><link>https://EXAMPLE.org/story#a</link>", [STORY]),
    ],
    ids=["guid", "empty link, guid", "guid, blank link",
        "guid is no link", "guid is no url", "feed's link", "xml:base", "feedburner", "enclosure",
         "javascript", "mailto", "file", "broken url", "no link", "twice"],
)  # fmt: skip
def test_a_link_of_a_feed_is_a_page_on_the_web(fields: str, expected: list[str]) -> None:
    listing = read(rss_item(fields))
    assert [entry.url for entry in listing.entries] == expected
    assert listing.refused == (0 if expected else 1)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Mon, 16 Nov 2026 12:00:00 +0100", "2026-11-16T12:00:00+01:00"),
        ("Mon, 16 Nov 2026 12:00:00", "2026-11-16T12:00:00"),
        ("Mon, 16 Nov 2026 12:00:00 IST", "2026-11-16T12:00:00"),
        ("16 Nov 2026", "2026-11-16"),
        ("2026-11-16 12:00:00", "2026-11-16T12:00:00"),
        ("Fri, 16 Nov 2126 12:00:00 GMT", "2126-11-16T12:00:00+00:00"),
        ("Mon, 32 Nov 2026 12:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("soon", None),
    ],
)
def test_a_date_says_no_more_than_the_feed(said: str, expected: str | None) -> None:
    [entry] = read(rss_item(f"<link>/story</link><pubDate>{said}</pubDate>")).entries
    assert entry.published == expected


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", RejectReason.EMPTY_BODY),
        (b" \n ", RejectReason.EMPTY_BODY),
        (b'{"message": "not found"}', RejectReason.BROKEN_RESPONSE),
        (b'["a"]', RejectReason.BROKEN_RESPONSE),
        (b'{"items": [', RejectReason.BROKEN_RESPONSE),
        (b"[" * 100_000, RejectReason.BROKEN_RESPONSE),
        (b"<html><title>503 Service Unavailable</title><h1>Sorry</h1></html>", RejectReason.BROKEN_RESPONSE),
        (b"Not found", RejectReason.BROKEN_RESPONSE),
        (b"/etc/passwd", RejectReason.BROKEN_RESPONSE),
        (b"%PDF-1.7\n", RejectReason.NOT_TEXT),
        (b"\x00" * 1000, RejectReason.NOT_TEXT),
        (gzip.compress(RSS.encode())[:-20], RejectReason.BROKEN_ENCODING),
        (gzip.compress(b"<rss>" + b" " * 21 * 2**20), RejectReason.TOO_LARGE),
    ],
    ids=["empty", "blank", "json", "json list", "cut json", "deep json", "error page", "words", "file name", "pdf",
         "nuls", "cut gzip", "gzip bomb"],
)  # fmt: skip
def test_what_is_no_listing_is_refused_with_its_reason(body: bytes, reason: RejectReason) -> None:
    with pytest.raises(Reject) as refusal:
        read(body, content_type="application/rss+xml")
    assert refusal.value.reason is reason


def test_an_error_page_served_as_a_feed_is_named_by_its_title() -> None:
    with pytest.raises(Reject, match="503 Service Unavailable"):
        read("<!DOCTYPE html><title>503 Service Unavailable</title>", content_type="application/rss+xml")


def test_a_url_as_a_body_is_a_sitemap_of_one_and_is_not_opened() -> None:
    assert urls("http://127.0.0.1:1/feed") == ["http://127.0.0.1:1/feed"]


def test_entities_are_neither_expanded_nor_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    declared = f'<!DOCTYPE x [<!ENTITY l0 "ha"><!ENTITY s SYSTEM "{secret.as_uri()}">{laughs}]>'
    listing = read(declared + rss_item("<link>/story</link><title>&l9; &s;</title>"))
    assert listing.entries == (Entry(url=STORY, title="&l9; &s;"),)
    assert urls(declared + "<urlset><url><loc>https://example.org/story</loc>&l9;&s;</url></urlset>") == [STORY]


def test_some_nul_bytes_are_left_out() -> None:
    assert read(RSS.replace("Rates", "Ra\0tes")).entries[0].title == "Rates rise"


def test_a_title_is_words_on_one_line_and_of_bounded_length() -> None:
    [entry] = read(rss_item(f"<link>/story</link><title> a &lt;b&gt;\n b {'x' * 9_999}</title>")).entries
    assert entry.title is not None
    assert entry.title.startswith("a b xxx")
    assert len(entry.title) == 500


def test_only_an_entry_s_own_elements_speak_for_it() -> None:
    [entry] = read(
        rss_item("<image><title>no</title><link>/no</link></image><link>/story</link><title>yes</title>")
    ).entries
    assert (entry.url, entry.title) == (STORY, "yes")


def test_of_a_long_feed_the_first_entries_are_kept() -> None:
    items = "".join(f"<item><link>/{n}</link></item>" for n in range(50_000))
    listing = read(f"<rss><channel>{items}</channel></rss>")
    assert (len(listing.entries), listing.truncated) == (MAX_ENTRIES, True)
    assert listing.entries[0].url == "https://example.org/0"


def test_of_a_long_sitemap_the_newest_entries_are_kept_in_order() -> None:
    rows = "".join(
        f"<url><loc>https://example.org/{n}</loc><lastmod>{'2026' if n >= 40_000 else '2020'}-11-16</lastmod></url>"
        for n in range(50_000)
    )
    listing = read(f"<urlset>{rows}</urlset>")
    assert listing.truncated
    assert [entry.url for entry in listing.entries] == [f"https://example.org/{n}" for n in range(40_000, 50_000)]


def test_a_page_lists_its_own_articles_with_their_headlines() -> None:
    listing = read(PAGE)
    assert listing.kind is ListingKind.PAGE
    assert [(entry.url, entry.title) for entry in listing.entries] == [
        ("https://example.org/2026/11/16/vote-is-over", "Vote is over"),
        ("https://example.org/news/minister-resigns-after-vote", "Minister resigns after vote"),
        ("https://www.example.org/article/123456", "Number"),
    ]


def test_a_page_offers_its_feeds_best_first() -> None:
    assert [feed.removeprefix("https://example.org") for feed in read(PAGE).feeds] == [
        "/rss.xml", "/comments/feed", "/atom", "/map.xml",
    ]  # fmt: skip


def test_a_page_s_base_is_heeded() -> None:
    page = '<html><base href="https://example.org/de/"><a href="2026/11/16/wahl">Wahl</a></html>'
    assert urls(page) == ["https://example.org/de/2026/11/16/wahl"]
