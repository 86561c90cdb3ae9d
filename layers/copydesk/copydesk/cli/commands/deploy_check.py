"""Implements `copydesk deploy-check`, which looks before a deploy for what the account would refuse or break.

Each check makes requests to AWS and yields each fault as a sentence. It changes nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import boto3
import yaml
from botocore.exceptions import BotoCoreError, ClientError
from cyclopts import Parameter

from copydesk.cli.console import output, words
from copydesk.cli.deploy_checks.adopted import check_adopted, check_notifications
from copydesk.cli.deploy_checks.key_policy import check_key
from copydesk.cli.options import key_values
from copydesk.stack.problems import Problem
from copydesk.stack.workplace import workplace

type Client = Callable[[str], Any]
type Check = Callable[["Plan", Client], Iterator[str]]

#: The longest name of a stack. With it the name STACK-ingest-alone-dead-letters fits the limit of SQS, 80 characters.
LONGEST_STACK_NAME = 54
#: The executions that Lambda keeps unreserved in an account (developer guide, "Configuring reserved concurrency").
_LEAST_UNRESERVED = 100
_BROKEN = {
    "ROLLBACK_COMPLETE": "its creation failed, so it can only be deleted: sam delete",
    "ROLLBACK_FAILED": "its creation failed, so it can only be deleted: sam delete",
    "DELETE_FAILED": "its deletion failed: delete it again, and keep what cannot be deleted",
    "UPDATE_ROLLBACK_FAILED": "continue its rollback first: aws cloudformation continue-update-rollback",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A planned deploy. `status` and `outputs` belong to the existing stack, if there is one."""

    stack_name: str
    parameters: Mapping[str, str]
    account: str
    region: str
    partition: str
    status: str | None = None
    outputs: Mapping[str, str]

    def number(self, name: str) -> int:
        return int(self.parameters[name])

    def is_true(self, name: str) -> bool:
        return self.parameters[name] == "true"


def deploy_check(
    *,
    stack_name: Annotated[str, Parameter(help="The stack, whether it is there or not.")],
    region: Annotated[str | None, Parameter(help="Its region; by default that of your AWS configuration.")] = None,
    parameter: Annotated[
        list[str] | None,
        Parameter(help="KEY=VALUE as the deploy gets it (repeatable); by default as the stack has it."),
    ] = None,
) -> int:
    return checked(stack_name, region, given=key_values(parameter or ()))


def checked(stack_name: str, region: str | None, *, given: Mapping[str, str]) -> int:
    """Prints what prevents a deploy with this name and these parameters. Returns 1 as exit code if there is a fault."""
    region = region or boto3.Session().region_name or ""
    client = client_of(region)
    plan = plan_of(stack_name, given, client=client, region=region)
    wrong = [fault for check in CHECKS.values() for fault in check(plan, client)]
    for fault in wrong:
        output().print(words(f"✗ {fault}"), soft_wrap=True)
    if not wrong:
        output().print(words(f"✓ Nothing is in the way of {stack_name} in {plan.account}, {plan.region}."))
    return 1 if wrong else 0


def client_of(region: str) -> Client:
    session = boto3.Session(region_name=region or None)

    def client(service: str) -> Any:
        return session.client(service)  # type: ignore[call-overload]  # any of them

    return client


def plan_of(stack_name: str, given: Mapping[str, str], *, client: Client, region: str) -> Plan:
    """Returns the plan. Given parameters override those of the stack, which override the template's defaults.

    Raises Problem for an unknown parameter, or if the account cannot be read.
    """
    defaults = parameter_defaults(workplace().template.read_text("utf-8"))
    if unknown := given.keys() - defaults.keys():
        raise Problem(f"The template has no parameter {', '.join(sorted(unknown))}.")
    try:
        caller = client("sts").get_caller_identity()
        stack = _stack(stack_name, client)
    except (BotoCoreError, ClientError) as error:
        raise Problem(f"The account cannot be asked: {error}", "Check region (--region) and credentials.") from error
    deployed = {each["ParameterKey"]: each["ParameterValue"] for each in stack.get("Parameters", [])}
    return Plan(
        stack_name=stack_name,
        parameters={**defaults, **{name: value for name, value in deployed.items() if name in defaults}, **given},
        account=caller["Account"],
        region=region,
        partition=caller["Arn"].split(":")[1],
        status=stack.get("StackStatus"),
        outputs={each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])},
    )


class _Loader(yaml.SafeLoader):
    """Ignores CloudFormation's tags, because parameters have none."""


_Loader.add_multi_constructor("!", lambda *_: None)


