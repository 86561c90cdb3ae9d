"""These tests check near duplicates in the table: links and costs in every order of arrival, also with two workers."""

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import combinations, permutations
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from copydesk.errors import Retry, Skip
from copydesk.extraction.checks.fingerprint import shared_keys, simhash
from copydesk.model import Article, Block, BlockType
from copydesk.pipeline.messages import Candidate
from copydesk.storage import ArticleStore, read_article
from copydesk.storage.articles.items import content_digest
from copydesk.storage.articles.near_duplicates import NearDuplicates, copies_of
from copydesk.storage.operations.models import StoryItem
from tests.unit.storage.conftest import NOW, Answer, Calls, just_call
from tests.unit.storage.making import EVENING, MORNING, NOON, article, candidate
from tests.unit.storage.test_concurrency import orders, run_in_order

pytestmark = pytest.mark.slow

A, B, C, D = (f"{number:032x}" for number in range(10, 14))
NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
#: These are 240 words. No three of them are together twice.
WORDS = [f"{word}{number}" for number in range(20) for word in NUMBERS]


@pytest.fixture
def store(tables: None) -> ArticleStore:
    links = NearDuplicates(pause=lambda _attempt: None)
    return ArticleStore(retention=timedelta(days=30), links=links, now=lambda: NOW, pause=lambda _attempt: None)


def article_of(words: list[str]) -> Article:
    text = " ".join(words)
    paragraph = Block(block_id=f"b-{simhash(text)}", type=BlockType.PARAGRAPH, text=text, digest="d")
    return replace(article(), blocks=(paragraph,), word_count=len(words), fingerprint=simhash(text))


