"""These tests check the measure of chunks: what counts as cut, and what fixed windows do to a text."""

import random

from bench.chunks import Counts, chunk_spans, count, cut_count, edited, windows
from copydesk.model import Block, BlockType
from tests.unit.formats.making import article

TOLD = [f"The council of town {number} voted on Monday for the new bridge over the river." for number in range(60)]
BLOCKS = [Block(block_id=f"b{at}", digest="d", type=BlockType.PARAGRAPH, text=text) for at, text in enumerate(TOLD)]
ARTICLE = article(*BLOCKS, quotes=(), provenance={})


def test_windows_hold_the_whole_text_in_about_the_tokens_asked_for() -> None:
    spans = windows(50)(ARTICLE)
    assert " ".join(ARTICLE.text[start:end] for start, end in spans).split() == ARTICLE.text.split()
    assert all(200 <= end - start < 220 for start, end in spans[:-1])


def test_a_span_is_cut_if_no_chunk_holds_it_whole() -> None:
    assert cut_count([(0, 5), (4, 8), (6, 10)], [(0, 6), (6, 10)]) == 1


def test_windows_cut_sentences_and_renew_what_follows_an_edit_where_chunks_do_not() -> None:
    chunks, fixed = Counts(), Counts()
    count(ARTICLE, chunk_spans, chunks)
    count(ARTICLE, windows(200), fixed)
    assert (chunks.sentences, chunks.cut_sentences) == (fixed.sentences, 0) == (60, 0)
    assert fixed.cut_sentences > 0
    assert sum(chunks.new_chunks) < sum(fixed.new_chunks)


def test_an_edit_changes_one_paragraph() -> None:
    after = edited(ARTICLE, random.Random(1))  # noqa: S311  # the same again by its seed
    changed = [new.text for old, new in zip(ARTICLE.blocks, after.blocks, strict=True) if old.text != new.text]
    assert len(changed) == 1
    assert "This sentence was added" in changed[0]
