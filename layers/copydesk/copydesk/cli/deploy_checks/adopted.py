"""Checks that existing tables and an existing bucket are as the template would have created them."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from copydesk.cli.commands.deploy_check import Plan

type Client = Callable[[str], Any]

_KEYS = {("pk", "HASH"), ("sk", "RANGE")}
_TABLES = {"ExistingArticlesTable": {"gsi1", "gsi2", "gsi3"}, "ExistingOperationsTable": {"gsi1"}}


def check_adopted(plan: "Plan", client: Client) -> Iterator[str]:
    for parameter, indexes in _TABLES.items():
        if name := plan.parameters[parameter]:
            yield from _named(parameter, name, lambda name=name, wanted=indexes: _table(name, wanted, plan, client))  # type: ignore[misc]
    if bucket := plan.parameters["ExistingRawBucket"]:
        yield from _named("ExistingRawBucket", bucket, lambda: _bucket(bucket, client))


def _named(parameter: str, name: str, look: Callable[[], Iterator[str]]) -> Iterator[str]:
    try:
        yield from (f"{parameter} {name}: {fault}." for fault in look())
    except ClientError as error:
        yield f"{parameter} {name} cannot be looked at: {error.response['Error']['Code']}."


def _table(name: str, indexes: set[str], plan: "Plan", client: Client) -> Iterator[str]:
    """Yields the faults of a table. A restored table has no stream, time to live, backups or protection."""
    dynamodb = client("dynamodb")
    table = dynamodb.describe_table(TableName=name)["Table"]
    if table["TableStatus"] != "ACTIVE":
        yield f"it is {table['TableStatus']}: wait until it is ACTIVE"
    if {(each["AttributeName"], each["KeyType"]) for each in table["KeySchema"]} != _KEYS:
        yield "its keys are not pk and sk"
    if missing := indexes - {each["IndexName"] for each in table.get("GlobalSecondaryIndexes", [])}:
        yield f"it has no index {', '.join(sorted(missing))}"
    if "gsi2" in indexes:
        yield from _stream(table, plan)
    ttl = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    if (ttl.get("AttributeName"), ttl["TimeToLiveStatus"]) != ("expires_at", "ENABLED"):
        yield "nothing in it expires: aws dynamodb update-time-to-live, by expires_at"
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    if backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") != "ENABLED":
        yield "it has no point-in-time recovery: aws dynamodb update-continuous-backups"


def _stream(table: Mapping[str, Any], plan: "Plan") -> Iterator[str]:
    if table.get("StreamSpecification", {}).get("StreamViewType") != "NEW_AND_OLD_IMAGES":
        yield "it has no stream of new and old images: aws dynamodb update-table"
    elif table["LatestStreamArn"] != plan.parameters["ExistingArticlesStreamArn"]:
        yield f"ExistingArticlesStreamArn is another stream than its latest, {table['LatestStreamArn']}"


def _bucket(name: str, client: Client) -> Iterator[str]:
    if client("s3").get_bucket_versioning(Bucket=name).get("Status") != "Enabled":
        yield "it keeps no versions: aws s3api put-bucket-versioning"


def check_notifications(plan: "Plan", client: Client) -> Iterator[str]:
    """Yields a fault if uploads to an existing stack no longer lead to the ingest queue."""
    bucket, queue = plan.outputs.get("RawBucketName"), plan.outputs.get("IngestQueueArn")
    if not (bucket and queue):
        return
    notifications = client("s3").get_bucket_notification_configuration(Bucket=bucket).get("QueueConfigurations", [])
    if not any(each["QueueArn"] == queue and "s3:ObjectCreated:*" in each["Events"] for each in notifications):
        yield f"The bucket {bucket} notifies {queue} of no uploads: aws s3api put-bucket-notification-configuration."
    url = plan.outputs["IngestQueueUrl"]
    found = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {})
    if not any(_lets_in(each, bucket) for each in json.loads(found.get("Policy", '{"Statement": []}'))["Statement"]):
        yield f"The policy of the ingest queue does not let the bucket {bucket} send: deploy the template anew."


def _lets_in(statement: Mapping[str, Any], bucket: str) -> bool:
    source = json.dumps(statement.get("Condition", {}))
    return statement["Effect"] == "Allow" and f':s3:::{bucket}"' in source
