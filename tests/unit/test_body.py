"""Bodies hold no id that can be derived, and give every id back.

The tests use made-up articles and all sample pages.
"""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.body import packed, unpacked
from copydesk.errors import Damaged, Reject
from copydesk.extraction import extract_article
from copydesk.extraction.blocks.draft import Draft, finish
from copydesk.model import Article, Block, BlockType, Quote, to_plain
from copydesk.plain import from_plain

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "samples/pages").glob("*.html.gz")) + sorted((ROOT / "tests/pages").rglob("page.htm*"))


def read(path: Path) -> bytes:
    body = path.read_bytes()
    return gzip.decompress(body) if path.suffix == ".gz" else body


def written(body: bytes) -> Any:
    """Returns the content of a body as a reader in any language gets it."""
    return json.loads(gzip.decompress(body))


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_body_of_a_sample_page_holds_no_ids_and_gives_them_back(path: Path) -> None:
    try:
        article = extract_article(read(path), url="https://news.example.org/story")
    except Reject:
        return
    plain = to_plain(article)
    body = packed(plain)
    assert from_plain(Article, unpacked(body)) == article
    assert body == packed(plain)
    kept = written(body)
    assert not {"block_id", "digest", "section"} & {name for block in kept["blocks"] for name in block}
    assert not {"quote_id", "block_id", "text"} & {name for quote in kept["quotes"] for name in quote}


def articles() -> st.SearchStrategy[tuple[Block, ...]]:
    characters = st.sampled_from(["x", "é", "語", "🗞", "\\", '"', "\x7f", "\ud800", "\u2028", "\n"])
    texts = st.lists(st.text(characters, max_size=40), max_size=12)
    kinds = st.sampled_from([BlockType.PARAGRAPH, BlockType.HEADER, BlockType.QUOTE])
    return st.lists(st.tuples(kinds, texts.map("".join)), max_size=12).map(
        # No blocks are under a heading without words.
        lambda blocks: finish(Draft(type=kind, text=text or "x") for kind, text in blocks)
    )


@given(articles())
@settings(max_examples=100, deadline=None)
def test_what_is_packed_comes_back(blocks: tuple[Block, ...]) -> None:
    article = Article(url=None, canonical_url=None, host=None, blocks=blocks)
    assert from_plain(Article, unpacked(packed(to_plain(article)))).blocks == blocks


def test_ids_that_no_rule_gives_are_kept() -> None:
    block = Block(block_id="mine", type=BlockType.PARAGRAPH, text="Yes, we said.", digest="d")
    quotes = (
        Quote(quote_id="q", block_id="mine", text="Yes", speaker="Ana", start=0, end=3),
        Quote(quote_id="r", block_id="elsewhere", text="No", start=0, end=2),
        Quote(quote_id="s", block_id="mine", text="other words", start=0, end=3),
    )
    article = Article(url=None, canonical_url=None, host=None, blocks=(block,), quotes=quotes)
    assert from_plain(Article, unpacked(packed(to_plain(article)))) == article


def test_facts_and_fields_of_a_later_release_are_kept() -> None:
    later = {"mood": "calm", "blocks": [{"type": "chart", "series": [1, 2]}], "quotes": []}
    body = unpacked(gzip.compress(json.dumps(later).encode()))
    assert (body["mood"], body["blocks"][0]["series"]) == ("calm", [1, 2])
    assert body["blocks"][0]["block_id"] == body["blocks"][0]["digest"][:20]


BROKEN = {
    "nothing": b"",
    "no gzip": b"{}",
    "half of it": packed({"kicker": "x" * 999})[:40],
    "no JSON": gzip.compress(b"{"),
    "no text": gzip.compress(b"\xff"),
    "a list": gzip.compress(b"[]"),
    "no blocks": gzip.compress(b"{}"),
    "blocks that are none": gzip.compress(b'{"blocks": [7], "quotes": []}'),
    "a block without a type": gzip.compress(b'{"blocks": [{}], "quotes": []}'),
    "a quote of no block": gzip.compress(b'{"blocks": [], "quotes": [{"block": 3, "start": 0, "end": 1}]}'),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_what_is_no_body_is_damaged(body: bytes) -> None:
    with pytest.raises(Damaged):
        unpacked(body)
