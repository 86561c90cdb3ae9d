"""Two workers store one article, step by step, and fail at any call. A reader must only see what the model allows.

`make verify` tries more histories, and other ones each time.
"""

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient
from botocore.exceptions import ClientError, ReadTimeoutError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from copydesk.aws.stream_records import table_change
from copydesk.errors import Retry, RevisionExpired, Skip
from copydesk.model import PubStatus, StoredArticle
from copydesk.pipeline.messages import Candidate
from copydesk.storage import ArticleStore, read_article, read_article_at, read_history, use_tables
from copydesk.storage.articles.speakers import part_of_speaker, project
from copydesk.web.timestamps import instant
from tests.faults.judging import unnamed
from tests.faults.tables import Tables
from tests.sweeps import sized
from tests.unit.storage.making import ARTICLE_ID, article, candidate, quote

RETENTION = timedelta(days=30)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
CONTENTS = (
    article("one", "two", quotes=(quote("yes"),)),
    article("two", "three"),
    article("one", "two", quotes=(quote("yes"), quote("no"))),
    article("three", date_published="2024-04-26", quotes=(quote("yes"),)),
    article("one", headline="Another headline"),
    article(*(f"entry {number}" for number in range(100))),
)
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
HOURS = st.integers(0, 9)
#: The stream lags by at most this many changes.
LAG = 3
IMAGES = ("OldImage", "NewImage")


class Killed(BaseException):
    """This exception ends the worker like a killed process."""


def refusal(code: str) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": ""}}
    return ClientError(answer, "Any")


#: A worker's next call ends in one of these ways.
ENDS = ("done", "done", "done", "throttled", "killed before", "killed after", "answer lost", "in part")


@dataclass
class Worker:
    """Work in its own thread, which stops before each call until the test decides how the call ends."""

    work: Callable[[], object]
    tables: Tables
    result: object = None
    _end: str | None = None
    _turn: threading.Condition = field(default_factory=threading.Condition)
    _waiting: bool = False
    _thread: threading.Thread | None = None

    def start(self) -> "Worker":
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self._until_it_waits()
        return self

    @property
    def is_over(self) -> bool:
        return self.result is not None

    def step(self, end: str) -> None:
        with self._turn:
            self._end, self._waiting = end, False
            self._turn.notify_all()
        self._until_it_waits()

    def call(self, operation: str, arguments: dict[str, Any]) -> Any:
        with self._turn:
            self._waiting = True
            self._turn.notify_all()
            assert self._turn.wait_for(lambda: not self._waiting, timeout=20)
            end = self._end
        return ended(end or "done", operation, arguments, self.tables)

    def _run(self) -> None:
        try:
            self.result = self.work()
        except (Retry, Skip, Killed, AssertionError) as failure:
            self.result = failure
        except Exception as bug:  # handed to the test, which then fails
            self.result = bug
        with self._turn:
            self._turn.notify_all()

    def _until_it_waits(self) -> None:
        with self._turn:
            assert self._turn.wait_for(lambda: self._waiting or self.is_over, timeout=20)
        if self.is_over and self._thread:
            self._thread.join()


def ended(end: str, operation: str, arguments: dict[str, Any], tables: Tables) -> Any:
    match end:
        case "throttled":
            raise refusal("ThrottlingException")
        case "killed before":
            raise Killed
        case "killed after" | "answer lost":
            tables.answer(operation, arguments)
            raise Killed if end == "killed after" else ReadTimeoutError(endpoint_url="x")
        case "in part" if operation == "BatchWriteItem":
            [(table, requests)] = arguments["RequestItems"].items()
            tables.answer(operation, {"RequestItems": {table: requests[::2]}})
            return {"UnprocessedItems": {table: requests[1::2]} if requests[1::2] else {}}
    return tables.answer(operation, arguments)


@dataclass(frozen=True)
class Sent:
    """A page to store, or the news that it is gone. It is sent again until it is done."""

    page: Candidate | None = None
    gone: str | None = None


