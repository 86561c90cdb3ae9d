"""The terminal, the page of a difference and the inspector say alike what changed in a block."""

from dataclasses import replace

import pytest
from rich.console import Console

from copydesk.changes import difference
from copydesk.cli.inspector.revisions import revision_list
from copydesk.cli.layouts.difference_page import difference_page
from copydesk.cli.layouts.differences import difference_layout
from copydesk.model import Article, Block, BlockType, Revision, Source, StoredArticle

BEFORE = Block(block_id="a", type=BlockType.INTERSTITIAL_LINK, text="Read also", html="<b>Read also</b>", digest="a")


def stored(block: Block, number: int) -> StoredArticle:
    article = Article(url=None, canonical_url=None, host=None, headline="A story", blocks=(block,))
    return StoredArticle(
        article_id="0f" * 16, article=article, revision=Revision(number=number, digest=""),
        source=Source(bucket="raw", key="a"), date_downloaded="2026-03-01T00:00:00Z",
    )  # fmt: skip


def shown(after: Block) -> dict[str, str]:
    one, two = stored(BEFORE, 1), stored(after, 2)
    found = difference(one.article, two.article)
    console = Console(width=100, record=True)
    console.print(difference_layout(one, two, found, marked=False))
    return {
        "terminal": console.export_text(),
        "page": difference_page(one, two, found),
        "inspector": revision_list([one, two]),
    }


@pytest.mark.parametrize("view", ["terminal", "page", "inspector"])
def test_an_edit_without_another_word_says_what_else_changed(view: str) -> None:
    of_markup = shown(replace(BEFORE, block_id="b", html="<i>Read also</i>", digest="b"))[view]
    assert "edited interstitial link" in of_markup
    assert "the same words: its markup, links or address changed" in of_markup
    of_words = shown(replace(BEFORE, block_id="b", text="Read too", html="", digest="b"))[view]
    assert "the same words" not in of_words
    assert "too" in of_words
