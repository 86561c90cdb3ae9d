"""Runs the turns of hosts, both dispatched ones and those of requested pages, and saves pages in the raw bucket."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, partial
from threading import Lock
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.aws.bodies import save_listing, save_message
from copydesk.aws.clients import s3_client, sqs_client
from copydesk.aws.logs import make_logger
from copydesk.aws.metrics import FunctionMetrics
from copydesk.aws.queues.batches import LogEvent, QueueRecord, Report, Stage, answer, count, log_outcome
from copydesk.aws.queues.crawl_messages import asked_url, hosts_of, to_ingest, to_reading, withdrawal
from copydesk.aws.queues.sending import Outgoing, send_all
from copydesk.aws.s3 import as_loaded, save_raw
from copydesk.crawling.http.client import SafeClient
from copydesk.crawling.politeness import TURN_SECONDS
from copydesk.crawling.records import Reading, SeenPage
from copydesk.crawling.shared_turns import SharedTurns
from copydesk.crawling.turns import Waits
from copydesk.errors import Reject, Skip, SkipReason
from copydesk.model import Source
from copydesk.pipeline.child_process import KIND_COMMAND, ChildProcess
from copydesk.pipeline.dispatch import HOSTS_OF_A_MESSAGE
from copydesk.pipeline.fetch import FetchSteps, outcome_event
from copydesk.pipeline.host_turn import HostTurnSteps, host_turn
from copydesk.pipeline.messages import Fetched
from copydesk.pipeline.sources import SourcesSteps
from copydesk.settings import crawl_settings
from copydesk.storage import RejectStore, use_operations, utc_now
from copydesk.storage.articles.page_digest import page_digest_in_time
from copydesk.storage.operations.hosts import HostStore
from copydesk.storage.operations.pages import PageStore, aged, count_aged, wanted_of
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.urls import host_of, normalize_url
from copydesk.wiring import outlook, politeness, seconds_left, web_client

logger = make_logger()
metrics = FunctionMetrics()

#: The number of turns at once. boto3 and PynamoDB keep as many connections.
SIZE = HOSTS_OF_A_MESSAGE
#: The seconds on the clock that reading one page may take. A page read at the end of the turns can still be saved.
MOST_SECONDS_READING = 5
#: Most visits end with these reasons. They are counted, but not logged one by one.
UNLOGGED = frozenset({SkipReason.NOT_MODIFIED, SkipReason.UNCHANGED})


@cache
def rejects() -> RejectStore:
    config = crawl_settings()
    return RejectStore(retention=config.reject_retention, keep=partial(save_message, bucket=config.raw_bucket))


@cache
def client() -> SafeClient:
    return web_client(crawl_settings())


@cache
def steps() -> HostTurnSteps:
    config = crawl_settings()
    use_operations(config.operations_table)
    pages = PageStore()
    return HostTurnSteps(
        polite=politeness(config, get=client().get),
        wanted=lambda host, limit: wanted_of(host, limit, utc_now()),
        aged=aged,
        count_aged=count_aged,
        load=pages.load,
        outlook=outlook,
        start=refuse_to_start,
        wake=HostStore().wake,
        pages=FetchSteps(
            add=pages.add,
            ask=pages.ask,
            settle=pages.settle,
            text_digest=unread,
            save_raw=save,
            withdraw=withdraw,
            record_reject=rejects().record,
            now=utc_now,
        ),
        sources=SourcesSteps(settle=SourceStore().settle, hand_on=hand_on, now=utc_now),
        report=report,
        failed=failed,
        now=utc_now,
    )


def refuse_to_start(page: SeenPage) -> None:
    """Raises RuntimeError, because only a call of the function can start the turns of other hosts."""
    raise RuntimeError(f"no call to start {page.url} in")


def save(page: Fetched, *, body: bytes) -> Source:
    """Saves a page and requests its ingest. The message is faster than S3's notification and waits for no uploads."""
    source = save_raw(page, body=body, client=s3_client(), bucket=crawl_settings().raw_bucket)
    send_to_ingest(to_ingest(source), page.url)
    return source


def unread(_page: Fetched, _body: bytes) -> None:
    """Returns None, because no page is read outside a call of the function."""


@cache
def reader() -> tuple[ChildProcess, Lock]:
    """Returns the child process that reads pages, and its lock. There, a hostile page stops no turn of another host."""
    return ChildProcess(command=KIND_COMMAND, most_seconds=MOST_SECONDS_READING), Lock()


def digest_in_time(started: float, page: Fetched, body: bytes) -> str | None:
    """Returns the digest of what ingest would store.

    Returns None if the call has too little time left. It began at `started` on the monotonic clock.
    """
    extract, reading = reader()
    seconds = started + TURN_SECONDS - time.monotonic()
    raw_page = as_loaded(page, body=body, bucket=crawl_settings().raw_bucket)
    return page_digest_in_time(raw_page, extract=extract, reading=reading, seconds=seconds)


