"""A reader ships one release before its writer. So this release must read and keep what the next one writes.

Release N+1 is made here. It has another schema version, a new block type, status and kinds of items, and new facts and
members.
"""

import gzip
import json
from typing import Any

import pytest

from copydesk.api.records import head_record
from copydesk.errors import Retry
from copydesk.formats import FORMATS, render
from copydesk.model import BlockType, PubStatus, to_plain
from copydesk.storage import ArticleStore, list_revisions, part_of_day, read_article, read_head, read_history
from copydesk.storage.articles.listing import of_site
from copydesk.storage.articles.models import ArticlesItem, HeadItem
from tests.unit.storage.making import ARTICLE_ID, EVENING, article, candidate, quote

PK = f"ARTICLE#{ARTICLE_ID}"
CHART = {"type": "chart", "text": "What it shows.", "series": [[1, 2], [3, 4]], "axis": {"x": "years"}}


def put(item: dict[str, Any]) -> None:
    connection = ArticlesItem._get_connection().connection
    connection.dispatch("PutItem", {"TableName": "articles", "Item": item})


@pytest.fixture
def later(store: ArticleStore) -> None:
    """Stores an article as release N+1 does."""
    store.store(candidate(article("one", "two", quotes=(quote("yes"),))))
    item = dict(HeadItem.get(PK, "HEAD").serialize())
    body = json.loads(gzip.decompress(item["body"]["B"]))
    body["blocks"] = [body["blocks"][0] | {"mood": "calm"}, CHART, *body["blocks"][1:]]
    body["quotes"] = [each | {"mood": "calm"} for each in body["quotes"]]
    body |= {"carbon": {"grams": 3}}
    put(
        item
        | {
            "schema_version": {"S": "4"},
            "pub_status": {"S": "embargoed"},
            "type": {"S": "podcast"},
            "beats": {"SS": ["harbour", "council"]},
            "body": {"B": gzip.compress(json.dumps(body).encode())},
        }
    )
    put({"pk": {"S": PK}, "sk": {"S": "REVISION#00000.5"}, "kind": {"S": "draft"}, "draft": {"S": "x"}})


@pytest.mark.usefixtures("later")
def test_what_is_not_known_is_handed_on() -> None:
    found = read_article(ARTICLE_ID)
    assert found
    plain = to_plain(found)["article"]
    assert (plain["schema_version"], plain["pub_status"], plain["type"]) == ("4", "embargoed", "podcast")
    assert plain["carbon"] == {"grams": 3}
    first, chart, second = plain["blocks"]
    assert first["mood"] == "calm"
    assert {name: chart[name] for name in CHART} == CHART
    assert chart["block_id"] == chart["digest"][:20]
    assert second["text"] == "two"
    assert found.article.text == "one\n\ntwo"
    assert [each.quote_id for each in found.article.quotes] == ["q-yes-Cairo"]


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_written(form: str) -> None:
    found = read_article(ARTICLE_ID)
    assert found
    assert "two" in render(found, form)


@pytest.mark.usefixtures("later")
def test_lists_and_histories_are_read() -> None:
    head = read_head(ARTICLE_ID)
    assert head
    assert head_record(head)["carbon"] == {"grams": 3}
    for part in (of_site("example.org").part(100), part_of_day("2024-04-25")):
        assert [each.stored.article_id for each in part.items] == [ARTICLE_ID]
    assert len(list_revisions(ARTICLE_ID)) == len(read_history(ARTICLE_ID)) == 1


@pytest.mark.usefixtures("later")
def test_an_edit_by_this_release_keeps_what_it_replaces_whole(store: ArticleStore) -> None:
    before = read_article(ARTICLE_ID)
    attributes = HeadItem.get(PK, "HEAD").serialize()
    store.store(candidate(article("another"), at=EVENING))
    past, _ = read_history(ARTICLE_ID, now=store.now)
    assert before
    assert past.article == before.article
    kept = ArticlesItem.get(PK, "REVISION#00001").serialize()
    assert kept["beats"] == attributes["beats"]


def test_a_head_of_another_kind_is_no_article_and_is_never_written_over(store: ArticleStore) -> None:
    put({"pk": {"S": PK}, "sk": {"S": "HEAD"}, "kind": {"S": "signpost"}, "leads_to": {"S": "elsewhere"}})
    assert read_article(ARTICLE_ID) is None
    assert read_head(ARTICLE_ID) is None
    assert read_history(ARTICLE_ID) == []
    with pytest.raises(Retry, match="does not know"):
        store.store(candidate(article("one")))
    with pytest.raises(Retry, match="does not know"):
        store.withdraw(ARTICLE_ID, seen_at=EVENING)
    assert ArticlesItem.get(PK, "HEAD").unknown["leads_to"] == {"S": "elsewhere"}


@pytest.mark.parametrize("kind", [BlockType, PubStatus])
def test_values_of_a_later_release_are_texts_like_ours(kind: Any) -> None:
    value = kind("later")
    assert (value, str(value), f"{value}", value == kind("later"), len({value, kind("later")})) == (
        "later", "later", "later", True, 1,
    )  # fmt: skip
    with pytest.raises(ValueError, match="7"):
        kind(7)
