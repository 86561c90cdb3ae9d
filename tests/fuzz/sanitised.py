"""This module checks HTML with nh3: a sanitiser that allows only what the formats use must remove nothing.

nh3 returns the document parsed and written again. So both are parsed and then compared.
"""

import re

import nh3
from selectolax.lexbor import LexborHTMLParser

_INLINE = frozenset("a abbr b br cite code del em i ins kbd mark q s small strong sub sup u var".split())
_BLOCKS = frozenset(
    "address article aside blockquote caption div figcaption figure footer h1 h2 h3 h4 h5 h6 header hr img li nav ol p"
    " pre section table tbody td th thead time tr ul".split()
)
_ATTRIBUTES = {
    "*": {"class"},
    "a": {"href", "rel"},
    "img": {"src", "alt", "title"},
    "time": {"datetime"},
    "ol": {"start"},
}
_STYLES = {"td": {"style"}, "th": {"style"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
#: Only our own code checks where an address leads. nh3 also removes addresses that no browser can follow, such as
#: "https://[bad", so the comparison leaves addresses out.
_LEADS = re.compile(r"(?:https?|mailto|tel):")
_ADDRESS = re.compile(r' (?:href|src)="[^"]*"')
#: The page around its article. Only its title and its language come from the page that was read.
_AROUND = re.compile(r'<!doctype html>\n<html(?: lang="[^"<>]*")?>\n<meta charset="utf-8">\n<title>[^<>]*</title>\n')


class Unsafe(Exception):
    """The HTML holds more than is allowed."""


def check_fragment(html: str) -> None:
    """Checks the markup of blocks: inline elements of the allow-list, with no attribute except a link's address."""
    _check(html, _INLINE | {"div"}, {"a": {"href"}})


def check_page(html: str) -> None:
    around = _AROUND.match(html)
    if around is None:
        raise Unsafe(f"a page that begins with {html[:200]!a}")
    _check(html[around.end() :].removesuffix("</html>\n"), _INLINE | _BLOCKS, _ATTRIBUTES)


def check_body(html: str) -> None:
    """Checks an article for use within another page; tables may align their columns."""
    _check(html, _INLINE | _BLOCKS, _ATTRIBUTES | _STYLES)


def _check(html: str, tags: frozenset[str], attributes: dict[str, set[str]]) -> None:
    cleaned = nh3.clean(
        html, tags=set(tags), attributes=attributes, url_schemes=_SCHEMES, link_rel=None, strip_comments=True
    )
    before, after = LexborHTMLParser(html), LexborHTMLParser(cleaned)
    addresses = [each.attributes.get(name) for name in ("href", "src") for each in before.css(f"[{name}]")]
    if odd := [address for address in addresses if not _LEADS.match(address or "")]:
        raise Unsafe(f"the address {odd[0]!a}")
    mine, clean = (_ADDRESS.sub("", tree.body.html or "") if tree.body else "" for tree in (before, after))
    if mine != clean:
        place = next((at for at, (one, other) in enumerate(zip(mine, clean, strict=False)) if one != other), len(clean))
        raise Unsafe(
            f"{mine[max(0, place - 40) : place + 60]!a} is {clean[max(0, place - 40) : place + 60]!a} when clean"
        )
