"""Packs hold every block, none is over its size, and an edit touches few of them."""

from itertools import chain
from statistics import mean, median

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.model import Block, BlockType
from copydesk.storage.packs import packs_of, unpacked
from copydesk.storage.plain import from_plain

#: Bytes of JSON at which a pack ends (packs.py).
MOST = 32_000


def block(number: int, text: str) -> Block:
    name = f"{number:016x}"
    return Block(block_id=name, type=BlockType.PARAGRAPH, text=text, digest=name)


@st.composite
def articles(draw: st.DrawFn) -> list[Block]:
    """Blocks of all sizes, also larger than a pack, of any characters that a text may hold."""
    sizes = st.sampled_from([0, 1, 40, 700, 5_000, 15_999, 16_000, 31_900, 32_000, 90_000])
    characters = st.sampled_from(["x", "é", "語", "🗞", "\\", '"', "\x7f", "\ud800", "\u2028"])
    texts = draw(st.lists(st.tuples(characters, sizes), max_size=30))
    first = draw(st.integers(0, 2**63))
    return [block(first + number, character * size) for number, (character, size) in enumerate(texts)]


def read(packs: dict[str, bytes]) -> list[Block]:
    return [from_plain(Block, plain) for plain in chain.from_iterable(map(unpacked, packs.values()))]


@given(articles())
@settings(max_examples=60, deadline=None)
def test_what_is_packed_comes_back(blocks: list[Block]) -> None:
    assert read(packs_of(blocks)) == blocks


@given(articles())
@settings(max_examples=60, deadline=None)
def test_a_pack_grows_over_its_size_by_its_last_block_alone(blocks: list[Block]) -> None:
    for content in packs_of(blocks).values():
        *others, _ = [block.text for block in read({"": content})]
        assert sum(len(text.encode("utf-8", "surrogatepass")) for text in others) < MOST


def test_an_edit_of_one_block_leaves_most_packs_as_they_are() -> None:
    blocks = [block(number, f"{number} " + "A word. " * 60) for number in range(400)]
    before = packs_of(blocks)
    edits = [[*blocks[:place], block(1_000, "Edited."), *blocks[place + 1 :]] for place in range(0, 400, 5)]
    made_anew = [len(packs_of(edited).keys() - before.keys()) for edited in edits]
    assert len(before) >= 10
    assert median(made_anew) == 1
    assert mean(made_anew) < 3


def test_no_blocks_make_no_pack() -> None:
    assert packs_of([]) == {}
