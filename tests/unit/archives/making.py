"""This module makes WARC files in the form of CC-NEWS: a gzip member for each record, some of them damaged."""

import gzip
import hashlib
import random
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass, field

CAPTURED_AT = "2024-04-25T12:00:00Z"
WORDS = (
    "harbour bridge council river engineers reopened traffic morning steel repairs budget voted ferry residents".split()
)


@dataclass(frozen=True, slots=True)
class Made:
    """A member of a made file, or garbage between two members: its expected fate and its place."""

    fate: str
    url: str
    offset: int
    length: int


@dataclass(slots=True)
class WarcFile:
    content: bytearray = field(default_factory=bytearray)
    made: list[Made] = field(default_factory=list)

    def add(self, fate: str, url: str, content: bytes) -> None:
        self.made.append(Made(fate, url, len(self.content), len(content)))
        self.content += content

    def urls(self, fate: str) -> list[str]:
        return [each.url for each in self.made if each.fate == fate]

    def places(self, fate: str) -> list[tuple[int, int]]:
        return [(each.offset, each.length) for each in self.made if each.fate == fate]


def zipped(content: bytes) -> bytes:
    return gzip.compress(content, 1, mtime=0)


def digest(content: bytes) -> str:
    return "sha1:" + b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def record(kind: str, url: str, block: bytes, **headers: str) -> bytes:
    """Returns a record as a crawler writes it.

    `headers` replace its own; a name has _ for -, and an empty value leaves the header out.
    """
    stated = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{hashlib.md5(url.encode(), usedforsecurity=False).hexdigest()}>",
        "WARC-Date": CAPTURED_AT,
        "WARC-Target-URI": url,
        "Content-Type": f"application/http; msgtype={kind}",
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in stated.items() if value]
    return "\r\n".join(["WARC/1.0", *lines, "", ""]).encode() + block + b"\r\n\r\n"


def response(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def page(number: int) -> bytes:
    """Returns a short article, a different one for each number."""
    chance = random.Random(number)  # noqa: S311  # no secret
    sentences = (" ".join(chance.choices(WORDS, k=18)).capitalize() + f" {number}." for _ in range(9))
    first, second, third = zip(*[sentences] * 3, strict=True)
    paragraphs = "".join(f"<p>{' '.join(each)}</p>" for each in (first, second, third))
    headline = f"Bridge {number} reopens after repairs"
    return (
        f"<html><head><title>{headline}</title></head><body><nav><a href=/>Home</a></nav>"
        f"<article><h1>{headline}</h1>{paragraphs}</article></body></html>"
    ).encode()


def article_record(number: int, **headers: str) -> bytes:
    body = page(number)
    stated = {"WARC_Payload_Digest": digest(body)} | headers
    return record("response", url_of(number), response(body), **stated)


def url_of(number: int) -> str:
    return f"https://news.example.com/bridge-{number}"


def damaged(number: int) -> Iterator[tuple[str, bytes]]:
    """Yields a member for each kind of damage, with the name of the damage."""
    good = article_record(number)
    member = bytearray(zipped(good))
    length = len(response(page(number)))
    member[len(member) // 2] ^= 0xFF
    yield "flipped bits", bytes(member)
    yield "length too great", zipped(article_record(number, Content_Length=str(length + 40)))
    yield "length too small", zipped(article_record(number, Content_Length=str(length - 40)))
    yield "no length", zipped(article_record(number, Content_Length=""))
    yield "negative length", zipped(article_record(number, Content_Length="-5"))
    yield "wrong digest", zipped(article_record(number, WARC_Payload_Digest=digest(b"other")))
    yield "wrong block digest", zipped(article_record(number, WARC_Block_Digest=digest(b"other")))
    yield "no date", zipped(article_record(number, WARC_Date="yesterday"))
    yield "no HTTP", zipped(record("response", url_of(number), b"<html>"))
    yield "no record", zipped(b"neither headers nor a version")
    yield "two in one", zipped(good + good)
    yield "cut member", zipped(good)[:-20]
    yield "garbage", bytes(random.Random(number).randbytes(700))  # noqa: S311  # no secret
    yield "zeros", bytes(512)


def news_file(*, captures: int, articles: int, damages: int = 1) -> WarcFile:
    """Returns a file like those of CC-NEWS: requests, responses and metadata, few of them pages.

    The file is cut at its end.
    """
    made = WarcFile()
    made.add("skipped", "", zipped(record("warcinfo", "", b"software: made up\r\n", WARC_Target_URI="")))
    broken = [each for round_ in range(damages) for each in damaged(10_000 + round_)]
    for number in range(captures):
        made.add("skipped", "", zipped(record("request", url_of(number), b"GET / HTTP/1.1\r\n\r\n")))
        made.add(*capture(number, is_article=number % (captures // articles) == 0))
        made.add("skipped", "", zipped(record("metadata", url_of(number), b"fetchTimeMs: 9\r\n")))
        if broken and number % (captures // (14 * damages) or 1) == 0:
            name, content = broken.pop()
            made.add("broken", name, content)
    for name, content in broken:
        made.add("broken", name, content)
    made.add("broken", "cut file", zipped(article_record(captures))[:-30])
    return made


def capture(number: int, *, is_article: bool) -> tuple[str, str, bytes]:
    url = url_of(number)
    if is_article:
        return "article", url, zipped(article_record(number))
    others = (
        record("response", url, response(b"", "Location: /", status="301 Moved Permanently")),
        record("response", url, response(b"\x89PNG" + bytes(900), kind="image/png")),
        record("revisit", url, response(b"")),
        record("response", url, response(b"gone", status="404 Not Found")),
        record("response", "dns:news.example.com", b"127.0.0.1"),
        record("resource", url, b"<html>", Content_Type="text/html"),
    )
    return "skipped", url, zipped(others[number % len(others)])