def copy_of(words: list[str], *, changed: int) -> list[str]:
    """Returns a copy with `changed` words replaced, evenly spread."""
    step = len(words) // changed
    return [f"other{place}" if place % step == step // 2 else word for place, word in enumerate(words)]


ORIGINAL = article_of(WORDS)
COPY = article_of(copy_of(WORDS, changed=6))
SHORTENED = article_of(WORDS[:210])
ANOTHER = article_of([word.upper() + "x" for word in WORDS])


def arrival(made: Article, article_id: str, *, at: str = NOON, stated: str | None = "2024-04-25") -> Candidate:
    made = replace(made, date_published=stated)
    return replace(candidate(made, at=at, key=f"{article_id}{at}.html"), article_id=article_id)


def link(article_id: str) -> str | None:
    found = read_article(article_id)
    assert found is not None
    return found.duplicate_of


@pytest.mark.parametrize("made", [ORIGINAL, COPY, SHORTENED], ids=["verbatim", "edited", "cut from the bottom"])
def test_a_copy_is_stored_whole_and_linked_to_what_came_first(store: ArticleStore, made: Article) -> None:
    store.store(arrival(ORIGINAL, A))
    store.store(arrival(made, B))
    found = read_article(B)
    assert found is not None
    assert (found.article, found.duplicate_of) == (made, A)
    assert link(A) is None


def test_copies_are_found_from_each_other_the_original_first(store: ArticleStore) -> None:
    for made, article_id in ((ORIGINAL, A), (COPY, B), (SHORTENED, C)):
        store.store(arrival(made, article_id))
    assert (copies_of(A), copies_of(B), copies_of(C)) == ([B, C], [A, C], [A, B])
    assert copies_of("0" * 32) == []


def test_another_story_is_linked_to_none(store: ArticleStore) -> None:
    store.store(arrival(ORIGINAL, A))
    store.store(arrival(ANOTHER, B))
    assert link(B) is None


def test_an_article_costs_one_read_of_its_three_keys_and_three_writes_before_its_head(
    store: ArticleStore, calls: Calls
) -> None:
    store.store(arrival(ORIGINAL, A))
    assert calls.names == ["GetItem", "BatchGetItem", "BatchWriteItem", "PutItem"]
    assert len(calls.made[1][1]["RequestItems"]["operations"]["Keys"]) == 3
    together = {table: len(puts) for table, puts in calls.made[2][1]["RequestItems"].items()}
    assert together == {"operations": 3}


def test_an_unchanged_copy_costs_no_more_than_any_unchanged_page(store: ArticleStore, calls: Calls) -> None:
    store.store(arrival(ORIGINAL, A))
    store.store(arrival(COPY, B))
    calls.made.clear()
    with pytest.raises(Skip, match="unchanged"):
        store.store(arrival(COPY, B))
    assert calls.names == ["GetItem"]
    assert link(B) == A


def test_a_text_too_short_to_compare_costs_nothing_more(store: ArticleStore, calls: Calls) -> None:
    for article_id in (A, B):
        calls.made.clear()
        store.store(arrival(article_of(WORDS[:79]), article_id))
        assert calls.names == ["GetItem", "PutItem"]
    assert link(B) is None


def test_a_copy_of_a_copy_is_linked_to_the_first(store: ArticleStore) -> None:
    drifted = copy_of(copy_of(WORDS, changed=12), changed=13)
    for made, article_id in ((ORIGINAL, A), (article_of(copy_of(WORDS, changed=12)), B), (article_of(drifted), C)):
        store.store(arrival(made, article_id))
    assert [link(each) for each in (A, B, C)] == [None, A, A]


def test_an_edit_keeps_the_link_and_an_article_is_never_a_copy_of_itself(store: ArticleStore) -> None:
    store.store(arrival(ORIGINAL, A, at=MORNING))
    store.store(arrival(COPY, B, at=MORNING))
    for at, made in ((NOON, SHORTENED), (EVENING, ANOTHER)):
        store.store(arrival(made, A, at=at))
        store.store(arrival(made, B, at=at))
        assert [link(each) for each in (A, B)] == [None, A]


def test_a_return_keeps_the_link(store: ArticleStore) -> None:
    store.store(arrival(ORIGINAL, A))
    store.store(arrival(COPY, B, at=MORNING))
    store.withdraw(B, seen_at=NOON)
    store.store(arrival(COPY, B, at=EVENING))
    assert link(B) == A


def test_a_notice_that_grows_into_a_copy_is_linked_then(store: ArticleStore) -> None:
    store.store(arrival(ORIGINAL, A))
    store.store(arrival(article_of(["soon", "more"]), B, at=MORNING))
    store.store(arrival(COPY, B, at=EVENING))
    assert link(B) == A


def test_a_copy_of_what_an_article_became_is_found_too(store: ArticleStore) -> None:
    store.store(arrival(ANOTHER, A, at=MORNING))
    store.store(arrival(ORIGINAL, A, at=NOON))
    store.store(arrival(COPY, B))
    assert link(B) == A


def test_a_link_is_no_part_of_what_makes_a_revision(store: ArticleStore) -> None:
    store.store(arrival(ORIGINAL, A))
    store.store(arrival(ORIGINAL, B))
    first, second = read_article(A), read_article(B)
    assert first is not None
    assert second is not None
    assert first.revision.digest == second.revision.digest == content_digest(ORIGINAL)


def test_a_key_is_forgotten_in_time_though_dynamodb_has_not_deleted_it(store: ArticleStore) -> None:
    store.store(arrival(ORIGINAL, A))
    later = replace(store, now=lambda: NOW + timedelta(days=30))
    later.store(arrival(COPY, B))
    later.store(arrival(COPY, C))
    assert [link(each) for each in (A, B, C)] == [None, None, B]
    assert {item.article_id for item in StoryItem.scan(StoryItem.expires_at > NOW + timedelta(days=30))} == {B}


def places(order: str, worker: str) -> list[int]:
    return [place for place, each in enumerate(order) if each == worker]


@pytest.mark.parametrize("order", orders(4, 4))
def test_of_two_copies_at_one_moment_the_later_is_linked_unless_both_read_before_either_wrote(
    store: ArticleStore, calls: Calls, order: str
) -> None:
    work = {"A": partial(store.store, arrival(ORIGINAL, A)), "B": partial(store.store, arrival(COPY, B))}
    run_in_order(order, work, calls)
    (_, a_reads, a_writes, _), (_, b_reads, b_writes, _) = places(order, "A"), places(order, "B")
    one_finds_the_other = a_writes < b_reads or b_writes < a_reads
    assert [link(A), link(B)] == [None, A if one_finds_the_other else None]


@pytest.mark.parametrize("order", orders(4, 4))
def test_of_two_copies_whose_first_tries_failed_after_they_claimed_the_later_is_linked(
    store: ArticleStore, calls: Calls, order: str
) -> None:
    """Both heads are refused once, so each worker may find the other's keys beside its own.

    Calls after the order's end also come one by one.
    """
    refused: set[str] = set()

    def refuse_once(call: str) -> None:
        worker = threading.current_thread().name
        if call == "PutItem" and worker not in refused:
            refused.add(worker)
            raise ReadTimeoutError(endpoint_url="x")

    def twice(each: Candidate) -> None:
        with suppress(Retry):
            store.store(each)
        store.store(each)

    work = {"A": partial(twice, arrival(ORIGINAL, A)), "B": partial(twice, arrival(COPY, B))}
    run_in_order(order, work, calls, before=refuse_once)
    assert [link(A), link(B)] in ([None, A], [None, None])


def test_a_try_that_failed_after_it_claimed_is_found_and_keeps_its_link(store: ArticleStore, calls: Calls) -> None:
    def crash(name: str, _arguments: dict[str, Any], call: Any) -> Answer:
        if name == "PutItem":
            raise ReadTimeoutError(endpoint_url="x")
        answer: Answer = call()
        return answer

    for made, article_id in ((ORIGINAL, A), (COPY, B)):
        calls.around = crash
        with pytest.raises(Retry):
            store.store(arrival(made, article_id))
        calls.around = just_call
    for made, article_id in ((COPY, B), (ORIGINAL, A)):
        store.store(arrival(made, article_id))
    assert [link(each) for each in (A, B)] == [None, A]


@pytest.mark.parametrize("crash_at", ["BatchGetItem", "BatchWriteItem"])
def test_a_crash_before_claims_nothing_and_the_next_try_is_linked_as_if_it_were_the_first(
    store: ArticleStore, calls: Calls, crash_at: str
) -> None:
    def crash(name: str, _arguments: dict[str, Any], call: Any) -> Answer:
        if name == crash_at:
            raise ReadTimeoutError(endpoint_url="x")
        answer: Answer = call()
        return answer

    calls.around = crash
    with pytest.raises(Retry):
        store.store(arrival(ORIGINAL, A))
    calls.around = just_call
    assert list(StoryItem.scan(StoryItem.sk == "STORY")) == []
    store.store(arrival(COPY, B))
    store.store(arrival(ORIGINAL, A, at=EVENING))
    assert [link(each) for each in (A, B)] == [B, None]


def test_keys_handed_back_are_asked_for_again(store: ArticleStore, calls: Calls) -> None:
    store.store(arrival(ORIGINAL, A))

    def hand_back_all_but_one(name: str, arguments: dict[str, Any], call: Any) -> Answer:
        if name != "BatchGetItem" or "operations" not in arguments["RequestItems"]:
            other: Answer = call()
            return other
        asked = arguments["RequestItems"]["operations"]
        keys = asked.get("Keys", [])
        asked["Keys"] = keys[:1]
        answer: Answer = call()
        return answer | {"UnprocessedKeys": {"operations": {"Keys": keys[1:]}}}

    calls.around = hand_back_all_but_one
    store.store(arrival(ORIGINAL, B))
    calls.around = just_call
    assert calls.names.count("BatchGetItem") == 1 + 3
    assert link(B) == A


def test_keys_handed_back_for_ever_are_tried_again_later_with_nothing_written(
    store: ArticleStore, calls: Calls
) -> None:
    calls.around = lambda name, arguments, call: (
        {"UnprocessedKeys": arguments["RequestItems"]} if name == "BatchGetItem" else call()
    )
    with pytest.raises(Retry, match="handed back"):
        store.store(arrival(ORIGINAL, A))
    assert set(calls.names) == {"GetItem", "BatchGetItem"}


def test_ten_copies_told_in_any_order_are_one_story(store: ArticleStore) -> None:
    for number in range(10):
        with suppress(Skip):
            store.store(arrival(article_of(copy_of(WORDS, changed=1 + number)), f"{number:032x}"))
    assert [link(f"{number:032x}") for number in range(10)] == [None, *[f"{0:032x}"] * 9]


DAYS = ("2024-04-21T10:00:00Z", "2024-04-22", "2024-04-23T23:00:00-02:00", "2024-04-24T08:00:00Z")


def four() -> list[Candidate]:
    """Returns copies of one story with stated dates. A copy with a later date was fetched earlier."""
    made = [article_of(copy_of(WORDS, changed=1 + number)) for number in range(4)]
    times = (EVENING, NOON, MORNING, "2024-04-25T05:00:00.000000Z")
    return [
        arrival(each, article_id, at=at, stated=day)
        for each, article_id, at, day in zip(made, (D, C, B, A), times, DAYS, strict=True)
    ]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_in_any_order_the_first_published_is_the_original(store: ArticleStore, order: tuple[int, ...]) -> None:
    arrivals = four()
    for number in order:
        store.store(arrivals[number])
    assert [link(each) for each in (D, C, B, A)] == [None, D, D, D]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)])
