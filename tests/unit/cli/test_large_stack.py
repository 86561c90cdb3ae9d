"""The command line gives right answers on a large stack with live traffic, in few calls.

3,000 articles exceed the limits of a call, those that the tests leave and those that they make smaller. `make verify`
also tries 100,000 articles, with all limits as they are.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from inspect import signature
from itertools import islice
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import Item
from moto.dynamodb.models.table import Table

from copydesk.aws import clients
from copydesk.aws.s3 import load
from copydesk.body import packed
from copydesk.cli import naming
from copydesk.cli.commands import history, ingest, redrive, rejects, show
from copydesk.cli.commands import list as list_command
from copydesk.cli.main import main
from copydesk.cli.pages import PageFile
from copydesk.cli.sending import rejects as sent_rejects
from copydesk.cli.sending import upload as uploading
from copydesk.cli.sending import urls
from copydesk.cli.sending.upload import upload
from copydesk.crawling.http.messages import by_hand
from copydesk.errors import Reject, RejectReason, Skip
from copydesk.extraction import extract_article
from copydesk.model import Source
from copydesk.pipeline.candidates import candidate_of
from copydesk.pipeline.messages import Pointer
from copydesk.stack.target import Target
from copydesk.storage import ArticleStore, RejectStore, keys, list_rejects, use_tables
from copydesk.storage.articles import listing
from copydesk.storage.articles.models import ArticlesItem, HeadItem
from copydesk.storage.operations.models import DueItem, RejectItem
from copydesk.storage.operations.rejects import RejectRecord
from copydesk.web.timestamps import instant
from copydesk.web.urls import article_id
from tests.browser.sites import ARTICLE as PAGE
from tests.moto_answers import use_test_account
from tests.sweeps import WHOLE
from tests.unit.storage.conftest import unkept

pytestmark = pytest.mark.slow

TODAY = datetime.now(UTC).date()
#: The articles are spread over so many days.
DAYS = 30
HOSTS = 10
LARGE = [pytest.param(100_000, marks=pytest.mark.timeout(3_600))] if WHOLE else []
#: So many rejects have one reason. A query of redrive returns fewer.
REFUSED = 30


@dataclass
class Calls:
    names: list[str] = field(default_factory=list)

    def counted(self) -> Counter[str]:
        found = Counter(self.names)
        self.names.clear()
        return found


@dataclass(frozen=True)
class Stack:
    place: Target
    #: The newest place comes first.
    places: tuple[str, ...]

    @property
    def ids(self) -> list[str]:
        return [place.rpartition("#")[2] for place in self.places]


@pytest.fixture(scope="module", params=[3_000, *LARGE])
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    count: int = request.param
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        use_test_account(patch)
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        if count < 10_000:
            patch.setattr(listing, "_SMALL", 100)
            patch.setattr(listing, "DAYS", 20)
            patch.setattr(naming, "LOOKED_AT", 300)
            patch.setattr(sent_rejects, "_PART", 10)
        clients.sqs_client.cache_clear()
        clients.s3_client.cache_clear()
        use_tables(articles="articles", operations="operations")
        place = made_place()
        for module in (ingest, history, list_command, redrive, rejects, show):
            patch.setattr(module, "target", lambda _arguments: place)
        places = tuple(sorted(made_articles(count), reverse=True))
        patch.setattr(Table, "query", by_partition(dynamodb_backends["123456789012"]["us-east-1"].tables["articles"]))
        yield Stack(place, places)
    clients.sqs_client.cache_clear()
    clients.s3_client.cache_clear()


@pytest.fixture
def calls(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Counts all calls to AWS."""
    assert stack
    calls, call = Calls(), BaseClient._make_api_call  # type: ignore[attr-defined]

    def counted(client: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        calls.names.append(name)
        return call(client, name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", counted)
    return calls


def made_place() -> Target:
    ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
    DueItem.create_table(billing_mode="PAY_PER_REQUEST")
    s3, sqs = boto3.client("s3"), boto3.client("sqs")
    s3.create_bucket(Bucket="raw")
    s3.put_bucket_versioning(Bucket="raw", VersioningConfiguration={"Status": "Enabled"})
    ingest, fetch = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("ingest", "fetch"))
    # Live traffic: other callers' messages, which nobody handles while a command waits.
    for url in (ingest, fetch):
        for number in range(20):
            sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"url": f"https://live.example/{number}"}))
    return Target(
        raw_bucket="raw",
        ingest_queue_url=ingest,
        fetch_queue_url=fetch,
        articles_table="articles",
        operations_table="operations",
        queues={"ingest": (ingest, ""), "fetch": (fetch, "")},
    )


