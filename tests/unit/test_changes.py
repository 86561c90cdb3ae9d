"""These tests compare two articles: the fate of each block, and the changed words of edited ones."""

import random
from collections.abc import Callable
from dataclasses import fields, replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.changes import Difference, Fate, Words, difference, word_difference, words_of_block
from copydesk.model import FACTS, Article, Author, Block, BlockType, PubStatus
from tests.growth import in_linear_time

LONG = "The council of the city voted on Monday to build the bridge anew. {}"


def block(text: str, kind: BlockType = BlockType.PARAGRAPH, **more: str) -> Block:
    said = more.get("caption", "") + more.get("url", "") + more.get("html", "")
    return Block(block_id=f"{kind}{text}{said}", type=kind, text=text, digest=text, **more)  # type: ignore[arg-type]


def article(*blocks: Block | str, **more: object) -> Article:
    made = tuple(block(each) if isinstance(each, str) else each for each in blocks)
    return Article(url=None, canonical_url=None, host=None, blocks=made, **more)  # type: ignore[arg-type]


def fates(before: Article, after: Article) -> list[str]:
    """Returns each block as its fate and its last word."""
    found = difference(before, after).blocks
    return [f"{each.fate} {words_of_block(each.after or each.before).split()[-1]}" for each in found]  # type: ignore[arg-type]


ONE, TWO, THREE, FOUR = (LONG.format(word) for word in ("one", "two", "three", "four"))
SHORT = ("alpha", "beta", "gamma", "delta")

CASES: dict[str, tuple[tuple[Block | str, ...], tuple[Block | str, ...], list[str]]] = {
    "nothing": ((), (), []),
    "the same": (SHORT, SHORT, [f"kept {word}" for word in SHORT]),
    "all new": ((), SHORT[:2], ["added alpha", "added beta"]),
    "all gone": (SHORT[:2], (), ["deleted alpha", "deleted beta"]),
    "one deleted where it stood": (SHORT, ("alpha", "gamma", "delta"),
                                   ["kept alpha", "deleted beta", "kept gamma", "kept delta"]),
    "one moved to the end": (SHORT, ("beta", "gamma", "delta", "alpha"),
                             ["kept beta", "kept gamma", "kept delta", "moved alpha"]),
    "one edited": (("alpha", ONE, "beta"), ("alpha", TWO, "beta"), ["kept alpha", "edited two", "kept beta"]),
    "another in its place": (("alpha", ONE), ("alpha", "gamma"), ["kept alpha", "added gamma", "deleted one"]),
    "the deleted stand before what follows them": (("gamma", ONE), (TWO,), ["deleted gamma", "edited two"]),
    "edited after many new": ((ONE,), (*SHORT, TWO), [*(f"added {word}" for word in SHORT), "edited two"]),
    "a heading is no paragraph": ((block(ONE),), (block(ONE, BlockType.HEADER),), ["added one", "deleted one"]),
    "a caption edited": ((block("", BlockType.IMAGE, caption=ONE, url="x"),),
                         (block("", BlockType.IMAGE, caption=TWO, url="x"),), ["edited two"]),
    "edited and moved within its place": ((ONE, "alpha beta", "x"), ("alpha beta gamma", TWO, "x"),
                                          ["edited gamma", "edited two", "kept x"]),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES.keys())
def test_every_block_has_its_fate(
    before: tuple[Block | str, ...], after: tuple[Block | str, ...], expected: list[str]
) -> None:
    assert fates(article(*before), article(*after)) == expected


def test_the_words_of_an_edited_block_are_told_apart() -> None:
    (edited,) = difference(article(ONE), article(ONE.replace("Monday", "Tuesday") + " More.")).blocks
    assert [(run.fate, run.text.strip()) for run in edited.words() if run.fate is not Fate.KEPT] == [
        (Fate.DELETED, "Monday"),
        (Fate.ADDED, "Tuesday"),
        (Fate.ADDED, "More."),
    ]


def test_a_link_that_changed_under_the_same_words_is_an_edit_without_a_changed_word() -> None:
    before, after = block(ONE, html="a"), block(ONE, html="b")
    (edited,) = difference(article(before), article(after)).blocks
    assert (edited.fate, edited.words()) == (Fate.EDITED, (Words(fate=Fate.KEPT, text=ONE),))


