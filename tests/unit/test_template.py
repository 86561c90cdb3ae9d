"""What the template promises, read from it: least privilege, nothing lost, nothing public."""

import json
from typing import Any

import pytest

from tests.template import TEMPLATE, as_list, deployed, of_type, statements, written

EVENTS_QUEUES = ("EventsQueue", "EventsDeadLetterQueue")


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    return dict(written()["Resources"])


def test_no_role_allows_a_wildcard() -> None:
    for role in of_type(deployed(), "AWS::IAM::Role").values():
        assert "ManagedPolicyArns" not in role
        for policy in role["Policies"]:
            for statement in statements(policy):
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


def test_only_what_limits_its_own_hops_may_send_to_its_own_queue(resources: dict[str, Any]) -> None:
    """Lambda ends such a loop after about 16 hops, unless a function says that it knows what it does."""
    loops = {
        name: function.get("RecursiveLoop", "Terminate")
        for name, function in of_type(resources, "AWS::Serverless::Function").items()
    }
    senders = {stage for stage in ("Ingest", "Fetch", "Discover") if _may_send_to_its_own_queue(resources, stage)}
    assert {name for name, loop in loops.items() if loop == "Allow"} == {f"{stage}Function" for stage in senders}
    dropped = {
        stat["MetricStat"]["Metric"]["Dimensions"][0]["Value"]["Ref"]
        for stat in resources["RecursionDroppedAlarm"]["Properties"]["Metrics"]
        if "MetricStat" in stat
    }
    assert dropped == {name for name, loop in loops.items() if loop == "Terminate"}


def _may_send_to_its_own_queue(resources: dict[str, Any], stage: str) -> bool:
    queue = {"GetAtt": f"{stage}Queue.Arn"}
    allowed = statements(resources[f"{stage}Role"]["Properties"]["Policies"][0])
    plain = [each for each in allowed if "Resource" in each]
    return any(queue in as_list(each["Resource"]) and "sqs:SendMessage" in as_list(each["Action"]) for each in plain)


def test_a_tick_runs_by_itself_and_is_not_tried_again_behind_the_next_one() -> None:
    function = deployed()["ScheduleFunction"]["Properties"]
    assert function["ReservedConcurrentExecutions"] == 1
    assert function["EventInvokeConfig"] == {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60}
    unreserved = deployed(ReserveConcurrency="false")["ScheduleFunction"]["Properties"]
    assert "ReservedConcurrentExecutions" not in unreserved


def test_no_parameter_opens_the_way_to_private_addresses() -> None:
    assert "COPYDESK_TEST" not in TEMPLATE.read_text("utf-8")


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
    assert written()["Parameters"]["ConsumerQueue"]["Default"] == "false"
    consumer = {name for name, each in resources.items() if each.get("Condition") == "HasConsumer"}
    assert consumer == {*EVENTS_QUEUES, *(f"{queue}Policy" for queue in EVENTS_QUEUES), "EventsRule"}
    (target,) = resources["EventsRule"]["Properties"]["Targets"]
    assert target["DeadLetterConfig"] == {"Arn": {"GetAtt": "EventsDeadLetterQueue.Arn"}}


def test_the_read_side_is_open_to_no_stranger_and_can_only_read(resources: dict[str, Any]) -> None:
    assert resources["ApiFunction"]["Properties"]["FunctionUrlConfig"] == {"AuthType": "AWS_IAM"}
    (policy,) = deployed()["ApiRole"]["Properties"]["Policies"]
    allowed = {
        action
        for statement in statements(policy)
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
    reads = {"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"}
    assert allowed == reads | {"logs:CreateLogStream", "logs:PutLogEvents"}
