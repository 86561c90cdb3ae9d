"""Lays out sites: the habits of their pages, the facts in which they have left them, and the crawl of their hosts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from rich.text import Text

from copydesk.cli.console import words
from copydesk.cli.layouts.listing import Column, Listing
from copydesk.crawling.politeness import HostState, budget
from copydesk.pipeline.drift import WINDOW, Fact, Habit, shown
from copydesk.storage.operations.sites import Site
from copydesk.web.timestamps import instant

NAMES = {Fact.REFUSED: "refused", Fact.UNDATED: "no date", Fact.UNSIGNED: "no author", Fact.LENGTH: "words"}


def drifts(site: Site) -> Mapping[Fact, Habit]:
    """Returns the facts in which a site has left its habit."""
    return {fact: habit for fact, habit in site.habits.items() if habit.since}


def changed_first(sites: Iterable[Site]) -> list[Site]:
    """Returns the sites that have left a habit, by name, and then the others."""
    return sorted(sites, key=lambda site: (not drifts(site), site.host))


def drift_text(fact: Fact, habit: Habit) -> str:
    """Returns in what, since when and from what a site has changed."""
    return f"{NAMES[fact]} since {(habit.since or '')[:10]}, was {fact_text(fact, habit.mean)}"


def lately(habit: Habit) -> float:
    """Returns the mean of a drift, or else of the habit."""
    return habit.lately if habit.since else habit.mean


def requests_text(state: HostState) -> str:
    """Returns the requests of a host on its last day."""
    return f"{state.used:,} of {budget(state.interval):,} requests on {state.day}"


def failing_text(state: HostState) -> str:
    """Returns since when a host has not answered, or an empty text if it answers."""
    if state.failing_since is None:
        return ""
    return f"no answer since {datetime.fromtimestamp(state.failing_since, UTC):%Y-%m-%d %H:%M}"


_COLUMNS = (
    Column("site", ratio=1, folds=True),
    *(Column(name, right=True) for name in ("pages", *NAMES.values())),
)


def sites_table(sites: Iterable[Site], crawled: Mapping[str, HostState]) -> Listing:
    """Returns a table with a row for each site. Lines below its host show each drift, and how it is crawled."""
    rows = []
    for site in sites:
        drifting = (words(f"  {drift_text(fact, habit)}", "yellow") for fact, habit in drifts(site).items())
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
    passed = f", {state.dropped:,} later visits passed over" if state.dropped else ""
    behind = f", {state.backlog:,} pages wait" if state.backlog else ""
    yield words(
        f"  crawl: {requests_text(state)}{behind}{passed}", "yellow" if state.backlog or state.dropped else "dim"
    )
    if failing := failing_text(state):
        yield words(f"  crawl: {failing} UTC", "red")


def _now(fact: Fact, habit: Habit | None) -> Text:
    if habit is None:
        return words("–", "dim")
    return words(fact_text(fact, lately(habit)), "yellow" if habit.since else "")


def fact_text(fact: Fact, value: float) -> str:
    """Returns a fact in the form of the table.

    >>> fact_text(Fact.UNDATED, 0.123), fact_text(Fact.LENGTH, 9.0)
    ('12%', '512')
    """
    return f"{shown(fact, value):.0f}" if fact is Fact.LENGTH else f"{value:.0%}"
