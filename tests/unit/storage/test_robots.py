"""Robots.txt records are read as they were saved. They come from memory for a minute."""

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import batched

import pytest

from copydesk.crawling.robots_record import CachedRobots, RobotsState
from copydesk.storage.operations.models import RobotsItem
from copydesk.storage.operations.robots import RobotsStore
from tests.unit.storage.conftest import NOW, Answer, Calls

ORIGIN = "https://news.example:8443"
RULES = CachedRobots(
    origin=ORIGIN,
    state=RobotsState.RULES,
    fetched_at=NOW,
    status=200,
    text="User-agent: *\nDisallow: /café\n",
    text_from=NOW,
    etag='"1"',
    last_modified="Thu, 01 Jan 2026 00:00:00 GMT",
)
UNREACHABLE = replace(
    RULES, state=RobotsState.UNREACHABLE, status=None, failures=3, unreachable_since=NOW - timedelta(days=2)
)
REDIRECTED = replace(RULES, state=RobotsState.REDIRECTED, redirects_to="https://b.example/robots.txt", hops=2, text="")
ABSENT = CachedRobots(origin=ORIGIN, state=RobotsState.ABSENT, fetched_at=NOW, status=404)


@pytest.mark.parametrize("record", [RULES, UNREACHABLE, REDIRECTED, ABSENT], ids=lambda record: str(record.state))
def test_a_record_comes_back_in_another_process(tables: None, record: CachedRobots) -> None:
    RobotsStore().save(record)
    assert RobotsStore().load(ORIGIN) == record


def test_an_unknown_origin_is_none(tables: None) -> None:
    assert RobotsStore().load(ORIGIN) is None


def test_each_scheme_and_port_has_its_own(tables: None) -> None:
    RobotsStore().save(RULES)
    assert RobotsStore().load("http://news.example:8443") is None
    assert RobotsStore().load("https://news.example") is None


def test_it_lies_with_its_host_and_ages(tables: None) -> None:
    RobotsStore().save(RULES)
    assert RobotsItem.get("HOST#news.example:8443", "ROBOTS#https").expires_at == NOW + timedelta(days=60)


def test_memory_serves_for_a_minute(calls: Calls) -> None:
    time = 0.0
    store = RobotsStore(monotonic=lambda: time)
    store.save(RULES)
    RobotsStore().save(ABSENT)
    calls.made.clear()
    time = 59.0
    assert store.load(ORIGIN) == RULES
    assert calls.names == []
    time = 60.0
    assert store.load(ORIGIN) == ABSENT
    assert store.load(ORIGIN) == ABSENT
    assert calls.names == ["GetItem"]


def test_a_redirect_under_way_is_not_remembered(calls: Calls) -> None:
    store = RobotsStore()
    store.save(RULES)
    store.save(REDIRECTED)
    RobotsStore().save(ABSENT)
    assert store.load(ORIGIN) == ABSENT


def test_memory_is_bounded(tables: None, calls: Calls) -> None:
    calls.around = lambda _name, _arguments, _call: {}
    store = RobotsStore()
    for number in range(600):
        store.save(replace(RULES, origin=f"https://host-{number}.example"))
    store.save(replace(RULES, origin="https://long.example", text="#" * 40_000))
    assert len(store._memory) == 512
    assert "https://long.example" not in store._memory
    assert "https://host-599.example" in store._memory


@pytest.mark.parametrize("codes", [range(97, 101), range(32, 127), range(4_000, 9_000)], ids=["few", "ASCII", "odd"])
def test_the_longest_text_fits_an_item(tables: None, codes: range) -> None:
    letters = random.Random(1).choices([*map(chr, codes)], k=500 * 1024)  # noqa: S311  # no secret
    text = "\n".join("".join(line) for line in batched(letters, 80, strict=False))
    RobotsStore().save(replace(RULES, text=text))
    found = RobotsStore().load(ORIGIN)
    assert found is not None
    assert found.text
    assert text == found.text or text.startswith(f"{found.text}\n")


def test_threads_share_a_store(calls: Calls) -> None:
    atomic = threading.Lock()
    wrong: list[CachedRobots | None] = []

    def one_by_one(_name: str, _arguments: object, call: Callable[[], Answer]) -> Answer:
        with atomic:
            return call()

    calls.around = one_by_one
    store = RobotsStore()

    def work(worker: int) -> None:
        for number in range(20):
            mine = replace(RULES, origin=f"https://{worker}-{number}.example")
            store.save(mine)
            if store.load(mine.origin) != mine:
                wrong.append(mine)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not wrong
