"""Finds out what a backfill would work through, before it starts: the amount, and the form of the items."""

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from copydesk import __version__
from copydesk.aws.clients import s3_client
from copydesk.cli import STDIN
from copydesk.pipeline.reprocess import is_older
from copydesk.stack.problems import Problem
from copydesk.storage.articles.reprocess_source import articles_of_segment

#: The default number of objects in a batch of a prefix or an inventory.
OBJECTS_A_BATCH = 100
#: The most objects or heads that are counted one by one. Above it, the count is a minimum or an estimate.
_MOST_COUNTED = 100_000
#: The bytes of a WARC file in one batch, a minute or two of the function's time.
PART = 32 << 20
#: The bytes of a page in CC-NEWS, compressed, including the records of its request and metadata.
_BYTES_A_CAPTURE = 25_000
#: The approximate number of heads in a segment of the table, and the most segments.
_HEADS_A_SEGMENT, _MOST_SEGMENTS = 2_000, 10_000

type Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The work of a backfill. `request` tells the state machine where to read its items.

    `lines` are the items of a list that is not uploaded yet. `pages` and `size` in bytes are exact if `is_exact` is
    true. `share` is the number of pages in a batch.
    """

    what: str
    request: Mapping[str, str]
    pages: int
    size: int
    is_exact: bool
    share: int
    lines: tuple[Item, ...] = ()

    @property
    def batches(self) -> int:
        return len(self.lines) or -(-self.pages // self.share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What the command line names: a prefix, an inventory, WARC files or old articles."""

    prefix: str | None = None
    inventory: str | None = None
    warc: str | None = None
    older_than_extractor: str | None = None
    dry_run: bool = False
    batch: int | None = None


def work(arguments: Arguments) -> Work:
    named = [arguments.prefix, arguments.inventory, arguments.warc, arguments.older_than_extractor]
    if sum(each is not None for each in named) != 1:
        raise Problem("Name one thing to work through.", "s3://BUCKET/PREFIX, --inventory, --warc or --older-than-…")
    if arguments.dry_run and not arguments.older_than_extractor:
        raise Problem("--dry-run is for --older-than-extractor.", "What others would do: copydesk backfill plan")
    if arguments.batch and not (arguments.prefix or arguments.inventory):
        raise Problem(
            "--batch is for a prefix or an inventory.", "Of WARC files and old articles each part is a batch."
        )
    try:
        if arguments.prefix:
            return _prefix(arguments.prefix, arguments.batch)
        if arguments.inventory:
            return _inventory(arguments.inventory, arguments.batch)
        if arguments.warc:
            return _warc(arguments.warc)
        return _old(arguments.older_than_extractor or "", dry_run=arguments.dry_run)
    except (ClientError, BotoCoreError) as error:
        raise Problem(f"S3 or DynamoDB cannot be read: {error}", "Check names, region and credentials.") from error


def _prefix(named: str, share: int | None) -> Work:
    bucket, prefix = place(named)
    found = list(islice(_objects(bucket, prefix), _MOST_COUNTED))
    if not found:
        raise Problem(f"Nothing lies under {named}.")
    if any(key.endswith(".warc.gz") for key, _ in found):
        raise Problem(f"WARC files lie under {named}.", f"Run: --warc {named}")
    return Work(
        what=f"the objects under {named}",
        request={"items": "prefix", "bucket": bucket, "prefix": prefix},
        pages=len(found),
        size=sum(size for _, size in found),
        is_exact=len(found) < _MOST_COUNTED,
        share=share or OBJECTS_A_BATCH,
    )


def _inventory(named: str, share: int | None) -> Work:
    bucket, key = place(named)
    try:
        manifest = json.loads(_body(bucket, key))
        files, schema = manifest["files"], [each.strip() for each in manifest["fileSchema"].split(",")]
        reports = manifest["destinationBucket"].rpartition(":")[2]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Problem(f"{named} is no manifest.json of an S3 inventory.") from error
    if manifest.get("fileFormat") != "CSV" or not {"Bucket", "Key"} <= set(schema):
        raise Problem("The inventory is not of the format CSV with Bucket and Key.", "Configure one that is.")
    counted = [_rows(_body(reports, each["key"]), schema) for each in files[:1]]
    rows, size = counted[0] if counted else (0, 0)
    # The files of an inventory have about the length of the first one, except the last.
    scale = sum(each["size"] for each in files) / (files[0]["size"] or 1) if files else 0
    return Work(
        what=f"the objects of the inventory {named}",
        request={"items": "inventory", "bucket": bucket, "key": key},
        pages=round(rows * scale),
        size=round(size * scale),
        is_exact=len(files) <= 1,
        share=share or OBJECTS_A_BATCH,
    )


