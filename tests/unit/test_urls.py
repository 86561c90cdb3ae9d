import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.errors import Reject, RejectReason
from copydesk.model import Source
from copydesk.web.domains import registrable_domain
from copydesk.web.urls import article_id, normalize_url, site_of

OBJECT = Source(bucket="raw", key="page.html")


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTPS://News.Example.COM:443/Story#top", "https://news.example.com/Story"),
        ("https://e.com/a?utm_source=x&UTM_Medium=y&fbclid=1&gclid=2&id=7", "https://e.com/a?id=7"),
        ("https://e.com/a?b=2&a=1", "https://e.com/a?a=1&b=2"),
        ("https://e.com/a/amp/", "https://e.com/a"),
        ("https://e.com/a.amp.html", "https://e.com/a.html"),
        ("https://e.com/a?amp", "https://e.com/a"),
        ("https://e.com/tag/amp", "https://e.com/tag/amp"),
        ("https://e.com/amp", "https://e.com/amp"),
        ("https://e.com/a;jsessionid=0A1B.node?b=1&sid=58428beaa14598c2e02d93ad5c773e4d", "https://e.com/a?b=1"),
        ("https://e.com/a?at_id=1&at_medium=x&ns_id=2", "https://e.com/a?at_id=1&ns_id=2"),
        ("https://e.com/#!/story/12", "https://e.com/#!/story/12"),
        ("https://e.com/a#/", "https://e.com/a"),
        ("https://e.com/lamp", "https://e.com/lamp"),
        ("https://münchen.example/ä", "https://xn--mnchen-3ya.example/%C3%A4"),
        ("https://e.com:8443", "https://e.com:8443/"),
        ("http://[::1]:80/x", "http://[::1]/x"),
    ],
)
def test_one_page_has_one_address(url: str, normal: str) -> None:
    assert normalize_url(url) == normal
    assert normalize_url(normal) == normal


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/story",
        "ftp://e.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://user:secret@e.com/",
        "http://",
        "http://e.com:99999/",
        "http://[::1",
        "http://exa mple.com/",
        "http://e.com/\ud800",
        "http://e.com/" + "a" * 9_000,
        f"http://{'a.' * 126}co/",
        f"http://{'a' * 5_000}.com/",
    ],
    ids=lambda url: ascii(url[:30]),
)
def test_what_is_no_web_address_is_rejected(url: str) -> None:
    with pytest.raises(Reject) as reject:
        normalize_url(url)
    assert reject.value.reason is RejectReason.INVALID_URL


@given(st.text() | st.text().map("https://e.com/".__add__) | st.text().map("https://".__add__))
def test_any_text_is_an_address_or_a_reject(text: str) -> None:
    try:
        normal = normalize_url(text)
    except Reject:
        return
    assert normal.startswith(("http://", "https://"))
    assert registrable_domain(normal)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("HTTPS://News.E.com:8443/story?utm_source=x#top", "news.e.com"),
        ("https://www.e.com./story", "www.e.com"),
        ("https://münchen.example/", "xn--mnchen-3ya.example"),
        ("http://[::1]:80/x", "::1"),
        ("http://0/", "0"),
        (f"http://{'a.' * 126}c/", "a." * 126 + "c"),
        (f"http://{'a.' * 126}co/", None),
        ("https://user:secret@e.com/", None),
        ("http://[::1", None),
        ("story.html", None),
        ("", None),
        (None, None),
    ],
)
def test_a_page_is_of_the_host_of_its_address(url: str | None, site: str | None) -> None:
    assert site_of(url) == site


@given(st.text() | st.text().map("https://".__add__))
def test_any_site_fits_into_a_key(text: str) -> None:
    site = site_of(text)
    assert site is None or 0 < len(site.encode()) <= 253


@pytest.mark.parametrize("path", ["%4%41", "%4\t%41", "%%41", "%4\n1", "%", "100%-b", "a%20b", "%4 %41", "?q=%4%41"])
def test_one_spelling_stays_as_it_is(path: str) -> None:
    normal = normalize_url(f"https://e.com/{path}")
    assert normalize_url(normal) == normal


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.bbc.co.uk/a", "bbc.co.uk"),
        ("https://alice.github.io/", "alice.github.io"),
        ("http://192.0.2.7/a", "192.0.2.7"),
        (f"https://{'long.' * 60}example.com/", "example.com"),
        ("http://localhost:8000/", "localhost"),
        ("not a url", None),
    ],
)
def test_a_site_is_what_its_owner_registered(url: str, domain: str | None) -> None:
    assert registrable_domain(url) == domain


def identity(url: str | None, canonical_url: str | None = None) -> str:
    return article_id(canonical_url=canonical_url, url=url, source=OBJECT)


@pytest.mark.parametrize(
    "other",
    [
        "http://www.e.com/story/",
        "https://amp.e.com/story",
        "https://e.com/story?utm_source=feed",
        "https://e.com/story/amp",
    ],
)
def test_one_article_has_one_id_however_it_was_reached(other: str) -> None:
    assert identity(other) == identity("https://e.com/story")


def test_a_canonical_link_counts_within_its_own_site() -> None:
    assert identity("https://m.e.com/s?id=1", "https://www.e.com/story?id=1") == identity("https://e.com/story?id=1")


@pytest.mark.parametrize("canonical_url", ["https://victim.com/story", "javascript:void(0)", "//e.com"])
def test_no_page_speaks_for_another_site(canonical_url: str) -> None:
    assert identity("https://e.com/story", canonical_url) == identity("https://e.com/story")


def test_without_any_address_an_article_is_its_object() -> None:
    assert identity(None) == identity(None, "https://victim.com/story")
    assert identity(None) != article_id(canonical_url=None, url=None, source=Source(bucket="raw", key="other.html"))
