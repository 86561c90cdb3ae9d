"""Bytes as text, by the rules that browsers follow, with the exception that valid UTF-8 is believed first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from copydesk.errors import Reject, RejectReason
from copydesk.web.mojibake import is_suspected, repaired

# chardetng decides, the detector that Firefox runs on such pages. It knows the encodings of the WHATWG Encoding
# Standard, and which of them the pages of a top-level domain were written in. Its mean time is 0.2 ms on a page of 5
# KB.

#: What w3lib has no name for.
_NAMES = {"ISO-8859-8-I": "iso8859-8", "x-mac-cyrillic": "mac_cyrillic"}
_DEFAULT = "cp1252"
#: How far into a page (bytes) its language is looked for.
_GUESSED_FROM = 16 * 1024
_LANGUAGE = re.compile(
    rb"<html\b[^>]{0,2000}?\slang\s*=\s*[\"']?\s*([a-z]{2}(?:[-_][a-z]{2,4})*)"
    rb"|<meta\b[^>]{0,200}?content-language[^>]{0,200}?content\s*=\s*[\"']?\s*([a-z]{2}(?:[-_][a-z]{2,4})*)",
    re.IGNORECASE,
)
#: The top-level domain of a language whose code is another. Serbian and Bosnian have Latin pages too, as Croatian;
#: Chinese of no region is written in either of two encodings, as in Hong Kong.
_DOMAINS = {
    "ar": "eg", "be": "by", "bs": "hr", "ca": "es", "cs": "cz", "da": "dk", "el": "gr", "et": "ee", "eu": "es",
    "fa": "ir", "ga": "ie", "gl": "es", "he": "il", "iw": "il", "ja": "jp", "kk": "kz", "ko": "kr", "ky": "kg",
    "nb": "no", "nn": "no", "sl": "si", "sq": "al", "sr": "hr", "sv": "se", "uk": "ua", "vi": "vn", "zh": "hk",
    "zh-cn": "cn", "zh-hans": "cn", "zh-hant": "tw", "zh-sg": "cn", "zh-tw": "tw",
}  # fmt: skip
_SHARED_DOMAINS = {"ba": "hr", "me": "hr", "rs": "hr"}
_COUNTRY = re.compile(r"[a-z]{2}|xn--[a-z0-9-]+")
#: Templates declare English whatever the text is in.
_NO_WITNESS = "en"
#: Bytes beyond ASCII that continue a word; with fewer of them a page is an English one with a few signs, and no
#: detector can tell.
_IN_WORDS = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff]{2}")
_FEWEST_IN_WORDS = 3
_WESTERN = "us"
#: Bytes beyond ASCII with what is between and beside them; the detector learns nothing from longer stretches of ASCII.
_PASSAGE = re.compile(rb"[\x00-\x7f]?[\x80-\xff](?:[\x00-\x7f]{0,20}[\x80-\xff]){0,4000}[\x00-\x7f]?")
#: How much of them the detector reads (bytes). More does not change its answer.
_EVIDENCE = 256 * 1024


def guess_encoding(body: bytes, url: str | None = None) -> str:
    """Python's name of the encoding that a page is probably in; `url` is its address."""
    # Few pages need it: no cold start waits for it.
    from chardetng_py.detector import EncodingDetector

    detector = EncodingDetector()
    detector.feed(_evidence(body), last=True)
    domain = domain_of(body, url)
    name: str = detector.guess(tld=domain.encode("ascii") if domain else None, allow_utf8=False)
    return _NAMES.get(name) or resolve_encoding(name) or _DEFAULT


def _evidence(body: bytes) -> bytes:
    passages, length = [], 0
    for passage in _PASSAGE.finditer(body):
        passages.append(passage[0][:_EVIDENCE])
        length += len(passages[-1])
        if length >= _EVIDENCE:
            break
    return b"".join(passages)


