"""Implements `copydesk sites`, which shows the habits of each site's pages, and the sites that have left theirs."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from cyclopts import Parameter
from rich.text import Text

from copydesk.cli.console import output, print_json, print_note, words
from copydesk.cli.layouts.listing import Column, Listing
from copydesk.cli.options import HERE, Shape, Where
from copydesk.cli.where import target
from copydesk.crawling.politeness import HostState, budget
from copydesk.pipeline.drift import WINDOW, Fact, Habit, shown
from copydesk.storage import use_operations
from copydesk.storage.operations.hosts import load_states
from copydesk.storage.operations.sites import Site, list_sites
from copydesk.web.timestamps import instant

NAMES = {Fact.REFUSED: "refused", Fact.UNDATED: "no date", Fact.UNSIGNED: "no author", Fact.LENGTH: "words"}


def sites(
    *,
    drifting: Annotated[bool, Parameter(help="Only those that have left their habit, and in what.")] = False,
    format: Shape = "table",  # noqa: A002  # the option's name
    where: Where = HERE,
) -> int:
    use_operations(target(where).operations_table)
    sites = sorted(list_sites(), key=lambda site: (not drifts(site), site.host))
    found = [site for site in sites if not drifting or drifts(site)]
    crawled = load_states(site.host for site in found)
    if format == "json":
        print_json([plain_site(site, crawled.get(site.host)) for site in found])
    elif found:
        output().print(sites_table(found, crawled))
    elif sites:
        print_note("No site drifts: what their pages bring is what they used to.")
    else:
        print_note("No page was ingested yet whose address is known. Add some: copydesk ingest samples")
    return 0


def drifts(site: Site) -> Mapping[Fact, Habit]:
    """Returns the facts in which a site has left its habit."""
    return {fact: habit for fact, habit in site.habits.items() if habit.since}


_COLUMNS = (
    Column("site", ratio=1, folds=True),
    *(Column(name, right=True) for name in ("pages", *NAMES.values())),
)


def sites_table(sites: Iterable[Site], crawled: Mapping[str, HostState]) -> Listing:
    """Returns a table with a row for each site. Lines below its host show each drift, and how it is crawled."""
    rows = []
    for site in sites:
        drifting = (_drift(fact, habit) for fact, habit in drifts(site).items())
        host_lines = Text("\n").join([words(site.host), *drifting, *_crawl(crawled.get(site.host))])
        facts = [_now(fact, site.habits.get(fact)) for fact in NAMES]
        rows.append((host_lines, words(str(site.pages)), *facts))
    return Listing(_COLUMNS, rows, f"Shares of pages, and median words. –: fewer than {WINDOW} pages tell nothing yet.")


def plain_site(site: Site, crawled: HostState | None) -> dict[str, Any]:
    """Returns a site as JSON-ready values: its habits, its drifts and, if it is crawled, its crawl.

    A drift has the values before and now, and the time since which it lasts.
    """
    return {
        "host": site.host,
        "pages": site.pages,
        "seen_at": site.seen_at,
        "habits": {str(fact): shown(fact, habit.mean) for fact, habit in site.habits.items()},
        "drifts": {
            str(fact): {"since": habit.since, "before": shown(fact, habit.mean), "now": shown(fact, habit.lately)}
            for fact, habit in drifts(site).items()
        },
        "crawl": _plain_crawl(crawled) if crawled else None,
    }


def _plain_crawl(state: HostState) -> dict[str, Any]:
    since = state.failing_since
    return {
        "backlog": state.backlog,
        "day": state.day,
        "requests": state.used,
        "budget": budget(state.interval),
        "passed_over": state.dropped,
        "failing_since": None if since is None else instant(datetime.fromtimestamp(since, UTC)),
    }


def _crawl(state: HostState | None) -> Iterator[Text]:
    """Yields lines about a host's crawl: its backlog and the requests of its day. None if it was never requested."""
    if state is None or state.day is None:
        return
    usage = f"{state.used} of {budget(state.interval)} requests on {state.day}"
    passed = f", {state.dropped} later visits passed over" if state.dropped else ""
    behind = f", {state.backlog} pages wait" if state.backlog else ""
    yield words(f"  crawl: {usage}{behind}{passed}", "yellow" if state.backlog or state.dropped else "dim")
    if state.failing_since is not None:
        since = datetime.fromtimestamp(state.failing_since, UTC)
        yield words(f"  crawl: no answer since {since:%Y-%m-%d %H:%M} UTC", "red")


def _drift(fact: Fact, habit: Habit) -> Text:
    return words(f"  {NAMES[fact]} since {(habit.since or '')[:10]}, was {fact_text(fact, habit.mean)}", "yellow")


def _now(fact: Fact, habit: Habit | None) -> Text:
    if habit is None:
        return words("–", "dim")
    return words(fact_text(fact, habit.lately), "yellow") if habit.since else words(fact_text(fact, habit.mean))


def fact_text(fact: Fact, value: float) -> str:
    """Returns a fact in the form of the table.

    >>> fact_text(Fact.UNDATED, 0.123), fact_text(Fact.LENGTH, 9.0)
    ('12%', '512')
    """
    return f"{shown(fact, value):.0f}" if fact is Fact.LENGTH else f"{value:.0%}"
