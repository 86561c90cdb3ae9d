"""Defines the arguments that several commands share, with types, validation and help."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Group, Parameter

from copydesk.errors import Reject, RejectReason
from copydesk.formats import FORMATS
from copydesk.formats.chunks import BUDGET, LEAST_BUDGET, MOST_BUDGET
from copydesk.stack.problems import Problem
from copydesk.web.urls import normalize_url

_PAIR = re.compile(r"([A-Za-z0-9]+)=(.*)", re.DOTALL)


def between(least: int, most: int) -> Callable[[Any, int | None], None]:
    """Returns a validator for a whole number, which raises ValueError."""

    def check(_type: Any, number: int | None) -> None:
        if number is not None and not least <= number <= most:
            raise ValueError(f"Give a whole number from {least:,} to {most:,}.")

    return check


def percentage(_type: Any, number: float) -> None:
    if not 0 <= number <= 100:
        raise ValueError("Give a percentage, from 0 to 100.")


def is_moment(text: str) -> bool:
    """True if a text is a day or a time of a day: 2024-04-25, 2024-04-25T12:00:00."""
    try:
        return bool(datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text))
    except ValueError:
        return False


def key_values(pairs: Iterable[str]) -> dict[str, str]:
    """Returns the values of --parameter by their names. Raises Problem if one is no KEY=VALUE."""
    found = {pair: _PAIR.fullmatch(pair) for pair in pairs}
    for pair, match in found.items():
        if match is None:
            raise Problem(f"--parameter {pair} is no KEY=VALUE.", "As in --parameter MaximumConcurrency=100")
    return {match[1]: match[2] for match in found.values() if match}


def chunk_budget(form: str | None, tokens: int | None) -> int:
    """Returns the tokens of a chunk. Raises Problem if they are named for another format than chunks."""
    if tokens is not None and form != "chunks":
        raise Problem("--chunk-tokens is for --format chunks.", "Add the format, or leave it out.")
    return BUDGET if tokens is None else tokens


def page_url(_type: Any, url: str | None) -> None:
    """Raises ValueError if --url is no URL of a page."""
    if url is None:
        return
    try:
        normalize_url(url)
    except Reject as reject:
        raise ValueError(f"It is no URL of a page: {reject.detail}.") from reject


@Parameter(name="*", group=Group("Which stack", sort_key=9))
@dataclass(frozen=True, slots=True)
class Where:
    """The stack that a command means. Without a name and a region it is the local one."""

    stack_name: Annotated[
        str | None, Parameter(help="A stack in your AWS account (with --region alone: copydesk).")
    ] = None
    region: Annotated[str | None, Parameter(help="Its region; by default that of your AWS configuration.")] = None


HERE = Where()

_ARTICLE = "A whole article id, its URL, or the beginning of the id, looked for among the newest 20,000 articles."
ArticleName = Annotated[str, Parameter(name="ID", help=_ARTICLE)]
ArticleNames = Annotated[list[str], Parameter(name="ID", help=_ARTICLE)]
Format = Annotated[str, Parameter(choices=FORMATS, help="How the article is written.")]
ChunkTokens = Annotated[
    int | None,
    Parameter(
        validator=between(LEAST_BUDGET, MOST_BUDGET),
        help=f"The most tokens of a chunk, from {LEAST_BUDGET} to {MOST_BUDGET:,} (default {BUDGET}).",
    ),
]
Shape = Annotated[Literal["table", "json"], Parameter(help="A table to read, or JSON for a script.")]
PageUrl = Annotated[
    str | None, Parameter(validator=page_url, help="Where the page was found: it resolves links and names the site.")
]
Expecting = Annotated[
    Literal["article"] | None,
    Parameter(help="Each page is an article: read its text, however short or unlike one it is."),
]
NewFile = Annotated[Path | None, Parameter(alias="-o", help="A new file; by default standard output.")]
Wait = Annotated[
    int | None,
    Parameter(
        validator=between(0, 86_400),
        help="Seconds in which none of these pages comes to an end, before they are left to the queue (default 120).",
    ),
]
Reason = Annotated[
    str | None,
    Parameter(
        choices=tuple(map(str, RejectReason)),
        show_choices=False,
        help="A reason code, as `copydesk rejects` lists them.",
    ),
]
