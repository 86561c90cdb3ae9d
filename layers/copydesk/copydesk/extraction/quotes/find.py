"""From the blocks of an article to the records of its quotes."""

from collections.abc import Iterable
from itertools import islice

from copydesk.content_ids import quote_id
from copydesk.extraction.quotes.finder import Finder
from copydesk.extraction.quotes.people import People
from copydesk.extraction.quotes.reading import reading_of
from copydesk.extraction.quotes.scene import Voice
from copydesk.extraction.quotes.spans import Span, has_dialogue, has_marks, uses_single_marks
from copydesk.model import Block, BlockType, Quote

_SPOKEN_IN = frozenset({BlockType.PARAGRAPH, BlockType.ASIDE, BlockType.LIST, BlockType.LIVE_ENTRY, BlockType.QUOTE})
#: Characters that suffice to tell the language.
_SAMPLE = 3000
#: A quote takes 70 µs to find; the most on a page of the public corpora are 72.
_MOST_QUOTES = 2_500


def quotes_in(
    blocks: tuple[Block, ...], *, language: str | None = None, head: Iterable[str | None] = ()
) -> tuple[Quote, ...]:
    """The quotes of an article, in order.

    `language` is what the page declares; `head` are texts of the head in which speakers may be named in full.
    Speakers are found in English and in languages that have a table; elsewhere they are absent.
    """
    spoken = [block for block in blocks if block.text and _may_speak(block)]
    text = "\n".join(block.text for block in spoken)
    marked = has_marks(text) or has_dialogue(text)
    if not marked and not any(block.type is BlockType.QUOTE for block in spoken):
        return ()
    captions = (block.caption for block in blocks if block.caption)
    prose = (each for each in head if each and _is_prose(each))
    people = People([*prose, *(block.text for block in spoken), *captions])
    finder = Finder(people, reading_of(text[:_SAMPLE], language), single=uses_single_marks(text))
    behind = [*(block.text for block in spoken[1:]), ""]
    heard = (
        (block, span, voice)
        for block, text in zip(spoken, behind, strict=True)
        for span, voice in finder.hear(block, text)
    )
    return tuple(_quote(block, span, voice) for block, span, voice in islice(heard, _MOST_QUOTES))


def _is_prose(headline: str) -> bool:
    """Whether a text tells names by their capitals, and does not capitalise each of its words."""
    words = headline.split()
    return 2 * sum(word[:1].islower() for word in words) >= len(words)


def _may_speak(block: Block) -> bool:
    return block.type in _SPOKEN_IN and block.subtype != "pullquote"


def _quote(block: Block, span: Span, voice: Voice) -> Quote:
    spoken = {"speaker": voice.speaker, "speaker_raw": voice.raw, "cue": voice.cue}
    return Quote(
        quote_id=quote_id(block_id=block.block_id, start=span.start, text=span.text, **spoken),
        block_id=block.block_id,
        text=span.text,
        start=span.start,
        end=span.end,
        **spoken,
    )
