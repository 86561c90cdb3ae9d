"""Shows one site: its last 24 hours, its habits and the present, and each of its last 30 days."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from statistics import median

from copydesk.cli.inspector.markup import NOTHING, Html, joined, tag, text
from copydesk.cli.layouts.sites import NAMES, fact_text
from copydesk.cli.web_console.day_counts import DAYS, counted_days, cut_of, days_until
from copydesk.cli.web_console.hours import AHEAD, HOURS, last_day, shown_hour
from copydesk.cli.web_console.layout import link, note, page, table
from copydesk.cli.web_console.lists import latest_of_each
from copydesk.cli.web_console.pictures import Days, sparkline
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.cli.web_console.sites import fact_gauge, legend, present
from copydesk.model import Article
from copydesk.pipeline.drift import Fact, Habit, shown
from copydesk.stack.problems import Problem
from copydesk.storage.articles.items import head
from copydesk.storage.articles.listing import items_of, of_site
from copydesk.storage.operations.hours import Counted, first_hour, latest_hours_of
from copydesk.storage.operations.sites import Site, load_site

#: The most articles per key that are counted, and the most articles whose facts are read: 3 MB at 8 KB each.
_COUNTED, _READ = 2_000, 400

type Numbers = Sequence[float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The last days of a site. `articles` has all articles of each day after `read_since`, the last unread day."""

    days: Sequence[str]
    counts: Sequence[int | None]
    articles: Mapping[str, Sequence[Article]]
    read_since: str

    def each(self, told: Callable[[Sequence[Article]], float]) -> Numbers:
        """Returns a number for each day with articles that were read, or None."""
        return [told(self.articles[day]) if self.articles.get(day) else None for day in self.days]


def site_page(asked: Asked, host: str, now: datetime) -> Answer:
    known, month = load_site(host), month_of(host, days_until(now))
    ends, since = latest_hours_of(host, HOURS * DAYS + AHEAD), first_hour()
    if known is None and not ends and not any(count != 0 for count in month.counts):
        raise Problem(f"Nothing is known of the site {host[:100]!a}.", "Go back to all sites.")
    site = known or Site(host=host, pages=0, seen_at="", habits={})
    figures = _figures(site, month, _refused(ends, month.days, since))
    links = tag("p", link("Its articles", query={"site": host}), text(" · "), link("All sites", "sites"))
    return page(
        asked,
        host,
        links,
        last_day(now, ends, since=since, title="The last 24 hours"),
        _habits(site),
        tag("h2", text(f"{month.days[0]} to {month.days[-1]}")),
        *_notes(month, since),
        tag("div", *(_figure(each) for each in figures), class_="figures"),
        _numbers(month.days, figures),
        at="/sites",
    )


def month_of(host: str, days: Sequence[str]) -> Month:
    parts = latest_of_each(of_site(host), _COUNTED, since=days[0])
    places = sorted(chain(*parts), reverse=True)
    counts = counted_days(days, places, cut_at=cut_of(parts, _COUNTED))
    # The day at which reading stops may have more articles, so it is left out.
    cut = places[_READ][:10] if len(places) > _READ else ""
    articles = defaultdict(list)
    for place, item in items_of(places[:_READ]):
        if (day := place[:10]) > cut:
            articles[day].append(head(item).stored.article)
    return Month(days=days, counts=counts, articles=articles, read_since=cut)


def _refused(ends: Mapping[str, Counter[Counted]], days: Sequence[str], since: str | None) -> Numbers:
    """Returns the pages that ingest refused on each day, or None for a day of which not all hours were counted."""
    refused = Counter[str]()
    for hour, counts in ends.items():
        refused[hour[:10]] += counts[Counted.REFUSED]
    return [refused[day] if since and since <= _first_hour_of(day) else None for day in days]


def _first_hour_of(day: str) -> str:
    return f"{day}T00"


