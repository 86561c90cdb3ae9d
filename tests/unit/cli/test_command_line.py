"""These tests check the command line as a whole: its help, its exit codes, and its output to pipes and terminals."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from copydesk import __version__
from copydesk.cli import console
from copydesk.cli.catalogue import COMMANDS
from copydesk.cli.layouts.listing import Column, Listing
from copydesk.cli.main import app, main
from tests.unit.cli.test_extract import PAGE, SENTENCE, URL

type Captured = pytest.CaptureFixture[str]


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    for name in ("b.html", "a.html"):
        (tmp_path / name).write_text(PAGE, encoding="utf-8")
    (tmp_path / "notes.md").write_text("# No page")
    return tmp_path


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_the_bare_command_helps(arguments: list[str], capsys: Captured) -> None:
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name}: " in shown for name in COMMANDS)


def test_help_loads_no_command() -> None:
    program = "from copydesk.cli.main import main; main([]); import json, sys; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert not loaded & {"boto3", "numpy", "pynamodb", "copydesk.extraction", "yaml"}
    assert not {name for name in loaded if name.startswith("copydesk.cli.commands.")}


def test_the_version_is_said(capsys: Captured) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"{__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["exprot"], "There is no command exprot. Did you mean export?"),
        (["sources", "lst"], 'Did you mean "list"?'),
        (["extract", "page.html", "--frmat", "text"], "Did you mean --format?"),
        (["extract", "page.html", "--format", "xml"], "Choose from"),
        (["extract"], "PAGE requires an argument"),
        (["extract", "page.html", "--url", "not a url"], "It is no URL of a page"),
        (["redrive", "--reason", "boredom"], "no_article_text"),
        (["backfill", "start", "--tolerated-failures", "101"], "Give a percentage"),
        (["show"], "ID requires an argument"),
        (["rejects", "--limit", "0"], "Give a whole number from 1 to 1,000,000."),
        (["up", "--parameter", "novalue"], "is no KEY=VALUE"),
        (["up", "--parameter", "Watchin=false"], "Did you mean Watching?"),
        (["export", "--since", "2024-04-25", "--by", "stored", "--site", "a.example"], "--site is for --by published"),
    ],
)
def test_what_is_wrong_is_said_with_what_helps(arguments: list[str], said: str, capsys: Captured) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith("copydesk: ")
    assert said in error


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_complete_every_command(shell: str) -> None:
    script = app.generate_completion(shell=shell)  # type: ignore[arg-type]
    assert all(name in script for name in COMMANDS)


def test_lines_of_several_pages_name_their_input(pages: Path, capsys: Captured) -> None:
    assert main(["extract", str(pages)]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [Path(each["input"]).name for each in found] == ["a.html", "b.html"]
    assert {each["headline"] for each in found} == {"A bridge opens"}


def test_texts_of_several_pages_stand_apart(pages: Path, capsys: Captured) -> None:
    first, second = str(pages / "a.html"), str(pages / "b.html")
    assert main(["extract", first, second, "--format", "text"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"==> {first} <==\n{SENTENCE}")
    assert f"\n\n==> {second} <==\n{SENTENCE}" in shown


def test_a_url_is_fetched_by_the_safe_client(capsys: Captured) -> None:
    assert main(["extract", "http://127.0.0.1/story"]) == 2
    assert "forbidden_address" in capsys.readouterr().err


def test_a_folder_without_pages_is_said(tmp_path: Path, capsys: Captured) -> None:
    assert main(["extract", str(tmp_path)]) == 2
    assert "holds no page" in capsys.readouterr().err


def test_an_output_is_a_new_file_and_none_is_left_of_nothing(pages: Path, capsys: Captured) -> None:
    out, page = pages / "out.json", str(pages / "a.html")
    assert main(["extract", page, "--url", URL, "-o", str(out)]) == 0
    assert json.loads(out.read_text("utf-8"))["url"] == URL
    assert main(["extract", page, "-o", str(out)]) == 2
    assert "is there already" in capsys.readouterr().err
    (pages / "login.html").write_text("<title>Log in</title>")
    assert main(["extract", str(pages / "login.html"), "-o", str(pages / "none.json")]) == 1
    assert not (pages / "none.json").exists()


def test_an_output_in_ascii_keeps_the_values_of_json(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.replace("A bridge", "“Ein Brücke”"), encoding="utf-8")
    program = [sys.executable, "-m", "copydesk.cli", "extract", str(tmp_path / "page.html")]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(program, env=environment, capture_output=True, check=True)
    assert done.stdout.isascii()
    assert json.loads(done.stdout)["headline"] == "“Ein Brücke” opens"


def test_marks_have_plain_forms_where_the_encoding_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
    console.prepare_streams()
    sys.stdout.write("✓ a – b … “c” \ud800\n")
    sys.stdout.flush()
    assert raw.getvalue() == b"+ a - b ... \\u201cc\\u201d \\ud800\n"


LISTING = Listing([Column("id", width=8), Column("headline", ratio=1)], [("35b3d805", "word " * 60), ("ec947171", "–")])


def shown_at(width: int, *, is_terminal: bool) -> list[str]:
    out = io.StringIO()
    Console(width=width, file=out, force_terminal=is_terminal, color_system=None).print(LISTING)
    return out.getvalue().splitlines()


def test_a_pipe_gets_a_record_in_a_line_a_narrow_terminal_one_under_the_other() -> None:
    piped = shown_at(10_000, is_terminal=False)
    assert len(piped) == 3
    assert "word " * 59 in piped[1]
    wide = shown_at(80, is_terminal=True)
    assert len(wide) == 3
    assert all(len(line) <= 80 for line in wide)
    narrow = shown_at(40, is_terminal=True)
    assert narrow[0].strip() == "id 35b3d805"
    assert all(len(line) <= 40 for line in narrow)
    assert " ".join(" ".join(narrow).split()).count("word") == 60


def test_an_interruption_ends_without_a_trace(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def interrupted(_name: str) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("copydesk.cli.extracting.read_page", interrupted)
    assert main(["extract", "page.html"]) == 130
    assert capsys.readouterr().err == ""
