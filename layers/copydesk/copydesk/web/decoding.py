"""Decodes bytes to text by the rules of browsers, except that valid UTF-8 overrides any declaration."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from copydesk.errors import Reject, RejectReason
from copydesk.web.mojibake import is_suspected, repaired

# chardetng, the detector of Firefox, decides about undeclared pages. It knows the encodings of the WHATWG Encoding
# Standard, and which of them are usual for a top-level domain. It takes 0.2 ms in the mean for a page of 5 KB.

#: Encodings of chardetng for which w3lib has no name.
_NAMES = {"ISO-8859-8-I": "iso8859-8", "x-mac-cyrillic": "mac_cyrillic"}
_DEFAULT = "cp1252"
#: The bytes at the start of a page in which its language is searched.
_GUESSED_FROM = 16 * 1024
_LANGUAGE = re.compile(
    rb"<html\b[^>]{0,2000}?\slang\s*=\s*[\"']?\s*([a-z]{2}(?:[-_][a-z]{2,4})*)"
    rb"|<meta\b[^>]{0,200}?content-language[^>]{0,200}?content\s*=\s*[\"']?\s*([a-z]{2}(?:[-_][a-z]{2,4})*)",
    re.IGNORECASE,
)
#: The top-level domain for each language with another code. Serbian and Bosnian map to Croatian, as they have Latin
#: pages too. Chinese without a region maps to Hong Kong, where both encodings are in use.
_DOMAINS = {
    "ar": "eg", "be": "by", "bs": "hr", "ca": "es", "cs": "cz", "da": "dk", "el": "gr", "et": "ee", "eu": "es",
    "fa": "ir", "ga": "ie", "gl": "es", "he": "il", "iw": "il", "ja": "jp", "kk": "kz", "ko": "kr", "ky": "kg",
    "nb": "no", "nn": "no", "sl": "si", "sq": "al", "sr": "hr", "sv": "se", "uk": "ua", "vi": "vn", "zh": "hk",
    "zh-cn": "cn", "zh-hans": "cn", "zh-hant": "tw", "zh-sg": "cn", "zh-tw": "tw",
}  # fmt: skip
_SHARED_DOMAINS = {"ba": "hr", "me": "hr", "rs": "hr"}
_COUNTRY = re.compile(r"[a-z]{2}|xn--[a-z0-9-]+")
#: A language that gives no evidence, because templates declare English for any text.
_NO_WITNESS = "en"
#: Bytes beyond ASCII that continue a word. A page with few of them is an English one with some signs, and no detector
#: can decide.
_IN_WORDS = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff]{2}")
_FEWEST_IN_WORDS = 3
_WESTERN = "us"
#: Bytes beyond ASCII with their neighbours. The detector learns nothing from longer stretches of ASCII.
_PASSAGE = re.compile(rb"[\x00-\x7f]?[\x80-\xff](?:[\x00-\x7f]{0,20}[\x80-\xff]){0,4000}[\x00-\x7f]?")
#: The bytes that the detector reads. More do not change its answer.
_EVIDENCE = 256 * 1024


def guess_encoding(body: bytes, url: str | None = None) -> str:
    """Returns Python's name of the probable encoding of a page with the address `url`."""
    # Few pages need it, so it is imported here and does not lengthen a cold start.
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
    """Returns the top-level domain whose usual encoding to expect, from the page's language or else its address."""
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


