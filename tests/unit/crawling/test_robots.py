"""These tests check what a robots.txt allows, what each answer leads to, and what a header asks."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.crawling.robots import MAXIMUM_BYTES, decode_robots, judge
from tests.growth import in_linear_time

SITE = "https://news.example"

OURS_AND_ALL = b"User-agent: *\nDisallow: /\n\nUser-agent: copydesk\nDisallow: /private\n"

ALLOWED = [
    pytest.param(b"", "/story", id="empty"),
    pytest.param(b"# nothing\n\n", "/story", id="only a comment"),
    pytest.param(b"User-agent: *\nDisallow:\n", "/story", id="disallow without a value"),
    pytest.param(b"<!DOCTYPE html>\nUser-agent: *\nDisallow: /\n", "/story", id="HTML"),
    pytest.param(b"\n  <html>\nUser-agent: *\nDisallow: /", "/story", id="HTML after white space"),
    pytest.param(b"Disallow: /\n", "/story", id="rule without an agent"),
    pytest.param(b"User-agent: OtherBot\nDisallow: /\n", "/story", id="another's group"),
    pytest.param(b"User-agent: copy\nDisallow: /\n", "/story", id="an agent whose name begins ours"),
    pytest.param(b"User-agent: desk\nDisallow: /\n", "/story", id="an agent whose name ends ours"),
    pytest.param(b"User-agent: copydesk-images\nDisallow: /\n", "/story", id="an agent whose name goes on"),
    pytest.param(OURS_AND_ALL, "/story", id="our group instead of everyone's"),
    pytest.param(b"User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", id="longest match"),
    pytest.param(b"User-agent: *\nAllow: /page\nDisallow: /page\n", "/page", id="allow wins a tie"),
    pytest.param(b"User-agent: *\nDisallow: /*.pdf$\n", "/a.pdf?page=2", id="$ is the end"),
    pytest.param(b"User-agent: *\nDisallow: /Private\n", "/private", id="case of the path"),
    pytest.param(b"User-agent: *\nDisallow: /\n", "/robots.txt", id="robots.txt itself"),
    pytest.param(b"User-agent: *\nDisallow: /a%2Fb\n", "/a/b", id="an escaped slash is another"),
    pytest.param(b"\x00\xff\xfe\x80\x81" * 50, "/story", id="binary"),
]

DISALLOWED = [
    pytest.param(b"User-agent: *\nDisallow: /\n", "/story", "/", id="all"),
    pytest.param(b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", "/story", "/", id="BOM"),
    pytest.param("User-agent: *\nDisallow: /\n".encode("utf-16"), "/story", "/", id="UTF-16"),
    pytest.param(b"User-agent: *\r\nDisallow: /a\r\n", "/a", "/a", id="CRLF"),
    pytest.param(b"User-agent: *\rDisallow: /a\r", "/a", "/a", id="CR"),
    pytest.param(b"User-agent: *\nDis\x00allow: /a\n", "/a", "/a", id="NUL"),
    pytest.param(b"User-agent: *\nDisallow: /a\n# caf\xe9 \xff\n", "/a", "/a", id="invalid UTF-8"),
    pytest.param(b"User-agent: *\nDisallow: /a # why\n", "/a", "/a", id="comment"),
    pytest.param(b"User-agent: * # all\nDisallow: /a\n", "/a", "/a", id="comment after the agent"),
    pytest.param(b"USER-AGENT: COPYDESK\nDISALLOW: /a\n", "/a", "/a", id="case of names"),
    pytest.param(b"User-agent: Copydesk/1.0\nDisallow: /a\n", "/a", "/a", id="agent with a version"),
    pytest.param(b"User-agent: Copydesk*\nDisallow: /a\n", "/a", "/a", id="agent with a star"),
    pytest.param(b"\xc2\xa0User-agent\xc2\xa0: Copydesk\nDisallow: /a\n", "/a", "/a", id="no-break spaces"),
    pytest.param(OURS_AND_ALL, "/private/x", "/private", id="our group"),
    pytest.param(b"User-agent: a\nUser-agent: Copydesk\nDisallow: /a\n", "/a", "/a", id="a group of two agents"),
    pytest.param(
        b"User-agent: Copydesk\nDisallow: /a\n\nUser-agent: b\nDisallow: /c\n\nUser-agent: copydesk\nDisallow: /d\n",
        "/d",
        "/d",
        id="two groups of one agent: the second",
    ),
    pytest.param(
        b"User-agent: Copydesk\nDisallow: /a\n\nUser-agent: b\nDisallow: /c\n\nUser-agent: copydesk\nDisallow: /d\n",
        "/a",
        "/a",
        id="two groups of one agent: the first",
    ),
    pytest.param(b"User-agent: *\nAllow: /a\nDisallow: /a/b\n", "/a/b", "/a/b", id="longest match"),
    pytest.param(b"User-agent: *\nDisallow: /*/print\n", "/2026/print", "/*/print", id="wildcard"),
    pytest.param(b"User-agent: *\nDisallow: /*.pdf$\n", "/a.pdf", "/*.pdf$", id="$ at the end"),
    pytest.param(b"User-agent: *\nDisallow: /*?sort=\n", "/list?sort=up", "/*%3Fsort=", id="query"),
    pytest.param(b"User-agent: *\nDisallow: /caf%C3%A9\n", "/caf\u00e9", "/caf%C3%A9", id="escaped rule, plain URL"),
    pytest.param("User-agent: *\nDisallow: /café\n".encode(), "/caf%c3%a9", "/caf%C3%A9", id="plain rule, escaped URL"),
    pytest.param(b"User-agent: *\nDisallow: /%7Eone\n", "/~one", "/~one", id="an escape that need not be"),
]


@pytest.mark.parametrize(("body", "path"), ALLOWED)
def test_allowed(body: bytes, path: str) -> None:
    verdict = judge(decode_robots(body), SITE + path)
    assert (verdict.allowed, verdict.evidence) == (True, "allowed")


@pytest.mark.parametrize(("body", "path", "rule"), DISALLOWED)
def test_disallowed_and_by_which_rule(body: bytes, path: str, rule: str) -> None:
    verdict = judge(decode_robots(body), SITE + path)
    assert (verdict.allowed, verdict.evidence) == (False, f"Disallow: {rule}")


@pytest.mark.parametrize(
    ("lines", "delay", "note"),
    [
        pytest.param("Crawl-delay: 5", 5.0, "", id="seconds"),
        pytest.param("Crawl-delay: 0.5", 0.5, "", id="half a second"),
        pytest.param("Crawl-delay: 0", 0.0, "", id="none"),
        pytest.param("Crawl-delay: 3600", 60.0, "; Crawl-delay 3600 taken as 60", id="an hour"),
        pytest.param("Crawl-delay: 1e300", 60.0, "; Crawl-delay 1e+300 taken as 60", id="for ever"),
        pytest.param("Crawl-delay: soon", None, "", id="a word"),
        pytest.param("Crawl-delay: -3", None, "", id="negative"),
        pytest.param("Crawl-delay: nan", None, "", id="not a number"),
        pytest.param("Crawl-delay: inf", None, "", id="infinite"),
        pytest.param("Crawl-delay:", None, "", id="nothing"),
        pytest.param("Request-rate: 1/10", 10.0, "", id="request rate"),
        pytest.param("Request-rate: 2/1m", 30.0, "", id="request rate in minutes"),
        pytest.param("Request-rate: 0/0", None, "", id="request rate of nothing"),
        pytest.param("Request-rate: 1/" + "9" * 5000, None, "", id="request rate of many digits"),
        pytest.param("Crawl-delay: 20\nRequest-rate: 1/10", 20.0, "", id="the longer of both"),
    ],
)
def test_crawl_delay(lines: str, delay: float | None, note: str) -> None:
    verdict = judge(f"User-agent: *\n{lines}\nDisallow: /x\n", f"{SITE}/story")
    assert (verdict.crawl_delay, verdict.evidence) == (delay, f"allowed{note}")


def test_a_crawl_delay_of_another_is_not_ours() -> None:
    text = "User-agent: *\nCrawl-delay: 9\n\nUser-agent: copydesk\nDisallow: /x\n"
    assert judge(text, f"{SITE}/story").crawl_delay is None


def test_sitemaps_are_found_wherever_they_stand_and_once() -> None:
    text = f"Sitemap: {SITE}/1.xml\nUser-agent: x\nSitemap: {SITE}/2.xml\nSitemap: {SITE}/1.xml\nSitemap: /three\n"
    assert judge(text, f"{SITE}/story").sitemaps == (f"{SITE}/1.xml", f"{SITE}/2.xml")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CR LF", "CR"])
def test_what_lies_beyond_the_limit_is_not_read_and_no_rule_is_cut_in_two(end: bytes) -> None:
    head = end.join([b"User-agent: *", b"Disallow: /a", b""])
    cut_rule = end.join([b"Disallow: /public/secret", b"Disallow: /z", b""])
    comment = b"#" * (MAXIMUM_BYTES - len(head) - len(end + b"Disallow: /p"))
    text = decode_robots(head + comment + end + cut_rule)
    assert not judge(text, f"{SITE}/a").allowed
    assert judge(text, f"{SITE}/page").allowed
    assert judge(text, f"{SITE}/z").allowed


#: Makers of texts by size, and the size of each: about half a megabyte.
HOSTILE: dict[str, tuple[Callable[[int], str], int]] = {
    "agents": (
        lambda size: "".join(f"User-agent: bot{n}\n" for n in range(size)) + "Disallow: /a\n" * size,
        16_000,
    ),
    "odd": (
        lambda size: "".join(f"\u3000user agent\u3000: b{n}\n" for n in range(size)) + "allow:/\n" * (3 * size // 4),
        12_000,
    ),
    "rules": (lambda size: "User-agent: *\n" + "".join(f"Disallow: /{n}\n" for n in range(size)), 30_000),
    "stars": (lambda size: "User-agent: *\nDisallow: /" + "*a" * size + "$\n", 200_000),
    "rules with stars": (lambda size: "User-agent: *\n" + "Disallow: /*a*a*a*a*b$\n" * size, 20_000),
    "white space": (lambda size: " " * size, MAXIMUM_BYTES),
    "one sitemap of half a megabyte": (lambda size: "Sitemap: https://a.example/" * size, 18_000),
    "sitemaps": (lambda size: "".join(f"Sitemap: https://a.example/{n}\n" for n in range(size)), 14_000),
}


@pytest.mark.parametrize(("make", "size"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_judged_in_time_as_its_length(make: Callable[[int], str], size: int) -> None:
    verdict = in_linear_time(
        lambda body: judge(decode_robots(body), f"{SITE}/{'a' * 8_000}"), lambda size: make(size).encode(), size
    )
    assert len(verdict.evidence) <= 400
    assert len(verdict.sitemaps) <= 500


@given(st.binary(max_size=400), st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_bytes_give_a_verdict(body: bytes, path: str) -> None:
    judge(decode_robots(b"User-agent: *\nDisallow: " + body), f"{SITE}/{path}")


@pytest.mark.parametrize(
    ("between", "is_one_group"),
    [
        ("", True),
        ("Content-Signal: search=yes, ai-train=no", True),
        ("Noindex: /a", True),
        ("Sitemap: https://example.org/sitemap.xml", True),
        ("# a comment", True),
        # A line that we read as a rule ends the list of a group's agents, as in most crawlers.
        ("Crawl-delay: 10", False),
        ("Disallow: /private", False),
    ],
)
def test_a_line_that_is_no_rule_ends_no_group(between: str, is_one_group: bool) -> None:
    text = f"User-agent: Copydesk\n{between}\nUser-agent: Other\nDisallow: /news"
    assert judge(text, "https://example.org/news/1").allowed is not is_one_group


@pytest.mark.parametrize("field", ["disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw", "Disallow "])
def test_a_rule_that_is_misspelt_counts(field: str) -> None:
    assert not judge(f"User-agent: *\n{field}: /news", "https://example.org/news/1").allowed