def parameter_defaults(template: str) -> dict[str, str]:
    parameters = yaml.load(template, _Loader)["Parameters"]  # noqa: S506  # a SafeLoader
    return {name: str(each["Default"]) for name, each in parameters.items()}


def _stack(name: str, client: Client) -> Mapping[str, Any]:
    try:
        [found] = client("cloudformation").describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return {}
        raise
    return dict(found)


def check_name(plan: Plan, _client: Client) -> Iterator[str]:
    if (length := len(plan.stack_name)) > LONGEST_STACK_NAME:
        yield (
            f"The stack's name has {length} characters. {LONGEST_STACK_NAME} are the most, "
            "because names of queues are made of it."
        )


def check_state(plan: Plan, _client: Client) -> Iterator[str]:
    status = plan.status or ""
    if status in _BROKEN:
        yield f"The stack is in state {status}: {_BROKEN[status]}."
    elif status.endswith("_IN_PROGRESS"):
        yield f"The stack is in state {status}: wait until it is done."


def check_free_names(plan: Plan, client: Client) -> Iterator[str]:
    """Yields the names of a new stack that are taken, for example because a deletion kept something."""
    if plan.status:
        return
    queues = client("sqs").list_queues(QueueNamePrefix=f"{plan.stack_name}-ingest").get("QueueUrls", [])
    if taken := [url.rpartition("/")[2] for url in queues if url.endswith((f"{plan.stack_name}-ingest", "-letters"))]:
        yield f"These queues are there already, and not of such a stack: {', '.join(sorted(taken))}."
    prefix = f"/copydesk/{plan.stack_name}/"
    if client("logs").describe_log_groups(logGroupNamePrefix=prefix).get("logGroups"):
        yield f"There are log groups {prefix}* already, and no such stack: delete them, or take another name."
    buses = client("events").list_event_buses(NamePrefix=plan.stack_name)["EventBuses"]
    if any(each["Name"] == plan.stack_name for each in buses):
        yield f"There is an event bus {plan.stack_name} already, and no such stack."


def check_concurrency(plan: Plan, client: Client) -> Iterator[str]:
    limits = client("lambda").get_account_settings()["AccountLimit"]
    limit, free = limits["ConcurrentExecutions"], limits["UnreservedConcurrentExecutions"]
    reserved = plan.number("ApiReservedConcurrency") + plan.number("PublishReservedConcurrency")
    reserved += int(plan.is_true("ReserveConcurrency"))
    if not plan.status and reserved and free - reserved < _LEAST_UNRESERVED:
        yield (
            f"{reserved} executions are to be reserved, of {free} that are free, and Lambda keeps {_LEAST_UNRESERVED}: "
            "have the quota of concurrent executions raised (L-B99A9384), or set ReserveConcurrency=false."
        )
    wanted = plan.number("MaximumConcurrency") + 2 * plan.number("CrawlConcurrency")
    if wanted > limit:
        yield (
            f"MaximumConcurrency and CrawlConcurrency let {wanted} functions run at once, and the account {limit}: "
            "calls will be turned away. Have the quota raised (L-B99A9384), or lower them."
        )


def check_capacity(plan: Plan, client: Client) -> Iterator[str]:
    limits = client("dynamodb").describe_limits()
    for kind, name in (("Write", "MostWriteUnits"), ("Read", "MostReadUnits")):
        most = limits[f"TableMax{kind}CapacityUnits"]
        if plan.number(name) > most:
            yield f"{name} is {plan.number(name)}, and a table of this account may have {most}: have that raised."


def check_roles(plan: Plan, client: Client) -> Iterator[str]:
    boundary = plan.parameters["PermissionsBoundaryArn"]
    if boundary and not _is_there(lambda: client("iam").get_policy(PolicyArn=boundary)):
        yield f"PermissionsBoundaryArn names no policy that can be read: {boundary}."
    summary = client("iam").get_account_summary()["SummaryMap"]
    left = summary["RolesQuota"] - summary["Roles"]
    if not plan.status and left < _ROLES:
        yield f"The account may have {left} more roles, and a stack has {_ROLES}: have that raised."


#: The number of roles in the template, including that of gradual deploys.
_ROLES = 12


def _is_there(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except ClientError:
        return False
    return True


#: The checks by name, in the order in which a deploy would meet the faults.
CHECKS: Mapping[str, Check] = {
    "name": check_name,
    "state": check_state,
    "names": check_free_names,
    "concurrency": check_concurrency,
    "capacity": check_capacity,
    "roles": check_roles,
    "key": check_key,
    "adopted": check_adopted,
    "notifications": check_notifications,
}