def domain_of(body: bytes, url: str | None) -> str | None:
    """The top-level domain whose legacy encoding a page should have: its language's, else its address's."""
    language = _language(body)
    if language and language != _NO_WITNESS:
        return _DOMAINS.get(language) or _DOMAINS.get(language[:2]) or language[:2]
    country = _country(url)
    if country and not language:
        return country
    in_words = sum(1 for _ in islice(_IN_WORDS.finditer(body), _FEWEST_IN_WORDS))
    return country if in_words == _FEWEST_IN_WORDS else _WESTERN


def _language(body: bytes) -> str | None:
    found = _LANGUAGE.search(body[:_GUESSED_FROM])
    tag = (found[1] or found[2]).decode("ascii").lower().replace("_", "-") if found else ""
    return (tag if tag.startswith("zh") else tag[:2]) or None


def _country(url: str | None) -> str | None:
    try:
        last = (urlsplit(url or "").hostname or "").rpartition(".")[2]
    except ValueError:
        return None
    return _SHARED_DOMAINS.get(last, last) if _COUNTRY.fullmatch(last) else None


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
#: Encodings whose pages are valid ASCII: only their declaration tells.
_ONLY_DECLARED = ("hz", "utf-7")
#: What switches from ASCII to Japanese and back in ISO-2022-JP, and stands in no other text.
_TO_JAPANESE, _TO_ASCII = re.compile(rb"\x1b\$[@B]"), b"\x1b("
#: UTF-16 without a mark: so large a share of the first bytes of all pairs, or of the second ones, is zero, and so small
#: a share of the others; so many bytes are looked at.
_READ, _LEAST_ZERO, _MOST_ZERO = 4096, 0.2, 0.05
#: How far into a page (bytes) a declaration is looked for that comes later than browsers expect.
_HEAD = 64 * 1024
_LATE_META = re.compile(rb"<meta\b[^>]{0,200}charset[^>]{0,100}>", re.IGNORECASE)
#: A page with this share of broken characters among its non-ASCII ones is UTF-8 with damage, not another encoding.
_MAX_BROKEN_SHARE = 0.1
#: A page with a larger share of control characters among its non-ASCII ones is in another encoding than it declares:
#: windows-1250 has letters where ISO-8859-2 has these.
_MAX_CONTROL_SHARE = 0.02
_CONTROL = re.compile("[\x80-\x9f]")
#: What servers declare that were never told: it is doubted where the bytes beyond ASCII stand mostly in rows, as no
#: Western language sets them, or where language and detector both name another encoding.
_BY_DEFAULT = "cp1252"
_ROWS = re.compile(rb"[\x80-\xff]{3,}")
_FEWEST_DOUBTED = 20
_NOT_ASCII = bytes(range(128))
#: Control characters, which no format downstream may hold: as bytes, where they are the same in every encoding that
#: is not declared by _ONLY_DECLARED, and as the bytes of UTF-8, each pattern with a first byte that is found fast.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])
_UTF8_CONTROLS = (re.compile(rb"\xc2[\x80-\x9f]"), re.compile(rb"\xef\xbf[\xbe\xbf]"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page. `guessed` says that nothing declares its encoding, or nothing that its bytes bear out."""

    text: str
    guessed: bool = False


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a page whose address is not known; see `decode_page`."""
    return decode_page(body, content_type).text


def decode_page(body: bytes, content_type: str | None = None, url: str | None = None) -> Decoded:
    """The text of a page. Its encoding is told, in order, by

    1. a byte order mark, the zeros of UTF-16, the escapes of ISO-2022-JP,
    2. the bytes, where they are valid UTF-8 or nearly so: no page in another encoding is so by chance, and
       declarations are wrong more often,
    3. the Content-Type header's charset, then the page's own declaration, read by the WHATWG labels
       (gb2312 is gb18030, iso-8859-1 is windows-1252), where the bytes are valid in it or nearly so,
    4. language, domain and a detector.

    UTF-8 that was encoded twice is made whole. Bytes invalid in the encoding become U+FFFD. Raises Reject for what is
    no text.
    """
    if not body.strip():
        raise Reject(RejectReason.EMPTY_BODY)
    mark, mark_bytes = read_bom(body)
    if mark and mark_bytes:
        return Decoded(printable(body[len(mark_bytes) :].decode(mark, "replace")))
    declared = list(dict.fromkeys(_declared(body, content_type)))
    told = _told_by_bytes(body, declared)
    if told:
        return Decoded(printable(body.decode(told, "replace")))
    if _is_binary(body):
        raise Reject(RejectReason.NOT_TEXT, f"first bytes {body[:8]!r}")
    body = body.translate(None, _CONTROL_BYTES)
    text = body.decode("utf-8", "replace")
    if not _is_whole(text):
        return _decode_legacy(body, declared, url)
    return Decoded(printable(text) if is_suspected(body) or any(each.search(body) for each in _UTF8_CONTROLS) else text)


def _declared(body: bytes, content_type: str | None) -> Iterator[str]:
    """The encodings that header and page declare, the most trusted first."""
    late = (html_body_declared_encoding(each) for each in _LATE_META.findall(body[:_HEAD]))
    found = (http_content_type_encoding(content_type), html_body_declared_encoding(body), *late)
    return (each for each in found if each)


def _told_by_bytes(body: bytes, declared: list[str]) -> str | None:
    """The encoding of a body that is no text in an ASCII-compatible one, or looks like ASCII."""
    if _TO_JAPANESE.search(body) and _TO_ASCII in body:
        return "iso2022_jp_ext"
    return _wide(body[:_READ]) or next((each for each in declared if each in _ONLY_DECLARED), None)


def _wide(head: bytes) -> str | None:
    """Which UTF-16 the first bytes are in, if any: the zeros of ASCII all stand on one side, and it reads as text."""
    first, second = (2 * head[start::2].count(0) / len(head) for start in (0, 1))
    if min(first, second) > _MOST_ZERO or max(first, second) < _LEAST_ZERO:
        return None
    encoding = "utf-16-le" if second > first else "utf-16-be"
    text = head.decode(encoding, "replace")
    return encoding if len(_CONTROLS.findall(text)) <= _MAX_BINARY_SHARE * len(text) else None


def _is_whole(text: str) -> bool:
    broken = text.count("\ufffd")
    return not broken or broken <= _MAX_BROKEN_SHARE * _beyond_ascii(text)


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _decode_legacy(body: bytes, declared: list[str], url: str | None) -> Decoded:
    for encoding in declared:
        text = body.decode(encoding, "replace")
        controls = len(_CONTROL.findall(text))
        is_clean = _is_whole(text) and controls <= _MAX_CONTROL_SHARE * _beyond_ascii(text)
        if is_clean and not (encoding == _BY_DEFAULT and _is_doubtful(body)):
            return Decoded(printable(text))
    return Decoded(printable(body.decode(guess_encoding(body, url), "replace")), guessed=True)


def _is_doubtful(body: bytes) -> bool:
    """Whether a page that declares windows-1252 is in another encoding."""
    beyond = len(body.translate(None, _NOT_ASCII))
    if beyond < _FEWEST_DOUBTED:
        return False
    if sum(map(len, _ROWS.findall(body))) * 2 > beyond:
        return True
    return domain_of(body, None) is not None and guess_encoding(body) != _BY_DEFAULT


def _is_binary(body: bytes) -> bool:
    head = body[:_READ]
    return body.startswith(_BINARY_MAGIC) or len(_BINARY_BYTES.findall(head)) > _MAX_BINARY_SHARE * len(head)


def printable(text: str) -> str:
    """A text made whole, without control characters and halves of surrogate pairs, which only escapes can bring in.

    >>> printable("a\\x00b\\ud83d c")
    'ab c'
    """
    return text if text.isascii() and text.isprintable() else _CONTROLS.sub("", repaired(text))