def test_once_an_original_is_withdrawn_the_next_one_is(store: ArticleStore, order: tuple[int, ...]) -> None:
    arrivals = four()
    for number in order:
        store.store(arrivals[number])
    for gone, left in ((D, {C: None, B: C, A: C}), (C, {B: None, A: B}), (A, {B: None})):
        store.withdraw(gone, seen_at="2024-04-26T00:00:00.000000Z")
        assert {each: link(each) for each in left} == left


def test_a_copy_is_never_linked_to_a_withdrawn_article(store: ArticleStore) -> None:
    store.store(arrival(ORIGINAL, A))
    store.withdraw(A, seen_at=EVENING)
    store.store(arrival(COPY, B))
    store.store(arrival(SHORTENED, C, at=EVENING))
    assert [link(each) for each in (B, C)] == [None, B]


def test_an_original_that_comes_back_is_the_original_again(store: ArticleStore) -> None:
    store.store(arrival(ORIGINAL, A, at=MORNING))
    for made, article_id in ((COPY, B), (SHORTENED, C)):
        store.store(arrival(made, article_id))
    store.withdraw(A, seen_at=NOON)
    assert [link(each) for each in (B, C)] == [None, B]
    store.store(arrival(ORIGINAL, A, at=EVENING, stated="2024-04-24"))
    assert [link(each) for each in (A, B, C)] == [None, A, A]


