"""Implements `copydesk explain`, which shows why each piece of a page's text is, or is not, in its article."""

from collections.abc import Iterable
from typing import Annotated

from cyclopts import Parameter

from copydesk.cli.console import output, print_note, words
from copydesk.cli.layouts.listing import Column, Listing
from copydesk.cli.options import PageUrl
from copydesk.cli.pages import read_page
from copydesk.cli.reasons.words import TERMS, sentence, sides
from copydesk.errors import Reject
from copydesk.extraction.explain import Explained, explain_page
from copydesk.stack.problems import Problem

_STYLES = {"article": "green", "left out": "dim"}
_COLUMNS = (
    Column("score", right=True, width=5),
    Column("where it went", width=14),
    Column("element", ratio=2),
    Column("text", ratio=4),
    Column("what spoke against it and for it", ratio=5, folds=True),
)
#: The default of the lowest score that is shown.
_LEAST = 0.1


def explain(
    page: Annotated[str, Parameter(name="PAGE", help="A file of HTML, also gzipped; - is stdin.")],
    /,
    *,
    url: PageUrl = None,
    least: Annotated[float | None, Parameter(help="The lowest score that is shown; by default 0.1.")] = None,
    all: Annotated[bool, Parameter(help="Show all of the page's text.")] = False,  # noqa: A002  # the option's name
) -> int:
    if all and least is not None:
        raise Problem("--all and --least exclude each other.", "Leave one out.")
    try:
        explained = explain_page(read_page(page), url=url)
    except Reject as reject:
        print_note(f"{page}: {reject}")
        return 1
    lowest = _LEAST if least is None else least
    shown = [each for each in explained if all or each.score >= lowest]
    output().print(_table(shown))
    print_note(TERMS)
    print_note(f"{len(shown)} of {len(explained)} pieces of text shown; --all shows the rest")
    return 0


def _table(explained: Iterable[Explained]) -> Listing:
    rows = [
        (
            words(f"{each.score:.2f}"),
            words(each.fate, _STYLES.get(each.fate, "yellow")),
            words(each.element),
            words(each.text),
            words(_reasons(each), "dim"),
        )
        for each in explained
    ]
    return Listing(_COLUMNS, rows)


def _reasons(each: Explained) -> str:
    return "; ".join(f"{side}: {' · '.join(map(sentence, part))}" for side, part in sides(each.reasons))
