"""`copydesk sites`: what each site's pages bring by habit, and which sites have left theirs."""

from argparse import Namespace
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from copydesk.drift import WINDOW, Fact, Habit, shown
from copydesk.local.console import output, tell, words
from copydesk.local.target import target
from copydesk.storage import use_operations
from copydesk.storage.sites import Site, list_sites

_NAMES = {Fact.REFUSED: "refused", Fact.UNDATED: "no date", Fact.UNSIGNED: "no author", Fact.LENGTH: "words"}


def sites(arguments: Namespace) -> int:
    use_operations(target(arguments).operations_table)
    known = sorted(list_sites(), key=lambda site: (not drifts(site), site.host))
    found = [site for site in known if not arguments.drifting or drifts(site)]
    if arguments.format == "json":
        output().print_json(data=list(map(plain_site, found)), indent=2 if output().is_terminal else None)
    elif found:
        output().print(sites_table(found))
    elif known:
        tell("No site drifts: what their pages bring is what they used to.")
    else:
        tell("No page was ingested yet whose address is known. Add some: copydesk ingest samples")
    return 0


def drifts(site: Site) -> Mapping[Fact, Habit]:
    """The facts in which a site has left its habit."""
    return {fact: habit for fact, habit in site.habits.items() if habit.since}


def sites_table(found: Iterable[Site]) -> Table:
    """A line for each site, and one more for each fact in which it drifts."""
    table = Table(
        box=None, pad_edge=False, expand=True, header_style="bold", padding=(0, 2, 0, 0),
        caption=f"Shares of pages, and median words. –: fewer than {WINDOW} pages tell nothing yet.",
        caption_justify="left",
    )  # fmt: skip
    table.add_column("site", overflow="fold", ratio=1)
    for name in ("pages", *_NAMES.values()):
        table.add_column(name, justify="right", no_wrap=True)
    for site in found:
        told = Group(words(site.host), *(_drift(fact, habit) for fact, habit in drifts(site).items()))
        facts = [_now(fact, site.habits.get(fact)) for fact in _NAMES]
        table.add_row(told, str(site.pages), *facts)
    return table


def plain_site(site: Site) -> dict[str, Any]:
    """Each fact with its habit, and with what there is now, and since when, if that is another."""
    return {
        "host": site.host,
        "pages": site.pages,
        "seen_at": site.seen_at,
        "habits": {str(fact): shown(fact, habit.mean) for fact, habit in site.habits.items()},
        "drifts": {
            str(fact): {"since": habit.since, "before": shown(fact, habit.mean), "now": shown(fact, habit.lately)}
            for fact, habit in drifts(site).items()
        },
    }


def _drift(fact: Fact, habit: Habit) -> Text:
    return words(f"  {_NAMES[fact]} since {(habit.since or '')[:10]}, was {_told(fact, habit.mean)}", "yellow")


def _now(fact: Fact, habit: Habit | None) -> Text:
    if habit is None:
        return words("–", "dim")
    return words(_told(fact, habit.lately), "yellow") if habit.since else words(_told(fact, habit.mean))


def _told(fact: Fact, value: float) -> str:
    """A fact as the table has it.

    >>> _told(Fact.UNDATED, 0.123), _told(Fact.LENGTH, 9.0)
    ('12%', '512')
    """
    return f"{shown(fact, value):.0f}" if fact is Fact.LENGTH else f"{value:.0%}"
