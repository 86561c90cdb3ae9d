"""This module fills moto with a small newsroom for the console: articles, rejects, a source and a drifting site."""

import pickle
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from hashlib import md5
from threading import Event, Thread

import boto3
import pytest
from moto import mock_aws
from moto.backends import get_backend

from copydesk.aws import clients
from copydesk.cli.fetching import HastyFetcher
from copydesk.cli.web_console import day_counts
from copydesk.cli.web_console.command import site
from copydesk.cli.web_console.server import Answer, Asked, Server, Site
from copydesk.crawling.http.messages import Response
from copydesk.crawling.records import WatchedSource, source_id
from copydesk.errors import Reject, RejectReason
from copydesk.extraction import extract_article
from copydesk.model import Article, Quality, Source
from copydesk.pipeline.drift import Page
from copydesk.pipeline.messages import Candidate
from copydesk.stack.target import Target
from copydesk.storage import ArticleStore, RejectStore, use_tables
from copydesk.storage.articles.models import ArticlesItem, HeadItem
from copydesk.storage.articles.revisions import head_of
from copydesk.storage.articles.speakers import put_rows
from copydesk.storage.operations.hours import Counted, HourStore
from copydesk.storage.operations.models import DueItem
from copydesk.storage.operations.rejects import RejectRecord
from copydesk.storage.operations.sites import SiteStore
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant
from tests.browser.sites import ARTICLE, HOSTILE
from tests.moto_answers import use_test_account

NOW = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
FEED = "https://news.example.org/feed.xml"
#: This text would run or break out of its element if a page wrote it without escapes.
EVIL = "</title><script>window.pwned=1</script>\"'><img src=https://evil.example/x onerror=window.pwned=1>"
HEADLINES = (
    "The bridge over the river opens after three years",
    "Council votes on a new tram line to the harbour",
    "Rain returns to the valley, and the market stays dry",
    "Library keeps its doors open until midnight",
    "Steel from the old bridge becomes a playground",
    "Night trains run again from the northern station",
)
_REFUSED = 12
#: The account of moto.
_ACCOUNT = "123456789012"
_HOSTS = ("news.example.org", "herald.example.com", "valley.example.net")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """`web` has the pages that a preview may fetch, by their URLs. A test may change it."""

    place: Target
    ids: tuple[str, ...]
    pages: Site
    web: dict[str, str]

    def get(self, path: str, **query: str) -> Answer:
        return self.pages(Asked(path=path, query=query, form_token="f" * 8))

    def post(self, path: str, **told: str) -> Answer:
        return self.pages(Asked(path=path, form=told, form_token="f" * 8))


