"""Implements `copydesk redrive`, which sends rejects and dead letters through the pipeline again, after a fix."""

from collections import Counter
from typing import Annotated

from cyclopts import Parameter

from copydesk.aws.clients import sqs_client
from copydesk.cli.console import counted, messages, output, print_line, print_note, words
from copydesk.cli.layouts.tables import SHORT_ID, raw_pointer
from copydesk.cli.naming import reject_named
from copydesk.cli.options import HERE, Reason, Wait, Where
from copydesk.cli.sending.dead_letters import letters_in, send_letters_again
from copydesk.cli.sending.following import PATIENCE
from copydesk.cli.sending.rejects import SentAgain, every_reject, followed, send_all_again, send_these_again
from copydesk.cli.where import target
from copydesk.errors import RejectReason
from copydesk.stack.problems import Problem
from copydesk.stack.target import Target
from copydesk.storage.operations.rejects import RejectRecord


def redrive(
    ids: Annotated[
        list[str] | None, Parameter(name="ID", help="Rejects by the ids that `copydesk rejects` shows.")
    ] = None,
    /,
    *,
    reason: Reason = None,
    dead_letters: Annotated[bool, Parameter(help="All messages in the dead-letter queues.")] = False,
    dry_run: Annotated[
        bool, Parameter(alias="--list", help="Only list what would be sent; dead letters are counted by reason.")
    ] = False,
    wait: Wait = None,
    where: Where = HERE,
) -> int:
    if sum([bool(ids), reason is not None, dead_letters]) != 1:
        raise Problem("Say what to send again: ids, --reason or --dead-letters.", "See: copydesk rejects")
    if wait is not None and (dead_letters or dry_run):
        raise Problem("--wait is for rejects that are sent again.", "Leave it out: nothing is waited for here.")
    place = target(where)
    if dead_letters:
        return _list_letters(place) if dry_run else _redrive_letters(place)
    patience = float(PATIENCE if wait is None else wait)
    if ids:
        return _redrive_ids(ids, place, patience=patience, dry_run=dry_run)
    assert reason is not None
    code = RejectReason(reason)
    return _list_reason(code) if dry_run else _print_ends(send_all_again(code, place), place, patience=patience)


def _redrive_ids(ids: list[str], place: Target, *, patience: float, dry_run: bool) -> int:
    # All rejects are found before the first is sent. If one id is invalid, nothing is sent.
    records = list({record.reject_id: record for record in map(reject_named, ids)}.values())
    if not dry_run:
        return _print_ends(send_these_again(records, place), place, patience=patience)
    for record in records:
        _print_reject(record)
    print_note(f"{len(records)} would be sent. Send them through again: the same without --dry-run")
    return 0


def _list_reason(reason: RejectReason) -> int:
    """Lists the rejects that would be sent. They stay where they are."""
    count = 0
    for record in every_reject(reason):
        _print_reject(record)
        count += 1
    print_note(f"{count} of {reason}. Send them through again: copydesk redrive --reason {reason}")
    return 0


def _print_reject(record: RejectRecord) -> None:
    print_line(f"{record.reject_id[:SHORT_ID]}  {raw_pointer(record)}")


def _print_ends(sent: SentAgain, place: Target, *, patience: float) -> int:
    """Prints the outcome of rejects that were sent again. Returns an exit code."""
    ends = Counter(followed(sent, place, patience=patience))
    left = sent.count - ends.total()
    print_note(f"{sent.count} sent through again: {ends['stored']} stored, {ends['refused']} refused again.")
    if ends["refused"]:
        print_note("What was refused, and why: copydesk rejects")
    if ends["skipped"]:
        print_note(f"{ends['skipped']} are records of archives that are no pages.")
    if left:
        print_note(
            f"{left} are still on their way: they are ingested when their turn comes, or listed by copydesk rejects."
        )
    return 1 if ends["refused"] or left else 0


def _list_letters(place: Target) -> int:
    """Prints the number of dead letters of each queue by reason. They stay where they are."""
    for name, (_, letters_url) in place.queues.items():
        causes = Counter(letter.cause for letter in letters_in(sqs_client(), letters_url=letters_url))
        print_line(f"{name} queue: {counted(causes.total(), 'dead letter')}")
        for cause, count in causes.most_common():
            print_line(f"  {count} × {cause}")
    return 0


def _redrive_letters(place: Target) -> int:
    """Sends all dead letters again. It does not wait for their outcome, because a fetch may take an hour."""
    for name, (queue_url, letters_url) in place.queues.items():
        with messages().status(words(f"Sending the dead letters of the {name} queue again …")):
            sent = sum(send_letters_again(sqs_client(), letters_url=letters_url, queue_url=queue_url))
        output().print(words(f"→ {sent} to the {name} queue"))
    print_note("What fails again is back in its dead-letter queue; the log says why.")
    return 0