#: The first bytes of files that are mistaken for pages (WHATWG MIME Sniffing, section 6).
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
#: Bytes that occur in no text of an ASCII-compatible encoding (WHATWG: binary data bytes).
_BINARY_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_BINARY_SHARE = 0.005
#: Encodings whose pages are valid ASCII, so that only their declaration identifies them.
_ONLY_DECLARED = ("hz", "utf-7")
#: The escapes between ASCII and Japanese in ISO-2022-JP, which occur in no other text.
_ESCAPE, _TO_JAPANESE, _TO_ASCII = b"\x1b", re.compile(rb"\x1b\$[@B]"), b"\x1b("
#: UTF-16 without a mark is recognised by its zeros. The first value is the bytes read. The others are shares of zeros
#: among the first or the second bytes of all pairs: the least in one half, the largest in the other.
_READ, _LEAST_ZERO, _MOST_ZERO = 4096, 0.2, 0.05
#: The bytes at the start of a page in which a late declaration is searched, later than browsers allow.
_HEAD = 64 * 1024
_LATE_META = re.compile(rb"<meta\b[^>]{0,200}charset[^>]{0,100}>", re.IGNORECASE)
#: A page with at most this share of broken characters among its non-ASCII ones is damaged UTF-8, not another encoding.
_MAX_BROKEN_SHARE = 0.1
#: A page with a larger share of control characters among its non-ASCII ones is not in its declared encoding. Where
#: ISO-8859-2 has control characters, windows-1250 has letters.
_MAX_CONTROL_SHARE = 0.02
_CONTROL = re.compile("[\x80-\x9f]")
#: The encoding that unconfigured servers declare. It is doubted if most bytes beyond ASCII are in rows, which no
#: Western language has. It is also doubted if language and detector both name another encoding.
_BY_DEFAULT = "cp1252"
_ROWS = re.compile(rb"[\x80-\xff]{3,}")
_FEWEST_DOUBTED = 20
_NOT_ASCII = bytes(range(128))
#: Control characters, which no downstream format may contain. As bytes they are the same in every encoding except those
#: of _ONLY_DECLARED. `is_suspected` finds the others in UTF-8, except surrogates, which are invalid there.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page.

    `guessed` says that its encoding is not declared, or that its bytes contradict the declaration.
    """

    text: str
    guessed: bool = False


def decode(body: bytes, content_type: str | None = None) -> str:
    """Returns the text of a page without a known address; see `decode_page`."""
    return decode_page(body, content_type).text


def decode_page(body: bytes, content_type: str | None = None, url: str | None = None) -> Decoded:
    """Returns the text of a page. Its encoding is decided, in order, by

    1. a byte order mark, the zeros of UTF-16, or the escapes of ISO-2022-JP,
    2. the bytes, if they are valid UTF-8 or nearly so: no other encoding looks like that by chance, and
       declarations are wrong more often,
    3. the charset of the Content-Type header, then the page's own declaration, read by the WHATWG labels
       (gb2312 is gb18030, iso-8859-1 is windows-1252), if the bytes are valid in it or nearly so,
    4. language, domain and a detector.

    UTF-8 that was encoded twice is repaired. Bytes invalid in the encoding become U+FFFD. Raises Reject if the body is
    empty or binary.
    """
    if not body.strip():
        raise Reject(RejectReason.EMPTY_BODY)
    mark, mark_bytes = read_bom(body)
    if mark and mark_bytes:
        return Decoded(printable(body[len(mark_bytes) :].decode(mark, "replace")))
    declared = list(dict.fromkeys(_declared(body, content_type)))
    encoding = _encoding_in_bytes(body, declared)
    if encoding:
        return Decoded(printable(body.decode(encoding, "replace")))
    if _is_binary(body):
        raise Reject(RejectReason.NOT_TEXT, f"first bytes {body[:8]!r}")
    body = body.translate(None, _CONTROL_BYTES)
    text = body.decode("utf-8", "replace")
    if not _is_whole(text):
        return _decode_legacy(body, declared, url)
    return Decoded(printable(text) if is_suspected(body) else text)


def _declared(body: bytes, content_type: str | None) -> Iterator[str]:
    """Yields the encodings that header and page declare, the most trusted first."""
    late = (html_body_declared_encoding(each) for each in _LATE_META.findall(body[:_HEAD]))
    found = (http_content_type_encoding(content_type), html_body_declared_encoding(body), *late)
    return (each for each in found if each)


def _encoding_in_bytes(body: bytes, declared: list[str]) -> str | None:
    """Returns the encoding of a body that looks like ASCII or binary data but is neither."""
    if _ESCAPE in body and _TO_JAPANESE.search(body) and _TO_ASCII in body:
        return "iso2022_jp_ext"
    return _wide(body[:_READ]) or next((each for each in declared if each in _ONLY_DECLARED), None)


def _wide(head: bytes) -> str | None:
    """Returns the UTF-16 encoding of the head if the zeros of ASCII are on one side only and it is text."""
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
    """True if a page that declares windows-1252 is in another encoding."""
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
    """Returns repaired text without control characters and surrogates, which only escapes can produce.

    >>> printable("a\\x00b\\ud83d c")
    'ab c'
    """
    return text if text.isascii() and text.isprintable() else _CONTROLS.sub("", repaired(text))
