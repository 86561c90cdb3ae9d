"""Several workers store one article. Any order of their calls and messages ends in the same consistent article."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import combinations, permutations
from typing import Any

import pytest

from copydesk.errors import Skip
from copydesk.model import Article, PubStatus
from copydesk.pipeline.messages import Candidate
from copydesk.storage import ArticleStore, read_article
from copydesk.storage.articles.models import ArticlesItem
from tests.sweeps import thinned
from tests.unit.storage.conftest import Calls, just_call
from tests.unit.storage.making import ARTICLE_ID, EVENING, MORNING, NOON, article, candidate, quote

pytestmark = pytest.mark.slow

DAWN, NIGHT = "2024-04-25T05:00:00.000000Z", "2024-04-25T22:00:00.000000Z"


def orders(first: int, second: int) -> list[str]:
    """Returns the orders of so many calls by A and so many by B: every third, and all in `make verify`."""
    steps = range(first + second)
    found = ["".join("A" if step in chosen else "B" for step in steps) for chosen in combinations(steps, first)]
    return thinned(found, 3)


class Turns:
    """Lets each worker make its next call in its turn of the order. After the order's end any worker may call."""

    def __init__(self, order: str) -> None:
        self._order = list(order)
        self._changed = threading.Condition()

    def take[T](self, worker: str, call: Callable[[], T]) -> T:
        with self._changed:
            assert self._changed.wait_for(lambda: not self._order or self._order[0] == worker, timeout=20)
            try:
                return call()
            finally:
                del self._order[:1]
                self._changed.notify_all()

    def leave(self, worker: str) -> None:
        with self._changed:
            self._order = [turn for turn in self._order if turn != worker]
            self._changed.notify_all()


def run_in_order(
    order: str,
    work: Mapping[str, Callable[[], Any]],
    calls: Calls,
    *,
    before: Callable[[str], None] = lambda _name: None,
) -> None:
    """Runs workers in an order. `before` gets the name of each call in its turn, and may refuse it."""
    turns = Turns(order)

    def called(name: str, call: Callable[[], Any]) -> Any:
        before(name)
        return call()

    def worker(name: str) -> None:
        with suppress(Skip):
            work[name]()
        turns.leave(name)

    threads = [threading.Thread(target=worker, args=(name,), name=name) for name in work]
    calls.around = lambda name, _arguments, call: turns.take(
        threading.current_thread().name, lambda: called(name, call)
    )
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    calls.around = just_call


@pytest.fixture(params=["first ingest", "edit"])
def ground(request: pytest.FixtureRequest, store: ArticleStore) -> None:
    if request.param == "edit":
        store.store(candidate(article("one", "kept", quotes=(quote("said first"),)), at=MORNING))


@pytest.mark.parametrize("order", orders(4, 4))
@pytest.mark.usefixtures("ground")
def test_two_workers_end_in_the_newer_article_whole(store: ArticleStore, calls: Calls, order: str) -> None:
    older: Candidate = candidate(article("kept", "two", quotes=(quote("said second"),)), at=NOON)
    newer: Candidate = candidate(article("three", "kept", quotes=(quote("said third"),)), at=EVENING, key="b.html")
    run_in_order(order, {"A": lambda: store.store(older), "B": lambda: store.store(newer)}, calls)

    found = read_article(ARTICLE_ID)
    assert found is not None
    assert found.article == newer.article
    assert_only_the_named_stay()


def assert_only_the_named_stay() -> None:
    items = {item.sk: item for item in ArticlesItem.query(f"ARTICLE#{ARTICLE_ID}", consistent_read=True)}
    assert {sk for sk, item in items.items() if item.expires_at is None} == {"HEAD"}