class Writing(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.tables, self.now = Tables(), BEGIN
        self.followed = 0
        self.workers: list[tuple[Sent, Worker]] = []
        self.again: list[Sent] = []
        self.sent: list[Sent] = []
        self.withdrawn: list[str] = []
        self.last: tuple[str, str] = ("", "")
        self.looked: tuple[int, datetime] | None = None
        #: The stored articles as a reader saw them, in order.
        self.stood: list[StoredArticle] = []
        self.store = ArticleStore(retention=RETENTION, now=lambda: self.now, pause=lambda _attempt: None)
        self._environment = patch.dict(os.environ, ENVIRONMENT)
        self._environment.start()
        called = self._called
        self._patch = patch.object(BaseClient, "_make_api_call", lambda client, *asked: called(client, *asked))
        self._patch.start()
        use_tables(articles="articles", operations="operations")

    def _called(self, _client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        for _, worker in self.workers:
            if worker._thread is threading.current_thread():
                return worker.call(operation, arguments)
        return self.tables.answer(operation, arguments)

    @rule(hour=HOURS, content=st.integers(0, len(CONTENTS) - 1), gone_before=st.booleans())
    @precondition(lambda self: len(self.workers) < 2)
    def a_page_comes(self, hour: int, content: int, gone_before: bool) -> None:
        at, gone = instant(BEGIN + timedelta(hours=hour)), instant(BEGIN + timedelta(hours=hour, minutes=-30))
        page = candidate(
            CONTENTS[content], at=at, key=f"{len(self.sent):04d}.html", gone_at=gone if gone_before else None
        )
        self._begin(Sent(page=page))

    @rule(hour=HOURS)
    @precondition(lambda self: len(self.workers) < 2)
    def the_page_is_gone(self, hour: int) -> None:
        self._begin(Sent(gone=instant(BEGIN + timedelta(hours=hour, minutes=30))))

    @rule(data=st.data())
    @precondition(lambda self: len(self.workers) < 2 and self.sent)
    def a_message_comes_again(self, data: st.DataObject) -> None:
        self._begin(data.draw(st.sampled_from(self.sent)))

    @rule(which=st.integers(0, 1), end=st.sampled_from(ENDS))
    @precondition(lambda self: self.workers)
    def a_worker_makes_its_next_call(self, which: int, end: str) -> None:
        self.workers[which % len(self.workers)][1].step(end)
        self._see()

    @rule(days=st.sampled_from((1, 20, 31)))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        items = self.tables.table("articles")
        for key in [key for key, item in items.items() if self._is_past(item)]:
            del items[key]

    @invariant()
    def all_holds(self) -> None:
        """Checks all rules after each change and each time that something may have expired."""
        if self.looked != (now := (self.tables.writes, self.now)):
            self.looked = now
            self.a_reader_sees_one_of_the_pages_whole()
            self.a_withdrawal_holds_until_the_page_is_seen_again()
            self.the_history_is_what_stood_there()
            self.what_stood_at_a_time_is_read_or_said_to_have_expired()
            self.nothing_stays_beside_the_head()
            self.quotes_that_are_found_are_in_the_article()

    def a_reader_sees_one_of_the_pages_whole(self) -> None:
        found = read_article(ARTICLE_ID)
        if found is None:
            assert not self.stood
            return
        usable = replace(found.article, pub_status=PubStatus.USABLE)
        page = next(each.page for each in self.sent if each.page and each.page.source.key == found.source.key)
        assert (usable, found.date_downloaded) == (page.article, page.date_downloaded)
        assert (found.article.pub_status is PubStatus.CANCELED) == (found.withdrawn_at is not None)
        now = (found.date_downloaded, found.source.key)
        assert now >= self.last, "an older fetch lies on top"
        self.last = now
        if not self.stood or found.revision.number != self.stood[-1].revision.number:
            self.stood.append(replace(found, article=usable))
        else:
            self.stood[-1] = replace(self.stood[-1], article=usable)

    def a_withdrawal_holds_until_the_page_is_seen_again(self) -> None:
        found = read_article(ARTICLE_ID)
        for seen_at in self.withdrawn if found else ():
            assert found.date_downloaded > seen_at or (found.withdrawn_at or "") >= seen_at  # type: ignore[union-attr]

    def the_history_is_what_stood_there(self) -> None:
        by_number = {each.revision.number: each.article for each in self.stood}
        for kept in read_history(ARTICLE_ID, now=lambda: self.now):
            assert kept.article == by_number[kept.revision.number]

    def what_stood_at_a_time_is_read_or_said_to_have_expired(self) -> None:
        for hour in (0, 5, 9):
            at = instant(BEGIN + timedelta(hours=hour))
            try:
                found = read_article_at(ARTICLE_ID, at, now=lambda: self.now)
            except RevisionExpired:
                continue
            assert found is None or found.date_downloaded <= at

    def quotes_that_are_found_are_in_the_article(self) -> None:
        """The stream lags behind, so some rows are stale. Readers leave stale rows out."""
        if len(self.tables.heads) - self.followed >= LAG:
            self._follow(self.tables.heads[self.followed : self.followed + LAG])
            self.followed += LAG
        found = read_article(ARTICLE_ID)
        quotes = {quote.quote_id for quote in found.article.quotes} if found else set()
        assert {each.quote.quote_id for each in part_of_speaker("Cairo", limit=100).items} <= quotes

    def _follow(self, heads: Sequence[tuple[Any, Any]]) -> None:
        keys = {"pk": {"S": f"ARTICLE#{ARTICLE_ID}"}, "sk": {"S": "HEAD"}}
        record = {"ApproximateCreationDateTime": 1.0, "Keys": keys}
        images = [{name: image for name, image in zip(IMAGES, each, strict=True) if image} for each in heads]
        project([table_change({"dynamodb": record | each}, load_body=str.encode) for each in images])

    def nothing_stays_beside_the_head(self) -> None:
        """This holds at every step, even if the writer is killed."""
        items = self.tables.table("articles").items()
        assert [*unnamed({sk: item for (pk, sk), item in items if pk.startswith("ARTICLE#")})] == []

    def teardown(self) -> None:
        try:
            self._finish()
            self._check_the_end()
        finally:
            for _, worker in self.workers:
                while not worker.is_over:
                    worker.step("killed before")
            self._patch.stop()
            self._environment.stop()

    def _finish(self) -> None:
        """Ends the faults, and sends again what is not done."""
        while self.workers:
            for _, worker in list(self.workers):
                worker.step("done")
            self._see()
        while self.again:
            self._begin(self.again.pop())
            while self.workers:
                self.workers[0][1].step("done")
                self._see()
        self.a_reader_sees_one_of_the_pages_whole()

    def _check_the_end(self) -> None:
        found = read_article(ARTICLE_ID)
        pages = [each.page for each in self.sent if each.page]
        assert (found is None) == (not pages)
        if found:
            # This holds even if other pages came between, and if the same words were stored before.
            last = max(pages, key=lambda page: (page.date_downloaded, page.source.key))
            assert replace(found.article, pub_status=PubStatus.USABLE) == last.article
        self._check_the_rows()

    def _check_the_rows(self) -> None:
        """Checks that rows are those of the head once the stream is followed, even if a part of it is repeated."""
        for first in (self.followed, max(0, len(self.tables.heads) - LAG)):
            self._follow(self.tables.heads[first:])
        items = self.tables.table("articles")
        head = items.get((f"ARTICLE#{ARTICLE_ID}", "HEAD"), {})
        wanted = {(f"SPEAKER#{slug}", head["gsi2sk"]["S"]) for slug in head.get("speakers", {"SS": ()})["SS"]}
        assert {key for key in items if key[0].startswith("SPEAKER#")} == wanted

    def _begin(self, sent: Sent) -> None:
        if sent not in self.sent:
            self.sent.append(sent)
        page, gone = sent.page, sent.gone

        def work() -> object:
            return self.store.store(page) if page else self.store.withdraw(ARTICLE_ID, seen_at=gone or "")

        worker = Worker(work, self.tables)
        self.workers.append((sent, worker))
        worker.start()

    def _see(self) -> None:
        """Handles the results of workers that have ended."""
        for sent, worker in [each for each in self.workers if each[1].is_over]:
            self.workers.remove((sent, worker))
            result = worker.result
            assert not isinstance(result, Exception) or isinstance(result, Retry | Skip), repr(result)
            if isinstance(result, Retry | Killed):
                self.again.append(sent)
            elif sent.gone and not isinstance(result, Skip):
                self.withdrawn.append(sent.gone)

    def _is_past(self, item: dict[str, Any]) -> bool:
        return _end_of(item) <= self.now.timestamp()


def _end_of(item: dict[str, Any]) -> float:
    return float(item["expires_at"]["N"]) if "expires_at" in item else float("inf")


Writing.TestCase.settings = settings(
    max_examples=sized(80, 2_000),
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestWriting = Writing.TestCase
