"""Bytes as text, by the rules that browsers follow, with the one exception that valid UTF-8 is believed first."""

import re

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from copydesk.errors import Reject, RejectReason

#: What the first bytes of files say that people mistake for pages (WHATWG MIME Sniffing, section 6).
_BINARY_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"PK\x03\x04",
    b"\x00\x00\x01\x00",
    b"OggS",
    b"ID3",
    b"\x1a\x45\xdf\xa3",
    b"wOF",
    b"\x7fELF",
    b"BZh",
    b"7z\xbc\xaf",
)
#: Bytes that no text in an ASCII-compatible encoding holds (WHATWG: binary data bytes).
_BINARY_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_BINARY_SHARE = 0.005
#: Encodings whose pages are valid ASCII, or are full of NUL bytes: only their declaration tells.
_ONLY_DECLARED = ("iso2022_jp", "iso-2022-jp", "hz", "utf-16", "utf-16-le", "utf-16-be", "utf-7")
#: A page with this share of broken characters among its non-ASCII ones is UTF-8 with damage, not another encoding.
_MAX_BROKEN_SHARE = 0.1
#: Control characters, which no format downstream may hold: as bytes, where they are the same in every encoding that
#: is not declared by _ONLY_DECLARED, and as the bytes of UTF-8, each pattern with a first byte that is found fast.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])
_UTF8_CONTROLS = (re.compile(rb"\xc2[\x80-\x9f]"), re.compile(rb"\xef\xbf[\xbe\xbf]"))


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a page. In order:

    1. a byte order mark,
    2. UTF-8, where the body is valid UTF-8 or nearly so: no page in another encoding is so by chance, and
       declarations are wrong more often,
    3. the Content-Type header's charset, then the page's own declaration, read by the WHATWG labels
       (gb2312 is gb18030, iso-8859-1 is windows-1252),
    4. windows-1252.

    Bytes invalid in the encoding become U+FFFD. Raises Reject for what is no text.
    """
    if not body.strip():
        raise Reject(RejectReason.EMPTY_BODY)
    mark, mark_bytes = read_bom(body)
    if mark and mark_bytes:
        return printable(body[len(mark_bytes) :].decode(mark, "replace"))
    declared = http_content_type_encoding(content_type) or html_body_declared_encoding(body)
    declared = _decodable(declared)
    if declared in _ONLY_DECLARED:
        return printable(body.decode(declared, "replace"))
    if _is_binary(body):
        raise Reject(RejectReason.NOT_TEXT, f"first bytes {body[:8]!r}")
    body = body.translate(None, _CONTROL_BYTES)
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken and broken > _MAX_BROKEN_SHARE * (len(text) - len(text.encode("ascii", "ignore"))):
        return printable(body.decode(declared or "cp1252", "replace"))
    return printable(text) if any(pattern.search(body) for pattern in _UTF8_CONTROLS) else text


def _decodable(label: str | None) -> str | None:
    return resolve_encoding(label) if label else None


def _is_binary(body: bytes) -> bool:
    head = body[:4096]
    return body.startswith(_BINARY_MAGIC) or len(_BINARY_BYTES.findall(head)) > _MAX_BINARY_SHARE * len(head)


def printable(text: str) -> str:
    """A text without control characters and halves of surrogate pairs, which only escapes can bring in here.

    >>> printable("a\\x00b\\ud83d c")
    'ab c'
    """
    return text if text.isascii() and text.isprintable() else _CONTROLS.sub("", text)
