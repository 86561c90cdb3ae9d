"""Connects to the stack that a command line means."""

from copydesk.cli.console import print_note
from copydesk.cli.options import HERE, Where
from copydesk.stack.target import DEFAULT_STACK, Target, stack_target


def target(where: Where = HERE) -> Target:
    if where.region and not where.stack_name:
        print_note(f"The stack {DEFAULT_STACK} in {where.region} is meant. To name another: --stack-name NAME")
    return stack_target(where.stack_name, where.region)
