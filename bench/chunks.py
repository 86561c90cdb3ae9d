"""This module compares chunks with fixed windows of the same sizes, on the pages of CORPORA.

    python -m bench.chunks ../shared/corpora --pages 150

It counts the sentences and quotes that a boundary cuts. It also counts the chunks that an edit of one paragraph renews.
"""

import random
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from statistics import mean

from rich.console import Console
from rich.table import Table

from copydesk.cli.commands.predict import pages
from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.extraction.quotes.sentences import sentences_of
from copydesk.extraction.quotes.spans import spans_in
from copydesk.formats.chunks import BUDGET, article_chunks
from copydesk.formats.passages import estimated_tokens
from copydesk.model import Article, Block, BlockType

SEED = 21
#: Shorter articles are one chunk in any case, and show no difference.
LEAST_TOKENS = 2 * BUDGET
EDITS = 5

type Span = tuple[int, int]
type Chunker = Callable[[Article], Sequence[Span]]


@dataclass(slots=True)
class Counts:
    """These are the counts of one way of chunking."""

    sizes: list[int] = field(default_factory=list)
    sentences: int = 0
    cut_sentences: int = 0
    quotes: int = 0
    cut_quotes: int = 0
    renewed: list[float] = field(default_factory=list)
    new_chunks: list[int] = field(default_factory=list)


def chunk_spans(article: Article) -> list[Span]:
    return [(chunk.start, chunk.end) for chunk in article_chunks(article)]


def windows(tokens: int) -> Chunker:
    """Returns what cuts a text after every so many tokens, at a space, as simple splitters do."""

    def cut(article: Article) -> list[Span]:
        text, spans, start = article.text, list[Span](), 0
        bytes_before = [0, *accumulate(len(letter.encode("utf-8", "replace")) for letter in text)]
        for at, letter in enumerate(text):
            if letter.isspace() and bytes_before[at] - bytes_before[start] >= 4 * tokens:
                spans.append((start, at))
                start = at + 1
        return [*spans, (start, len(text))] if start < len(text) else spans

    return cut


def articles(corpora: Path, count: int) -> Iterator[Article]:
    """Yields articles that are long enough to be cut, equally many of each corpus."""
    for corpus in sorted(truth.parent for truth in corpora.glob("*/truth.jsonl")):
        listed = pages(corpus)
        random.Random(SEED).shuffle(listed)  # noqa: S311  # the same again by its seed
        yield from _long_ones(((page.path, page.url) for page in listed), count)


def _long_ones(listed: Iterable[tuple[Path, str | None]], count: int) -> Iterator[Article]:
    for path, url in listed:
        if not count:
            return
        try:
            article = extract_article(path.read_bytes(), url=url)
        except Reject:
            continue
        if estimated_tokens(article.text) >= LEAST_TOKENS:
            count -= 1
            yield article


def sentence_spans(article: Article) -> Iterator[Span]:
    """Yields the sentences of all paragraphs by offsets in the text, as the extraction of quotes splits them."""
    for block, start in _placed(article):
        if block.type is BlockType.PARAGRAPH:
            for each in sentences_of(block.text, spans_in(block.text), lambda _: False):
                words = each.text[each.start : each.end]
                first = start + each.start + len(words) - len(words.lstrip())
                yield first, first + len(words.strip())


def quote_spans(article: Article) -> Iterator[Span]:
    starts = {block.block_id: start for block, start in _placed(article)}
    yield from ((starts[each.block_id] + each.start, starts[each.block_id] + each.end) for each in article.quotes
                if each.block_id in starts)  # fmt: skip


def _placed(article: Article) -> Iterator[tuple[Block, int]]:
    at = len(article.lead) + 2 if article.lead else 0
    for block in article.blocks:
        if block.body_text:
            yield block, at
            at += len(block.body_text) + 2


def cut_count(spans: Iterable[Span], chunks: Sequence[Span]) -> int:
    return sum(not any(low <= start and end <= high for low, high in chunks) for start, end in spans)


def has_paragraph(article: Article) -> bool:
    return any(block.type is BlockType.PARAGRAPH for block in article.blocks)


def edited(article: Article, chance: random.Random) -> Article:
    """Returns the article with one sentence more in one of its paragraphs."""
    blocks = list(article.blocks)
    at = chance.choice([place for place, block in enumerate(blocks) if block.type is BlockType.PARAGRAPH])
    added = f"{blocks[at].text} This sentence was added at {chance.randrange(24)}:{chance.randrange(10, 60)}."
    blocks[at] = replace(blocks[at], text=added)
    return replace(article, blocks=tuple(blocks))


def texts(article: Article, chunker: Chunker) -> list[str]:
    return [article.text[start:end] for start, end in chunker(article)]


def count(article: Article, chunker: Chunker, counts: Counts) -> None:
    chunks, sentences, quotes = chunker(article), list(sentence_spans(article)), list(quote_spans(article))
    counts.sizes += [estimated_tokens(article.text[start:end]) for start, end in chunks]
    counts.sentences += len(sentences)
    counts.cut_sentences += cut_count(sentences, chunks)
    counts.quotes += len(quotes)
    counts.cut_quotes += cut_count(quotes, chunks)
    known, chance = set(texts(article, chunker)), random.Random(SEED)  # noqa: S311  # the same again by its seed
    for _ in range(EDITS):
        after = texts(edited(article, chance), chunker)
        new = sum(text not in known for text in after)
        counts.new_chunks.append(new)
        counts.renewed.append(new / len(after))


def main(argv: Sequence[str]) -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--pages", type=int, default=150, help="long articles of each corpus")
    asked = parser.parse_args(argv)
    found = [
        each for each in articles(asked.corpora, asked.pages) if any(b.type is BlockType.PARAGRAPH for b in each.blocks)
    ]
    ours = Counts()
    for article in found:
        count(article, chunk_spans, ours)
    rows = {"chunks": ours}
    for tokens in (BUDGET, round(mean(ours.sizes))):
        rows[f"windows of {tokens}"] = Counts()
        for article in found:
            count(article, windows(tokens), rows[f"windows of {tokens}"])
    Console(width=110).print(_table(rows, len(found)))
    return 0


def _table(rows: dict[str, Counts], articles: int) -> Table:
    table = Table(title=f"{articles} articles of {LEAST_TOKENS} tokens or more, {EDITS} edits each")
    for column in (
        "",
        "chunks",
        "mean tokens",
        "largest",
        "sentences cut",
        "quotes cut",
        "new after an edit",
        "of all",
    ):
        table.add_column(column)
    for name, counts in rows.items():
        table.add_row(
            name,
            f"{len(counts.sizes):,}",
            f"{mean(counts.sizes):.0f}",
            f"{max(counts.sizes):,}",
            f"{counts.cut_sentences / counts.sentences:.2%} of {counts.sentences:,}",
            f"{counts.cut_quotes / counts.quotes:.2%} of {counts.quotes:,}",
            f"{mean(counts.new_chunks):.2f}",
            f"{mean(counts.renewed):.1%}",
        )
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
