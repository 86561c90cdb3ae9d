"""Checks that a KMS key allows services the uses in docs/encryption.md. No emulator enforces this."""

import json
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from copydesk.cli.commands.deploy_check import Plan


def needs(region: str, *, watching: bool) -> dict[str, set[str]]:
    """Returns the actions that each service needs, by its principal."""
    use = {"kms:GenerateDataKey", "kms:Decrypt"}
    found = {
        "s3.amazonaws.com": use,
        "events.amazonaws.com": use | {"kms:DescribeKey"},
        f"logs.{region}.amazonaws.com": use | {"kms:Encrypt"},
    }
    return found | ({"cloudwatch.amazonaws.com": use} if watching else {})


def check_key(plan: "Plan", client: Callable[[str], Any]) -> Iterator[str]:
    arn = plan.parameters["KmsKeyArn"]
    if not arn:
        return
    try:
        key = client("kms").describe_key(KeyId=arn)["KeyMetadata"]
        policy = json.loads(client("kms").get_key_policy(KeyId=arn, PolicyName="default")["Policy"])
    except ClientError as error:
        yield f"KmsKeyArn cannot be looked at: {error}."
        return
    if (key["KeyState"], key["KeySpec"], key["KeyUsage"]) != ("Enabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"):
        yield f"KmsKeyArn must be an enabled symmetric key: it is {key['KeyState']}, {key['KeySpec']}."
    if key["Arn"].split(":")[3:5] != [plan.region, plan.account]:
        yield f"KmsKeyArn is of another account or region: {key['Arn']}."
    for service, actions in needs(plan.region, watching=plan.is_true("Watching")).items():
        if missing := sorted(actions - set(_allowed(policy, service, actions))):
            yield f"The key's policy does not allow {service} {', '.join(missing)} (docs/encryption.md)."


def _allowed(policy: Mapping[str, Any], service: str, actions: set[str]) -> Iterator[str]:
    """Yields those of some actions that a statement allows a service. It does not evaluate conditions."""
    for statement in _listed(policy["Statement"]):
        principal = statement.get("Principal")
        services = _listed(principal.get("Service", [])) if isinstance(principal, dict) else []
        if statement["Effect"] == "Allow" and service in services:
            patterns = _listed(statement["Action"])
            yield from (each for each in actions if any(fnmatchcase(each, pattern) for pattern in patterns))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