def _rows(packed: bytes, schema: list[str]) -> tuple[int, int]:
    sizes = schema.index("Size") if "Size" in schema else None
    rows = list(csv.reader(io.StringIO(gzip.decompress(packed).decode())))
    return len(rows), sum(int(row[sizes] or 0) for row in rows) if sizes is not None else 0


def _warc(named: str) -> Work:
    files = [file for uri in _listed(named) for file in _warc_files(uri)]
    if not files:
        raise Problem(f"{named} names no WARC file (….warc.gz).")
    size = sum(size for _, _, size in files)
    # The order is random. Successive files of one day or host would all write to the same keys of the indexes.
    lines = tuple(sorted(_parts(files), key=lambda part: sha256(repr(part).encode()).digest()))
    pages = max(1, size // _BYTES_A_CAPTURE)
    return Work(
        what=f"{len(files)} WARC files", request={"items": "list"}, pages=pages, size=size,
        is_exact=False, share=max(1, pages // len(lines)), lines=lines,
    )  # fmt: skip


def _listed(named: str) -> list[str]:
    if named.startswith("s3://"):
        return [named]
    try:
        text = sys.stdin.read() if named == STDIN else Path(named).read_text("utf-8")
    except (OSError, ValueError) as error:
        raise Problem(f"{named} cannot be read: {error}") from error
    return [line.strip() for line in text.splitlines() if line.strip()]


def _warc_files(uri: str) -> Iterator[tuple[str, str, int]]:
    bucket, prefix = place(uri)
    yield from ((bucket, key, size) for key, size in _objects(bucket, prefix) if key.endswith(".warc.gz"))


def _parts(files: Iterable[tuple[str, str, int]]) -> Iterator[Item]:
    for bucket, key, size in files:
        for start in range(0, size, PART):
            yield {"warc": {"bucket": bucket, "key": key, "start": start, "end": min(start + PART, size)}}


def _old(version: str, *, dry_run: bool) -> Work:
    if is_older(__version__, version):
        raise Problem(f"This extractor is {__version__}: nothing could be made as new as {version}.")
    found = [each.extractor_version for each in islice(articles_of_segment(0, 1), _MOST_COUNTED)]
    old = sum(is_older(each, version) for each in found)
    segments = max(1, min(_MOST_SEGMENTS, len(found) // _HEADS_A_SEGMENT))
    if len(found) == _MOST_COUNTED:
        segments = _MOST_SEGMENTS
    options = {"older_than": version} | ({"dry_run": True} if dry_run else {})
    return Work(
        what=f"articles written by an extractor older than {version}, of {len(found):,} looked at",
        request={"items": "list"},
        pages=old,
        size=0,
        is_exact=len(found) < _MOST_COUNTED,
        share=max(1, old // segments),
        lines=tuple({"segment": number, "segments": segments, **options} for number in range(segments)),
    )


def place(uri: str) -> tuple[str, str]:
    """
    >>> place("s3://archive/news/2024 a")
    ('archive', 'news/2024 a')
    """
    parts = urlsplit(uri)
    if parts.scheme != "s3" or not parts.netloc:
        raise Problem(f"{uri} is no place in S3.", "As in s3://BUCKET/PREFIX; of a list, each line.")
    return parts.netloc, uri.removeprefix(f"s3://{parts.netloc}").removeprefix("/")


def _objects(bucket: str, prefix: str) -> Iterator[tuple[str, int]]:
    for page in s3_client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        yield from ((each["Key"], each["Size"]) for each in page.get("Contents", []))


def _body(bucket: str, key: str) -> bytes:
    return s3_client().get_object(Bucket=bucket, Key=key)["Body"].read()
