"""An export writes Parquet tables by day, on disk and in S3. DuckDB reads them, and the export can continue."""

import sys
from dataclasses import replace
from pathlib import Path

import boto3
import duckdb
import pytest
from moto import mock_aws

from copydesk.cli.commands import export as exporting
from copydesk.cli.main import main
from copydesk.errors import Retry
from copydesk.formats.rows import TABLES
from copydesk.model import StoredArticle
from copydesk.storage import ArticleStore
from copydesk.storage.articles.revisions import read_article
from tests.unit.formats.making import FULL
from tests.unit.storage.making import candidate
from tests.unit.storage.test_days import stored

pytestmark = pytest.mark.slow

QUESTIONS = Path(__file__).parents[3] / "examples/duckdb/questions.sql"
PARQUET = ["--format", "parquet"]
EXPORT = ["export", *PARQUET, "--until", "2024-04-28", "--since"]


@pytest.fixture
def articles(store: ArticleStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores six articles over two days and two sites, and one with every kind of block and a quote."""
    for number in range(6):
        host = "other.org" if number % 2 else "example.org"
        stored(store, number, date=f"2024-04-{26 + number // 3}T12:0{number}:00", host=host)
    store.store(replace(candidate(FULL), article_id="0f" * 16))
    monkeypatch.setattr(exporting, "target", lambda _arguments: None)
    monkeypatch.setattr(exporting, "_CHUNK", 2)


def asked(question: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as base:
        return base.execute(question).fetchall()


def files(folder: Path) -> dict[str, int]:
    """Returns how many files each partition has."""
    found = [file.parent.relative_to(folder).as_posix() for file in folder.rglob("*.*")]
    return {name: found.count(name) for name in sorted(set(found))}


def test_three_tables_are_partitioned_by_day_and_hold_every_row(articles: None, tmp_path: Path) -> None:
    assert main([*EXPORT, "2024-04-25", "-o", str(tmp_path / "out")]) == 0
    days = ("2024-04-25", "2024-04-26", "2024-04-27")
    partitions = [f"{table}/day={day}" for table in ("articles", "blocks") for day in days]
    assert files(tmp_path / "out") == dict.fromkeys([*partitions, "quotes/day=2024-04-25"], 1)
    counts = {table: asked(f"SELECT count(*) FROM '{tmp_path}/out/{table}/*/*.parquet'")[0][0] for table in TABLES}  # noqa: S608
    assert counts == {"articles": 7, "blocks": 6 + len(FULL.blocks), "quotes": 1}


@pytest.mark.parametrize("table", TABLES)
def test_the_columns_are_those_of_the_schema(articles: None, tmp_path: Path, table: str) -> None:
    main([*EXPORT, "2024-04-25", "-o", str(tmp_path / "out")])
    every = f"read_parquet('{tmp_path}/out/{table}/*/*.parquet', hive_partitioning = false)"
    told = asked(f"DESCRIBE SELECT * FROM {every}")  # noqa: S608
    named = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", list[str]: "VARCHAR[]"}
    assert {row[0]: row[1] for row in told} == {name: named[kind] for name, kind in TABLES[table].items()}


def test_the_five_questions_are_answered(articles: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*EXPORT, "2024-04-25", "-o", "articles/"]) == 0
    with duckdb.connect() as base:
        statements = base.extract_statements(QUESTIONS.read_text("utf-8"))
        *_, published, quoted, _paragraphs, lengths, _copies = [base.execute(each).fetchall() for each in statements]
    assert sum(count for _, _, count in published) <= 7
    assert ("Bo Lind", 1, 1) in quoted
    assert {host for host, _, _ in lengths} == {"example.org", "other.org"}
    assert len(statements) == 3 + 5


def test_an_export_that_stops_goes_on_and_repeats_nothing(
    articles: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty(article_id: str) -> StoredArticle | None:
        found = read_article(article_id)
        if found and found.article.headline == "4":
            raise Retry("throttled")
        return found

    monkeypatch.setattr(exporting, "read_article", faulty)
    monkeypatch.setattr("copydesk.storage.dynamodb.time.sleep", lambda _seconds: None)
    out = str(tmp_path / "out")
    assert main([*EXPORT, "2024-04-25", "-o", out]) == 2
    said = capsys.readouterr().err
    monkeypatch.setattr(exporting, "read_article", read_article)
    assert main([*EXPORT, "2024-04-25", "-o", out]) == 2
    assert "holds files already" in capsys.readouterr().err
    assert main([*EXPORT, said.split("--since ")[1].split()[0], "-o", out]) == 0
    counted = asked(f"SELECT count(*), count(DISTINCT article_id) FROM '{out}/articles/*/*.parquet'")  # noqa: S608
    assert counted == [(7, 7)]


def test_it_is_written_to_s3(
    articles: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="lake")
        monkeypatch.setattr("copydesk.aws.clients.s3_client", lambda: client)
        assert main([*EXPORT, "2024-04-25", "-o", "s3://lake/news"]) == 0
        keys = [each["Key"] for each in client.list_objects_v2(Bucket="lake")["Contents"]]
        assert {key.rpartition("/")[0] for key in keys} >= {
            "news/articles/day=2024-04-26",
            "news/quotes/day=2024-04-25",
        }
        assert main([*EXPORT, "2024-04-25", "-o", "s3://lake/news"]) == 2
        assert "holds files already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (PARQUET, "Name it with -o"),
        ([*PARQUET, "-o", "file.txt"], "file.txt is a file"),
        ([*PARQUET, "-o", "s3://"], "names no bucket"),
        (["--format", "json", "-o", "s3://lake/a"], "Only Parquet goes to S3"),
    ],
)
def test_what_parquet_cannot_go_to_is_said(
    articles: None, arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("file.txt").write_text("words", "utf-8")
    assert main(["export", "--since", "2024-04-25", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_missing_pyarrow_is_said(
    articles: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main([*EXPORT, "2024-04-25", "-o", str(tmp_path / "out")]) == 2
    assert 'pip install "copydesk[cli,parquet]"' in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
