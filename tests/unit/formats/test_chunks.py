"""These tests check what a chunk never cuts, and how few chunks an edit changes."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.formats import FORMATS, record, render
from copydesk.formats.chunks import BUDGET, LEAST_BUDGET, MOST_BUDGET, Chunk, article_chunks
from copydesk.formats.passages import estimated_tokens
from copydesk.formats.safe import safe_text
from copydesk.model import Article, Block, BlockType, LiveEntry, Quote
from tests.growth import in_linear_time
from tests.unit.formats.making import FULL, article, page_article, page_names, stored

SMALL = 40
WORDS = "the bridge over river opened on Monday after years of work city council said it would pay more".split()


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # the same again by its seed


def sentence(chance: random.Random, words: int = 12) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + f" {chance.randrange(10_000)}."


def paragraph(text: str) -> Block:
    return Block(block_id=f"b-{text[:40]}", digest="d", type=BlockType.PARAGRAPH, text=text)


def of(kind: BlockType, text: str, level: int | None = None) -> Block:
    return replace(paragraph(text), type=kind, level=level)


def made(*blocks: Block, quotes: Sequence[Quote] = ()) -> Article:
    return article(*blocks, quotes=tuple(quotes), provenance={})


def chunks(what: Article, budget: int = BUDGET) -> list[Chunk]:
    return list(article_chunks(what, "a" * 32, budget=budget))


_TEXTS = st.lists(
    st.text(alphabet="abc Z.!?。\n\t“”\x00\ud800é", max_size=60)
    | st.integers(0, 99).map(lambda seed: " ".join(sentence(seeded(seed)) for _ in range(8))),
    max_size=12,
)


@given(st.lists(st.tuples(st.sampled_from([*BlockType]), _TEXTS.map(" ".join)), max_size=12))
@settings(max_examples=150, deadline=None)
def test_chunks_hold_all_of_the_text_at_their_offsets(told: list[tuple[BlockType, str]]) -> None:
    whole = made(*(of(kind, text) for kind, text in told))
    text, end = safe_text(whole.text), 0
    for chunk in chunks(whole, SMALL):
        assert chunk.text == text[chunk.start : chunk.end] != ""
        assert not text[end : chunk.start].strip()
        end = chunk.end
    assert not text[end:].strip()
    assert len({chunk.chunk_id for chunk in chunks(whole, SMALL)}) == len(chunks(whole, SMALL))


@pytest.mark.parametrize("name", page_names())
def test_pages_become_chunks_within_the_budget_that_cut_no_quote(name: str) -> None:
    page = page_article(name)
    found = chunks(page)
    assert found
    for quote in page.quotes:
        assert any(quote.text in chunk.text for chunk in found), quote.text
    assert max(chunk.tokens for chunk in found) <= BUDGET


@pytest.mark.parametrize("budget", [LEAST_BUDGET, 120, BUDGET, 1_000, MOST_BUDGET])
def test_a_budget_bounds_the_chunks_and_the_same_budget_gives_the_same_ids(budget: int) -> None:
    page = made(*_long(seeded(9), 300))
    told = [render(stored(page), "chunks", chunk_tokens=budget) for _ in range(2)]
    assert told[0] == told[1]
    found = json.loads(told[0])["chunks"]
    assert budget / 3 < max(each["tokens"] for each in found) <= budget
    assert [each["chunk_id"] for each in found] == [
        each.chunk_id for each in article_chunks(page, "0f" * 16, budget=budget)
    ]


def test_another_budget_gives_other_chunks_and_the_default_is_as_before() -> None:
    page = stored(made(*_long(seeded(9))))
    assert render(page, "chunks") == render(page, "chunks", chunk_tokens=BUDGET)
    ids = [
        {each["chunk_id"] for each in record(page, "chunks", chunk_tokens=budget)["chunks"]} for budget in (100, BUDGET)
    ]
    assert len(ids[0]) > 2 * len(ids[1])
    assert not ids[0] & ids[1]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "chunks"])
def test_no_other_format_changes_with_the_budget(form: str) -> None:
    assert render(FULL, form, chunk_tokens=LEAST_BUDGET) == render(FULL, form)


def test_a_long_paragraph_is_cut_at_ends_of_sentences_only() -> None:
    chance = seeded(1)
    told = [f"Dr. Lee of No. 5 said: {sentence(chance)}" for _ in range(20)]
    found = chunks(made(paragraph(" ".join(told))), SMALL)
    assert len(found) > 5
    assert " ".join(chunk.text for chunk in found) == " ".join(told)
    assert all(chunk.text.startswith("Dr. Lee") and chunk.tokens <= SMALL for chunk in found)
    assert {chunk.block_ids for chunk in found} == {(f"b-{told[0][:40]}",)}


@pytest.mark.parametrize("unprintable", ["", "\x00\x07"], ids=["plain", "unprintable"])
def test_a_quote_in_a_long_paragraph_stays_whole(unprintable: str) -> None:
    chance = seeded(2)
    words = " ".join(sentence(chance) for _ in range(6))
    text = f"{unprintable}{sentence(chance)} {sentence(chance)} “{words}” {sentence(chance)} {sentence(chance)}"
    start = text.index(words)
    block = paragraph(text)
    quote = Quote(quote_id="q", block_id=block.block_id, text=words, start=start, end=start + len(words))
    found = chunks(made(block, quotes=[quote]), SMALL)
    assert len(found) > 2
    assert any(words in chunk.text for chunk in found)
    assert not any(words in chunk.text for chunk in chunks(made(block), SMALL))


@pytest.mark.parametrize(
    ("kind", "joined"), [(BlockType.TABLE, "\n"), (BlockType.LIST, "\n"), (BlockType.CODE, "\n"), (BlockType.QUOTE, "")]
)
def test_rows_entries_and_lines_stay_whole_and_quotations_altogether(kind: BlockType, joined: str) -> None:
    chance = seeded(3)
    lines = [f"{sentence(chance, 5)} {sentence(chance, 5)}" for _ in range(20)]
    found = chunks(made(of(kind, "\n".join(lines))), SMALL)
    assert [line for chunk in found for line in chunk.text.split("\n")] == lines
    assert (len(found) > 1) is bool(joined)


def test_a_chunk_knows_the_headings_above_it() -> None:
    told = [
        paragraph("Opening."), of(BlockType.HEADER, "Roads", 2), of(BlockType.HEADER, "Bridges", 3), paragraph("One."),
        of(BlockType.HEADER, "Tunnels", 3), paragraph("Two."), of(BlockType.HEADER, "Ships", 2), paragraph("Three."),
        replace(of(BlockType.LIVE_ENTRY, ""), entry=LiveEntry(time="10:45")), paragraph("Four."),
    ]  # fmt: skip
    assert [(chunk.heading_path, chunk.text) for chunk in chunks(made(*told))] == [
        ((), "Opening."),
        (("Roads", "Bridges"), "Roads\n\nBridges\n\nOne."),
        (("Roads", "Tunnels"), "Tunnels\n\nTwo."),
        (("Ships",), "Ships\n\nThree."),
        ((), "Four."),
    ]


def test_the_record_tells_the_status_and_each_chunk_its_article() -> None:
    told = record(stored(FULL), "chunks")
    assert (told["article_id"], told["pub_status"], told["revision"]) == ("0f" * 16, "usable", 3)
    first = told["chunks"][0]
    assert {first[name] for name in ("article_id", "url", "headline")} == {
        told["article_id"],
        told["url"],
        FULL.headline,
    }
    assert (first["authors"], first["date_published"]) == (["Ann Lee"], FULL.date_published)


def test_equal_passages_have_ids_of_their_own_and_other_articles_other_ids() -> None:
    twice = made(
        of(BlockType.HEADER, "Same", 2), paragraph("It is."), of(BlockType.HEADER, "Same", 2), paragraph("It is.")
    )
    first, second = chunks(twice)
    assert (first.text, first.chunk_id) == (second.text, chunks(twice)[0].chunk_id) != (first.text, second.chunk_id)
    assert not {each.chunk_id for each in article_chunks(twice, "b" * 32)} & {first.chunk_id, second.chunk_id}


type Edit = Callable[[list[Block], int, random.Random], list[Block]]


def _changed(blocks: list[Block], at: int, chance: random.Random) -> list[Block]:
    return [*blocks[:at], paragraph(f"{blocks[at].text} {sentence(chance)}"), *blocks[at + 1 :]]


def _rewritten(blocks: list[Block], at: int, chance: random.Random) -> list[Block]:
    return [*blocks[:at], paragraph(" ".join(sentence(chance) for _ in range(9))), *blocks[at + 1 :]]


def _inserted(blocks: list[Block], at: int, chance: random.Random) -> list[Block]:
    return [*blocks[:at], paragraph(sentence(chance)), *blocks[at:]]


def _deleted(blocks: list[Block], at: int, chance: random.Random) -> list[Block]:
    return [*blocks[:at], *blocks[at + 1 :]]


def _long(chance: random.Random, paragraphs: int = 120) -> list[Block]:
    return [paragraph(" ".join(sentence(chance) for _ in range(chance.randint(1, 6)))) for _ in range(paragraphs)]


@pytest.mark.parametrize("edit", [_changed, _rewritten, _inserted, _deleted])
def test_an_edit_changes_the_chunks_around_it_and_no_others(edit: Edit) -> None:
    """The text has 30 chunks. The limits hold even if it has no headings."""
    counts = []
    for seed in range(60):
        chance = seeded(seed)
        blocks = _long(chance)
        at = chance.randrange(len(blocks))
        before, after = chunks(made(*blocks)), chunks(made(*edit(blocks, at, chance)))
        known = {chunk.chunk_id for chunk in before}
        new = [chunk for chunk in after if chunk.chunk_id not in known]
        assert len(before) > 20
        edited = sum(len(block.text) + 2 for block in blocks[:at])
        assert all(abs(chunk.start - edited) < 3 * 4 * BUDGET for chunk in new)
        counts.append(len(new))
    assert max(counts) <= 4
    assert sum(counts) / len(counts) < 2


def test_an_edit_never_crosses_a_heading() -> None:
    chance = seeded(5)
    blocks = [block for section in range(12) for block in (of(BlockType.HEADER, f"S{section}", 2), *_long(chance, 8))]
    for at in (1, 30, 61):
        known = {chunk.chunk_id for chunk in chunks(made(*blocks))}
        new = [chunk for chunk in chunks(made(*_rewritten(blocks, at, chance))) if chunk.chunk_id not in known]
        assert new
        assert {chunk.heading_path for chunk in new} == {(f"S{at // 9}",)}


def test_long_texts_are_cut_near_the_budget() -> None:
    sizes = [chunk.tokens for seed in range(5) for chunk in chunks(made(*_long(seeded(seed))))]
    assert max(sizes) <= BUDGET
    assert sum(sizes) / len(sizes) > BUDGET / 2


@pytest.mark.parametrize("text", ["a\n", "One. ", "x", "“A.” "], ids=["lines", "sentences", "one word", "quotes"])
def test_text_without_an_end_takes_time_as_its_length(text: str) -> None:
    kinds = (BlockType.PARAGRAPH, BlockType.LIST)
    in_linear_time(
        lambda whole: list(article_chunks(whole)),
        lambda size: made(*(of(kind, text * (size // len(text))) for kind in kinds)),
        size=40_000,
    )


def test_tokens_are_a_quarter_of_the_bytes() -> None:
    assert [estimated_tokens(text) for text in ("", "a", "four", "fives", "мост", "橋")] == [0, 1, 1, 2, 2, 1]
