"""Implements `copydesk speakers`, which shows what someone said in all stored articles, the latest first."""

from typing import Annotated

from cyclopts import Parameter

from copydesk.cli.console import output, print_json, print_note
from copydesk.cli.layouts.tables import plain_quote, quotes_table
from copydesk.cli.options import HERE, Shape, Where, between
from copydesk.cli.where import target
from copydesk.storage.articles.speakers import part_of_speaker


def speakers(
    name: Annotated[str, Parameter(name="NAME", help="The speaker's name, in any spelling of capitals and spaces.")],
    /,
    *,
    limit: Annotated[int, Parameter(validator=between(1, 10_000), help="At most so many quotes.")] = 100,
    format: Shape = "table",  # noqa: A002  # the option's name
    where: Where = HERE,
) -> int:
    target(where)
    part = part_of_speaker(name, limit=limit)
    if format == "json":
        print_json([plain_quote(each) for each in part.items])
    elif part.items:
        output().print(quotes_table(part.items))
    if part.next:
        print_note(f"The latest {len(part.items):,}. More: --limit N")
    if not part.items:
        print_note(f"No quote of {name} is stored.")
    return 0 if part.items else 1
