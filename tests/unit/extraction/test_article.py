"""These tests take pages the whole way. Each page gives an article or a Reject with its reason, and no other error."""

import gzip
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.errors import Reject, RejectReason
from copydesk.extraction import extract_article
from copydesk.model import Article

SENTENCE = "The council met on Monday to decide about the new bridge over the river, and it decided nothing. "
PAGE = f"<html><head><title>Bridge</title></head><body><h1>Bridge</h1>{f'<p>{SENTENCE * 3}</p>' * 4}</body></html>"


def _reason(body: bytes, *, content_type: str | None = None) -> RejectReason:
    with pytest.raises(Reject) as refused:
        extract_article(body, content_type=content_type)
    return refused.value.reason


def test_bytes_text_and_compression_make_no_difference() -> None:
    plain = extract_article(PAGE.encode(), url="https://example.com/bridge")
    assert extract_article(gzip.compress(PAGE.encode()), url="https://example.com/bridge") == plain
    assert plain.headline == "Bridge"
    assert len(plain.blocks) == 4


def test_xhtml_is_read_as_html() -> None:
    page = f'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">{PAGE[6:]}'
    assert extract_article(page.encode(), content_type="application/xhtml+xml").headline == "Bridge"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", RejectReason.EMPTY_BODY, id="nothing"),
        pytest.param(b"   \n", RejectReason.EMPTY_BODY, id="white space"),
        pytest.param(b"%PDF-1.7 and so on", RejectReason.NOT_TEXT, id="a PDF"),
        pytest.param(b"\x1f\x8b\x08\x00 not gzip at all", RejectReason.BROKEN_ENCODING, id="broken gzip"),
        pytest.param(b"<html><body></body></html>", RejectReason.NO_ARTICLE_TEXT, id="an empty page"),
        pytest.param(b"<html><body><p>Not found</p></body></html>", RejectReason.SOFT_404, id="an error page"),
        pytest.param(
            b"<html><body>" + b'<li><a href="/a">A story of today</a></li>' * 200,
            RejectReason.NO_ARTICLE_TEXT,
            id="a list of links",
        ),
        pytest.param(b"word " * 3, RejectReason.NOT_AN_ARTICLE, id="three words"),
    ],
)
def test_what_is_no_article_is_refused(body: bytes, reason: RejectReason) -> None:
    assert _reason(body) == reason


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(b"<html><body><h1>Notice</h1><p>The hall is closed on Monday.</p></body></html>",
                     "The hall is closed on Monday.", id="a notice"),
        pytest.param(b"Two sentences. The hall is closed.", "Two sentences. The hall is closed.", id="plain text"),
        pytest.param("<html><body><main><p>本館は月曜日に休館します。</p></main></body></html>".encode(),
                     "本館は月曜日に休館します。", id="a notice in Japanese"),
        pytest.param(b"<html><body>" + b'<li><a href="/a">A story of today</a></li>' * 200,
                     "A story of today", id="a list of links"),
    ],
)  # fmt: skip
def test_what_is_said_to_be_an_article_is_read(body: bytes, text: str) -> None:
    with pytest.raises(Reject):
        extract_article(body)
    assert text in extract_article(body, expect="article").text


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7 and so on", b"<html><body></body></html>"])
def test_what_has_no_text_is_refused_whatever_is_said_of_it(body: bytes) -> None:
    with pytest.raises(Reject):
        extract_article(body, expect="article")


DEEP = 5_000
HOSTILE = {
    "a processing instruction in the text": f"<p>{SENTENCE * 5}<b><?php echo $tags; ?>bold</b></p>" * 5,
    "deep divs": "<div>" * DEEP + f"<p>{SENTENCE * 5}",
    "deep bold": "<p>" + "<b>" * DEEP + SENTENCE * 5,
    "deep lists": "<ul><li>An item with some words in it." * DEEP,
    "deep tables": "<table><tr><td>" * DEEP + SENTENCE * 5,
    "deep quotes": "<blockquote>" * DEEP + SENTENCE * 5,
    "many siblings": f"<p>{SENTENCE}</p>" * DEEP,
    "many breaks": "word and more<br><br>" * DEEP,
    "many images": f"<article><p>{SENTENCE * 3}" + '<img src="/a.jpg">' * DEEP,
    "many quotation marks": f"<p>{'“' * DEEP}</p>" + PAGE,
    "deep JSON-LD": f'<script type="application/ld+json">{"[" * 100_000}</script>' + PAGE,
    "JSON-LD of strange types": '<script type="application/ld+json">{"@type":["Article",1],"author":[1,{"name":{}}],'
    '"headline":["a",{"name":5}],"datePublished":7,"keywords":{"a":1},"image":[[1]]}</script>' + PAGE,
    "unclosed everything": "<html><body><p><a href='x'><table><tr><ul><li><b>" + SENTENCE * 9,
    "bad links": f"<p><a href='http://[::1'>{SENTENCE}</a> <a href='javascript:alert(1)'>x</a> {SENTENCE}" * 5,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(60)
def test_hostile_pages_end_as_article_or_reject(name: str) -> None:
    try:
        article = extract_article(HOSTILE[name].encode(), url="https://example.com/a")
    except Reject:
        return
    assert "javascript:" not in "".join(block.html for block in article.blocks)


@given(st.binary(max_size=2_000))
@settings(deadline=None, max_examples=200)
def test_any_bytes_end_as_article_or_reject(body: bytes) -> None:
    with suppress(Reject):
        assert isinstance(extract_article(body), Article)


_TAGS = st.sampled_from(
    "p div span a b ul li ol dl dt dd table tr td th h1 h2 h3 blockquote figure figcaption img br hr pre code article"
    " section aside nav header footer main iframe video noscript script style form button".split()
)
_PIECES = st.one_of(
    _TAGS.map("<{}>".format),
    _TAGS.map("</{}>".format),
    st.sampled_from(
        [SENTENCE, "word ", '<img src="/a.jpg" width="600">', "<a href='/b'>link</a>", "“quoted”", "&nbsp;"]
    ),
)


@given(st.lists(_PIECES, max_size=120).map("".join))
@settings(deadline=None, max_examples=150)
def test_any_markup_ends_as_article_or_reject_and_the_same_twice(markup: str) -> None:
    page = (PAGE + markup).encode()
    with suppress(Reject):
        assert extract_article(page) == extract_article(page)
