"""Headings that publishers write as bold paragraphs."""

from collections.abc import Iterable

from bs4 import Comment, Tag
from bs4.element import NavigableString, PageElement

from copydesk.extraction.inline import Inline

_BOLD = ("b", "strong")
#: Longer bold paragraphs (words) are standfirsts, warnings or calls, not headings.
_LONGEST = 14
_SENTENCE_ENDS = (".", ",", ";", "…")


def is_bold_heading(nodes: Iterable[PageElement], inline: Inline) -> bool:
    """Whether a paragraph standing alone reads as a heading: short, all bold, no sentence."""
    return (
        len(inline.text.split()) <= _LONGEST
        and not inline.text.endswith(_SENTENCE_ENDS)
        and any(character.isalpha() for character in inline.text)
        and all(_is_bold(node) for node in nodes)
    )


def _is_bold(node: PageElement) -> bool:
    """Whether all the words of a node are bold."""
    if isinstance(node, NavigableString):
        return isinstance(node, Comment) or not node.strip()
    if not isinstance(node, Tag) or node.name in (*_BOLD, "br"):
        return True
    strings = (text for text in node.find_all(string=True) if text.strip())
    return all(text.find_parent(_BOLD) is not None for text in strings)
