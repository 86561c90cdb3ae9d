"""What the template promises, read from it: least privilege, nothing lost, nothing public."""

import json
from typing import Any

import pytest

from copydesk.aws.queue import pause_before_retry
from copydesk.crawling.politeness import TURN_ENDS, TURN_SECONDS
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


def test_a_message_stays_hidden_six_times_as_long_as_its_function_may_take(resources: dict[str, Any]) -> None:
    taken = {
        event["Properties"]["Queue"]["GetAtt"].removesuffix(".Arn"): function["Timeout"]
        for function in of_type(resources, "AWS::Serverless::Function").values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "SQS"
    }
    assert taken.keys() == {
        "IngestQueue", "FetchedQueue", "IngestAloneQueue", "DispatchQueue", "TurnsQueue", "FetchQueue", "DiscoverQueue",
    }  # fmt: skip
    for queue, timeout in taken.items():
        assert resources[queue]["Properties"]["VisibilityTimeout"] == 6 * timeout


def test_what_may_end_the_function_is_alone_in_its_batch(resources: dict[str, Any]) -> None:
    mapping = resources["IngestFunction"]["Properties"]["Events"]["AloneQueue"]["Properties"]
    assert (mapping["Queue"], mapping["BatchSize"]) == ({"GetAtt": "IngestAloneQueue.Arn"}, 1)
    letters = resources["IngestAloneQueue"]["Properties"]["RedrivePolicy"]["deadLetterTargetArn"]
    assert letters == {"GetAtt": "IngestAloneDeadLetterQueue.Arn"}


def test_the_runbook_says_how_long_a_message_may_come_back(resources: dict[str, Any]) -> None:
    """By the pauses between its receives alone: what a receive takes comes on top."""
    runbook = (TEMPLATE.parent / "docs/runbook.md").read_text("utf-8")
    for queue in ("IngestQueue", "IngestAloneQueue"):
        receives = resources[queue]["Properties"]["RedrivePolicy"]["maxReceiveCount"]
        least, mean, most = (
            sum(pause_before_retry(count, chance=chance) for count in range(1, receives)) / 3_600
            for chance in (lambda: 0.0, lambda: 0.5, lambda: 1.0)
        )
        said = f"{receives} receives: {least:.0f} hours at least, {mean:.0f} in the mean, {most:.0f} at most"
        assert said in runbook


def test_no_function_may_send_to_a_queue_that_it_takes_from(resources: dict[str, Any]) -> None:
    """Lambda ends such a loop after about 16 hops. No function says that it knows better."""
    functions = of_type(resources, "AWS::Serverless::Function")
    assert not [name for name, function in functions.items() if "RecursiveLoop" in function]
    for name, function in functions.items():
        role = resources[function["Role"]["GetAtt"].removesuffix(".Arn")]
        taken = {
            event["Properties"]["Queue"]["GetAtt"]
            for event in function.get("Events", {}).values()
            if event["Type"] == "SQS"
        }
        sent = {
            resource["GetAtt"]
            for statement in statements(role["Properties"]["Policies"][0])
            if "Resource" in statement and "sqs:SendMessage" in as_list(statement["Action"])
            for resource in as_list(statement["Resource"])
        }
        # What ingest sends to the queue of single messages it took from the other one (copydesk.aws.isolation).
        assert taken & sent <= {"IngestAloneQueue.Arn"}, name
    dropped = {
        stat["MetricStat"]["Metric"]["Dimensions"][0]["Value"]["Ref"]
        for stat in resources["RecursionDroppedAlarm"]["Properties"]["Metrics"]
        if "MetricStat" in stat
    }
    assert dropped == functions.keys()


def test_a_turn_fits_into_its_function_and_its_message_comes_twice_at_most(resources: dict[str, Any]) -> None:
    function = resources["FetchFunction"]["Properties"]
    assert function["Timeout"] >= TURN_ENDS > TURN_SECONDS
    assert function["Events"]["Turns"]["Properties"]["BatchSize"] == 1
    for queue in ("TurnsQueue", "DispatchQueue"):
        assert resources[queue]["Properties"]["RedrivePolicy"]["maxReceiveCount"] == 2


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
    assert allowed == reads | {"s3:GetObject", "logs:CreateLogStream", "logs:PutLogEvents"}


def _throughputs(resources: dict[str, Any], name: str) -> list[Any]:
    """What each table and each index says of its capacity under a name."""
    tables = of_type(resources, "AWS::DynamoDB::Table").values()
    parts = [part for table in tables for part in (table, *table["GlobalSecondaryIndexes"])]
    return [part.get(name) for part in parts]


def test_on_demand_has_a_ceiling_and_scales_nothing() -> None:
    resources = deployed(MostWriteUnits="4000")
    ceilings = _throughputs(resources, "OnDemandThroughput")
    assert [each["MaxWriteRequestUnits"] for each in ceilings] == ["4000"] * 6
    assert not of_type(resources, "AWS::ApplicationAutoScaling::ScalableTarget")


def test_provisioned_capacity_scales_for_each_table_and_index_both_ways() -> None:
    resources = deployed(Capacity="provisioned")
    assert None not in _throughputs(resources, "ProvisionedThroughput")
    targets = of_type(resources, "AWS::ApplicationAutoScaling::ScalableTarget")
    scaled = {(str(each["ResourceId"]), each["ScalableDimension"]) for each in targets.values()}
    assert len(scaled) == 12
    policies = of_type(resources, "AWS::ApplicationAutoScaling::ScalingPolicy").values()
    followed = {each["ScalingTargetId"]["Ref"] for each in policies}
    assert followed == set(targets)
