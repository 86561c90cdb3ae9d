"""This module is the process that ingest talks to: DynamoDB that counts units, and S3 with real pages.

Every call takes the time that the service takes (`bench.stand_ins`), besides that of the call itself.
"""

import asyncio
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from bench.dynamodb import Tables, used_as_json
from bench.stand_ins import DYNAMODB_SECONDS, S3_SECONDS, Connection, Headers, Reply, reply
from bench.units import tables_of

ARTICLES, OPERATIONS = "copydesk-articles", "copydesk-operations"
CLEAR = "clear"
_JSON = "application/x-amz-json-1.0"


@dataclass
class Aws:
    """The pages are files named after their keys. Each reading gets a version that is a second later."""

    pages: Path
    tables: Tables
    written: datetime = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def answer(self, headers: Headers, body: bytes) -> Reply:
        target = headers.get("x-amz-target", "")
        if target.startswith("DynamoDB"):
            answered = self.tables.answer(target.partition(".")[2], json.loads(body))
            return reply("200 OK", json.dumps(answered).encode(), type=_JSON), DYNAMODB_SECONDS
        raise ValueError(f"not asked for: {target}")

    def page(self, path: str) -> Reply:
        self.tables.used["s3"] += 1
        body = (self.pages / path.rpartition("/")[2].partition("?")[0]).read_bytes()
        self.written += timedelta(seconds=1)
        told = {"ETag": '"0"', "Last-Modified": format_datetime(self.written, usegmt=True), "x-amz-version-id": "1"}
        return reply("200 OK", body, type="text/html", **told), S3_SECONDS


class AwsConnection(Connection):
    """Answers S3 by path, which the other servers do not need."""

    def __init__(self, aws: Aws) -> None:
        super().__init__(aws)  # type: ignore[arg-type]  # answers as the other one does
        self._aws = aws

    def data_received(self, data: bytes) -> None:
        method, _, rest = data.partition(b" ")
        if method != b"GET":
            super().data_received(data)
            return
        answer, seconds = self._aws.page(rest.partition(b" ")[0].decode())
        asyncio.get_running_loop().call_later(seconds, self._send, answer, False)


async def serve(pages: Path) -> None:
    """Serves until standard input ends; a line there prints the use since the last one. CLEAR empties the tables."""
    indexes = tables_of(Path("template.yaml"))
    tables = Tables({ARTICLES: indexes["ArticlesTable"], OPERATIONS: indexes["OperationsTable"]})
    loop, aws = asyncio.get_running_loop(), Aws(pages, tables)
    cloud = await loop.create_server(lambda: AwsConnection(aws), "127.0.0.1", 0)
    print(json.dumps({"aws": cloud.sockets[0].getsockname()[1]}), flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip() == CLEAR:
            tables.clear()
        print(used_as_json(tables), flush=True)
    cloud.close()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
