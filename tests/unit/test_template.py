"""These tests read the promises of the template: least privilege, nothing lost, nothing public."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from copydesk.aws.queues.sending import pause_before_retry
from copydesk.cli.commands.deploy_check import LONGEST_STACK_NAME
from copydesk.crawling.politeness import TURN_ENDS, TURN_SECONDS
from copydesk.stack.gradual import ALIAS, make_gradual
from tests.template import TEMPLATE, as_list, broken_rules, deployed, of_type, statements, written

#: The most characters of a name, by the property that gives it.
LONGEST_NAME = {
    "QueueName": 80,
    "TopicName": 256,
    "AlarmName": 255,
    "DashboardName": 255,
    "BudgetName": 100,
    "LogGroupName": 512,
    # of an event bus and of a state machine
    "Name": 80,
}
ADOPTED = {
    "ExistingArticlesTable": "restored-articles",
    "ExistingArticlesStreamArn": "arn:aws:dynamodb:us-east-1:123456789012:table/restored-articles/stream/2026",
    "ExistingOperationsTable": "restored-operations",
    "ExistingRawBucket": "copydesk-raw-kept",
}
KEPT = {"ArticlesTable", "OperationsTable", "RawBucket"}
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
    """Only the pauses between its receives count. The time of each receive is added to them."""
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
    """Lambda stops such a loop after about 16 hops. No function allows loops explicitly."""
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
        # Ingest takes the message from another queue before it sends it to the queue of single messages
        # (copydesk.aws.queues.isolation).
        assert taken & sent <= {"IngestAloneQueue.Arn"}, name
    dropped = {
        stat["MetricStat"]["Metric"]["Dimensions"][0]["Value"]["Ref"]
        for stat in resources["InvocationsDroppedAlarm"]["Properties"]["Metrics"]
        if "MetricStat" in stat and stat["MetricStat"]["Metric"]["MetricName"] == "RecursiveInvocationsDropped"
    }
    # Lambda finds loops through SQS, SNS and S3 (its documentation, "Recursive loop detection").
    by_queue = {
        name
        for name, function in functions.items()
        if any(event["Type"] == "SQS" for event in function.get("Events", {}).values())
    }
    assert dropped == by_queue


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
    # The bucket gets whole records. A rule makes each a letter in the queue that an alarm watches.
    assert mapping["DestinationConfig"]["OnFailure"] == {
        "Type": "S3",
        "Destination": {"GetAtt": "UnpublishedBucket.Arn"},
    }
    told = resources["UnpublishedBucket"]["Properties"]["NotificationConfiguration"]
    assert told == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}, "S3 sends no test message by this way"
    rule = resources["UnpublishedRule"]["Properties"]
    assert rule["EventPattern"]["detail"] == {"bucket": {"name": [{"Ref": "UnpublishedBucket"}]}}
    assert [each["Arn"] for each in rule["Targets"]] == [{"GetAtt": "UnpublishedQueue.Arn"}]
    assert mapping["MaximumRetryAttempts"] == -1
    # The stream keeps a record for a day. An outage within this age needs no operator.
    assert 3_600 <= mapping["MaximumRecordAgeInSeconds"] <= 43_200


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
    """Returns the value of this capacity property for each table and each index."""
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


# The following tests check the demands on an account.


def test_a_name_of_a_stack_may_be_as_long_as_deploy_check_says() -> None:
    names = [
        (key, value["Sub"])
        for each in written()["Resources"].values()
        for key, value in each["Properties"].items()
        if key in LONGEST_NAME and isinstance(value, dict) and "Sub" in value
    ]
    assert len(names) > 20
    spare = min(LONGEST_NAME[key] - len(name.removeprefix("${AWS::StackName}")) for key, name in names
                if name.startswith("${AWS::StackName}"))  # fmt: skip
    assert spare == LONGEST_STACK_NAME


def test_the_raw_bucket_has_a_name_that_s3_takes() -> None:
    stack_id = "0a1b2c3d-0a1b-11ef-8000-0a1b2c3d4e5f"
    prefix, unique = written()["Resources"]["RawBucket"]["Properties"]["BucketName"]["Sub"]
    assert unique["Unique"]["If"][:2] == ["HasBucketSuffix", {"Ref": "BucketSuffix"}]
    longest = prefix.replace("${AWS::AccountId}", "1" * 12).replace("${Unique}", stack_id)
    assert len(longest) <= 63


def test_what_is_there_already_is_taken_and_not_made_anew() -> None:
    resources = deployed(**ADOPTED)
    assert not KEPT & resources.keys()
    text = json.dumps(resources)
    left = re.findall(r'(?:Ref|GetAtt|Sub)": "[^"]*\b(?:ArticlesTable|OperationsTable|RawBucket)\b[^"]*"', text)
    assert left == []
    variables = resources["IngestFunction"]["Properties"]["Environment"]["Variables"]
    assert (variables["ARTICLES_TABLE"], variables["OPERATIONS_TABLE"], variables["RAW_BUCKET"]) == (
        "restored-articles", "restored-operations", "copydesk-raw-kept",
    )  # fmt: skip
    stream = resources["PublishFunction"]["Properties"]["Events"]["Changes"]["Properties"]["Stream"]
    assert stream == ADOPTED["ExistingArticlesStreamArn"]


def test_no_policy_of_what_is_adopted_is_wider_than_that_of_what_is_made() -> None:
    """The policies differ only in names."""
    own, adopted = (of_type(deployed(**parameters), "AWS::IAM::Role") for parameters in ({}, ADOPTED))
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/restored"
    for name, role in own.items():
        text = _plain(adopted[name]).replace(f"{arn}-articles/stream/*", "${ArticlesTable.StreamArn}")
        text = text.replace(f"{arn}-articles", "${ArticlesTable.Arn}")
        text = text.replace(f"{arn}-operations", "${OperationsTable.Arn}")
        text = text.replace("arn:aws:s3:::copydesk-raw-kept", "${RawBucket.Arn}")
        assert text == _plain(role), name


def _plain(role: Any) -> str:
    text = re.sub(r'\{"GetAtt": "([\w.]+)"\}', r'"${\1}"', json.dumps(role))
    return re.sub(r'\{"Sub": ("[^"]+")\}', r"\1", text)


@pytest.mark.parametrize(
    ("parameters", "broken"),
    [
        ({}, []),
        (ADOPTED, []),
        ({"ExistingArticlesTable": "restored"}, ["AdoptedArticlesHaveTheirStream"]),
        (
            {"ExistingArticlesStreamArn": ADOPTED["ExistingArticlesStreamArn"]},
            ["AStreamBelongsToAnAdoptedTable"],
        ),
        (
            {"Watching": "false", "MonthlyBudgetDollars": "50", "GradualDeploys": "Canary10Percent5Minutes"},
            ["ABudgetIsWatched", "AGradualDeployIsWatched"],
        ),
    ],
    ids=["defaults", "adopted", "a table without its stream", "a stream alone", "nobody is told"],
)
def test_parameters_that_make_no_sense_together_are_refused_with_a_sentence(
    parameters: dict[str, str], broken: list[str]
) -> None:
    assert sorted(broken_rules(**parameters)) == sorted(broken)
    assert all(sentence.endswith(".") for sentence in broken_rules(**parameters).values())


def test_every_role_has_the_path_and_the_boundary_that_the_account_asks_for() -> None:
    boundary = "arn:aws:iam::123456789012:policy/boundary"
    resources = deployed(
        PermissionsBoundaryArn=boundary, RolePath="/copydesk/", GradualDeploys="Canary10Percent5Minutes"
    )
    found = of_type(resources, "AWS::IAM::Role")
    assert "DeployRole" in found
    assert {(each["Path"], each["PermissionsBoundary"]) for each in found.values()} == {("/copydesk/", boundary)}
    assert {each["Path"] for each in of_type(resources, "AWS::IAM::ManagedPolicy").values()} == {"/copydesk/"}
    assert not any("PermissionsBoundary" in each for each in of_type(deployed(), "AWS::IAM::Role").values())


def test_nothing_names_one_partition_or_console() -> None:
    text = TEMPLATE.read_text("utf-8")
    assert "arn:aws:" not in text
    domains = re.findall(r"\S*\$\{AWS::Region\}\.\S*", text)
    assert {domain.partition("${AWS::Region}.")[2].split("/")[0] for domain in domains} == {
        "${AWS::URLSuffix}", "${Domain}",
    }  # fmt: skip
    assert written()["Mappings"]["Consoles"].keys() == {"aws", "aws-cn", "aws-us-gov"}


def test_data_is_protected_by_default_and_its_stack_policy_names_it_all(resources: dict[str, Any]) -> None:
    assert written()["Parameters"]["DeletionProtection"]["Default"] == "true"
    policy = json.loads((TEMPLATE.parent / "stack-policy.json").read_text("utf-8"))
    allow, deny = policy["Statement"]
    assert (allow["Effect"], allow["Action"], allow["Resource"]) == ("Allow", "Update:*", "*")
    assert (deny["Effect"], deny["Action"]) == ("Deny", ["Update:Replace", "Update:Delete"])
    kept = {name for name, each in resources.items() if each.get("UpdateReplacePolicy") == "Retain"}
    assert set(deny["Resource"]) == {f"LogicalResourceId/{name}" for name in kept}
    assert kept >= KEPT


def test_the_api_and_publish_have_executions_of_their_own_where_asked() -> None:
    for function, parameter in (("Api", "ApiReservedConcurrency"), ("Publish", "PublishReservedConcurrency")):
        name = f"{function}Function"
        assert "ReservedConcurrentExecutions" not in deployed()[name]["Properties"]
        assert deployed(**{parameter: "5"})[name]["Properties"]["ReservedConcurrentExecutions"] == "5"


def test_what_goes_by_parameter_is_there_only_then() -> None:
    optional = {"EventArchive": {"EventArchiveDays": "30"}, "Budget": {"MonthlyBudgetDollars": "50"},
                "DeployRole": {"GradualDeploys": "Canary10Percent5Minutes"},
                "PageSubscription": {"PageEmail": "desk@example.org"}}  # fmt: skip
    for name, parameters in optional.items():
        assert name not in deployed()
        assert name in deployed(**parameters)


def test_a_gradual_build_puts_every_function_behind_an_alias(tmp_path: Path) -> None:
    built = tmp_path / "template.yaml"
    built.write_bytes(TEMPLATE.read_bytes())
    make_gradual(built, "20261130T120000Z")
    before, after = written(), written(built)
    shared = after["Globals"]["Function"]
    assert shared["KmsKeyArn"] == before["Globals"]["Function"]["KmsKeyArn"]
    assert (shared["AutoPublishAlias"], shared["DeploymentPreference"]["Type"]) == ("live", {"Ref": "GradualDeploys"})
    # Without it SAM makes no new version if only a parameter or a layer has changed.
    assert shared["Environment"]["Variables"] == {"RELEASE": "20261130T120000Z"}
    alarms = [each["If"][1]["Ref"] for each in shared["DeploymentPreference"]["Alarms"]]
    assert 1 <= len(alarms) <= 10, "CodeDeploy takes ten alarms"
    assert set(alarms) <= of_type(before["Resources"], "AWS::CloudWatch::Alarm").keys()
    assert after["Resources"] == before["Resources"]
    ways = [template["Parameters"]["GradualDeploys"]["Default"] for template in (before, after)]
    assert ways == ["none", "Canary10Percent5Minutes"]


def test_who_calls_a_function_by_its_alias_may() -> None:
    resources = deployed()
    (policy,) = resources["TickRole"]["Properties"]["Policies"]
    (called,) = statements(policy)
    for name in ("Schedule", "Reconcile"):
        assert {"GetAtt": f"{name}Function.Arn"} in called["Resource"]
        assert {"Sub": f"${{{name}Function.Arn}}:{ALIAS}"} in called["Resource"]
    for each in statements(resources["ReadApiPolicy"]["Properties"]):
        assert each["Resource"] == [{"GetAtt": "ApiFunction.Arn"}, {"Sub": f"${{ApiFunction.Arn}}:{ALIAS}"}]
    moved = statements(deployed(GradualDeploys="Canary10Percent5Minutes")["DeployRole"]["Properties"]["Policies"][0])[0]
    functions = of_type(resources, "AWS::Serverless::Function")
    assert {each["Sub"] for each in moved["Resource"] if "Sub" in each} == {f"${{{f}.Arn}}:{ALIAS}" for f in functions}
