"""`build` for AWS; `up` and `down`: the local stack with Copydesk deployed to it."""

from argparse import Namespace

from copydesk.local import sam
from copydesk.local.console import step, tell
from copydesk.local.fitting import fit_concurrency
from copydesk.local.gradual import make_gradual, release_name
from copydesk.local.stack import LocalStack, running_stack, start_stack, stop_stack
from copydesk.local.target import remember_outputs
from copydesk.local.workplace import require_template, workplace


def build(asked: Namespace) -> int:
    """Where `sam deploy` looks for what `sam build` made."""
    place = workplace()
    with step(f"Building the application for {asked.architecture} (sam build)"):
        built = sam.build(place, place.checkout / ".aws-sam/build", architecture=asked.architecture).parent
    with step("Compiling its layers to bytecode"):
        sam.compile_layers(place, built)
    if asked.gradual:
        make_gradual(built / "template.yaml", release_name())
    for_it = "" if asked.architecture == "arm64" else f" --parameter-overrides Architecture={asked.architecture}"
    tell(f"Next: sam deploy --config-env dev{for_it}")
    return 0


def up(_: Namespace) -> int:
    stack = bring_up()
    tell(f"Copydesk is up at {stack.endpoint}, in memory until: copydesk down")
    return 0


def down(_: Namespace) -> int:
    stopped = stop_stack(workplace())
    tell("The local stack is stopped." if stopped else "No local stack is up: nothing to stop.")
    return 0


def bring_up() -> LocalStack:
    """Start what is not running, then build and deploy: what has not changed is not done again."""
    place = workplace()
    require_template(place)
    stack = running_stack(place)
    if stack is None:
        with step("Starting AWS on this laptop (ministack)"):
            stack = start_stack(place)
    with step("Building the application (sam build)"):
        built = sam.build(place, place.state / "build")
        sam.compile_layers(place, built.parent)
    with step("Deploying the template (sam deploy)"):
        sam.deploy(place, built, endpoint=stack.endpoint)
        deployed = remember_outputs(stack)
        fit_concurrency()
    return deployed
