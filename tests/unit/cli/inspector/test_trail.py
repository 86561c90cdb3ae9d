"""The inspector finds where each piece of a page's text went, from the pieces and the record."""

import pytest

from copydesk.cli.inspector.reading import text_side
from copydesk.cli.inspector.trail import Kept, Left, trail
from copydesk.extraction.explain import Explained
from copydesk.model import Article, Author, Block, BlockType, Item


def run(text: str, *, score: float = 0.9, fate: str = "article") -> Explained:
    return Explained(element="p", text=text, score=score, fate=fate, reasons=())


def block(text: str = "", kind: BlockType = BlockType.PARAGRAPH, **more: object) -> Block:
    return Block(block_id=text[:8], digest=text, type=kind, text=text, **more)  # type: ignore[arg-type]  # as given


def article(*blocks: Block, **more: object) -> Article:
    return Article(url=None, canonical_url=None, host=None, blocks=blocks, **more)  # type: ignore[arg-type]  # as given


FIRST, SECOND = "The first paragraph of the story.", "The second paragraph, which is another."
RECORD = article(
    block(FIRST),
    block(kind=BlockType.IMAGE, url="https://e.org/a.jpg", caption="The bridge at dusk", credit="A. Person/AP"),
    block("“We walked over it at night and it was fine.”", BlockType.QUOTE, attribution="Anna Weber"),
    block(SECOND),
    headline="A bridge opens",
    authors=(Author(name="Ann Writer", name_raw="By Ann Writer"),),
    date_published="2026-03-02",
)


def told(*runs: Explained, record: Article | None = RECORD) -> list[object]:
    """Returns the trail: blocks by number, and the pieces that were left out, with their reasons."""
    return [
        entry.block if isinstance(entry, Kept) else [(left.run.text, left.why, left.block) for left in entry]
        for entry in trail(runs, record)
    ]


def test_blocks_stand_in_their_order_and_what_was_left_out_between_them() -> None:
    runs = [run("Menu", score=0, fate="left out"), run(FIRST), run("Share", score=0.01, fate="left out"), run(SECOND)]
    assert told(*runs) == [[("Menu", "boilerplate", None)], 0, [("Share", "boilerplate", None)], 1, 2, 3]


def test_a_block_knows_all_pieces_that_it_was_made_of() -> None:
    one, other = run("Steel from the mill"), run("Concrete from the works")
    items = (Item(text=one.text), Item(text=other.text))
    [entry] = trail([one, other], article(block(f"{one.text}\n{other.text}", BlockType.LIST, items=items)))
    assert entry == Kept(block=0, runs=(one, other))


@pytest.mark.parametrize(
    ("piece", "why"),
    [
        (run("a Bridge opens", score=0.7, fate="left out"), ("the record’s headline", None)),
        (run("2 March 2026", score=0.02, fate="left out"), ("repeats the head’s date or authors", None)),
        (run("By Ann Writer", score=0.02, fate="left out"), ("the record’s byline", None)),
        (run("Ann Writer", score=0.02, fate="left out"), ("repeats the head’s date or authors", None)),
        (run("More on bridges", score=0.3, fate="left out"), ("doubtful", None)),
        (run("More on bridges", score=0.8, fate="left out"), ("reads as article, stands apart from it", None)),
        (run("More on bridges", score=0.1, fate="left out"), ("boilerplate", None)),
        (run("The bridge at dusk", fate="with a picture"), ("caption or credit of image", 1)),
        (run("The bridge at dusk. Photo: A. Person/AP", fate="with a picture"), ("caption or credit of image", 1)),
        (run("Nothing that any block would say at all", score=0.9), ("chosen, and in no block", None)),
        (run("A bridge opens", score=0.9), ("the record’s headline", None)),
    ],
    ids=lambda value: f"{value.text} {value.score}" if isinstance(value, Explained) else "",
)  # fmt: skip
def test_what_is_in_no_block_has_its_reason(piece: Explained, why: tuple[str, int | None]) -> None:
    [left] = [each for entry in trail([run(FIRST), piece], RECORD) if not isinstance(entry, Kept) for each in entry]
    assert isinstance(left, Left)
    assert (left.why, left.block) == why


def test_a_quote_keeps_the_piece_that_its_speaker_was_taken_from() -> None:
    piece = run("“We walked over it at night and it was fine.” — Anna Weber")
    entries = trail([run(FIRST), piece], RECORD)
    assert Kept(block=2, runs=(piece,)) in entries


def test_short_words_are_not_looked_for_far_away() -> None:
    many = article(*(block(f"Paragraph {number} says so much.") for number in range(20)), block("Ads"))
    assert told(run("Ads"), record=many)[0] == [("Ads", "chosen, and in no block", None)]


def test_boilerplate_is_parted_from_what_is_worth_a_look() -> None:
    menu, other = run("Menu", score=0.0, fate="left out"), run("Perhaps a story", score=0.4, fate="left out")
    assert [len(entry) for entry in trail([menu, menu, other, menu], None) if not isinstance(entry, Kept)] == [2, 1, 1]


def test_a_refused_page_is_all_left_out() -> None:
    assert told(run("Log in", score=0.2, fate="left out"), record=None) == [[("Log in", "doubtful", None)]]


def test_a_record_without_its_page_is_its_blocks() -> None:
    assert told() == [0, 1, 2, 3]


def test_blanks_and_characters_without_room_make_no_difference() -> None:
    assert told(run("The first\u200b  paragraph\nof the story."))[0] == 0


def test_the_first_block_of_each_further_page_is_marked() -> None:
    two = "https://news.example/a/bridge?page=2"
    record = article(block(FIRST), block(SECOND, page=two), block("The third paragraph.", page=two))
    entries = str(text_side(trail([], record), record)).split('class="entry"')[1:]
    assert [("next page" in entry, f'href="{two}"' in entry) for entry in entries] == [
        (False, False), (True, True), (False, True),
    ]  # fmt: skip
