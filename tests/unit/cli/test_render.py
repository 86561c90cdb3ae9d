"""These tests render an article in every format of the commands."""

import json

import pytest

from copydesk.formats import FORMATS, render
from copydesk.model import Article, Author, Block, BlockType, Item, LiveEntry


def block(kind: BlockType, **content: object) -> Block:
    return Block(block_id="b", digest="d", type=kind, **content)  # type: ignore[arg-type]


def article(*blocks: Block) -> Article:
    author = Author(name="Ann Lee", name_raw="By Ann Lee")
    return Article(
        url="https://example.org/story", canonical_url=None, host="example.org", headline="A *bridge* opens",
        description="At last.", authors=(author,), date_published="2024-04-25", language="en", blocks=blocks,
    )  # fmt: skip


PARAGRAPH = block(
    BlockType.PARAGRAPH, text="It <opened> today.", html='It &lt;opened&gt; <a href="https://x.org/">today</a>.'
)
NESTED = block(BlockType.LIST, subtype="ordered", text="One Two", items=(Item(text="One", items=(Item(text="Two"),)),))
TABLE = block(BlockType.TABLE, header=("Year", "Cars"), rows=(("2023", "1|2"), ("2024",)), text="…")
IMAGE = block(BlockType.IMAGE, url="https://x.org/a.jpg", alt='A "bridge"', caption="The bridge", credit="Getty")

GALLERY = block(
    BlockType.GALLERY,
    caption="The river",
    items=(Item(text="The arch", url="https://x.org/a.jpg", alt="Arch", credit="Getty"),),
)
LIVE_ENTRY = block(BlockType.LIVE_ENTRY, text="The vote", entry=LiveEntry(time="10:45", title="The vote"))
TIMED_ENTRY = block(BlockType.LIVE_ENTRY, text="10:45 - The vote", entry=LiveEntry(time="10:45", title="The vote"))


@pytest.mark.parametrize(
    ("given", "markdown"),
    [
        (PARAGRAPH, r"It \<opened\> [today](https://x.org/)."),
        (block(BlockType.HEADER, level=3, text="Next"), "### Next"),
        (block(BlockType.HEADER, text="No level"), "## No level"),
        (block(BlockType.QUOTE, text="So it is.", attribution="Bo"), "> So it is.\n>\n> — Bo"),
        (NESTED, "1. One\n   1. Two"),
        (TABLE, "| Year | Cars |\n| --- | --- |\n| 2023 | 1\\|2 |\n| 2024 |"),
        (IMAGE, '![A "bridge"](https://x.org/a.jpg)\n*The bridge (Getty)*'),
        (GALLERY, "**The river**\n\n![Arch](https://x.org/a.jpg)\n*The arch (Getty)*"),
        (LIVE_ENTRY, "### 10:45 · The vote"),
        (TIMED_ENTRY, "### 10:45 - The vote"),
        (block(BlockType.CODE, text="a < b"), "```\na < b\n```"),
        (block(BlockType.DIVIDER), "---"),
        (block(BlockType.EMBED, url="https://x.org/e", provider="YouTube"), "[YouTube](https://x.org/e)"),
        (
            block(BlockType.INTERSTITIAL_LINK, items=(Item(text="More", url="https://x.org/m"),)),
            "- [More](https://x.org/m)",
        ),
    ],
    ids=lambda value: value.type if isinstance(value, Block) else "",
)
def test_markdown_of_each_block(given: Block, markdown: str) -> None:
    assert render(article(given), "markdown").split("\n\n", 3)[3] == markdown + "\n"


def test_markdown_begins_with_the_head() -> None:
    head = "# A \\*bridge\\* opens\n\n*At last.*\n\nAnn Lee · 2024-04-25 · https://example.org/story\n"
    assert render(article(), "markdown") == head


@pytest.mark.parametrize(
    ("given", "html"),
    [
        (PARAGRAPH, '<p>It &lt;opened&gt; <a href="https://x.org/">today</a>.</p>'),
        (NESTED, "<ol><li>One<ol><li>Two</li></ol></li></ol>"),
        (
            TABLE,
            "<table><tr><th>Year</th><th>Cars</th></tr><tr><td>2023</td><td>1|2</td></tr><tr><td>2024</td></tr></table>",
        ),
        (
            IMAGE,
            '<figure><img src="https://x.org/a.jpg" alt="A &quot;bridge&quot;">'
            '<figcaption>The bridge <small class="credit">Getty</small></figcaption></figure>',
        ),
        (
            GALLERY,
            '<div class="gallery"><h3>The river</h3><figure><img src="https://x.org/a.jpg" alt="Arch">'
            '<figcaption>The arch <small class="credit">Getty</small></figcaption></figure></div>',
        ),
        (
            LIVE_ENTRY,
            '<section class="live-entry"><time datetime="10:45">10:45</time><h3>The vote</h3></section>',
        ),
        (TIMED_ENTRY, '<section class="live-entry"><h3>10:45 - The vote</h3></section>'),
        (block(BlockType.ASIDE, text="Its length."), '<aside class="factbox"><p>Its length.</p></aside>'),
        (block(BlockType.CODE, text="a < b"), "<pre>a &lt; b</pre>"),
    ],
    ids=lambda value: value.type if isinstance(value, Block) else "",
)
def test_html_of_each_block(given: Block, html: str) -> None:
    assert html in render(article(given), "html").splitlines()


def test_json_is_one_line_of_the_articles_fields_and_its_text() -> None:
    rendered = render(article(PARAGRAPH, IMAGE), "json")
    record = json.loads(rendered)
    assert rendered.count("\n") == 1
    assert (record["headline"], record["text"]) == ("A *bridge* opens", "It <opened> today.")
    assert [each["type"] for each in record["blocks"]] == ["paragraph", "image"]


def test_text_is_the_body_alone() -> None:
    assert render(article(PARAGRAPH, IMAGE), "text") == "It <opened> today.\n"


@pytest.mark.parametrize("kind", BlockType)
@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_block_of_any_kind_is_no_obstacle(form: str, kind: BlockType) -> None:
    assert render(article(block(kind)), form).endswith("\n")
