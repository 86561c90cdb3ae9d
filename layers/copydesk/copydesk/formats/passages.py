"""Divides an article's text into passages at headings and within a token budget, so that an edit moves few boundaries.

A heading or a live entry always begins a passage. Between two headings the boundaries depend only on the words nearby.
A piece begins a passage if its digest is the greatest within a third of the budget on both sides. What is still longer
than the budget is halved, again by digests. An edit therefore changes the passages around it and no others.

A piece is a block, an entry of a list, a row of a table or a line of code. In a paragraph above the budget it is a
sentence. A quotation block is never cut, and neither is a quote or a sentence. One above the budget is a passage of its
own size.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate, pairwise

from copydesk.formats.safe import safe_text
from copydesk.model import Article, Block, BlockType

#: The bytes of UTF-8 that make one token. English has about four letters a token, and most other scripts two letters of
#: two bytes, or one of three. Tokenizers differ among each other by more than this estimate does from them.
_BYTES_A_TOKEN = 4
#: The share of the budget on either side of a piece. A greater digest within it keeps the piece from beginning a
#: passage.
_REACH = 1 / 3
_BY_LINE = frozenset({BlockType.LIST, BlockType.TABLE, BlockType.CODE})
_SENTENCE_END = re.compile(r"[.!?…]+[)\]”“\"»«’']*\s+(?=[^\W\d_a-z]|[\d\"“„«»‘'(\[—–])|\n|[。！？]+[」』”’）]*")
_LAST_WORD = re.compile(r"[\w.]+$")
#: Words whose full stop ends no sentence, besides initials.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt sgt capt hon st vs inc ltd co corp jr sr jan feb mar apr jun jul aug sep"
    " sept oct nov dec no ca bzw nr mme mlle sra srta".split()
)
#: The characters before a full stop that are read for an abbreviation.
_LONGEST_ABBREVIATION = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A part of `Article.text` by its offsets, the headings that it stands under, and the blocks that it is of."""

    start: int
    end: int
    headings: tuple[str, ...]
    block_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the text that is never cut. `tokens` includes the space in front of it."""

    start: int
    end: int
    tokens: int
    digest: bytes
    block_id: str


@dataclass(frozen=True, slots=True)
class _BlockText:
    """A block's share of the text, in characters that can be written, and its offset. The lead has no block."""

    block: Block | None
    text: str
    start: int