def _figures(site: Site, month: Month, refused: Numbers) -> list[Days]:
    def days(name: str, numbers: Numbers, fact: Fact | None = None, unit: str = "", most: float | None = None) -> Days:
        habit = site.habits.get(fact) if fact else None
        return Days(
            name=name, days=month.days, numbers=numbers, unit=unit, most=most, usual=_usual(fact, habit),
            drifted=habit.since[:10] if habit and habit.since else None,
        )  # fmt: skip

    return [
        days("Articles", month.counts),
        days("Refused pages", refused),
        days("Without a date", month.each(_share(lambda each: not each.date_published)), Fact.UNDATED, "%", 100),
        days("Without an author", month.each(_share(lambda each: not each.authors)), Fact.UNSIGNED, "%", 100),
        days("Without a picture", month.each(_share(lambda each: not each.main_image)), None, "%", 100),
        days("Median words", month.each(lambda of: median(each.word_count for each in of)), Fact.LENGTH),
    ]


def _share(lacks: Callable[[Article], bool]) -> Callable[[Sequence[Article]], float]:
    return lambda of: 100 * sum(map(lacks, of)) / len(of)


def _usual(fact: Fact | None, habit: Habit | None) -> float | None:
    if fact is None or habit is None:
        return None
    return shown(fact, habit.mean) if fact is Fact.LENGTH else 100 * habit.mean


def _habits(site: Site) -> Html:
    known = [fact for fact in NAMES if fact in site.habits]
    if not known:
        return note("Too few of its pages were seen to tell a habit.")
    rows = (_habit(site, fact, site.habits[fact]) for fact in known)
    told = f"Habits of {site.pages:,} pages, and what there is now"
    return joined(
        [legend(), tag("div", table(told, ("fact", "by habit", "now", "both", "changed"), rows), class_="habits")]
    )


def _habit(site: Site, fact: Fact, habit: Habit) -> tuple[Html, ...]:
    now = present(site, fact)
    return (
        text(NAMES[fact]),
        text(fact_text(fact, habit.mean)),
        text("–") if now is None else tag("b" if habit.since else "span", text(fact_text(fact, now)),
                                          class_="warn" if habit.since else None),
        fact_gauge(site, fact, habit),
        tag("span", text(f"since {habit.since[:10]}"), class_="warn") if habit.since else NOTHING,
    )  # fmt: skip


def _notes(month: Month, since: str | None) -> Iterator[Html]:
    yield note(
        "Articles count on the day under which they are listed: that of their publishing, else of their download. "
        "Refused pages count on the day on which ingest refused them, each time that it did. "
        "Pages that were refused before ingest, such as by a robots.txt, are not among them."
    )
    if since and since > _first_hour_of(month.days[0]):
        yield note(f"Refusals are counted since {shown_hour(since)}. A day that was not counted whole has no number.")
    if month.read_since:
        yield note(f"Facts are read of the last {_READ:,} articles, so none are told up to {month.read_since}.")


def _figure(each: Days) -> Html:
    drifted = [tag("span", text(f"otherwise since {each.drifted}"), class_="warn")] if each.drifted else []
    caption = tag("figcaption", tag("b", text(each.name)), *drifted)
    return tag("figure", caption, sparkline(each), tag("p", text(_summary(each)), class_="dim"))


def _summary(each: Days) -> str:
    known = [number for number in each.numbers if number is not None]
    told = [f"last {known[-1]:,.0f}{each.unit}", f"highest {max(known):,.0f}{each.unit}"] if known else ["none known"]
    usual = [] if each.usual is None else [f"by habit {each.usual:,.0f}{each.unit}"]
    return " · ".join([*told, *usual])


def _numbers(days: Sequence[str], figures: Sequence[Days]) -> Html:
    rows = ((text(day), *(_number(each, place) for each in figures)) for place, day in reversed(list(enumerate(days))))
    names = tuple(each.name.lower() for each in figures)
    return tag("details", tag("summary", text("The numbers by day")), table("By day", ("day", *names), rows))


def _number(each: Days, place: int) -> Html:
    number = each.numbers[place]
    return text("–" if number is None else f"{number:,.0f}{each.unit}")