def by_partition(large: Table) -> Callable[..., Any]:
    """Returns a query that reads one partition. The query of moto's tables reads every item each time."""
    query = Table.query
    parts: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in large.all_items():
        for name in ("gsi1pk", "gsi2pk"):
            parts[name, item.attrs[name].value].append(item)
    made = len(large.items)

    def queried(*arguments: Any, **options: Any) -> Any:
        asked = signature(query).bind(*arguments, **options).arguments
        table, hash_key = asked["self"], asked["hash_key"]
        if table is not large:
            return query(*arguments, **options)
        items = list(table.items[hash_key].values()) if hash_key in table.items else []
        if asked.get("index_name"):
            [(name, value)] = asked["hash_key_conditions"]
            later = [item for each in islice(table.items.values(), made, None) for item in each.values()]
            items = [*parts[name, value.value], *later]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(table, "all_items", lambda: items)
            return query(*arguments, **options)

    return queried


def url_of(number: int) -> str:
    return f"https://site-{number % HOSTS}.example/news/story-number-{number}"


def id_of(number: int) -> str:
    return sha256(url_of(number).removeprefix("https:").encode()).hexdigest()[:32]


def made_articles(count: int) -> Iterator[str]:
    """Puts heads directly into the table as a store leaves them, and yields their places in the index by day."""
    assert id_of(7) == article_id(canonical_url=None, url=url_of(7), source=Source(bucket="", key=""))
    table = dynamodb_backends["123456789012"]["us-east-1"].tables["articles"]
    midnight = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    shared = HeadItem(
        "", "HEAD", article_id="", date_downloaded="", revision={"number": 1, "digest": "d"},
        source={"bucket": "raw", "key": "page.html"}, body=packed({}),
    ).serialize()  # fmt: skip
    for number in range(count):
        found, host = id_of(number), f"site-{number % HOSTS}.example"
        moment = midnight - timedelta(seconds=number * DAYS * 86_400 // count)
        date = moment.isoformat(timespec="seconds")[:19]
        texts = {
            "pk": f"ARTICLE#{found}", "gsi1pk": keys.site_pk(host, found), "gsi1sk": f"{date}#{found}",
            "gsi2pk": keys.day_pk(date, found), "gsi2sk": f"{date}#{found}", "article_id": found,
            "url": url_of(number), "host": host, "headline": f"Story {number}", "date_published": f"{date}Z",
            "date_downloaded": instant(moment),
        }  # fmt: skip
        table.put_item(shared | {name: {"S": text} for name, text in texts.items()})
        yield f"{date}#{found}"


def shown(printed: str) -> list[str]:
    """Returns the short ids of a printed table."""
    return re.findall(r"^([0-9a-f]{8})  ", printed, re.MULTILINE)


def short(ids: list[str]) -> list[str]:
    return [each[:8] for each in ids]


def test_list_shows_the_newest_in_their_order(stack: Stack, calls: Calls, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    printed = capsys.readouterr()
    assert shown(printed.out) == short(stack.ids[:100])
    assert f"--before {stack.places[99]}" in printed.err
    counted = calls.counted()
    # The calls find that the table is not small. They read the shards of tomorrow and of the days with a hundred
    # articles, and then the heads. moto limits a page of an index by whole items. DynamoDB counts only what the index
    # holds, and needs two scans.
    assert counted["Scan"] <= 6
    assert counted["Query"] <= keys.DAY_SHARDS * 4
    assert counted["BatchGetItem"] == 1
    assert counted.total() <= 6 + keys.DAY_SHARDS * 4 + 1


def test_list_goes_on_where_it_ended_and_leaves_none_out(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    met: list[str] = []
    arguments = ["list", "--limit", "150"]
    for _ in range(3):
        assert main(arguments) == 0
        printed = capsys.readouterr()
        met += shown(printed.out)
        [place] = re.findall(r"--before (\S+)", printed.err)
        arguments = ["list", "--limit", "150", "--before", place]
    assert met == short(stack.ids[: len(met)])
    assert len(met) == 450


def test_list_of_a_day_long_ago_says_how_far_it_looked(
    stack: Stack, calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["list", "--before", "1999-12-31"]) == 1
    printed = capsys.readouterr()
    last = date(1999, 12, 31) - timedelta(days=listing.DAYS - 1)
    assert f"Looked back to {last}" in printed.err
    assert calls.counted().total() <= 6 + keys.DAY_SHARDS * listing.DAYS


def test_list_shows_whole_ids_and_addresses_and_is_json_for_scripts(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["list", "--long", "--limit", "2"]) == 0
    printed = capsys.readouterr()
    assert re.findall(r"^([0-9a-f]{32})  .*(https://\S+)", printed.out, re.MULTILINE) == [
        (stack.ids[number], url_of(number)) for number in range(2)
    ]
    assert "The newest 2. Older ones: copydesk list --before" in printed.err
    assert main(["list", "--limit", "2", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(each["article_id"], each["url"]) for each in found] == [
        (stack.ids[number], url_of(number)) for number in range(2)
    ]


def test_list_before_a_day_begins_with_the_day_before(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    day = str(TODAY - timedelta(days=10))
    assert main(["list", "--before", day]) == 0
    expected = [place.rpartition("#")[2] for place in stack.places if place < day][:100]
    assert shown(capsys.readouterr().out) == short(expected)


def test_list_of_a_site_is_one_query_a_key(stack: Stack, calls: Calls, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--site", "site-3.example", "--limit", "50"]) == 0
    printed = capsys.readouterr()
    assert len(shown(printed.out)) == 50
    assert calls.counted().total() <= keys.SITE_SHARDS + 1
    [place] = re.findall(r"--before (\S+) --site site-3.example", " ".join(printed.err.split()))
    assert main(["list", "--site", "site-3.example", "--limit", "50", "--before", place]) == 0
    assert not set(shown(capsys.readouterr().out)) & set(shown(printed.out))


@pytest.mark.parametrize("before", ["yesterday", "2024-02-30", "2024-04-25#xyz", "25.4.2024"])
def test_what_is_no_date_is_refused(stack: Stack, before: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--before", before]) == 2
    assert "As in 2024-04-25" in capsys.readouterr().err


def test_a_whole_id_and_a_url_are_looked_up(stack: Stack, calls: Calls, capsys: pytest.CaptureFixture[str]) -> None:
    oldest = stack.ids[-1]
    assert main(["show", oldest]) == 0
    assert calls.counted() == {"GetItem": 1}
    of_id = capsys.readouterr().out
    number = len(stack.ids) - 1
    assert main(["show", url_of(number) + "/?utm_source=x"]) == 0
    assert calls.counted() == {"GetItem": 2}
    assert capsys.readouterr().out == of_id
    assert f"Story {number}" in of_id


@pytest.mark.parametrize("command", ["show", "history", "diff"])
def test_a_url_that_is_not_stored_is_said(
    stack: Stack, calls: Calls, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "https://site-1.example/news/nowhere-at-all"]) == 2
    assert "copydesk ingest https://site-1.example/news/nowhere-at-all" in capsys.readouterr().err
    assert calls.counted().total() <= 3


def test_a_short_id_is_looked_for_among_the_newest_and_says_so(
    stack: Stack, calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", stack.ids[200][:12].upper()]) == 0
    printed = capsys.readouterr()
    assert "Story 200" in printed.out
    assert (
        f"{stack.ids[200]} is the only id that begins so among the newest {naming.LOOKED_AT:,} articles" in printed.err
    )
    assert calls.counted().total() <= 150


def test_a_short_id_of_an_old_article_is_not_found_and_says_where_it_looked(
    stack: Stack, calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", stack.ids[-1][:12]]) == 2
    error = " ".join(capsys.readouterr().err.split())
    assert f"among the newest {naming.LOOKED_AT:,} articles, back to 20" in error
    assert "Give the whole id (32 characters) or the URL" in error
    assert calls.counted().total() <= 150


def test_a_short_id_of_several_names_them(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    beginning = stack.ids[0][:2]
    ids = [each for each in stack.ids[: naming.LOOKED_AT] if each.startswith(beginning)]
    assert main(["history", beginning]) == 2
    error = capsys.readouterr().err
    assert f"{len(ids)} articles' ids begin with {beginning}" in " ".join(error.split())
    assert re.findall(r"^  ([0-9a-f]{32})  Story \d+$", error, re.MULTILINE) == ids[:10]


def ingested(source: Source) -> None:
    """Does at once what the functions do with an object."""
    try:
        page = load(Pointer(source=source), client=clients.s3_client(), raw_bucket="raw", limit=10**8)
        ArticleStore(retention=timedelta(days=1)).store(candidate_of(page, extract_article))
    except Skip:
        return
    except Reject as reject:
        RejectStore(retention=timedelta(days=1), keep=unkept).record(reject, source=source, message="")


@pytest.fixture
def working(monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulates functions that handle uploaded pages at once, and no other message."""

    def uploaded(page: PageFile, *, bucket: str) -> Any:
        raw = upload(page, bucket=bucket)
        ingested(raw.source)
        return raw

    monkeypatch.setattr(uploading, "upload", uploaded)


def write(path: Path, body: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return str(path)


@pytest.mark.usefixtures("working")
def test_ingest_waits_for_its_own_pages_alone(
    stack: Stack, calls: Calls, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two files have the same name and different texts, and a third file is refused."""
    other = PAGE.replace(b"bridge", b"tunnel").replace(b"We have waited", b"Nobody has waited")
    names = [
        write(tmp_path / "a" / "index.html", PAGE),
        write(tmp_path / "b" / "index.html", other),
        write(tmp_path / "empty.html", b""),
    ]
    assert main(["ingest", *names, "--wait", "2"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line[0] for line in lines] == ["✓", "✓", "✗"]
    assert "empty_body" in lines[2]
    assert lines[0].split()[1] != lines[1].split()[1]
    # The command puts each object, and looks for a reject and an article. The functions make about ten calls for each
    # page.
    assert calls.counted().total() <= 45
    again = main(["ingest", *names[:2], "--wait", "2"])
    assert again == 0
    assert capsys.readouterr().out.splitlines() == lines[:2]


@pytest.mark.usefixtures("working")
def test_a_page_of_a_url_that_is_stored_already_is_found(
    stack: Stack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = url_of(len(stack.ids) - 2)
    assert main(["ingest", write(tmp_path / "page.html", PAGE), "--url", url, "--wait", "2"]) == 0
    assert capsys.readouterr().out.startswith(f"✓ {stack.ids[-2][:8]}")


def test_what_is_not_ingested_yet_is_said_to_be_on_its_way(
    stack: Stack, calls: Calls, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", write(tmp_path / "late.html", PAGE), "--wait", "0"]) == 1
    assert "late.html: uploaded, and not ingested yet" in capsys.readouterr().out
    assert calls.counted().total() <= 4


def test_urls_are_followed_whatever_else_is_in_the_queue(
    stack: Stack, calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fetched(*_: object, **__: object) -> None:
        RejectStore(retention=timedelta(days=1), keep=unkept).record(
            Reject(RejectReason.FORBIDDEN, "403"), source=None, message=by_hand("https://site-1.example/secret")
        )

    monkeypatch.setattr(urls, "send_all", fetched)
    assert main(["ingest", "https://site-1.example/secret", "--wait", "2"]) == 1
    assert capsys.readouterr().out.startswith("✗ https://site-1.example/secret: forbidden: 403")
    assert calls.counted().total() <= 6


@pytest.fixture
def refused(stack: Stack) -> int:
    """Stores many pages that were refused for one reason. Some of them would be stored today."""
    s3 = boto3.client("s3")
    for item in list(RejectItem.query("REJECT#not_text")):
        item.delete()
    for number in range(REFUSED):
        body = PAGE.replace(b"bridge", f"bridge number {number}".encode()) if number % 10 else b""
        put = s3.put_object(
            Bucket=stack.place.raw_bucket, Key=f"refused/{number}.html", Body=body, ContentType="text/html"
        )
        source = Source(bucket="raw", key=f"refused/{number}.html", version_id=put["VersionId"])
        when = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
        store = RejectStore(retention=timedelta(days=9_999), keep=unkept, now=lambda when=when: when)  # type: ignore[misc]
        store.record(Reject(RejectReason.NOT_TEXT, f"number {number}"), source=source, message="")
    return REFUSED


def test_rejects_shows_the_last_seen(
    stack: Stack, calls: Calls, refused: int, capsys: pytest.CaptureFixture[str]
) -> None:
    calls.counted()
    assert main(["rejects", "--reason", "not_text", "--limit", "3"]) == 0
    printed = capsys.readouterr()
    assert re.findall(r"number (\d+)", printed.out) == ["29", "28", "27"]
    assert f"3 of {refused}" in printed.err
    assert calls.counted().total() <= 2
    assert main(["rejects"]) == 0
    assert calls.counted()["Query"] == len(RejectReason)


def test_redrive_waits_for_its_own_pages_alone(
    stack: Stack, calls: Calls, refused: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sent: list[str] = []

    def send_again(records: tuple[RejectRecord, ...], *, queue_url: str) -> None:
        assert queue_url == stack.place.ingest_queue_url
        sent.extend(record.source.key for record in records if record.source)

    # The functions work on them a moment later, after the rejects are forgotten.
    def clocked(way: Any, place: Target) -> sent_rejects.Outcome | None:
        if sent:
            for key in sent:
                version = s3.head_object(Bucket="raw", Key=key)["VersionId"]
                ingested(Source(bucket="raw", key=key, version_id=version))
            sent.clear()
            calls.counted()
        return end(way, place)

    s3, end = boto3.client("s3"), sent_rejects.outcome
    monkeypatch.setattr(sent_rejects, "send_again", send_again)
    monkeypatch.setattr(sent_rejects, "outcome", clocked)
    calls.counted()
    assert main(["redrive", "--reason", "not_text", "--wait", "2"]) == 1
    printed = capsys.readouterr()
    assert "30 sent through again: 27 stored, 3 refused again." in " ".join(printed.err.split())
    assert len(printed.out.splitlines()) == refused
    assert list_rejects(RejectReason.NOT_TEXT) == []
    assert len(list_rejects(RejectReason.EMPTY_BODY)) >= 3
    # The command looks at each page once. It looks for a reject before and after it reads the raw page, and for an
    # article.
    assert calls.counted().total() <= 4 * refused


def test_redrive_list_sends_nothing(
    stack: Stack, calls: Calls, refused: int, capsys: pytest.CaptureFixture[str]
) -> None:
    calls.counted()
    assert main(["redrive", "--reason", "not_text", "--list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == refused
    assert set(calls.counted()) == {"Query"}
    assert len(list_rejects(RejectReason.NOT_TEXT)) == refused
