"""These tests read articles as they were in the past, and check the answers if a revision is gone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from copydesk.errors import Damaged
from copydesk.model import Article, Author, PubStatus, StoredArticle
from copydesk.storage import ArticleStore, RevisionExpired, list_revisions, read_article_at, read_history, read_revision
from copydesk.storage.articles.models import HeadItem, RevisionItem
from tests.unit.storage.conftest import NOW, Answer, Calls, just_call
from tests.unit.storage.making import ARTICLE_ID, EVENING, MORNING, NOON, article, candidate, quote

PK = f"ARTICLE#{ARTICLE_ID}"
DAWN = "2024-04-25T05:00:00.000000Z"
FIRST = replace(
    article("one", "two", headline="First", quotes=(quote("yes"),)),
    authors=(Author(name="A. Writer", name_raw="By A. Writer"),),
    description="As it was told first.",
    tags=("harbour",),
)
SECOND, THIRD = article("one", headline="Second"), article("one", "two", "three", headline="Third")


def now() -> datetime:
    return NOW


def long_after() -> datetime:
    return NOW + timedelta(days=31)


@pytest.fixture
def stored(store: ArticleStore) -> ArticleStore:
    for at, made in ((MORNING, FIRST), (NOON, SECOND), (EVENING, THIRD)):
        store.store(candidate(made, at=at, key=f"{at}.html"))
    return store


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(("number", "made"), [(1, FIRST), (2, SECOND), (3, THIRD)])
def test_every_revision_reads_whole_as_it_was_from_one_call(calls: Calls, number: int, made: Article) -> None:
    found = read_revision(ARTICLE_ID, number, now=now)
    assert found is not None
    assert (found.article, found.revision.number) == (made, number)
    assert found.source.key == f"{found.date_downloaded}.html"
    assert calls.names == ["BatchGetItem"]


AT: dict[str, tuple[str, Article | None]] = {
    "before it was stored": (DAWN, None),
    "at the very moment": (MORNING, FIRST),
    "between two fetches": ("2024-04-25T17:59:59.999999Z", SECOND),
    "now": ("2026-01-01T00:00:00.000000Z", THIRD),
}


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(("instant", "made"), AT.values(), ids=AT.keys())
def test_an_article_reads_as_it_stood_at_a_time(instant: str, made: Article | None) -> None:
    found = read_article_at(ARTICLE_ID, instant, now=now)
    assert (found.article if found else None) == made


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("number", [-1, 0, 4, 10**9])
def test_a_revision_that_never_was_is_none(number: int) -> None:
    assert read_revision(ARTICLE_ID, number, now=now) is None


def test_of_an_article_that_never_was_there_is_nothing(store: ArticleStore) -> None:
    assert read_revision(ARTICLE_ID, 1) is None
    assert read_article_at(ARTICLE_ID, NOON) is None
    assert list_revisions(ARTICLE_ID) == []
    assert read_history(ARTICLE_ID) == []


@pytest.mark.usefixtures("stored")
def test_an_expired_revision_is_said_to_be_so_whether_dynamodb_has_deleted_it_or_not() -> None:
    for _ in range(2):
        with pytest.raises(RevisionExpired, match="revision 1"):
            read_revision(ARTICLE_ID, 1, now=long_after)
        with pytest.raises(RevisionExpired, match=f"stood at {NOON}"):
            read_article_at(ARTICLE_ID, NOON, now=long_after)
        assert [each.article for each in read_history(ARTICLE_ID, now=long_after)] == [THIRD]
        assert [head.stored.revision.number for head in list_revisions(ARTICLE_ID, now=long_after)] == [3]
        RevisionItem(PK, "REVISION#00001").delete()


@pytest.mark.usefixtures("stored")
def test_a_damaged_revision_says_so_and_hides_no_other() -> None:
    RevisionItem(PK, "REVISION#00001").update(actions=[RevisionItem.body.set(b"no gzip")])
    with pytest.raises(Damaged):
        read_revision(ARTICLE_ID, 1, now=now)
    assert [each.article for each in read_history(ARTICLE_ID, now=now)] == [SECOND, THIRD]


@pytest.mark.usefixtures("stored")
def test_a_withdrawal_shows_from_when_it_was_seen(stored: ArticleStore) -> None:
    stored.withdraw(ARTICLE_ID, seen_at="2024-04-25T20:00:00.000000Z")
    before, after = (read_article_at(ARTICLE_ID, f"2024-04-25T{hour}:00:00.000000Z", now=now) for hour in (19, 21))
    assert before is not None
    assert after is not None
    assert (before.article, before.withdrawn_at) == (THIRD, None)
    assert after.article == replace(THIRD, pub_status=PubStatus.CANCELED)


@pytest.mark.usefixtures("stored")
def test_the_revisions_are_listed_without_their_blocks_from_one_query(calls: Calls) -> None:
    found = list_revisions(ARTICLE_ID, now=now)
    assert [head.stored.article.headline for head in found] == ["First", "Second", "Third"]
    assert [head.block_ids for head in found][:2] == [("b-one", "b-two"), ("b-one",)]
    assert calls.names == ["Query"]


def in_parts(calls: Calls, between: Callable[[], object]) -> None:
    """Makes queries return one item a call; `between` happens once, after the first call."""

    def small(name: str, arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        if name == "Query":
            arguments["Limit"] = 1
        answer = call()
        if len(calls.made) == made + 1:
            calls.around = just_call
            between()
            calls.around = small
        return answer

    made = len(calls.made)
    calls.around = small


READS: dict[str, Callable[[], StoredArticle | None]] = {
    "by number": lambda: read_revision(ARTICLE_ID, 1, now=now),
    "by time": lambda: read_article_at(ARTICLE_ID, NOON, now=now),
    "all": lambda: read_history(ARTICLE_ID, now=now)[0],
}


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
@pytest.mark.parametrize("happening", ["edit", "takedown"])
def test_an_edit_or_a_takedown_in_the_middle_of_a_read_changes_nothing_of_the_past(
    store: ArticleStore, calls: Calls, read: Callable[[], StoredArticle | None], happening: str
) -> None:
    store.store(candidate(FIRST, at=MORNING))

    def edit() -> None:
        store.store(candidate(article("a new one", "another", headline="New"), at=EVENING))

    in_parts(calls, edit if happening == "edit" else lambda: store.withdraw(ARTICLE_ID, seen_at=EVENING))
    found = read()
    assert found is not None
    assert found.article == FIRST


def test_the_current_revision_that_is_damaged_says_so(store: ArticleStore) -> None:
    store.store(candidate(FIRST))
    HeadItem(PK, "HEAD").update(actions=[HeadItem.body.remove()])
    for read in READS.values():
        with pytest.raises(Damaged):
            read()
