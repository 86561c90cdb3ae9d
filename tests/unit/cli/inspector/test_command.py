"""These tests call `copydesk inspect` and check what it prints and what it writes where."""

from pathlib import Path

import pytest

from copydesk.cli.inspector import command
from copydesk.cli.main import main
from tests.browser.sites import ARTICLE

URL = "https://news.example.org/bridge"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COPYDESK_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def page(tmp_path: Path) -> str:
    (tmp_path / "a page.html").write_bytes(ARTICLE)
    return str(tmp_path / "a page.html")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []

    def opened(url: str) -> bool:
        found.append(url)
        return True

    monkeypatch.setattr("webbrowser.open", opened)
    return found


def test_facts_are_printed_and_a_page_is_written(page: str, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", page, "--url", URL]) == 0
    printed = capsys.readouterr()
    assert "A bridge opens" in printed.out
    [written] = (state / "inspect").iterdir()
    assert str(written) in printed.err
    assert "The bridge is open at last" in written.read_text("utf-8")


def test_the_same_page_is_written_over(page: str, state: Path) -> None:
    assert [main(["inspect", page]), main(["inspect", page])] == [0, 0]
    assert len(list((state / "inspect").iterdir())) == 1


def test_a_page_goes_where_it_is_asked_for(page: str, tmp_path: Path, state: Path) -> None:
    assert main(["inspect", page, "-o", str(tmp_path / "out.html")]) == 0
    assert (tmp_path / "out.html").read_text("utf-8").startswith("<!doctype html>")
    assert not state.exists()


def test_on_the_terminal_alone_no_page_is_written(page: str, state: Path) -> None:
    assert main(["inspect", page, "--terminal"]) == 0
    assert not state.exists()


@pytest.mark.parametrize(
    ("given", "display", "count"),
    [([], None, 0), ([], ":0", 1), (["--no-open"], ":0", 0), (["--open"], None, 1)],
    ids=["no display", "a display", "not wanted", "wanted"],
)
def test_the_page_is_opened_where_there_is_a_display(
    page: str, opened: list[str], monkeypatch: pytest.MonkeyPatch, given: list[str], display: str | None, count: int
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    if display:
        monkeypatch.setenv("DISPLAY", display)
    assert main(["inspect", page, *given]) == 0
    assert len(opened) == count


def test_a_refused_page_is_shown_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "login.html").write_text("<!doctype html><title>Log in</title><p>Please log in to read on.</p>")
    assert main(["inspect", str(tmp_path / "login.html"), "-o", str(tmp_path / "out.html")]) == 1
    assert "is refused: paywall" in " ".join(capsys.readouterr().err.split())
    written = (tmp_path / "out.html").read_text("utf-8")
    assert "Refused: paywall" in written
    assert "Please log in to read on." in written


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(64), b"\0" * 1000], ids=["empty", "image", "zeros"]
)
def test_what_is_no_page_is_refused_and_written_all_the_same(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.html").write_bytes(content)
    assert main(["inspect", str(tmp_path / "odd.html"), "-o", str(tmp_path / "out.html")]) == 1
    assert "Refused: " in (tmp_path / "out.html").read_text("utf-8")


def test_plain_text_is_shown_by_its_record(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("A bridge opens\n\n" + "The bridge opened on Monday, the city said.\n\n" * 9)
    assert main(["inspect", str(tmp_path / "story.txt"), "-o", str(tmp_path / "out.html")]) == 0
    assert "Nothing was scored" in (tmp_path / "out.html").read_text("utf-8")


def test_a_file_that_cannot_be_written_is_said(page: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", page, "-o", str(tmp_path)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert main(["inspect", page, "-o", str(tmp_path / "none" / "out.html")]) == 2
    assert "cannot be written: No such file or directory" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "/nope.html"]) == 2
    assert "/nope.html: No such file or directory" in capsys.readouterr().err


def test_a_url_is_not_fetched_as_another(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", URL, "--url", URL]) == 2
    assert "--url says where a file was found" in capsys.readouterr().err


def test_an_address_of_this_machine_is_not_fetched(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "http://127.0.0.1/story"]) == 2
    assert "forbidden_address" in capsys.readouterr().err


def test_names_of_files_can_neither_climb_nor_hide() -> None:
    for subject in ("../../etc/passwd", "https://e.org/../../x", "a\x1b[2Jb\n.html", "/", "-rf", "…"):
        assert command.file_name(subject).removesuffix(".html").replace("-", "").isalnum()
