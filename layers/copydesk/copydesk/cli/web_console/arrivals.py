"""Shows the articles that were stored last, with a chart of the last day and filters. It scans no table."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain, takewhile
from urllib.parse import urlsplit

from copydesk.cli.console import counted
from copydesk.cli.inspector.markup import NOTHING, Html, isolated, joined, tag, text
from copydesk.cli.web_console.filters import Found, Wanted, filters, looked_at, onward, taken, wanted_of
from copydesk.cli.web_console.hours import last_day_of_all, last_day_of_site
from copydesk.cli.web_console.layout import flags, link, moment, note, page, table
from copydesk.cli.web_console.lists import latest_of_each
from copydesk.cli.web_console.quotes import quotes
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.storage.articles.items import Head, head
from copydesk.storage.articles.listing import Listing, items_of, of_changes, of_site

#: The entries that one query reads, and the days of one page.
_READ, _DAYS = 41, 4


def arrivals_page(asked: Asked, now: datetime) -> Answer:
    wanted = wanted_of(asked)
    if wanted.speaker:
        return page(asked, "Arrivals", filters(wanted), quotes(wanted))
    found = taken(_listed(wanted, now.date()), wanted.takes)
    return page(
        asked,
        "Arrivals",
        _chart(wanted, now),
        filters(wanted),
        _list(wanted, found),
        _more(wanted, found, now.date()),
    )


def _listed(wanted: Wanted, today: date) -> Iterator[tuple[str, Head]]:
    if wanted.site:
        before = wanted.after or (f"{wanted.day}~" if wanted.day else None)
        yield from takewhile(lambda each: each[0].startswith(wanted.day), _walked(of_site(wanted.site), before))
        return
    last = date.fromisoformat((wanted.after or wanted.day or str(today))[:10])
    for back in range(1 if wanted.day else _DAYS):
        day = str(last - timedelta(days=back))
        yield from _walked(of_changes(day), wanted.after if wanted.after.startswith(f"{day}T") else None)


def _walked(listing: Listing, before: str | None) -> Iterator[tuple[str, Head]]:
    """Yields all articles of a list with their places, a part at a time. A deleted article yields nothing."""
    while places := sorted(chain(*latest_of_each(listing, _READ, before=before)), reverse=True)[:_READ]:
        yield from ((place, head(item)) for place, item in items_of(places))
        if len(places) < _READ:
            return
        before = places[-1]


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


def _chart(wanted: Wanted, now: datetime) -> Html:
    """Returns the chart of all arrivals or of those of a site. Other filters have none: it would count other pages."""
    if any(value for name, value in wanted.plain().items() if name != "site"):
        return NOTHING
    return last_day_of_site(wanted.site, now) if wanted.site else last_day_of_all(now)
