"""These tests call the backfill function as the state machine does, on S3 and DynamoDB in this process."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise, permutations
from threading import Lock
from types import ModuleType
from typing import Any

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError
from moto import mock_aws
from pynamodb.connection import Connection

from copydesk.aws import archives, clients
from copydesk.aws.bodies import load_message
from copydesk.aws.s3 import load, save_raw
from copydesk.errors import RejectReason
from copydesk.pipeline.backfill import Unsettled
from copydesk.pipeline.messages import Fetched, Inline
from copydesk.settings import backfill_settings
from copydesk.storage import list_rejects
from copydesk.storage.articles.models import ArticlesItem, HeadItem
from copydesk.storage.operations.backfill_counts import read_tallies
from copydesk.storage.operations.models import RejectItem
from tests.integration.calling import Context, load_function
from tests.unit.archives.making import WarcFile, article_record, news_file, page, url_of, zipped
from tests.unit.storage.making import list_heads

RAW, LISTS = "raw", "backfill"
VARIABLES = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "ARTICLES_TABLE": "articles",
    "OPERATIONS_TABLE": "operations",
    "RAW_BUCKET": RAW,
    "BACKFILL_BUCKET": LISTS,
    "MAXIMUM_OBJECT_BYTES": "20000000",
    "REVISION_RETENTION_DAYS": "90",
    "REJECT_RETENTION_DAYS": "90",
    "POWERTOOLS_SERVICE_NAME": "copydesk-backfill",
    "POWERTOOLS_METRICS_NAMESPACE": "Copydesk",
}


@pytest.fixture
def function(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    forget()
    with mock_aws():
        module = load_function("backfill")
        module.steps()
        for bucket in (RAW, LISTS):
            boto3.client("s3").create_bucket(Bucket=bucket)
        boto3.client("s3").put_bucket_versioning(Bucket=RAW, VersioningConfiguration={"Status": "Enabled"})
        ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
        RejectItem.create_table(billing_mode="PAY_PER_REQUEST")
        one_by_one(monkeypatch)
        yield module
    forget()


def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Moto copies its tables for a transaction, so no other write may happen meanwhile."""
    dispatch, alone = Connection.dispatch, Lock()

    def locked(self: Connection, name: str, arguments: dict[str, Any]) -> Any:
        with alone:
            return dispatch(self, name, arguments)

    monkeypatch.setattr(Connection, "dispatch", locked)


def forget() -> None:
    backfill_settings.cache_clear()
    clients.s3_client.cache_clear()


def put(key: str, body: bytes, **metadata: str) -> None:
    boto3.client("s3").put_object(Bucket=RAW, Key=key, Body=body, ContentType="text/html", Metadata=metadata)


def batch(*items: dict[str, Any]) -> dict[str, Any]:
    """Returns a batch as the state machine's map makes it."""
    return {"Items": [{"run": "spring", "item": item} for item in items]}


def listed(key: str) -> dict[str, Any]:
    return {"bucket": RAW, "object": {"Key": key}}


def warc_part(made: WarcFile, start: int = 0, end: int | None = None) -> dict[str, Any]:
    put("news.warc.gz", bytes(made.content))
    return {"warc": {"bucket": RAW, "key": "news.warc.gz", "start": start, "end": end or len(made.content)}}


def ends() -> dict[str, int]:
    return {end: times for end, times in read_tallies("spring").items() if end != "milliseconds"}


def test_objects_are_stored_refused_or_skipped_and_nothing_is_left(function: ModuleType) -> None:
    put("one.html", page(1), url=url_of(1))
    put("empty.html", b"")
    items = [listed("one.html"), listed("empty.html"), listed("folder/"), listed("gone.html"), {"what": "is this"}]
    answer = function.lambda_handler(batch(*items), Context())
    assert answer["Items"] == []
    assert ends() == answer["Counts"] == {
        "stored": 1,
        "rejected:empty_body": 1,
        "skipped:not_a_page": 1,
        "rejected:object_missing": 1,
        "rejected:unknown_message": 1,
    }  # fmt: skip


def test_of_an_item_too_long_for_its_reject_all_is_kept(function: ModuleType) -> None:
    item = {"what": "is this" * 1_000}
    function.lambda_handler(batch(item), Context())
    (reject,) = list_rejects()
    assert reject.whole_message is not None
    assert json.loads(load_message(reject.whole_message)) == item


def test_an_item_that_no_batch_was_made_of_is_one(function: ModuleType) -> None:
    put("one.html", page(1), url=url_of(1))
    assert function.lambda_handler({"run": "spring", "item": listed("one.html")}, Context())["Items"] == []
    assert ends() == {"stored": 1}


