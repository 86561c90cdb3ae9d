"""What the template promises, read from it: least privilege, nothing lost, nothing public."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

TEMPLATE = Path(__file__).parents[2] / "template.yaml"


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as what they stand for."""


def _intrinsic(loader: Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {tag: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {tag: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {tag: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", _intrinsic)


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    template: dict[str, Any] = yaml.load(TEMPLATE.read_text("utf-8"), Loader)  # noqa: S506  # a SafeLoader
    return dict(template["Resources"])


def of_type(resources: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: each["Properties"] for name, each in resources.items() if each["Type"] == kind}


def test_no_role_allows_a_wildcard(resources: dict[str, Any]) -> None:
    for role in of_type(resources, "AWS::IAM::Role").values():
        assert "ManagedPolicyArns" not in role
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                actions = statement["Action"]
                assert "*" not in "".join([actions] if isinstance(actions, str) else actions)
                assert statement["Resource"] != "*"


def test_every_function_has_a_role_of_its_own_and_reports_item_failures(resources: dict[str, Any]) -> None:
    for function in of_type(resources, "AWS::Serverless::Function").values():
        assert "Role" in function
        for event in function.get("Events", {}).values():
            if event["Type"] == "SQS":
                assert event["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize("stage", ["Ingest", "Fetch", "Discover"])
def test_a_message_stays_hidden_six_times_as_long_as_its_function_may_take(
    resources: dict[str, Any], stage: str
) -> None:
    timeout = resources[f"{stage}Function"]["Properties"]["Timeout"]
    assert resources[f"{stage}Queue"]["Properties"]["VisibilityTimeout"] == 6 * timeout


def test_no_parameter_opens_the_way_to_private_addresses() -> None:
    assert "COPYDESK_TEST" not in TEMPLATE.read_text("utf-8")


def test_every_queue_and_bucket_refuses_to_speak_in_the_clear(resources: dict[str, Any]) -> None:
    policies = of_type(resources, "AWS::SQS::QueuePolicy") | of_type(resources, "AWS::S3::BucketPolicy")
    guarded = {name["Ref"] for policy in policies.values() for name in policy.get("Queues", [policy.get("Bucket")])}
    assert guarded == {*of_type(resources, "AWS::SQS::Queue"), *of_type(resources, "AWS::S3::Bucket")}
    for policy in policies.values():
        statements = policy["PolicyDocument"]["Statement"]
        assert any(
            each.get("Effect") == "Deny" and each["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
            for each in statements
        )


def test_data_outlives_its_stack(resources: dict[str, Any]) -> None:
    for name, resource in resources.items():
        if resource["Type"] in ("AWS::S3::Bucket", "AWS::DynamoDB::Table"):
            kept = (resource["DeletionPolicy"], resource["UpdateReplacePolicy"])
            assert kept == ("RetainExceptOnCreate", "Retain"), name


def test_raw_pages_are_versioned_encrypted_and_never_public(resources: dict[str, Any]) -> None:
    bucket = resources["RawBucket"]["Properties"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["BucketEncryption"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}


def test_publish_sees_heads_alone_and_loses_no_change_of_them(resources: dict[str, Any]) -> None:
    assert resources["ArticlesTable"]["Properties"]["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    mapping = resources["PublishFunction"]["Properties"]["Events"]["Changes"]["Properties"]
    (pattern,) = mapping["FilterCriteria"]["Filters"]
    assert json.loads(pattern["Pattern"]) == {"dynamodb": {"Keys": {"sk": {"S": ["HEAD"]}}}}
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    assert mapping["DestinationConfig"]["OnFailure"]["Destination"] == {"GetAtt": "UnpublishedQueue.Arn"}
    # The stream keeps a record for a day: what is given up on must leave time to be read there.
    assert 60 <= mapping["MaximumRecordAgeInSeconds"] <= 43_200
    assert mapping["MaximumRetryAttempts"] > 0


def test_the_example_of_a_consumer_is_off_and_whole(resources: dict[str, Any]) -> None:
    template: dict[str, Any] = yaml.load(TEMPLATE.read_text("utf-8"), Loader)  # noqa: S506  # a SafeLoader
    assert template["Parameters"]["ConsumerQueue"]["Default"] == "false"
    consumer = {name for name, each in resources.items() if each.get("Condition") == "HasConsumer"}
    assert consumer == {"EventsRule", "EventsQueue", "EventsDeadLetterQueue", "EventsQueuesPolicy"}
    (target,) = resources["EventsRule"]["Properties"]["Targets"]
    assert target["DeadLetterConfig"] == {"Arn": {"GetAtt": "EventsDeadLetterQueue.Arn"}}


def test_the_read_side_is_open_to_no_stranger_and_can_only_read(resources: dict[str, Any]) -> None:
    assert resources["ApiFunction"]["Properties"]["FunctionUrlConfig"] == {"AuthType": "AWS_IAM"}
    (policy,) = resources["ApiRole"]["Properties"]["Policies"]
    allowed = {
        action
        for statement in policy["PolicyDocument"]["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
    reads = {"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"}
    assert allowed == reads | {"logs:CreateLogStream", "logs:PutLogEvents"}
