"""A failed call of PynamoDB is classed by the answer of DynamoDB or of something before it."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException

from copydesk.errors import Retry
from copydesk.storage.articles.models import ArticlesItem, use_articles
from copydesk.storage.articles.standings import read_item


class Refusing:
    """This botocore client is refused every call."""

    def __init__(self, code: str, status: int) -> None:
        answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
        self._error = ClientError(answer, "GetItem")

    def _make_api_call(self, *_: object) -> None:
        raise self._error


def refuse(monkeypatch: pytest.MonkeyPatch, code: str, status: int) -> None:
    use_articles("articles")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr(Connection, "client", Refusing(code, status))
    monkeypatch.setattr(ArticlesItem, "_connection", None)


@pytest.mark.parametrize(
    ("code", "status"),
    [("InternalServerError", 500), ("ThrottlingException", 400), ("502", 502), ("", 500), ("504", 504)],
)
def test_what_passes_by_itself_is_tried_again(monkeypatch: pytest.MonkeyPatch, code: str, status: int) -> None:
    refuse(monkeypatch, code, status)
    with pytest.raises(Retry):
        read_item("1")


def test_any_other_refusal_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, "ValidationException", 400)
    with pytest.raises(PynamoDBException):
        read_item("1")
