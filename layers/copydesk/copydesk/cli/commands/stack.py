"""Implements `copydesk build` for AWS, `up`, `down` and `logs` for the local stack, and `env` for any stack."""

import re
import shlex
from collections.abc import Mapping
from typing import Annotated, Literal

from cyclopts import Parameter

from copydesk.cli.console import print_json, print_line, print_note, step
from copydesk.cli.options import HERE, Where, between, key_values
from copydesk.stack import sam
from copydesk.stack.functions import fit_concurrency
from copydesk.stack.gradual import make_gradual, release_name
from copydesk.stack.local import LocalStack, running_stack, stack_log, start_stack, stop_stack
from copydesk.stack.problems import Problem
from copydesk.stack.target import named_outputs, remember_outputs
from copydesk.stack.workplace import log_tail, require_template, workplace

#: The ending of names of outputs that the names of variables leave out.
_ENDING = re.compile(r"(?<=[a-z])Name$")
_CAPITALS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def build(
    *,
    architecture: Annotated[Literal["arm64", "x86_64"], Parameter(help="The processor of the functions.")] = "arm64",
    gradual: Annotated[bool, Parameter(help="A new version takes over by parts (GradualDeploys).")] = False,
) -> int:
    """Builds the application in the folder where `sam deploy` expects it."""
    place = workplace()
    with step(f"Building the application for {architecture} (sam build)"):
        built = sam.build(place, place.checkout / ".aws-sam/build", architecture=architecture).parent
    with step("Compiling its layers to bytecode"):
        sam.compile_layers(place, built)
    if gradual:
        make_gradual(built / "template.yaml", release_name())
    for_it = "" if architecture == "arm64" else f" --parameter-overrides Architecture={architecture}"
    print_note(f"Next: sam deploy --config-env dev{for_it}")
    return 0


def up(
    *,
    parameter: Annotated[
        list[str] | None,
        Parameter(help="KEY=VALUE: a parameter of template.yaml (repeatable), before those of samconfig.toml."),
    ] = None,
) -> int:
    stack = bring_up(key_values(parameter or ()))
    print_note(f"Copydesk is up at {stack.endpoint}, in memory until: copydesk down")
    print_note('Its names for a shell: eval "$(copydesk env)"')
    return 0


def down() -> int:
    stopped = stop_stack(workplace())
    print_note(
        "The local stack is stopped, and what it held is gone." if stopped else "No local stack is up: nothing to stop."
    )
    return 0


def env(
    *,
    format: Annotated[  # noqa: A002  # the option's name
        Literal["shell", "json"], Parameter(help="Exports for a shell, or JSON for a script.")
    ] = "shell",
    where: Where = HERE,
) -> int:
    outputs, reached_by = named_outputs(where.stack_name, where.region)
    found = {**variables(outputs), **reached_by}
    if format == "json":
        print_json(found)
    else:
        for name, value in found.items():
            print_line(f"export {name}={shlex.quote(value)}")
    return 0


def logs(
    *,
    lines: Annotated[int, Parameter(alias="-n", validator=between(1, 1_000_000), help="The last so many.")] = 100,
) -> int:
    path = stack_log(workplace())
    if not path.is_file():
        raise Problem("No local stack was up yet.", "Run: copydesk up   On AWS: sam logs --stack-name NAME")
    print_line(log_tail(path, lines))
    return 0


def variables(outputs: Mapping[str, str]) -> dict[str, str]:
    """Returns a stack's outputs by the names that the documents use.

    >>> variables({"RawBucketName": "raw", "IngestQueueUrl": "https://q", "ApiUrl": "https://api"})
    {'RAW_BUCKET': 'raw', 'INGEST_QUEUE_URL': 'https://q', 'API_URL': 'https://api'}
    """
    return {_CAPITALS.sub("_", _ENDING.sub("", name)).upper(): value for name, value in outputs.items()}


def bring_up(parameters: Mapping[str, str] = sam.NO_PARAMETERS) -> LocalStack:
    """Starts the local stack if it does not run, then builds and deploys. Unchanged parts are not built again."""
    place = workplace()
    require_template(place)
    sam.check_parameters(place, parameters)
    stack = running_stack(place)
    if stack is None:
        with step("Starting AWS on this laptop (ministack)"):
            stack = start_stack(place)
    with step("Building the application (sam build)"):
        built = sam.build(place, place.state / "build")
        sam.compile_layers(place, built.parent)
    with step("Deploying the template (sam deploy)"):
        sam.deploy(place, built, endpoint=stack.endpoint, parameters=parameters)
        deployed = remember_outputs(stack)
        fit_concurrency()
    return deployed