def withdraw(page: SeenPage, status: int, seen_at: str) -> None:
    send_to_ingest(withdrawal(page, status=status, seen_at=seen_at), page.url)


def send_to_ingest(body: str, url: str) -> None:
    message = Outgoing(body=body, group=host_of(url))
    send_all([message], client=sqs_client(), queue_url=crawl_settings().fetched_queue_url)


def hand_on(reading: Reading) -> None:
    config = crawl_settings()
    body = to_reading(reading, keep=partial(save_listing, bucket=config.raw_bucket))
    message = Outgoing(body=body, group=reading.source_id)
    send_all([message], client=sqs_client(), queue_url=config.discover_queue_url)


def report(log_event: LogEvent) -> None:
    event, fields = log_event
    if event == "ended":
        logger.info("fetch.ended", extra=dict(fields))
        measure_turn(fields)
    elif event == "skipped" and fields["reason"] in UNLOGGED:
        count(metrics, log_event)
    else:
        log_outcome(logger, metrics, "fetch", log_event)


def measure_turn(fields: Mapping[str, Any]) -> None:
    metrics.count("Turns")
    metrics.count("Requests", fields["requests"])
    metrics.count("Dropped", fields["dropped"])
    metrics.measure("Backlog", fields["backlog"])


def failed(url: str, bug: Exception) -> None:
    logger.error("fetch.failed", exc_info=bug, extra={"url": url})
    metrics.count("Failed")


@logger.inject_lambda_context(clear_state=True)
@metrics.emitting()
def lambda_handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    s3_client(), sqs_client()  # created here, because each thread would otherwise create its own
    call = Call(steps())
    if is_of_turns(event):
        call.run(call.turns_handed_out(event))
        return answer([])
    requested = RequestedPages()
    stage = Stage(name="fetch", queue_url=crawl_settings().fetch_queue_url, logger=logger, metrics=metrics)
    response = stage.run(event, requested.ask)
    call.run(call.turns_asked_for(requested.pages))
    return response


def is_of_turns(event: Mapping[str, Any]) -> bool:
    """True if a batch is from the turns queue. Lambda takes each batch from one queue."""
    name = crawl_settings().turns_queue_url.rpartition("/")[2]
    return any(record["eventSourceARN"].rpartition(":")[2] == name for record in event["Records"])


class Call:
    """Runs the turns of one call of the function within its time."""

    def __init__(self, wired: HostTurnSteps) -> None:
        started = time.monotonic()
        self._company = SharedTurns(until=time.time() + TURN_SECONDS, size=SIZE)
        get = partial(client().get, seconds=partial(seconds_left, started, time.monotonic))
        pages = replace(wired.pages, text_digest=partial(digest_in_time, started))
        self._steps = replace(wired, polite=replace(wired.polite, get=get), pages=pages, start=self._start)

    def run(self, turns: Iterable[Waits[None]]) -> None:
        self._company.run(turns)

    def turns_handed_out(self, event: Mapping[str, Any]) -> Iterable[Waits[None]]:
        for record in event["Records"]:
            try:
                hosts = hosts_of(record["body"])
            except Reject as reject:
                report(outcome_event(reject))
            else:
                yield from (host_turn(host, claimed=True, steps=self._steps) for host in hosts)

    def turns_asked_for(self, pages: Iterable[SeenPage]) -> Iterable[Waits[None]]:
        by_host: defaultdict[str, list[SeenPage]] = defaultdict(list)
        for page in pages:
            by_host[host_of(page.url)].append(page)
        for host, requested in by_host.items():
            yield host_turn(host, claimed=False, requested=requested, steps=self._steps)

    def _start(self, page: SeenPage) -> None:
        """Starts a turn of another host at once, because a requested page redirects to it."""
        host = host_of(page.url)
        self._steps.wake(host)
        self._company.start(host_turn(host, claimed=False, requested=[page], steps=self._steps))


class RequestedPages:
    """Collects the pages that the messages of a batch request.

    Each page is stored as wanted, so its message is done.
    """

    def __init__(self) -> None:
        self.pages: list[SeenPage] = []
        self._lock = Lock()

    def ask(self, record: QueueRecord, report: Report) -> None:
        try:
            url = normalize_url(asked_url(record["body"]))
        except Reject as reject:
            rejects().record(reject, source=None, message=record["body"])
            report(outcome_event(reject))
            return
        page = PageStore().ask(url, by=record["messageId"])
        if page is None:
            report(outcome_event(Skip(SkipReason.SUPERSEDED, url)))
            return
        HostStore().wake(host_of(url))
        with self._lock:
            self.pages.append(page)
