"""The template gives strangers no access, and services only for this account. It allows no plain HTTP."""

import re
from typing import Any

import pytest

from copydesk.aws.queues.envelopes import OWN_PREFIXES
from tests.template import ACCOUNT, as_list, deployed, of_type, statements, written

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/0a1b2c3d"

#: The property with the key for each kind of resource that stores data. None means that it stores no data of ours.
KEYED: dict[str, tuple[str | int, ...] | None] = {
    "AWS::CloudWatch::Alarm": None,
    "AWS::CloudWatch::CompositeAlarm": None,
    "AWS::CloudWatch::Dashboard": None,
    "AWS::DynamoDB::Table": ("SSESpecification", "KMSMasterKeyId"),
    "AWS::Budgets::Budget": None,
    "AWS::Events::Archive": ("KmsKeyIdentifier",),
    "AWS::Events::EventBus": ("KmsKeyIdentifier",),
    "AWS::Events::Rule": None,
    "AWS::IAM::ManagedPolicy": None,
    "AWS::IAM::Role": None,
    "AWS::Logs::LogGroup": ("KmsKeyId",),
    "AWS::Logs::MetricFilter": None,
    "AWS::S3::Bucket": (
        "BucketEncryption", "ServerSideEncryptionConfiguration", 0, "ServerSideEncryptionByDefault", "KMSMasterKeyID",
    ),
    "AWS::S3::BucketPolicy": None,
    "AWS::SNS::Subscription": None,
    "AWS::SNS::Topic": ("KmsMasterKeyId",),
    "AWS::SNS::TopicPolicy": None,
    "AWS::SQS::Queue": ("KmsMasterKeyId",),
    "AWS::SQS::QueuePolicy": None,
    "AWS::Serverless::Function": ("KmsKeyArn",),
    "AWS::Serverless::LayerVersion": None,
    # SAM cannot set a key for it. AWS's own key encrypts what it stores: the places of pages, not their content.
    "AWS::Serverless::StateMachine": None,
}  # fmt: skip

#: These services encrypt and decrypt with the caller's permission on the key.
KEY_USE = {"kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"}
CALLER_USES_KEY = {"dynamodb", "s3", "sns", "sqs"}

#: These words are in the names of variables and parameters with secrets.
SECRET = re.compile(r"secret|token|password|passwd|credential|private|api_?key", re.IGNORECASE)


@pytest.fixture(scope="module", params=["", KEY], ids=["without a key", "with a key"])
def resources(request: pytest.FixtureRequest) -> dict[str, Any]:
    return deployed(KmsKeyArn=request.param, ConsumerQueue="true", SenderArns="arn:aws:sns:us-east-1:210987654321:news")


@pytest.fixture(scope="module")
def keyed() -> dict[str, Any]:
    return deployed(KmsKeyArn=KEY, ConsumerQueue="true", EventArchiveDays="30", MonthlyBudgetDollars="50")


