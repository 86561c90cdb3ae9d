"""Implements `copydesk list`, which shows the stored articles, the newest first."""

import re
from datetime import UTC, datetime
from typing import Annotated

from cyclopts import Parameter

from copydesk.cli.console import messages, output, print_json, print_note, words
from copydesk.cli.layouts.tables import heads_table, plain_head
from copydesk.cli.options import HERE, Shape, Where, between, is_moment
from copydesk.cli.where import target
from copydesk.storage.articles.items import Head
from copydesk.storage.articles.listing import newest
from copydesk.storage.articles.revisions import read_heads
from copydesk.storage.articles.speakers import part_of_site

_NONE = "No articles are stored yet. Add some: copydesk ingest samples"
_BEFORE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d)?(?:#[0-9a-f]{32})?", re.ASCII)


def place(_type: object, text: str | None) -> None:
    """Raises ValueError if --before is no day, no time in UTC and no place that an earlier list printed."""
    if text is not None and not (_BEFORE.fullmatch(text) and is_moment(text.partition("#")[0])):
        raise ValueError("As in 2024-04-25, or 2024-04-25T12:00:00 (UTC).")


def list_articles(
    *,
    limit: Annotated[int, Parameter(validator=between(1, 10_000), help="At most so many.")] = 100,
    before: Annotated[
        str | None, Parameter(validator=place, help="Only older ones: a day, a time of it, or as `list` says it.")
    ] = None,
    site: Annotated[str | None, Parameter(help="Only this site, such as news.example.org.")] = None,
    long: Annotated[bool, Parameter(alias="-l", help="Show whole ids, and the addresses.")] = False,
    format: Shape = "table",  # noqa: A002  # the option's name
    where: Where = HERE,
) -> int:
    target(where)
    start = before if before is None or "#" in before else f"{before}#{'0' * 32}"
    heads, older = _of_site(site, limit, start) if site else _of_all(limit, start)
    if format == "json":
        print_json([plain_head(head) for head in heads])
    elif heads:
        output().print(heads_table(heads, whole=long))
    if heads and older:
        print_note(f"The newest {len(heads):,}. Older ones: copydesk list --before {older}")
    if not heads:
        print_note("No articles are found there." if older or before or site else _NONE)
        if older:
            print_note(f"Looked back to {older[:10]}. Further back: copydesk list --before {older}")
    return 0 if heads else 1


def _of_all(limit: int, before: str | None) -> tuple[list[Head], str | None]:
    """Returns the newest articles and the place before which older ones are, or None if there are none."""
    with messages().status("") as status:
        found = newest(
            limit + 1,
            today=datetime.now(UTC).date(),
            before=before,
            on_day=lambda day: status.update(words(f"Looking at {day} …")),
        )
    heads = read_heads(found.ids[:limit])
    return heads, found.places[limit - 1] if len(found.places) > limit else found.back_to


def _of_site(site: str, limit: int, before: str | None) -> tuple[list[Head], str | None]:
    part = part_of_site(site, limit=limit, after=before)
    return list(part.items), f"{part.next} --site {site}" if part.next else None