def test_a_key_of_an_inventory_is_read_as_in_a_url_or_as_it_stands(function: ModuleType) -> None:
    put("a page+1.html", page(1), url=url_of(1))
    put("100%25.html", page(2), url=url_of(2))
    rows = [
        {"Bucket": RAW, "Key": "a+page%2B1.html"},
        {"Bucket": RAW, "Key": "100%25.html"},
        {"Bucket": RAW, "Key": "old.html", "IsLatest": "false"},
        {"Bucket": RAW, "Key": "gone%20page.html"},
    ]
    function.lambda_handler(batch(*({"inventory": row} for row in rows)), Context())
    assert ends() == {"stored": 2, "skipped:superseded": 1, "rejected:object_missing": 1}


def test_a_file_of_more_than_5000_records_ends_as_articles_rejects_and_skips_by_place(function: ModuleType) -> None:
    made = news_file(captures=1_700, articles=50, damages=3)
    assert len(made.made) > 5_000
    assert function.lambda_handler(batch(warc_part(made)), Context())["Items"] == []
    assert ends() == {
        "stored": len(made.urls("article")),
        "rejected:broken_record": len(made.urls("broken")),
        "skipped:not_a_page": len(made.urls("skipped")),
    }
    sources = [head.stored.source for head in list_heads()]
    assert {(each.offset, each.length) for each in sources} == set(made.places("article"))
    refused = [record.source for record in list_rejects(RejectReason.BROKEN_RECORD) if record.source]
    assert {(each.offset, each.length) for each in refused} == set(made.places("broken"))


def test_parts_of_a_file_hold_every_record_once_wherever_it_is_cut(
    function: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "CHUNK", 3_000)
    made = news_file(captures=40, articles=4)
    bounds = [*range(0, len(made.content), 5_003), len(made.content)]
    parts = [warc_part(made, start, end) for start, end in pairwise(bounds)]
    for part in parts:
        function.lambda_handler(batch(part), Context())
    assert sum(ends().values()) == len(made.made)
    assert ends()["rejected:broken_record"] == len(made.urls("broken"))


def test_a_call_that_runs_out_of_time_leaves_the_rest_to_the_next(function: ModuleType) -> None:
    made = news_file(captures=12, articles=3)
    state, calls = batch(warc_part(made), listed("missing.html")), 0
    while state["Items"]:
        # Each call has time for a few looks at the clock by any thread. Work that has begun may finish.
        state = function.lambda_handler(state, Context(milliseconds=[*[60_000] * 5, *[20_000] * 50]))
        calls += 1
    assert calls > 2
    assert sum(ends().values()) == len(made.made) + 1


def throttle(monkeypatch: pytest.MonkeyPatch, *, times: int) -> None:
    dispatch = Connection.dispatch
    refused: list[str] = []

    def refuse(self: Connection, name: str, arguments: dict[str, Any]) -> Any:
        if name == "PutItem" and len(refused) < times:
            refused.append(name)
            raise ReadTimeoutError(endpoint_url="x")
        return dispatch(self, name, arguments)

    monkeypatch.setattr(Connection, "dispatch", refuse)


