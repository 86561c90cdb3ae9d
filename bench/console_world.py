"""This module is the process that the console talks to: DynamoDB with many articles and rejects, which counts units.

Every call takes the time that DynamoDB takes (`bench.stand_ins`), besides that of the call itself. The articles are
heads as a store leaves them, with the body of a sample page. They were stored at even intervals.
"""

import asyncio
import gzip
import json
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import md5
from itertools import chain, product
from pathlib import Path
from typing import Any

from bench.dynamodb import Tables, used_as_json
from bench.stand_ins import DYNAMODB_SECONDS, Connection, Headers, Reply, reply
from bench.units import Item, tables_of
from copydesk.errors import RejectReason
from copydesk.extraction import extract_article
from copydesk.model import Source
from copydesk.pipeline.messages import Candidate
from copydesk.storage import keys
from copydesk.storage.articles.changes import decide, put_among_changes
from copydesk.storage.operations.hours import RETENTION_DAYS, hour_of
from copydesk.storage.operations.models import HourItem, RejectItem
from copydesk.web.timestamps import instant

ARTICLES, OPERATIONS = "copydesk-articles", "copydesk-operations"
#: The moment at which the console is looked at.
NOW = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
_ROOT = Path(__file__).parents[1]
_PAGE = _ROOT / "samples" / "pages" / "npr-meditation-anxiety.html.gz"
_JSON = "application/x-amz-json-1.0"


def filled(articles: int, *, days: int, rejects: int = 0) -> Tables:
    """Returns tables with articles of the last days, rejects of the last day, and the counts of their hours."""
    indexes = tables_of(_ROOT / "template.yaml")
    tables = Tables({ARTICLES: indexes["ArticlesTable"], OPERATIONS: indexes["OperationsTable"]})
    for item in _heads(articles, timedelta(days=days)):
        tables.lay(ARTICLES, item)
    for item in chain(_rejects(rejects), _hours(articles, days, rejects)):
        tables.lay(OPERATIONS, item)
    return tables


def _heads(count: int, span: timedelta) -> Iterator[Item]:
    shared = _shared()
    for number in range(count):
        article_id = md5(str(number).encode(), usedforsecurity=False).hexdigest()
        stored_at = instant(NOW - span * number / count)
        texts = {
            "pk": keys.article_pk(article_id), "article_id": article_id, "headline": f"Story number {number}",
            "gsi3pk": keys.change_pk(stored_at, article_id), "gsi3sk": keys.dated_sk(stored_at, article_id),
        }  # fmt: skip
        yield {**shared, **{name: {"S": text} for name, text in texts.items()}}


def _shared() -> dict[str, Any]:
    """Returns the attributes that all heads share. Each article replaces its id, headline and place."""
    article = extract_article(gzip.decompress(_PAGE.read_bytes()), url="https://news.example.org/story")
    source = Source(bucket="copydesk-raw", key="fetched/news.example.org/story", version_id="v" * 32)
    candidate = Candidate(article_id="0f" * 16, article=article, source=source, date_downloaded=instant(NOW))
    change = decide(candidate, None)
    put_among_changes(change, instant(NOW))
    return change.head.serialize()


def _rejects(count: int) -> Iterator[Item]:
    reasons = list(RejectReason)
    for number in range(count):
        reason, seen = reasons[number % len(reasons)], instant(NOW - timedelta(days=1) * number / count)
        item = RejectItem(
            keys.reject_pk(reason), md5(str(number).encode(), usedforsecurity=False).hexdigest(), reason=str(reason),
            detail="Nothing on the page reads as an article", first_seen=seen, last_seen=seen, times=1,
            expires_at=NOW + timedelta(days=90),
        )  # fmt: skip
        item.source = {"bucket": "copydesk-raw", "key": f"fetched/news.example.org/{number:032x}/{number:064x}"}
        yield item.serialize()


def _hours(articles: int, days: int, rejects: int) -> Iterator[Item]:
    """Yields the counts of all hours that are kept, as if as many pages had come before as in the last days."""
    if not articles:
        return
    pks = keys.hours_pks()
    stored, refused = articles // (24 * days * len(pks)), rejects // (24 * len(pks))
    for pk, back in product(pks, range(24 * RETENTION_DAYS)):
        at = NOW - timedelta(hours=back)
        item = HourItem(pk, hour_of(at), stored=stored, refused=refused, expires_at=at + timedelta(days=RETENTION_DAYS))
        yield item.serialize()


@dataclass
class Aws:
    tables: Tables

    def answer(self, headers: Headers, body: bytes) -> Reply:
        answered = self.tables.answer(headers["x-amz-target"].partition(".")[2], json.loads(body))
        told = json.dumps(answered, default=lambda content: b64encode(content).decode())
        return reply("200 OK", told.encode(), type=_JSON), DYNAMODB_SECONDS


async def serve(articles: int, days: int, rejects: int) -> None:
    """Serves until standard input ends. For each line there, it prints the use since the last one."""
    tables = filled(articles, days=days, rejects=rejects)
    tables.sort()
    loop, aws = asyncio.get_running_loop(), Aws(tables)
    cloud = await loop.create_server(lambda: Connection(aws), "127.0.0.1", 0)  # type: ignore[arg-type]  # answers alike
    print(json.dumps({"aws": cloud.sockets[0].getsockname()[1]}), flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(used_as_json(tables), flush=True)
    cloud.close()


if __name__ == "__main__":
    asyncio.run(serve(*map(int, sys.argv[1:])))
