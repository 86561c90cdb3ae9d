"""Each option has its effect, or the command says what the option belongs to and does nothing."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError, NoCredentialsError
from pynamodb.exceptions import QueryError

from copydesk.cli.commands import list as list_command
from copydesk.cli.main import main
from copydesk.cli.options import Where
from copydesk.cli.where import target
from copydesk.errors import Retry
from copydesk.stack.problems import Problem

NAMES = ("Ingest", "IngestAlone", "Fetch", "Discover")
QUEUES = [f"{name}{kind}QueueUrl" for name in NAMES for kind in ("", "DeadLetter")]
OUTPUTS = ["RawBucketName", "ArticlesTableName", "OperationsTableName", *QUEUES]


@dataclass(frozen=True)
class Stacks:
    """CloudFormation with only the outputs of stacks, by region and name."""

    outputs: dict[tuple[str, str], Sequence[str]]

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803  # boto3's name
        region = os.environ["AWS_DEFAULT_REGION"]
        if (region, StackName) not in self.outputs:
            message = f"Stack with id {StackName} does not exist"
            raise ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "DescribeStacks")
        names = self.outputs[region, StackName]
        values = [{"OutputKey": name, "OutputValue": f"{name} of {StackName} in {region}"} for name in names]
        return {"Stacks": [{"Outputs": values}]}


@pytest.fixture(autouse=True)
def stacks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.setenv(name, "us-east-1")
    regions = ("us-east-1", "eu-west-1")
    known = {(region, name): OUTPUTS for region in regions for name in ("copydesk", "mine")}
    found = Stacks({**known, ("us-east-1", "website"): ["Address"]})
    monkeypatch.setattr("copydesk.stack.target.boto3.client", lambda _service: found)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (Where(region="eu-west-1"), "copydesk in eu-west-1"),
        (Where(stack_name="mine"), "mine in us-east-1"),
        (Where(stack_name="mine", region="eu-west-1"), "mine in eu-west-1"),
    ],
)
def test_a_region_and_a_stack_each_count_alone_too(
    where: Where, found: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = target(where)
    assert ("The stack copydesk in eu-west-1 is meant" in capsys.readouterr().err) is (where.stack_name is None)
    assert place.articles_table == f"ArticlesTableName of {found}"
    assert os.environ["AWS_REGION"] == found.rpartition(" ")[2]


def test_a_stack_that_is_not_there_is_named_with_what_names_another() -> None:
    with pytest.raises(Problem, match="Stack copydesk cannot be read") as problem:
        target(Where(region="eu-west-2"))
    assert "--stack-name" in problem.value.remedy


def test_a_stack_of_something_else_is_said() -> None:
    with pytest.raises(Problem, match="it is none of Copydesk"):
        target(Where(stack_name="website"))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("redrive --dead-letters --wait 5", "--wait is for rejects"),
        ("redrive --reason gone --list --wait 5", "--wait is for rejects"),
        ("inspect {page} --region eu-west-1", "are for what is stored"),
        ("inspect https://e.example/ --stack-name mine", "are for what is stored"),
        ("inspect 0a1b --url https://e.example/", "--url says where a file was found"),
        ("inspect {page} --terminal --open", "--terminal writes no page"),
        ("inspect {page} --terminal -o out.html", "--terminal writes no page"),
        ("ingest https://e.example/ --url https://e.example/a", "--url says where a file was found"),
        ("ingest {page} {page} --url https://e.example/a", "--url names one page"),
        ("extract {page} {page} --url https://e.example/a", "--url names one page"),
    ],
)
def test_an_option_that_would_be_ignored_is_a_problem(
    command: str, said: str, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    page = tmp_path_factory.mktemp("pages") / "page.html"
    page.write_text("<p>Words.</p>")
    assert main(command.format(page=page).split()) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        "explain page.html --all --least 0.5",
        "show 0a1b --at 2026-01-01T00:00:00Z --revision 2",
        "redrive --reason gone --dead-letters",
        "list --limit 0",
        "list --limit 10001",
        "rejects --limit many",
        "ingest page.html --wait -1",
    ],
)
def test_options_that_exclude_each_other_or_are_no_numbers_are_refused(command: str) -> None:
    assert main(command.split()) == 2


def client_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Query")


def wrapped(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


FAULTS = {
    "for now": (Retry("DynamoDB: ThrottlingException"), "try again"),
    "of boto3": (client_error("ExpiredToken"), "have expired"),
    "without a code that is known": (client_error("ValidationError"), "Check credentials"),
    "a table that is missing": (QueryError("no", client_error("ResourceNotFoundException")), "It is gone"),
    "a call that is not allowed": (QueryError("no", client_error("AccessDeniedException")), "may not do that"),
    "no credentials": (QueryError("no", NoCredentialsError()), "AWS_PROFILE"),
    "credentials that passed": (wrapped(Retry("DynamoDB"), client_error("ExpiredTokenException")), "have expired"),
    "of PynamoDB": (QueryError("AccessDenied"), "Check credentials"),
}


@pytest.mark.parametrize(("fault", "remedy"), FAULTS.values(), ids=FAULTS)
def test_what_aws_refuses_is_said_with_what_to_do(
    fault: Exception, remedy: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(_arguments: object) -> None:
        raise fault

    monkeypatch.setattr(list_command, "target", refused)
    assert main(["list"]) == 2
    error = capsys.readouterr().err
    assert remedy in error
    assert "Traceback" not in error


def test_a_bug_is_not_taken_for_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_arguments: object) -> None:
        raise KeyError("name")

    monkeypatch.setattr(list_command, "target", broken)
    with pytest.raises(KeyError):
        main(["list"])
