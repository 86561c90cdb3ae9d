"""The check before a deploy names each fault that an account would refuse, and nothing if all is well."""

import json
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from copydesk.cli.commands import deploy_check
from copydesk.cli.commands.deploy_check import CHECKS, Plan, parameter_defaults, plan_of
from copydesk.cli.deploy_checks.key_policy import needs
from copydesk.cli.main import main
from copydesk.stack.problems import Problem
from tests.template import TEMPLATE, deployed, of_type, written

ACCOUNT, REGION = "123456789012", "us-east-1"
SERVICES = ("s3.amazonaws.com", "events.amazonaws.com", "logs.us-east-1.amazonaws.com", "cloudwatch.amazonaws.com")
DEFAULTS = parameter_defaults(TEMPLATE.read_text("utf-8"))


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


def client(service: str, *, executions: int = 1_000, units: int = 40_000) -> Any:
    """Returns a client of the AWS in this process. Quotas are simulated, because it has none."""
    limits = {"ConcurrentExecutions": executions, "UnreservedConcurrentExecutions": executions}
    real = boto3.client(service)  # type: ignore[call-overload]
    if service == "lambda":
        return SimpleNamespace(get_account_settings=lambda: {"AccountLimit": limits})
    if service == "dynamodb":
        most = {"TableMaxWriteCapacityUnits": units, "TableMaxReadCapacityUnits": units}
        real.describe_limits = lambda: most
    if service == "iam":
        real.get_account_summary = lambda: {"SummaryMap": {"Roles": 10, "RolesQuota": 1_000}}
    return real


def planned(**parameters: str) -> Plan:
    return Plan(
        stack_name="news", parameters=DEFAULTS | parameters, account=ACCOUNT, region=REGION, partition="aws", outputs={}
    )


def faults(plan: Plan, **limits: int) -> list[str]:
    ask = lambda service: client(service, **limits)  # noqa: E731
    return [fault for check in CHECKS.values() for fault in check(plan, ask)]


def fault(plan: Plan, **limits: int) -> str:
    (found,) = faults(plan, **limits)
    assert found.endswith((".", ")."))
    return found


def test_a_new_stack_with_the_defaults_meets_nothing() -> None:
    assert faults(planned()) == []


def test_a_name_that_is_too_long_is_refused_with_a_sentence() -> None:
    plan = replace(planned(), stack_name="n" * 55)
    assert fault(plan).startswith("The stack's name has 55 characters. 54 are the most")


@pytest.mark.parametrize(
    ("parameters", "executions", "said"),
    [
        ({}, 10, "ReserveConcurrency=false"),
        ({"ReserveConcurrency": "false", "MaximumConcurrency": "2", "CrawlConcurrency": "4"}, 10, ""),
        ({"ApiReservedConcurrency": "901", "ReserveConcurrency": "false"}, 1_000, "901 executions are to be reserved"),
        ({"ApiReservedConcurrency": "900", "ReserveConcurrency": "false"}, 1_000, ""),
        ({"MaximumConcurrency": "1000"}, 1_000, "1020 functions run at once, and the account 1000"),
    ],
)
def test_executions_that_the_account_does_not_have_are_found(
    parameters: dict[str, str], executions: int, said: str
) -> None:
    found = faults(planned(**parameters), executions=executions)
    assert any(said in each for each in found) if said else found == []


def test_a_ceiling_above_that_of_the_account_is_found() -> None:
    assert "MostWriteUnits is 50000" in fault(planned(MostWriteUnits="50000"))


@pytest.mark.parametrize(("status", "said"), [("ROLLBACK_COMPLETE", "sam delete"), ("UPDATE_IN_PROGRESS", "wait")])
def test_a_stack_that_takes_no_deploy_says_why(status: str, said: str) -> None:
    assert said in fault(replace(planned(), status=status))


def test_names_that_are_taken_are_found_before_a_new_stack_is_made() -> None:
    boto3.client("sqs").create_queue(QueueName="news-ingest-dead-letters")
    boto3.client("logs").create_log_group(logGroupName="/copydesk/news/api")
    boto3.client("events").create_event_bus(Name="news")
    assert len(faults(planned())) == 3
    assert faults(replace(planned(), status="UPDATE_COMPLETE")) == []


def test_a_boundary_that_is_not_there_is_found() -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
    assert arn in fault(planned(PermissionsBoundaryArn=arn))


def key(*services: str, actions: str | list[str] = "kms:*") -> str:
    statements = [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"},
        {"Effect": "Allow", "Principal": {"Service": list(services)}, "Action": actions, "Resource": "*"},
    ]
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    return str(boto3.client("kms").create_key(Policy=policy, KeyUsage="ENCRYPT_DECRYPT")["KeyMetadata"]["Arn"])


def test_a_key_that_lets_services_work_is_left_alone() -> None:
    assert faults(planned(KmsKeyArn=key(*SERVICES))) == []
    assert faults(planned(KmsKeyArn=key(*SERVICES[:3]), Watching="false")) == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_that_the_key_forgets_is_named(service: str) -> None:
    others = [each for each in SERVICES if each != service]
    assert service in fault(planned(KmsKeyArn=key(*others)))


def test_the_documents_name_what_the_key_must_allow() -> None:
    text = (TEMPLATE.parent / "docs/encryption.md").read_text("utf-8")
    for service in needs("REGION", watching=True):
        assert f'"{service}"' in text, service


