"""These tests check what storing writes, in which order, and what it leaves unchanged."""

import gzip
import json
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from pynamodb.expressions.operand import Path

from copydesk.errors import Damaged, Reject, RejectReason, Retry, Skip, SkipReason
from copydesk.model import Article, PubStatus
from copydesk.storage import ArticleStore, read_article, read_history, use_bodies
from copydesk.storage.articles.listing import of_site
from copydesk.storage.articles.models import ArticlesItem, HeadItem
from copydesk.storage.operations.models import SeenItem
from tests.unit.storage.conftest import NOW, Answer, Calls, just_call
from tests.unit.storage.making import ARTICLE_ID, EVENING, MORNING, NOON, article, candidate, quote

PK = f"ARTICLE#{ARTICLE_ID}"
SIXTEEN = [f"paragraph {number}" for number in range(16)]


def items() -> dict[str, ArticlesItem]:
    return {item.sk: item for item in ArticlesItem.query(PK, consistent_read=True)}


def expiring() -> set[str]:
    return {sk for sk, item in items().items() if item.expires_at}


def written(calls: Calls) -> list[str]:
    """Returns the sort keys of the written items in order."""
    found: list[str] = []
    for name, arguments in calls.made:
        if name == "BatchWriteItem":
            found += [put["PutRequest"]["Item"]["sk"]["S"] for put in arguments["RequestItems"]["articles"]]
        if name == "PutItem":
            found.append(arguments["Item"]["sk"]["S"])
    return found


def test_a_stored_article_reads_back_as_it_was(store: ArticleStore) -> None:
    made = article("one", "two", quotes=(quote("yes"),))
    outcome = store.store(candidate(made))
    found = read_article(ARTICLE_ID)
    assert found is not None
    assert outcome.revision == 1
    assert found.article == made


def test_the_first_ingest_is_one_read_and_one_write(store: ArticleStore, calls: Calls) -> None:
    store.store(candidate(article(*SIXTEEN, quotes=(quote("yes"),))))
    assert calls.names == ["GetItem", "PutItem"]
    assert items().keys() == {"HEAD"}


def test_a_head_shows_what_readers_filter_by_and_the_sets_of_its_quotes_and_speakers(store: ArticleStore) -> None:
    said = (quote("yes"), quote("no", "Noor  Hale"), quote("so", None))
    store.store(candidate(article("one", quotes=said, section="News", language="en")))
    head = HeadItem.get(PK, "HEAD")
    assert (head.headline, head.section, head.language, head.host) == ("A headline", "News", "en", "example.org")
    assert head.quote_ids == {each.quote_id for each in said}
    assert head.speakers == {"cairo", "noor-hale"}


def test_equal_articles_are_equal_bytes(store: ArticleStore) -> None:
    bodies = []
    for number in range(2):
        made = replace(candidate(article("one", "two", quotes=(quote("yes"),))), article_id=f"{number:032x}")
        store.store(made)
        bodies.append(HeadItem.get(f"ARTICLE#{number:032x}", "HEAD").body)
    assert bodies[0] == bodies[1]


def test_an_unchanged_article_costs_one_read_and_no_write(store: ArticleStore, calls: Calls) -> None:
    store.store(candidate(article("one")))
    calls.made.clear()
    with pytest.raises(Skip) as skip:
        store.store(candidate(article("one")))
    assert skip.value.reason is SkipReason.UNCHANGED
    assert calls.names == ["GetItem"]


def test_a_later_fetch_of_the_same_words_is_noted_once_beside_the_article(store: ArticleStore, calls: Calls) -> None:
    store.store(candidate(article("one")))
    before = items()["HEAD"].serialize()
    calls.made.clear()
    for _ in range(2):
        with pytest.raises(Skip, match="unchanged"):
            store.store(candidate(article("one"), at=EVENING, key="b.html"))
    writes = [arguments for name, arguments in calls.made if name.startswith(("Put", "Update", "BatchWrite"))]
    assert [write["TableName"] for write in writes] == ["operations"]
    assert {sk: item.serialize() for sk, item in items().items()} == {"HEAD": before}
    (note,) = SeenItem.query(f"SEEN#{ARTICLE_ID}")
    assert (note.last[0], note.expires_at) == (EVENING, NOW + timedelta(days=30))
    assert len(json.dumps(note.serialize())) < 1_024  # this is one write unit


