"""The body as an editor reads it: without what belongs to the head, with pull quotes told from quotes."""

import re
from collections.abc import Iterable
from dataclasses import replace

from copydesk.extraction.draft import Draft
from copydesk.extraction.metadata.fold import fold
from copydesk.extraction.metadata.head import Head
from copydesk.model import BODY_TYPES, STANDFIRST, STANDFIRST_IN_BODY, BlockType

#: The facts of the head can stand among the first blocks of the body only.
_HEAD_REACH = 6
_WORD_CHARACTER = re.compile(r"\w")
#: A quote block of at least this many characters that stands in the body too was set large from it.
_SHORTEST_REPEAT = 20


def body_of(drafts: list[Draft], head: Head) -> list[Draft]:
    """The blocks without headline and standfirst, dividers only between blocks, headings only over something."""
    drafts = _without_head(drafts, head)
    drafts = _marked_pull_quotes(drafts)
    while drafts and drafts[-1].type in (BlockType.DIVIDER, BlockType.INTERSTITIAL_LINK):
        drafts = drafts[:-1]
    if _ends_in_one_heading(drafts):
        drafts = drafts[:-1]
    while drafts and drafts[0].type is BlockType.DIVIDER:
        drafts = drafts[1:]
    return drafts


def _ends_in_one_heading(drafts: list[Draft]) -> bool:
    """A heading over nothing heads what was not chosen; several in a row are a list that some sites set so."""
    return [draft.type is BlockType.HEADER for draft in drafts[-2:]] == [False, True]


def with_standfirst_placed(head: Head, drafts: list[Draft]) -> Head:
    """The head, saying of its standfirst whether the located body begins with it."""
    if head.provenance.get("description") != STANDFIRST or not any(
        _repeats_head(draft, {fold(head.description)}) for draft in drafts[:_HEAD_REACH]
    ):
        return head
    return replace(head, provenance={**head.provenance, "description": STANDFIRST_IN_BODY})


def _without_head(drafts: list[Draft], head: Head) -> list[Draft]:
    """Without the headline and the standfirst where the body repeats them, and without blocks of no word."""
    said = {fold(head.headline)}
    if head.provenance.get("description", "").startswith(STANDFIRST):
        said.add(fold(head.description))
    first = {fold(head.alternative_headline)}
    kept: list[Draft] = []
    before = 0
    for draft in drafts:
        if before < _HEAD_REACH and _repeats_head(draft, said if before else said | first):
            continue
        if draft.type not in BODY_TYPES or _WORD_CHARACTER.search(draft.text):
            kept.append(draft)
            before += draft.type in BODY_TYPES
    return kept


def _repeats_head(draft: Draft, said: set[str]) -> bool:
    return draft.type in (BlockType.HEADER, BlockType.PARAGRAPH) and fold(draft.text) in said


def _marked_pull_quotes(drafts: list[Draft]) -> list[Draft]:
    """A quote set apart that repeats words of the body is a pull quote."""
    if not any(draft.type is BlockType.QUOTE for draft in drafts):
        return drafts
    prose = fold(" ".join(_plain(draft.text) for draft in _paragraphs(drafts)))
    return [replace(draft, subtype="pullquote") if _repeats(draft, prose) else draft for draft in drafts]


def _paragraphs(drafts: Iterable[Draft]) -> list[Draft]:
    return [draft for draft in drafts if draft.type in (BlockType.PARAGRAPH, BlockType.LIST)]


def _repeats(draft: Draft, prose: str) -> bool:
    text = fold(_plain(draft.text))
    return draft.type is BlockType.QUOTE and len(text) >= _SHORTEST_REPEAT and text.rstrip(".") in prose


def _plain(text: str) -> str:
    return text.strip(" \"'“”‘’«»„")
