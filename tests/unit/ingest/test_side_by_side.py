"""Messages of one batch are handled together.

These tests check the held pages, the turns, and the order for one object.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from copydesk.errors import Retry
from copydesk.model import Article, Source
from copydesk.pipeline.ingest import LARGE, LARGE_COMPRESSED, PAGES_HELD, IngestSteps, ingest_article, one_at_a_time
from copydesk.pipeline.messages import Candidate, Pointer, RawPage, Stored
from tests.unit.storage.making import article

PAGE = RawPage(
    body=b"x", url="https://example.org/a", content_type=None, content_encoding=None, fetched_at="2026-01-01",
    source=Source(bucket="raw", key="a"),
)  # fmt: skip


@dataclass
class Watched:
    """Counts how many are inside at once at most; each stays for a moment."""

    most: int = 0
    _inside: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self) -> None:
        with self._lock:
            self._inside += 1
            self.most = max(self.most, self._inside)
        time.sleep(0.005)

    def leave(self) -> None:
        with self._lock:
            self._inside -= 1


def never(*_: Any, **__: Any) -> Any:
    raise AssertionError("no step of a page that goes well")


def steps(
    *, load: Callable[..., RawPage], extract: Callable[..., Article], store: Callable[..., Stored]
) -> IngestSteps:
    return IngestSteps(
        load=load, extract=extract, store=store, withdraw=never, request_fetch=never, record_reject=never
    )  # fmt: skip


def stored(_candidate: Candidate) -> Stored:
    return Stored(article_id="0" * 32, revision=1)


def ingest_all(made: IngestSteps, *names: str) -> None:
    def ingest(name: str) -> None:
        ingest_article(Pointer(source=Source(bucket="raw", key=name)), message="", steps=made)

    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(ingest, names))


def test_of_ten_messages_only_a_few_pages_are_held_and_all_are_stored_at_once() -> None:
    held, storing, together = Watched(), Watched(), threading.Barrier(10)

    def load(_: object) -> RawPage:
        held.enter()
        return PAGE

    def extract(_: bytes, **__: object) -> Article:
        held.leave()
        return article("one")

    def store(candidate: Candidate) -> Stored:
        storing.enter()
        together.wait(timeout=10)
        return stored(candidate)

    ingest_all(steps(load=load, extract=extract, store=store), *"abcdefghij")
    assert held.most <= PAGES_HELD
    assert storing.most == 10


@pytest.mark.parametrize(
    ("page", "most"),
    [
        (PAGE, 6),
        (replace(PAGE, body=bytes(LARGE + 1)), 1),
        (replace(PAGE, body=bytes(LARGE_COMPRESSED + 1), content_encoding="br"), 1),
        (replace(PAGE, body=b"\x1f\x8b" + bytes(LARGE_COMPRESSED)), 1),
    ],
    ids=["small", "large", "compressed", "gzip that nobody tells of"],
)
def test_a_large_page_is_alone_until_its_article_is_stored(page: RawPage, most: int) -> None:
    storing = Watched()

    def store(candidate: Candidate) -> Stored:
        storing.enter()
        time.sleep(0.02)
        storing.leave()
        return stored(candidate)

    ingest_all(steps(load=lambda _: page, extract=lambda *_, **__: article("one"), store=store), *"abcdef")
    assert storing.most == 1 if most == 1 else storing.most > 1


def test_messages_of_one_object_go_one_after_the_other_up_to_the_end() -> None:
    working = Watched()

    def load(_: object) -> RawPage:
        working.enter()
        return PAGE

    def store(candidate: Candidate) -> Stored:
        working.leave()
        return stored(candidate)

    ingest_all(steps(load=load, extract=lambda *_, **__: article("one"), store=store), *["same"] * 6)
    assert working.most == 1


def extracted(extract: Any) -> Any:
    return extract(b"", url=None, content_type=None, content_encoding=None)


def test_pages_are_taken_apart_one_at_a_time() -> None:
    inside = Watched()

    def extract(*_: object, **__: object) -> Article:
        inside.enter()
        inside.leave()
        return article("one")

    alone = one_at_a_time(extract, at_turn=lambda: None)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(extracted, [alone] * 8))
    assert inside.most == 1


def test_a_page_whose_turn_comes_too_late_is_refused_and_lets_the_next_one_in() -> None:
    left = iter([30_000, 25_000, 19_000])

    def check() -> None:
        if next(left) < 20_000:
            raise Retry("too little time")

    alone = one_at_a_time(lambda *_, **__: article("one"), at_turn=check)
    assert [extracted(alone).text for _ in range(2)] == ["one", "one"]
    for error in (Retry, StopIteration):
        with pytest.raises(error):
            extracted(alone)