def test_a_withdrawal_from_before_the_article_was_seen_again_is_too_old(store: ArticleStore) -> None:
    store.store(candidate(article("one"), at=MORNING))
    with pytest.raises(Skip, match="unchanged"):
        store.store(candidate(article("one"), at=EVENING, key="b.html"))
    with pytest.raises(Skip, match="older_than_stored"):
        store.withdraw(ARTICLE_ID, seen_at=NOON)
    assert store.withdraw(ARTICLE_ID, seen_at=EVENING).article_id == ARTICLE_ID


def test_a_new_reading_of_an_article_that_was_seen_again_is_stored(store: ArticleStore) -> None:
    store.store(candidate(article("one"), at=MORNING))
    with pytest.raises(Skip, match="unchanged"):
        store.store(candidate(article("one"), at=EVENING, key="b.html"))
    assert store.store(candidate(article("one", "more"), at=MORNING)).revision == 2
    with pytest.raises(Skip, match="older_than_stored"):
        store.store(candidate(article("two"), at=NOON, key="c.html"))


def test_another_reading_of_the_same_words_is_no_revision(store: ArticleStore) -> None:
    made = article("one")
    store.store(candidate(made))
    with pytest.raises(Skip, match="unchanged"):
        store.store(candidate(replace(made, extractor_version="2", provenance={"headline": "h1"}, url="http://x/y")))


def test_an_edit_writes_the_revision_that_it_replaces_and_then_the_head(store: ArticleStore, calls: Calls) -> None:
    store.store(candidate(article("one", "two", "three")))
    calls.made.clear()
    outcome = store.store(candidate(article("one", "2", "three"), at=EVENING))
    assert (outcome.revision, written(calls)) == (2, ["REVISION#00001", "HEAD"])
    assert calls.names == ["GetItem", "BatchWriteItem", "BatchGetItem", "PutItem"]
    assert expiring() == {"REVISION#00001"}


def test_a_revision_is_the_head_that_it_was_and_in_no_index(store: ArticleStore) -> None:
    store.store(candidate(article("one", quotes=(quote("yes"),))))
    before = items()["HEAD"].serialize()
    store.store(candidate(article("two"), at=EVENING))
    past = items()["REVISION#00001"].serialize()
    indexes = {f"gsi{number}{key}" for number in (1, 2, 3) for key in ("pk", "sk")}
    of_the_head = {"sk", "kind", *indexes, "quote_ids", "speakers"}
    assert {name: value for name, value in before.items() if name not in of_the_head} == {
        name: value for name, value in past.items() if name not in ("sk", "kind", "expires_at")
    }
    assert not indexes & past.keys()


def test_what_a_later_release_wrote_into_a_head_goes_into_its_revision(store: ArticleStore) -> None:
    store.store(candidate(article("one")))
    ArticlesItem._get_connection().connection.update_item(
        "articles", PK, "HEAD", actions=[Path("mood").set("calm"), Path("beats").set(["harbour"])]
    )
    store.store(candidate(article("two"), at=EVENING))
    assert items()["REVISION#00001"].unknown == {"mood": {"S": "calm"}, "beats": {"L": [{"S": "harbour"}]}}


def test_a_new_date_moves_the_article_in_its_index(store: ArticleStore) -> None:
    store.store(candidate(article("one")))
    store.store(candidate(article("one", date_published="2024-05-01"), at=EVENING))
    assert [found.stored.article.date_published for found in of_site("example.org").part(100).items] == ["2024-05-01"]


