"""Rows of a speaker's quotes follow the heads. Readers follow the heads if the rows are late."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from copydesk.aws.stream_records import table_change
from copydesk.errors import Retry
from copydesk.events.records import TableChange
from copydesk.storage import ArticleStore
from copydesk.storage.articles.models import ArticlesItem, HeadItem, SpokenItem
from copydesk.storage.articles.speakers import part_of_speaker, project
from tests.unit.storage.conftest import Answer, Calls
from tests.unit.storage.making import ARTICLE_ID, EVENING, MORNING, NOON, article, candidate, quote

NIGHT = "2024-04-25T22:00:00.000000Z"
PK = f"ARTICLE#{ARTICLE_ID}"
YES, NO, ELSEWHERE, LOST = quote("yes"), quote("no"), quote("so", "Noor Hale"), quote("or", "Tom Reed")

type Image = dict[str, Any] | None


def image() -> dict[str, Any]:
    """Returns the head as the stream shows it now."""
    return dict(HeadItem.get(PK, "HEAD").serialize())


def streamed(before: Image, after: Image = {}) -> TableChange:  # noqa: B006  # read, never changed
    """Returns a change of the head, to what it is now or to `after`."""
    images = {"OldImage": before, "NewImage": image() if after == {} else after}
    keys = {"pk": {"S": PK}, "sk": {"S": "HEAD"}}
    record = {"ApproximateCreationDateTime": 1.0, "Keys": keys}
    return table_change({"dynamodb": record | {name: item for name, item in images.items() if item}}, load_body=gone)


def gone(key: str) -> bytes:
    raise AssertionError(f"nothing is read from {key}")


def rows() -> set[str]:
    return {f"{item.pk} {item.sk[:10]}" for item in SpokenItem.scan() if isinstance(item, SpokenItem)}


def said(name: str = "Cairo") -> set[str]:
    return {each.quote.text for each in part_of_speaker(name, limit=100).items}


def test_the_quotes_of_a_head_are_found_by_their_speakers(store: ArticleStore) -> None:
    store.store(candidate(article("one", quotes=(YES, ELSEWHERE, quote("nobody", None)))))
    assert rows() == set()
    project([streamed(None)])
    assert rows() == {"SPEAKER#cairo 2024-04-25", "SPEAKER#noor-hale 2024-04-25"}
    (found,) = part_of_speaker("CAIRO", limit=5).items
    assert (found.quote, found.article_id, found.date) == (YES, ARTICLE_ID, "2024-04-25")


def edits(store: ArticleStore) -> list[TableChange]:
    """Returns three changes of an article.

    A quote is added. Then two more quotes and a speaker are added. Then quotes are replaced and the date changes.
    """
    made: list[TableChange] = []
    before: Image = None
    for at, quotes, day in ((MORNING, (YES,), "2024-04-25"), (NOON, (YES, NO, LOST), "2024-04-25"),
                            (EVENING, (NO, ELSEWHERE), "2024-05-01")):  # fmt: skip
        store.store(candidate(article("one", quotes=quotes, date_published=day), at=at))
        made.append(streamed(before))
        before = image()
    return made


@pytest.mark.parametrize("parts", [[3], [1, 1, 1], [1, 2], [2, 1]])
def test_an_edit_puts_what_came_and_deletes_what_went(store: ArticleStore, parts: list[int]) -> None:
    changes = edits(store)
    for part in parts:
        project(changes[:part])
        changes = changes[part:]
    assert rows() == {"SPEAKER#cairo 2024-05-01", "SPEAKER#noor-hale 2024-05-01"}
    assert said() == {"no"}


@pytest.mark.parametrize("again", [[0], [1], [0, 1, 2], [2], [1, 2]])
def test_what_the_stream_tells_again_ends_in_the_same_rows(store: ArticleStore, again: list[int]) -> None:
    """Lambda repeats a batch from some record to its end."""
    changes = edits(store)
    project(changes)
    for first in again:
        project(changes[first:])
    assert rows() == {"SPEAKER#cairo 2024-05-01", "SPEAKER#noor-hale 2024-05-01"}


def test_a_change_without_quotes_writes_nothing(store: ArticleStore, calls: Calls) -> None:
    store.store(candidate(article("one", quotes=(YES,)), at=MORNING))
    before = image()
    store.store(candidate(article("two", quotes=(YES,)), at=NOON))
    change = streamed(before)
    calls.made.clear()
    project([change])
    assert calls.names == []


def test_rows_that_their_head_no_longer_names_are_left_out(store: ArticleStore) -> None:
    store.store(candidate(article("one", quotes=(YES, NO)), at=MORNING))
    project([streamed(None)])
    store.store(candidate(article("one", quotes=(NO,)), at=NOON))
    assert said() == {"no"}
    store.store(candidate(article("one", quotes=(ELSEWHERE,)), at=EVENING))
    assert rows() == {"SPEAKER#cairo 2024-04-25"}
    assert said() == set()
    store.store(candidate(article("one", quotes=(NO,), date_published="2024-06-01"), at=NIGHT))
    assert said() == set()  # the stream has not shown the new place yet
    HeadItem(PK, "HEAD").delete()
    assert said() == set()


def test_rows_of_a_head_that_was_deleted_or_became_an_alias_go(store: ArticleStore) -> None:
    store.store(candidate(article("one", quotes=(YES,))))
    project([streamed(None)])
    for after in (None, {"kind": {"S": "alias"}, "article_id": {"S": ARTICLE_ID}}):
        project([streamed(image(), after)])
        assert rows() == set()
        project([streamed(None)])


def test_a_damaged_head_keeps_its_rows_and_the_sets_of_one_delete_them(store: ArticleStore) -> None:
    store.store(candidate(article("one", quotes=(YES, ELSEWHERE))))
    project([streamed(None)])
    damaged = image() | {"body": {"B": b"no gzip"}}
    project([streamed(image(), damaged)])
    assert len(rows()) == 2
    project([streamed(damaged, None)])
    assert rows() == set()
    project([streamed(None)])
    HeadItem(PK, "HEAD").update(actions=[HeadItem.body.set(b"no gzip")])
    assert said() == set()


def test_many_speakers_are_some_calls_and_what_is_handed_back_is_done(store: ArticleStore, calls: Calls) -> None:
    store.store(candidate(article("one", quotes=tuple(quote("yes", f"Speaker {number}") for number in range(60)))))
    change = streamed(None)
    calls.made.clear()
    handed_back: list[Any] = []

    def once(name: str, arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        if name != "BatchWriteItem" or handed_back:
            return call()
        handed_back.append(name)
        return {"UnprocessedItems": arguments["RequestItems"]}

    calls.around = once
    project([change])
    assert calls.names == ["BatchWriteItem"] * 4
    assert len(rows()) == 60


def test_a_table_that_is_throttled_is_for_later(
    store: ArticleStore, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.store(candidate(article("one", quotes=(YES,))))
    change = streamed(None)
    calls.around = lambda name, arguments, call: (
        {"UnprocessedItems": arguments["RequestItems"]} if name == "BatchWriteItem" else call()
    )
    monkeypatch.setattr("copydesk.storage.dynamodb.time.sleep", lambda _seconds: None)
    with pytest.raises(Retry):
        project([change])


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_parts_are_all_quotes_once_whatever_became_of_the_rows(store: ArticleStore, limit: int) -> None:
    for number in range(6):
        quotes = tuple(quote(f"{number} {each}") for each in range(number % 3))
        made = article("one", quotes=quotes or (YES,), date_published=f"2024-04-{number + 1:02}")
        store.store(replace(candidate(made, at=MORNING), article_id=f"{number:032x}"))
        stored = HeadItem.get(f"ARTICLE#{number:032x}", "HEAD").serialize()
        project([streamed(None, stored)])
        if not quotes:
            store.store(replace(candidate(article("one"), at=NOON), article_id=f"{number:032x}"))
    seen: list[str] = []
    after = None
    for _ in range(9):
        part = part_of_speaker("Cairo", limit=limit, after=after)
        assert len(part.items) <= limit
        seen += [each.quote.text for each in part.items]
        if (after := part.next) is None:
            break
    assert seen == ["5 0", "5 1", "4 0", "2 0", "2 1", "1 0"]


def test_rows_of_a_later_release_are_left_out(store: ArticleStore) -> None:
    store.store(candidate(article("one", quotes=(YES,))))
    project([streamed(None)])
    row = next(iter(SpokenItem.query("SPEAKER#cairo"))).serialize()
    later = row | {"sk": {"S": "2024-04-26#x#y"}, "kind": {"S": "paraphrased"}}
    connection = ArticlesItem._get_connection().connection
    connection.dispatch("PutItem", {"TableName": "articles", "Item": later})
    assert said() == {"yes"}
