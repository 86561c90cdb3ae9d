"""`copydesk console` prints and opens its address, and ends at Ctrl-C."""

import re
import socket
import webbrowser

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from copydesk.cli.main import main
from copydesk.cli.web_console import command
from copydesk.cli.web_console.layout import own_file
from copydesk.cli.web_console.server import Answer, Asked, Server
from copydesk.errors import Damaged, Reject, RejectReason, Skip, SkipReason
from copydesk.stack.target import Target
from copydesk.storage import use_tables
from tests.moto_answers import use_test_account

PLACE = Target(raw_bucket="", ingest_queue_url="", fetch_queue_url="", articles_table="", operations_table="")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Returns the addresses that were opened in a browser. The server stops at once, as after Ctrl-C."""
    found: list[str] = []

    def stopped(_server: Server) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "target", lambda _where: PLACE)
    monkeypatch.setattr(webbrowser, "open", found.append)
    monkeypatch.setattr(Server, "serve_forever", stopped)
    return found


@pytest.mark.parametrize(("option", "count"), [("--open", 1), ("--no-open", 0)])
def test_the_address_is_printed_and_opened_on_request(
    option: str, count: int, opened: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["console", option]) == 0
    printed = capsys.readouterr()
    address = printed.out.strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{43}", address)
    assert opened == [address] * count
    assert "Stopped." in printed.err


def test_a_port_that_is_taken_is_said(opened: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["console", "--port", str(port)]) == 2
    assert f"Port {port} cannot be had" in capsys.readouterr().err
    assert opened == []


def test_an_error_that_is_a_bug_is_a_page_and_a_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_arguments: object) -> None:
        raise ValueError("<b>what</b>")

    monkeypatch.setattr(command, "sites_page", broken)
    answer = command.site(PLACE)(Asked(path="/sites"))
    assert answer.status == 500
    assert "ValueError: &lt;b&gt;what" in answer.body
    assert "Traceback" in capsys.readouterr().err


REFUSALS = {
    "ResourceNotFoundException": (500, "If the stack was replaced, start again."),
    "AccessDeniedException": (500, "Ask for the action that the error names."),
    "ExpiredTokenException": (503, "The credentials have expired."),
    "ProvisionedThroughputExceededException": (503, "It may pass by itself: try again."),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_what_aws_refuses_is_a_page_that_says_what_helps(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(_client: BaseClient, name: str, _arguments: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, name)

    use_test_account(monkeypatch)
    use_tables(articles="articles", operations="operations")
    monkeypatch.setattr(BaseClient, "_make_api_call", refused)
    answer = command.site(PLACE)(Asked(path="/"))
    status, remedy = REFUSALS[code]
    assert answer.status == status
    assert remedy in answer.body
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "error", [Reject(RejectReason.NOT_TEXT, "first bytes"), Skip(SkipReason.UNCHANGED), Damaged("the body")]
)
def test_what_does_not_pass_by_itself_is_not_to_be_tried_again(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_arguments: object) -> Answer:
        raise error

    monkeypatch.setattr(command, "sites_page", failing)
    answer = command.site(PLACE)(Asked(path="/sites"))
    assert answer.status == 500
    assert "try again" not in answer.body


@pytest.mark.parametrize("name", ["console.css", "console.js"])
def test_style_and_script_name_no_other_place(name: str) -> None:
    answer = command.site(PLACE)(Asked(path=f"/{name}"))
    assert own_file(name) in answer.body
    assert not re.search(r"https?:|//\w|url\(|@import", answer.body)
