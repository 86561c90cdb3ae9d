"""Shows the articles that were stored last, with a chart of the last day and filters. It scans no table."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import chain, takewhile
from urllib.parse import urlsplit

from copydesk.cli.console import counted
from copydesk.cli.inspector.markup import NOTHING, Html, isolated, joined, tag, text
from copydesk.cli.web_console.filters import Found, Wanted, filters, looked_at, onward, taken, wanted_of
from copydesk.cli.web_console.layout import chart, flags, link, moment, note, page, shown, table
from copydesk.cli.web_console.lists import MOST_REJECTS, latest_of_each, rejects_by_reason
from copydesk.cli.web_console.quotes import quotes
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.storage.articles.items import Head, head
from copydesk.storage.articles.listing import Listing, items_of, of_changes, of_site
from copydesk.web.timestamps import instant

#: The entries that one query reads, and the days of one page.
_READ, _DAYS = 41, 4
#: The most articles per key of a day's index that the chart reads.
_CHARTED = 300
_HOURS = 24


def arrivals_page(asked: Asked, now: datetime) -> Answer:
    wanted = wanted_of(asked)
    if wanted.speaker:
        return page(asked, "Arrivals", filters(wanted), quotes(wanted))
    found = arrivals(wanted, now.date())
    is_first = not any(wanted.plain().values())
    return page(
        asked,
        "Arrivals",
        _chart(instant(now)[:16]) if is_first else NOTHING,
        filters(wanted),
        _list(wanted, found),
        _more(wanted, found, now.date()),
    )


def arrivals(wanted: Wanted, today: date) -> Found[Head]:
    return taken(_listed(wanted, today), wanted.takes)


def _listed(wanted: Wanted, today: date) -> Iterator[tuple[str, Head]]:
    if wanted.site:
        before = wanted.after or (f"{wanted.day}~" if wanted.day else None)
        yield from takewhile(lambda each: each[0].startswith(wanted.day), _walked(of_site(wanted.site), before))
        return
    last = date.fromisoformat((wanted.after or wanted.day or str(today))[:10])
    for back in range(1 if wanted.day else _DAYS):
        day = str(last - timedelta(days=back))
        before = wanted.after if wanted.after.startswith(f"{day}T") else None
        yield from _walked(of_changes(day), before)


def _walked(listing: Listing, before: str | None) -> Iterator[tuple[str, Head]]:
    """Yields all articles of a list. It reads a part at a time, and an entry of a deleted article yields nothing."""
    while found := list(chain(*latest_of_each(listing, _READ, before=before))):
        entries = sorted(found, key=listing.place, reverse=True)[:_READ]
        yield from ((listing.place(entry), head(item)) for entry, item in items_of(entries))
        before = listing.place(entries[-1])


def _list(wanted: Wanted, found: Found[Head]) -> Html:
    if not found.items:
        return note("No article is found there.")
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
        return joined([pictures, onward(wanted, found.next, "Earlier ones", looked_at(found, wanted, "articles"))])
    if wanted.site or wanted.day:
        return pictures
    last = date.fromisoformat((wanted.after or str(today))[:10])
    before = str(last - timedelta(days=_DAYS))
    told = f"These are all since {last - timedelta(days=_DAYS - 1)}. "
    return joined([pictures, onward(wanted, before, "Look further back", told)])


@lru_cache(maxsize=1)
def _chart(minute: str) -> Html:
    """Returns a chart of the last day by hours, counted at most once a minute."""
    last = datetime.fromisoformat(minute)
    hours = [f"{last - timedelta(hours=back):%Y-%m-%dT%H}" for back in reversed(range(_HOURS))]
    stored, since = _stored_by_hour(hours)
    refused, are_more = _refused_by_hour()
    drawn = chart(
        "The last 24 hours",
        ("stored", "refused"),
        [(f"{hour}:00", stored[hour], refused[hour]) for hour in hours],
    )
    notes = []
    if since:
        notes.append(note(f"So many were stored that they are counted only since {shown(since)}."))
    if are_more:
        notes.append(note(f"Only {MOST_REJECTS:,} rejects are counted of each of these: {', '.join(are_more)}."))
    return joined([drawn, *notes])


def _stored_by_hour(hours: Sequence[str]) -> tuple[Counter[str], str]:
    """Returns how many articles were last stored or changed in each hour, from the index alone.

    It reads a limited number of entries per key. If a key has more, counting begins at the last one read. The second
    value is that time, or empty if all hours are counted.
    """
    listings = [of_changes(day) for day in sorted({hour[:10] for hour in hours})]
    parts = [[each.place(entry) for entry in part] for each in listings for part in latest_of_each(each, _CHARTED)]
    since = max((part[-1] for part in parts if len(part) == _CHARTED), default="")
    first = max(since, hours[0])
    return Counter(place[:13] for place in chain(*parts) if place >= first), since if since > hours[0] else ""


def _refused_by_hour() -> tuple[Counter[str], list[str]]:
    """Returns how many rejects were first seen in each hour, and the reasons with more rejects than are read."""
    parts = rejects_by_reason()
    counts = Counter(record.first_seen[:13] for part in parts.values() for record in part.items)
    return counts, [str(reason) for reason, part in parts.items() if part.next]
