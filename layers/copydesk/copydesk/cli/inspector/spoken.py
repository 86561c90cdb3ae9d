"""Marks the quotes in the words of a block. Each quote links to its entry in the record, and back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from copydesk.cli.inspector.markup import LONGEST_SHOWN, NOTHING, Html, joined, tag, text
from copydesk.model import Block, Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A quote with its number in the record's list, from 1."""

    number: int
    quote: Quote


def quotes_by_block(quotes: Sequence[Quote], blocks: Sequence[Block]) -> Mapping[str, list[Numbered]]:
    """Returns the quotes that can be marked, by block id: within the shown text of the block, and not overlapping."""
    texts = {block.block_id: block.text for block in blocks}
    found: dict[str, list[Numbered]] = {}
    for number, quote in sorted(enumerate(quotes, start=1), key=lambda each: each[1].start):
        before = found.setdefault(quote.block_id, [])
        end = before[-1].quote.end if before else 0
        if end <= quote.start < quote.end <= min(len(texts.get(quote.block_id, "")), LONGEST_SHOWN):
            before.append(Numbered(number=number, quote=quote))
    return found


def marked_words(words: str, quotes: Iterable[Numbered]) -> Html:
    """Returns a text with its quotes as links to the record."""
    return joined(_pieces(words, quotes))


def _pieces(words: str, quotes: Iterable[Numbered]) -> Iterator[Html]:
    at = 0
    for each in quotes:
        yield text(words[at : each.quote.start])
        yield _marked(each, words)
        at = each.quote.end
    yield text(words[at:], most=max(0, LONGEST_SHOWN - at)) if at < len(words) else NOTHING


def _marked(each: Numbered, words: str) -> Html:
    number = each.number
    said = text(words[each.quote.start : each.quote.end])
    return tag(
        "a", said, class_="said", id=f"said-{number}", href=f"#quote-{number}", data_quote=number,
        aria_describedby=f"speaker-{number}",
    )  # fmt: skip
