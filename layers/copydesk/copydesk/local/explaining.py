"""`copydesk explain`: why each piece of a page's text is, or is not, in its article."""

import sys
from argparse import Namespace
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from copydesk.errors import Reject
from copydesk.extraction.explain import Explained, Reason, explain_page
from copydesk.local.console import tell, words
from copydesk.local.offline import read_page

_STYLES = {"article": "green", "left out": "dim"}


def explain(arguments: Namespace) -> int:
    try:
        explained = explain_page(read_page(arguments.page), url=arguments.url)
    except Reject as reject:
        tell(f"{arguments.page}: {reject}")
        return 1
    shown = [each for each in explained if arguments.all or each.score >= arguments.least]
    Console(width=None if sys.stdout.isatty() else 140).print(_table(shown))
    tell(f"{len(shown)} of {len(explained)} pieces of text shown; --all shows the rest")
    return 0


def _table(explained: Iterable[Explained]) -> Table:
    table = Table(box=None, pad_edge=False, expand=True, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("score", justify="right", width=5)
    table.add_column("where it went", width=14)
    table.add_column("element", no_wrap=True, overflow="ellipsis", ratio=2)
    table.add_column("text", no_wrap=True, overflow="ellipsis", ratio=4)
    table.add_column("what moved the score", ratio=4)
    for each in explained:
        table.add_row(
            f"{each.score:.2f}",
            words(each.fate, _STYLES.get(each.fate, "yellow")),
            words(each.element),
            words(each.text),
            words(", ".join(map(_reason, each.reasons)), "dim"),
        )
    return table


def _reason(reason: Reason) -> str:
    return f"{reason.feature}={reason.value:g} ({reason.moved:+.1f})"
