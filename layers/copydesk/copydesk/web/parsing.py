"""Parses HTML in time linear in the page. A plain parser takes time quadratic in the number of open elements."""

import re
from collections import defaultdict

from selectolax.lexbor import LexborHTMLParser

#: The most open elements. Real pages have under 100 levels, and browsers allow 512. At 2,000 levels a paragraph takes
#: lexbor 4 µs, at 20,000 levels 55 µs, and 80,000 levels alone take 30 s.
_MOST_OPEN = 2_000
#: A page with at most this many tags takes a tenth of a second at most.
_FEW_TAGS = 10_000
#: A page with at most this many tags reopens markup too rarely to matter.
_FEW_REOPENING = 1_000
#: All tags except those of elements that cannot directly nest in their own kind.
_TAG = re.compile(
    r"<(/?)(?!(?:area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|param|source|tbody|td|tfoot|th|thead|tr"
    r"|track|wbr)[\s/>])[a-z][^<>]*>?",
    re.IGNORECASE,
)


#: References to control characters (HTML standard, 13.2.5.80). The plain bytes are removed earlier.
_CONTROL = re.compile(
    r"&#(?:0*(?:[1-8]|1[124-9]|2\d|3[01]|12[79]|14[134]|157)(?!\d)"
    r"|x0*(?:[1-8bcef]|1[0-9a-f]|7f|8[1df]|9[0d])(?![0-9a-f]));?",
    re.IGNORECASE,
)
#: The most attributes of an element. lexbor compares each with all before it, and 50,000 take 4 s. Real pages have up
#: to 60.
_MOST_ATTRIBUTES = 1_000
#: An attribute as tokenisers see it (HTML standard, 13.2.5.32 and on). Quotes may contain anything but themselves.
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+))?+"""
_START = rf"<[a-z][^\s/>]*+(?:{_ATTRIBUTE}){{0,{_MOST_ATTRIBUTES}}}+"
#: Everything up to the first element with too many attributes. One match costs two thirds of what lexbor takes.
_FINE = re.compile(rf"(?:[^<]++|<(?![a-z])|{_START}[\s/]*+(?:>|\Z))*+", re.IGNORECASE)
_CROWDED = re.compile(rf"({_START})(?:{_ATTRIBUTE})*+", re.IGNORECASE)


#: Markup that the standard reopens in each paragraph until it is closed (13.2.4.3), except `a`, which ends the one
#: before it. 2,000 unclosed `b`, each with its own class and paragraph, make two million elements and take 9 s.
_MARKUP_NAMES = "b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
_MARKUP = re.compile(rf"<(/?)(?:{_MARKUP_NAMES})(?=[\s/>])", re.IGNORECASE)
#: The same elements, and those across whose borders no end tag of markup reaches.
_OPENING = re.compile(rf"<(/?)({_MARKUP_NAMES}|applet|caption|marquee|object|td|template|th)(?=[\s/>])", re.IGNORECASE)
_NAMES = frozenset(_MARKUP_NAMES.split("|"))
#: The most reopened elements, about a second of work. Pages of the public corpora reach 179,851.
_MOST_REOPENED = 200_000
#: After each option of a single-choice list, lexbor searches all options for the selected one (HTML standard, 4.10.7,
#: "selectedness setting algorithm"). 80,000 options take 20 s. In a multiple-choice list it searches none, and the tree
#: is the same. Of the public corpora (2,377 pages) the largest list has 549 options, and the largest page 1,854.
_OPTION, _SELECT = re.compile(r"<option(?=[\s/>])", re.IGNORECASE), re.compile(r"<select(?=[\s/>])", re.IGNORECASE)
_MANY_OPTIONS = 1_000


def parse(html: str) -> LexborHTMLParser:
    """Returns the tree of a page. For pages beyond the limits, all words are kept but not every element."""
    html = uncrowded(html)
    if "&#" in html:
        html = _CONTROL.sub("", html)
    if len(_OPTION.findall(html)) > _MANY_OPTIONS:
        html = _SELECT.sub("<select multiple", html)
    tags = html.count("<")
    if tags > _FEW_TAGS and _is_deep(html):
        html = flattened(html)
    if tags > _FEW_REOPENING and _reopened(html) > _MOST_REOPENED:
        html = _MARKUP.sub(r"<\1span", html)
    return LexborHTMLParser(html)


def uncrowded(html: str) -> str:
    """Removes the attributes beyond the limit from elements with too many.

    >>> uncrowded("<p" + ' a="<"' * 1001 + ">words") == "<p" + ' a="<"' * 1000 + ">words"
    True
    """
    parts, end = [], 0
    while fine := _FINE.match(html, end):
        parts.append(fine[0])
        crowded = _CROWDED.match(html, fine.end())
        if not crowded:
            break
        parts.append(crowded[1])
        end = crowded.end()
    return "".join(parts) if end else html


def _is_deep(html: str) -> bool:
    """Returns whether more elements than the limit are open at once."""
    open_ = 0
    for slash in _TAG.findall(html):
        if slash:
            open_ -= open_ > 0
        elif open_ == _MOST_OPEN:
            return True
        else:
            open_ += 1
    return False


def flattened(html: str) -> str:
    """Removes elements that are nested too deep and keeps their content, each on a line of its own.

    >>> flattened("<i>" * 2002 + "deep" + "</i>" * 2002) == "<i>" * 2000 + "<br><br>deep<br><br>" + "</i>" * 2000
    True
    """
    open_, left_out = 0, 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal open_, left_out
        if not tag[1]:
            deep = open_ >= _MOST_OPEN
            left_out, open_ = left_out + deep, open_ + (not deep)
            return "<br>" if deep else tag[0]
        if left_out:
            left_out -= 1
            return "<br>"
        open_ = max(open_ - 1, 0)
        return tag[0]

    return _TAG.sub(kept, html)


def _reopened(html: str) -> int:
    """Returns the most elements that the parser would create again for markup that stays open.

    >>> _reopened("<p><b>bold</b><p>plain"), _reopened("<p><b>bold<p>bold"), _reopened("<b><object></b></object><p>")
    (0, 1, 3)
    """
    open_: defaultdict[str, list[int]] = defaultdict(list)
    reopened = many = barriers = last = 0
    for tag in _OPENING.finditer(html):
        reopened += many and many * html.count("<", last, tag.start())
        last, name = tag.end(), tag[2].lower()
        if name not in _NAMES:
            barriers += not tag[1]
            reopened += many
        elif not tag[1]:
            open_[name].append(barriers)
            many += 1
        elif open_[name] and open_[name][-1] == barriers:
            open_[name].pop()
            many -= 1
    return reopened + many * html.count("<", last)
