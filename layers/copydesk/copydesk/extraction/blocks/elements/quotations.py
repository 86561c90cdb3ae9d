"""This module reads quotes that are set apart from the text, and their sources."""

import re
from html import unescape
from itertools import islice

from bs4 import Tag

from copydesk.extraction.blocks.draft import Draft, text_draft
from copydesk.extraction.blocks.inline import Inline, render
from copydesk.extraction.reading.markup import BLOCK_TAGS, PARTS
from copydesk.extraction.reading.tags import elements, named, tag_words
from copydesk.model import BlockType

#: Class words of pull quotes.
_PULLED = (
    frozenset({"pullquote"}),
    frozenset({"pull", "quote"}),
    frozenset({"quote", "pulled"}),
    frozenset({"exergue"}),
)
#: Class words of a quote in an element that is no `blockquote`.
_QUOTED = frozenset({"quote", "blockquote", "pullquote", "zitat", "citation", "cita"})
#: Class words of the quoted person, inside the quote.
_SOURCE = frozenset({"cite", "author", "attribution", "source", "byline", "speaker", "credit", "autor"})
#: The longest quote (characters) in an element that is no `blockquote`: themes name whole pages after quotes.
_LONGEST = 1000
#: The longest source (characters), with the person's role, and the longest in an element of its own. Each quotation of
#: the block repeats the source.
_LONGEST_NAME, _LONGEST_SOURCE = 120, 400
_NAMES_LAST = re.compile(r"(?<=[.!?…\"”’»“\n])\s*[-–—―~]\s*(?P<name>[^\W\d_][^.!?\n]{2,100}(?:\.[^.!?\n]{1,40})?)$")
_TAG = re.compile(r"<[^<>]*+>")
#: Quotation marks that a theme sets as ornaments before the words.
_ORNAMENT = re.compile(r"^(?:[“„”«»\"]\s*){2,}|^[“„”\"]\s+(?=[“„”\"]?\w)")


def is_set_quote(tag: Tag, words: frozenset[str]) -> bool:
    """Returns whether an element that is no `blockquote` is named as a quote set apart."""
    return (
        bool(words & _QUOTED or any(pulled <= words for pulled in _PULLED))
        and tag.name not in PARTS
        and 0 < len(tag.get_text()) <= _LONGEST
    )


def quote_draft(tag: Tag, base_url: str | None) -> Draft | None:
    """Returns a quote as one block, with the name under it as its attribution, or None if it is empty."""
    source = _source_of(tag)
    attribution = _name(render([source], base_url).text) if source else None
    if source and attribution and not _is_of_the_sentence(source):
        source.extract()
    inline = _in_paragraphs(tag, base_url)
    if not attribution:
        inline, attribution = _without_name(inline)
    if not inline.text:
        return None
    subtype = "pullquote" if _is_pulled(tag) else "blockquote"
    return text_draft(BlockType.QUOTE, _without_ornament(inline), subtype=subtype, attribution=attribution)


def source_under(tag: Tag, base_url: str | None) -> str:
    """Returns the source of a quote in one line: `Jane Smith, Mayor of Rome`. It is empty if it is too long."""
    lines = [each for each in tag.children if isinstance(each, Tag) and each.name in BLOCK_TAGS] or [tag]
    source = ", ".join(text for line in lines if (text := render([line], base_url).text))
    return source if len(source) <= _LONGEST_NAME else ""


def _in_paragraphs(tag: Tag, base_url: str | None) -> Inline:
    """Returns the words of a quote, with a line per paragraph if all its words are in paragraphs."""
    whole = render([tag], base_url)
    parts = [part for each in named(tag, ("p",)) if (part := render([each], base_url)).text]
    if len(parts) < 2 or " ".join(part.text for part in parts).split() != whole.text.split():
        return whole
    text, html = "\n".join(part.text for part in parts), "<br>\n".join(part.html for part in parts)
    return Inline(text, html, whole.links)


def _source_of(tag: Tag) -> Tag | None:
    """Returns the element that names the quoted person, or a caption beside the quote, or None."""
    cited = next(named(tag, ("cite", "footer", "figcaption")), None)
    if cited is None and tag.parent is not None and tag.parent.name == "figure":
        cited = next(named(tag.parent, ("figcaption",)), None)
    if cited is not None:
        return cited if len(cited.get_text()) <= _LONGEST_SOURCE else None
    return next((each for each in elements(tag) if tag_words(each) & _SOURCE and _is_part(each, tag)), None)


def _is_part(each: Tag, quote: Tag) -> bool:
    return 0 < len(each.get_text()) <= _LONGEST_NAME and each.get_text() != quote.get_text()


def _is_of_the_sentence(source: Tag) -> bool:
    """Returns whether the cited work is part of the running words of a paragraph."""
    paragraph = source.find_parent(["p"])
    if paragraph is None or not paragraph.find_parent(["blockquote", "figure", "aside", "div"]):
        return False
    return paragraph.get_text().strip().lstrip("—–- ") != source.get_text().strip().lstrip("—–- ")


def _name(text: str) -> str | None:
    return text.replace("\n", " ").strip().lstrip("—–-―~ ").rstrip() or None


def _without_name(inline: Inline) -> tuple[Inline, str | None]:
    """Returns a quote that ends in a dash and a name without them, and the name or None."""
    found = _NAMES_LAST.search(inline.text[-_LONGEST_NAME * 2 :])
    text = inline.text[: -len(found[0])].rstrip() if found else ""
    if not found or not text:
        return inline, None
    start = inline.html.rfind(found[0].strip()[0])
    cut = inline.html[start:]
    if unescape(_TAG.sub("", cut)).strip() != found[0].strip() or cut.count("<") != 2 * cut.count("</"):
        return inline, None
    html = inline.html[:start].rstrip().removesuffix("<br>").rstrip()
    return Inline(text, html, inline.links), found["name"].strip()


def _without_ornament(inline: Inline) -> Inline:
    ornament = _ORNAMENT.match(inline.text)
    if not ornament or not inline.html.startswith(ornament[0]):
        return inline
    keep = ornament[0].strip()[-1] if inline.text[-1] in '“”»«"' else ""
    return Inline(keep + inline.text[ornament.end() :], keep + inline.html[ornament.end() :], inline.links)


def _is_pulled(tag: Tag) -> bool:
    words = frozenset().union(*(tag_words(each) for each in (tag, *islice(tag.parents, 2))))
    return any(pulled <= words for pulled in (*_PULLED, frozenset({"pull"})))
