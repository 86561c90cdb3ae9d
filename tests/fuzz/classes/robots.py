"""These inputs are odd robots.txt files: misspelt fields, slow patterns, thousands of groups, random bytes."""

from random import Random

from tests.fuzz.inputs import Door, Input, Kind

_FIELDS = (
    "User-agent", "user agent", "useragent", "Disallow", "Allow", "disalow", "Crawl-delay", "Request-rate", "Sitemap",
    "Visit-time", "Host", "Noindex", "\ufeffUser-agent", "User-agent\x00", "",
)  # fmt: skip
_VALUES = (
    "*", "Copydesk", "copydesk/1.0", "Copy", "/", "", "/*", "/*.php$", "$", "/%2F%zz%", "/a" * 2_000, "*a" * 50,
    "/" + "*" * 3_000, "/*" * 1_000 + "$", "1e309", "-1", "nan", "inf", "1/5s 0000-2500", "1/0", "0/0s",
    "https://a.example/sitemap.xml", "//a", "javascript:1", "https://[bad", "\ud800", "/ä", "9" * 5_000, "1/1 9999-9999",
    "https://a.example/" + "a" * 10_000, "1 2 3", "1_0", "\u0661/\u0661m", "1/1s 0-0", "10/1h 1-", "1/9" * 10,
)  # fmt: skip
_SEPARATORS = (": ", ":", " ", "\t:\t", "::", " : # ", "")
_ENDS = ("\n", "\r\n", "\r", "\n\n", "\u2028", "\x0b", "\x00")
_ADDRESSES = ("/", "/a", "/" + "a" * 3_000, "/?" + "a&" * 500, "/%2f%", "/ä", "/" + "/a" * 1_000, "")


def make(random: Random, number: int) -> Input:
    lines = [_line(random) for _ in range(random.choice((3, 30, 300)))]
    if number % 50 == 0:
        lines *= 200
    body = "".join(lines).encode("utf-8", "surrogatepass")
    if number % 7 == 0:
        start = random.randrange(len(body))
        body = body[:start] + random.randbytes(50) + body[start:]
    if number % 11 == 0:
        body = random.choice((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"<html>")) + body
    return Input(body=body, door=Door.ROBOTS, url="https://www.examplepost.example" + random.choice(_ADDRESSES))


def _line(random: Random) -> str:
    return random.choice(_FIELDS) + random.choice(_SEPARATORS) + random.choice(_VALUES) + random.choice(_ENDS)


KIND = Kind(name="robots.txt", make=make, share=240, batch=400)