def test_facts_that_changed_are_named_with_both_values_and_no_others() -> None:
    before = article(headline="A", authors=(Author(name="A. Writer", name_raw="By A. Writer"),), word_count=1)
    after = replace(before, headline="B", authors=(), pub_status=PubStatus.CANCELED, word_count=2, tags=("x",))
    assert [(fact.name, fact.before, fact.after) for fact in difference(before, after).facts] == [
        ("headline", "A", "B"),
        ("authors", [{"name": "A. Writer", "name_raw": "By A. Writer"}], None),
        ("tags", None, ["x"]),
        ("pub_status", "usable", "canceled"),
    ]


texts = st.one_of(
    st.text(max_size=80), st.lists(st.sampled_from("a b c the , . \n".split(" ")), max_size=90).map(" ".join)
)


@given(texts, texts)
def test_either_text_is_what_is_left_without_the_words_of_the_other(before: str, after: str) -> None:
    runs = word_difference(before, after)
    assert "".join(run.text for run in runs if run.fate is not Fate.ADDED) == before
    assert "".join(run.text for run in runs if run.fate is not Fate.DELETED) == after
    assert all(one.fate is not other.fate for one, other in pairwise(runs))


def test_every_fact_of_an_article_is_in_the_table_of_facts() -> None:
    assert set(FACTS) == {each.name for each in fields(Article)} - {"blocks", "quotes", "more"}


def test_blocks_that_stayed_keep_their_order() -> None:
    names = [f"number {each}" for each in range(2_000)]
    found = difference(article(*names), article(*reversed(names))).blocks
    assert sum(each.fate is Fate.MOVED for each in found) == 1_999


@given(st.lists(st.sampled_from(range(12)), unique=True), st.lists(st.sampled_from(range(12)), unique=True))
def test_no_block_is_lost_and_none_is_told_twice(before: list[int], after: list[int]) -> None:
    olds, news = ([block(f"number {each}") for each in numbers] for numbers in (before, after))
    found = difference(article(*olds), article(*news)).blocks
    assert [each.after for each in found if each.after] == news
    assert sorted(each.before.text for each in found if each.before) == sorted(each.text for each in olds)


WORDS = [f"word{number}" for number in range(3_000)] + ["the", "of", "and"] * 500


def paragraph(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words))


def retold(text: str, chance: random.Random) -> str:
    return " ".join(chance.choice(WORDS) if chance.random() < 0.1 else word for word in text.split())


def many(chance: random.Random, size: int) -> list[str]:
    return [paragraph(chance, 50) for _ in range(size)]


def edited(texts: list[str], chance: random.Random, *, after: int = 0) -> tuple[list[str], list[str]]:
    return texts, [paragraph(chance, 50) for _ in range(after)] + [retold(text, chance) for text in texts]


def two_words(chance: random.Random, size: int) -> list[str]:
    return [" ".join(chance.choices("ab", k=size))]


#: Makers of the texts of two articles by size, and the size of each.
LARGE: dict[str, tuple[Callable[[random.Random, int], tuple[list[str], list[str]]], int]] = {
    "blocks edited": (lambda chance, size: edited(many(chance, size), chance), 5_000),
    "blocks edited after 40 new ones": (lambda chance, size: edited(many(chance, size), chance, after=40), 5_000),
    "blocks in another order": (
        lambda chance, size: ((texts := many(chance, size)), chance.sample(texts, size)),
        5_000,
    ),
    "a paragraph of many words edited": (lambda chance, size: edited([paragraph(chance, size)], chance), 50_000),
    "a paragraph of two words": (lambda chance, size: (two_words(chance, size), two_words(chance, size)), 50_000),
    "blocks that are slow to compare": (
        lambda _chance, size: (
            [f"{'a b ' * 14}a c {number}" for number in range(size)],
            [f"{'a c ' * 14}a b {number}" for number in range(size)],
        ),
        5_000,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("make", "size"), LARGE.values(), ids=LARGE)
def test_large_articles_are_compared_in_time_as_their_size(
    make: Callable[[random.Random, int], tuple[list[str], list[str]]], size: int
) -> None:
    def articles(size: int) -> list[Article]:
        return [article(*texts) for texts in make(random.Random(3), size)]  # noqa: S311  # no secret

    in_linear_time(compared, articles, size)


def compared(articles: list[Article]) -> Difference:
    before, after = articles
    found = difference(before, after)
    assert len([each for each in found.blocks if each.after]) == len(after.blocks)
    return found