def test_a_copy_that_comes_back_after_its_original_died_is_free(store: ArticleStore) -> None:
    store.store(arrival(ORIGINAL, A, at=MORNING))
    store.store(arrival(COPY, B, at=MORNING))
    store.withdraw(B, seen_at=NOON)
    store.withdraw(A, seen_at=NOON)
    store.store(arrival(COPY, B, at=EVENING))
    assert link(B) is None


UNDATED = {"by arrival": (None, None), "what states a date in the future": ("2031-01-01", None)}


@pytest.mark.parametrize("stated", UNDATED.values(), ids=UNDATED)
@pytest.mark.parametrize("first", ["older", "newer"])
def test_without_a_date_the_first_fetched_is_the_original(
    store: ArticleStore, first: str, stated: tuple[str | None, str | None]
) -> None:
    both = [arrival(ORIGINAL, B, at=MORNING, stated=stated[0]), arrival(COPY, A, at=NOON, stated=stated[1])]
    for each in both if first == "older" else reversed(both):
        store.store(each)
    assert [link(each) for each in (B, A)] == [None, B]


def unlike() -> tuple[Article, Article]:
    """Returns two copies that share no key with each other. Each shares one with the original."""
    made = [
        article_of([*WORDS[:at], *(f"cut{word}" for word in WORDS[at : at + 12]), *WORDS[at + 12 :]])
        for at in range(228)
    ]
    keys = {each.fingerprint: set(shared_keys(each.text)) for each in (ORIGINAL, *made)}
    near = [each for each in made if keys[each.fingerprint] & keys[ORIGINAL.fingerprint]]
    pairs = combinations(near, 2)
    return next((one, two) for one, two in pairs if not keys[one.fingerprint] & keys[two.fingerprint])


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_two_copies_that_do_not_know_each_other_are_linked_by_their_original(
    store: ArticleStore, order: tuple[int, ...]
) -> None:
    one, two = unlike()
    arrivals = [arrival(ORIGINAL, A, stated="2024-04-20T00:00:00Z"), arrival(one, B), arrival(two, C)]
    for number in order:
        store.store(arrivals[number])
    assert [link(each) for each in (A, B, C)] == [None, A, A]


@pytest.mark.parametrize("number", range(1, 12))
@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after it"])
def test_a_worker_that_ends_anywhere_is_made_good_by_its_message(
    store: ArticleStore, calls: Calls, number: int, after: bool
) -> None:
    """The original comes last. Its worker ends at the call with this number."""
    store.store(arrival(COPY, B))
    store.store(arrival(SHORTENED, C))
    calls.made.clear()

    def crash(_name: str, _arguments: dict[str, Any], call: Any) -> Answer:
        answer: Answer = call() if after or len(calls.made) != number else {}
        if len(calls.made) == number:
            raise ReadTimeoutError(endpoint_url="x")
        return answer

    original = arrival(ORIGINAL, A, stated="2024-04-20T00:00:00Z")
    calls.around = crash
    with suppress(Retry):
        store.store(original)
    calls.around = just_call
    with suppress(Skip):
        store.store(original)
    assert [link(each) for each in (A, B, C)] == [None, A, A]


@pytest.mark.parametrize("number", range(1, 10))
@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after it"])
def test_so_is_a_withdrawal(store: ArticleStore, calls: Calls, number: int, after: bool) -> None:
    for made, article_id in ((ORIGINAL, A), (COPY, B), (SHORTENED, C)):
        store.store(arrival(made, article_id))
    calls.made.clear()

    def crash(_name: str, _arguments: dict[str, Any], call: Any) -> Answer:
        answer: Answer = call() if after or len(calls.made) != number else {}
        if len(calls.made) == number:
            raise ReadTimeoutError(endpoint_url="x")
        return answer

    calls.around = crash
    with suppress(Retry):
        store.withdraw(A, seen_at=EVENING)
    calls.around = just_call
    with suppress(Skip):
        store.withdraw(A, seen_at=EVENING)
    assert [link(each) for each in (B, C)] == [None, B]
