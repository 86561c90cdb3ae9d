"""Whether HTML is safe, as a sanitiser sees it: nh3, allowed no more than our writers use, has nothing to take away.

Its answer is the same document, parsed and written again; so both are compared as what a parser makes of them.
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
#: Where an address leads is asked of ours alone: nh3 takes away those that no browser could follow either, such as
#: "https://[bad", and what is compared is the rest.
_LEADS = re.compile(r"(?:https?|mailto|tel):")
_ADDRESS = re.compile(r' (?:href|src)="[^"]*"')
#: All of a page but its article: nothing in it is of the page that was read but its title and its language.
_AROUND = re.compile(r'<!doctype html>\n<html(?: lang="[^"<>]*")?>\n<meta charset="utf-8">\n<title>[^<>]*</title>\n')


class Unsafe(Exception):
    """HTML that holds more than it may."""


def check_fragment(html: str) -> None:
    """The markup of blocks: inline elements of the allow-list, and no attribute but where a link leads."""
    _check(html, _INLINE | {"div"}, {"a": {"href"}})


def check_page(html: str) -> None:
    around = _AROUND.match(html)
    if around is None:
        raise Unsafe(f"a page that begins with {html[:200]!a}")
    _check(html[around.end() :].removesuffix("</html>\n"), _INLINE | _BLOCKS, _ATTRIBUTES)


def check_body(html: str) -> None:
    """An article that is to stand in another page, tables with their columns aligned."""
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
