"""These tests check what each type of block adds to an article's text, by the docstring of `Article.text`."""

import pytest

from copydesk.model import (
    NAMED_STANDFIRST,
    STANDFIRST,
    STANDFIRST_IN_BLOCK,
    STANDFIRST_IN_BODY,
    Article,
    Block,
    BlockType,
    Item,
    LiveEntry,
)


def _block(kind: BlockType, text: str = "", **more: object) -> Block:
    return Block(block_id=str(kind), digest=str(kind), type=kind, text=text, **more)  # type: ignore[arg-type]


_SHOWN = {"url": "https://a.example/i", "caption": "A caption", "credit": "A maker", "alt": "An alternative"}
#: One block of each type, and the text that it adds.
BLOCKS: list[tuple[Block, str]] = [
    (_block(BlockType.HEADER, "Heading", level=2), "Heading"),
    (_block(BlockType.PARAGRAPH, "Two lines\nof words."), "Two lines\nof words."),
    (_block(BlockType.QUOTE, "So it is.", attribution="Bo Lind"), "So it is.\n— Bo Lind"),
    (_block(BlockType.LIST, "One\nTwo", items=(Item(text="One", items=(Item(text="Two"),)),)), "One\nTwo"),
    (_block(BlockType.TABLE, "Year\tCars\n2023\t7", caption="Traffic"), "Year\tCars\n2023\t7"),
    (_block(BlockType.IMAGE, **_SHOWN), ""),
    (_block(BlockType.GALLERY, caption="Pictures", items=(Item(text="A picture"),)), ""),
    (_block(BlockType.VIDEO, **_SHOWN), ""),
    (_block(BlockType.AUDIO, **_SHOWN), ""),
    (_block(BlockType.EMBED, "A post", **_SHOWN), ""),
    (_block(BlockType.CODE, "if a:\n    go()"), "if a:\n    go()"),
    (_block(BlockType.DIVIDER), ""),
    (_block(BlockType.ASIDE, "Facts beside"), ""),
    (_block(BlockType.CORRECTION, "Correction: it was 1998."), ""),
    (_block(BlockType.INTERSTITIAL_LINK, "Read also", items=(Item(text="Read also"),)), ""),
    (_block(BlockType.LIVE_ENTRY, "The vote", entry=LiveEntry(time="10:45", title="The vote")), "The vote"),
]


def _article(source: str = "og:description", *blocks: Block) -> Article:
    return Article(
        url=None,
        canonical_url=None,
        host=None,
        headline="Headline",
        kicker="Kicker",
        description="Description.",
        blocks=blocks,
        provenance={"description": source},
    )


def test_text_is_what_the_blocks_say_in_page_order() -> None:
    assert [block.type for block, _ in BLOCKS] == list(BlockType)
    article = _article("og:description", *(block for block, _ in BLOCKS))
    assert article.text == "\n\n".join(text for _, text in BLOCKS if text)


@pytest.mark.parametrize(("block", "text"), BLOCKS, ids=lambda each: each.type if isinstance(each, Block) else "")
def test_each_type_of_block_adds_its_own(block: Block, text: str) -> None:
    assert _article("og:description", block).text == block.body_text == text


@pytest.mark.parametrize(
    ("words", "attribution", "text"),
    [
        ("So it is.", None, "So it is."),
        ("So it is, as Bo Lind said.", "Bo Lind", "So it is, as Bo Lind said."),
        ("", "Bo Lind", ""),
    ],
)
def test_an_attribution_stands_once_under_the_words_of_its_quote(words: str, attribution: str, text: str) -> None:
    assert _block(BlockType.QUOTE, words, attribution=attribution).body_text == text


@pytest.mark.parametrize(
    ("source", "leads"),
    [(STANDFIRST_IN_BODY, True), (STANDFIRST_IN_BLOCK, False), (STANDFIRST, False), (NAMED_STANDFIRST, False)],
)
def test_only_an_article_of_an_earlier_version_begins_with_its_description(source: str, leads: bool) -> None:
    article = _article(source, _block(BlockType.PARAGRAPH, "So it is."))
    assert article.text == ("Description.\n\nSo it is." if leads else "So it is.")