A_B_A = {
    "keys of their own": [
        candidate(article("one"), at=MORNING, key="a.html"),
        candidate(article("two"), at=NOON, key="b.html"),
        candidate(article("one"), at=EVENING, key="c.html"),
    ],
    "one key": [
        candidate(article(text), at=at, sequencer=sequencer)
        for text, at, sequencer in (("one", MORNING, "0A"), ("two", NOON, "0B"), ("one", EVENING, "0C"))
    ],
    "one key within a second": [
        candidate(article(text), sequencer=sequencer)
        for text, sequencer in (("one", "0A"), ("two", "0B"), ("one", "0C"))
    ],
    "keys of their own within a second": [
        replace(candidate(article(text), key=key), notified_at=f"2024-04-25T12:00:00.{order}00000Z")
        for text, key, order in (("one", "c.html", 1), ("two", "b.html", 2), ("one", "a.html", 3))
    ],
}  # fmt: skip


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("pages", A_B_A.values(), ids=A_B_A)
def test_a_page_that_returns_to_its_old_words_ends_with_them_in_any_order(
    store: ArticleStore, pages: list[Candidate], order: tuple[int, ...]
) -> None:
    for number in order:
        with suppress(Skip):
            store.store(pages[number])
    assert stored_as() == (PubStatus.USABLE, article("one"))
    assert_only_the_named_stay()


@pytest.mark.parametrize("order", orders(5, 4))
def test_old_words_that_return_while_others_replace_them_stay(store: ArticleStore, calls: Calls, order: str) -> None:
    first, between, again = A_B_A["keys of their own"]
    store.store(first)
    run_in_order(order, {"A": lambda: store.store(again), "B": lambda: store.store(between)}, calls)
    assert stored_as() == (PubStatus.USABLE, article("one"))
    assert_only_the_named_stay()


FIRST, EDITED = article("one", "kept"), article("two", "kept")


@pytest.mark.parametrize("order", orders(3, 4))
@pytest.mark.parametrize("came", [FIRST, EDITED], ids=["unchanged", "edited"])
@pytest.mark.parametrize(
    ("seen", "gone", "status"),
    [(NOON, EVENING, PubStatus.CANCELED), (EVENING, NOON, PubStatus.USABLE), (NOON, NOON, PubStatus.CANCELED)],
    ids=["gone after it was seen", "back after it was gone", "both at one time"],
)
def test_a_withdrawal_and_a_fetch_end_in_what_was_seen_last(
    store: ArticleStore, calls: Calls, order: str, came: Article, seen: str, gone: str, status: PubStatus
) -> None:
    store.store(candidate(FIRST, at=MORNING))
    fetched = candidate(came, at=seen, gone_at=gone if gone < seen else None)
    withdraw, fetch = partial(store.withdraw, ARTICLE_ID, seen_at=gone), partial(store.store, fetched)
    run_in_order(order, {"A": withdraw, "B": fetch}, calls)
    assert stored_as() == (status, came)


@pytest.mark.parametrize("order", list(permutations(range(4))))
@pytest.mark.parametrize("came", [FIRST, EDITED], ids=["unchanged", "edited"])
def test_messages_of_a_page_that_came_and_went_may_come_in_any_order(
    store: ArticleStore, order: tuple[int, ...], came: Article
) -> None:
    store.store(candidate(FIRST, at=MORNING))
    history: list[Callable[[], object]] = [
        partial(store.withdraw, ARTICLE_ID, seen_at=NOON),
        partial(store.store, candidate(came, at=EVENING, gone_at=NOON)),
        partial(store.withdraw, ARTICLE_ID, seen_at=NIGHT),
        partial(store.store, candidate(article("three"), at=DAWN, key="older.html")),
    ]
    for step in order:
        with suppress(Skip):
            history[step]()
    assert stored_as() == (PubStatus.CANCELED, came)


def stored_as() -> tuple[PubStatus, Article]:
    """Returns the status of the stored article, and the article without its status."""
    found = read_article(ARTICLE_ID)
    assert found is not None
    assert (found.withdrawn_at is not None) == (found.article.pub_status is PubStatus.CANCELED)
    return found.article.pub_status, replace(found.article, pub_status=PubStatus.USABLE)
