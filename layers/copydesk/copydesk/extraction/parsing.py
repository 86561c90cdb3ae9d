"""HTML into a tree, in time that grows with the page: a parser's grows with the square of its open elements."""

import re

from selectolax.lexbor import LexborHTMLParser

#: Real pages stay under 100 levels, and browsers cut at 512. At 2,000 levels a paragraph takes lexbor 4 µs, at 20,000
#: 55 µs, and 80,000 levels alone take 30 s.
_MOST_OPEN = 2_000
#: With fewer tags no page takes longer than a tenth of a second.
_FEW_TAGS = 10_000
#: All tags but those of elements that never hold another of their kind without one of the others between them.
_TAG = re.compile(
    r"<(/?)(?!(?:area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|param|source|tbody|td|tfoot|th|thead|tr"
    r"|track|wbr)[\s/>])[a-z][^<>]*>?",
    re.IGNORECASE,
)


def parse(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(flattened(html) if html.count("<") > _FEW_TAGS else html)


def flattened(html: str) -> str:
    """The page without the elements that stand too deep; what is in them stays, a line each.

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