@pytest.mark.parametrize(
    ("at", "key", "sequencer"),
    [(MORNING, "page.html", "FF"), (NOON, "page.html", "0A"), (NOON, "another.html", "FF")],
    ids=["fetched before", "the same key written before", "at the same time from the lesser key"],
)
def test_an_older_fetch_never_overwrites_a_newer(store: ArticleStore, at: str, key: str, sequencer: str) -> None:
    store.store(candidate(article("new"), at=NOON, sequencer="0B"))
    with pytest.raises(Skip) as skip:
        store.store(candidate(article("old"), at=at, key=key, sequencer=sequencer))
    assert skip.value.reason is SkipReason.OLDER_THAN_STORED


FIRST, SECOND = "2024-04-25T12:00:00.100000Z", "2024-04-25T12:00:00.900000Z"
AT_ONCE = {
    "the greater key later": (("x-v10.html", FIRST), ("x-v9.html", SECOND)),
    "the lesser key later": (("x-v9.html", FIRST), ("x-v10.html", SECOND)),
    "at one millisecond by key": (("x-v10.html", FIRST), ("x-v9.html", FIRST)),
    "one that S3 told of counts before one that somebody points to": (("x-v9.html", None), ("x-v10.html", FIRST)),
    "two that somebody points to by key": (("x-v10.html", None), ("x-v9.html", None)),
}


@pytest.mark.parametrize("in_order", [True, False], ids=["in order", "the other way round"])
@pytest.mark.parametrize("both", AT_ONCE.values(), ids=AT_ONCE)
def test_of_two_keys_in_one_second_the_one_counts_that_s3_told_of_later(
    store: ArticleStore, both: tuple[tuple[str, str | None], ...], in_order: bool
) -> None:
    made = [
        replace(candidate(article(text), key=key), notified_at=at)
        for text, (key, at) in zip(("first", "second"), both, strict=True)
    ]
    for each in made if in_order else reversed(made):
        with suppress(Skip):
            store.store(each)
    found = read_article(ARTICLE_ID)
    assert found
    assert found.article.text == "second"


def test_the_same_object_read_better_is_a_revision(store: ArticleStore) -> None:
    store.store(candidate(article("one"), sequencer="0B"))
    assert store.store(candidate(article("one", "two"), sequencer=None)).revision == 2


WITHDRAWAL_OF_NOTHING: dict[str, tuple[str | None, str | None, SkipReason]] = {
    "never stored": (None, None, SkipReason.NEVER_STORED),
    "stored anew since": (EVENING, None, SkipReason.OLDER_THAN_STORED),
    "canceled already": (MORNING, NOON, SkipReason.UNCHANGED),
    "canceled later": (MORNING, EVENING, SkipReason.UNCHANGED),
}


@pytest.mark.parametrize(("stored", "gone", "reason"), WITHDRAWAL_OF_NOTHING.values(), ids=WITHDRAWAL_OF_NOTHING.keys())
def test_a_withdrawal_with_nothing_to_withdraw_costs_one_read(
    store: ArticleStore, calls: Calls, stored: str | None, gone: str | None, reason: SkipReason
) -> None:
    if stored:
        store.store(candidate(article("one"), at=stored))
    if gone:
        store.withdraw(ARTICLE_ID, seen_at=gone)
    calls.made.clear()
    with pytest.raises(Skip) as skip:
        store.withdraw(ARTICLE_ID, seen_at=NOON)
    assert skip.value.reason is reason
    assert calls.names == ["GetItem"]


def test_a_withdrawal_changes_the_status_and_nothing_else(store: ArticleStore, calls: Calls) -> None:
    store.store(candidate(article("one", quotes=(quote("yes"),))))
    before = {sk: item.serialize() for sk, item in items().items()}
    calls.made.clear()
    assert store.withdraw(ARTICLE_ID, seen_at=EVENING).article_id == ARTICLE_ID
    assert calls.names == ["GetItem", "BatchGetItem", "UpdateItem"]
    before["HEAD"] |= {"pub_status": {"S": "canceled"}, "withdrawn_at": {"S": EVENING}}
    assert {sk: item.serialize() for sk, item in items().items()} == before


