"""Shows sites: the habits of their pages and the present, their last 30 days, and the crawl of their hosts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import sqrt

from copydesk.cli.console import counted
from copydesk.cli.inspector.markup import NOTHING, Html, isolated, joined, tag, text
from copydesk.cli.layouts.sites import (
    NAMES,
    changed_first,
    drift_text,
    drifts,
    fact_text,
    failing_text,
    lately,
    requests_text,
)
from copydesk.cli.web_console.day_counts import DAYS, Counting, DayCounter, days_until
from copydesk.cli.web_console.layout import link, looks_again, note, page, shown, table
from copydesk.cli.web_console.pictures import Days, Gauge, gauge, key, sparkline
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.crawling.politeness import HostState
from copydesk.crawling.records import WatchedSource
from copydesk.pipeline.drift import WINDOW, Fact, Habit, window_values
from copydesk.stack.problems import Problem
from copydesk.storage.operations.hosts import load_states
from copydesk.storage.operations.sites import Site, list_sites
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant
from copydesk.web.urls import host_of

#: The sites of a page.
_SHOWN = 50
#: The seconds after which a page without its counts looks again.
_PAUSE = 1
#: The fewest pages of the open window from which the present is known.
_LEAST_PAGES = 10
#: The lengths at the ends of a gauge, as base-2 logarithms: 32 and 4,096 words.
_SHORTEST, _LONGEST = 5.0, 12.0


def sites_page(asked: Asked, counter: DayCounter, now: datetime) -> Answer:
    """Shows sites. While their articles are counted, it looks again, with or without a script."""
    known = changed_first(list_sites())
    if not known:
        return page(asked, "Sites", note("No page was ingested yet whose address is known."))
    start = _start(asked.query.get("from", "0"), len(known))
    found = known[start : start + _SHOWN]
    errors = _errors(SourceStore().list())
    crawled = load_states({*(site.host for site in found), *errors})
    days = days_until(now)
    counting = counter.of(tuple(site.host for site in found), now)
    is_counted = counting.told_at is not None
    counts = counting.counts.result() if is_counted else {}
    rows = (
        _row(site, crawled.get(site.host), errors.get(site.host), counts.get(site.host, [None] * DAYS), days)
        for site in found
    )
    columns = ("site", "pages", f"articles, {DAYS} days", *NAMES.values(), "changed", "crawl", "last error")
    part = "" if len(found) == len(known) else f", {start + 1:,} to {start + len(found):,}"
    listed = table(f"{counted(len(known), 'site')}{part}, those that changed first", columns, rows)
    onward = [tag("p", link("Further sites", "sites", query={"from": str(start + _SHOWN)}), class_="more")]
    return page(
        asked,
        "Sites",
        legend(),
        tag("div", _count_status(counting), listed, class_="sites", data_poll=None if is_counted else _PAUSE),
        *(onward if start + _SHOWN < len(known) else []),
        head=NOTHING if is_counted else looks_again(_PAUSE),
    )


def _count_status(counting: Counting) -> Html:
    told = (
        f"The articles of each day were counted at {shown(instant(counting.began))}."
        if counting.told_at is not None
        else "The articles of each day are being counted. This page looks again by itself."
    )
    return tag("p", text(told), role="status", id="count-status", class_="dim")


def _start(said: str, count: int) -> int:
    if not (said.isascii() and said.isdigit()) or int(said[:9]) >= count:
        raise Problem("There is no such part of the list.", "Begin again at Sites.")
    return int(said)


def legend() -> Html:
    told = f"Shares of pages, and the median of words. A dash: fewer than {WINDOW} pages tell nothing yet."
    keys = [
        key("band", "by habit"),
        key("now", f"the newest pages, if at least {_LEAST_PAGES} wait to be counted"),
        key("drifting", "otherwise than by habit"),
    ]
    return joined([note(told), tag("p", *keys, class_="keys-of")])


def _errors(sources: Iterable[WatchedSource]) -> Mapping[str, str]:
    """Returns the last error of each host's sources."""
    found: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        if source.last_error:
            found[host_of(source.address)].append(source.last_error)
    return {host: errors[-1] for host, errors in found.items()}


def _row(
    site: Site, state: HostState | None, error: str | None, counts: Sequence[int | None], days: Sequence[str]
) -> tuple[Html, ...]:
    changed = [tag("span", text(drift_text(fact, habit)), class_="warn") for fact, habit in drifts(site).items()]
    return (
        link(site.host, "sites", site.host),
        text(f"{site.pages:,}"),
        sparkline(Days(name="Articles", days=days, numbers=counts, drifted=drifted_on(site))),
        *(_fact(site, fact) for fact in NAMES),
        joined(changed, " "),
        text(_crawl_words(state)) if state else NOTHING,
        _error(state, error),
    )


def _crawl_words(state: HostState) -> str:
    """Returns the number of waiting pages of a host, its interval, and its requests of a day."""
    used = [requests_text(state)] if state.day else []
    return ", ".join([f"{state.backlog:,} wait", f"one each {state.interval:g} s", *used])


def drifted_on(site: Site) -> str | None:
    """Returns the first day of the earliest drift."""
    return min(((habit.since or "")[:10] for habit in drifts(site).values()), default=None)


def _fact(site: Site, fact: Fact) -> Html:
    habit = site.habits.get(fact)
    if habit is None:
        return text("–")
    told = text(fact_text(fact, lately(habit)))
    number = tag("b", told, class_="warn") if habit.since else tag("span", told)
    return joined([number, fact_gauge(site, fact, habit)], " ")


def fact_gauge(site: Site, fact: Fact, habit: Habit) -> Html:
    now = present(site, fact)
    told = f"{NAMES[fact]}: by habit {fact_text(fact, habit.mean)}"
    at_present = "" if now is None else f", now {fact_text(fact, now)}"
    since = f" since {habit.since[:10]}" if habit.since else ""
    return gauge(
        Gauge(
            label=f"{told}{at_present}{since}", usual=_placed(fact, habit.mean), spread=_spread(fact, habit),
            now=None if now is None else _placed(fact, now), is_drifting=bool(habit.since),
        )
    )  # fmt: skip


def present(site: Site, fact: Fact) -> float | None:
    """Returns the present value: the mean of a drift, or else the value of the open window if it has enough pages."""
    habit = site.habits.get(fact)
    if habit and habit.since:
        return habit.lately
    return window_values(site.window).get(fact) if len(site.window) >= _LEAST_PAGES else None


def _placed(fact: Fact, value: float) -> float:
    return (value - _SHORTEST) / (_LONGEST - _SHORTEST) if fact is Fact.LENGTH else value


def _spread(fact: Fact, habit: Habit) -> float:
    deviation = sqrt(habit.variance)
    return deviation / (_LONGEST - _SHORTEST) if fact is Fact.LENGTH else deviation


def _error(state: HostState | None, error: str | None) -> Html:
    parts = []
    if state and (failing := failing_text(state)):
        parts.append(tag("span", text(failing), class_="warn"))
    if error:
        parts.append(isolated(error, most=200))
    return joined(parts, " · ")
