"""Connects a command to a Copydesk: the local stack of this checkout, or one deployed in an AWS account."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from copydesk.aws.bodies import load_body
from copydesk.stack.local import STACK_NAME, LocalStack, remember, running_stack
from copydesk.stack.problems import Problem
from copydesk.stack.workplace import local_credentials, workplace
from copydesk.storage.articles.items import use_bodies
from copydesk.storage.articles.models import use_tables

#: The stack that `sam deploy --config-env prod` makes (samconfig.toml).
DEFAULT_STACK = "copydesk"
_QUEUES = {"ingest": "Ingest", "ingest-alone": "IngestAlone", "fetch": "Fetch", "discover": "Discover"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The names of a stack's parts, from its outputs."""

    raw_bucket: str
    ingest_queue_url: str
    fetch_queue_url: str
    articles_table: str
    operations_table: str
    #: Each queue and its dead-letter queue, by name.
    queues: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    # These are empty if the stack was deployed before there were backfills.
    backfill_machine: str = ""
    backfill_bucket: str = ""
    readable_buckets: str = ""
    # These are empty if the stack was deployed before they were outputs.
    event_bus: str = ""
    unpublished_queue_url: str = ""

    @classmethod
    def from_outputs(cls, outputs: Mapping[str, str]) -> "Target":
        return cls(
            raw_bucket=outputs["RawBucketName"],
            ingest_queue_url=outputs["IngestQueueUrl"],
            fetch_queue_url=outputs["FetchQueueUrl"],
            articles_table=outputs["ArticlesTableName"],
            operations_table=outputs["OperationsTableName"],
            queues={
                name: (outputs[f"{resource}QueueUrl"], outputs[f"{resource}DeadLetterQueueUrl"])
                for name, resource in _QUEUES.items()
                # An older stack has no queue of single messages.
                if f"{resource}QueueUrl" in outputs
            },
            backfill_machine=outputs.get("BackfillStateMachineArn", ""),
            backfill_bucket=outputs.get("BackfillBucketName", ""),
            readable_buckets=outputs.get("ReadableBucketArns", ""),
            event_bus=outputs.get("EventBusName", ""),
            unpublished_queue_url=outputs.get("UnpublishedQueueUrl", ""),
        )


def stack_target(stack_name: str | None, region: str | None) -> Target:
    """Connects to the stack with this name, or the default stack of a region. Without both it is the local stack.

    boto3 and PynamoDB both read region and endpoint from the environment, so this sets them there. Raises Problem if
    the stack cannot be read.
    """
    if stack_name is None and region is None:
        return local_target()
    _use_region(region)
    return _connected(stack_outputs(stack_name or DEFAULT_STACK))


def named_outputs(stack_name: str | None, region: str | None) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Returns a stack's outputs, and the environment variables by which other programs reach it."""
    if stack_name is None and region is None:
        stack = _deployed_stack()
        return stack.reachable_outputs, local_credentials(stack.endpoint)
    _use_region(region)
    return stack_outputs(stack_name or DEFAULT_STACK), {"AWS_REGION": region} if region else {}


def local_target() -> Target:
    stack = _deployed_stack()
    os.environ |= local_credentials(stack.endpoint)
    return _connected(stack.outputs)


def _use_region(region: str | None) -> None:
    if region:
        os.environ |= {"AWS_REGION": region, "AWS_DEFAULT_REGION": region}


def _deployed_stack() -> LocalStack:
    stack = running_stack(workplace())
    if stack is None:
        raise Problem("No local stack is up.", "Run: copydesk up   or name a stack on AWS: --stack-name NAME")
    if not stack.outputs:
        raise Problem("The local stack is up, but nothing is deployed to it.", "Run: copydesk up")
    return stack


def remember_outputs(stack: LocalStack) -> LocalStack:
    """Saves the outputs of the deployed stack, so that later commands need not request them."""
    os.environ |= local_credentials(stack.endpoint)
    known = replace(stack, outputs=stack_outputs(STACK_NAME))
    remember(workplace(), known)
    return known


def _connected(outputs: Mapping[str, str]) -> Target:
    try:
        found = Target.from_outputs(outputs)
    except KeyError as missing:
        raise Problem(f"The stack has no output {missing}: it is none of Copydesk.", "Name one: --stack-name") from None
    use_tables(articles=found.articles_table, operations=found.operations_table)
    use_bodies(load=partial(load_body, bucket=found.raw_bucket))
    return found


def stack_outputs(stack_name: str) -> dict[str, str]:
    try:
        [stack] = boto3.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"]
    except (BotoCoreError, ClientError) as error:
        remedy = "Check name (--stack-name), region (--region) and credentials."
        raise Problem(f"Stack {stack_name} cannot be read: {error}", remedy) from error
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