def policies(resources: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Returns every policy of a queue or a bucket, with the name of that resource."""
    queues = of_type(resources, "AWS::SQS::QueuePolicy").values()
    buckets = of_type(resources, "AWS::S3::BucketPolicy").values()
    return [(queue["Ref"], policy) for policy in queues for queue in policy["Queues"]] + [
        (policy["Bucket"]["Ref"], policy) for policy in buckets
    ]


def roles(resources: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found = of_type(resources, "AWS::IAM::Role")
    return {name: [each for policy in role["Policies"] for each in statements(policy)] for name, role in found.items()}


def allowed(role: list[dict[str, Any]]) -> set[str]:
    return {action for statement in role for action in as_list(statement["Action"])}


def test_every_queue_and_bucket_has_one_policy_of_its_own(resources: dict[str, Any]) -> None:
    """A second policy of a queue would replace the first.

    SQS accepts one queue a policy, and one resource a statement.
    """
    guarded = sorted(name for name, _ in policies(resources))
    assert guarded == sorted({*of_type(resources, "AWS::SQS::Queue"), *of_type(resources, "AWS::S3::Bucket")})
    for name, policy in of_type(resources, "AWS::SQS::QueuePolicy").items():
        (queue,) = policy["Queues"]
        assert all(each["Resource"] == {"GetAtt": f"{queue['Ref']}.Arn"} for each in statements(policy)), name


def test_every_queue_and_bucket_refuses_plain_http_and_other_accounts(resources: dict[str, Any]) -> None:
    for name, policy in policies(resources):
        service = "s3" if "Bucket" in policy else "sqs"
        denied = [each for each in statements(policy) if each["Effect"] == "Deny"]
        assert {each["Sid"]: each["Condition"] for each in denied} == refusals(service), name
        for each in denied:
            assert (each["Principal"], each["Action"]) == ("*", f"{service}:*"), name
            whole = [{"GetAtt": f"{name}.Arn"}] + ([{"Sub": f"${{{name}.Arn}}/*"}] if service == "s3" else [])
            assert as_list(each["Resource"]) == whole, name


def refusals(service: str) -> dict[str, Any]:
    strangers = {
        "StringNotEquals": {"aws:PrincipalAccount": ACCOUNT},
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
    }
    both = {"TlsOnly": {"Bool": {"aws:SecureTransport": "false"}}, "OwnAccountOnly": strangers}
    return both | ({"Tls12AtLeast": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}} if service == "s3" else {})


def test_whom_a_queue_or_bucket_lets_in_is_a_service_that_speaks_for_something_named(resources: dict[str, Any]) -> None:
    for name, policy in policies(resources):
        for each in statements(policy):
            if each["Effect"] == "Allow":
                assert set(each["Principal"]) == {"Service"}, name
                assert each["Action"] == "sqs:SendMessage", name
                assert each["Condition"]["ArnEquals"]["aws:SourceArn"], name
                # The person who deployed this wrote the sender's ARN in full, so it may be another account's.
                is_ours = each["Condition"].get("StringEquals") == {"aws:SourceAccount": ACCOUNT}
                assert is_ours or each["Sid"] == "OthersSend", name


def test_every_role_is_assumed_by_a_service_and_for_this_account_alone(resources: dict[str, Any]) -> None:
    for name, role in of_type(resources, "AWS::IAM::Role").items():
        for each in role["AssumeRolePolicyDocument"]["Statement"]:
            assert set(each["Principal"]) == {"Service"}, name
            assert each["Condition"]["StringEquals"]["aws:SourceAccount"] == ACCOUNT, name


def test_nothing_can_be_called_without_a_signature(resources: dict[str, Any]) -> None:
    for name, function in of_type(resources, "AWS::Serverless::Function").items():
        assert function.get("FunctionUrlConfig", {"AuthType": "AWS_IAM"}) == {"AuthType": "AWS_IAM"}, name
    kinds = {each["Type"] for each in resources.values()}
    assert not kinds & {"AWS::Lambda::Permission", "AWS::Events::EventBusPolicy"}, "a policy that lets others in"


def test_all_that_is_kept_is_encrypted_with_the_key_of_the_customer(keyed: dict[str, Any]) -> None:
    for name, each in keyed.items():
        assert each["Type"] in KEYED, f"{name}: say in KEYED whether an {each['Type']} keeps anything"
        path = KEYED[each["Type"]]
        if path is not None:
            assert _at(each["Properties"], path) == KEY, name
    for name, queue in of_type(keyed, "AWS::SQS::Queue").items():
        assert queue["SqsManagedSseEnabled"] is False, name


def _at(node: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        node = node[step] if isinstance(step, int) else node.get(step, {})
    return node


def test_without_a_key_nothing_names_one_and_all_is_encrypted_by_aws() -> None:
    resources = deployed(ConsumerQueue="true")
    assert "kms" not in str(resources).lower()
    for bucket in of_type(resources, "AWS::S3::Bucket").values():
        (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert all(queue["SqsManagedSseEnabled"] is True for queue in of_type(resources, "AWS::SQS::Queue").values())
    # Any specification would use a KMS key, whose requests cost money.
    assert not any("SSESpecification" in table for table in of_type(resources, "AWS::DynamoDB::Table").values())


def test_each_role_may_use_the_key_through_the_services_it_calls_and_no_other(keyed: dict[str, Any]) -> None:
    for name, role in roles(keyed).items():
        services = {action.partition(":")[0] for action in allowed(role)} & CALLER_USES_KEY
        of_key = [each for each in role if "kms:" in str(each["Action"])]
        assert len(of_key) == bool(services), name
        for each in of_key:
            assert each["Resource"] == KEY, name
            through = each["Condition"]["StringEquals"]["kms:ViaService"]
            assert set(through) == {f"{service}.us-east-1.amazonaws.com" for service in services}, name


def test_only_roles_that_write_may_encrypt(keyed: dict[str, Any]) -> None:
    for name, role in roles(keyed).items():
        writes = any(re.match(r"\w+:(Put|Update|BatchWrite|Send|Publish)(?!LogEvents)", each) for each in allowed(role))
        wanted = {"kms:Decrypt", "kms:DescribeKey"} | ({"kms:Encrypt", "kms:GenerateDataKey"} if writes else set())
        assert {each for each in allowed(role) if each.startswith("kms:")} in (wanted, set()), name


def test_no_secret_is_given_to_a_function_or_taken_by_the_template(resources: dict[str, Any]) -> None:
    named = {name for each in of_type(resources, "AWS::Serverless::Function").values()
             for name in each["Environment"]["Variables"]}  # fmt: skip
    parameters = written()["Parameters"]
    assert not [name for name in {*named, *parameters} if SECRET.search(name)]
    assert not [name for name, each in parameters.items() if each.get("NoEcho")]


def test_no_function_logs_what_it_was_called_with(resources: dict[str, Any]) -> None:
    for name, function in of_type(resources, "AWS::Serverless::Function").items():
        variables = function["Environment"]["Variables"]
        assert not {"POWERTOOLS_LOGGER_LOG_EVENT", "POWERTOOLS_DEV", "POWERTOOLS_DEBUG"} & variables.keys(), name


def managed(resources: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {name: statements(each) for name, each in of_type(resources, "AWS::IAM::ManagedPolicy").items()}


def test_policies_for_callers_allow_what_they_are_named_for(keyed: dict[str, Any]) -> None:
    found = managed(keyed)
    assert {name: allowed([each for each in policy if each["Effect"] == "Allow"]) - KEY_USE
            for name, policy in found.items()} == {
        "ReadApiPolicy": {"lambda:InvokeFunction", "lambda:InvokeFunctionUrl"},
        "SendPolicy": {"s3:PutObject", "sqs:SendMessage"},
        "ReadTablesPolicy": {
            "dynamodb:BatchGetItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query", "s3:GetObject",
        },
    }  # fmt: skip
    assert "*" not in [each["Resource"] for policy in found.values() for each in policy]
    by_url, only_by_url = found["ReadApiPolicy"]
    assert by_url["Condition"] == {"StringEquals": {"lambda:FunctionUrlAuthType": "AWS_IAM"}}
    assert only_by_url["Condition"] == {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}
    outputs = [value["Value"] for value in written()["Outputs"].values()]
    assert all({"Ref": name} in outputs for name in found)


def test_who_sends_pages_writes_nothing_that_functions_keep(keyed: dict[str, Any]) -> None:
    (denied,) = [each for each in managed(keyed)["SendPolicy"] if each["Effect"] == "Deny"]
    kept = {each["Sub"].removeprefix("${RawBucket.Arn}/").removesuffix("*") for each in denied["Resource"]}
    assert kept == set(OWN_PREFIXES)


def test_topics_are_told_by_services_that_speak_for_this_account_alone(keyed: dict[str, Any]) -> None:
    topics = of_type(keyed, "AWS::SNS::TopicPolicy").values()
    assert len(topics) == len(of_type(keyed, "AWS::SNS::Topic"))
    for each in (statement for policy in topics for statement in statements(policy)):
        assert set(each["Principal"]) == {"Service"}
        assert each["Action"] == "sns:Publish"
        assert each["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
