"""These tests count what the console's first view asks of DynamoDB, for a few articles and for many."""

from collections import Counter
from typing import Any

import pytest
from botocore.client import BaseClient

from bench.console_world import ARTICLES, NOW, OPERATIONS, filled
from copydesk.cli.web_console.command import site
from copydesk.cli.web_console.server import Asked
from copydesk.stack.target import Target
from copydesk.storage import keys, use_tables
from tests.moto_answers import use_test_account
from tests.sweeps import WHOLE

pytestmark = pytest.mark.slow

PLACE = Target(
    raw_bucket="", ingest_queue_url="", fetch_queue_url="", articles_table=ARTICLES, operations_table=OPERATIONS
)
COUNTS = (0, 50, 1_000, 20_000, *((100_000,) if WHOLE else ()))
#: The days that the list goes back until it is full.
LIST_DAYS = 4
#: A query for each key of the chart and of the days of the list.
MOST_QUERIES = len(keys.hours_pks()) + keys.DAY_SHARDS * LIST_DAYS
#: If there are many articles, today fills the list.
QUERIES_OF_MANY, MANY = len(keys.hours_pks()) + keys.DAY_SHARDS, 1_000
#: 13 entries of each key of a day, 25 hours of each key of the chart, and 41 heads of the list.
MOST_UNITS = 100


@pytest.mark.parametrize("count", COUNTS)
def test_the_first_view_asks_as_much_of_many_articles_as_of_few(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = filled(count, days=2, rejects=count // 10)
    use_test_account(monkeypatch)
    use_tables(articles=ARTICLES, operations=OPERATIONS)
    names, wanted = Counter[str](), Counter[str | None]()

    def answered(_client: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        names[name] += 1
        if name == "Query":
            wanted[arguments.get("IndexName")] += 1
        return tables.answer(name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", answered)
    answer = site(PLACE, lambda: NOW)(Asked(path="/"))
    assert answer.status == 200
    assert set(names) <= {"Query", "BatchGetItem"}
    assert names["Query"] <= (MOST_QUERIES if count < MANY else QUERIES_OF_MANY)
    assert wanted[None] == len(keys.hours_pks()), "the chart asks for nothing but counts"
    assert set(wanted) == {None, "gsi3"}
    assert names["BatchGetItem"] <= LIST_DAYS
    assert tables.used["read units"] <= MOST_UNITS