class Web:
    """Answers with a known page, or with 404."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self._pages = pages
        self.asked: list[str] = []

    def get(self, url: str, *, headers: Mapping[str, str], seconds: Callable[[], float]) -> Response:  # noqa: ARG002
        self.asked.append(url)
        found = self._pages.get(url)
        body = (found or "").encode()
        return Response(url=url, status=200 if found else 404, headers=(), body=body, address="192.0.2.1")


@contextmanager
def served(world: World) -> Iterator[Server]:
    """Serves the console over HTTP on a free port of loopback."""
    with Server(0, world.pages) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@contextmanager
def made_world(environment: pytest.MonkeyPatch) -> Iterator[World]:
    use_test_account(environment)
    environment.delenv("AWS_ENDPOINT_URL", raising=False)
    # On a busy machine, a page of sites would come without its counts at first.
    environment.setattr(day_counts, "_PATIENCE", 30)
    with mock_aws():
        use_tables(articles="articles", operations="operations")
        _forget()
        boto3.client("s3").create_bucket(Bucket="raw")
        _put_pages()
        queues = [boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"] for name in ("ingest", "letters")]
        place = Target(
            raw_bucket="raw", ingest_queue_url=queues[0], fetch_queue_url=queues[0], articles_table="articles",
            operations_table="operations", queues={"ingest": (queues[0], queues[1])},
        )  # fmt: skip
        web: dict[str, str] = {}
        fetched = HastyFetcher(seconds=20, get=Web(web).get, now=lambda: NOW, pause=lambda _seconds: None)
        pages = site(place, lambda: NOW, fetched)
        yield World(place=place, ids=_filled_tables(), pages=pages, web=web)
        _forget()


def _forget() -> None:
    clients.s3_client.cache_clear()
    clients.sqs_client.cache_clear()


#: The tables of a filled world, pickled, and its ids. Filling takes a second, and loading a fiftieth of it.
_FILLED: list[tuple[bytes, tuple[str, ...]]] = []


def _filled_tables() -> tuple[str, ...]:
    """Gives moto the tables of the newsroom, and returns the ids of its articles, the first stored one first."""
    tables = get_backend("dynamodb")[_ACCOUNT]["us-east-1"].tables
    if not _FILLED:
        ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
        DueItem.create_table(billing_mode="PAY_PER_REQUEST")
        ids = _filled()
        _FILLED.append((pickle.dumps(tables), ids))
    [(pickled, ids)] = _FILLED
    tables.update(pickle.loads(pickled))  # noqa: S301  # this process has pickled them
    return ids


def _put_pages() -> None:
    put("hostile.html", HOSTILE)
    put("bridge.html", ARTICLE)
    for number in range(_REFUSED):
        put(_refused_key(number), b"<!doctype html><title>Log in</title><p>Please log in to read on.</p>")


def _refused_key(number: int) -> str:
    return f"fetched/{_HOSTS[number % 2]}/{number:032x}/{number:064x}"


def _filled() -> tuple[str, ...]:
    """Stores plain articles, a hostile one and one with a history. Returns their ids, the first stored one first."""
    ids = []
    for number in range(48):
        stored_at = NOW - timedelta(minutes=30 * (47 - number) + 7)
        headline = f"{HEADLINES[number % len(HEADLINES)]} ({number})"
        ids.append(store_article(number, stored_at, headline=headline, host=_HOSTS[number % 3]))
    ids.append(store_article(100, NOW - timedelta(minutes=5), body=HOSTILE, key="hostile.html", headline=EVIL))
    before = ARTICLE.replace(b"40 million", b"20 million")
    store_article(101, NOW - timedelta(minutes=4), body=before, key="bridge.html")
    ids.append(store_article(101, NOW - timedelta(minutes=3), body=ARTICLE, key="bridge.html"))
    for article_id in ids:
        put_rows(_head(article_id))
    _refuse()
    HourStore(now=lambda: NOW).note([(Counted.SKIPPED, _HOSTS[0])] * 3 + [(Counted.WITHDRAWN, None)])
    SourceStore().add(WatchedSource(source_id=source_id(FEED), url=FEED, added_at=instant(NOW), last_error=EVIL))
    for batch in range(7):
        words = 400 if batch < 4 else 90
        SiteStore(now=lambda: NOW).note(_HOSTS[0], [Page(words=words, dated=batch < 4, signed=True)] * 30)
    return tuple(ids)


def store_article(
    number: int, at: datetime, *, body: bytes = ARTICLE, key: str = "page.html", headline: str | None = None,
    host: str = "news.example.org", article_id: str = "",
) -> str:  # fmt: skip
    article_id = article_id or md5(str(number).encode(), usedforsecurity=False).hexdigest()
    article = replace(_extracted(body), host=host, url=f"https://{host}/{number}")
    if headline:
        flags = ("truncated",) if number % 7 == 0 else ()
        article = replace(article, headline=headline, quality=Quality(score=0.9, flags=flags), word_count=300 + number)
    found = Candidate(
        article_id=article_id, article=replace(article, date_published=instant(at)[:10]),
        source=Source(bucket="raw", key=key), date_downloaded=instant(at), sequencer=None, notified_at=None,
    )  # fmt: skip
    ArticleStore(retention=timedelta(days=36_500), now=lambda: at, pause=lambda _attempt: None).store(found)
    HourStore(now=lambda: at).note([(Counted.STORED, host)])
    return article_id


def labels(answer: Answer) -> list[str]:
    """Returns the labels of a page."""
    assert answer.status == 200
    return re.findall(r'aria-label="([^"]*)"', answer.body)


def numbers(answer: Answer, day: str) -> dict[str, str]:
    """Returns the numbers of a day on the page of a site, by their columns."""
    row = answer.body.partition(f">{day}</th>")[2].partition("</tr>")[0]
    return dict(re.findall(r'data-name="([^"]+)">([^<]*)', row))


@cache
def _extracted(body: bytes) -> Article:
    return extract_article(body)


def _head(article_id: str) -> HeadItem:
    found = head_of(article_id)
    assert found is not None
    return found


def put(key: str, body: bytes) -> None:
    boto3.client("s3").put_object(Bucket="raw", Key=key, Body=body, ContentType="text/html")


def _refuse() -> None:
    for number in range(_REFUSED):
        reason = RejectReason.PAYWALL if number % 3 else RejectReason.NO_ARTICLE_TEXT
        now = partial(_hours_ago, number)
        store = RejectStore(
            retention=timedelta(days=9), keep=lambda *_: Source(bucket="raw", key="kept"),
            now=now,
        )  # fmt: skip
        source = Source(bucket="raw", key=_refused_key(number))
        store.record(Reject(reason, "nothing to read" + EVIL * (number == 0)), source=source, message="")
        HourStore(now=now).note([(Counted.REFUSED, _HOSTS[number % 2])])


def _hours_ago(hours: int) -> datetime:
    return NOW - timedelta(hours=hours)


def held_counts(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Lets the counts of sites wait until the event is set. No page waits for them."""
    is_let, counts_of = Event(), day_counts._counts_of

    def slow(hosts: Sequence[str], days: Sequence[str]) -> day_counts.DayCounts:
        assert is_let.wait(60)
        return counts_of(hosts, days)

    monkeypatch.setattr(day_counts, "_PATIENCE", 0)
    monkeypatch.setattr(day_counts, "_counts_of", slow)
    return is_let


def refuse_again(record: RejectRecord, detail: str) -> None:
    """Records a reject again, as ingest does, by the clock of this machine."""
    keep = lambda *_: Source(bucket="raw", key="kept")  # noqa: E731
    store = RejectStore(retention=timedelta(days=9), keep=keep, now=lambda: datetime.now(UTC) + timedelta(seconds=2))
    store.record(Reject(RejectReason.NOT_TEXT, detail), source=record.source, message="")
