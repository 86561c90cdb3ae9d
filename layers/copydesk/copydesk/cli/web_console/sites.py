"""Shows sites: the habits of their pages and the present, their last 30 days, and the crawl of their hosts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import lru_cache, partial
from itertools import chain
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
from copydesk.cli.web_console.layout import link, note, page, table
from copydesk.cli.web_console.lists import latest_of_each
from copydesk.cli.web_console.pictures import Days, Gauge, gauge, key, sparkline
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.crawling.politeness import HostState
from copydesk.crawling.records import WatchedSource
from copydesk.pipeline.drift import WINDOW, Fact, Habit, window_values
from copydesk.stack.problems import Problem
from copydesk.storage.articles.listing import of_site
from copydesk.storage.operations.hosts import load_states
from copydesk.storage.operations.sites import Site, list_sites
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant
from copydesk.web.urls import host_of

#: The sites of a page, the days that are counted, and the most articles per key of a site that are counted.
_SHOWN, DAYS, _COUNTED = 50, 30, 500
#: The fewest pages of the open window from which the present is known.
_LEAST_PAGES = 10
_AT_ONCE = 8
#: The lengths at the ends of a gauge, as base-2 logarithms: 32 and 4,096 words.
_SHORTEST, _LONGEST = 5.0, 12.0


def sites_page(asked: Asked, now: datetime) -> Answer:
    known = changed_first(list_sites())
    if not known:
        return page(asked, "Sites", note("No page was ingested yet whose address is known."))
    start = _start(asked.query.get("from", "0"), len(known))
    found = known[start : start + _SHOWN]
    errors = _errors(SourceStore().list())
    crawled = load_states({*(site.host for site in found), *errors})
    days = days_until(now)
    counts = _counts_of(tuple(site.host for site in found), instant(now)[:16])
    rows = (_row(site, crawled.get(site.host), errors.get(site.host), counts[site.host], days) for site in found)
    columns = ("site", "pages", f"articles, {DAYS} days", *NAMES.values(), "changed", "crawl", "last error")
    part = "" if len(found) == len(known) else f", {start + 1:,} to {start + len(found):,}"
    listed = table(f"{counted(len(known), 'site')}{part}, those that changed first", columns, rows)
    onward = [tag("p", link("Further sites", "sites", query={"from": str(start + _SHOWN)}), class_="more")]
    return page(
        asked, "Sites", legend(), tag("div", listed, class_="sites"), *(onward if start + _SHOWN < len(known) else [])
    )


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


def days_until(now: datetime) -> list[str]:
    return [str(now.date() - timedelta(days=back)) for back in reversed(range(DAYS))]


@lru_cache(maxsize=8)
def _counts_of(hosts: tuple[str, ...], minute: str) -> Mapping[str, Sequence[int | None]]:
    """Returns the articles of each day of some sites. It counts them at most once a minute."""
    days = days_until(datetime.fromisoformat(minute))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip(hosts, pool.map(partial(_counts, days), hosts), strict=True))


def _counts(days: Sequence[str], host: str) -> list[int | None]:
    """Returns the articles of each day from the index of the site, or None for a day that is not read whole."""
    parts = latest_of_each(of_site(host), _COUNTED, since=days[0])
    return counted_days(days, chain(*parts), cut_at=cut_of(parts, _COUNTED))


def cut_of(parts: Iterable[Sequence[str]], most: int) -> str:
    """Returns the latest day that is not read whole, or an empty text if all parts of the list are."""
    return max((part[-1][:10] for part in parts if len(part) == most), default="")


def counted_days(days: Sequence[str], places: Iterable[str], *, cut_at: str = "") -> list[int | None]:
    """Returns the number of places of each day, or None for the days up to `cut_at`.

    >>> counted_days(["2026-03-01", "2026-03-02"], ["2026-03-02#0f", "2026-03-02T12:00:00#1f"])
    [0, 2]
    >>> counted_days(["2026-03-01", "2026-03-02"], ["2026-03-02#0f"], cut_at="2026-03-01")
    [None, 1]
    """
    counts = Counter(place[:10] for place in places)
    return [None if day <= cut_at else counts[day] for day in days]


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
