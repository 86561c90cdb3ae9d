"""Shows the articles that were stored last, with a chart of the last day and filters. It scans no table."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import chain, islice, takewhile
from urllib.parse import urlsplit

from copydesk.cli.console import counted
from copydesk.cli.inspector.markup import NOTHING, Html, isolated, joined, tag, text
from copydesk.cli.web_console.layout import chart, choice, field, flags, link, moment, note, page, shown, table
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.errors import RejectReason
from copydesk.stack.problems import Problem
from copydesk.storage.articles.items import Head, head
from copydesk.storage.articles.listing import Listing, items_of, of_changes, of_site
from copydesk.storage.articles.models import ArticlesItem
from copydesk.storage.articles.speakers import part_of_rejects
from copydesk.web.timestamps import instant

#: The most articles on a page, the most that a filter reads for it, and the days that it looks back.
_SHOWN, _LOOKED_AT, _DAYS = 40, 1_000, 4
#: The most articles per key of a day's index, and the most rejects per reason, that the chart reads.
_CHARTED, _REJECTS = 300, 1_000
_HOURS = 24
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: A day, or the sort key of an entry in the indexes by site and by change.
_PLACE = re.compile(rf"{_DAY.pattern}((T[\d:.]+Z?)?#[0-9a-f]{{32}})?", re.ASCII)
#: The flags that extraction sets (docs/accuracy.md).
FLAGS = (
    "paywalled",
    "truncated",
    "words_lost",
    "parted",
    "much_repeated",
    "headline_conflict",
    "author_is_site",
    "no_lead_image",
    "from_script",
    "guessed_encoding",
    "identity_conflict",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A search in the list of articles. `after` is the place in the list after which the page begins."""

    site: str = ""
    day: str = ""
    flag: str = ""
    words: str = ""
    after: str = ""

    @property
    def is_narrow(self) -> bool:
        return bool(self.flag or self.words)

    def takes(self, found: Head) -> bool:
        article = found.stored.article
        headline = (article.headline or "").casefold()
        has_words = all(word in headline for word in self.words.casefold().split())
        return has_words and (not self.flag or self.flag in article.quality.flags)

    def plain(self) -> dict[str, str]:
        return {"site": self.site, "day": self.day, "flag": self.flag, "words": self.words, "after": self.after}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """Articles with their places in the list. `next` is the place where the list continues, or None at its end."""

    heads: tuple[tuple[str, Head], ...]
    next: str | None
    looked_at: int


def arrivals_page(asked: Asked, now: datetime) -> Answer:
    wanted = _wanted(asked)
    found = arrivals(wanted, now.date())
    is_first = not any(wanted.plain().values())
    return page(
        asked,
        "Arrivals",
        _chart(instant(now)[:16]) if is_first else NOTHING,
        _filters(wanted),
        _list(wanted, found),
        _more(wanted, found, now.date()),
    )


def _wanted(asked: Asked) -> Wanted:
    names = ("site", "day", "flag", "words", "after")
    wanted = Wanted(**{name: asked.query.get(name, "").strip() for name in names})
    if wanted.day and not _is_day(wanted.day):
        raise Problem("A day is written as in 2026-01-31.", "Go back, and choose another.")
    if wanted.after and not (_is_day(wanted.after[:10]) and _PLACE.fullmatch(wanted.after)):
        raise Problem("That is no place in the list.", "Begin again at Arrivals.")
    return replace(wanted, site=wanted.site.lower())


def _is_day(said: str) -> bool:
    try:
        return bool(_DAY.fullmatch(said) and date.fromisoformat(said))
    except ValueError:
        return False


def arrivals(wanted: Wanted, today: date) -> Arrivals:
    """Returns the next articles that pass a filter: at most `_SHOWN`, among at most `_LOOKED_AT`."""
    found: list[tuple[str, Head]] = []
    looked_at, last = 0, None
    for place, each in islice(_listed(wanted, today), _LOOKED_AT + 1):
        if len(found) == _SHOWN or looked_at == _LOOKED_AT:
            return Arrivals(heads=tuple(found), next=last, looked_at=looked_at)
        looked_at, last = looked_at + 1, place
        if wanted.takes(each):
            found.append((place, each))
    return Arrivals(heads=tuple(found), next=None, looked_at=looked_at)


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
    while found := list(chain(*_latest(listing, _SHOWN + 1, before))):
        entries = sorted(found, key=listing.place, reverse=True)[: _SHOWN + 1]
        yield from ((listing.place(entry), head(item)) for entry, item in items_of(entries))
        before = listing.place(entries[-1])


