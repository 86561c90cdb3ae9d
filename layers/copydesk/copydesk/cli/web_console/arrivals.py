"""Shows the articles that were stored last, with a chart of the last day and filters. It scans no table."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from itertools import takewhile
from urllib.parse import urlsplit

from copydesk.cli.console import counted
from copydesk.cli.inspector.markup import NOTHING, Html, isolated, joined, tag, text
from copydesk.cli.web_console.filters import (
    LOOKED_AT,
    SHOWN,
    Found,
    Wanted,
    filters,
    looked_at,
    onward,
    taken,
    wanted_of,
)
from copydesk.cli.web_console.layout import chart, flags, link, moment, note, page, shown, table
from copydesk.cli.web_console.lists import latest_of_all
from copydesk.cli.web_console.quotes import quotes
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.storage.articles.items import Head, flags_of, head
from copydesk.storage.articles.listing import Listing, items_of, of_changes, of_site
from copydesk.storage.articles.models import HeadItem
from copydesk.storage.operations.hours import RETENTION_DAYS, Counted, hour_of, latest_hours

#: The days of one page, and the hours of the chart.
_DAYS, _HOURS = 4, 24


def arrivals_page(asked: Asked, now: datetime) -> Answer:
    wanted = wanted_of(asked)
    if wanted.speaker:
        return page(asked, "Arrivals", filters(wanted), quotes(wanted))
    is_first = not any(wanted.plain().values())
    found = taken(_listed(wanted, now.date()), partial(_takes, wanted))
    return page(
        asked,
        "Arrivals",
        _chart(now) if is_first else NOTHING,
        filters(wanted),
        _list(wanted, found),
        _more(wanted, found, now.date()),
    )


def _listed(wanted: Wanted, today: date) -> Iterator[tuple[str, HeadItem]]:
    each = LOOKED_AT if wanted.is_narrow else SHOWN
    if wanted.site:
        before = wanted.after or (f"{wanted.day}~" if wanted.day else None)
        yield from takewhile(lambda found: found[0].startswith(wanted.day), _walked(of_site(wanted.site), each, before))
        return
    last = date.fromisoformat((wanted.after or wanted.day or str(today))[:10])
    for back in range(1 if wanted.day else _DAYS):
        day = str(last - timedelta(days=back))
        yield from _walked(of_changes(day), each, wanted.after if wanted.after.startswith(f"{day}T") else None)


def _walked(listing: Listing, each: int, before: str | None) -> Iterator[tuple[str, HeadItem]]:
    """Yields all articles of a list with their places. A deleted article yields nothing.

    A part has one place more than the `each` of a page, because the page says whether the list continues.
    """
    while places := latest_of_all(listing, each + 1, before=before):
        yield from items_of(places)
        if len(places) <= each:
            return
        before = places[-1]


def _takes(wanted: Wanted, item: HeadItem) -> bool:
    """Returns whether an article passes the filters. Its body is read only for a flag, because that takes longer."""
    return wanted.has_words(item.headline) and (not wanted.flag or wanted.has_flag(flags_of(item)))


def _list(wanted: Wanted, found: Found[HeadItem]) -> Html:
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
    rows = (_row(place, head(item)) for place, item in found.items)
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


def _more(wanted: Wanted, found: Found[HeadItem], today: date) -> Html:
    pictures = note("Pictures are named, not shown: showing one would ask its site for it.") if found.items else NOTHING
    if found.next:
        return joined([pictures, onward(wanted, found.next, "Earlier ones", looked_at(found, wanted, "article"))])
    if wanted.site or wanted.day:
        return pictures
    last = date.fromisoformat((wanted.after or str(today))[:10])
    before = str(last - timedelta(days=_DAYS))
    told = f"These are all since {last - timedelta(days=_DAYS - 1)}. "
    return joined([pictures, onward(wanted, before, "Look further back", told)])


def _chart(now: datetime) -> Html:
    """Returns a chart of the last day by hours. An hour before the first count has no numbers."""
    hours = [hour_of(now - timedelta(hours=back)) for back in reversed(range(_HOURS))]
    # Ingest may be in the next hour already, if its clock is ahead of this one.
    counts = latest_hours(_HOURS + 1)
    if not counts:
        return note(f"No page was counted in the last {RETENTION_DAYS} days. Earlier releases counted none.")
    since = min(counts)
    rows = ((hour, counts.get(hour, Counter[Counted]()) if hour >= since else None) for hour in hours)
    drawn = chart(
        "The last 24 hours",
        [str(end) for end in Counted],
        [(f"{hour}:00", [found[end] for end in Counted] if found is not None else None) for hour, found in rows],
    )
    begin = f"The counts begin in the hour of {shown(f'{since}:00')}. Pages that came before it are not counted."
    return joined([drawn, note(begin)]) if since > hours[0] else drawn