def test_a_key_that_is_disabled_or_not_there_is_found() -> None:
    arn = key(*SERVICES)
    boto3.client("kms").disable_key(KeyId=arn.rpartition("/")[2])
    assert "Disabled" in fault(planned(KmsKeyArn=arn))
    assert "cannot be looked at" in fault(planned(KmsKeyArn=arn[:-2] + "00"))


def restored(kind: str) -> str:
    """Creates a table as DynamoDB restores it: it has only keys and indexes."""
    table = of_type(deployed(), "AWS::DynamoDB::Table")[kind]
    indexes: Any = [{name: each[name] for name in ("IndexName", "KeySchema", "Projection")}
               for each in table["GlobalSecondaryIndexes"]]  # fmt: skip
    boto3.client("dynamodb").create_table(
        TableName=kind, KeySchema=table["KeySchema"], AttributeDefinitions=table["AttributeDefinitions"],
        GlobalSecondaryIndexes=indexes, BillingMode="PAY_PER_REQUEST",
    )  # fmt: skip
    return kind


def test_what_is_adopted_is_as_the_template_would_have_made_it() -> None:
    parameters = {
        "ExistingArticlesTable": restored("ArticlesTable"), "ExistingArticlesStreamArn": "arn:aws:dynamodb:old",
        "ExistingOperationsTable": restored("OperationsTable"), "ExistingRawBucket": "raw",
    }  # fmt: skip
    boto3.client("s3").create_bucket(Bucket="raw")
    assert len(faults(planned(**parameters))) == 6
    dynamodb = boto3.client("dynamodb")
    for name in ("ArticlesTable", "OperationsTable"):
        dynamodb.update_time_to_live(
            TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"}
        )
        dynamodb.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
    boto3.client("s3").put_bucket_versioning(Bucket="raw", VersioningConfiguration={"Status": "Enabled"})
    assert "no stream" in fault(planned(**parameters))
    made = dynamodb.update_table(
        TableName="ArticlesTable",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    latest = made["TableDescription"]["LatestStreamArn"]
    assert latest in fault(planned(**parameters))
    assert faults(planned(**parameters | {"ExistingArticlesStreamArn": latest})) == []


def test_a_table_that_is_not_there_is_found() -> None:
    assert "ResourceNotFoundException" in fault(planned(ExistingOperationsTable="nowhere"))


def test_a_bucket_that_notifies_nobody_and_a_queue_that_does_not_let_it_in_are_found() -> None:
    boto3.client("s3").create_bucket(Bucket="raw")
    url = boto3.client("sqs").create_queue(QueueName="other")["QueueUrl"]
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:other"
    outputs = {"RawBucketName": "raw", "IngestQueueUrl": url, "IngestQueueArn": arn}
    plan = replace(planned(), status="UPDATE_COMPLETE", outputs=outputs)
    assert len(faults(plan)) == 2
    source = {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::raw"}}
    allowed = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage",
               "Resource": arn, "Condition": source}  # fmt: skip
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    boto3.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    told = {"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
    boto3.client("s3").put_bucket_notification_configuration(Bucket="raw", NotificationConfiguration=told)  # type: ignore[arg-type]
    assert faults(plan) == []


def test_roles_are_counted_as_the_template_has_them() -> None:
    gradual = deployed(GradualDeploys="Canary10Percent5Minutes")
    assert len(of_type(gradual, "AWS::IAM::Role")) == deploy_check._ROLES


def test_parameters_are_those_given_then_the_stack_s_then_the_template_s() -> None:
    parameters = [{"ParameterKey": name, "ParameterValue": "77"} for name in ("MaximumConcurrency", "CrawlConcurrency")]
    stacks = {"news": {"StackStatus": "CREATE_COMPLETE", "Parameters": parameters}}

    def describe_stacks(StackName: str) -> dict[str, Any]:  # noqa: N803  # boto3's name
        if StackName in stacks:
            return {"Stacks": [stacks[StackName]]}
        raise ClientError({"Error": {"Code": "ValidationError"}}, "DescribeStacks")

    def ask(service: str) -> Any:
        return SimpleNamespace(describe_stacks=describe_stacks) if service == "cloudformation" else client(service)

    plan = plan_of("news", {"CrawlConcurrency": "5"}, client=ask, region=REGION)
    assert [plan.number(name) for name in ("MaximumConcurrency", "CrawlConcurrency", "LeastUnits")] == [77, 5, 25]
    assert (plan.status, plan.partition, plan.account) == ("CREATE_COMPLETE", "aws", ACCOUNT)
    assert plan_of("other", {}, client=ask, region=REGION).status is None
    with pytest.raises(Problem, match="no parameter Nonsense"):
        plan_of("other", {"Nonsense": "1"}, client=ask, region=REGION)


def test_every_default_of_the_template_is_read() -> None:
    assert DEFAULTS.keys() == written()["Parameters"].keys()
    assert DEFAULTS["ReserveConcurrency"] == "true"


def test_the_command_says_each_fault_and_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(deploy_check, "plan_of", lambda name, given, **_: replace(planned(**given), stack_name=name))
    monkeypatch.setattr(deploy_check, "client_of", lambda _: client)
    assert main(["deploy-check", "--stack-name", "news"]) == 0
    assert main(["deploy-check", "--stack-name", "n" * 60, "--parameter", "MostReadUnits=50000"]) == 1
    said = capsys.readouterr().out
    assert said.count("\u2717") == 2
    assert main(["deploy-check", "--stack-name", "news", "--parameter", "MostReadUnits"]) == 2
