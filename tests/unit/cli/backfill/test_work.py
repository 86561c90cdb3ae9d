"""A plan finds how much work there is, and what it hands on."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from copydesk.aws import clients
from copydesk.cli.backfill import work as planning
from copydesk.cli.backfill.work import Arguments, Work, work
from copydesk.cli.main import app
from copydesk.stack.problems import Problem
from tests.moto_answers import use_test_account


@pytest.fixture(autouse=True)
def archive(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    use_test_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    clients.s3_client.cache_clear()
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="archive")
        yield client
    clients.s3_client.cache_clear()


def planned(*arguments: str) -> Work:
    _, bound, _ = app.parse_args(["backfill", "plan", *arguments], exit_on_error=False)
    named = {each.name for each in fields(Arguments)}
    return work(Arguments(**{name: value for name, value in bound.arguments.items() if name in named}))


def put(client: Any, key: str, body: bytes) -> None:
    client.put_object(Bucket="archive", Key=key, Body=body)


def test_a_prefix_is_counted(archive: Any) -> None:
    for number in range(3):
        put(archive, f"pages/{number}.html", b"12345")
    found = planned("s3://archive/pages/", "--batch", "2")
    assert (found.pages, found.size, found.is_exact, found.batches) == (3, 15, True, 2)
    assert found.request == {"items": "prefix", "bucket": "archive", "prefix": "pages/"}


def test_objects_a_batch_are_asked_for_where_there_are_objects_alone(archive: Any) -> None:
    put(archive, "pages/1.html", b"12345")
    assert planned("s3://archive/pages/").share == planning.OBJECTS_A_BATCH
    for named in (["--warc", "s3://archive/"], ["--older-than-extractor", "0.0.1"]):
        with pytest.raises(Problem, match="--batch is for a prefix or an inventory"):
            planned(*named, "--batch", "7")


def test_a_huge_prefix_is_counted_so_far(archive: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "_MOST_COUNTED", 2)
    for number in range(3):
        put(archive, f"pages/{number}.html", b"12345")
    found = planned("s3://archive/pages/")
    assert (found.pages, found.is_exact) == (2, False)


def inventory(client: Any, **changed: Any) -> None:
    rows = b'"archive","pages/a+b.html","7"\n"archive","pages/c.html",""\n'
    put(client, "inventory/data/1.csv.gz", gzip.compress(rows))
    size = len(gzip.compress(rows))
    manifest = {
        "destinationBucket": "arn:aws:s3:::archive",
        "fileFormat": "CSV",
        "fileSchema": "Bucket, Key, Size",
        "files": [{"key": f"inventory/data/{number}.csv.gz", "size": size} for number in (1, 2)],
    } | changed
    put(client, "inventory/manifest.json", json.dumps(manifest).encode())


def test_an_inventory_is_estimated_by_its_first_file(archive: Any) -> None:
    inventory(archive)
    found = planned("--inventory", "s3://archive/inventory/manifest.json")
    assert (found.pages, found.size, found.is_exact) == (4, 14, False)
    assert found.request == {"items": "inventory", "bucket": "archive", "key": "inventory/manifest.json"}


def test_warc_files_are_cut_into_parts(archive: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(planning, "PART", 40)
    put(archive, "news/1.warc.gz", bytes(100))
    put(archive, "news/2.warc.gz", bytes(40))
    put(archive, "news/notes.txt", bytes(40))
    (tmp_path / "list").write_text("s3://archive/news/1.warc.gz\n\ns3://archive/news/2.warc.gz\n")
    found = planned("--warc", "s3://archive/news/")
    parts = [(line["warc"]["key"][5:6], line["warc"]["start"], line["warc"]["end"]) for line in found.lines]
    assert sorted(parts) == [("1", 0, 40), ("1", 40, 80), ("1", 80, 100), ("2", 0, 40)]
    assert planned("--warc", str(tmp_path / "list")) == found


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Name one thing"),
        (["s3://archive/pages/", "--warc", "s3://archive/"], "Name one thing"),
        (["s3://archive/pages/", "--dry-run"], "is for --older-than-extractor"),
        (["pages/"], "no place in S3"),
        (["s3://archive/nothing/"], "Nothing lies under"),
        (["s3://no-such-bucket/"], "cannot be read"),
        (["s3://archive/files/"], "WARC files lie"),
        (["--warc", "s3://archive/pages/"], "no WARC file"),
        (["--warc", "no-such-file"], "cannot be read"),
        (["--inventory", "s3://archive/files/1.warc.gz"], "is no manifest.json"),
        (["--inventory", "s3://archive/parquet.json"], "not of the format CSV"),
        (["--older-than-extractor", "999.0"], "nothing could be made as new"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_worked_through_is_said(archive: Any, arguments: list[str], said: str) -> None:
    put(archive, "files/1.warc.gz", b"")
    manifest = {"files": [], "fileSchema": "optional group …", "destinationBucket": "x", "fileFormat": "Parquet"}
    put(archive, "parquet.json", json.dumps(manifest).encode())
    with pytest.raises(Problem, match=said):
        planned(*arguments)
