"""Several pages claim one id. In any order of arrival each story is kept, and the owner has the address."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from copydesk.errors import Reject, RejectReason, Retry, Skip, SkipReason
from copydesk.model import IDENTITY_CONFLICT, Article, Conflict, Quality, Source
from copydesk.pipeline.ingest import IngestSteps, Outcome, ingest_article
from copydesk.pipeline.messages import Gone, Pointer, RawPage, Stored
from copydesk.pipeline.reprocess import Reprocess
from copydesk.storage import ArticleStore, read_article
from copydesk.storage.articles.models import HeadItem
from copydesk.storage.articles.reprocess_source import preview, written_article
from copydesk.web.urls import article_id
from tests.unit.storage.conftest import Calls, one_by_one
from tests.unit.storage.making import EVENING, MORNING, NOON, block

pytestmark = pytest.mark.slow

SITE = "https://news.example"
STORY = f"{SITE}/2024/old-bridge-falls"
#: Fingerprints of different texts, and of an edit of the first.
BRIDGE, EDITED, TUNNEL, FERRY, TOWER = "0" * 16, f"{0x3FFFF:016x}", "f" * 16, "0f" * 8, "5" * 16
OWNER, ALIAS = STORY, f"{SITE}/amp/2024/old-bridge-falls"
WRONG, WORSE = f"{SITE}/sport/old-bridge-falls", f"{SITE}/video/old-bridge-falls"
DAWN, NIGHT = "2024-04-25T05:00:00.000000Z", "2024-04-25T22:00:00.000000Z"


def id_of(url: str) -> str:
    return article_id(canonical_url=None, url=url, source=Source(bucket="", key=""))


class World:
    """Raw pages by key, and the articles that are made of them."""

    def __init__(self, store: ArticleStore) -> None:
        self.articles: dict[str, tuple[Article, str]] = {}
        self.rejects: list[Reject] = []
        self.store = store
        self.steps = IngestSteps(
            load=self._load,
            extract=self._extract,
            store=store.store,
            withdraw=store.withdraw,
            request_fetch=lambda _url: None,
            record_reject=lambda reject, **_: self.rejects.append(reject),
        )

    def page(self, url: str, text: str, at: str, *, canonical: str | None = STORY, words: int = 200) -> Pointer:
        key = f"{url} {text} {at} {canonical}"
        made = Article(
            url=url, canonical_url=canonical, host="news.example", headline=text, blocks=(block(text),),
            word_count=words, fingerprint=text, quality=Quality(score=0.9),
        )  # fmt: skip
        self.articles[key] = made, at
        return Pointer(source=Source(bucket="raw", key=key), url=url)

    def ingest(self, arrival: Pointer | Gone) -> Outcome:
        return ingest_article(arrival, message="", steps=self.steps)

    def _load(self, delivery: Any) -> RawPage:
        key = delivery.source.key
        if key not in self.articles:
            raise Reject(RejectReason.OBJECT_MISSING)
        made, at = self.articles[key]
        return RawPage(
            body=key.encode(), url=made.url, content_type=None, content_encoding=None, fetched_at=at,
            source=delivery.source,
        )  # fmt: skip

    def _extract(self, body: bytes, **_: object) -> Article:
        return self.articles[body.decode()][0]


@pytest.fixture
def world(store: ArticleStore) -> World:
    return World(store)


def table() -> dict[str, tuple[str | None, str | None, tuple[str, ...]]]:
    """Returns for each id the shown URL, its story and its flags."""
    heads = HeadItem.scan(HeadItem.sk == "HEAD")
    found = [read_article(head.article_id) for head in heads]
    return {
        each.article_id: (each.article.url, each.article.headline, each.article.quality.flags) for each in found if each
    }


HOME = (IDENTITY_CONFLICT,)
THREE = {id_of(OWNER): (OWNER, BRIDGE, ()), id_of(WRONG): (WRONG, TUNNEL, HOME), id_of(WORSE): (WORSE, FERRY, HOME)}


def three(world: World) -> list[Pointer]:
    """Returns the owner's page, and an earlier and a later page of other stories that name its address."""
    return [world.page(WRONG, TUNNEL, MORNING), world.page(OWNER, BRIDGE, NOON), world.page(WORSE, FERRY, EVENING)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_any_order_each_page_has_its_story_and_the_owner_the_address(world: World, order: tuple[int, ...]) -> None:
    pages = three(world)
    for index in order:
        world.ingest(pages[index])
    for page in pages:  # the messages come again, as from queues
        world.ingest(page)
    assert table() == THREE
    assert world.rejects == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_two_workers_end_in_the_same_table(world: World, calls: Calls, order: tuple[int, ...]) -> None:
    pages = three(world)
    left = deque(pages[index] for index in order)
    gate = threading.Barrier(2)

    def work(_number: int) -> None:
        gate.wait(timeout=60)
        while left:
            try:
                page = left.popleft()
            except IndexError:
                return
            try:
                world.ingest(page)
            except Retry:
                left.append(page)

    with one_by_one(calls), ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert table() == THREE


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_any_order_an_alias_of_the_owner_joins_it(world: World, order: tuple[int, ...]) -> None:
    """The owner's last reading has entirely different words. One URL never splits into two articles."""
    pages = [world.page(OWNER, BRIDGE, DAWN), world.page(ALIAS, EDITED, MORNING), world.page(OWNER, TOWER, NIGHT)]
    for index in order:
        world.ingest(pages[index])
    assert table()[id_of(OWNER)] == (OWNER, TOWER, ())


@pytest.mark.parametrize("first", ["owner", "alias"])
@pytest.mark.parametrize("text", [BRIDGE, EDITED])
def test_whoever_comes_first_a_late_stranger_never_takes_the_owner_s_address(
    world: World, first: str, text: str
) -> None:
    """The head has the alias's words, the owner's or newer ones. The owner holds the id in both cases."""
    pages = [world.page(OWNER, BRIDGE, MORNING), world.page(ALIAS, text, NOON)]
    for page in pages if first == "owner" else reversed(pages):
        world.ingest(page)
    for stranger in (WRONG, WORSE):
        world.ingest(world.page(stranger, TUNNEL, EVENING))
        assert table()[id_of(stranger)] == (stranger, TUNNEL, HOME)
    assert table()[id_of(OWNER)][1] in {BRIDGE, text}
    assert len(table()) == 3


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_no_story_is_lost_where_an_alias_meets_a_stranger_first(world: World, order: tuple[int, ...]) -> None:
    pages = [world.page(OWNER, BRIDGE, NOON), world.page(ALIAS, EDITED, MORNING), world.page(WRONG, TUNNEL, EVENING)]
    for index in order:
        world.ingest(pages[index])
    assert table()[id_of(OWNER)][1] in {BRIDGE, EDITED}
    assert table()[id_of(WRONG)] == (WRONG, TUNNEL, HOME)


def test_a_near_fingerprint_of_a_short_text_is_no_evidence(world: World) -> None:
    world.ingest(world.page(OWNER, BRIDGE, MORNING))
    world.ingest(world.page(WRONG, EDITED, NOON, words=99))
    assert table() == {id_of(OWNER): (OWNER, BRIDGE, ()), id_of(WRONG): (WRONG, EDITED, HOME)}


def test_a_short_text_word_for_word_is_an_alias(world: World) -> None:
    world.ingest(world.page(OWNER, BRIDGE, MORNING, words=60))
    world.ingest(world.page(ALIAS, BRIDGE, NOON, words=60))
    assert table() == {id_of(OWNER): (OWNER, BRIDGE, ())}


def test_a_page_that_goes_home_says_which_address_it_named(world: World) -> None:
    world.ingest(world.page(OWNER, BRIDGE, MORNING))
    outcome = world.ingest(world.page(WRONG, TUNNEL, NOON))
    assert isinstance(outcome, Stored)
    found = read_article(outcome.article_id)
    assert found
    assert found.article_id == id_of(WRONG)
    assert found.article.canonical_url is None
    assert found.article.conflicts == (Conflict(field="canonical_url", source=IDENTITY_CONFLICT, value=STORY),)


def test_a_url_whose_canonical_comes_later_keeps_its_id(world: World) -> None:
    world.ingest(world.page(ALIAS, BRIDGE, MORNING, canonical=None))
    world.ingest(world.page(ALIAS, EDITED, NOON))
    assert table() == {id_of(ALIAS): (ALIAS, EDITED, HOME)}


def test_a_story_whose_raw_page_is_missing_makes_room_and_is_a_reject(world: World) -> None:
    gone = world.page(WRONG, TUNNEL, MORNING)
    world.ingest(gone)
    del world.articles[gone.source.key]
    world.ingest(world.page(OWNER, BRIDGE, NOON))
    assert table() == {id_of(OWNER): (OWNER, BRIDGE, ())}
    assert [each.reason for each in world.rejects] == [RejectReason.OBJECT_MISSING]


def test_an_owner_costs_no_further_call(world: World, calls: Calls) -> None:
    world.ingest(world.page(OWNER, BRIDGE, MORNING))
    assert calls.names == ["GetItem", "PutItem"]
    calls.made.clear()
    world.ingest(world.page(OWNER, TUNNEL, NOON))
    assert calls.names == ["GetItem", "BatchWriteItem", "BatchGetItem", "PutItem"]
    calls.made.clear()
    world.ingest(world.page(ALIAS, TUNNEL, EVENING))
    # The calls read and note its own record and the owner's, and add an address to the article.
    assert calls.names == ["GetItem", "PutItem", "GetItem", "TransactWriteItems", "UpdateItem"]


def gone(world: World, page: Pointer, at: str) -> Callable[[], Outcome]:
    return lambda: world.ingest(Gone(page=page, status=404, seen_at=at))


def test_an_alias_that_dies_withdraws_nothing(world: World) -> None:
    owner, alias = world.page(OWNER, BRIDGE, MORNING), world.page(ALIAS, EDITED, NOON)
    for page in (owner, alias):
        world.ingest(page)
    outcome = gone(world, alias, EVENING)()
    assert isinstance(outcome, Skip)
    assert outcome.reason is SkipReason.NOT_ITS_OWN
    assert withdrawn() == []
    gone(world, owner, NIGHT)()
    assert withdrawn() == [id_of(OWNER)]


def test_a_page_that_went_home_withdraws_what_is_there(world: World) -> None:
    wrong = world.page(WRONG, TUNNEL, NOON)
    for page in (world.page(OWNER, BRIDGE, MORNING), wrong):
        world.ingest(page)
    gone(world, wrong, EVENING)()
    assert withdrawn() == [id_of(WRONG)]


def test_an_alias_whose_owner_never_came_withdraws_its_article(world: World) -> None:
    alias = world.page(ALIAS, BRIDGE, MORNING)
    world.ingest(alias)
    gone(world, alias, NOON)()
    assert withdrawn() == [id_of(OWNER)]


def withdrawn() -> list[str]:
    return [head.article_id for head in HeadItem.scan(HeadItem.sk == "HEAD") if head.withdrawn_at]


def test_a_dry_run_says_that_a_page_at_home_stays_there(world: World) -> None:
    pages = [world.page(OWNER, BRIDGE, MORNING), world.page(WRONG, TUNNEL, NOON)]
    for page in pages:
        world.ingest(page)
    made, at = world.articles[pages[1].source.key]
    world.articles[pages[1].source.key] = replace(made, headline="Another"), at
    lines: list[Any] = []
    reprocess = Reprocess(
        steps=world.steps,
        articles_of_segment=lambda *_: iter(()),
        written_article=written_article,
        preview=preview,
        add_line=lines.append,
    )
    item = {"article": id_of(WRONG), "older_than": "99", "dry_run": True}
    told = [piece.work() for piece in reprocess.pieces(item)]
    assert told == [("would_change", {"article_id": id_of(WRONG)})]
