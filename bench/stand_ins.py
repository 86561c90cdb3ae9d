"""This module is the process that fetch talks to: slow sites on many loopback addresses, and AWS.

AWS is DynamoDB (`bench.dynamodb`), S3 and SQS as far as fetching uses them. Every call takes the time that the service
takes. The stand-ins check nothing, since only the caller is measured.
"""

import asyncio
import gzip
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.dynamodb import Tables
from bench.units import tables_of

#: Seconds until a site answers.
SITE_SECONDS = 0.050
#: Seconds within a region. DynamoDB promises single-digit milliseconds. For SQS and S3 these are observed medians, for
#: a message and for a page of 20 KB. The call itself adds its own time on this machine.
DYNAMODB_SECONDS, SQS_SECONDS, S3_SECONDS = 0.005, 0.008, 0.015
#: This page has a text of middling length. It is compressed, as most sites send it.
PAGE = Path("samples/pages/idiallo-productivity-trick.html.gz")
#: The names of billed items in `bench.prices` and in `bench.dynamodb`.
_UNITS = {"dynamodb writes": "write units", "dynamodb reads": "read units"}
PAGE_ETAG = '"a1"'
OPERATIONS = "copydesk-operations"
_TEMPLATE = Path("template.yaml")

type Headers = Mapping[str, str]
type Reply = tuple[bytes, float]


@dataclass
class Aws:
    """Counts what AWS bills since the last look: units, requests of SQS, puts of S3."""

    tables: Tables = field(default_factory=lambda: Tables({OPERATIONS: tables_of(_TEMPLATE)["OperationsTable"]}))
    _requests: Counter[str] = field(default_factory=Counter)

    def answer(self, headers: Headers, body: bytes) -> Reply:
        target = headers.get("x-amz-target", "")
        if target.startswith("DynamoDB"):
            answered = self.tables.answer(target.partition(".")[2], json.loads(body))
            return reply("200 OK", json.dumps(answered).encode(), type="application/x-amz-json-1.0"), DYNAMODB_SECONDS
        if target.startswith("AmazonSQS"):
            self._requests["sqs"] += 1
            sent = [{"Id": each["Id"], "MessageId": each["Id"]} for each in json.loads(body)["Entries"]]
            answered = {"Successful": sent, "Failed": []}
            return reply("200 OK", json.dumps(answered).encode(), type="application/x-amz-json-1.0"), SQS_SECONDS
        self._requests["s3"] += 1
        return reply("200 OK", b"", ETag='"0"', **{"x-amz-version-id": "1"}), S3_SECONDS

    def used(self) -> dict[str, float]:
        """Returns the counts by the names of `bench.prices`, and clears them."""
        units = self.tables.used
        told: dict[str, float] = {name: units[kind] for name, kind in _UNITS.items()}
        told |= self._requests
        units.clear()
        self._requests.clear()
        return told


def reply(status: str, body: bytes, **headers: str) -> bytes:
    """Returns a response; `type` is the content type. Its connection stays open unless the request closes it."""
    kind = {"Content-Type": headers.pop("type")} if "type" in headers else {}
    told = kind | headers | {"Content-Length": str(len(body))}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


class Site:
    def __init__(self) -> None:
        page = PAGE.read_bytes()
        self._page = reply("200 OK", page, type="text/html", Content_Encoding="gzip", ETag=PAGE_ETAG)
        self.size, self.inflated = len(page), len(gzip.decompress(page))

    def answer(self, headers: Headers, _: bytes) -> Reply:
        if headers.get("if-none-match") == PAGE_ETAG:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {PAGE_ETAG}\r\n\r\n".encode(), SITE_SECONDS
        return self._page, SITE_SECONDS


class Connection(asyncio.Protocol):
    """Speaks as much HTTP/1.1 as these callers need."""

    def __init__(self, server: Aws | Site) -> None:
        self._server = server
        self._data = b""
        self._told_to_go_on = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, end, body = self._data.partition(b"\r\n\r\n")
        if not end:
            return
        headers = _headers(head)
        if len(body) < int(headers.get("content-length", "0")):
            self._go_on(headers)
            return
        self._data, self._told_to_go_on = b"", False
        answer, seconds = self._server.answer(headers, body)
        asyncio.get_running_loop().call_later(seconds, self._send, answer, headers.get("connection") == "close")

    def _go_on(self, headers: Headers) -> None:
        if headers.get("expect") and not self._told_to_go_on:
            self._told_to_go_on = True
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _send(self, answer: bytes, last: bool) -> None:
        self._transport.write(answer)
        if last:
            self._transport.close()


def _headers(head: bytes) -> Headers:
    lines = (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:])
    return {name.lower(): value.strip() for name, _, value in lines}


async def serve(addresses: Sequence[str]) -> None:
    """Serves until standard input ends; a line there prints the use since the last one."""
    loop, aws, site = asyncio.get_running_loop(), Aws(), Site()
    cloud = await loop.create_server(lambda: Connection(aws), "127.0.0.1", 0)
    # All sites share one port; the first takes a free one.
    first, *others = addresses
    sites = [await loop.create_server(lambda: Connection(site), first, 0)]
    port = sites[0].sockets[0].getsockname()[1]
    sites.append(await loop.create_server(lambda: Connection(site), others, port))
    ports = {"aws": cloud.sockets[0].getsockname()[1], "site": port}
    print(json.dumps(ports | {"size": site.size, "inflated": site.inflated}), flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(aws.used()), flush=True)
    for server in (cloud, *sites):
        server.close()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1].split(",")))
