"""Bytes are decoded by their mark, by validity, by a declaration or by a default."""

import pytest

from copydesk.errors import Reject, RejectReason
from copydesk.web.decoding import decode

GERMAN = "<p>Grüße aus Köln, „so“ – schön</p>"


def _with_meta(charset: str, text: str) -> bytes:
    return f'<html><head><meta charset="{charset}"></head><body>{text}</body></html>'.encode(charset)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(GERMAN.encode(), None, id="plain UTF-8"),
        pytest.param(GERMAN.encode(), "text/html; charset=iso-8859-1", id="UTF-8 under a wrong header"),
        pytest.param(b"\xef\xbb\xbf" + GERMAN.encode(), None, id="UTF-8 with a mark"),
        pytest.param(GERMAN.encode("utf-16"), None, id="UTF-16 with a mark"),
        pytest.param(GERMAN.encode("utf-16-le"), "text/html; charset=utf-16le", id="UTF-16 by header"),
        pytest.param(GERMAN.encode("cp1252"), None, id="windows-1252 undeclared"),
        pytest.param(GERMAN.encode("cp1252"), "text/html; charset=ISO-8859-1", id="windows-1252 called latin-1"),
    ],
)
def test_the_words_come_out_right(body: bytes, content_type: str | None) -> None:
    assert decode(body, content_type) == GERMAN


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("gb2312", "<p>中国新闻网北京电</p>"),
        ("shift_jis", "<p>東京で会見した。</p>"),
        ("euc-kr", "<p>서울에서 열린 회의</p>"),
        ("windows-1251", "<p>Новости дня из Москвы</p>"),
        ("big5", "<p>臺北新聞報導</p>"),
        ("iso-2022-jp", "<p>東京で会見した。</p>"),
    ],
)
def test_a_declared_encoding_is_followed(charset: str, text: str) -> None:
    assert text in decode(_with_meta(charset, text))


@pytest.mark.parametrize(
    ("sent_as", "named"),
    [
        ("windows-1251", "koi8-r"),
        ("koi8-r", "windows-1251"),
        ("iso-8859-5", "windows-1251"),
        ("windows-1253", "windows-1251"),
    ],
)
def test_the_header_counts_before_the_page(sent_as: str, named: str) -> None:
    """The bytes are letters in both encodings, as after a server that encodes pages anew (WHATWG, HTML 13.2.3.2)."""
    text = "Τα νέα της ημέρας από την Αθήνα" if sent_as == "windows-1253" else "Новости дня из Москвы"
    body = f'<meta charset="{named}"><p>{text}</p>'.encode(sent_as)
    assert text in decode(body, f"text/html; charset={sent_as}")


def test_gb2312_means_gb18030() -> None:
    body = b'<meta charset="gb2312">' + "朱镕基".encode("gbk")
    assert "朱镕基" in decode(body)


def test_one_damaged_byte_does_not_change_the_encoding() -> None:
    body = GERMAN.encode() * 20 + b"\xff"
    assert decode(body) == GERMAN * 20 + "\ufffd"


def test_control_characters_are_left_out() -> None:
    assert decode(b"<p>a\x0bb\x1bc</p>" + b"d" * 2000).startswith("<p>abc</p>")


@pytest.mark.parametrize("body", [b"", b" \n\t "])
def test_an_empty_body_is_refused(body: bytes) -> None:
    with pytest.raises(Reject) as refused:
        decode(body)
    assert refused.value.reason == RejectReason.EMPTY_BODY


@pytest.mark.parametrize(
    "body", [b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"\x00\x01\x02\x03" * 50, b"\xff\xd8\xff\xe0JFIF"]
)
def test_binary_is_refused(body: bytes) -> None:
    with pytest.raises(Reject) as refused:
        decode(body, "text/html")
    assert refused.value.reason == RejectReason.NOT_TEXT
