"""Each skipped check of checkov has its reason beside it. The reason is true for all skipped resources."""

import re
from pathlib import Path

from tests.template import TEMPLATE, of_type, written

CONFIG = Path(__file__).parents[2] / ".checkov.yaml"


def test_what_no_resource_is_asked_stands_under_its_reason() -> None:
    lines = CONFIG.read_text("utf-8").partition("skip-check:\n")[2]
    entry = r"(?:  # .+\n)+  - CKV_AWS_\d+\n"
    assert re.fullmatch(f"(?:{entry})+", lines)


def test_what_one_resource_is_not_asked_has_a_comment() -> None:
    skipped = [skip for each in written()["Resources"].values() for skip in skips(each)]
    assert skipped
    assert [skip for skip in skipped if len(skip["comment"].split()) < 5] == []


def skips(resource: dict[str, dict[str, dict[str, list[dict[str, str]]]]]) -> list[dict[str, str]]:
    return resource.get("Metadata", {}).get("checkov", {}).get("skip", [])


def test_what_calls_a_function_by_itself_bounds_it_and_keeps_what_fails() -> None:
    """This is the reason for skipping CKV_AWS_115 and CKV_AWS_116."""
    resources = written()["Resources"]
    queues = of_type(resources, "AWS::SQS::Queue")
    for function in of_type(resources, "AWS::Serverless::Function").values():
        for event in function.get("Events", {}).values():
            properties = event["Properties"]
            match event["Type"]:
                case "SQS":
                    assert "MaximumConcurrency" in properties["ScalingConfig"]
                    assert "RedrivePolicy" in queues[properties["Queue"]["GetAtt"].removesuffix(".Arn")]
                case "DynamoDB":
                    assert (properties["ParallelizationFactor"], "DestinationConfig" in properties) == (1, True)
                case kind:
                    assert kind == "ScheduleV2", "say here what bounds it"


def test_no_function_lies_in_a_network_of_ours() -> None:
    """This is the reason for skipping CKV_AWS_117."""
    assert "VpcConfig" not in TEMPLATE.read_text("utf-8")
