"""These tests fill moto as the benchmark of the console fills a local stack, and look at all pages."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from threading import Thread

import boto3
import pytest
from moto import mock_aws

from bench import console_stack
from bench.console_items import Content, heads_of, host_of
from bench.console_stack import content_for, fill, put_in_batches
from bench.console_views import View, Visitor, calls_of, views_of
from copydesk.aws import clients
from copydesk.cli.web_console import day_counts, filters
from copydesk.cli.web_console.command import site
from copydesk.cli.web_console.server import Server
from copydesk.model import Article, Source
from copydesk.pipeline.messages import Candidate
from copydesk.stack.target import Target
from copydesk.storage import use_tables
from copydesk.storage.articles.changes import decide, put_among_changes
from copydesk.storage.articles.models import ArticlesItem, HeadItem
from copydesk.storage.operations.models import DueItem
from tests.moto_answers import use_test_account

pytestmark = pytest.mark.slow

ARTICLES = 120
NOW = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
_PLACES = ("pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk", "gsi3pk", "gsi3sk")


@pytest.fixture(scope="module")
def filled() -> Iterator[tuple[Content, Target]]:
    with pytest.MonkeyPatch.context() as environment, mock_aws():
        use_test_account(environment)
        environment.delenv("AWS_ENDPOINT_URL", raising=False)
        environment.setattr(filters, "LOOKED_AT", 100)
        environment.setattr(day_counts, "_PATIENCE", 30)
        for name, count in {"SITES": 51, "_BATCHES": 1, "LETTERS": 3}.items():
            environment.setattr(console_stack, name, count)
        _forget()
        use_tables(articles="articles", operations="operations")
        ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
        DueItem.create_table(billing_mode="PAY_PER_REQUEST")
        boto3.client("s3").create_bucket(Bucket="raw")
        queues = [boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"] for name in ("ingest", "letters")]
        place = Target(
            raw_bucket="raw", ingest_queue_url=queues[0], fetch_queue_url=queues[0], articles_table="articles",
            operations_table="operations", queues={"ingest": (queues[0], queues[1])},
        )  # fmt: skip
        content = content_for(place, articles=ARTICLES, days=1, rejects=60)
        shown = list[int]()
        fill(place, content, shown.append)
        assert shown[-1] == ARTICLES
        yield content, place
        _forget()


def _forget() -> None:
    clients.s3_client.cache_clear()
    clients.sqs_client.cache_clear()


def test_every_page_of_a_filled_stack_is_found_and_none_scans(filled: tuple[Content, Target]) -> None:
    content, place = filled
    made = {view.name: calls_of(place, view) for view in views_of(content)}
    assert not any("Scan" in calls for calls in made.values())
    assert made["Arrivals, first view"] == {"Query": 20, "BatchGetItem": 1}
    # A search of 100 articles and one more reads them in two batches, after one query for each key.
    assert made["Arrivals with words that none has"] == {"Query": 16, "BatchGetItem": 2}
    assert made["Sites, until all articles are counted"]["Query"] == 24 + 4 * 50


def test_a_page_that_is_another_is_no_figure(filled: tuple[Content, Target]) -> None:
    _, place = filled
    with pytest.raises(RuntimeError, match="failed with 404"):
        calls_of(place, View(name="Nothing", path="/nothing", shows="Nothing"))
    with pytest.raises(RuntimeError, match="failed with 200"):
        calls_of(place, View(name="Sources", path="/sources", shows="no such words"))


def test_the_visitor_is_let_in_and_waits_for_the_whole_page(filled: tuple[Content, Target]) -> None:
    content, place = filled
    views = views_of(content)
    with Server(0, site(place)) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        with closing(Visitor(server.address)) as visitor:
            assert all(visitor.seconds(view) > 0 for view in (views[0], views[-1]))
        server.shutdown()
        thread.join()


def test_a_head_is_where_ingest_would_store_it() -> None:
    source = Source(bucket="raw", key="page.html")
    content = Content(articles=8, days=2, rejects=0, now=NOW, source=source)
    for item in heads_of(content):
        head = HeadItem.from_raw_data(dict(item))
        article = Article(url=head.url, canonical_url=None, host=head.host, date_published=head.date_published)
        found = Candidate(
            article_id=head.article_id, article=article, source=source, date_downloaded=head.date_downloaded
        )
        change = decide(found, None)
        put_among_changes(change, head.date_downloaded)
        assert [getattr(head, name) for name in _PLACES] == [getattr(change.head, name) for name in _PLACES]


def test_sites_differ_in_size() -> None:
    sizes = Counter(host_of(number) for number in range(10_000))
    assert len(sizes) == 100
    assert sizes["site000.example.org"] == pytest.approx(1_500, rel=0.05)
    assert max(sizes, key=sizes.__getitem__) == "site000.example.org"


def test_items_that_are_handed_back_are_an_error() -> None:
    class Full:
        def batch_write_item(self, RequestItems: dict[str, list[object]]) -> dict[str, object]:  # noqa: N803
            return {"UnprocessedItems": RequestItems}

    with pytest.raises(RuntimeError, match="handed back items of articles"):
        put_in_batches(Full(), "articles", [{"pk": {"S": "a"}}])  # type: ignore[arg-type]  # does all it needs
