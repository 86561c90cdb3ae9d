"""A record gives its page, the reason why it has none, or the damage."""

import gzip

import pytest

from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.web.warc import captured
from tests.unit.archives.making import article_record, damaged, page, record, response, url_of

URL = "https://news.example.com/story"


def test_a_page_comes_with_what_its_headers_say() -> None:
    found = captured(record("response", URL, response(b"<html>", "X-Robots-Tag: noindex", "Content-Encoding: gzip")))
    assert (found.url, found.captured_at) == (URL, "2024-04-25T12:00:00.000000Z")
    assert (found.body, found.content_type, found.content_encoding) == (b"<html>", "text/html; charset=utf-8", "gzip")
    assert found.robots_tag == "noindex"


BLOCKS = {
    "chunks": (response(b"3\r\n<ht\r\n4\r\nml>!\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), b"<html>!"),
    "chunks that are none": (response(b"<html>", "Transfer-Encoding: chunked"), b"<html>"),
    "compressed, as sent": (response(gzip.compress(b"<html>", mtime=0), "Content-Encoding: gzip"), None),
    "no body": (response(b""), b""),
    "no reason phrase": (response(b"<html>", status="200"), b"<html>"),
    "HTTP/2": (response(b"<html>").replace(b"HTTP/1.1", b"HTTP/2"), b"<html>"),
    "a header of Latin-1": (response(b"<html>").replace(b"\r\n\r\n", b"\r\nX: \xe9\r\n\r\n"), b"<html>"),
    "no type": (b"HTTP/1.1 200 OK\r\n\r\n<html>", b"<html>"),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_body_is_as_it_was_sent_but_for_its_chunks(name: str) -> None:
    block, body = BLOCKS[name]
    expected = block.partition(b"\r\n\r\n")[2] if body is None else body
    assert captured(record("response", URL, block)).body == expected


DIGESTS = {
    "base 16": "sha1:" + "9d0ae9c9f5d1e4b6a2b0d3d2b2a1c0f0e0d0c0b0",
    "unknown method": "blake9:abc",
    "no method": "abc",
}


@pytest.mark.parametrize("name", ["unknown method", "no method"])
def test_a_digest_that_nobody_can_compute_tells_nothing(name: str) -> None:
    assert captured(article_record(1, WARC_Payload_Digest=DIGESTS[name])).body == page(1)


def test_a_digest_in_base_16_is_checked() -> None:
    with pytest.raises(Reject, match="other bytes"):
        captured(article_record(1, WARC_Payload_Digest=DIGESTS["base 16"]))


def test_a_page_that_the_crawler_cut_off_is_a_page() -> None:
    cut = article_record(1, WARC_Payload_Digest="sha1:" + "A" * 32, WARC_Truncated="length")
    assert captured(cut).url == url_of(1)


@pytest.mark.parametrize(
    ("kind", "uri", "block", "said"),
    [
        ("request", URL, b"GET / HTTP/1.1\r\n\r\n", "a record of the type 'request'"),
        ("revisit", URL, response(b""), "a record of the type 'revisit'"),
        ("response", URL, response(b"", status="404 Not Found"), "status 404"),
        ("response", URL, response(b"PNG", kind="image/png"), "of the type 'image/png'"),
        ("response", "dns:example.com", b"127.0.0.1", "a response of another protocol"),
        ("response", "", response(b""), "a response of another protocol"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_page_is_skipped(kind: str, uri: str, block: bytes, said: str) -> None:
    with pytest.raises(Skip) as caught:
        captured(record(kind, uri, block))
    assert (caught.value.reason, caught.value.detail) == (SkipReason.NOT_A_PAGE, said)


#: With this damage no record can be read; the gzip member itself is broken.
NO_MEMBER = {"flipped bits", "cut member", "garbage", "zeros"}


@pytest.mark.parametrize("name", [name for name, _ in damaged(1) if name not in NO_MEMBER])
def test_what_is_broken_is_refused_by_name(name: str) -> None:
    with pytest.raises(Reject) as caught:
        captured(gzip.decompress(dict(damaged(1))[name]))
    assert caught.value.reason is RejectReason.BROKEN_RECORD


def test_a_file_of_one_member_is_told_from_a_wrong_length() -> None:
    with pytest.raises(Reject, match="warcio recompress"):
        captured(gzip.decompress(dict(damaged(1))["two in one"]))
