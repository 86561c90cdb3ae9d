"""Marked secrets and pages go through every function. None of them may appear in logs, metrics or events."""

import json
import logging
from collections.abc import Callable
from types import ModuleType
from typing import Any

import boto3
import pytest

from copydesk.aws import clients
from copydesk.aws.logs import make_logger
from copydesk.storage import list_rejects
from tests.integration.account import BUCKET
from tests.integration.calling import Context, batch, load_function, sample
from tests.sites.behaviours import answer, routes
from tests.sites.server import Server
from tests.sites.town import page
from tests.unit.storage.making import list_heads

SECRET = "hunter2marker"
PAGE = "zebrafinchmarker"
HTML = f"<article><h1>Harbour</h1>{f'<p>The bridge is open again, and {PAGE} says so.</p>' * 9}</article>"
SIGNED = f"https://news.example.org/a?id=7&X-Amz-Signature={SECRET}&token={SECRET}&PHPSESSID={SECRET}"


def call(name: str, *bodies: Any) -> ModuleType:
    function = load_function(name)
    function.lambda_handler(batch(*bodies), Context())
    return function


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """Returns a function that returns the log lines, in the logger's format, and the metrics."""
    caplog.set_level(logging.INFO)
    lines = make_logger().registered_formatter

    def written() -> str:
        ours = [lines.format(each) for each in caplog.records if each.name.startswith("copydesk")]
        return "\n".join([*ours, capsys.readouterr().out])

    return written


def test_ingest_tells_no_secret(account: None, said: Callable[[], str]) -> None:
    call(
        "ingest",
        {"html": HTML, "url": SIGNED},
        {"url": SIGNED},
        {"url": f"https://ana:{SECRET}@example.org/"},
        {"url": "https://example.org/", "headers": {"Authorization": f"Bearer {SECRET}", "Cookie": f"a={SECRET}"}},
        {"s3": {"bucket": BUCKET, "key": f"a?token={SECRET}"}},
        {"html": "<p>", "url": f"ftp://example.org/?sig={SECRET}"},
    )
    written = said()
    assert (SECRET in written, PAGE in written, "token=***" in written) == (False, False, True)
    assert SECRET not in str([(each.detail, each.message) for each in list_rejects()])
    (head,) = list_heads()
    assert SECRET in str(head.stored.article.url), "kept whole, to be fetched again"


def test_fetch_and_discover_tell_no_secret(account: None, said: Callable[[], str]) -> None:
    with Server(answer(status="404 Not Found")) as site:
        cookies = answer(page(PAGE), headers={"Set-Cookie": f"session={SECRET}"})
        site._behave = routes({"/story": cookies, "/shut": answer(status="403 No")})
        wanted = [{"url": site.url(f"/{path}?token={SECRET}")} for path in ("story", "shut")]
        # Each page has its own turn, like a host's pages, and its own message id.
        fetch = load_function("fetch")
        for number, each in enumerate([*wanted, *wanted, *wanted]):
            fetch.lambda_handler(batch(*["no message"] * number, each), Context())
        call("fetch", {"url": f"http://ana:{SECRET}@example.org/"}, {"password": SECRET})
        call("discover", {"source_id": "x", "authorization": SECRET})
    written = said()
    assert "fetch.fetched" in written
    assert "fetch.rejected" in written
    assert (SECRET in written, PAGE in written) == (False, False)
    assert SECRET not in str([each.detail for each in list_rejects()])
    # The message is kept only so that the page can be requested again.
    kept = [each.message for each in list_rejects() if SECRET in (each.message or "")]
    assert kept == [json.dumps(wanted[1])]
    objects = boto3.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]
    stored = [boto3.client("s3").head_object(Bucket=BUCKET, Key=each["Key"]) for each in objects]
    assert "session" not in str([each["Metadata"] for each in stored])


def test_the_bus_is_told_the_address_of_a_page_without_its_signature(
    account: None, said: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = json.dumps(sample("publish/life-of-an-article"))
    (url,) = {each["dynamodb"]["NewImage"]["url"]["S"] for each in json.loads(whole)["Records"][:1]}
    put: list[Any] = []
    taken = {"FailedEntryCount": 0, "Entries": [{"EventId": "x"}]}
    function = load_function("publish")

    def put_events(Entries: list[Any]) -> dict[str, Any]:  # noqa: N803  # boto3's name
        put.extend(Entries)
        return taken

    monkeypatch.setattr(clients.events_client(), "put_events", put_events)
    function.lambda_handler({"Records": json.loads(whole.replace(url, SIGNED))["Records"][:1]}, Context())
    assert "token=***" in str(put)
    assert SECRET not in str(put) + said()


@pytest.mark.parametrize("name", ["ingest", "api"])
def test_a_bug_that_holds_a_page_is_logged_without_it(account: None, said: Callable[[], str], name: str) -> None:
    function = load_function(name)
    try:
        raise ValueError(f"cannot read {'x' * 300} {PAGE}")
    except ValueError as first:
        try:
            raise RuntimeError(f"Cookie: {SECRET}") from first
        except RuntimeError as error:
            function.logger.exception(f"{name}.failed", exc_info=error)
    written = said()
    assert "test_secrets.py" in written
    assert "ValueError: cannot read" in written
    assert (SECRET in written, PAGE in written) == (False, False)
