"""Splits the items of a backfill, in the form that the state machine passes, into pages to ingest.

    {"bucket": …, "object": {"Key": …}}                       an object, as S3 lists it
    {"inventory": {"Bucket": …, "Key": …}}                    an object, as an inventory names it
    {"warc": {"bucket", "key", "start", "end"}}               a part of a WARC file, cut anywhere
    {"warc": {"bucket", "key", "offset", "length"}}           one record of a WARC file
    {"segment": …, "segments": …, "older_than": …}            a part of the table whose old articles are extracted again
    {"article": …, "older_than": …}                           one article of the table

A returned item has `"aligned": true` if its part begins at a record, and `"after"` if it is a segment.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from aws_lambda_powertools import Logger

from copydesk.aws.archives import MOST_HEADERS, S3Archive, open_archive, page_of
from copydesk.aws.faults import translated_faults
from copydesk.aws.metrics import FunctionMetrics
from copydesk.aws.queues.envelopes import count, optional_text, part, record_source, text
from copydesk.errors import Reject, RejectReason, Retry, Skip, SkipReason
from copydesk.model import Source, to_plain
from copydesk.pipeline.backfill import Item, LogEvent, Piece, kind_of_end
from copydesk.pipeline.ingest import Arrival, IngestSteps, ingest_article, outcome_event
from copydesk.pipeline.messages import Delivery, Pointer, RawPage
from copydesk.pipeline.reprocess import counted
from copydesk.web.warc import Member, members, next_record

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


REPORTS = "reports/"
#: Outcomes that are counted but not logged: two of three records of a WARC file, and most of a table.
_QUIET = frozenset({"skipped:not_a_page", "current"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    logger: Logger
    metrics: FunctionMetrics
    run: str
    counts: Counter[str] = field(default_factory=Counter)
    lines: list[Mapping[str, Any]] = field(default_factory=list)

    def add_outcome(self, log_event: LogEvent) -> None:
        end = kind_of_end(log_event)
        self.counts[end] += 1
        if end not in _QUIET:
            self.logger.info(f"backfill.{log_event[0]}", extra={**log_event[1], "run": self.run})
        self.metrics.count(log_event[0].title().replace("_", ""))
        if log_event[0] == "rejected":
            self.metrics.refused(str(log_event[1]["reason"]))

    def failed(self, failure: Exception, item: Item) -> None:
        """Records a failed item, which will be tried again. A bug is logged with its trace."""
        fields = {"item": json.dumps(item), "run": self.run, "detail": str(failure)}
        if isinstance(failure, Retry):
            self.logger.warning("backfill.retry", extra=fields)
        else:
            self.logger.error("backfill.failed", exc_info=failure, extra=fields)
        self.metrics.count("Retried" if isinstance(failure, Retry) else "Failed")

    @property
    def sums(self) -> Counter[str]:
        """The number of pieces by outcome and, for a dry run, the number of changes by kind."""
        return sum((Counter(counted(line)) for line in self.lines), self.counts)

    def save(self, items: object, *, client: "S3Client", bucket: str) -> None:
        """Saves the lines of a dry run. A repeated call has the same items, and so writes the same object."""
        if not self.lines:
            return
        name = sha256(json.dumps(items, sort_keys=True).encode()).hexdigest()[:32]
        body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in self.lines)
        with translated_faults():
            client.put_object(
                Bucket=bucket,
                Key=f"{REPORTS}{self.run}/{name}.jsonl",
                Body=body.encode("utf-8", "backslashreplace"),
                ContentType="application/x-ndjson",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Turns items into pieces. `steps` are those of ingest, and `limit` is the largest page in bytes."""

    steps: IngestSteps
    client: "S3Client"
    limit: int
    reprocess: Callable[[Item], Iterator[Piece]]

    def pieces(self, item: Item) -> Iterator[Piece]:
        match item:
            case {"warc": {"start": _}}:
                yield from self._records(part(item, "warc"))
            case {"segment": _} | {"article": _}:
                yield from self.reprocess(item)
            case _:
                yield Piece(work=partial(self._ingest, item), again=item)

    def _ingest(self, item: Item) -> LogEvent:
        arrival: Arrival
        try:
            arrival, load = self._arrival(item)
        except (Reject, Skip) as verdict:
            arrival, load = verdict, self.steps.load
        return ingested(arrival, item, replace(self.steps, load=load))

    def _arrival(self, item: Item) -> tuple[Pointer, Any]:
        match item:
            case {"object": dict(found)}:
                return _listed(text(item, "bucket"), text(found, "Key")), self.steps.load
            case {"inventory": dict(row)}:
                return _inventoried(row), partial(self._either, text(row, "Key"))
            case {"warc": dict(record)}:
                return Pointer(source=record_source(record)), self.steps.load
        raise Reject(RejectReason.UNKNOWN_MESSAGE, "no item of a backfill")

    def _either(self, raw_key: str, pointer: Delivery) -> RawPage:
        """Loads a key as URL-encoded, the form of inventories, and if that is missing, the key as it is written."""
        try:
            return self.steps.load(pointer)
        except Reject as reject:
            assert isinstance(pointer, Pointer)
            if reject.reason is not RejectReason.OBJECT_MISSING or pointer.source.key == raw_key:
                raise
            return self.steps.load(replace(pointer, source=replace(pointer.source, key=raw_key)))

    def _records(self, named: dict[str, Any]) -> Iterator[Piece]:
        """Yields the records that begin in a part.

        Both ends move to the next record, as they do in the adjacent parts.
        """
        source = Source(
            bucket=text(named, "bucket"), key=text(named, "key"), version_id=optional_text(named, "version_id")
        )
        archive = open_archive(source, client=self.client)
        start, end = count(named, "start"), min(count(named, "end"), archive.size)
        if named.get("aligned") is not True:
            end = next_record(archive, end)
            start = next_record(archive, start) if start else 0
        for member in members(archive, start, end, limit=self.limit + MOST_HEADERS):
            yield self._record(archive, member, end)

    def _record(self, archive: S3Archive, member: Member, end: int) -> Piece:
        source = archive.record(member)
        place = {name: value for name, value in to_plain(source).items() if name != "etag"}
        following = member.offset + member.length
        whole = {name: place[name] for name in ("bucket", "key", "version_id") if name in place}
        load = partial(_page, member=member, source=source, stored_at=archive.stored_at, limit=self.limit)
        item = {"warc": place}
        return Piece(
            work=partial(ingested, Pointer(source=source), item, replace(self.steps, load=load)),
            again=item,
            rest={"warc": {**whole, "start": following, "end": end, "aligned": True}} if following < end else None,
        )


def ingested(arrival: Arrival, item: Item, steps: IngestSteps) -> LogEvent:
    return outcome_event(arrival, ingest_article(arrival, message=json.dumps(item), steps=steps))


def _page(_delivery: Delivery, *, member: Member, source: Source, stored_at: str, limit: int) -> RawPage:
    return page_of(member, source, stored_at, limit=limit)


def _listed(bucket: str, key: str) -> Pointer:
    if key.endswith("/"):
        raise Skip(SkipReason.NOT_A_PAGE, "a folder")
    return Pointer(source=Source(bucket=bucket, key=key))


def _inventoried(row: dict[str, Any]) -> Pointer:
    """Returns the object of an inventory row. Skips all but the latest version if the inventory lists versions."""
    listed = _listed(text(row, "Bucket"), unquote_plus(text(row, "Key")))
    if row.get("IsLatest") == "false" or row.get("IsDeleteMarker") == "true":
        raise Skip(SkipReason.SUPERSEDED, listed.source.key)
    return replace(listed, source=replace(listed.source, version_id=optional_text(row, "VersionId")))
