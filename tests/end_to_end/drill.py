"""This module runs `make drill`: it restores tables to a point in time, and a running stack adopts them.

The local stack ignores the requested time and restores the table as it is now. So the accident comes after the restore
here.
"""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from copydesk.cli.commands.stack import bring_up
from copydesk.cli.main import main as copydesk
from copydesk.stack import sam
from copydesk.stack.local import STACK_NAME, LocalStack, stop_stack
from copydesk.stack.target import remember_outputs
from copydesk.stack.workplace import local_credentials, workplace
from tests.end_to_end.harness import ROOT, Deployed, seed_page

_STATE = ROOT / "build/drill"
_TABLES = {"ArticlesTableName": "restored-articles", "OperationsTableName": "restored-operations"}
_KEPT, _LOST, _NEW = (f"https://news.example.org/{name}" for name in ("kept", "lost", "new"))
_PATIENCE = 60.0


def main() -> None:
    os.environ["COPYDESK_STATE_DIR"] = str(_STATE)
    try:
        stack = bring_up()
        os.environ |= local_credentials(stack.endpoint)
        drill(Deployed(workplace(), stack))
    finally:
        stop_stack(workplace())


def drill(deployed: Deployed) -> None:
    with said("Before: two pages are uploaded and stored"):
        for number, url in enumerate((_KEPT, _LOST)):
            deployed.put(f"page-{number}.html", seed_page(url), url=url)
        deployed.settle()
        before = set(deployed.items())
    with said("Both tables are restored under new names"):
        restored(deployed)
    with said("The accident: one article is deleted from the table in use"):
        lost = deployed.head_of(_LOST)
        key = {name: lost[name] for name in ("pk", "sk")}
        deployed.client("dynamodb").delete_item(TableName=deployed.output("ArticlesTableName"), Key=key)
    adopted = {
        "ExistingArticlesTable": "restored-articles",
        "ExistingArticlesStreamArn": "arn:aws:dynamodb:us-east-1:000000000000:table/restored-articles/stream/none",
        "ExistingOperationsTable": "restored-operations",
        "ExistingRawBucket": deployed.output("RawBucketName"),
    }
    with said("deploy-check says what a restored table lacks"):
        assert checked(adopted) == 1
    with said("Stream, time to live and point-in-time recovery are turned on again"):
        adopted["ExistingArticlesStreamArn"] = completed(deployed)
    with said("deploy-check is content"):
        assert checked(adopted) == 0
    with said("The stack is deployed with what it is to adopt"):
        after = redeployed(deployed, adopted)
        assert after.output("ArticlesTableName") == "restored-articles"
    with said("What was lost is back, and what was made before is kept"):
        assert after.head_of(_LOST)["headline"]
        assert before <= set(after.items())
        assert deployed.output("ArticlesTableName") in after.client("dynamodb").list_tables()["TableNames"]
    with said("It goes on: a page is uploaded, stored in the adopted table, and told by its stream"):
        after.put("page-new.html", seed_page(_NEW), url=_NEW)
        after.settle()
        assert after.head_of(_NEW)["headline"]
        wait_for_event(after)
    with said("What happened between the restored time and now is told again: republish --since"):
        assert copydesk(["republish", "--since", "2020-01-01"]) == 0


@contextmanager
def said(step: str) -> Iterator[None]:
    print(f"== {step}", flush=True)
    started = time.monotonic()
    yield
    print(f"   {time.monotonic() - started:.1f} s", flush=True)


def restored(deployed: Deployed) -> None:
    dynamodb = deployed.client("dynamodb")
    for output, name in _TABLES.items():
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=deployed.output(output), TargetTableName=name, UseLatestRestorableTime=True
        )
        dynamodb.get_waiter("table_exists").wait(TableName=name)
        print(f"   {deployed.output(output)} -> {name}")


def completed(deployed: Deployed) -> str:
    """Turns on the settings that a restore leaves out, and returns the ARN of the articles' stream."""
    dynamodb = deployed.client("dynamodb")
    for name in _TABLES.values():
        expiry = {"Enabled": True, "AttributeName": "expires_at"}
        dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=expiry)
        on = {"PointInTimeRecoveryEnabled": True}
        dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=on)
    stream = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    dynamodb.update_table(TableName="restored-articles", StreamSpecification=stream)
    arn: str = dynamodb.describe_table(TableName="restored-articles")["Table"]["LatestStreamArn"]
    print(f"   {arn}")
    return arn


def checked(adopted: Mapping[str, str]) -> int:
    given = [part for name, value in adopted.items() for part in ("--parameter", f"{name}={value}")]
    return copydesk(["deploy-check", "--stack-name", STACK_NAME, "--region", "us-east-1", *given])


def redeployed(deployed: Deployed, adopted: Mapping[str, str]) -> Deployed:
    place, stack = deployed.place, deployed.stack
    sam.deploy(place, place.state / "build" / "template.yaml", endpoint=stack.endpoint, parameters=adopted)
    found: LocalStack = remember_outputs(stack)
    return Deployed(place, found)


def wait_for_event(deployed: Deployed) -> None:
    """Waits until the publish function has published the new article from the stream."""
    log, deadline = deployed.place.state / "stack.log", time.monotonic() + _PATIENCE
    article_id = deployed.head_of(_NEW)["article_id"]["S"]
    while not any(_is_event_of(line, article_id) for line in log.read_text("utf-8", errors="replace").splitlines()):
        assert time.monotonic() < deadline, "the stream of the adopted table is not followed"
        time.sleep(0.5)


def _is_event_of(line: str, article_id: str) -> bool:
    if '"publish.published"' not in line or article_id not in line:
        return False
    fields: Any = json.loads(line[line.index("{") :])
    return bool(fields["article_id"] == article_id)


if __name__ == "__main__":
    main()
