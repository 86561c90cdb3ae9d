"""This module calls the api function as Lambda does, on DynamoDB in this process, and counts its calls."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from copydesk.aws.stream_records import table_change
from copydesk.errors import Reject, RejectReason, Skip
from copydesk.model import Article, Block, BlockType, Quote, Source
from copydesk.pipeline.messages import Candidate
from copydesk.storage import ArticleStore, RejectStore
from copydesk.storage.articles.models import HeadItem
from copydesk.storage.articles.speakers import project
from copydesk.storage.keys import article_pk
from copydesk.web.urls import article_id
from tests.integration.iam import by_somebody_else

ROOT = Path(__file__).parents[2]
MORNING, NOON, EVENING = (f"2024-04-25T{hour}:00:00.000000Z" for hour in ("08", "12", "18"))
URL = "https://news.example.com/bridge"
SOURCE = Source(bucket="raw", key="page.html")


@dataclass
class Context:
    """These are the members of Lambda's context that Powertools reads."""

    function_name: str = "api"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:api"
    aws_request_id: str = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class ClientAnswer:
    """This is an answer as a client gets it; the names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        """Returns the last part of the problem's type."""
        assert self.headers["content-type"] == "application/problem+json"
        return str(self.json["type"]).removeprefix("urn:problem-type:copydesk:")


@dataclass
class World:
    """`calls` are the operations of DynamoDB during the last request; `around` is called before each and may fail."""

    function: ModuleType
    calls: list[str] = field(default_factory=list)
    around: Callable[[str], None] = lambda _name: None

    def get(self, path: str, query: str = "", *, method: str = "GET", **headers: str) -> ClientAnswer:
        self.calls.clear()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.function.lambda_handler(event(path, query, method=method, headers=named), Context())
        got = {name.lower(): value for name, value in answer["headers"].items()}
        return ClientAnswer(answer["statusCode"], got, answer["body"])

    def put(self, article: Article, *, at: str = NOON, now: datetime | None = None) -> str:
        """Stores an article. From `now` on the replaced revision is kept for 30 days."""
        identity = article_id(canonical_url=article.canonical_url, url=article.url, source=Source(bucket="b", key="k"))
        candidate = Candidate(article_id=identity, article=article, source=SOURCE, date_downloaded=at)
        pk = article_pk(identity)
        with by_somebody_else():
            before = [item.serialize() for item in HeadItem.query(pk, HeadItem.sk == "HEAD")]
            store(now or datetime.now(UTC)).store(candidate)
            self._follow(pk, *before)
        return identity

    @staticmethod
    def _follow(pk: str, before: Any = None) -> None:
        """Projects a change as the publish function does."""
        images = {"OldImage": before, "NewImage": HeadItem.get(pk, "HEAD").serialize()}
        record = {"ApproximateCreationDateTime": 1.0, "Keys": {"pk": {"S": pk}, "sk": {"S": "HEAD"}}}
        record |= {name: image for name, image in images.items() if image}
        project([table_change({"dynamodb": record}, load_body=str.encode)])

    def put_alias(self, made: Article, *, of: str) -> str:
        """Stores another page with the same words, which names `of` as its address, and returns its own address."""
        url = of.replace("/bridge", "/amp/bridge")
        named, own = (article_id(canonical_url=None, url=each, source=SOURCE) for each in (of, url))
        aliased = replace(made, url=url, canonical_url=of)
        candidate = Candidate(article_id=named, article=aliased, source=SOURCE, date_downloaded=EVENING, own_id=own)
        with suppress(Skip):
            store(datetime.now(UTC)).store(candidate)
        return url

    def withdraw(self, identity: str, *, at: str = EVENING) -> None:
        store(datetime.now(UTC)).withdraw(identity, seen_at=at)

    def reject(self, message: str, reason: RejectReason = RejectReason.PAYWALL) -> None:
        RejectStore(retention=timedelta(days=9), keep=lambda digest, _message: Source(bucket="raw", key=digest)).record(
            Reject(reason, "a wall"), source=None, message=message
        )


def store(now: datetime) -> ArticleStore:
    return ArticleStore(retention=timedelta(days=30), now=lambda: now, pause=lambda _attempt: None)


def event(path: str, query: str = "", *, method: str = "GET", headers: dict[str, str] | None = None) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((ROOT / "events/api-get.json").read_text("utf-8"))
    made |= {"rawPath": path, "rawQueryString": query, "headers": headers or {}}
    made["requestContext"]["http"] |= {"path": path, "method": method}
    return made


def article(*texts: str, url: str = URL, speaker: str | None = None, **more: Any) -> Article:
    facts: dict[str, Any] = {"headline": "Bridge <reopens>", "date_published": "2024-04-25T10:00:00"} | more
    blocks = tuple(paragraph(text) for text in texts or ("The bridge is open.",))
    quotes = (spoken(blocks[0], speaker),) if speaker else ()
    return Article(url=url, canonical_url=None, host=url.split("/")[2], blocks=blocks, quotes=quotes, **facts)


def paragraph(text: str) -> Block:
    return Block(block_id=f"b{abs(hash(text)):x}", type=BlockType.PARAGRAPH, text=text, html=text, digest="d")


def spoken(block: Block, speaker: str) -> Quote:
    quote_id = f"q{abs(hash((block.text, speaker))):x}"
    return Quote(quote_id=quote_id, block_id=block.block_id, text=block.text, speaker=speaker, start=0, end=1)


def from_elsewhere(made: Article, canonical_url: str) -> Article:
    return replace(made, canonical_url=canonical_url)
