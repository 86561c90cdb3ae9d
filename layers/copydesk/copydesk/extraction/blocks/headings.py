"""This module recognises headings that publishers write as bold, large, named or capital paragraphs."""

import re
from collections.abc import Sequence

from bs4 import Comment, Tag
from bs4.element import NavigableString, PageElement

from copydesk.extraction.blocks.draft import Draft, text_draft
from copydesk.extraction.blocks.inline import Inline, render
from copydesk.extraction.reading.markup import HEADINGS
from copydesk.extraction.reading.tags import attribute, holds, tag_words
from copydesk.model import BlockType

#: An element that holds one of these is a text, not a heading.
BODY_PARTS = frozenset({"p", "ul", "ol", "table", "blockquote"})
#: A summary with more characters than this is a text of its own.
_LONGEST_SUMMARY = 300
_BOLD = ("b", "strong")
#: Longer bold paragraphs (words) are standfirsts, warnings or calls, not headings.
_LONGEST = 14
#: The most words and the fewest letters of a line in capitals in an agency's report ("TIP-INS", "UP NEXT"). Longer
#: lines are warnings, shorter ones abbreviations.
_MOST_CAPITALS, _FEWEST_LETTERS = 8, 6
_SENTENCE_ENDS = (".", ",", ";", "…")
#: Class words of headings inside a text, in several languages.
_NAMES = frozenset(
    "subhead subheading subheadline crosshead crossheading zwischentitel zwischenüberschrift zwischenueberschrift"
    " intertitre ladillo intertitulo mezzotitolo mellanrubrik mellomtittel mellemrubrik tussenkop srodtytul".split()
)
_LARGE = re.compile(r"font-size:\s*(?:2[0-9]|[3-9]\d)(?:\.\d+)?p[xt]|font-size:\s*(?:x-large|xx-large)", re.IGNORECASE)
_HEAVY = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)


def is_set_heading(nodes: Sequence[PageElement], inline: Inline) -> bool:
    """Returns whether a paragraph reads as a heading.

    It is short, is no sentence, and is all bold, in capitals, named as a heading or in large type.
    """
    if not _is_short(inline):
        return False
    return all(_is_bold(node) for node in nodes) or _is_in_capitals(inline) or _is_named_heading(nodes)


def is_summary(tag: Tag) -> bool:
    """Returns whether a `summary` element is only the heading of the part that it unfolds."""
    return not holds(tag, HEADINGS | BODY_PARTS) and len(tag.get_text()) <= _LONGEST_SUMMARY


def summary_draft(tag: Tag, base_url: str | None) -> Draft | None:
    """Returns the words of a `summary` element as a heading, or None if it has none."""
    inline = render([tag], base_url)
    return text_draft(BlockType.HEADER, inline) if inline.text else None


def _is_in_capitals(inline: Inline) -> bool:
    """Returns whether a short line is all in capitals, without signs of datelines, scores and file numbers."""
    text = inline.text
    is_line = (
        len(text.split()) <= _MOST_CAPITALS and not any(sign in text for sign in ",()[]/@#\n") and not inline.links
    )
    return is_line and text.isupper() and sum(map(str.isalpha, text)) >= _FEWEST_LETTERS


def _is_named_heading(nodes: Sequence[PageElement]) -> bool:
    holder = nodes[0].parent
    alone = [node for node in nodes if isinstance(node, Tag) or str(node).strip()]
    inner = alone[0] if len(alone) == 1 else None
    return any(isinstance(each, Tag) and _is_named(each) for each in (holder, inner))


def _is_named(tag: Tag) -> bool:
    if tag.name == "font" and attribute(tag, "size") in ("4", "5", "6", "7", "+1", "+2", "+3"):
        return True
    return bool(tag_words(tag) & _NAMES) or (
        tag.name in ("p", "div", "span") and _LARGE.search(attribute(tag, "style") or "") is not None
    )


def _is_short(inline: Inline) -> bool:
    return (
        len(inline.text) < 200
        and not inline.text.endswith(_SENTENCE_ENDS)
        and len(inline.text.split()) <= _LONGEST
        and any(character.isalpha() for character in inline.text)
    )


def _is_bold(node: PageElement) -> bool:
    """Returns whether all the words of a node are bold."""
    if isinstance(node, NavigableString):
        return isinstance(node, Comment) or not node.strip()
    if not isinstance(node, Tag) or node.name in (*_BOLD, "br") or _is_heavy(node):
        return True
    strings = (each for each in node.descendants if isinstance(each, NavigableString) and each.strip())
    return all(_stands_bold(text, node) for text in strings)


def _stands_bold(text: PageElement, top: Tag) -> bool:
    for parent in text.parents:
        if parent is top:
            return False
        if parent.name in _BOLD or _is_heavy(parent):
            return True
    return False


def _is_heavy(tag: Tag) -> bool:
    return tag.name == "span" and _HEAVY.search(attribute(tag, "style") or "") is not None
