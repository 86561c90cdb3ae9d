"""This module makes one run: articles come in, calls fail, and the account names the end of every input."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from copydesk.aws.queues.isolation import MOST_CRASHES
from copydesk.cli.console import print_note, step
from copydesk.cli.main import main as copydesk
from copydesk.web.timestamps import instant
from tests.faults.following import Follower, following
from tests.faults.inputs import DEADLY, POISON, Inputs, in_any_order, made_up
from tests.faults.judging import Verdict, judge, left_behind, letters, stale, without_event, wrong_histories
from tests.faults.mix import Mix
from tests.faults.proxy import Proxy, running
from tests.faults.reader import Reader
from tests.faults.world import LETTERS, World, again_and_late, consumer, deliver, settle, through, witness

#: A message waits 15 to 60 seconds before its next try. Here it waits a fifteenth of that.
_HURRY = 15.0
_EVENTS_PATIENCE = 30.0
#: A deadly message kills the function in its batch, alone in a batch, and in the queue of single messages.
MOST_DEATHS = 2 + MOST_CRASHES


@dataclass(slots=True, kw_only=True)
class Account:
    mix: Mix
    reader: Reader
    follower: Follower
    #: How often an object killed the function.
    killed: Counter[str]
    first: Verdict = field(default_factory=Verdict)
    last: Verdict = field(default_factory=Verdict)
    repeated: int = 0
    letters: tuple[int, int] = (0, 0)
    events: int = 0
    wrong: list[str] = field(default_factory=list)


def run(world: World, *, articles: int, seed: int, rate: float, show: Callable[[Account], None]) -> Account:
    """Returns the account of a run, and shows it before the stack is put back, which may hang."""
    chance = Random(seed)  # noqa: S311  # no secret
    with step(f"Making up {articles} articles"):
        inputs = made_up(articles, seed=seed, now=datetime.now(UTC))
        revisions = {story.article_id: [version.article for version in story.versions] for story in inputs.stories}
    with step("Waiting for what was in the ingest queue before"):
        settle(world, report=lambda _left: None)
    inputs.began = instant(datetime.now(UTC))
    with ExitStack() as stack:
        events, seen = stack.enter_context(consumer(world)), stack.enter_context(witness(world))
        mix = Mix(seed=seed, rate=rate)
        proxy = Proxy(
            stack=world.deployed.stack.endpoint, pid=world.deployed.stack.pid, mix=mix, poison=POISON, deadly=DEADLY
        )
        proxy.hurry = _HURRY
        stack.enter_context(through(stack.enter_context(running(proxy)), world, articles))
        follower = stack.enter_context(following(world))
        with Reader(revisions, chance) as reader:
            account = Account(mix=mix, reader=reader, killed=proxy.killed, follower=follower)
            _faulty(world, inputs, account, seen, chance)
            _mended(world, inputs, account)
            _look_back(world, inputs, account, events)
        account.wrong += reader.wrong
        show(account)
    return account


def _faulty(world: World, inputs: Inputs, account: Account, seen: str, chance: Random) -> None:
    rate = account.mix.rate
    deliveries = in_any_order(inputs, chance)
    with step(f"Sending {len(deliveries)} pages and messages, {rate:.0%} of the function's calls failing"):
        for delivery in deliveries:
            deliver(world, inputs, delivery)
        account.repeated = again_and_late(world, inputs, seen, chance)
    with step("Waiting until the ingest queue is empty"):
        settle(world, report=_progress(account))
    with step("Judging what became of them"):
        dead = letters(world)
        account.first = judge(inputs, account.reader, dead)
        account.wrong += account.first.wrong
        account.wrong += too_deadly(account.killed, [letter.body for letter in dead])


def too_deadly(killed: Mapping[str, int], dead: Sequence[str]) -> Iterator[str]:
    """Yields the objects that killed more functions than their messages may; `dead` are the bodies of dead letters.

    A message may be sent again, or twice by a call whose answer was lost. Each copy ends as its own dead letter.

    >>> list(too_deadly({"/raw/one.html": 8, "/raw/two.html": 5}, ['"one.html"', '"one.html"', '"two.html"']))
    ['/raw/two.html killed 5 functions']
    """
    for path, deaths in killed.items():
        _, _, key = path.removeprefix("/").partition("/")
        if deaths > MOST_DEATHS * sum(key in letter for letter in dead):
            yield f"{path} killed {deaths} functions"


def _mended(world: World, inputs: Inputs, account: Account) -> None:
    """Stops the faults and sends the dead letters again. Only the poison comes back."""
    account.mix.rate = 0.0
    before = sum(world.waiting(LETTERS))
    assert copydesk(["redrive", "--dead-letters"]) == 0
    with step("Waiting until the dead letters went through"):
        settle(world, report=lambda _left: None)
    dead = letters(world)
    account.letters = (before, len(dead))
    account.last = judge(inputs, account.reader, dead)
    account.wrong += account.last.wrong
    left = {name for letter in dead for name in inputs.names_in(letter.body)}
    account.wrong += [f"still a dead letter: {name}" for name in left - {*inputs.poison, *inputs.deadly}]
    for queue in LETTERS:
        world.sqs.purge_queue(QueueUrl=world.output(queue))
    with step("Waiting until the stream is followed to its end"):
        account.follower.settle()


def _look_back(world: World, inputs: Inputs, account: Account, events: str) -> None:
    with step("Reading every article's history, and the events"):
        for story in inputs.stories:
            account.wrong += wrong_histories(story, account.reader)
            account.wrong += left_behind(world, story)
        received: Counter[tuple[str, int]] = Counter()
        deadline = time.monotonic() + _EVENTS_PATIENCE
        while (missing := without_event(world, events, inputs, received)) and time.monotonic() < deadline:
            time.sleep(1)
        account.events = received.total()
        account.wrong += missing
        account.wrong += stale(world, inputs)
        account.wrong += [f"a change of {pk} was given up" for pk in account.follower.given_up]


def _progress(account: Account) -> Callable[[int], None]:
    """Returns a function that prints a line from time to time, even without a terminal."""
    printed_at = [time.monotonic()]

    def print_left(left: int) -> None:
        if time.monotonic() - printed_at[0] >= 15:
            printed_at[0] = time.monotonic()
            calls, faults = account.mix.totals()
            print_note(f"  {left} messages left, {calls} calls, {faults} faults, {account.reader.reads} reads")

    return print_left
