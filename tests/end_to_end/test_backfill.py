"""These tests run backfills on the deployed stack, by the state machine, its function and the command line."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

from copydesk.cli.backfill.runs import Runs
from tests.end_to_end.harness import Deployed, seed_page
from tests.unit.archives.making import news_file

#: The local stack starts a process for each function that runs at once.
FEW_AT_ONCE = ("--concurrency", "2")


def started(printed: str) -> str:
    [name] = re.findall(r"✓ Started (\S+)", printed)
    return str(name)


def ended(deployed: Deployed, name: str, *, code: int = 0) -> dict[str, Any]:
    """Waits until a run has ended, and returns what `status` says of it."""
    deadline = time.monotonic() + 200
    runs = Runs(deployed.client("stepfunctions"), deployed.output("BackfillStateMachineArn"), "")
    while runs.find(name).status == "RUNNING":
        assert time.monotonic() < deadline
        time.sleep(0.2)
    told: dict[str, Any] = json.loads(deployed.copydesk("backfill", "status", name, "--format", "json", code=code))
    return told


def test_all_under_a_prefix_is_ingested_and_what_is_no_article_refused(deployed: Deployed) -> None:
    bucket = deployed.output("BackfillBucketName")
    pages: list[tuple[str, Callable[[], bytes]]] = [
        ("reports/prefix/one.html", lambda: seed_page("https://www.newarab.com/news/backfill-one")),
        ("reports/prefix/empty.html", lambda: b""),
        ("reports/prefix/", lambda: b""),
    ]
    raw = deployed.output("RawBucketName")
    deployed.copydesk("backfill", "plan", f"s3://{raw}/nothing/", code=2)
    for key, body in pages:
        deployed.client("s3").put_object(Bucket=raw, Key=f"inline/{key}", Body=body())
    planned = deployed.copydesk("backfill", "plan", f"s3://{raw}/inline/reports/")
    assert "pages    3" in planned
    refused = deployed.copydesk("backfill", "start", f"s3://{bucket}/lists/", code=2)
    assert "Nothing lies under" in refused
    name = started(deployed.copydesk("backfill", "start", f"s3://{raw}/inline/reports/", *FEW_AT_ONCE))
    told = ended(deployed, name)
    assert (told["status"], told["items"]["succeeded"]) == ("SUCCEEDED", 3)
    ends = {end: times for end, times in told["ends"].items() if end != "milliseconds"}
    assert ends == {"stored": 1, "rejected:empty_body": 1, "skipped:not_a_page": 1}


def test_a_warc_file_is_ingested_record_by_record_and_a_reject_names_its_place(deployed: Deployed) -> None:
    made = news_file(captures=30, articles=3)
    raw = deployed.output("RawBucketName")
    deployed.client("s3").put_object(Bucket=raw, Key="inline/news.warc.gz", Body=bytes(made.content))
    assert "--warc" in deployed.copydesk("backfill", "plan", f"s3://{raw}/inline/news", code=2)
    name = started(deployed.copydesk("backfill", "start", "--warc", f"s3://{raw}/inline/news.warc.gz"))
    told = ended(deployed, name)
    assert told["ends"]["stored"] == 3
    assert told["ends"]["rejected:broken_record"] == len(made.urls("broken"))
    assert told["ends"]["skipped:not_a_page"] == len(made.urls("skipped"))
    found = [each["source"]["M"] for (_, sk), each in deployed.items().items() if sk == "HEAD"]
    places = {(int(each["offset"]["N"]), int(each["length"]["N"])) for each in found if "offset" in each}
    assert places == set(made.places("article"))
    # The redrive reads the broken record by its offset and refuses it anew.
    assert "sent through again" in deployed.copydesk("redrive", "--reason", "broken_record")
    assert "at 0" not in deployed.copydesk("rejects", "--reason", "broken_record")


def test_a_dry_run_tells_what_a_new_extractor_would_change_and_a_run_changes_it(deployed: Deployed) -> None:
    url = "https://www.newarab.com/news/backfill-old"
    deployed.put("uploads/backfill-old.html", seed_page(url), url=url)
    deployed.settle()
    key = {"pk": deployed.head_of(url)["pk"], "sk": {"S": "HEAD"}}
    deployed.client("dynamodb").update_item(
        TableName=deployed.output("ArticlesTableName"),
        Key=key,
        UpdateExpression="SET extractor_version = :old, headline = :headline, revision.digest = :digest",
        ExpressionAttributeValues={":old": {"S": "0.0.1"}, ":headline": {"S": "Old"}, ":digest": {"S": "0" * 32}},
    )
    asked = ("backfill", "start", "--older-than-extractor", "0.1.0")
    name = started(deployed.copydesk(*asked, "--dry-run"))
    assert ended(deployed, name)["ends"]["would_change"] == 1
    shown = deployed.copydesk("backfill", "status", name)
    assert "fact:headline" in shown
    assert url in shown
    assert deployed.head_of(url)["headline"]["S"] == "Old"
    assert ended(deployed, started(deployed.copydesk(*asked)))["ends"]["stored"] == 1
    head = deployed.head_of(url)
    assert (head["revision"]["M"]["number"]["N"], head["extractor_version"]["S"]) == ("2", "0.1.0")
    assert head["headline"]["S"].startswith("Egypt, Israel")


def test_runs_are_listed_and_one_in_which_nothing_failed_is_not_done_again(deployed: Deployed) -> None:
    runs = Runs(deployed.client("stepfunctions"), deployed.output("BackfillStateMachineArn"), "")
    assert "There is no run" in deployed.copydesk("backfill", "status", "no-such-run", code=2)
    name = runs.latest()[0]
    assert "Nothing of" in deployed.copydesk("backfill", "redrive", name, code=2)
    assert name in deployed.copydesk("backfill", "status")
