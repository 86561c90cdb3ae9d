"""This module runs `make faults`: a deployed Copydesk gets thousands of made-up articles while calls to AWS fail."""

import os
import random
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from copydesk.cli.commands.stack import bring_up
from copydesk.cli.console import output, print_note
from copydesk.stack.local import running_stack, stop_stack
from copydesk.stack.target import local_target
from copydesk.stack.workplace import workplace
from tests.end_to_end.harness import ROOT, Deployed
from tests.faults.judging import End
from tests.faults.mix import Fault, Mix
from tests.faults.run import Account, run
from tests.faults.world import World


def main() -> int:
    asked = _arguments()
    os.environ["COPYDESK_STATE_DIR"] = str(asked.state)
    found = running_stack(workplace())
    try:
        stack = found or bring_up()
        local_target()
        print_note(f"Seed {asked.seed}: make faults SEED={asked.seed} repeats what is drawn by chance")
        world = World.of(Deployed(workplace(), stack))
        account = run(world, articles=asked.articles, seed=asked.seed, rate=asked.rate, show=show)
    finally:
        if found is None:
            stop_stack(workplace())
    return 1 if account.wrong else 0


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--articles", type=int, default=2_000, metavar="N", help="how many (default 2000)")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="default: a new one, printed")  # noqa: S311
    parser.add_argument("--rate", type=float, default=0.2, metavar="PART", help="of the calls that fail (default 0.2)")
    parser.add_argument(
        "--state", type=Path, default=ROOT / "build/faults", metavar="DIR",
        help="of a stack that is up; else one is started there, and stopped in the end",
    )  # fmt: skip
    return parser.parse_args()


def show(account: Account) -> None:
    output().print(_faults(account.mix))
    output().print(_ends(account))
    reader = account.reader
    output().print(
        f"{account.repeated} messages were sent again, late. {reader.reads} reads meanwhile, {reader.edited} of them "
        f"told to come back. Dead letters: {account.letters[0]} before redrive, {account.letters[1]} after. "
        f"{account.events} events.",
        soft_wrap=True,
    )
    output().print(
        f"{account.follower.followed} changes of articles were followed, {account.follower.again} batches tried again."
    )
    output().print(f"{len(account.killed)} objects killed the function {account.killed.total()} times.")
    for line in account.wrong[:50]:
        output().print(f"✗ {line}", style="red", markup=False, soft_wrap=True)
    output().print("All holds." if not account.wrong else f"{len(account.wrong)} things are wrong.")


#: These are the columns of faults in a call. Slow answers are no failures, and come last.
_COLUMNS = {
    "throttled": (Fault.THROTTLED,),
    "500, 503": (Fault.SERVER_ERROR, Fault.UNAVAILABLE),
    "no answer": (Fault.TIMEOUT, Fault.LOST),
    "in part": (Fault.PARTIAL, Fault.CANCELLED),
    "killed": (Fault.KILLED_BEFORE, Fault.KILLED_AFTER),
    "slow": (Fault.SLOW,),
}


def _faults(mix: Mix) -> Table:
    """Returns a table of the injected faults by operation and kind."""
    table = Table(title="Injected, of the ingest function's calls", title_justify="left", box=None, pad_edge=False)
    table.add_column("")
    for column in ("calls", *_COLUMNS, "failed"):
        table.add_column(column, justify="right")
    operations = sorted(mix.calls)
    for operation in operations:
        table.add_row(operation, *_row(mix, [operation]))
    table.add_row("all", *_row(mix, operations))
    return table


def _row(mix: Mix, operations: Sequence[str]) -> list[str]:
    calls = sum(mix.calls[operation] for operation in operations)
    counts = [
        sum(mix.injected[operation, fault] for operation in operations for fault in faults)
        for faults in _COLUMNS.values()
    ]
    return [str(calls), *map(str, counts), _part(sum(counts[:-1]), calls)]


def _part(some: int, of: int) -> str:
    return f"{some / of:.1%}" if of else "–"


def _ends(account: Account) -> Table:
    table = Table(title="What became of the inputs", title_justify="left", box=None, pad_edge=False)
    table.add_column("each is")
    table.add_column("while calls failed", justify="right")
    table.add_column("after the redrive", justify="right")
    first, last = account.first.counts(), account.last.counts()
    for end in End:
        table.add_row(end.value, str(first[end]), str(last[end]))
    table.add_row("all", str(first.total()), str(last.total()))
    return table


if __name__ == "__main__":
    sys.exit(main())
