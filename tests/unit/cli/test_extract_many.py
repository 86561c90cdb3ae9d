"""These tests extract many pages: in parallel, from archives, to each output, and after a stop."""

import io
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from copydesk.cli.commands import extract as extracting
from copydesk.cli.extracting import Answer, Page, answers
from copydesk.cli.main import main
from tests.unit.archives import making

LOGIN = "<!doctype html><html><title>Log in</title><form><input name=user></form></html>"
NEVER = (
    "boto3",
    "botocore",
    "pynamodb",
    "aws_lambda_powertools",
    "copydesk.aws",
    "copydesk.storage",
    "copydesk.wiring",
)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.html").write_bytes(making.page(number))
    (folder / "login.html").write_text(LOGIN, "utf-8")
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    records = [
        making.record("warcinfo", "", b"software: x", WARC_Target_URI=""),
        making.article_record(7),
        making.record("response", making.url_of(8), making.response(b"gone", status="404 Not Found")),
        making.article_record(9, WARC_Payload_Digest=making.digest(b"other")),
        making.article_record(10),
    ]
    path = tmp_path / "news.warc.gz"
    path.write_bytes(b"".join(map(making.zipped, records)))
    return path


def asked(base: Path, question: str, *values: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(base)
    try:
        return connection.execute(question, values).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_pages_and_archives_become_lines_in_order(jobs: str, pages: Path, archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.ndjson"
    assert main(["extract", str(pages), str(archive), "--jobs", jobs, "-o", str(out)]) == 1
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [line["headline"] for line in lines] == [
        f"Bridge {number} reopens after repairs" for number in (0, 1, 2, 7, 10)
    ]
    assert lines[3]["url"] == making.url_of(7)
    assert lines[3]["input"].startswith(f"{archive}#")


def test_standard_input_is_read_beside_other_pages(
    pages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(making.page(9))))
    assert main(["extract", str(pages / "1.html"), "-", "--jobs", "2"]) == 0
    told = [json.loads(line)["headline"] for line in capsys.readouterr().out.splitlines()]
    assert told == ["Bridge 1 reopens after repairs", "Bridge 9 reopens after repairs"]


def test_a_damaged_record_is_said(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", str(archive)]) == 1
    said = capsys.readouterr().err
    assert "broken_record: its WARC-Payload-Digest is of other bytes" in said
    assert "404" not in said


def test_a_database_has_pages_articles_blocks_and_quotes(pages: Path, tmp_path: Path) -> None:
    base = tmp_path / "articles.db"
    assert main(["extract", str(pages), "-o", str(base)]) == 1
    assert asked(base, "SELECT result, count(*) FROM pages GROUP BY 1 ORDER BY 1") == [
        ("article", 3),
        ("no_article_text", 1),
    ]
    ((headline, text),) = asked(base, "SELECT headline, text FROM articles WHERE input = ?", f"{pages}/1.html")
    told = asked(base, "SELECT text FROM blocks WHERE input = ? ORDER BY position", f"{pages}/1.html")
    assert (headline, text) == ("Bridge 1 reopens after repairs", "\n\n".join(str(each) for (each,) in told))


def test_a_folder_has_a_file_for_each_article(pages: Path, tmp_path: Path) -> None:
    assert main(["extract", str(pages), "--format", "markdown", "-o", f"{tmp_path}/texts/"]) == 1
    files = sorted((tmp_path / "texts").iterdir())
    assert [file.name.rpartition("-")[0] for file in files] == [
        f"bridge-{each}-reopens-after-repairs" for each in range(3)
    ]
    assert files[0].read_text("utf-8").startswith("# Bridge 0 reopens after repairs\n")


@pytest.mark.parametrize("name", ["out.ndjson", "out.db", "out/"])
def test_an_extraction_goes_on_where_it_was_stopped(
    name: str, pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = f"{tmp_path}/{name}"
    first, *others = (str(pages / f"{number}.html") for number in range(3))
    assert main(["extract", first, "--resume", "-o", out]) == 0
    if name.endswith("ndjson"):
        with Path(out).open("a", encoding="utf-8") as lines:
            lines.write('{"input": "cut o')
    assert main(["extract", first, *others, "-o", out]) == 2
    assert main(["extract", first, *others, "--resume", "-o", out]) == 0
    assert "1 page done before, 2 to go" in capsys.readouterr().err
    assert main(["extract", first, *others, "--resume", "-o", out]) == 0
    assert "3 pages done before, 0 to go" in capsys.readouterr().err
    if name == "out/":
        assert len(list(Path(out).iterdir())) == 3
    elif name == "out.db":
        assert asked(Path(out), "SELECT count(DISTINCT input), count(*) FROM articles") == [(3, 3)]
    else:
        told = [json.loads(line)["input"] for line in Path(out).read_text("utf-8").splitlines()]
        assert told == [first, *others]


@pytest.mark.parametrize("name", ["out.ndjson", "out.db", "out/"])
def test_an_interruption_keeps_what_was_written_and_says_how_to_go_on(
    name: str, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*asked: Any) -> Iterator[tuple[Page, Answer]]:
        yield from islice(answers(*asked), 2)
        raise KeyboardInterrupt

    monkeypatch.setattr(extracting, "answers", interrupted)
    command = ["extract", str(pages), "-o", f"{tmp_path}/{name}"]
    assert main(command) == 130
    assert "with --resume" in capsys.readouterr().err
    monkeypatch.setattr(extracting, "answers", answers)
    assert main([*command, "--resume"]) == 1
    assert "2 pages done before, 2 to go" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--resume"], "Name it with -o"),
        (["--resume", "--format", "text", "-o", "other.txt"], "Only lines of JSON can be resumed"),
        (["--resume", "-o", "other.txt"], "names no input"),
        (["--resume", "-o", "other.db"], "file is not a database"),
    ],
)
def test_what_cannot_be_resumed_is_said_and_left_as_it_is(
    arguments: list[str], said: str, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    for name in ("other.txt", "other.db"):
        Path(name).write_text("somebody's own words, long enough to be no header\n" * 20, "utf-8")
    before = Path("other.txt").read_bytes()
    assert main(["extract", str(pages), *arguments]) == 2
    assert said in capsys.readouterr().err
    assert before == Path("other.txt").read_bytes() == Path("other.db").read_bytes()


def test_a_file_that_is_no_archive_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plain.warc").write_bytes(making.article_record(1))
    assert main(["extract", str(tmp_path / "plain.warc")]) in (1, 2)
    assert "warcio recompress" in capsys.readouterr().err


def test_extraction_alone_imports_nothing_of_aws(pages: Path, archive: Path, tmp_path: Path) -> None:
    program = f"""
import sys
from copydesk.cli.main import main
main(["extract", {str(pages)!r}, {str(archive)!r}, "-o", {str(tmp_path / "articles.db")!r}])
import copydesk.cli.fetching
never = {NEVER!r}
print([name for name in sys.modules if name in never or name.startswith(tuple(each + "." for each in never))])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert asked(tmp_path / "articles.db", "SELECT count(*) FROM articles") == [(5,)]
