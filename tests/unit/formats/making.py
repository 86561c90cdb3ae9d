"""This module makes articles for the tests of the formats: one of each page case, and one with all kinds of blocks."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from copydesk.extraction import extract_article
from copydesk.model import (
    Article,
    ArticleType,
    Author,
    Block,
    BlockType,
    Item,
    LiveEntry,
    Quote,
    Revision,
    Source,
    StoredArticle,
)

PAGES = Path(__file__).parents[2] / "pages"


def block(kind: BlockType, **content: Any) -> Block:
    return Block(block_id=f"b-{kind}", digest="d", type=kind, **content)


PICTURE = Item(text="The arch", url="https://x.org/a.jpg", alt="An arch", credit="Getty")
#: One block of every type, with all that its type can hold.
BLOCKS = (
    block(BlockType.HEADER, level=3, text="Next & last", html="Next &amp; <em>last</em>"),
    block(BlockType.PARAGRAPH, text="It opened.", html='It <a href="https://x.org/o">opened</a>.'),
    block(BlockType.QUOTE, subtype="pullquote", text="So it is.", attribution="Bo Lind"),
    block(BlockType.LIST, subtype="ordered", text="One\nTwo", items=(Item(text="One", items=(Item(text="Two"),)),)),
    block(BlockType.TABLE, text="Year Cars\n2023 7", caption="Traffic", header=("Year", "Cars"), rows=(("2023", "7"),)),
    block(BlockType.IMAGE, url="https://x.org/i.jpg", alt="A bridge", caption="The bridge", credit="Ann Maker"),
    block(BlockType.GALLERY, caption="The river", items=(PICTURE,)),
    block(BlockType.VIDEO, url="https://x.org/v", caption="The film", credit="Bo Film", provider="youtube"),
    block(BlockType.AUDIO, url="https://x.org/s.mp3", caption="The sound", credit="Cy Sound", provider="spotify"),
    block(BlockType.EMBED, url="https://x.org/e", text="We rebuild.", html="We <b>rebuild</b>.", provider="twitter"),
    block(BlockType.CODE, text="if a < b:\n    go()"),
    block(BlockType.DIVIDER),
    block(BlockType.ASIDE, text="Its length is known."),
    block(BlockType.CORRECTION, text="Correction: it was 1998.", html="<em>Correction: it was 1998.</em>"),
    block(BlockType.INTERSTITIAL_LINK, text="Read also: More", items=(Item(text="More", url="https://x.org/m"),)),
    block(
        BlockType.LIVE_ENTRY, level=3, text="The vote",
        entry=LiveEntry(time="2024-05-06T10:45:00+01:00", title="The vote", key_event=True),
    ),
)  # fmt: skip


def article(*blocks: Block, **facts: Any) -> Article:
    given: dict[str, Any] = {
        "url": "https://example.org/story?page=1",
        "canonical_url": "https://example.org/story",
        "host": "example.org",
        "site_name": "The Example",
        "headline": "A bridge opens",
        "alternative_headline": "Bridge opens at last",
        "kicker": "Roads",
        "description": "At last.",
        "authors": (Author(name="Ann Lee", name_raw="By Ann Lee", url="https://example.org/ann"),),
        "date_published": "2024-04-25T12:00:00+02:00",
        "date_modified": "2024-04-26",
        "date_modified_raw": "26 April",
        "dateline": "BERLIN",
        "language": "en",
        "section": "News",
        "breadcrumbs": ("News", "Roads"),
        "tags": ("bridge", "river"),
        "main_image": "https://x.org/main.jpg",
        "word_count": 9,
        "reading_time_minutes": 1,
        "is_accessible_for_free": True,
        "quotes": (
            Quote(quote_id="q", block_id="b-quote", text="So it is.", speaker="Bo Lind", cue="said", start=0, end=9),
        ),
        "fingerprint": "0123456789abcdef",
        "provenance": {"description": "standfirst"},
    }
    return Article(blocks=blocks, **given | facts)


def stored(made: Article) -> StoredArticle:
    return StoredArticle(
        article_id="0f" * 16,
        article=made,
        source=Source(bucket="raw", key="page.html"),
        date_downloaded="2024-04-26T00:00:00.000000Z",
        revision=Revision(number=3, digest="d3"),
        duplicate_of="1f" * 16,
    )


FULL = article(*BLOCKS)
LIVE = article(*BLOCKS[-1:], *BLOCKS[:5], type=ArticleType.LIVE_BLOG)


@cache
def page_names() -> list[str]:
    """Returns the names of all page cases that have an article."""
    cases = sorted(path.parent for path in PAGES.rglob("expected.json"))
    return [str(case.relative_to(PAGES)) for case in cases if "reject" not in _expected(case)]


@cache
def page_article(name: str) -> Article:
    """Returns the article of a page case. Each is read when a test asks for it."""
    case = PAGES / name
    page, expected = next(path for path in case.iterdir() if path.stem == "page"), _expected(case)
    return extract_article(page.read_bytes(), url=expected.get("url"), content_type=expected.get("content_type"))


def _expected(case: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    return found
