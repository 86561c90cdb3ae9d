"""These tests run each command that the runbook names, if a local stack can answer it."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from copydesk.stack.local import STACK_NAME
from copydesk.stack.workplace import local_credentials
from tests.end_to_end.harness import ROOT, SEED, SEED_URL, Deployed, seed_page
from tests.end_to_end.test_backfill import FEW_AT_ONCE, ended, started

#: Commands that begin with these words ask an account for its bill, its quotas, its alarms or its key policies.
_ACCOUNTS = ("aws ce", "aws cloudwatch set-alarm-state", "copydesk deploy-check")
#: Only version 2 of the AWS CLI knows this command, and no package index has that version.
_VERSION_2 = ("aws logs tail",)
#: What a command answers that has nothing to do here. All others are done: 0, or 1 if a page is refused again.
_NOTHING = {"copydesk backfill redrive RUN": "Nothing of"}
_COMMAND = re.compile(r"`((?:copydesk|aws) [^`]+)`")
_RUNBOOK = (ROOT / "docs/runbook.md").read_text("utf-8")
COMMANDS = [each for each in dict.fromkeys(_COMMAND.findall(_RUNBOOK)) if not each.startswith(_ACCOUNTS + _VERSION_2)]


@pytest.fixture(scope="module")
def placeholders(deployed: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Returns the value of each word in capitals, from a stack with an article, a refused page and a backfill."""
    empty: Path = tmp_path_factory.mktemp("pages") / "runbook.txt"
    empty.write_bytes(b"")
    stored = deployed.copydesk("ingest", str(SEED), "--url", SEED_URL)
    deployed.copydesk("ingest", str(empty), code=1)
    rejects = deployed.copydesk("rejects", "--reason", "empty_body", "--format", "json")
    [article] = re.findall(r"^✓ (\w+)", stored, re.MULTILINE)
    raw = deployed.output("RawBucketName")
    deployed.put("inline/runbook/page.html", seed_page("https://www.newarab.com/news/runbook"))
    run = started(deployed.copydesk("backfill", "start", f"s3://{raw}/inline/runbook/", *FEW_AT_ONCE))
    ended(deployed, run)
    return {
        "STACK": STACK_NAME,
        "URL": deployed.output("IngestQueueUrl"),
        "INGEST": deployed.output("IngestFunctionName"),
        "RAW_BUCKET": raw,
        "HOST": "www.newarab.com",
        "REASON": "empty_body",
        "REJECT": re.findall(r'"reject_id": "(\w+)"', rejects)[0],
        "ARTICLE": article,
        "RUN": run,
        "TIME": "2024-04-25",
        "N": "5",
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_runbook_is_understood_and_done(
    command: str, placeholders: Mapping[str, str], deployed: Deployed
) -> None:
    named = command.replace("redrive ID", "redrive REJECT").replace(" ID", " ARTICLE")
    program, *words = shlex.split(re.sub(r"\b[A-Z][A-Z_]*\b", lambda word: placeholders.get(word[0], word[0]), named))
    path = (
        [sys.executable, "-m", "copydesk.cli"]
        if program == "copydesk"
        else [deployed.place.tool("sam", "aws"), "--endpoint-url", deployed.stack.endpoint]
    )
    environment = os.environ | {"COPYDESK_STATE_DIR": str(deployed.place.state), "AWS_PAGER": ""}
    if program == "aws":
        environment |= local_credentials(deployed.stack.endpoint)
    done = subprocess.run(
        [*path, *words],
        env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if nothing := _NOTHING.get(command):
        assert nothing in done.stdout
    else:
        assert done.returncode in ((0, 1) if program == "copydesk" else (0,)), done.stdout
