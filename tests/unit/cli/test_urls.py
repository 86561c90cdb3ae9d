"""Each URL on the command line gets a line about its result, also after redirects."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws

from copydesk.aws import clients
from copydesk.cli.sending import urls
from copydesk.cli.sending.urls import UrlOutcome, line
from copydesk.cli.sending.urls import fetched as fetched_by
from copydesk.crawling.http.messages import by_hand
from copydesk.crawling.records import SeenPage
from copydesk.errors import Reject, RejectReason
from copydesk.model import Source
from copydesk.stack.problems import Problem
from copydesk.stack.target import Target
from copydesk.storage import ArticleStore, RejectStore, use_tables
from copydesk.storage.articles.models import ArticlesItem
from copydesk.storage.operations.models import DueItem
from copydesk.storage.operations.pages import PageStore
from copydesk.web.urls import article_id
from tests.browser.sites import ARTICLE as PAGE
from tests.moto_answers import use_test_account
from tests.unit.storage.conftest import unkept
from tests.unit.storage.making import NOON, article, candidate

URL = "https://news.example.org/story"
MOVED = "https://news.example.org/old"
EARLIER, LATER = "2020-01-01T00:00:00.000000Z", "2999-01-01T00:00:00.000000Z"


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    use_test_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    clients.sqs_client.cache_clear()
    clients.s3_client.cache_clear()
    with mock_aws():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="raw")
        s3.put_bucket_versioning(Bucket="raw", VersioningConfiguration={"Status": "Enabled"})
        use_tables(articles="articles", operations="operations")
        ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
        DueItem.create_table(billing_mode="PAY_PER_REQUEST")
        ingest, fetch = (boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"] for name in ("ingest", "fetch"))
        yield Target(
            raw_bucket="raw",
            ingest_queue_url=ingest,
            fetch_queue_url=fetch,
            articles_table="articles",
            operations_table="operations",
        )
    clients.sqs_client.cache_clear()
    clients.s3_client.cache_clear()


def fetched(urls: list[str], place: Target) -> list[UrlOutcome]:
    """Nobody works on the queue, so a result is found at once or never."""
    return fetched_by(urls, place, patience=0)


def seen(page: SeenPage, *, at: str = LATER) -> None:
    """Stores a page as its fetch leaves it."""
    PageStore().ask(page.url, by="message")
    PageStore().settle(replace(page, turn=1, fetched_at=at))


def raw(body: bytes, *, url: str = URL) -> Source:
    """Stores an object as fetch leaves it."""
    saved = boto3.client("s3").put_object(
        Bucket="raw",
        Key=f"fetched/{url}",
        Body=body,
        ContentType="text/html",
        Metadata={"url": url, "fetched-at": NOON},
    )
    return Source(bucket="raw", key=f"fetched/{url}", version_id=saved["VersionId"])


def stored(source: Source, *, url: str = URL) -> str:
    found = article_id(canonical_url=None, url=url, source=source)
    made = replace(candidate(article("words")), article_id=found, source=source)
    ArticleStore(retention=timedelta(days=1)).store(made)
    return found


def refused(url: str, *, source: Source | None = None) -> None:
    reject = Reject(RejectReason.FORBIDDEN, f"403 {url}")
    # The reject is one minute later than the request, because AWS states a request's time in whole seconds.
    store = RejectStore(retention=timedelta(days=1), keep=unkept, now=lambda: datetime.now(UTC) + timedelta(seconds=60))
    store.record(reject, source=source, message=by_hand(url))


def test_each_url_is_sent_in_its_one_spelling_and_once(place: Target) -> None:
    (asked,) = fetched([f"{URL}?utm_source=x#top", URL], place)
    (message,) = boto3.client("sqs").receive_message(QueueUrl=place.fetch_queue_url, MaxNumberOfMessages=10)["Messages"]
    assert json.loads(message["Body"]) == {"url": URL}
    assert line(asked).startswith(f"? {URL}: no answer yet")


def test_nothing_asked_is_nothing_sent(place: Target) -> None:
    assert fetched([], place) == []


@pytest.mark.parametrize("url", ["ftp://e.example/", "http://user:pass@e.example/", "http://[::1", "http:///", ""])
def test_one_that_is_no_url_is_a_problem_and_none_is_sent(place: Target, url: str) -> None:
    with pytest.raises(Problem, match="is no URL that can be fetched"):
        fetched([URL, url], place)
    assert "Messages" not in boto3.client("sqs").receive_message(QueueUrl=place.fetch_queue_url)


def test_a_page_that_was_fetched_is_told_by_its_article(place: Target) -> None:
    source = raw(PAGE)
    seen(SeenPage(url=URL, turn=1, raw=source))
    found = stored(source)
    (asked,) = fetched([URL], place)
    assert line(asked).startswith(f"✓ {found[:8]}")


def test_a_page_whose_canonical_address_is_another_is_told_by_the_article_under_it(place: Target) -> None:
    canonical, url = "https://news.example.org/2026/a-bridge-falls", "https://news.example.org/world/a-bridge-falls"
    source = raw(PAGE.replace(b"<head>", f'<head><link rel="canonical" href="{canonical}">'.encode()), url=url)
    seen(SeenPage(url=url, turn=1, raw=source))
    found = stored(source, url=canonical)
    (asked,) = fetched([url], place)
    assert asked.head
    assert asked.head.stored.article_id == found


def test_an_earlier_fetch_is_no_answer(place: Target) -> None:
    source = raw(PAGE)
    seen(SeenPage(url=URL, turn=1, raw=source), at=EARLIER)
    stored(source)
    (asked,) = fetched([URL], place)
    assert line(asked).startswith("?")


def test_a_page_that_is_fetched_and_not_ingested_yet_is_waited_for(place: Target) -> None:
    seen(SeenPage(url=URL, turn=1, raw=raw(PAGE)))
    (asked,) = fetched([URL], place)
    assert line(asked).startswith("?")


def test_a_page_that_is_no_longer_there_is_told_so(place: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    source = raw(PAGE)
    seen(SeenPage(url=URL, turn=1, raw=source, missing=1), at=EARLIER)

    def missed(*_: object, **__: object) -> None:
        PageStore().ask(URL, by="another")
        PageStore().settle(SeenPage(url=URL, turn=3, raw=source, missing=2, fetched_at=EARLIER))

    monkeypatch.setattr(urls, "send_all", missed)
    (asked,) = fetched([URL], place)
    assert line(asked).startswith(f"✗ {URL}: not there")


def test_a_redirect_is_told_by_the_article_at_its_end(place: Target) -> None:
    source = raw(PAGE)
    seen(SeenPage(url=MOVED, turn=1, moved_to=URL))
    seen(SeenPage(url=URL, turn=1, raw=source))
    stored(source)
    (asked,) = fetched([MOVED], place)
    assert asked.head is not None


def test_a_refused_page_is_told_with_its_reason(place: Target) -> None:
    refused(URL)
    (asked,) = fetched([URL], place)
    assert line(asked) == f"✗ {URL}: forbidden: 403 {URL}"


def test_a_page_that_was_fetched_and_refused_by_ingest_is_told_with_its_reason(place: Target) -> None:
    source = raw(PAGE)
    seen(SeenPage(url=URL, turn=1, raw=source))
    refused(URL, source=source)
    (asked,) = fetched([URL], place)
    assert line(asked) == f"✗ {URL}: forbidden: 403 {URL}"


def test_a_redirect_is_told_by_the_refusal_at_its_end(place: Target) -> None:
    seen(SeenPage(url=MOVED, turn=1, moved_to=URL))
    refused(URL)
    (asked,) = fetched([MOVED], place)
    assert line(asked) == f"✗ {MOVED}: forbidden: 403 {URL}"


def test_redirects_in_a_circle_are_left(place: Target) -> None:
    seen(SeenPage(url=MOVED, turn=1, moved_to=URL))
    seen(SeenPage(url=URL, turn=1, moved_to=MOVED))
    (asked,) = fetched([MOVED], place)
    assert line(asked).startswith("?")


def test_refusals_of_other_pages_and_of_no_messages_are_not_its_own(place: Target) -> None:
    refused(f"{URL}?page=2")
    unread = Reject(RejectReason.UNKNOWN_MESSAGE, "not JSON")
    RejectStore(retention=timedelta(days=1), keep=unkept).record(unread, source=None, message="\x00")
    (asked,) = fetched([URL], place)
    assert asked.reject is None


def test_an_earlier_refusal_is_no_answer(place: Target) -> None:
    long_ago = RejectStore(retention=timedelta(days=9_999), keep=unkept, now=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    long_ago.record(Reject(RejectReason.FORBIDDEN, "403"), source=None, message=by_hand(URL))
    (asked,) = fetched([URL], place)
    assert asked.reject is None