def test_what_fails_is_left_as_items_of_its_own(function: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    made = WarcFile()
    for number in range(6):
        made.add("article", url_of(number), zipped(article_record(number)))
    throttle(monkeypatch, times=2)
    left = function.lambda_handler(batch(warc_part(made)), Context())
    places = {(each["item"]["warc"]["offset"], each["item"]["warc"]["length"]) for each in left["Items"]}
    assert len(places) == 2
    assert places < set(made.places("article"))
    assert function.lambda_handler(json.loads(json.dumps(left)), Context())["Items"] == []
    assert ends() == {"stored": 6}


def test_a_call_that_settles_nothing_is_an_error_with_its_reasons(
    function: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        put(f"{number}.html", page(number), url=url_of(number))
    throttle(monkeypatch, times=99)
    with pytest.raises(Unsettled, match=r"3 items are left; 3 × Retry"):
        function.lambda_handler(batch(*(listed(f"{number}.html") for number in range(3))), Context())


def make_old(version: str = "0.0.1", headline: str | None = None) -> None:
    """Changes the heads to those that an older extractor would have stored."""
    for head in list_heads():
        item = HeadItem.get(f"ARTICLE#{head.stored.article_id}", "HEAD")
        item.extractor_version = version
        if headline:
            item.headline, item.revision = headline, {"number": 1, "digest": "of other words"}
        item.save()


OLD = {"segment": 0, "segments": 1, "older_than": "0.1.0"}


def stored_page(function: ModuleType, number: int) -> None:
    put(f"{number}.html", page(number), url=url_of(number))
    function.lambda_handler({"run": "first", "item": listed(f"{number}.html")}, Context())


def test_a_new_extractor_that_reads_the_same_words_writes_nothing(function: ModuleType) -> None:
    stored_page(function, 1)
    make_old()
    stored_page(function, 2)
    function.lambda_handler(batch(OLD), Context())
    assert ends() == {"skipped:unchanged": 1, "current": 1}


def test_words_that_are_read_otherwise_are_a_revision(function: ModuleType) -> None:
    stored_page(function, 1)
    make_old(headline="As it was read before")
    function.lambda_handler(batch(OLD), Context())
    (head,) = list_heads()
    assert head.stored.revision.number == 2
    assert head.stored.article.headline == "Bridge 1 reopens after repairs"


def test_a_later_fetch_is_never_overwritten(function: ModuleType) -> None:
    stored_page(function, 1)
    make_old(headline="Fetched later")
    (head,) = list_heads()
    item = HeadItem.get(f"ARTICLE#{head.stored.article_id}", "HEAD")
    item.date_downloaded = "2999-01-01T00:00:00.000000Z"
    item.save()
    function.lambda_handler(batch(OLD), Context())
    assert ends() == {"skipped:older_than_stored": 1}
    assert list_heads()[0].stored.article.headline == "Fetched later"


def test_a_dry_run_tells_what_would_change_and_changes_nothing(function: ModuleType) -> None:
    for number in (1, 2):
        stored_page(function, number)
    make_old()
    (first, _) = sorted(list_heads(), key=lambda head: head.stored.source.key)
    item = HeadItem.get(f"ARTICLE#{first.stored.article_id}", "HEAD")
    item.headline, item.revision = "Before", {"number": 1, "digest": "of other words"}
    item.save()
    before = boto3.client("dynamodb").scan(TableName="articles")["Items"]
    function.lambda_handler(batch({**OLD, "dry_run": True}), Context())
    assert ends() == {"would_change": 1, "would_skip:unchanged": 1, "fact:headline": 1}
    assert boto3.client("dynamodb").scan(TableName="articles")["Items"] == before
    (found,) = boto3.client("s3").list_objects_v2(Bucket=LISTS, Prefix="reports/spring/")["Contents"]
    body = boto3.client("s3").get_object(Bucket=LISTS, Key=found["Key"])["Body"].read()
    lines = {line["verdict"]: line for line in map(json.loads, body.splitlines())}
    assert lines["would_change"]["facts"] == {"headline": ["Before", "Bridge 1 reopens after repairs"]}
    assert lines["would_skip"]["reason"] == "unchanged"


MORNING, NOON, EVENING = (f"2024-04-25T{hour}:00:00.000000Z" for hour in ("08", "12", "18"))
#: One page said A, then B, then A again at these times.
SAID = ((page(1), MORNING), (page(2), NOON), (page(1), EVENING))


def uploaded() -> list[str]:
    for number, (body, at) in enumerate(SAID):
        put(f"uploads/{number}.html", body, url=url_of(1), **{"fetched-at": at})
    return [f"uploads/{number}.html" for number in range(len(SAID))]


def crawled() -> list[str]:
    keys = []
    for body, at in SAID:
        digest = sha256(body).hexdigest()
        fetched = Fetched(url=url_of(1), status=200, digest=digest, fetched_at=at, headers=(), robots="")
        keys.append(save_raw(fetched, body=body, client=clients.s3_client(), bucket=RAW).key)
    return list(dict.fromkeys(keys))


def sent() -> list[str]:
    keys = []
    for body, at in SAID:
        inline = Inline(content=body, content_type="text/html", url=url_of(1), fetched_at=at)
        keys.append(load(inline, client=clients.s3_client(), raw_bucket=RAW, limit=1_000_000).source.key)
    return list(dict.fromkeys(keys))


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("bring", [uploaded, crawled, sent])
def test_a_table_made_from_raw_in_any_order_ends_with_what_a_page_said_last(
    function: ModuleType, monkeypatch: pytest.MonkeyPatch, bring: Callable[[], list[str]], order: tuple[int, ...]
) -> None:
    """The page says A, B, A. A newer extractor then reads A anew, and a second backfill leaves that."""
    keys = bring()
    in_order = [keys[number] for number in order if number < len(keys)]
    for key in in_order:
        function.lambda_handler(batch(listed(key)), Context())
    (head,) = list_heads()
    assert head.stored.article.headline == "Bridge 1 reopens after repairs"

    steps = function.steps()
    newer = replace(steps, extract=lambda body, **told: replace(steps.extract(body, **told), kicker="newer"))
    monkeypatch.setattr(function, "steps", lambda: newer)
    read_anew = {"article": head.stored.article_id, "older_than": "99"}
    for item in (read_anew, *map(listed, in_order)):
        function.lambda_handler(batch(item), Context())
    (head,) = list_heads()
    assert (head.stored.article.headline, head.stored.article.kicker) == ("Bridge 1 reopens after repairs", "newer")
