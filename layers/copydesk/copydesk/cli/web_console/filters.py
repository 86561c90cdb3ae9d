"""Reads the search of the arrivals from the query, shows its form, and filters lists by it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from copydesk.cli.console import counted
from copydesk.cli.inspector.markup import Html, tag, text
from copydesk.cli.web_console.layout import choice, field, link
from copydesk.cli.web_console.server import Asked
from copydesk.stack.problems import Problem
from copydesk.web.domains import LONGEST_HOST
from copydesk.web.urls import site_of

#: The most items of a page, and the most items that a filter searches for it.
SHOWN, LOOKED_AT = 40, 1_000
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: A day, or the sort key of an entry in the indexes by site and by change.
_PLACE = re.compile(rf"{_DAY.pattern}((T[\d:.]+Z?)?#[0-9a-f]{{32}})?", re.ASCII)
#: The place of a quote: the place of its article in the list of its speaker, and its id, or "~" after all quotes.
_PLACE_OF_QUOTE = re.compile(rf"{_DAY.pattern}(T[\d:]{{8}})?#[0-9a-f]{{32}}#[^#]+", re.ASCII)
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
    """A search in the list of articles, or with a `speaker` in the list of this person's quotes.

    `after` is the place in the list after which the page begins.
    """

    speaker: str = ""
    site: str = ""
    day: str = ""
    flag: str = ""
    words: str = ""
    after: str = ""

    @property
    def is_narrow(self) -> bool:
        """True if the search leaves out items of the list."""
        return bool(self.flag or self.words or (self.speaker and self.site))

    def has_words(self, headline: str | None) -> bool:
        folded = (headline or "").casefold()
        return all(word in folded for word in self.words.casefold().split())

    def has_flag(self, flags: Sequence[str]) -> bool:
        return not self.flag or self.flag in flags

    def plain(self) -> dict[str, str]:
        return {
            "words": self.words, "speaker": self.speaker, "site": self.site, "day": self.day, "flag": self.flag,
            "after": self.after,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Found[Item]:
    """Items that pass a filter, with their places. `next` is the place where the list continues, or None at its end."""

    items: tuple[tuple[str, Item], ...]
    next: str | None
    looked_at: int


def taken[Item](listed: Iterable[tuple[str, Item]], takes: Callable[[Item], bool]) -> Found[Item]:
    """Returns the next items that pass a filter: at most `SHOWN`, among at most `LOOKED_AT`."""
    found: list[tuple[str, Item]] = []
    looked_at, last = 0, None
    for place, each in islice(listed, LOOKED_AT + 1):
        if len(found) == SHOWN or looked_at == LOOKED_AT:
            return Found(items=tuple(found), next=last, looked_at=looked_at)
        looked_at, last = looked_at + 1, place
        if takes(each):
            found.append((place, each))
    return Found(items=tuple(found), next=None, looked_at=looked_at)


def wanted_of(asked: Asked) -> Wanted:
    """Returns the search of a query. Raises Problem if its day or its place is invalid."""
    names = ("speaker", "site", "day", "flag", "words", "after")
    wanted = Wanted(**{name: asked.query.get(name, "").strip() for name in names})
    if wanted.day and not _is_day(wanted.day):
        raise Problem("A day is written as in 2026-01-31.", "Go back, and choose another.")
    wanted = replace(wanted, site=_host(wanted.site))
    if len(wanted.site) > LONGEST_HOST:
        raise Problem("No site has so long a name.", "Go back, and write its host.")
    if wanted.after and not _is_place(wanted):
        raise Problem("That is no place in the list.", "Begin again at Arrivals.")
    return wanted


def _host(said: str) -> str:
    """Returns the host of a site that is written as a host, as browsers show it, or as the address of a page."""
    return site_of(said) or site_of(f"https://{said}") or said.lower()


def _is_place(wanted: Wanted) -> bool:
    form = _PLACE_OF_QUOTE if wanted.speaker else _PLACE
    return bool(_is_day(wanted.after[:10]) and form.fullmatch(wanted.after))


def _is_day(said: str) -> bool:
    try:
        return bool(_DAY.fullmatch(said) and date.fromisoformat(said))
    except ValueError:
        return False


def filters(wanted: Wanted) -> Html:
    fields = [
        field("words", "Words of the headline", wanted.words),
        field("speaker", "Quotes of (a whole name)", wanted.speaker),
        field("site", "Site", wanted.site),
        field("day", "Day", wanted.day, kind="date"),
        choice("flag", "Flag", wanted.flag, FLAGS),
    ]
    clear = [tag("a", text("Show all"), href="/")] if any(wanted.plain().values()) else []
    return tag(
        "form", *fields, tag("p", tag("button", text("Filter")), *clear), class_="filters", role="search", method="get",
        action="/", aria_label="Filter the arrivals",
    )  # fmt: skip


def onward(wanted: Wanted, after: str, words: str, told: str = "") -> Html:
    """Returns the link to the next part of a list, after a text about this part."""
    return tag("p", text(told), link(words, query=replace(wanted, after=after).plain()), class_="more")


def looked_at(found: Found[object], wanted: Wanted, what: str) -> str:
    """Returns a sentence with the number of searched items, or nothing if the search leaves out none."""
    return f"Searched: {counted(found.looked_at, what)}. " if wanted.is_narrow else ""
