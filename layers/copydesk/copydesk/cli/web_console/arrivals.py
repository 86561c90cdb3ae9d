"""Shows the articles that were stored last, with a chart of the last day and filters. It scans no table."""

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
from copydesk.cli.web_console.hours import last_day_of_all, last_day_of_site
from copydesk.cli.web_console.layout import flags, link, moment, note, page, table
from copydesk.cli.web_console.lists import latest_of_all
from copydesk.cli.web_console.quotes import quotes
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.storage.articles.items import Head, flags_of, head
from copydesk.storage.articles.listing import Listing, items_of, of_changes, of_site
from copydesk.storage.articles.models import HeadItem

#: The days of one page.
_DAYS = 4


def arrivals_page(asked: Asked, now: datetime) -> Answer:
    wanted = wanted_of(asked)
    if wanted.speaker:
        return page(asked, "Arrivals", filters(wanted), quotes(wanted))
    found = taken(_listed(wanted, now.date()), partial(_takes, wanted))
    return page(
        asked,
        "Arrivals",
        _chart(wanted, now),
        _to_site(wanted) if found.items else NOTHING,
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


def _to_site(wanted: Wanted) -> Html:
    """Returns a link to the page of the wanted site, which has its habits and its last days."""
    return tag("p", link(f"The habits of {wanted.site}", "sites", wanted.site)) if wanted.site else NOTHING


def _chart(wanted: Wanted, now: datetime) -> Html:
    """Returns the chart of all arrivals or of those of a site. Other filters have none: it would count other pages."""
    if any(value for name, value in wanted.plain().items() if name != "site"):
        return NOTHING
    return last_day_of_site(wanted.site, now) if wanted.site else last_day_of_all(now)
