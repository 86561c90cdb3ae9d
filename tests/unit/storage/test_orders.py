"""The same raw pages give the same table: in any order, by two workers, and after a crash between two calls.

The tests make families of pages. Canonical addresses are wrong or honest, and form chains and circles. Addresses
change. Texts are edited, short, or another story's. A host has several owners, translations and second pages.

A few lines compute the expected table. They see all pages at once and do not depend on their order.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.errors import Retry
from copydesk.model import IDENTITY_CONFLICT, Source
from copydesk.pipeline.messages import Pointer
from copydesk.storage import ArticleStore, read_article, read_head
from copydesk.storage.articles.models import AliasItem, ArticlesItem, HeadItem, RevisionItem
from copydesk.web.urls import article_id
from tests.sweeps import sized
from tests.unit.storage.conftest import Answer, Calls, just_call
from tests.unit.storage.test_concurrency import run_in_order
from tests.unit.storage.test_ownership import World, id_of

pytestmark = pytest.mark.slow

SITE = "https://news.example"
SLUG = "old-bridge-falls"
OWNER, AMP, SPORT, VIDEO = (f"{SITE}/{part}/{SLUG}" for part in ("2024", "amp/2024", "sport", "video"))
URLS = (
    OWNER, AMP, SPORT, VIDEO,
    f"http://m.news.example/2024/{SLUG}/?utm_source=x",  # another spelling of the owner's address
    f"{SITE}/fr/2024/{SLUG}", f"{SITE}/2024/{SLUG}?page=2", f"{SITE}/2024/new-bridge-opens",
    f"{SITE}/@alice/{SLUG}", f"{SITE}/@mallory/{SLUG}", f"https://mallory.example/2024/{SLUG}",
)  # fmt: skip

#: Texts of different stories, edits of the first, and short texts. The edits are near the first and in part far from
#: each other.
LONG = ("0" * 16, f"{0x3FFFF:016x}", f"{0x3FFFF << 18:016x}", "f" * 16, "0f" * 8)
SHORT = ("a" * 16, f"{(0xAAAA << 48) | 1:016x}")


@dataclass(frozen=True)
class Page:
    url: str
    text: str
    minute: int
    canonical: str | None

    @property
    def at(self) -> str:
        return f"2024-04-25T08:{self.minute:02d}:00.000000Z"

    @property
    def own(self) -> str:
        return id_of(self.url)

    @property
    def names(self) -> str:
        return article_id(canonical_url=self.canonical, url=self.url, source=Source(bucket="", key=""))

    @property
    def fetch(self) -> tuple[str, str]:
        return self.at, f"{self.url} {self.text} {self.at} {self.canonical}"

    def has_text_of(self, other: "Page") -> bool:
        near = (int(self.text, 16) ^ int(other.text, 16)).bit_count() <= 18
        return self.text == other.text or (near and not {self.text, other.text} & {*SHORT})


type Shown = dict[str, tuple[str | None, str | None, tuple[str, ...], tuple[str, ...]]]
type Table = tuple[Shown, dict[str, str]]


def expected(pages: Sequence[Page]) -> Table:
    """Returns the expected articles by id, and the ids of aliases with the ids that they lead to."""
    versions = {page.own: sorted((p for p in pages if p.own == page.own), key=lambda p: p.fetch) for page in pages}
    first = {own: found[0] for own, found in versions.items()}
    shown: Shown = {}
    aliases: dict[str, str] = {}
    for own, page in first.items():
        named = page.names
        if named == own:
            shown[own] = showing(own, versions[own][-1])
        elif named in first:
            is_root = first[named].names == named
            if is_root and any(page.has_text_of(each) for each in versions[named]):
                aliases[own] = named
            else:
                shown[own] = showing(own, versions[own][-1])
        else:
            holder = min((p for p in first.values() if p.names == named and p.own != named), key=lambda p: p.fetch)
            if holder is page:
                shown[named] = showing(named, versions[own][-1])
            if holder is page or page.has_text_of(holder):
                aliases[own] = named
            else:
                shown[own] = showing(own, versions[own][-1])
    return shown, aliases


def showing(article_id: str, page: Page) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    is_conflict = page.names not in (page.own, article_id)
    return (
        page.url,
        page.text,
        (IDENTITY_CONFLICT,) if is_conflict else (),
        (page.canonical or "",) if is_conflict else (),
    )


def found() -> Table:
    shown: Shown = {}
    aliases: dict[str, str] = {}
    for item in ArticlesItem.scan(ArticlesItem.sk == "HEAD"):
        if isinstance(item, AliasItem) and item.first_seen:
            aliases[item.article_id] = item.first_seen["names"]
        if isinstance(item, HeadItem):
            stored = read_article(item.article_id)
            assert stored
            made = stored.article
            conflicts = tuple(each.value for each in made.conflicts)
            shown[stored.article_id] = made.url, made.headline, made.quality.flags, conflicts
    return shown, aliases


def left_behind() -> list[str]:
    """Returns the items besides heads that never expire."""
    return [item.sk for item in ArticlesItem.scan() if item.sk != "HEAD" and item.expires_at is None]


def pages_of(world: World, family: Sequence[Page]) -> list[Pointer]:
    return [
        world.page(p.url, p.text, p.at, canonical=p.canonical, words=60 if p.text in SHORT else 200) for p in family
    ]


def empty() -> None:
    with ArticlesItem.batch_write() as batch:
        for item in ArticlesItem.scan():
            batch.delete(item)


def begin(calls: Calls) -> None:
    calls.around = just_call
    empty()
    calls.made.clear()


@st.composite
def families(draw: st.DrawFn, *, at_most: int = 6) -> list[Page]:
    """Draws a family. No URL returns to an old text, because that case has tests of its own."""
    urls = draw(st.lists(st.sampled_from(URLS), min_size=2, max_size=4, unique=True))
    canonical = st.sampled_from((*urls, *URLS[:4], None))
    family: list[Page] = []
    said: set[tuple[str, str]] = set()
    for _ in range(draw(st.integers(2, at_most))):
        url, text = draw(st.sampled_from(urls)), draw(st.sampled_from(LONG + SHORT))
        if (id_of(url), text) not in said:
            said.add((id_of(url), text))
            family.append(Page(url, text, draw(st.integers(0, 9)), draw(canonical)))
    return family


COUNT = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=sized(10, 200))


@COUNT
@given(data=st.data())
def test_any_order_ends_in_the_same_table(store: ArticleStore, data: st.DataObject) -> None:
    family = data.draw(families())
    wanted = expected(family)
    for _ in range(2):
        order = data.draw(st.permutations(family))
        empty()
        world = World(store)
        for page in pages_of(world, order):
            world.ingest(page)
        assert found() == wanted
        assert world.rejects == []
        assert left_behind() == []


@COUNT
@given(family=families().flatmap(st.permutations), turns=st.text("AB", max_size=60))
def test_two_workers_end_in_the_same_table(store: ArticleStore, calls: Calls, family: list[Page], turns: str) -> None:
    begin(calls)
    world = World(store)
    pages = pages_of(world, family)
    ingest_by_two(world, pages, turns, calls)
    assert found() == expected(family)


def ingest_by_two(world: World, pages: Sequence[Pointer], turns: str, calls: Calls) -> None:
    """Has two workers ingest half of the pages each. `turns` says whose call to DynamoDB is next."""
    middle = len(pages) // 2
    failures: list[Exception] = []
    parts = {"A": pages[:middle], "B": pages[middle:]}
    run_in_order(turns, {name: partial(until_done, world, part, failures) for name, part in parts.items()}, calls)
    calls.around = just_call
    assert failures == []


#: The number of calls before each crash, and whether the next call still takes effect.
CRASHES = st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=3)


class Crash(Exception):
    """The function ends at this call."""


@COUNT
@given(data=st.data())
def test_what_a_crash_leaves_the_message_that_comes_again_finishes(
    store: ArticleStore, calls: Calls, data: st.DataObject
) -> None:
    """Each message crashes up to three times, before or after a call to DynamoDB, and comes again."""
    family = data.draw(families(at_most=4).flatmap(st.permutations))
    begin(calls)
    world = World(store)
    for page in pages_of(world, family):
        ingest_after_crashes(world, page, data.draw(CRASHES), calls)
    assert found() == expected(family)


def ingest_after_crashes(world: World, page: Pointer, crashes: Sequence[tuple[int, bool]], calls: Calls) -> None:
    """Ingests a page whose message comes again after each crash."""
    for after, is_done in crashes:
        calls.around = crashing(after, is_done=is_done)
        with suppress(Crash):
            world.ingest(page)
    calls.around = just_call
    world.ingest(page)


def crashing(after: int, *, is_done: bool) -> Callable[[str, dict[str, Any], Callable[[], Answer]], Answer]:
    left = iter(range(after))

    def around(_name: str, _arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        if next(left, None) is not None:
            return call()
        if is_done:
            call()
        raise Crash

    return around


def until_done(world: World, pages: Sequence[Pointer], failures: list[Exception]) -> None:
    """Repeats each message after a Retry, as a queue does."""
    try:
        for page in pages:
            for _ in range(20):
                with suppress(Retry):
                    world.ingest(page)
                    break
            else:
                raise Retry("too often")
    except Exception as failure:
        failures.append(failure)


BRIDGE, EDITED, FAR, TUNNEL, FERRY = LONG
BRIEF, BRIEFER = SHORT

#: Families with pages that try to take another's place, and honest ones. Each has the final texts by the URL whose id
#: they have, and the aliases that lead there.
FAMILIES: dict[str, tuple[list[Page], dict[str, str], dict[str, str]]] = {
    "a stranger names an owner's article": (
        [Page(OWNER, BRIDGE, 1, None), Page(SPORT, TUNNEL, 0, OWNER)],
        {OWNER: BRIDGE, SPORT: TUNNEL}, {},
    ),
    "a stranger with its own address, which later names another's": (
        [Page(SPORT, TUNNEL, 0, None), Page(SPORT, FERRY, 2, OWNER), Page(OWNER, BRIDGE, 1, None)],
        {OWNER: BRIDGE, SPORT: FERRY}, {},
    ),
    "a stranger that first says what the owner says, and later something else": (
        [Page(SPORT, BRIDGE, 0, OWNER), Page(SPORT, TUNNEL, 2, OWNER), Page(OWNER, BRIDGE, 1, None)],
        {OWNER: BRIDGE}, {SPORT: OWNER},
    ),
    "an honest alias and a stranger that was there before": (
        [Page(SPORT, TUNNEL, 0, OWNER), Page(AMP, EDITED, 1, OWNER), Page(OWNER, BRIDGE, 2, None)],
        {OWNER: BRIDGE, SPORT: TUNNEL}, {AMP: OWNER},
    ),
    "an alias of what the owner says later": (
        [Page(OWNER, BRIDGE, 0, None), Page(OWNER, TUNNEL, 2, None), Page(AMP, TUNNEL, 1, OWNER)],
        {OWNER: TUNNEL}, {AMP: OWNER},
    ),
    "a chain": (
        [Page(AMP, BRIDGE, 0, SPORT), Page(SPORT, BRIDGE, 1, OWNER), Page(OWNER, BRIDGE, 2, None)],
        {OWNER: BRIDGE, AMP: BRIDGE}, {SPORT: OWNER},
    ),
    "a chain of three stories": (
        [Page(AMP, BRIDGE, 0, SPORT), Page(SPORT, TUNNEL, 1, OWNER), Page(OWNER, FERRY, 2, None)],
        {OWNER: FERRY, SPORT: TUNNEL, AMP: BRIDGE}, {},
    ),
    "a circle": (
        [Page(SPORT, BRIDGE, 0, OWNER), Page(OWNER, BRIDGE, 1, SPORT)],
        {SPORT: BRIDGE, OWNER: BRIDGE}, {},
    ),
    "a circle of three stories": (
        [Page(SPORT, BRIDGE, 0, OWNER), Page(OWNER, TUNNEL, 1, VIDEO), Page(VIDEO, FERRY, 2, SPORT)],
        {SPORT: BRIDGE, OWNER: TUNNEL, VIDEO: FERRY}, {},
    ),
    "two strangers, and no owner": (
        [Page(SPORT, TUNNEL, 1, OWNER), Page(VIDEO, FERRY, 0, OWNER)],
        {OWNER: FERRY, SPORT: TUNNEL}, {VIDEO: OWNER},
    ),
    "an owner that later names another": (
        [Page(OWNER, BRIDGE, 0, None), Page(OWNER, EDITED, 2, SPORT), Page(SPORT, TUNNEL, 1, None)],
        {OWNER: EDITED, SPORT: TUNNEL}, {},
    ),
    "an owner that names another at first": (
        [Page(OWNER, BRIDGE, 0, SPORT), Page(OWNER, EDITED, 2, None), Page(AMP, BRIDGE, 1, OWNER)],
        {SPORT: EDITED, AMP: BRIDGE}, {OWNER: SPORT},
    ),
    "short texts": (
        [Page(OWNER, BRIEF, 1, None), Page(SPORT, BRIEFER, 2, OWNER), Page(AMP, BRIEF, 3, OWNER)],
        {OWNER: BRIEF, SPORT: BRIEFER}, {AMP: OWNER},
    ),
    "short texts, and no owner": (
        [Page(SPORT, BRIEFER, 0, OWNER), Page(AMP, BRIEF, 1, OWNER)],
        {OWNER: BRIEFER, AMP: BRIEF}, {SPORT: OWNER},
    ),
    "two owners of one host": (
        [Page(URLS[8], BRIDGE, 0, None), Page(URLS[9], BRIDGE, 1, URLS[8])],
        {URLS[8]: BRIDGE, URLS[9]: BRIDGE}, {},
    ),
    "a translation and a second page": (
        [Page(OWNER, BRIDGE, 0, None), Page(URLS[5], BRIDGE, 1, OWNER), Page(URLS[6], BRIDGE, 2, OWNER)],
        {OWNER: BRIDGE, URLS[5]: BRIDGE, URLS[6]: BRIDGE}, {},
    ),
    "an address that comes, goes and comes": (
        [Page(AMP, BRIDGE, 0, OWNER), Page(AMP, EDITED, 1, None), Page(AMP, TUNNEL, 2, SPORT)],
        {OWNER: TUNNEL}, {AMP: OWNER},
    ),
    "an address that is named later, in the same words": (
        [Page(SPORT, TUNNEL, 0, None), Page(SPORT, TUNNEL, 1, OWNER), Page(OWNER, BRIDGE, 2, None)],
        {OWNER: BRIDGE, SPORT: TUNNEL}, {},
    ),
    "texts that are near one by one": (
        [Page(OWNER, EDITED, 0, None), Page(AMP, BRIDGE, 1, OWNER), Page(SPORT, FAR, 2, OWNER)],
        {OWNER: EDITED, SPORT: FAR}, {AMP: OWNER},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAMILIES)
def test_no_story_takes_another_s_place(store: ArticleStore, name: str) -> None:
    family, texts, aliases = FAMILIES[name]
    assert expected(family)[1] == {id_of(one): id_of(other) for one, other in aliases.items()}
    for order in permutations(family):
        empty()
        world = World(store)
        for page in pages_of(world, order):
            world.ingest(page)
        shown, led = found()
        assert {own: text for own, (_, text, _, _) in shown.items()} == {
            id_of(url): text for url, text in texts.items()
        }
        assert (shown, led) == expected(family)
        assert left_behind() == []
        for page in pages_of(world, order):  # the messages come again, as from queues
            world.ingest(page)
        assert found() == expected(family)


def test_an_alias_leads_to_its_article(store: ArticleStore) -> None:
    world = World(store)
    for page in pages_of(world, [Page(OWNER, BRIDGE, 0, None), Page(AMP, EDITED, 1, OWNER)]):
        world.ingest(page)
    by_alias = read_article(id_of(AMP))
    assert by_alias
    assert by_alias == read_article(id_of(OWNER))
    head = read_head(id_of(AMP))
    assert head
    assert head.stored.article_id == id_of(OWNER)


def test_what_becomes_an_alias_stays_a_revision_for_a_time(store: ArticleStore) -> None:
    world = World(store)
    early, late = pages_of(world, [Page(AMP, BRIDGE, 0, OWNER), Page(AMP, EDITED, 1, None)])
    world.ingest(late)
    world.ingest(early)
    kept = [item for item in ArticlesItem.scan() if item.pk.endswith(id_of(AMP)) and item.sk != "HEAD"]
    assert {type(item) for item in kept} == {RevisionItem}
    assert all(item.expires_at for item in kept)
