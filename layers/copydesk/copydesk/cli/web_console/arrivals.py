"""Shows the articles that were stored last, with a chart of the last day and filters. It scans no table."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import batched, chain, takewhile
from urllib.parse import urlsplit

from copydesk.cli.console import counted
from copydesk.cli.inspector.markup import NOTHING, Html, isolated, joined, tag, text
from copydesk.cli.web_console.filters import Found, Wanted, filters, looked_at, onward, taken, wanted_of
from copydesk.cli.web_console.layout import chart, flags, link, moment, note, page, shown, table
from copydesk.cli.web_console.lists import MOST_REJECTS, latest_of_each, of_each_reason
from copydesk.cli.web_console.quotes import quotes
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.storage.articles.items import Head, head
from copydesk.storage.articles.listing import Listing, items_of, of_changes, of_site
from copydesk.storage.operations.rejects import first_sights

#: The entries that one query reads, and the days of one page.
_READ, _DAYS = 41, 4
#: The most articles per key of a day's index that the chart reads.
_CHARTED = 300
_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """The places of the articles that were stored or changed from `since` on, the latest first.

    `hours` are those of the last day. `since` is the first of them, or a later place if there are too many articles.
    """

    hours: Sequence[str]
    places: Sequence[str]
    since: str


def arrivals_page(asked: Asked, now: datetime) -> Answer:
    wanted = wanted_of(asked)
    if wanted.speaker:
        return page(asked, "Arrivals", filters(wanted), quotes(wanted))
    is_first = not any(wanted.plain().values())
    recent = _recent_of(now) if is_first else None
    found = taken(_listed(wanted, now.date(), recent), wanted.takes)
    return page(
        asked,
        "Arrivals",
        _chart(recent) if recent else NOTHING,
        filters(wanted),
        _list(wanted, found),
        _more(wanted, found, now.date()),
    )


def _listed(wanted: Wanted, today: date, recent: Recent | None) -> Iterator[tuple[str, Head]]:
    if wanted.site:
        before = wanted.after or (f"{wanted.day}~" if wanted.day else None)
        yield from takewhile(lambda each: each[0].startswith(wanted.day), _walked(of_site(wanted.site), before))
        return
    if recent:
        yield from _heads_at(recent.places)
    after = recent.since if recent else wanted.after
    last = date.fromisoformat((wanted.after or wanted.day or str(today))[:10])
    for back in range(1 if wanted.day else _DAYS):
        day = str(last - timedelta(days=back))
        if not after or day <= after[:10]:
            yield from _walked(of_changes(day), after if after.startswith(f"{day}T") else None)


def _walked(listing: Listing, before: str | None) -> Iterator[tuple[str, Head]]:
    """Yields all articles of a list. It reads a part at a time."""
    while places := sorted(chain(*latest_of_each(listing, _READ, before=before)), reverse=True)[:_READ]:
        yield from _heads_at(places)
        if len(places) < _READ:
            return
        before = places[-1]


def _heads_at(places: Iterable[str]) -> Iterator[tuple[str, Head]]:
    """Yields places with their articles, and reads a page at a time. The place of a deleted article yields nothing."""
    for part in batched(places, _READ, strict=False):
        yield from ((place, head(item)) for place, item in items_of(part))


def _list(wanted: Wanted, found: Found[Head]) -> Html:
    if not found.items:
        is_filtered = any(wanted.plain().values())
        return note("No article is found there." if is_filtered else f"No article was stored in the last {_DAYS} days.")
    order = (
        "by their published dates, the newest first: the index of a site has no other order"
        if wanted.site
        else "the last stored or changed first"
    )
    when = "listed under" if wanted.site else "stored"
    columns = ("headline", when, "site", "published", "words", "flags", "picture")
    rows = (_row(place, each) for place, each in found.items)
    return table(f"{counted(len(found.items), 'article')}, {order}", columns, rows)


def _row(place: str, found: Head) -> tuple[Html, ...]:
    stored, article = found.stored, found.stored.article
    marks = [*(["copy"] if stored.duplicate_of else []), *(["withdrawn"] if stored.withdrawn_at else [])]
    return (
        link(article.headline or "(no headline)", "article", stored.article_id),
        moment(place.partition("#")[0]),
        link(article.host, query={"site": article.host}) if article.host else NOTHING,
        moment((article.date_published or "–")[:10]),
        text(f"{article.word_count:,}"),
        flags([*marks, *article.quality.flags]),
        _picture(article.main_image),
    )


def _picture(url: str | None) -> Html:
    """Returns a picture's file name. To show the picture, the browser would make a request to another machine."""
    if not url:
        return NOTHING
    try:
        name = urlsplit(url).path.rpartition("/")[2] or url
    except ValueError:
        name = url
    return tag("span", isolated(name, most=40), class_="picture", title=url[:500])


def _more(wanted: Wanted, found: Found[Head], today: date) -> Html:
    pictures = note("Pictures are named, not shown: showing one would ask its site for it.") if found.items else NOTHING
    if found.next:
        return joined([pictures, onward(wanted, found.next, "Earlier ones", looked_at(found, wanted, "article"))])
    if wanted.site or wanted.day:
        return pictures
    last = date.fromisoformat((wanted.after or str(today))[:10])
    before = str(last - timedelta(days=_DAYS))
    told = f"These are all since {last - timedelta(days=_DAYS - 1)}. "
    return joined([pictures, onward(wanted, before, "Look further back", told)])


def _chart(recent: Recent) -> Html:
    """Returns a chart of the last day by hours."""
    stored = Counter(place[:13] for place in recent.places)
    refused, are_more = _refused_by_hour()
    drawn = chart(
        "The last 24 hours",
        ("stored", "refused"),
        [(f"{hour}:00", stored[hour], refused[hour]) for hour in recent.hours],
    )
    notes = []
    if recent.since > recent.hours[0]:
        notes.append(note(f"So many were stored that they are counted only since {shown(recent.since)}."))
    if are_more:
        notes.append(note(f"Only {MOST_REJECTS:,} rejects are counted of each of these: {', '.join(are_more)}."))
    return joined([drawn, *notes])


def _recent_of(now: datetime) -> Recent:
    """Reads the last day from the index alone: a limited number of places per key.

    If a key has more, `since` is the last place read of it. An earlier day is not read then.
    """
    hours = [f"{now - timedelta(hours=back):%Y-%m-%dT%H}" for back in reversed(range(_HOURS))]
    places, since = list[str](), hours[0]
    for day in sorted({hour[:10] for hour in hours}, reverse=True):
        parts = latest_of_each(of_changes(day), _CHARTED, since=since)
        places += chain(*parts)
        since = max([since, *(part[-1] for part in parts if len(part) == _CHARTED)])
        if since > hours[0]:
            break
    return Recent(hours=hours, places=sorted((each for each in places if each >= since), reverse=True), since=since)


def _refused_by_hour() -> tuple[Counter[str], list[str]]:
    """Returns how many rejects were first seen in each hour, and the reasons with more rejects than are read."""
    found = of_each_reason(partial(first_sights, most=MOST_REJECTS))
    counts = Counter(time[:13] for times, _ in found.values() for time in times)
    return counts, [str(reason) for reason, (_, are_more) in found.items() if are_more]
