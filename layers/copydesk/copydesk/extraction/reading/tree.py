"""This module parses a page and tidies the tree: words in buttons are kept, and link signs removed."""

import re

from selectolax.lexbor import LexborHTMLParser

from copydesk.extraction.reading.buttons import read_buttons
from copydesk.web.parsing import parse

#: The signs of links back from a footnote or to their own heading; they are never words of a page.
_SIGN = re.compile(r"[↩↑⤴⏎↵⬆⇧^¶#§🔗⚓\ufe0e\ufe0f\s]+")
_LEADING = 'a[href^="#"], a[role="doc-backlink"], a.headerlink, a.anchor, .mw-cite-backlink'


def page_tree(html: str) -> LexborHTMLParser:
    """Returns the tidied tree of a page."""
    tree = parse(html)
    if "<button" in html or "<BUTTON" in html:
        read_buttons(tree)
    _leave_out_signs(tree)
    return tree


def _leave_out_signs(tree: LexborHTMLParser) -> None:
    for link in tree.css(_LEADING):
        text = link.text() or ""
        is_backlink = "mw-cite-backlink" in (link.attributes.get("class") or "")
        if is_backlink or (text.strip() and _SIGN.fullmatch(text)):
            link.replace_with("")
