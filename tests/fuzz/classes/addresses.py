"""These inputs are URLs that parsers read differently: odd hosts, hidden schemes, invisible characters."""

from random import Random

from tests.fuzz.inputs import Door, Input, Kind

_SCHEMES = (
    "http", "https", "HTTP", "javascript", "data", "file", "ftp", " https", "ht\ntp", "//", "", "http\x00", "blob", "ws",
)  # fmt: skip
_HOSTS = (
    "example.org", "EXAMPLE.ORG.", "127.0.0.1", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "[v1.a]", "[bad",
    "bücher.example", "xn--bcher-kva.example", "xn--a", "a" * 64 + ".example", "a." * 200 + "b", "user:pass@a.example",
    "a.example:80", "a.example:0", "a.example:99999", "a.example:8080:1", "a.example:-1", "a.example:\u0661", "..", "",
    "a\u2024b.example", "ａ.example", "a\u200b.example", "a%2eb", "localhost", "169.254.169.254", "a_b.example", "-a-.b",
    "\ud800.example", "a b", "a\tb.example", "a\\@b.example", "a#@b", "a?@b", "[::1%25eth0]", "1.2.3.4.5", "0", "١.example",
)  # fmt: skip
_PATHS = (
    "/", "", "/a/../b", "/%", "/%zz", "/%00", "/\x00", "/a;b", "//", "///a", "/..//..", "/ä", "/\ud800", "/a b", "/amp/",
    "/story.amp.html", "/" + "a/" * 3_000, "/" + "%41" * 2_000, "/.%2e/", "\\a", "/a\r\nHost: b", "/{}|^`", "/🙂",
)  # fmt: skip
_TAILS = (
    "", "?", "?utm_source=a", "?a=1&a=2&b", "?" + "a=1&" * 2_000, "#top", "?#", "??", "?a=%ff", "?a=\ud800", "?amp=1#a",
    "?" + "&" * 5_000, "?url=https%3A%2F%2Fa", "?a;b=c", "?=", "#" * 5_000, "?\x01",
)  # fmt: skip


def make(random: Random, _number: int) -> Input:
    url = f"{random.choice(_SCHEMES)}{random.choice(('://', ':', '//', ':/', ''))}"
    url += random.choice(_HOSTS) + random.choice(_PATHS) + random.choice(_TAILS)
    for _ in range(random.choice((0, 0, 1, 3))):
        place = random.randrange(len(url) + 1)
        url = url[:place] + chr(random.choice((random.randrange(128), random.randrange(0x3000)))) + url[place + 1 :]
    return Input(body=url.encode("utf-8", "surrogatepass"), door=Door.ADDRESS)


KIND = Kind(name="addresses", make=make, share=575, batch=1_000)
