"""The documents' links lead to files, their commands exist, and they name every field of a record."""

import gzip
import json
import re
import shlex
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from copydesk import model
from copydesk.cli.catalogue import COMMANDS
from copydesk.cli.main import FAILED, INTERRUPTED, app, main
from copydesk.extraction import extract_article
from copydesk.formats.chunks import Chunk
from copydesk.formats.rows import TABLES

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
_FENCE = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"")
#: A line of an example that calls the command line, with or without a prompt and a path.
_COMMAND = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?copydesk (.*)$")


def _examples(document: Path) -> str:
    return "\n".join(_FENCE.findall(document.read_text("utf-8")))


def _commands() -> Iterator[tuple[str, str]]:
    for document in DOCUMENTS:
        for line in _examples(document).splitlines():
            if found := _COMMAND.match(line):
                yield document.name, found[1]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_link_within_the_repository_leads_to_a_file(document: Path) -> None:
    targets = [first or second for first, second in _LINK.findall(document.read_text("utf-8"))]
    local = [target.partition("#")[0] for target in targets if "://" not in target]
    assert [target for target in local if target and not (document.parent / target).exists()] == []


@pytest.mark.parametrize(("document", "line"), list(_commands()))
def test_every_command_in_an_example_is_one(document: str, line: str) -> None:
    arguments = [word for word in shlex.split(line, comments=True) if word not in ("…", "-")]
    if arguments == ["--install-completion"]:
        return
    command, _, _ = app.parse_args(arguments, exit_on_error=False, print_error=False)
    assert callable(command)
    assert arguments in ([], ["--version"]) or arguments[0] in COMMANDS


def test_the_page_of_commands_has_every_command() -> None:
    shown = {line.split()[0] for document, line in _commands() if document == "command-line.md"}
    assert set(COMMANDS) <= shown


def test_the_page_of_commands_has_every_exit_code() -> None:
    page = (ROOT / "docs/command-line.md").read_text("utf-8")
    assert re.findall(r"^\| (\d+) \|", page, re.MULTILINE) == ["0", "1", str(FAILED), str(INTERRUPTED)]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_has_examples_that_are_commands(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, "--help"]) == 0
    examples = re.findall(r"^  copydesk (.*)$", capsys.readouterr().out, re.MULTILINE)
    assert examples
    for example in examples:
        app.parse_args(example, exit_on_error=False, print_error=False)


def test_the_readme_is_short() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    assert len(lines) <= 200
    assert max(map(len, lines)) <= 180


RECORDS = (model.Article, model.Block, model.Quote, model.Item, model.LiveEntry, model.Quality, model.Conflict)
STORED = (model.StoredArticle, model.Source, model.Revision, model.Author, model.Link)


@pytest.mark.parametrize("record", [*RECORDS, *STORED], ids=lambda record: record.__name__)
def test_the_page_of_records_names_every_field(record: type) -> None:
    page = (ROOT / "docs/records.md").read_text("utf-8")
    named = set(re.findall(r"`(\w+)`", page))
    assert {each.name for each in fields(record)} - named == set()


def test_the_page_of_records_names_every_type_of_block_and_of_article() -> None:
    page = (ROOT / "docs/records.md").read_text("utf-8")
    named = set(re.findall(r"`(\w+)`", page))
    assert {*model.BlockType, *model.ArticleType, *model.PubStatus} - named == set()


@pytest.mark.parametrize("table", TABLES)
def test_the_page_of_tables_names_every_column_of_each(table: str) -> None:
    page = (ROOT / "docs/analysis.md").read_text("utf-8")
    section = page.partition(f"\n## {table}\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`(\w+)`", "".join(rows))) == sorted(TABLES[table])


def test_the_page_of_consumers_names_every_member_of_a_chunk() -> None:
    page = (ROOT / "docs/consumers.md").read_text("utf-8")
    assert {each.name for each in fields(Chunk)} <= set(re.findall(r"`(\w+)`", page))


def test_the_example_of_the_library_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/library.md").read_text("utf-8"), re.DOTALL)
    page = gzip.decompress((ROOT / "samples/pages/npr-meditation-anxiety.html.gz").read_bytes())
    (tmp_path / "page.html").write_bytes(page)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "docs/library.md", "exec"), {})  # noqa: S102 - the document's own words
    assert "meditation" in capsys.readouterr().out.casefold()


@pytest.mark.parametrize("name", ["flow-light.svg", "flow-dark.svg"])
def test_the_diagram_says_the_same_in_both_themes(name: str) -> None:
    def words(name: str) -> list[str]:
        tree = ElementTree.parse(ROOT / "docs/images" / name)  # noqa: S314 - a file of this repository
        return [text for each in tree.iter() if (text := (each.text or "").strip()) and each.tag.endswith("text")]

    assert words(name) == words("flow-light.svg")
    assert "Ingest" in words(name)


def test_the_readme_s_record_is_what_the_page_gives() -> None:
    [shown] = re.findall(r"^```json\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    page = ROOT / "tests/pages/newarab/html/page.html"
    url = "https://www.newarab.com/news/egypt-israel-secret-meeting-ahead-rafah-invasion"
    record = model.to_plain(extract_article(page.read_bytes(), url=url))
    assert_shown(json.loads(shown), record)


def assert_shown(shown: object, record: object) -> None:
    """Checks that a record has all that is shown of it. "…" stands for the rest of a text, and lists are parts."""
    match shown, record:
        case dict(), dict():
            for name, value in shown.items():
                assert_shown(value, record[name])
        case list(), list():
            for each in shown:
                assert_shown(each, next(other for other in record if other["block_id"] == each["block_id"]))
        case str(), str() if shown.endswith("…"):
            assert record.startswith(shown.removesuffix("…").rstrip())
        case _:
            assert shown == record
