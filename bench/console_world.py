"""This module is the process that the console talks to: DynamoDB with many articles and rejects, which counts units.

Every call takes the time that DynamoDB takes (`bench.stand_ins`), besides that of the call itself.
"""

import asyncio
import json
import sys
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from bench.console_items import Content, heads_of, hours_of, rejects_of
from bench.dynamodb import Tables, used_as_json
from bench.stand_ins import DYNAMODB_SECONDS, Connection, Headers, Reply, reply
from bench.units import tables_of
from copydesk.model import Source

ARTICLES, OPERATIONS = "copydesk-articles", "copydesk-operations"
#: The moment at which the console is looked at.
NOW = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
_ROOT = Path(__file__).parents[1]
_SOURCE = Source(bucket="copydesk-raw", key="fetched/news.example.org/story", version_id="v" * 32)
_JSON = "application/x-amz-json-1.0"


def filled(articles: int, *, days: int, rejects: int = 0) -> Tables:
    """Returns tables with articles of the last days, rejects of the last day, and the counts of their hours."""
    indexes = tables_of(_ROOT / "template.yaml")
    tables = Tables({ARTICLES: indexes["ArticlesTable"], OPERATIONS: indexes["OperationsTable"]})
    content = Content(articles=articles, days=days, rejects=rejects, now=NOW, source=_SOURCE)
    for item in heads_of(content):
        tables.lay(ARTICLES, item)
    for item in chain(rejects_of(content), hours_of(content)):
        tables.lay(OPERATIONS, item)
    return tables


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
