"""Each role must allow exactly the calls of its function. These tests run every flow that needs another permission."""

import gzip
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest
from pynamodb.expressions.update import Action

from copydesk.aws.queues.crawl_messages import to_reading
from copydesk.aws.queues.isolation import MOST_CRASHES
from copydesk.body import packed
from copydesk.crawling.records import Memory, Reading, WatchedSource, source_id
from copydesk.errors import Retry
from copydesk.pipeline.reconcile import reconcile
from copydesk.storage.articles import changes, standings, writer
from copydesk.storage.articles.models import HeadItem
from copydesk.storage.keys import turn_shard
from copydesk.storage.operations.hosts import HostStore, list_due
from copydesk.storage.operations.receives import ReceiveStore
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant
from tests.integration import api_world
from tests.integration.account import BUCKET
from tests.integration.calling import ROOT, Context, batch, load_function, sample
from tests.integration.iam import Watch, by_somebody_else, grants, resources_by_variable, running_as
from tests.sites.behaviours import answer, redirect, routes
from tests.sites.server import Server
from tests.sites.town import feed, page
from tests.unit.archives.making import news_file
from tests.unit.storage.making import list_heads

AGO = instant(datetime.now(UTC) - timedelta(minutes=1))
FEED = b"<rss version='2.0'><channel><item><link>https://news.example.org/a</link></item></channel></rss>"
SAMPLE = gzip.decompress((ROOT / "samples/pages/npr-meditation-anxiety.html.gz").read_bytes())

#: Lambda itself uses these permissions of the role before and after the code runs.
LOGS = {"logs:CreateLogStream", "logs:PutLogEvents"}
POLLS_QUEUE = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
POLLS_STREAM = {
    "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams",
}  # fmt: skip
#: No code uses this permission. With it S3 answers 404 and not 403 for a missing object.
TELLS_MISSING = {"s3:ListBucket"}
NEVER_CALLED = {
    "ingest": LOGS | POLLS_QUEUE | TELLS_MISSING,
    "schedule": LOGS,
    "dispatch": LOGS | POLLS_QUEUE,
    "discover": LOGS | POLLS_QUEUE,
    "fetch": LOGS | POLLS_QUEUE,
    "api": LOGS,
    "publish": LOGS | POLLS_STREAM | TELLS_MISSING | {"s3:PutObject"},
    "backfill": LOGS | TELLS_MISSING,
    "reconcile": LOGS,
}


def take(function: ModuleType, *bodies: dict[str, Any] | str, **context: Any) -> None:
    function.lambda_handler(batch(*bodies), Context(**context))


def queued(variable: str) -> list[str]:
    """Takes the messages of a queue and returns their bodies. A delayed message comes within a second."""
    client, url = boto3.client("sqs"), os.environ[variable]
    found = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=2).get("Messages", [])
    for each in found:
        client.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
    return [each["Body"] for each in found]


@contextmanager
def overtaken(by: Callable[[], None]) -> Iterator[None]:
    """Lets another worker act between reading a head and replacing it."""
    swap_item, faster = standings.swap_item, [by]

    def late(*args: Any, **kwargs: Any) -> None:
        if faster:
            with by_somebody_else():
                faster.pop()()
        swap_item(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "swap_item", late)
        yield


