"""Lists are read in parts: they are complete, each part takes few queries, and no part leaves its list."""

import pytest

from copydesk.errors import BadCursor, RejectReason
from copydesk.storage import ArticleStore, keys, read_head
from copydesk.storage.articles.listing import part_of_day
from copydesk.storage.articles.speakers import part_of_history, part_of_rejects, part_of_site, part_of_speaker, project
from tests.unit.storage.conftest import Calls
from tests.unit.storage.making import ARTICLE_ID, EVENING, MORNING, article, candidate, quote
from tests.unit.storage.test_projections import streamed


def test_a_part_of_a_site_is_one_query_and_a_head_one_item(store: ArticleStore, calls: Calls) -> None:
    store.store(candidate(article("one")))
    calls.made.clear()
    assert [head.stored.article_id for head in part_of_site("example.org", limit=5).items] == [ARTICLE_ID]
    found = read_head(ARTICLE_ID)
    assert found is not None
    assert found.block_ids == ("b-one",)
    assert calls.names == [*["Query"] * keys.SITE_SHARDS, "BatchGetItem", "GetItem"]
    assert read_head("00" * 16) is None


def test_a_part_that_is_just_full_is_the_last(store: ArticleStore) -> None:
    store.store(candidate(article("one", quotes=(quote("a"), quote("b")))))
    project([streamed(None)])
    assert part_of_site("example.org", limit=1).next is None
    assert part_of_day("2024-04-25", limit=1).next is None
    assert part_of_speaker("Cairo", limit=2).next is None
    first = part_of_speaker("cairo", limit=1)
    second = part_of_speaker("CAIRO", limit=1, after=first.next)
    assert {each.quote.text for each in (*first.items, *second.items)} == {"a", "b"}
    assert (second.next, second.items[0].article_id, second.items[0].date) == (None, ARTICLE_ID, "2024-04-25")


def test_a_speaker_without_letters_said_nothing(store: ArticleStore, calls: Calls) -> None:
    assert (part_of_speaker("…", limit=1).items, calls.names) == ((), [])


def test_history_goes_back_from_the_latest(store: ArticleStore) -> None:
    for text, at in (("one", MORNING), ("two", EVENING)):
        store.store(candidate(article(text), at=at))
    first = part_of_history(ARTICLE_ID, limit=1, now=store.now)
    assert (first.items[0].stored.revision.number, first.next) == (2, "2")
    rest = part_of_history(ARTICLE_ID, limit=1, after="2", now=store.now)
    assert (rest.items[0].stored.revision.number, rest.next) == (1, None)
    assert part_of_history(ARTICLE_ID, limit=1, after="1", now=store.now).items == ()


@pytest.mark.parametrize(
    "read",
    [
        lambda after: part_of_site("example.org", limit=1, after=after),
        lambda after: part_of_day("2024-04-25", limit=1, after=after),
        lambda after: part_of_speaker("Cairo", limit=1, after=after),
        lambda after: part_of_history(ARTICLE_ID, limit=1, after=after),
        lambda after: part_of_rejects(RejectReason.GONE, limit=1, after=after),
    ],
    ids=["site", "day", "speaker", "history", "rejects"],
)
def test_a_place_that_is_none_is_refused_unread(read: object, calls: Calls) -> None:
    for after in ("x", f"ARTICLE#{ARTICLE_ID}", f"2024-04-25#{ARTICLE_ID}\n", "2024-04-25#", "-1", "²"):
        with pytest.raises(BadCursor):
            read(after)  # type: ignore[operator]  # one of the lambdas above
    assert calls.names == []
