"""Paragraphs that are not the story: corrections, and links to other stories between its paragraphs."""

import re

from copydesk.extraction.draft import Draft, text_draft
from copydesk.extraction.inline import Inline
from copydesk.model import BlockType, Item

_CORRECTION = re.compile(
    r"(?:(?:corrections?|clarification|editor[’']?s[’']? note|errata|erratum|korrektur|anmerkung der redaktion|"
    r"rectificatif|correctif|corrección|rettifica)\b[^.:\n]{0,60}:|"
    r"updated?\s*(?::|[(,]?\s*(?:on |at )?[\d(]|[A-Z][a-z]{2,8}\.? \d))",
    re.IGNORECASE,
)
READ_ALSO = re.compile(
    r"[\W\d_]*(?:(?:also|please)?\s*(?:read|see|watch|listen)(?: also| more| next| further| on)?\s*[:|»>–-]"
    r"|(?:read also|read more|related(?: stor(?:y|ies)| articles?| content| reading)?|more on (?:this|that)|"
    r"more from|don[’']t miss|recommended|you (?:may|might) also (?:like|enjoy)|see also|"
    r"lesen sie (?:auch|mehr)|mehr zum thema|auch interessant|zum thema|"
    r"(?:à )?lire aussi|à lire|voir aussi|lee también|leer también|lea también|leggi anche|lees ook|läs också|"
    r"les også|læs også|czytaj także|czytaj też|zobacz też|читайте также|leia também|veja também)\b)",
    re.IGNORECASE,
)
#: The least share of a "read also" line's characters that stand in its links; the rest is its label.
_LINKED = 0.5
#: A paragraph that is all link leads to another story: on annotated pages 480 of 650 were no part of the body.
_WHOLLY_LINKED = 0.95


def note_draft(inline: Inline) -> Draft:
    """A paragraph as the block that it is; a link to another story has its links as items."""
    kind = note_type(inline)
    if kind is not BlockType.INTERSTITIAL_LINK:
        return text_draft(kind, inline)
    return text_draft(kind, inline, items=tuple(Item(text=link.text, url=link.url) for link in inline.links))


def note_type(inline: Inline) -> BlockType:
    """What a paragraph is: a correction or update note, a link to another story, or plain text."""
    if _CORRECTION.match(inline.text):
        return BlockType.CORRECTION
    linked = sum(len(link.text) for link in inline.links) / len(inline.text)
    if linked >= _WHOLLY_LINKED or (linked >= _LINKED and READ_ALSO.match(inline.text)):
        return BlockType.INTERSTITIAL_LINK
    return BlockType.PARAGRAPH