def _latest(listing: Listing, each: int, before: str | None = None) -> list[list[ArticlesItem]]:
    """Returns the latest entries of each key of a list. It queries all keys at once, because each answer is slow."""
    alone = [replace(listing, pks=[pk]) for pk in listing.pks]
    with ThreadPoolExecutor(len(alone)) as pool:
        return list(pool.map(lambda one: list(one.latest(each, before=before)), alone))


def _filters(wanted: Wanted) -> Html:
    fields = [
        field("words", "Words of the headline", wanted.words),
        field("site", "Site", wanted.site),
        field("day", "Day", wanted.day, kind="date"),
        choice("flag", "Flag", wanted.flag, FLAGS),
    ]
    clear = [tag("a", text("Show all"), href="/")] if any(wanted.plain().values()) else []
    return tag(
        "form", *fields, tag("p", tag("button", text("Filter")), *clear), class_="filters", role="search", method="get",
        action="/", aria_label="Filter the arrivals",
    )  # fmt: skip


def _list(wanted: Wanted, found: Arrivals) -> Html:
    if not found.heads:
        return note("No article is found there.")
    order = (
        "by their published dates, the newest first: the index of a site has no other order"
        if wanted.site
        else "the last stored or changed first"
    )
    when = "listed under" if wanted.site else "stored"
    columns = ("headline", when, "site", "published", "words", "flags", "picture")
    rows = (_row(place, each) for place, each in found.heads)
    return table(f"{counted(len(found.heads), 'article')}, {order}", columns, rows)


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


def _more(wanted: Wanted, found: Arrivals, today: date) -> Html:
    pictures = note("Pictures are named, not shown: showing one would ask its site for it.") if found.heads else NOTHING
    if found.next:
        told = f"{found.looked_at:,} articles were looked at. " if wanted.is_narrow else ""
        onward = tag("p", text(told), _to(wanted, found.next, "Earlier ones"), class_="more")
        return joined([pictures, onward])
    if wanted.site or wanted.day:
        return pictures
    last = date.fromisoformat((wanted.after or str(today))[:10])
    before = str(last - timedelta(days=_DAYS))
    told = f"These are all since {last - timedelta(days=_DAYS - 1)}. "
    return joined([pictures, tag("p", text(told), _to(wanted, before, "Look further back"), class_="more")])


def _to(wanted: Wanted, after: str, words: str) -> Html:
    return link(words, query=replace(wanted, after=after).plain())


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
        notes.append(note(f"Only {_REJECTS:,} rejects are counted of each of these: {', '.join(are_more)}."))
    return joined([drawn, *notes])


def _stored_by_hour(hours: Sequence[str]) -> tuple[Counter[str], str]:
    """Returns how many articles were last stored or changed in each hour, from the index alone.

    It reads a limited number of entries per key. If a key has more, counting begins at the last one read. The second
    value is that time, or empty if all hours are counted.
    """
    listings = [of_changes(day) for day in sorted({hour[:10] for hour in hours})]
    parts = [[each.place(entry) for entry in part] for each in listings for part in _latest(each, _CHARTED)]
    since = max((part[-1] for part in parts if len(part) == _CHARTED), default="")
    first = max(since, hours[0])
    return Counter(place[:13] for place in chain(*parts) if place >= first), since if since > hours[0] else ""


def _refused_by_hour() -> tuple[Counter[str], list[str]]:
    """Returns how many rejects were first seen in each hour, and the reasons with more rejects than are read."""
    reasons = list(RejectReason)
    with ThreadPoolExecutor(len(reasons)) as pool:
        parts = list(pool.map(lambda reason: part_of_rejects(reason, limit=_REJECTS), reasons))
    counts = Counter(record.first_seen[:13] for part in parts for record in part.items)
    return counts, [str(reason) for reason, part in zip(reasons, parts, strict=True) if part.next]
