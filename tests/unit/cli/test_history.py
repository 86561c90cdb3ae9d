"""These tests run `history`, `diff` and `show` with past revisions, on a table in this process."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from moto import mock_aws

from copydesk.cli import console
from copydesk.cli.commands import history, show
from copydesk.cli.main import main
from copydesk.model import Article, Author, Block, BlockType
from copydesk.storage import ArticleStore, use_tables
from copydesk.storage.articles.models import ArticlesItem, RevisionItem
from copydesk.storage.operations.models import RejectItem
from tests.moto_answers import use_test_account
from tests.unit.storage.making import ARTICLE_ID, EVENING, MORNING, NOON, article, candidate

HOSTILE = "\x1b]0;owned\x07[bold]</style><script>alert(1)</script><img src=x onerror=alert(1)>\x9b31m & \u202e\ud800"
FIRST = "The council voted on Monday to build the bridge anew, at last."
SECOND = "The council voted on Tuesday to build the bridge anew, at last."


def paragraph(text: str, number: int) -> Block:
    return Block(block_id=f"{number}", digest="d", type=BlockType.PARAGRAPH, text=text, html=text)


def article_of(headline: str, *texts: tuple[int, str]) -> Article:
    return replace(article(headline=headline), blocks=tuple(paragraph(text, number) for number, text in texts))


OLD = article_of("Bridge", (1, FIRST), (2, "It stays."), (3, "It goes away."))
NEW = replace(
    article_of("Bridge " + HOSTILE.replace("\ud800", ""), (4, SECOND), (2, "It stays."), (5, "New " + HOSTILE[:-1])),
    authors=(Author(name="A. Writer", name_raw="By A. Writer"),),
)


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> Iterator[ArticleStore]:
    use_test_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    for module in (show, history):
        monkeypatch.setattr(module, "target", lambda _arguments: None)
    with mock_aws():
        use_tables(articles="articles", operations="operations")
        ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
        RejectItem.create_table(billing_mode="PAY_PER_REQUEST")
        store = ArticleStore(retention=timedelta(days=30))
        store.store(candidate(OLD, at=MORNING))
        store.store(candidate(NEW, at=NOON))
        console.output.cache_clear()
        console.messages.cache_clear()
        yield store
    console.output.cache_clear()
    console.messages.cache_clear()


type Captured = pytest.CaptureFixture[str]


def answer(capsys: Captured, *command: str, code: int = 0) -> str:
    assert main(command) == code
    out, err = capsys.readouterr()
    return " ".join((err if code else out).split())


@pytest.mark.usefixtures("stored")
def test_the_history_says_when_what_and_how_much(capsys: Captured) -> None:
    shown = answer(capsys, "history", ARTICLE_ID[:6])
    assert re.search(r"1 2024-04-25 08:00 3 first that is kept Bridge", shown)
    assert re.search(r"2 2024-04-25 12:00 3 1 added, 1 deleted, 1", shown)
    assert "authors" in shown


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("numbers", [(), ("1", "2")], ids=["the last two", "named"])
def test_a_difference_marks_what_came_and_went_and_folds_the_rest(capsys: Captured, numbers: tuple[str, ...]) -> None:
    shown = answer(capsys, "diff", ARTICLE_ID, *numbers)
    assert "The council voted on[- Monday-]{+ Tuesday+} to build" in shown
    assert "1 unchanged block" in shown
    assert "It stays." not in shown
    assert "[-It goes away.-]" in shown
    assert "{+By A. Writer+}" in shown


@pytest.mark.usefixtures("stored")
def test_a_difference_read_backwards_is_the_other_way_round(capsys: Captured) -> None:
    assert "on[- Tuesday-]{+ Monday+} to" in answer(capsys, "diff", ARTICLE_ID, "2", "1")


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("command", [("history",), ("diff",), ("show", "--revision", "2")], ids=lambda each: each[0])
def test_no_escape_sequence_of_a_page_reaches_the_terminal(capsys: Captured, command: tuple[str, ...]) -> None:
    assert main([*command, ARTICLE_ID]) == 0
    assert not set(capsys.readouterr().out) & {"\x1b", "\x07", "\x9b"}


@pytest.mark.usefixtures("stored")
def test_scripts_get_history_and_difference_as_json(capsys: Captured) -> None:
    assert main(["history", ARTICLE_ID, "--format", "json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["revision"], first["changed"], second["revision"]) == (1, None, 2)
    assert second["changed"]["blocks"] == {"added": 1, "deleted": 1, "edited": 1}
    assert {"headline", "authors"} <= set(second["changed"]["facts"])
    assert main(["diff", ARTICLE_ID, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["before"], found["after"]) == (1, 2)
    assert found["facts"]["headline"]["before"] == "Bridge"
    [edited] = [block for block in found["blocks"] if block["fate"] == "edited"]
    assert [run["text"] for run in edited["words"] if run["fate"] == "added"] == [" Tuesday"]


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.usefixtures("stored")
def test_a_difference_is_a_page_that_needs_and_runs_nothing(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "diff.html"
    assert main(["diff", ARTICLE_ID, "--html", str(file)]) == 0
    page = file.read_text("utf-8")
    assert main(["diff", ARTICLE_ID, "--html", str(file)]) == 2
    assert "is there already" in capsys.readouterr().err
    found = Elements(page)
    assert not found.names & {"script", "img", "link", "iframe", "a"}
    assert not found.attributes & {"onerror", "src", "href", "style"}
    assert "<del> Monday</del><ins> Tuesday</ins>" in page
    assert "<details><summary>1 unchanged block</summary>" in page
    assert "default-src 'none'" in page
    assert "prefers-color-scheme: dark" in page
    assert "&lt;script&gt;" in page
    assert not set(page) & {"\x1b", "\x07", "\x9b"}


@pytest.mark.usefixtures("stored")
def test_a_file_that_cannot_be_written_is_said_so(capsys: Captured, tmp_path: Path) -> None:
    shown = answer(capsys, "diff", ARTICLE_ID, "--html", str(tmp_path / "none" / "diff.html"), code=2)
    assert "cannot be written" in shown


@pytest.mark.usefixtures("stored")
def test_an_article_is_shown_as_it_stood(capsys: Captured) -> None:
    assert "Monday" in answer(capsys, "show", ARTICLE_ID, "--at", "2024-04-25T11:59:59Z")
    assert "Tuesday" in answer(capsys, "show", ARTICLE_ID, "--at", "2024-04-25T14:00:00+02:00")
    assert "Monday" in answer(capsys, "show", ARTICLE_ID[:4], "--revision", "1", "--format", "text")


REFUSALS: dict[str, tuple[tuple[str, ...], str]] = {
    "an unknown id": (("history", "zzz"), "No article's id begins with zzz"),
    "an unknown whole id": (("history", "ab" * 16), "No article has the id abab"),
    "an unknown whole id and a revision": (("show", "ab" * 16, "--revision", "1"), "No article has the id abab"),
    "an unknown whole id and a time": (("show", "ab" * 16, "--at", NOON), "No article has the id abab"),
    "the beginning of two": (("diff", "0"), "2 articles' ids begin with 0. Give more of one of them: 0f0f"),
    "a revision that never was": (("show", ARTICLE_ID, "--revision", "7"), "There never was a revision 7"),
    "revision nought": (("diff", ARTICLE_ID, "0", "1"), "There never was a revision 0"),
    "one revision of two": (("diff", ARTICLE_ID, "1"), "Name two revisions"),
    "three revisions": (("diff", ARTICLE_ID, "1", "2", "3"), "Name two revisions"),
    "a time before it was stored": (("show", ARTICLE_ID, "--at", "2024-04-25T07:00:00Z"), "not stored yet"),
    "a time without a zone": (("show", ARTICLE_ID, "--at", "2024-04-25T07:00:00"), "no point in time"),
    "no time": (("show", ARTICLE_ID, "--at", "\x1b[31mnoon"), "no point in time"),
}


@pytest.mark.parametrize(("command", "said"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_cannot_be_shown_is_said_plainly(
    stored: ArticleStore, capsys: Captured, command: tuple[str, ...], said: str
) -> None:
    stored.store(replace(candidate(OLD), article_id="0e" * 16))
    shown = answer(capsys, *command, code=2)
    assert said in shown
    assert "\x1b" not in shown


def test_what_is_no_longer_kept_is_said_so(stored: ArticleStore, capsys: Captured) -> None:
    RevisionItem(f"ARTICLE#{ARTICLE_ID}", "REVISION#00001").delete()
    assert "Revision 1 is no longer kept" in answer(capsys, "show", ARTICLE_ID, "--revision", "1", code=2)
    assert "no longer kept" in answer(capsys, "show", ARTICLE_ID, "--at", MORNING, code=2)
    assert "Only revision 2 is kept" in answer(capsys, "diff", ARTICLE_ID, code=2)
    assert main(["history", ARTICLE_ID]) == 0
    assert "before revision 2 is no longer kept" in capsys.readouterr().err
    stored.store(candidate(OLD, at=EVENING))
    assert "revision 2 → 3" in answer(capsys, "diff", ARTICLE_ID)