@contextmanager
def small_items() -> Iterator[None]:
    """Makes items of a table so small that each body is stored as its own object."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changes, "_LARGEST_ITEM", changes._RESERVE + 2_500)
        yield


def wordy(number: int) -> str:
    """Returns a page whose words cannot be packed much smaller."""
    words = " ".join(sha256(f"{number} {each}".encode()).hexdigest()[:9] for each in range(600))
    return harbour(number).replace("</article>", f"<p>What was found that day: {words}.</p></article>")


def keep_body(key: str) -> None:
    with by_somebody_else():
        boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=packed({}))


def harbour(number: int) -> str:
    text = "".join(f"<p>Paragraph {each} of {number} says what happened on that day.</p>" for each in range(9))
    return f"<article><h1>Harbour bridge reopens</h1>{text}</article>"


def printed() -> str:
    """Returns a page that names another address as its own."""
    return f'<head><link rel="canonical" href="https://example.org/2026/harbour-bridge"></head>{harbour(4)}'


def run_ingest(function: ModuleType) -> None:
    fetches = [
        {"html": harbour(day), "url": "https://example.org/long", "fetched_at": f"2026-11-0{day}T00:00:00Z"}
        for day in (1, 3, 2)
    ]
    take(function, fetches[0])
    with overtaken(partial(take, function, fetches[1])):
        take(function, fetches[2])
    take(function, {"html": printed(), "url": "https://example.org/print/harbour-bridge"})
    with small_items():
        take(function, {"html": wordy(5), "url": "https://example.org/large"})
    # The original comes last, so that the copy is linked to it.
    copies = {site: f"pages/{site}.html" for site in ("local.example", "wire.example")}
    for day, (site, key) in zip((2, 1), copies.items(), strict=True):
        page, told = SAMPLE.replace(b"npr.org", site.encode()), {"fetched-at": f"2026-01-0{day}T00:00:00Z"}
        kept = boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=page, Metadata=told)
        pointer = {"bucket": BUCKET, "key": key}
        take(function, {"s3": pointer, "url": f"https://{site}/story"})
        take(function, {"s3": pointer | {"version_id": kept["VersionId"]}, "url": f"https://{site}/story"})
    for site, key in copies.items():
        gone = {"url": f"https://{site}/story", "status": 410, "seen_at": "2099-01-01T00:00:00Z"}
        take(function, {"gone": gone | {"s3": {"bucket": BUCKET, "key": key}}})
    take(function, {"url": "https://example.org/"}, "no message", "no message " * 300)
    take(function, fetches[0], milliseconds=[0])
    fetched = batch(fetches[0])
    fetched["Records"][0]["eventSourceARN"] = "arn:aws:sqs:us-east-1:123456789012:FetchedQueue"
    function.lambda_handler(fetched, Context(milliseconds=[0]))
    # These messages were received too often without a Retry, first in a batch, then alone.
    seen = batch(*fetches)["Records"]
    for times, record in zip((3, 2, 2), seen, strict=True):
        record["messageId"] += " seen"
        record["attributes"]["ApproximateReceiveCount"] = str(times)
    function.lambda_handler({"Records": seen}, Context())
    seen[0]["eventSourceARN"] = "arn:aws:sqs:us-east-1:123456789012:IngestAloneQueue"
    function.lambda_handler({"Records": seen[:1]}, Context(milliseconds=[0]))
    for receive in range(MOST_CRASHES):
        with by_somebody_else():
            ReceiveStore().note_begun(seen[0]["messageId"], receive)
    function.lambda_handler({"Records": seen[:1]}, Context())


def run_backfill(function: ModuleType) -> None:
    def work(*items: dict[str, Any]) -> None:
        answer = function.lambda_handler({"Items": [{"run": "spring", "item": item} for item in items]}, Context())
        assert answer["Items"] == []

    def put(key: str, body: bytes, **metadata: str) -> dict[str, Any]:
        boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=body, ContentType="text/html", Metadata=metadata)
        return {"bucket": BUCKET, "object": {"Key": key}}

    first, newer, older = (
        put(
            f"{day}.html", harbour(day).encode(), url="https://example.org/long", fetched_at=f"2026-11-0{day}T00:00:00Z"
        )
        for day in (1, 3, 2)
    )
    work(first)
    with overtaken(partial(work, newer)):
        work(older)
    work(put("empty.html", b""), {"what": "is this" * 300})
    for site in ("wire.example", "local.example"):
        work(put(site, SAMPLE.replace(b"npr.org", site.encode()), url=f"https://{site}/story"))
    made = news_file(captures=3, articles=1)
    put("news.warc.gz", bytes(made.content))
    work({"warc": {"bucket": BUCKET, "key": "news.warc.gz", "start": 0, "end": len(made.content)}})
    (offset, length), *_ = made.places("article")
    work({"warc": {"bucket": BUCKET, "key": "news.warc.gz", "offset": offset, "length": length}})
    (head, *_) = list_heads()
    read_otherwise = HeadItem.get(f"ARTICLE#{head.stored.article_id}", "HEAD")
    read_otherwise.headline, read_otherwise.revision = "Before", {"number": 1, "digest": "of other words"}
    read_otherwise.save()
    for more in ({"dry_run": True}, {}):
        work({"segment": 0, "segments": 1, "older_than": "99.0.0", **more})
    work({"article": head.stored.article_id, "older_than": "99.0.0"})
    work(put("printed.html", printed().encode(), url="https://example.org/print/harbour-bridge"))
    with small_items():
        work(put("large.html", wordy(5).encode(), url="https://example.org/large"))


def run_schedule(function: ModuleType) -> None:
    function.lambda_handler(sample("schedule-tick"), Context())


def run_dispatch(function: ModuleType) -> None:
    HostStore().wake("news.example.org")
    take(function, {"shard": turn_shard("news.example.org")})


def run_discover(function: ModuleType) -> None:
    for number, key in enumerate((None, "listings/d")):
        url = f"https://news.example.org/{number}.xml"
        SourceStore().add(WatchedSource(source_id=source_id(url), url=url, added_at=AGO))
        told = Reading(
            source_id=source_id(url), turn=0, url=url, content_type=None, memory=Memory(digest="d"), content=FEED
        )
        if key:
            with by_somebody_else():
                boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=gzip.compress(FEED))
        body = json.loads(to_reading(told, keep=lambda digest, _: f"listings/{digest}"))
        kept = body if key is None else {**body, "listing": None, "key": key}
        take(function, kept, "no message", "no message " * 300)
    take(function, {}, milliseconds=[0])


def run_fetch(function: ModuleType) -> None:
    with Server(answer(status="404 Not Found")) as site, pytest.MonkeyPatch.context() as patch:
        feed_of_site = feed([site.url("/a"), site.url("/b")])
        site._behave = routes({"/story": answer(page("A story")), "/moved": redirect("/story"), "/feed": feed_of_site})
        for path in ("/story", "/moved"):
            take(function, {"url": site.url(path)}, "no message", "no message " * 300)
        url = site.url("/feed")
        SourceStore().add(WatchedSource(source_id=source_id(url), url=url, added_at=AGO, next_at=AGO))
        take_turn(function, f"127.0.0.1:{site.port}")
        patch.setattr("copydesk.aws.queues.crawl_messages.LONGEST_PACKED", 10)
        SourceStore().add(WatchedSource(source_id="another", url=url, added_at=AGO, next_at=AGO))
        take_turn(function, f"127.0.0.1:{site.port}")
        site._behave = answer(status="410 Gone")
        # Each page request has another place in its batch and so another message id. A repeated id is done only once.
        for neighbours in range(1, 3):
            take(function, *["no message"] * neighbours, {"url": site.url("/story")})
        assert queued("FETCHED_QUEUE_URL")
        assert queued("DISCOVER_QUEUE_URL")
    with retrying(function, "asked_url"):
        take(function, {"url": "https://news.example.org/"})


def take_turn(function: ModuleType, host: str) -> None:
    with by_somebody_else():
        HostStore().wake(host)
        for due in list_due(turn_shard(host), datetime.now(UTC)):
            HostStore().claim(due)
    event = batch({"hosts": [host]}, of="host-turns")
    event["Records"][0]["eventSourceARN"] = "arn:aws:sqs:us-east-1:123456789012:TurnsQueue"
    function.lambda_handler(event, Context())


@contextmanager
def retrying(function: ModuleType, name: str) -> Iterator[None]:
    """Makes a part of the function raise a Retry."""

    def throttled(*_: Any, **__: Any) -> None:
        raise Retry("throttled")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(function, name, throttled)
        yield


def run_api(function: ModuleType) -> None:
    world = api_world.World(function)
    function.reads()
    found = world.put(api_world.article("“Yes.”", speaker="Ana"))
    world.reject("{}")
    paths = (
        "/articles/{}", "/articles/{}?blocks=false", "/articles/{}/revisions", "/articles/{}/revisions/1",
        "/sites/news.example.com/articles", "/days/2024-04-25/articles", "/speakers/ana/quotes",
        "/rejects?reason=paywall",
    )  # fmt: skip
    for path, _, query in (path.format(found).partition("?") for path in paths):
        assert world.get(path, query).status == 200, path
    keep_body("bodies/1/2")
    with by_somebody_else():
        large: list[Action] = [HeadItem.body.remove(), HeadItem.body_key.set("bodies/1/2")]
        HeadItem(f"ARTICLE#{found}", "HEAD").update(actions=large)
    assert world.get(f"/articles/{found}").status == 200


def run_publish(function: ModuleType) -> None:
    whole = json.loads((Path(ROOT) / "events/publish/life-of-an-article.json").read_text("utf-8"))
    for number, record in enumerate(whole["Records"]):
        speaker, image = {"S": f"speaker-{number}"}, record["dynamodb"]["NewImage"]
        image |= {"speakers": {"SS": [speaker["S"]]}, "gsi2sk": {"S": f"2024-04-25#{number}"}}
    keep_body("bodies/1/2")
    last = whole["Records"][-1]["dynamodb"]["NewImage"]
    del last["body"]
    last["body_key"] = {"S": "bodies/1/2"}
    function.steps()
    function.lambda_handler(whole, Context())
    function.lambda_handler({"Records": [{"dynamodb": {"SequenceNumber": "1"}}]}, Context())


def run_reconcile(function: ModuleType) -> None:
    bucket = os.environ["RAW_BUCKET"]
    boto3.client("s3").put_object(Bucket=bucket, Key="uploaded.html", Body=b"<p>A page that nobody told of.</p>")
    later = datetime.now(UTC) + timedelta(days=2)
    function.lambda_handler({}, Context())
    running_as("reconcile", reconcile)(now=later, steps=function.steps(), has_time=lambda: True)
    assert json.loads(queued("INGEST_QUEUE_URL")[0])["s3"]["key"] == "uploaded.html"


FLOWS: dict[str, Callable[[ModuleType], None]] = {
    "ingest": run_ingest,
    "schedule": run_schedule,
    "dispatch": run_dispatch,
    "discover": run_discover,
    "fetch": run_fetch,
    "api": run_api,
    "publish": run_publish,
    "backfill": run_backfill,
    "reconcile": run_reconcile,
}


@pytest.mark.parametrize("name", FLOWS)
def test_a_role_allows_what_its_function_calls_and_nothing_else(account: None, watch: Watch, name: str) -> None:
    FLOWS[name](load_function(name))
    assert watch.refused == []
    idle = {grant for grant in grants(name) if not any(map(grant.covers, watch.asked))}
    assert {grant.action for grant in idle} - NEVER_CALLED[name] == set(), idle
    assert NEVER_CALLED[name] <= {grant.action for grant in grants(name)}


def test_every_function_is_held_against_its_role() -> None:
    assert {path.name for path in (ROOT / "functions").iterdir()} == FLOWS.keys() == NEVER_CALLED.keys()


def test_what_a_function_is_not_told_of_its_role_does_not_name() -> None:
    """Lambda itself reads the queue or stream that calls the function, and writes the logs."""
    of_lambda = (
        "IngestQueue",
        "FetchedQueue",
        "DiscoverQueue",
        "FetchQueue",
        "TurnsQueue",
        "ArticlesTable.StreamArn",
        "UnpublishedBucket",
    )
    for name in FLOWS:
        resources = set(resources_by_variable(name).values())
        named = {grant.resource.partition("/")[0] for grant in grants(name) if not grant.action.startswith("logs:")}
        assert named - resources <= set(of_lambda), name
