"""These tests count what the console's first view asks of DynamoDB, for a few articles and for many."""

from collections import Counter
from typing import Any

import pytest
from botocore.client import BaseClient

from bench.console_world import ARTICLES, NOW, OPERATIONS, filled
from bench.dynamodb import Tables
from copydesk.cli.web_console.command import site
from copydesk.cli.web_console.server import Asked
from copydesk.errors import RejectReason
from copydesk.stack.target import Target
from copydesk.storage import keys, use_tables
from tests.moto_answers import use_test_account
from tests.sweeps import WHOLE

pytestmark = pytest.mark.slow

PLACE = Target(
    raw_bucket="", ingest_queue_url="", fetch_queue_url="", articles_table=ARTICLES, operations_table=OPERATIONS
)
COUNTS = (0, 50, 1_000, 20_000, *((100_000,) if WHOLE else ()))
#: The days that the chart covers, and those that the list goes back until it is full.
CHART_DAYS, LIST_DAYS = 2, 4
#: A query for each key of these days, one more where the list comes to the end of a day, and one for each reason.
MOST_QUERIES = keys.DAY_SHARDS * (CHART_DAYS + 2 * LIST_DAYS) + len(RejectReason)
#: 300 entries of each key of the chart, 1,000 rejects of each reason, and 41 heads of the list.
MOST_UNITS = 1_500


@pytest.fixture(params=COUNTS)
def tables(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Tables:
    tables = filled(request.param, days=2, rejects=request.param // 10)
    use_test_account(monkeypatch)
    use_tables(articles=ARTICLES, operations=OPERATIONS)
    return tables


def test_the_first_view_asks_as_much_of_many_articles_as_of_few(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Counter[str]()

    def answered(_client: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        names[name] += 1
        return tables.answer(name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", answered)
    answer = site(PLACE, lambda: NOW)(Asked(path="/"))
    assert answer.status == 200
    assert set(names) <= {"Query", "BatchGetItem"}
    assert names["Query"] <= MOST_QUERIES
    assert names["BatchGetItem"] <= LIST_DAYS
    assert tables.used["read units"] <= MOST_UNITS
