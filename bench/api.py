"""This benchmark measures the deployed api on a running local stack: `copydesk up`, then `python -m bench.api`."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from statistics import median, quantiles
from urllib.parse import urlsplit

from copydesk.errors import Skip
from copydesk.model import Article, Block, BlockType, Source
from copydesk.pipeline.messages import Candidate
from copydesk.stack.local import LocalStack, running_stack
from copydesk.stack.workplace import local_credentials, workplace
from copydesk.storage import ArticleStore, use_tables

#: The number of requests; a 95th percentile of so many does not depend on a single one.
REQUESTS = 100
DAY = "2024-04-25"
BLOCKS, ARTICLES = 300, 25
#: The local stack requires a signature and does not check it. Signing would add the client's own time.
SIGNED = "AWS4-HMAC-SHA256 Credential=test/20240101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class LocalApi:
    """The api of the local stack: at the stack's port, under the host name of the Function URL."""

    endpoint: str
    url: str

    def get(self, path: str, *, method: str = "GET", signed: bool = True, **headers: str) -> Answered:
        connection = HTTPConnection(urlsplit(self.endpoint).netloc, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        host = {"Host": urlsplit(self.url).netloc} | ({"Authorization": SIGNED} if signed else {})
        try:
            connection.request(method, path, headers=host | named)
            answer = connection.getresponse()
            got = {name.lower(): value for name, value in answer.getheaders()}
            return Answered(status=answer.status, headers=got, body=answer.read())
        finally:
            connection.close()


def milliseconds(ask: Callable[[], Answered], times: int = REQUESTS) -> Iterator[float]:
    ask()
    for _ in range(times):
        began = time.perf_counter()
        told = ask()
        yield (time.perf_counter() - began) * 1_000
        assert told.status in (200, 304), told


def percentiles(taken: list[float]) -> tuple[float, float]:
    return median(taken), quantiles(taken, n=20)[-1]


def fill(stack: LocalStack) -> list[str]:
    """Stores a day of articles, the first of them a long one, and returns their ids."""
    os.environ.update(local_credentials(stack.endpoint))
    use_tables(articles=stack.outputs["ArticlesTableName"], operations=stack.outputs["OperationsTableName"])
    candidates = [candidate(number, BLOCKS if number == 0 else 20) for number in range(ARTICLES)]
    for each in candidates:
        # The last run may have stored the article already.
        with suppress(Skip):
            ArticleStore(retention=timedelta(days=1)).store(each)
    return [each.article_id for each in candidates]


def candidate(number: int, blocks: int) -> Candidate:
    url = f"https://bench.example/{number}"
    article = Article(
        url=url,
        canonical_url=None,
        host="bench.example",
        headline=f"Story {number}",
        date_published=f"{DAY}T10:00:{number:02}",
        blocks=tuple(map(paragraph, range(blocks))),
    )
    source = Source(bucket="bench", key=f"{number}.html")
    return Candidate(
        article_id=f"{number:032x}", article=article, source=source, date_downloaded=f"{DAY}T12:00:00.000000Z"
    )


def paragraph(number: int) -> Block:
    text = f"Paragraph {number} says what a paragraph of a newspaper says, in forty words or so. " * 3
    return Block(block_id=f"{number:020x}", type=BlockType.PARAGRAPH, text=text, html=text, digest=f"{number:032x}")


def main() -> None:
    stack = running_stack(workplace())
    if stack is None:
        raise SystemExit("No local stack runs here. Run: copydesk up")
    api = LocalApi(stack.endpoint, stack.outputs["ApiUrl"])
    path = f"/articles/{fill(stack)[0]}"
    held = api.get(path).headers["etag"]
    asked: dict[str, Callable[[], Answered]] = {
        f"article, {BLOCKS} blocks": lambda: api.get(path),
        "article, as HTML": lambda: api.get(path, accept="text/html"),
        "article, head alone": lambda: api.get(f"{path}?blocks=false"),
        "article, unchanged": lambda: api.get(path, if_none_match=held),
        f"a day, {ARTICLES} articles": lambda: api.get(f"/days/{DAY}/articles"),
    }
    print(f"Api on the local stack, warm, {REQUESTS} requests each, one after the other")
    for name, ask in asked.items():
        p50, p95 = percentiles(list(milliseconds(ask)))
        print(f"  {name:22} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms")


if __name__ == "__main__":
    main()
