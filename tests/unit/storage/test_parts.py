"""The pages of an article end in one article: in any order, by two workers, and after a crash between two calls.

A few lines compute the expected table. They see all pages at once and do not depend on their order. Where pages name
other addresses as their own, `test_orders` computes which of them has which id.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import permutations
from typing import Unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.extraction.joining import join
from copydesk.extraction.metadata.pagination import page_number
from copydesk.model import Article, Quality, Source
from copydesk.pipeline.candidates import OtherPages, PageContext, candidate_of, with_parts
from copydesk.pipeline.messages import Candidate, Gone, Outdated, Pointer, Stored
from copydesk.storage import ArticleStore, read_article
from copydesk.storage.articles.models import AliasItem, ArticlesItem, HeadItem
from copydesk.storage.articles.parts import kept_part, last_fetch
from tests.sweeps import thinned
from tests.unit.storage import test_orders as orders
from tests.unit.storage.conftest import Answer, Calls
from tests.unit.storage.making import block
from tests.unit.storage.test_concurrency import orders as interleavings
from tests.unit.storage.test_concurrency import run_in_order
from tests.unit.storage.test_orders import (
    COUNT,
    CRASHES,
    LONG,
    OWNER,
    SPORT,
    Crash,
    begin,
    empty,
    ingest_after_crashes,
    ingest_by_two,
    until_done,
)
from tests.unit.storage.test_ownership import NIGHT, id_of
from tests.unit.storage.test_ownership import World as OneByOne

pytestmark = pytest.mark.slow

ONE, TWO, THREE = OWNER, f"{OWNER}?page=2", f"{OWNER}?page=3"
#: An address that page 2 may name as its own.
OTHER_TWO = f"{SPORT}?page=2"
BRIDGE, EDITED, FAR, TUNNEL, FERRY = LONG


@dataclass(frozen=True)
class Page(orders.Page):
    """A fetch of a page: `pages` are the addresses that its pager links to, `first` the one that it names page 1."""

    pages: tuple[str, ...] = ()
    first: str | None = None

    @property
    def names(self) -> str:
        return self.own if self.first else super().names


def one(text: str, minute: int, *pages: str, canonical: str | None = None) -> Page:
    return Page(ONE, text, minute, canonical, pages)


def later(url: str, text: str, minute: int, *pages: str, canonical: str | None = None) -> Page:
    return Page(url, text, minute, canonical, (ONE, *pages), ONE)


class World(OneByOne):
    """Raw pages, and the articles that are made of them and joined."""

    def __init__(self, store: ArticleStore) -> None:
        super().__init__(store)
        self.wanted: list[tuple[str, tuple[str, ...]]] = []
        others = OtherPages(latest=last_fetch, join=join, kept=kept_part, want=self._want)
        self.steps = replace(self.steps, others=others)

    def _want(self, first: str, urls: Sequence[str]) -> None:
        self.wanted.append((first, tuple(urls)))

    def candidate(self, page: Pointer) -> Candidate:
        """Returns a page joined with its other pages, before it is stored."""

        def read(pointer: Pointer) -> Candidate:
            return candidate_of(self.steps.load(pointer), self.steps.extract)

        assert self.steps.others
        return with_parts(read(page), self.steps.others, read)

    def fetched(self, page: Page) -> Pointer:
        key = page.fetch[1]
        made = Article(
            url=page.url, canonical_url=page.canonical, host="news.example", headline=page.text,
            blocks=(block(page.text),), word_count=200, fingerprint=page.text, quality=Quality(score=0.9),
            pages=page.pages, next_page=page.pages[0] if page.pages else None, first_page=page.first,
        )  # fmt: skip
        self.articles[key] = made, page.at
        return Pointer(source=Source(bucket="raw", key=key), url=page.url)


type Shown = Mapping[str, tuple[str | None, tuple[str, ...], tuple[str, ...]]]


def expected(family: Sequence[Page]) -> tuple[Shown, Mapping[str, str]]:
    """Returns the articles by id, each with URL, texts and flags, and the aliases with the ids that they lead to."""
    shown, aliases = orders.expected(family)
    texts: dict[str, tuple[str | None, tuple[str, ...], tuple[str, ...]]] = {
        own: (url, (text or "",), flags) for own, (url, text, flags, _) in shown.items()
    }
    newest = {page.own: page for page in sorted(family, key=lambda page: page.fetch)}
    earliest = {page.own: page for page in sorted(family, key=lambda page: page.fetch, reverse=True)}
    free = {own for own, page in earliest.items() if page.names == own}
    for article_id, (url, (text, *_), flags) in list(texts.items()):
        first = newest[id_of(url or "")]
        if first.first:
            continue
        parts = parts_of(first, {own: page for own, page in newest.items() if own in free})
        for part in parts:
            del texts[part.own]
            aliases[part.own] = first.own
        if parts:
            texts[article_id] = url, tuple(dict.fromkeys((text, *(part.text for part in parts)))), flags
    return texts, aliases


def parts_of(first: Page, newest: Mapping[str, Page]) -> list[Page]:
    urls = {page_number(url): url for url in first.pages}
    found: dict[str, Page | None] = {}
    while left := [url for _, url in sorted(urls.items()) if url not in found]:
        page = newest.get(id_of(left[0]))
        found[left[0]] = page if page and page.first == first.url else None
        for url in page.pages if page and found[left[0]] else ():
            if url != first.url:
                urls.setdefault(page_number(url), url)
    return [page for _, url in sorted(urls.items()) if (page := found[url])]


def found() -> tuple[Shown, Mapping[str, str]]:
    shown: dict[str, tuple[str | None, tuple[str, ...], tuple[str, ...]]] = {}
    aliases: dict[str, str] = {}
    for item in ArticlesItem.scan(ArticlesItem.sk == "HEAD"):
        if isinstance(item, AliasItem) and (item.part_of or item.first_seen):
            aliases[item.article_id] = item.part_of or item.first_seen["names"]
        if isinstance(item, HeadItem):
            stored = read_article(item.article_id)
            assert stored
            made = stored.article
            shown[stored.article_id] = made.url, tuple(each.text for each in made.blocks), made.quality.flags
    return shown, aliases


FAMILIES: dict[str, list[Page]] = {
    "three pages": [one(BRIDGE, 1, TWO, THREE), later(TWO, TUNNEL, 2, THREE), later(THREE, FERRY, 3, TWO)],
    "links to the neighbours alone": [one(BRIDGE, 1, TWO), later(TWO, TUNNEL, 2, THREE), later(THREE, FERRY, 3)],
    "an edit of page 2": [
        one(BRIDGE, 1, TWO, THREE), later(TWO, TUNNEL, 2, THREE), later(TWO, FAR, 4, THREE),
        later(THREE, FERRY, 3, TWO),
    ],
    "an edit of page 1": [one(BRIDGE, 1, TWO), one(EDITED, 4, TWO), later(TWO, TUNNEL, 2), later(TWO, FERRY, 3)],
    "page 1 stops naming page 3": [
        one(BRIDGE, 1, TWO, THREE), one(EDITED, 4, TWO), later(TWO, TUNNEL, 2), later(THREE, FERRY, 3),
    ],
    "page 1 has no other pages any more": [one(BRIDGE, 1, TWO), one(EDITED, 4), later(TWO, TUNNEL, 2)],
    "page 2 becomes a page of its own": [one(BRIDGE, 1, TWO), later(TWO, TUNNEL, 2), Page(TWO, FERRY, 3, None)],
    "page 2 was a page of its own": [one(BRIDGE, 1, TWO), later(TWO, TUNNEL, 3), Page(TWO, FERRY, 0, None)],
    "later pages name page 1 as canonical": [
        one(BRIDGE, 1, TWO, THREE), later(TWO, TUNNEL, 2, THREE, canonical=ONE), later(THREE, FERRY, 3, canonical=ONE),
    ],
    "each page names itself as canonical": [
        one(BRIDGE, 1, TWO, canonical=ONE), later(TWO, TUNNEL, 2, canonical=TWO), later(TWO, FERRY, 3, canonical=TWO),
    ],
    "page 1 has another canonical address": [
        one(BRIDGE, 1, TWO, THREE, canonical=SPORT), later(TWO, TUNNEL, 2, THREE), later(THREE, FERRY, 3),
    ],
    "the canonical address of page 1 is a page of the same text": [
        one(BRIDGE, 1, TWO, canonical=SPORT), later(TWO, TUNNEL, 2), Page(SPORT, EDITED, 3, None),
    ],
    "the canonical address of page 1 is another story": [
        one(BRIDGE, 1, TWO, canonical=SPORT), later(TWO, TUNNEL, 2), Page(SPORT, FERRY, 3, None),
    ],
    "page 2 first named another address": [
        one(BRIDGE, 1, TWO), later(TWO, TUNNEL, 3), Page(TWO, FERRY, 0, OTHER_TWO),
    ],
    "page 2 first named itself, and then another address": [
        one(BRIDGE, 1, TWO), later(TWO, TUNNEL, 3), Page(TWO, FERRY, 2, OTHER_TWO), Page(TWO, FAR, 0, None),
    ],
    "page 1 never comes": [later(TWO, TUNNEL, 2, THREE), later(THREE, FERRY, 3, TWO)],
    "page 1 does not name page 2": [one(BRIDGE, 1), later(TWO, TUNNEL, 2)],
    "page 2 does not name page 1": [one(BRIDGE, 1, TWO), Page(TWO, TUNNEL, 2, None, (THREE,))],
    "page 2 shows the text of page 1 again": [one(BRIDGE, 1, TWO), later(TWO, BRIDGE, 2)],
}  # fmt: skip


@pytest.mark.parametrize("name", FAMILIES)
def test_in_any_order_all_text_is_there_once(store: ArticleStore, name: str) -> None:
    family = FAMILIES[name]
    wanted = expected(family)
    # Of 24 orders, make test tries every fifth, so that each page comes first and last.
    for order in thinned(list(permutations(family)), 5 if len(family) > 3 else 1):
        empty()
        world = World(store)
        pages = [world.fetched(page) for page in order]
        for page in pages:
            world.ingest(page)
        assert found() == wanted
        for page in pages:  # the messages come again, as from queues
            world.ingest(page)
        assert found() == wanted
        assert world.rejects == []
        assert orders.left_behind() == []


def test_what_the_families_end_in() -> None:
    """The expectation itself, spelled out for some families."""

    def texts(name: str) -> dict[str, tuple[str, ...]]:
        return {own: lines for own, (_, lines, _) in expected(FAMILIES[name])[0].items()}

    assert texts("three pages") == {id_of(ONE): (BRIDGE, TUNNEL, FERRY)}
    assert texts("links to the neighbours alone") == texts("three pages")
    assert texts("an edit of page 2") == {id_of(ONE): (BRIDGE, FAR, FERRY)}
    assert texts("page 1 stops naming page 3") == {id_of(ONE): (EDITED, TUNNEL), id_of(THREE): (FERRY,)}
    assert texts("later pages name page 1 as canonical") == texts("three pages")
    assert texts("page 1 has another canonical address") == {id_of(SPORT): (BRIDGE, TUNNEL, FERRY)}
    assert texts("page 1 never comes") == {id_of(TWO): (TUNNEL,), id_of(THREE): (FERRY,)}
    assert texts("page 1 does not name page 2") == {id_of(ONE): (BRIDGE,), id_of(TWO): (TUNNEL,)}
    assert texts("page 2 shows the text of page 1 again") == {id_of(ONE): (BRIDGE,)}


@st.composite
def families(draw: st.DrawFn, *, at_most: int = 5) -> list[Page]:
    """Draws fetches of three pages and of another address. No URL returns to an old text."""
    others = st.lists(st.sampled_from((TWO, THREE)), max_size=2, unique=True).map(sorted)
    family: list[Page] = []
    said: set[tuple[str, str]] = set()
    for _ in range(draw(st.integers(2, at_most))):
        url, text, minute = (
            draw(st.sampled_from((ONE, TWO, THREE, SPORT))),
            draw(st.sampled_from(LONG)),
            draw(st.integers(0, 9)),
        )
        canonical = draw(st.sampled_from((None, None, None, ONE, SPORT, OTHER_TWO, url)))
        linked = tuple(each for each in draw(others) if each != url)
        is_part = url in (TWO, THREE) and draw(st.integers(0, 3)) > 0
        pages = (ONE, *linked) if is_part else linked
        if (url, text) not in said:
            said.add((url, text))
            family.append(Page(url, text, minute, canonical, pages if url != SPORT else (), ONE if is_part else None))
    return family


@COUNT
@given(data=st.data())
def test_any_order_ends_in_the_same_table(store: ArticleStore, data: st.DataObject) -> None:
    family = data.draw(families())
    wanted = expected(family)
    for _ in range(2):
        empty()
        world = World(store)
        for page in data.draw(st.permutations(family)):
            world.ingest(world.fetched(page))
        assert found() == wanted
        assert orders.left_behind() == []


@COUNT
@given(family=families().flatmap(st.permutations), turns=st.text("AB", max_size=90))
def test_two_workers_end_in_the_same_table(store: ArticleStore, calls: Calls, family: list[Page], turns: str) -> None:
    assert two_workers(store, calls, family, turns) == expected(family)


def two_workers(
    store: ArticleStore, calls: Calls, family: Sequence[Page], turns: str
) -> tuple[Shown, Mapping[str, str]]:
    begin(calls)
    world = World(store)
    pages = [world.fetched(page) for page in family]
    ingest_by_two(world, pages, turns, calls)
    return found()


@COUNT
@given(data=st.data())
def test_what_a_crash_leaves_the_message_that_comes_again_finishes(
    store: ArticleStore, calls: Calls, data: st.DataObject
) -> None:
    family = data.draw(families(at_most=4).flatmap(st.permutations))
    begin(calls)
    world = World(store)
    for page in map(world.fetched, family):
        ingest_after_crashes(world, page, data.draw(CRASHES), calls)
    assert found() == expected(family)


def fetched(store: ArticleStore, *family: Page) -> tuple[World, list[Pointer]]:
    """Returns a world that has ingested these fetches."""
    world = World(store)
    pages = [world.fetched(page) for page in family]
    for page in pages:
        world.ingest(page)
    return world, pages


def shown(url: str) -> tuple[str, ...] | None:
    """Returns the texts of the article at an address, or None if there is none."""
    stored = read_article(id_of(url))
    return tuple(each.text for each in stored.article.blocks) if stored else None


THREE_PAGES = FAMILIES["three pages"]


def test_the_ids_of_all_pages_lead_to_the_article(store: ArticleStore) -> None:
    world, (_, two, _) = fetched(store, *THREE_PAGES)
    stored = read_article(id_of(ONE))
    assert stored
    assert [read_article(id_of(url)) for url in (TWO, THREE)] == [stored, stored]
    assert [each.page for each in stored.article.blocks] == [None, TWO, THREE]
    outcome = world.ingest(two)
    assert isinstance(outcome, Skip)
    assert (outcome.reason, outcome.detail) == (SkipReason.PART, id_of(ONE))


def test_page_1_with_another_canonical_address_has_its_parts_there(store: ArticleStore) -> None:
    fetched(store, *FAMILIES["page 1 has another canonical address"])
    assert shown(TWO) == shown(ONE) == shown(SPORT) == (BRIDGE, TUNNEL, FERRY)


def test_a_part_that_is_gone_withdraws_nothing(store: ArticleStore) -> None:
    world, (one_, two, _) = fetched(store, *THREE_PAGES)
    outcome = world.ingest(Gone(page=two, status=404, seen_at=NIGHT))
    assert isinstance(outcome, Skip)
    assert outcome.reason is SkipReason.NOT_ITS_OWN
    assert shown(ONE) == (BRIDGE, TUNNEL, FERRY)
    world.ingest(Gone(page=one_, status=404, seen_at=NIGHT))
    stored = read_article(id_of(ONE))
    assert stored
    assert stored.withdrawn_at == NIGHT


def test_a_part_without_its_raw_page_keeps_its_text(store: ArticleStore) -> None:
    """Raw pages may expire. An edit of page 1 then keeps what is stored of the other pages."""
    world, (_, two, _) = fetched(store, *THREE_PAGES)
    del world.articles[two.source.key]
    world.ingest(world.fetched(one(EDITED, 5, TWO, THREE)))
    assert shown(ONE) == (EDITED, TUNNEL, FERRY)
    assert world.rejects == []


def test_a_part_in_which_a_later_release_finds_no_text_leaves_the_article(store: ArticleStore) -> None:
    """An earlier release may have taken a wall or comments for text."""
    world, _ = fetched(store, *THREE_PAGES)
    extract = world.steps.extract

    def refusing(body: bytes, **context: Unpack[PageContext]) -> Article:
        if context["url"] == TWO:
            raise Reject(RejectReason.PAYWALL)
        return extract(body, **context)

    world.steps = replace(world.steps, extract=refusing)
    world.ingest(world.fetched(one(EDITED, 5, TWO, THREE)))
    assert shown(ONE) == (EDITED, FERRY)


def test_a_part_stays_where_it_is_if_page_1_can_no_longer_be_read(store: ArticleStore) -> None:
    world, (first,) = fetched(store, one(BRIDGE, 1, TWO))
    del world.articles[first.source.key]
    assert isinstance(world.ingest(world.fetched(later(TWO, TUNNEL, 2))), Stored)
    assert (shown(ONE), shown(TWO)) == ((BRIDGE,), (TUNNEL,))
    assert [each.reason for each in world.rejects] == [RejectReason.OBJECT_MISSING]


def test_a_new_part_is_a_revision_of_page_1(store: ArticleStore) -> None:
    world, (_, two) = fetched(store, one(BRIDGE, 1, TWO), later(TWO, TUNNEL, 2))
    stored = read_article(id_of(ONE))
    assert stored
    assert (stored.revision.number, stored.date_downloaded) == (2, one("", 1).at)
    assert isinstance(world.ingest(two), Skip)
    assert read_article(id_of(ONE)) == stored


def test_the_same_words_of_a_part_make_no_revision(store: ArticleStore) -> None:
    fetched(store, one(BRIDGE, 1, TWO), later(TWO, TUNNEL, 2), later(TWO, TUNNEL, 3))
    stored = read_article(id_of(ONE))
    assert stored
    assert stored.revision.number == 2


def test_pages_that_were_never_seen_are_wanted(store: ArticleStore) -> None:
    world, (_, two) = fetched(store, one(BRIDGE, 1, TWO), later(TWO, TUNNEL, 2, THREE))
    assert world.wanted == [(ONE, (TWO,)), (ONE, (THREE,))]
    world.ingest(world.fetched(later(THREE, FERRY, 3)))
    world.ingest(two)
    assert world.wanted == [(ONE, (TWO,)), (ONE, (THREE,))]


def test_an_article_that_an_earlier_release_stored_is_joined(store: ArticleStore) -> None:
    """It has all its pages as facts, and no parts."""
    world = World(store)
    with_others, world.steps = world.steps, replace(world.steps, others=None)
    world.ingest(world.fetched(one(BRIDGE, 1, TWO)))
    world.steps = with_others
    world.ingest(world.fetched(later(TWO, TUNNEL, 2)))
    assert found() == expected([one(BRIDGE, 1, TWO), later(TWO, TUNNEL, 2)])


def test_a_damaged_article_of_an_earlier_release_takes_no_part(store: ArticleStore) -> None:
    world = World(store)
    with_others, world.steps = world.steps, replace(world.steps, others=None)
    world.ingest(world.fetched(one(BRIDGE, 1, TWO)))
    (head,) = HeadItem.scan(HeadItem.sk == "HEAD")
    head.update(actions=[HeadItem.body.set(b"damaged")])
    world.steps = with_others
    world.ingest(world.fetched(later(TWO, TUNNEL, 2)))
    assert shown(TWO) == (TUNNEL,)


def test_the_calls_of_pages_and_of_a_page_without_others(store: ArticleStore, calls: Calls) -> None:
    world = World(store)
    world.ingest(world.fetched(one(BRIDGE, 1)))
    assert calls.names == ["GetItem", "PutItem"]
    empty()
    world.ingest(world.fetched(one(BRIDGE, 1, TWO)))
    calls.made.clear()
    world.ingest(world.fetched(later(TWO, TUNNEL, 2)))
    # The calls note the part and read page 1, join and replace it, and check the part; then the part is skipped.
    assert calls.names == [
        *("GetItem", "PutItem", "GetItem", "GetItem"),
        *("GetItem", "GetItem", "BatchWriteItem", "PutItem"),
        *("GetItem", "GetItem", "TransactWriteItems"),
        *("GetItem", "GetItem"),
    ]


@pytest.mark.parametrize("order", thinned(interleavings(6, 6), 27))
@pytest.mark.parametrize("name", ["both new", "page 2 is there", "page 2 is edited"])
def test_page_1_and_page_2_at_once(store: ArticleStore, calls: Calls, name: str, order: str) -> None:
    before, pair = RACES[name]
    begin(calls)
    world, _ = fetched(store, *before)
    failures: list[Exception] = []
    work = {
        name: partial(until_done, world, [world.fetched(page)], failures) for name, page in zip("AB", pair, strict=True)
    }
    run_in_order(order, work, calls)
    assert failures == []
    assert found() == expected([*before, *pair])


RACES: dict[str, tuple[list[Page], list[Page]]] = {
    "both new": ([], [one(BRIDGE, 1, TWO), later(TWO, TUNNEL, 2)]),
    "page 2 is there": ([later(TWO, TUNNEL, 2)], [one(BRIDGE, 1, TWO, THREE), later(THREE, FERRY, 3)]),
    "page 2 is edited": ([one(BRIDGE, 1, TWO, THREE)], [later(TWO, TUNNEL, 2), later(THREE, FERRY, 3)]),
}


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("is_done", [True, False])
def test_a_crash_at_each_call_is_repaired(
    store: ArticleStore, calls: Calls, order: tuple[int, ...], is_done: bool
) -> None:
    family = [one(BRIDGE, 1, TWO, THREE), later(TWO, TUNNEL, 2), one(EDITED, 4, TWO)]
    for after in thinned(range(24), 5):
        begin(calls)
        world = World(store)
        for page in [world.fetched(family[index]) for index in order]:
            ingest_after_crashes(world, page, [(after, is_done)], calls)
        assert found() == expected(family)


def test_a_page_1_that_was_joined_too_early_replaces_nothing(store: ArticleStore) -> None:
    world, (first, _) = fetched(store, one(BRIDGE, 1, TWO), later(TWO, TUNNEL, 2))
    early = world.candidate(first)
    world.ingest(world.fetched(later(TWO, FERRY, 3)))
    with pytest.raises(Outdated):
        store.store(early)
    assert shown(ONE) == (BRIDGE, FERRY)


def test_an_edit_of_page_1_that_was_joined_too_early_replaces_nothing(store: ArticleStore) -> None:
    world, _ = fetched(store, one(BRIDGE, 1, TWO), later(TWO, TUNNEL, 2))
    early = world.candidate(world.fetched(one(EDITED, 5, TWO)))
    world.ingest(world.fetched(later(TWO, FERRY, 3)))
    with pytest.raises(Outdated):
        store.store(early)
    assert shown(ONE) == (BRIDGE, FERRY)


LEADS = "TransactWriteItems"


def test_an_article_that_page_1_no_longer_names_stays(store: ArticleStore, calls: Calls) -> None:
    """While page 1 is about to make page 2 its part, a later page 1 comes that has no page 2."""
    begin(calls)
    world, _ = fetched(store, later(TWO, TUNNEL, 2))
    calls.around = before_first(LEADS, lambda: world.ingest(world.fetched(one(EDITED, 4))))
    world.ingest(world.fetched(one(BRIDGE, 1, TWO)))
    assert found() == expected([later(TWO, TUNNEL, 2), one(BRIDGE, 1, TWO), one(EDITED, 4)])


def test_a_page_that_page_1_no_longer_names_gets_an_article(store: ArticleStore, calls: Calls) -> None:
    """The first message of page 2 is broken off; the second one meets a later page 1 that has no page 2."""
    begin(calls)
    world, _ = fetched(store, one(BRIDGE, 1, TWO))
    two = world.fetched(later(TWO, TUNNEL, 2))
    calls.around = before_first(LEADS, crash)
    with pytest.raises(Crash):
        world.ingest(two)
    assert shown(ONE) == (BRIDGE, TUNNEL)
    calls.around = before_first(LEADS, lambda: world.ingest(world.fetched(one(EDITED, 4))))
    world.ingest(two)
    assert found() == expected([later(TWO, TUNNEL, 2), one(BRIDGE, 1, TWO), one(EDITED, 4)])


def test_an_article_that_page_2_no_longer_names_stays(store: ArticleStore, calls: Calls) -> None:
    """Only page 2 names page 3. While page 3 is about to become a part, a later page 2 comes that does not name it."""
    begin(calls)
    before = [one(BRIDGE, 1, TWO), later(TWO, TUNNEL, 2), later(THREE, FERRY, 2)]
    world, _ = fetched(store, *before)
    named, unnamed = later(TWO, FAR, 3, THREE), later(TWO, EDITED, 4)
    calls.around = before_first(LEADS, lambda: world.ingest(world.fetched(unnamed)))
    world.ingest(world.fetched(named))
    assert found() == expected([*before, named, unnamed])


def crash() -> None:
    raise Crash


def before_first(
    name: str, other: Callable[[], object]
) -> Callable[[str, dict[str, object], Callable[[], Answer]], Answer]:
    """Lets something else happen before the first call of a name."""
    left = [other]

    def around(called: str, _arguments: dict[str, object], call: Callable[[], Answer]) -> Answer:
        if called == name and left:
            left.pop()()
        return call()

    return around