def test_a_page_that_comes_back_unchanged_is_no_revision_but_usable_again(store: ArticleStore, calls: Calls) -> None:
    made = article("one", "two", quotes=(quote("yes"),))
    store.store(candidate(made, at=MORNING))
    store.withdraw(ARTICLE_ID, seen_at=NOON)
    calls.made.clear()
    outcome = store.store(candidate(made, at=EVENING, key="b.html"))
    assert outcome.revision == 1
    assert calls.names == ["GetItem", "PutItem"]
    found = read_article(ARTICLE_ID)
    assert found is not None
    assert (found.article, found.withdrawn_at) == (made, None)
    assert (found.date_downloaded, found.source.key) == (EVENING, "b.html")
    assert expiring() == set()


def test_an_undated_article_that_comes_back_moves(store: ArticleStore) -> None:
    made = article("one", date_published="")
    store.store(candidate(made, at=NOON))
    store.withdraw(ARTICLE_ID, seen_at=NOON)
    store.store(candidate(made, at=EVENING))
    assert {item.gsi1sk for item in items().values() if item.gsi1pk} == {f"{EVENING[:19]}#{ARTICLE_ID}"}


@pytest.mark.parametrize("came", [article("one"), article("two")], ids=["unchanged", "edited"])
def test_an_older_page_that_comes_late_is_no_sign_of_life(store: ArticleStore, came: Article) -> None:
    store.store(candidate(article("one"), at=MORNING))
    store.withdraw(ARTICLE_ID, seen_at=EVENING)
    with suppress(Skip):
        store.store(candidate(came, at=NOON))
    assert stored_article() == replace(came, pub_status=PubStatus.CANCELED)


