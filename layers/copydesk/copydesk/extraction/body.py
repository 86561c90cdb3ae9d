"""The body as an editor reads it: without what belongs to the head, with pull quotes told from quotes."""

import re
from collections.abc import Iterable
from dataclasses import replace

from copydesk.extraction.draft import Draft
from copydesk.extraction.metadata.head import Head
from copydesk.extraction.metadata.headline import fold
from copydesk.model import BODY_TYPES, BlockType

#: The facts of the head can stand among the first blocks of the body only.
_HEAD_REACH = 6
_WORD_CHARACTER = re.compile(r"\w")
#: A quote block of at least this many characters that stands in the body too was set large from it.
_SHORTEST_REPEAT = 20


def body_of(drafts: list[Draft], head: Head) -> list[Draft]:
    """The blocks without headline and standfirst, dividers only between blocks, headings only over something."""
    drafts = _without_head(drafts, head)
    drafts = _marked_pull_quotes(drafts)
    while drafts and drafts[-1].type in (BlockType.DIVIDER, BlockType.HEADER, BlockType.INTERSTITIAL_LINK):
        drafts = drafts[:-1]
    while drafts and drafts[0].type is BlockType.DIVIDER:
        drafts = drafts[1:]
    return drafts


def _without_head(drafts: list[Draft], head: Head) -> list[Draft]:
    headlines = {fold(text) for text in (head.headline, head.alternative_headline) if text}
    summary = {fold(head.description)} if head.provenance.get("description") == "standfirst" else set()
    kept: list[Draft] = []
    before = 0
    for draft in drafts:
        can_repeat = before < _HEAD_REACH and draft.type in (BlockType.HEADER, BlockType.PARAGRAPH)
        if can_repeat and fold(draft.text) in headlines | summary:
            continue
        if draft.type not in BODY_TYPES or _WORD_CHARACTER.search(draft.text):
            kept.append(draft)
            before += draft.type in BODY_TYPES
    return kept


def _marked_pull_quotes(drafts: list[Draft]) -> list[Draft]:
    """A quote set apart that repeats words of the body is a pull quote."""
    prose = fold(" ".join(_plain(draft.text) for draft in _paragraphs(drafts)))
    return [replace(draft, subtype="pullquote") if _repeats(draft, prose) else draft for draft in drafts]


def _paragraphs(drafts: Iterable[Draft]) -> list[Draft]:
    return [draft for draft in drafts if draft.type in (BlockType.PARAGRAPH, BlockType.LIST)]


def _repeats(draft: Draft, prose: str) -> bool:
    text = fold(_plain(draft.text))
    return draft.type is BlockType.QUOTE and len(text) >= _SHORTEST_REPEAT and text.rstrip(".") in prose


def _plain(text: str) -> str:
    return text.strip(" \"'“”‘’«»„")
