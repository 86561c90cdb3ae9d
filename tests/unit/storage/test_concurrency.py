"""Two workers on one article: every order of their calls ends in the same consistent article."""

import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import combinations
from typing import Any

import pytest

from copydesk.delivery import Candidate
from copydesk.errors import Skip
from copydesk.storage import ArticleStore, read_article
from copydesk.storage.models import ArticlesItem
from tests.unit.storage.conftest import Calls, just_call
from tests.unit.storage.making import ARTICLE_ID, EVENING, MORNING, NOON, article, candidate, quote

STEPS = 3
ORDERS = [
    "".join("A" if step in chosen else "B" for step in range(2 * STEPS))
    for chosen in combinations(range(2 * STEPS), STEPS)
]


class Turns:
    """Lets each worker make its next call when the order says so; past the order's end, whenever it likes."""

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


def run_in_order(order: str, work: dict[str, Callable[[], Any]], calls: Calls) -> None:
    turns = Turns(order)

    def worker(name: str) -> None:
        with suppress(Skip):
            work[name]()
        turns.leave(name)

    threads = [threading.Thread(target=worker, args=(name,), name=name) for name in work]
    calls.around = lambda _name, _arguments, call: turns.take(threading.current_thread().name, call)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    calls.around = just_call


@pytest.fixture(params=["first ingest", "edit"])
def ground(request: pytest.FixtureRequest, store: ArticleStore) -> None:
    if request.param == "edit":
        store.store(candidate(article("one", "kept", quotes=(quote("said first"),)), at=MORNING))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.usefixtures("ground")
def test_two_workers_end_in_the_newer_article_whole(store: ArticleStore, calls: Calls, order: str) -> None:
    older: Candidate = candidate(article("kept", "two", quotes=(quote("said second"),)), at=NOON)
    newer: Candidate = candidate(article("three", "kept", quotes=(quote("said third"),)), at=EVENING, key="b.html")
    run_in_order(order, {"A": lambda: store.store(older), "B": lambda: store.store(newer)}, calls)

    found = read_article(ARTICLE_ID)
    assert found is not None
    assert found.article == newer.article
    assert_only_the_named_stay(found.revision.number)


def assert_only_the_named_stay(number: int) -> None:
    items = {item.sk: item for item in ArticlesItem.query(f"ARTICLE#{ARTICLE_ID}", consistent_read=True)}
    staying = {sk for sk, item in items.items() if item.expires_at is None}
    named = {"BLOCK#b-three", "BLOCK#b-kept", "QUOTE#q-said third-Cairo"}
    assert staying == {"HEAD", f"REVISION#{number:05d}"} | named
    assert [item.sk for item in ArticlesItem.by_site_or_speaker.query("SPEAKER#cairo")] == ["QUOTE#q-said third-Cairo"]