def estimated_tokens(text: str) -> int:
    """Returns about how many tokens a language model reads a text as: a quarter of its bytes.

    >>> estimated_tokens("The bridge opened on Monday."), estimated_tokens("橋は月曜日に開通した。")
    (7, 9)
    """
    return -(-len(text.encode("utf-8", "replace")) // _BYTES_A_TOKEN)


def passages(article: Article, budget: int) -> Iterator[Passage]:
    """Yields the passages of a text in order. Together they hold all of it but the space between blocks."""
    quotes = _quotes_by_block(article)
    for headings, section in _sections(_block_texts(article)):
        pieces = [piece for each in section for piece in _pieces(each, quotes, budget)]
        for part in _parts(pieces, budget):
            yield Passage(
                start=part[0].start,
                end=part[-1].end,
                headings=headings,
                block_ids=tuple(dict.fromkeys(piece.block_id for piece in part if piece.block_id)),
            )


def _block_texts(article: Article) -> Iterator[_BlockText]:
    at = 0
    for block, text in ((None, article.lead or ""), *((block, block.body_text) for block in article.blocks)):
        if text or (block and block.type is BlockType.LIVE_ENTRY):
            yield _BlockText(block, safe_text(text), at)
        if text:
            at += len(safe_text(text)) + len("\n\n")


def _quotes_by_block(article: Article) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for quote in article.quotes:
        found.setdefault(quote.block_id, []).append((quote.start, quote.end))
    return found


def _sections(block_texts: Iterator[_BlockText]) -> Iterator[tuple[tuple[str, ...], list[_BlockText]]]:
    """Yields what stands under each heading, with the heading in front. Headings in a row begin one section."""
    path: list[tuple[int, str]] = []
    section: list[_BlockText] = []
    is_open = False
    for each in block_texts:
        level = _level(each.block)
        if level is not None:
            if is_open:
                yield _named(path), section
                section, is_open = [], False
            path = [(above, words) for above, words in path if above < level] + [(level, " ".join(each.text.split()))]
        else:
            is_open = True
        section.append(each)
    yield _named(path), section


def _named(path: list[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(words for _, words in path if words)


def _level(block: Block | None) -> int | None:
    """Returns the level of a heading, or None for what stands under one. An entry of a live blog is above all."""
    if block is None or block.type not in (BlockType.HEADER, BlockType.LIVE_ENTRY):
        return None
    return 0 if block.type is BlockType.LIVE_ENTRY else block.level or 2


def _pieces(block_text: _BlockText, quotes: dict[str, list[tuple[int, int]]], budget: int) -> Iterator[_Piece]:
    block_id = block_text.block.block_id if block_text.block else ""
    for start, end in pairwise([0, *_cuts(block_text, quotes.get(block_id, []), budget), len(block_text.text)]):
        words = block_text.text[start:end]
        kept = words.strip("\n") if block_text.block and block_text.block.type is BlockType.CODE else words.strip()
        if kept:
            begin = block_text.start + start + words.index(kept)
            digest = blake2b(kept.encode("utf-8", "replace"), digest_size=8).digest()
            yield _Piece(begin, begin + len(kept), estimated_tokens(words), digest, block_id)


def _cuts(block_text: _BlockText, quotes: list[tuple[int, int]], budget: int) -> list[int]:
    """Returns the offsets at which a block may be cut."""
    kind = block_text.block.type if block_text.block else BlockType.PARAGRAPH
    if kind in _BY_LINE:
        return [match.end() for match in re.finditer("\n", block_text.text)]
    if kind is BlockType.QUOTE or estimated_tokens(block_text.text) <= budget:
        return []
    kept = _written(block_text, quotes)
    return [
        end for end in _sentence_ends(block_text.text) if not _is_within(end, kept) and 0 < end < len(block_text.text)
    ]


def _written(block_text: _BlockText, quotes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Returns the spans of quotes, in order and joined, as offsets in the text without unprintable characters."""
    raw = block_text.block.text if block_text.block else ""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(quotes):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    if len(raw) == len(block_text.text):
        return joined
    return [(len(safe_text(raw[:start])), len(safe_text(raw[:end]))) for start, end in joined]


def _is_within(place: int, spans: list[tuple[int, int]]) -> bool:
    at = bisect_left(spans, (place, -1)) - 1
    return at >= 0 and spans[at][0] < place < spans[at][1]


def _sentence_ends(text: str) -> Iterator[int]:
    for match in _SENTENCE_END.finditer(text):
        word = _LAST_WORD.search(text, max(0, match.start() - _LONGEST_ABBREVIATION), match.start())
        if match[0][0] != "." or word is None or not _is_abbreviation(word[0]):
            yield match.end()


def _is_abbreviation(word: str) -> bool:
    return word.lower() in _ABBREVIATIONS or all(len(part) == 1 and part.isalpha() for part in word.split("."))


def _parts(pieces: Sequence[_Piece], budget: int) -> Iterator[Sequence[_Piece]]:
    if not pieces:
        return
    begun = [0, *accumulate(piece.tokens for piece in pieces)]
    if begun[-1] <= budget:
        yield pieces
        return
    for first, last in pairwise([0, *_anchors(pieces, begun, budget), len(pieces)]):
        yield from (pieces[low:high] for low, high in _halved(pieces, begun, (first, last), budget))


def _anchors(pieces: Sequence[_Piece], begun: Sequence[int], budget: int) -> Iterator[int]:
    """Yields the places whose digest is the greatest within reach, and which have as much text on both sides."""
    reach = budget * _REACH
    for at in range(1, len(pieces)):
        low, high = bisect_left(begun, begun[at] - reach), bisect_right(begun, begun[at] + reach)
        if low == 0 or high > len(pieces):
            continue
        digest = pieces[at].digest
        before = (pieces[each].digest for each in range(low, at))
        behind = (pieces[each].digest for each in range(at + 1, high))
        if all(each < digest for each in before) and all(each <= digest for each in behind):
            yield at


def _halved(
    pieces: Sequence[_Piece], begun: Sequence[int], span: tuple[int, int], budget: int
) -> Iterator[tuple[int, int]]:
    """Yields the parts of a span, each within the budget if its pieces are."""
    first, last = span
    size = begun[last] - begun[first]
    if size <= budget or last - first < 2:
        yield span
        return
    low = bisect_left(begun, begun[first] + size / 4, first + 1, last - 1)
    high = bisect_right(begun, begun[last] - size / 4, low + 1, last)
    cut = max(range(low, high), key=lambda at: (pieces[at].digest, at))
    yield from _halved(pieces, begun, (first, cut), budget)
    yield from _halved(pieces, begun, (cut, last), budget)
