"""From quotation marks to quotes: which spans someone said, and who, block after block."""

import hashlib
import re
from dataclasses import dataclass, replace

from copydesk.extraction.quotes.attribution import attribution
from copydesk.extraction.quotes.spans import Span, spans_in
from copydesk.extraction.quotes.speakers import fullest, is_person, is_personal_pronoun, is_pronoun, names_in
from copydesk.model import Block, BlockType, Quote

_SPOKEN_IN = frozenset({BlockType.PARAGRAPH, BlockType.ASIDE, BlockType.LIST, BlockType.LIVE_ENTRY})
_SENTENCE_END = re.compile(r"[.!?…][\"”»]?\s")
_SPOKEN_END = (".", "!", "?", ",", "…")
#: A span of fewer words that nobody is said to have said is a title, a name or a scare quote.
_FEWEST_WORDS = 5
_LONGEST_TITLE = 4
_DETERMINER_BEFORE = re.compile(
    r"(?:\b(?:the|a|an|this|that|these|those|his|her|their|its|so-called|of|as)|[’']s)\s*$", re.IGNORECASE
)
_NOUN_AFTER = re.compile(r"^\s+[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class _Voice:
    """A speaker, resolved and as written, and the cue that named them."""

    speaker: str
    raw: str
    cue: str


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the blocks so far leave for the next: who spoke and who was named last, and whether a quotation runs on."""

    voice: _Voice | None = None
    runs_on: bool = False
    named: str | None = None


def quotes_in(blocks: tuple[Block, ...]) -> tuple[Quote, ...]:
    """The quotes of an article, in order. Speakers are found by English rules: elsewhere they are absent."""
    names = names_in(block.text for block in blocks)
    found: list[Quote] = []
    heard = _Heard()
    for block in blocks:
        if block.type in _SPOKEN_IN:
            quotes, heard = _in_block(block, names, heard)
            found.extend(quotes)
    return tuple(found)


def _in_block(block: Block, names: list[str], heard: _Heard) -> tuple[list[Quote], _Heard]:
    spans = spans_in(block.text)
    quotes: list[Quote] = []
    voice = heard.voice if spans and (heard.runs_on or _fills(spans, block)) else None
    for index, span in enumerate(spans):
        before, after = _context(block.text, spans, index)
        said = attribution(before, after)
        if said and not _is_scare_quote(span, before, after):
            voice = _Voice(_resolved(said.speaker, names, heard), said.speaker, said.cue)
            heard = replace(heard, voice=voice)
            quotes.append(_quote(block, span, voice))
        elif _is_speech(span, block.text) or (voice and _goes_on(block.text, spans, index)):
            quotes.append(_quote(block, span, voice))
    people = [name for name in names_in([block.text]) if is_person(name)]
    named = people[-1] if people else heard.named
    return quotes, _Heard(heard.voice, runs_on=bool(spans) and not spans[-1].closed, named=named)


def _goes_on(text: str, spans: list[Span], index: int) -> bool:
    """Whether a span ends the sentence that the one before it began: `“…,” she said, “…”`."""
    gap = text[spans[index - 1].end + 1 : spans[index].start - 1] if index else "."
    return gap.rstrip().endswith(",") and not _SENTENCE_END.search(gap)


def _fills(spans: list[Span], block: Block) -> bool:
    """Whether a paragraph is one quotation from end to end."""
    return spans[0].start <= 1 and sum(span.end - span.start for span in spans) >= len(block.text) - 3


def _context(text: str, spans: list[Span], index: int) -> tuple[str, str]:
    """The words of the span's own sentence before and after it, up to the spans beside it."""
    before = text[spans[index - 1].end + 1 if index else 0 : max(0, spans[index].start - 1)]
    after = text[spans[index].end + 1 : spans[index + 1].start - 1 if index + 1 < len(spans) else len(text)]
    before = _SENTENCE_END.split(before)[-1]
    if spans[index].text.endswith((".", "!", "?", "…")) and re.match(r"\s+[A-Z\"“]", after) and not _is_inverted(after):
        return before, ""
    return before, _SENTENCE_END.split(after, maxsplit=1)[0]


def _is_inverted(after: str) -> bool:
    """`“Is it?” Smith said.`: what follows a closed sentence can still say who spoke, shortly."""
    return len(_SENTENCE_END.split(after + " ", maxsplit=1)[0].split()) <= 12


def _is_scare_quote(span: Span, before: str, after: str) -> bool:
    """One or two words that stand where an adjective would, or a few that are a name or a title."""
    adjective = span.words < 3 and bool(_DETERMINER_BEFORE.search(before)) and bool(_NOUN_AFTER.match(after))
    is_title = 1 < span.words <= _LONGEST_TITLE and all(word[:1].isupper() for word in span.text.split())
    return adjective or (is_title and not before.rstrip().endswith((",", ":")) and not span.text.endswith(","))


def _is_speech(span: Span, text: str) -> bool:
    """A whole sentence in quotation marks is speech even where its sentence names nobody."""
    sentence = span.text[:1].isupper() and (
        span.text.endswith(_SPOKEN_END) or text[span.end + 1 : span.end + 2] in ".,!?"
    )
    return span.words >= _FEWEST_WORDS and (sentence or not span.closed)


def _resolved(raw: str, names: list[str], heard: _Heard) -> str:
    """The fullest name of a speaker; for `he` and `she` the person who spoke last, else the one named last."""
    if not is_pronoun(raw):
        return fullest(raw, names)
    last = heard.voice.speaker if heard.voice else None
    if is_personal_pronoun(raw):
        return (last if last in names and is_person(last) else heard.named) or last or raw
    return last or raw


def _quote(block: Block, span: Span, voice: _Voice | None) -> Quote:
    identity = "\x1f".join((block.block_id, str(span.start), span.text, *((voice.speaker, voice.cue) if voice else ())))
    return Quote(
        quote_id=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:20],
        block_id=block.block_id,
        text=span.text,
        speaker=voice.speaker if voice else None,
        speaker_raw=voice.raw if voice else None,
        cue=voice.cue if voice else None,
        start=span.start,
        end=span.end,
    )
