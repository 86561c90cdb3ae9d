"""The text of a page is plain text on a terminal: it has no markup and no commands."""

from rich.console import Console

from copydesk.cli.console import words
from copydesk.cli.layouts.article import article_layout
from copydesk.cli.layouts.facts import facts_layout
from copydesk.model import Article, Block, BlockType, Quote


def test_terminal_commands_and_markup_in_a_page_are_only_text() -> None:
    assert words("\x1b]0;owned\x07[bold]plain[/bold]").plain == "]0;owned[bold]plain[/bold]"


def test_every_kind_of_block_fits_a_narrow_terminal() -> None:
    long = "word " * 60
    blocks = tuple(
        Block(block_id=kind, digest="", type=kind, text=long, url="https://example.org/" + "a" * 200, caption=long)
        for kind in BlockType
    )
    quote = Quote(quote_id="q", block_id="b", text=long, speaker=long, cue="said", start=0, end=1)
    article = Article(url=None, canonical_url=None, host=None, headline=long, blocks=blocks, quotes=(quote,))
    console = Console(width=100, record=True)
    console.print(article_layout(article), facts_layout(article))
    assert all(len(line.rstrip()) <= 100 for line in console.export_text().splitlines())
