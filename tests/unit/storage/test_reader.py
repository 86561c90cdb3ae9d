from dataclasses import replace

import pytest

from copydesk.model import Article, Author, Block, BlockType, Conflict, Item, Link, LiveEntry, Quality, Source
from copydesk.storage import ArticleStore, read_article
from copydesk.storage.articles.listing import of_day, of_site
from tests.unit.storage.making import ARTICLE_ID, NOON, article, candidate, list_heads, quote

HEADER = Block(block_id="h", type=BlockType.HEADER, level=2, text="A heading", digest="h")
FULL = Article(
    url="https://example.org/story",
    canonical_url=None,
    host="example.org",
    headline="A headline",
    authors=(Author(name="A. Writer", name_raw="By A. Writer"), Author(name="B", name_raw="B", url="https://x/b")),
    date_published="2024-04-25T12:00:00+02:00",
    dateline="BERLIN",
    breadcrumbs=("Home", "News"),
    tags=("one", "two"),
    word_count=7,
    is_accessible_for_free=False,
    robots=("noai", "noarchive"),
    blocks=(
        Block(
            block_id="first", type=BlockType.PARAGRAPH, text="x", links=(Link(url="https://x", text=""),), digest="f"
        ),
        HEADER,
        Block(block_id="t", type=BlockType.TABLE, rows=(("a", ""), ("", "b")), digest="t", section="A heading"),
        Block(
            block_id="l",
            type=BlockType.LIST,
            items=(Item(text="a", items=(Item(text="b", url="https://x"),)),),
            digest="l",
            section="A heading",
        ),
        Block(
            block_id="e",
            type=BlockType.LIVE_ENTRY,
            entry=LiveEntry(time="12:00", key_event=True),
            digest="e",
            section="A heading",
        ),
    ),
    provenance={"headline": "og:title"},
    conflicts=(Conflict(field="headline", source="h1", value="Another"),),
    quality=Quality(score=1.0, flags=("short",)),
)


def test_every_kind_of_fact_survives_the_table(store: ArticleStore) -> None:
    made = replace(candidate(FULL), source=Source(bucket="raw", key="a b", version_id="1", etag="e"))
    store.store(made)
    found = read_article(ARTICLE_ID)
    assert found is not None
    assert (found.article, found.source, found.date_downloaded) == (FULL, made.source, NOON)


def test_what_was_never_stored_is_none(store: ArticleStore) -> None:
    assert read_article(ARTICLE_ID) is None


def test_a_site_lists_its_articles_the_latest_first(store: ArticleStore) -> None:
    for number, day in enumerate(("2024-04-24", "2024-04-26", "2024-04-25")):
        made = candidate(article("one", date_published=day))
        store.store(replace(made, article_id=f"{number:032x}"))
    found = of_site("example.org").part(2).items
    assert [head.stored.article.date_published for head in found] == ["2024-04-26", "2024-04-25"]


def test_a_day_is_read_across_its_shards(store: ArticleStore) -> None:
    for number in range(20):
        made = candidate(article("one", quotes=(quote("yes"),), date_published="2024-04-25"))
        store.store(replace(made, article_id=f"{number:032x}"))
    found = of_day("2024-04-25").part(100).items
    assert len(found) == len(list_heads()) == 20
    assert (found[0].block_ids, found[0].quote_ids) == (("b-one",), ("q-yes-Cairo",))
    assert of_day("2024-04-26").part(100).items == ()


@pytest.mark.parametrize("stated", ["", "April, surely"])
def test_an_article_without_a_date_is_found_on_the_day_it_was_read(store: ArticleStore, stated: str) -> None:
    store.store(candidate(article("one", date_published=stated)))
    assert len(of_day(NOON[:10]).part(100).items) == 1
