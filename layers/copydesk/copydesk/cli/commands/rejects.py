"""Implements `copydesk rejects`, which shows what was refused, and why."""

from itertools import chain
from typing import Annotated

from cyclopts import Parameter

from copydesk.cli.console import output, print_json, print_note
from copydesk.cli.layouts.tables import SHORT_ID, plain_reject, rejects_table
from copydesk.cli.options import HERE, Reason, Shape, Where, between
from copydesk.cli.where import target
from copydesk.errors import RejectReason
from copydesk.storage.articles.speakers import part_of_rejects

#: The least number of rejects that are read of a reason. The last seen of them are shown.
_MOST_READ = 1_000


def rejects(
    *,
    reason: Reason = None,
    limit: Annotated[int, Parameter(validator=between(1, 1_000_000), help="At most so many, the last seen.")] = 100,
    format: Shape = "table",  # noqa: A002  # the option's name
    where: Where = HERE,
) -> int:
    target(where)
    reasons = [RejectReason(reason)] if reason else list(RejectReason)
    # Rejects are stored in the order of their digests, so the last seen ones are only found among those read.
    parts = {each: part_of_rejects(each, limit=max(_MOST_READ, limit)) for each in reasons}
    found = sorted(chain(*(part.items for part in parts.values())), key=lambda each: each.last_seen, reverse=True)
    if format == "json":
        print_json([plain_reject(record) for record in found[:limit]])
    elif found:
        output().print(rejects_table(found[:limit]))
        example = found[0].reject_id[:SHORT_ID]
        print_note(f"Look into one: copydesk inspect {example}   After a fix: copydesk redrive {example}")
    else:
        print_note("Nothing was refused.")
    if len(found) > limit:
        print_note(f"{limit:,} of {len(found):,}, the last seen. More: --limit N, or one reason: --reason REASON")
    for each in (each for each, part in parts.items() if part.next):
        print_note(f"{each} has more than the {len(parts[each].items):,} that were looked at. All: --limit N")
    return 0
