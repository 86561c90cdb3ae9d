"""An article has several addresses and one is gone.

The address that it names withdraws it, or else the last one does.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from copydesk.crawling.records import Want
from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.model import Article, PubStatus, Quality, Source
from copydesk.pipeline.ingest import IngestSteps, Outcome, ingest_article
from copydesk.pipeline.messages import Gone, Pointer, RawPage, Stored, Withdrawn
from copydesk.storage import ArticleStore, read_article
from copydesk.storage.articles.crawled_pages import crawled_pages, note_article
from copydesk.storage.articles.models import HeadItem
from copydesk.storage.articles.standings import withdraw_head
from copydesk.storage.dynamodb import LostRace
from copydesk.storage.keys import turn_shard
from copydesk.storage.operations.hosts import list_due
from copydesk.storage.operations.pages import PageStore, wanted_of
from copydesk.web.timestamps import instant
from copydesk.web.urls import article_id
from tests.unit.storage.conftest import Calls
from tests.unit.storage.making import block

pytestmark = pytest.mark.slow

HOST = "news.example"
SITE = f"https://{HOST}"
OWNER = f"{SITE}/2024/old-bridge-falls"
REF, PRINT, MOBILE = (
    f"{OWNER}?ref=amp",
    f"{SITE}/print/old-bridge-falls",
    "https://m.news.example/2024/old-bridge-falls",
)
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
TOMORROW = instant(BEGIN + timedelta(days=1))
ARTICLE = article_id(canonical_url=None, url=OWNER, source=Source(bucket="", key=""))


@dataclass
class Crawl:
    """Pages that are fetched hour after hour and ingested."""

    store: ArticleStore
    pages: PageStore
    hour: int = 0
    canonical: str | None = OWNER
    raw: dict[str, tuple[Article, str, str | None] | None] = field(default_factory=dict)

    @property
    def at(self) -> str:
        return instant(BEGIN + timedelta(hours=self.hour))

    def alive(self, url: str, text: str = "words") -> Outcome | None:
        """Fetches a page that exists, and returns the outcome, or None if its bytes are the same and no news."""
        self.hour += 1
        self.pages.add(url, source_id=None)
        page = self.pages.load(url)
        assert page
        seen = replace(page, missing=0, fetched_at=self.at, digest=text, want=Want.REVISIT, next_at=TOMORROW)
        if page.digest == text and not page.gone_at:
            self.pages.settle(seen)
            return None
        raw = Source(bucket="raw", key=f"{url} {self.hour}")
        made = Article(
            url=url, canonical_url=self.canonical, host="news.example", headline=text, blocks=(block(text),),
            word_count=200, fingerprint="0" * 16, quality=Quality(score=0.9),
        )  # fmt: skip
        self.raw[raw.key] = made, self.at, page.gone_at
        self.pages.settle(replace(seen, raw=raw, gone_at=None))
        return self.ingest(Pointer(source=raw, url=url))

    def dead(self, url: str) -> Outcome:
        """Fetches a page for the second time after it is gone, and returns the outcome."""
        self.hour += 2
        page = self.pages.load(url)
        assert page
        assert page.raw
        self.pages.settle(replace(page, missing=1))
        pointer = Pointer(source=page.raw, url=url)
        outcome = self.ingest(Gone(page=pointer, status=404, seen_at=self.at, article_id=page.article_id))
        if page := self.pages.load(url):
            self.pages.settle(replace(page, missing=2, gone_at=self.at))
        return outcome

    def ingest(self, arrival: Pointer | Gone) -> Outcome:
        steps = IngestSteps(
            load=self.load,
            extract=lambda body, **_: self.raw[body.decode()][0],  # type: ignore[index]
            store=self.store.store,
            withdraw=self.store.withdraw,
            request_fetch=lambda _: None,
            record_reject=lambda *_, **__: None,
            note_page=note_article,
        )
        return ingest_article(arrival, message="", steps=steps)

    def load(self, delivery: object) -> RawPage:
        assert isinstance(delivery, Pointer)
        kept = self.raw[delivery.source.key]
        if kept is None:
            raise Reject(RejectReason.OBJECT_MISSING)
        made, at, gone_at = kept
        return RawPage(
            body=delivery.source.key.encode(), url=made.url, content_type=None, content_encoding=None, fetched_at=at,
            source=delivery.source, gone_at=gone_at,
        )  # fmt: skip


@pytest.fixture
def crawl(store: ArticleStore) -> Crawl:
    pages = PageStore(now=lambda: BEGIN)
    return Crawl(store=replace(store, pages=crawled_pages(lambda: BEGIN)), pages=pages)


def is_living(identity: str = ARTICLE) -> bool:
    found = read_article(identity)
    assert found
    return found.article.pub_status is PubStatus.USABLE


def is_refused(outcome: Outcome) -> bool:
    return isinstance(outcome, Skip) and outcome.reason is SkipReason.NOT_ITS_OWN


@pytest.mark.parametrize("canonical", [OWNER, None], ids=["with a canonical address", "without"])
@pytest.mark.parametrize("last", ["same words", "other words"])
@pytest.mark.parametrize("first", ["owner", "alias"])
@pytest.mark.parametrize("alias", [REF, MOBILE, f"{OWNER}/", "http://news.example/2024/old-bridge-falls"])
def test_an_alias_that_dies_never_withdraws_the_living(
    crawl: Crawl, alias: str, first: str, last: str, canonical: str | None
) -> None:
    crawl.canonical = canonical
    both = (OWNER, alias) if first == "owner" else (alias, OWNER)
    crawl.alive(both[0], "words")
    crawl.alive(both[1], "words" if last == "same words" else "others")
    assert is_refused(crawl.dead(alias))
    assert is_living()
    assert isinstance(crawl.dead(OWNER), Withdrawn)
    assert not is_living()


def test_a_print_version_that_dies_never_does(crawl: Crawl) -> None:
    crawl.alive(OWNER)
    crawl.alive(PRINT, "others")
    assert is_refused(crawl.dead(PRINT))


@pytest.mark.parametrize("order", [(REF, PRINT, MOBILE), (PRINT, REF, MOBILE), (MOBILE, PRINT, REF)])
def test_of_aliases_whose_owner_never_came_the_last_one_that_dies_withdraws(
    crawl: Crawl, order: tuple[str, ...]
) -> None:
    for url in (PRINT, REF, MOBILE):
        crawl.alive(url)
    assert [is_refused(crawl.dead(url)) for url in order] == [True, True, False]
    assert not is_living()


def test_the_owner_withdraws_though_an_alias_lives_and_one_that_brings_it_back_may_die_again(
    crawl: Crawl,
) -> None:
    crawl.alive(OWNER)
    crawl.alive(PRINT)
    assert isinstance(crawl.dead(OWNER), Withdrawn)
    crawl.alive(PRINT, "new words")
    assert is_living()
    assert isinstance(crawl.dead(PRINT), Withdrawn)
    assert not is_living()


def test_those_that_live_are_looked_at_at_once(crawl: Crawl) -> None:
    for url in (OWNER, PRINT):
        crawl.alive(url)
    assert wanted_of(HOST, 10, BEGIN) == []
    crawl.dead(PRINT)
    assert [page.url for page in wanted_of(HOST, 10, BEGIN)] == [OWNER]
    assert [due.host for due in list_due(turn_shard(HOST), BEGIN)] == [HOST], "and its host is woken for it"


def test_an_article_that_was_wrongly_canceled_comes_back_with_the_same_bytes(crawl: Crawl) -> None:
    """Both addresses were missing at once, as in an outage, but one was not gone."""
    crawl.alive(PRINT)
    crawl.alive(REF)
    page = crawl.pages.load(REF)
    assert page
    crawl.pages.settle(replace(page, missing=1))
    assert isinstance(crawl.dead(PRINT), Withdrawn)
    assert isinstance(crawl.alive(REF), Stored)
    assert is_living()


def test_so_does_one_whose_own_page_was_gone(crawl: Crawl) -> None:
    crawl.alive(OWNER)
    crawl.dead(OWNER)
    assert isinstance(crawl.alive(OWNER), Stored)
    assert is_living()


def test_a_fetch_under_way_while_the_article_is_withdrawn_is_void(crawl: Crawl) -> None:
    crawl.alive(PRINT)
    crawl.alive(REF)
    page = crawl.pages.load(REF)
    assert page
    crawl.pages.settle(replace(page, missing=1))
    under_way = crawl.pages.load(REF)
    assert under_way
    crawl.dead(PRINT)
    with pytest.raises(Skip, match="superseded"):
        crawl.pages.settle(replace(under_way, missing=0))
    crawl.alive(REF)
    assert is_living()


@pytest.mark.parametrize("url", [OWNER, PRINT])
def test_a_page_whose_last_copy_expired_is_withdrawn_all_the_same(crawl: Crawl, url: str) -> None:
    crawl.alive(url)
    crawl.raw = dict.fromkeys(crawl.raw)
    assert isinstance(crawl.dead(url), Withdrawn)
    assert not is_living()


def test_a_page_that_moved_for_good_keeps_no_article(crawl: Crawl) -> None:
    for url in (PRINT, REF):
        crawl.alive(url)
    page = crawl.pages.load(REF)
    assert page
    crawl.pages.settle(replace(page, moved_to=f"{SITE}/elsewhere"))
    assert isinstance(crawl.dead(PRINT), Withdrawn)


def test_an_uploaded_page_keeps_its_article_as_nobody_sees_it_die(crawl: Crawl) -> None:
    crawl.alive(OWNER)
    crawl.alive(PRINT)
    made, at, _ = crawl.raw[f"{OWNER} 1"] or (Article(url=None, canonical_url=None, host=None), "", None)
    crawl.raw["upload"] = replace(made, url=f"{SITE}/upload/old-bridge-falls"), at, None
    crawl.ingest(Pointer(source=Source(bucket="raw", key="upload")))
    assert is_refused(crawl.dead(PRINT))


def test_an_article_that_another_page_joins_meanwhile_is_not_withdrawn(crawl: Crawl, calls: Calls) -> None:
    crawl.alive(PRINT)
    old = HeadItem.get(f"ARTICLE#{ARTICLE}", "HEAD")
    crawl.alive(REF)
    with pytest.raises(LostRace):
        withdraw_head(old.pk, old, seen_at=instant(BEGIN + timedelta(days=1)), now=instant(BEGIN + timedelta(days=1)))
    assert is_living()


def test_a_page_of_one_address_costs_no_more(crawl: Crawl, calls: Calls) -> None:
    crawl.alive(OWNER)
    calls.made.clear()
    crawl.ingest(Gone(page=Pointer(source=Source(bucket="raw", key="x"), url=OWNER), status=404, seen_at=crawl.at))
    assert calls.names == ["GetItem", "BatchGetItem", "UpdateItem"]