def test_an_edit_that_is_overtaken_by_a_withdrawal_and_a_later_return_is_too_old(
    store: ArticleStore, calls: Calls
) -> None:
    """The head is at the same revision and usable again, but was fetched later than the edit."""
    store.store(candidate(article("one"), at=MORNING))

    def overtake(name: str, _arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        if name == "PutItem":
            calls.around = just_call
            store.withdraw(ARTICLE_ID, seen_at=MORNING)
            store.store(candidate(article("one"), at=EVENING))
        return call()

    calls.around = overtake
    with pytest.raises(Skip, match="older_than_stored"):
        store.store(candidate(article("two"), at=NOON))
    assert stored_article() == article("one")
    assert expiring() == {"REVISION#00001"}


def test_a_return_that_is_told_twice_is_written_once(store: ArticleStore, calls: Calls) -> None:
    store.store(candidate(article("one"), at=MORNING))
    back = candidate(article("one"), at=EVENING, gone_at=NOON)
    store.store(back)
    calls.made.clear()
    with pytest.raises(Skip, match="unchanged"):
        store.store(back)
    assert calls.names == ["GetItem"]


def test_a_withdrawal_whose_answer_was_lost_is_tried_again_and_done(store: ArticleStore, calls: Calls) -> None:
    store.store(candidate(article("one")))

    def lose_the_answer(name: str, _arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        answer = call()
        if name == "UpdateItem":
            raise ReadTimeoutError(endpoint_url="x")
        return answer

    calls.around = lose_the_answer
    with pytest.raises(Retry):
        store.withdraw(ARTICLE_ID, seen_at=EVENING)
    with pytest.raises(Skip, match="unchanged"):
        store.withdraw(ARTICLE_ID, seen_at=EVENING)


def test_a_withdrawal_that_loses_every_race_is_tried_again_later(store: ArticleStore, calls: Calls) -> None:
    store.store(candidate(article("one")))

    def lose(name: str, _arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        if name == "UpdateItem":
            raise client_error("ConditionalCheckFailedException")
        return call()

    calls.around = lose
    with pytest.raises(Retry, match="changed by others"):
        store.withdraw(ARTICLE_ID, seen_at=EVENING)


def edited(store: ArticleStore) -> None:
    """Stores an article whose next store writes a revision and claims no keys."""
    store.store(candidate(article("one"), at=MORNING))


def test_items_handed_back_are_written_again(store: ArticleStore, calls: Calls) -> None:
    edited(store)
    calls.made.clear()
    answers = iter([False, False, True])

    def hand_back_twice(name: str, arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        if name != "BatchWriteItem" or next(answers):
            return call()
        return {"UnprocessedItems": arguments["RequestItems"]}

    calls.around = hand_back_twice
    store.store(candidate(article("two")))
    calls.around = just_call
    assert calls.names.count("BatchWriteItem") == 3
    assert items().keys() == {"HEAD", "REVISION#00001"}


def test_items_handed_back_for_ever_are_tried_again_later_with_no_head_written(
    store: ArticleStore, calls: Calls
) -> None:
    edited(store)
    calls.made.clear()
    calls.around = lambda name, arguments, call: (
        {"UnprocessedItems": arguments["RequestItems"]} if name == "BatchWriteItem" else call()
    )
    with pytest.raises(Retry):
        store.store(candidate(article("two")))
    assert "PutItem" not in calls.names


def client_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "words that no code may read"}}, "Any")


@pytest.mark.parametrize("operation", ["GetItem", "BatchWriteItem", "PutItem"])
@pytest.mark.parametrize(
    "fault",
    [client_error("ThrottlingException"), client_error("InternalServerError"), ReadTimeoutError(endpoint_url="x")],
    ids=["throttled", "server error", "timeout"],
)
def test_what_passes_by_itself_is_tried_again(
    store: ArticleStore, calls: Calls, operation: str, fault: Exception
) -> None:
    def fail(name: str, _arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        if name == operation:
            raise fault
        return call()

    store.store(candidate(article("two"), at=MORNING))
    calls.around = fail
    with pytest.raises(Retry):
        store.store(candidate(article("one")))


def test_a_refusal_for_good_is_not_taken_for_a_throttle(store: ArticleStore, calls: Calls) -> None:
    def fail(_name: str, _arguments: dict[str, Any], _call: Callable[[], Answer]) -> Answer:
        raise client_error("ValidationException")

    calls.around = fail
    with pytest.raises(Exception, match="ValidationException"):
        store.store(candidate(article("one")))


def test_an_answer_lost_after_its_effect_does_no_harm(store: ArticleStore, calls: Calls) -> None:
    def lose_the_answer(name: str, _arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        answer = call()
        if name == "PutItem":
            raise ReadTimeoutError(endpoint_url="x")
        return answer

    calls.around = lose_the_answer
    with pytest.raises(Retry):
        store.store(candidate(article("one")))
    with pytest.raises(Skip, match="unchanged"):
        store.store(candidate(article("one")))


def noise(size: int) -> str:
    """Returns a text that cannot be packed to less than half."""
    return random.Random(1).randbytes(size // 2).hex()  # noqa: S311  # no secret


def test_a_body_that_no_item_can_hold_is_an_object_of_its_own(store: ArticleStore, calls: Calls) -> None:
    objects: dict[str, bytes] = {}
    use_bodies(load=objects.__getitem__, save=objects.__setitem__)
    large, larger = article("one", noise(1_000_000)), article("two", noise(1_100_000))
    store.store(candidate(large))
    assert [key.split("/")[:2] for key in objects] == [["bodies", ARTICLE_ID]]
    assert calls.names == ["GetItem", "PutItem"]
    assert stored_article() == large
    store.store(candidate(larger, at=EVENING))
    assert stored_article() == larger
    assert [each.article for each in read_history(ARTICLE_ID, now=store.now)] == [large, larger]
    assert len(objects) == 2


def test_a_large_body_is_saved_before_the_head_that_names_it(store: ArticleStore, calls: Calls) -> None:
    def unwritten(_key: str, _body: bytes) -> None:
        raise Retry("S3: SlowDown")

    use_bodies(load=lambda _key: b"", save=unwritten)
    with pytest.raises(Retry):
        store.store(candidate(article("one", noise(1_000_000))))
    assert calls.names == ["GetItem"]


def test_facts_that_dynamodb_cannot_hold_are_rejected_before_anything_is_written(
    store: ArticleStore, calls: Calls
) -> None:
    with pytest.raises(Reject) as reject:
        store.store(candidate(article("one", headline="x" * 500_000)))
    assert reject.value.reason is RejectReason.TOO_LARGE
    assert calls.names == ["GetItem"]


DAMAGE: dict[str, list[Any]] = {
    "no body": [HeadItem.body.remove()],
    "half a body": [HeadItem.body.set(b"\x1f\x8b\x08")],
    "another body": [HeadItem.body.set(gzip.compress(b'{"blocks": 7}'))],
    "an object that is gone": [HeadItem.body.remove(), HeadItem.body_key.set("bodies/gone")],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_article_says_so_and_is_mended_by_the_next_ingest_of_its_page(
    store: ArticleStore, damage: list[Any]
) -> None:
    def gone(key: str) -> bytes:
        raise Damaged(key)

    use_bodies(load=gone)
    made = article("one", "two", quotes=(quote("yes"),))
    store.store(candidate(made))
    HeadItem(PK, "HEAD").update(actions=damage)
    with pytest.raises(Damaged):
        read_article(ARTICLE_ID)
    assert [found.stored.article.headline for found in of_site("example.org").part(100).items] == ["A headline"]
    assert store.store(candidate(made)).revision == 1
    assert stored_article() == made
    with pytest.raises(Skip, match="unchanged"):
        store.store(candidate(made))


def test_a_damaged_article_that_is_edited_leaves_no_damaged_revision(store: ArticleStore) -> None:
    store.store(candidate(article("one")))
    HeadItem(PK, "HEAD").update(actions=DAMAGE["no body"])
    assert store.store(candidate(article("two"), at=EVENING)).revision == 2
    assert items().keys() == {"HEAD"}


def test_a_reader_sees_the_old_article_or_the_new_at_every_step(store: ArticleStore, calls: Calls) -> None:
    old, new = article("one", "two", quotes=(quote("yes"),)), article("2", "one", quotes=(quote("no"),))
    store.store(candidate(old))
    seen: list[Article] = []

    def look_first(_name: str, _arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        calls.around = just_call
        seen.append(stored_article())
        calls.around = look_first
        return call()

    calls.around = look_first
    store.store(candidate(new, at=EVENING))
    calls.around = just_call
    assert seen == [old, old, old, old]
    assert stored_article() == new


@pytest.mark.parametrize("crash_at", ["GetItem", "BatchWriteItem", "BatchGetItem", "PutItem"])
def test_a_crash_at_any_step_leaves_the_old_article_and_the_next_try_ends_in_the_new(
    store: ArticleStore, calls: Calls, crash_at: str
) -> None:
    old, new = article("one"), article("two")
    store.store(candidate(old))

    def crash(name: str, _arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        if name == crash_at:
            raise MemoryError
        return call()

    calls.around = crash
    with pytest.raises(MemoryError):
        store.store(candidate(new, at=EVENING))
    calls.around = just_call
    assert stored_article() == old
    store.store(candidate(new, at=EVENING))
    assert stored_article() == new


def stored_article() -> Article:
    found = read_article(ARTICLE_ID)
    assert found is not None
    return found.article


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_b_a_ends_at_a_after_a_second_run_in_any_order(store: ArticleStore, order: tuple[int, ...]) -> None:
    """The third page has the words of the first. If it is read before the second, it has no effect in the first run."""
    first, second = article("one"), article("two")
    pages = [candidate(first, at=MORNING), candidate(second, at=NOON, key="b"), candidate(first, at=EVENING, key="c")]
    for _ in range(2):
        for place in order:
            with suppress(Skip):
                store.store(pages[place])
    assert stored_article() == first
