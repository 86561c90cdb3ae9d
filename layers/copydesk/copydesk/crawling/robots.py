"""Decides by RFC 9309 what a robots.txt allows us, from its text alone."""

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from protego import Protego
from protego._utils import _quote_path

from copydesk import __version__

#: Our product token (RFC 9309 2.2.1), which is also in our User-Agent.
AGENT = "Copydesk"
#: The most bytes of a robots.txt that are read: the minimum of RFC 9309 2.5.
MAXIMUM_BYTES = 500 * 1024
#: The longest delay in seconds that is respected. With a longer one, a day would not suffice for a site's daily news.
LONGEST_CRAWL_DELAY = 60.0
_MOST_SITEMAPS = 500
_LONGEST_EVIDENCE = 300
#: The limits of the cache of parsed rules. Two thousand shortest rules take 0.6 MB, and the full cache takes 75 MB.
_LONGEST_KEPT = 32 * 1024
_KEPT_PARSED = 128

_AGENT_LINE = re.compile(r"(?P<field>user[-\s]*agent\s*(?::|\s))(?P<value>[^#]*)", re.I)
#: A line whose field is no rule for us.
_OTHER_LINE = re.compile(
    r"(?!user[-\s]*agent|allow|d[a-z]{2,4}l{1,2}[ao]w|sitemap|site-map|crawl[-\s]*delay|request[-\s]*rate|visit[-\s]*time|host)"
    r"[a-z][\w-]*\s*:",
    re.I,
)
#: A product token of RFC 9309 2.2.1: letters, "_" and "-". A version after it does not belong to the token.
_TOKEN = re.compile(r"\s*(\*(?=\s|$)|[A-Za-z_-]+)")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def user_agent(contact: str | None) -> str:
    """Returns the User-Agent: the crawler and, if given, a contact for site owners (RFC 9110, 10.1.5).

    >>> user_agent("https://example.org/bot").partition("/")[2].partition(" ")[2]
    '(+https://example.org/bot)'
    """
    return f"{AGENT}/{__version__}" + (f" (+{contact})" if contact else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The decision about a URL. `for_now` says that it may change soon, as the robots.txt could not be reached."""

    allowed: bool
    evidence: str
    for_now: bool = False
    crawl_delay: float | None = None
    sitemaps: tuple[str, ...] = ()


def origin_of(url: str) -> str:
    """Returns the origin whose robots.txt covers a URL. Each scheme, host and port has its own (RFC 9309 2.3).

    >>> origin_of("https://example.com:8443/story?page=2")
    'https://example.com:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def robots_url(origin: str) -> str:
    return f"{origin}/robots.txt"


def decode_robots(body: bytes) -> str:
    """Returns the text of a robots.txt. An HTML page in its place counts as empty.

    >>> decode_robots(b"\\xef\\xbb\\xbfUser-agent: *"), decode_robots(b"<!doctype html><p>Not found")
    ('User-agent: *', '')
    """
    cut = body[:MAXIMUM_BYTES]
    text = cut.decode("utf-16" if cut.startswith(_UTF16) else "utf-8-sig", "replace").replace("\0", "")
    if len(body) > MAXIMUM_BYTES:
        # A rule that is cut in half would forbid or allow more than the whole one.
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    return "" if text.lstrip().startswith("<") else text


def judge(text: str, url: str, *, agent: str = AGENT) -> Verdict:
    """Returns the verdict of a robots.txt on a URL. The caller adds where the text came from."""
    rules = _parsed(text, agent)
    allowed = rules.can_fetch(url, agent)
    delay, note = _crawl_delay(rules, agent)
    reason = "allowed" if allowed else _disallowing_rule(rules, url, agent)
    return Verdict(
        allowed=allowed,
        evidence=f"{reason}{note}",
        crawl_delay=delay,
        sitemaps=_sitemaps(rules),
    )


def _parsed(text: str, agent: str) -> Protego:
    return _kept(text, agent) if len(text) <= _LONGEST_KEPT else _parse(text, agent)


def _parse(text: str, agent: str) -> Protego:
    """Returns the rules of a text. Lines that are no rules, such as Content-Signal, end no group (RFC 9309 2.2.4).

    Crawl-delay and Request-rate count as rules, although RFC 9309 does not define them. Some groups contain nothing
    else, and without them their agents would belong to the next group.
    """
    lines = (line.strip() for line in text.splitlines())
    return Protego.parse("\n".join(_with_plain_agent(line, agent) for line in lines if not _OTHER_LINE.match(line)))


_kept = lru_cache(maxsize=_KEPT_PARSED)(_parse)


def _with_plain_agent(line: str, agent: str) -> str:
    named = _AGENT_LINE.match(line)
    return named["field"] + _whose(named["value"], agent) if named else line


def _whose(value: str, agent: str) -> str:
    """Returns the agent of a line: ours, "*", or "another" for all others."""
    # Protego would take "copy" for us and "Copydesk/1.0" for another agent. One name for all others saves memory: ten
    # thousand agents with ten thousand rules would exhaust it.
    token = _TOKEN.match(value)
    if token is None:
        return "another"
    if token[1] == "*":
        return "*"
    return agent if token[1].lower() == agent.lower() else "another"


def _disallowing_rule(rules: Protego, url: str, agent: str) -> str:
    # Protego does not say which rule decided. These two members are private, and the version is pinned.
    group = rules._get_matching_rule_set(agent)
    path = _quote_path(url)
    matching = (rule.value._pattern for rule in group._rules if rule.value.match(path)) if group else iter(())
    return f"Disallow: {next(matching, '')}"[:_LONGEST_EVIDENCE]


def _crawl_delay(rules: Protego, agent: str) -> tuple[float | None, str]:
    """Returns the longer of Crawl-delay and Request-rate, at most LONGEST_CRAWL_DELAY, and a note if it was cut."""
    rate = rules.request_rate(agent)
    delays = [rules.crawl_delay(agent), rate.seconds / rate.requests if rate else None]
    delay = max((each for each in delays if each is not None), default=None)
    if delay is None or delay <= LONGEST_CRAWL_DELAY:
        return delay, ""
    return LONGEST_CRAWL_DELAY, f"; Crawl-delay {delay:g} taken as {LONGEST_CRAWL_DELAY:g}"


def _sitemaps(rules: Protego) -> tuple[str, ...]:
    absolute = (url for url in rules.sitemaps if url.lower().startswith(("http://", "https://")))
    return tuple(islice(dict.fromkeys(absolute), _MOST_SITEMAPS))
