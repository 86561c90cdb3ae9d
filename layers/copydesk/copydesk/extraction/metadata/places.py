"""This module finds the breadcrumb trail to an article, and the place that opens its text."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from copydesk.extraction.metadata.page import Page, strings_of, types_of
from copydesk.extraction.metadata.titles import names_site
from copydesk.extraction.reading.markup import squeeze, text_of
from copydesk.extraction.reading.walk import Element, Run
from copydesk.extraction.text.fold import alike, fold
from copydesk.words import count_words

_TRAIL_NAMES = frozenset({"breadcrumb", "breadcrumbs", "crumb", "crumbs"})
_TRAIL_MARKS = re.compile(r"(?:(?<!\s)\s++)?[>›»→/|]\s*+")
#: Labels of a trail before its names.
_CALLED = re.compile(
    r".*:$|(?:breadcrumbs?|you are here|pfad(?:navigation)?|brotkr[üu]mel\w*|sie (?:sind|befinden sich) hier"
    r"|vous [êe]tes ici|fil d.ariane|ruta de navegaci[óo]n|est[áa]s? aqu[íi]|sei (?:in|qui)|kruimelpad|je bent hier"
    r"|brødsmulesti|navigationspfad|drobečková navigace|skip to .*|zum inhalt .*)$",
    re.IGNORECASE,
)
#: Names of the article itself that templates put at the end of its trail.
OWN_NAMES = frozenset("article artikel artículo artigo articolo story post 記事 本文 статья".split()) | {
    "aktueller artikel",
    "current article",
    "current page",
    "this article",
    "this page",
}
#: A name with at least this many words may be the headline in other words.
_FEWEST_WORDS = 5
_AROUND, _BACK = " >›»→/|", " <‹«←‹"
_LONGEST_CRUMB, _MOST_CRUMBS = 80, 12
#: Names of a site's front page.
FRONT_PAGE = frozenset(
    "home main homepage startseite start accueil inicio início strona hjem hem etusivu anasayfa".split()
)
#: Words of names of lists of everything.
_GENERAL_WORDS = frozenset(
    "all alle our the to of back blog blogs home index main overview archive archives news article articles artikel"
    " beiträge post posts story stories latest nachrichten actualités noticias notizie nyheter & and und zurück zur"
    " übersicht".split()
)
#: The most runs before the body in which the visible trail is looked for, and the levels around a run.
_TRAIL_REACH, _LEVELS = 60, 5
#: The most runs before the headline in which an unnamed line can be a trail.
_OVER = 3
#: The place ends at the first dash; agency and date may come between, as in `LONDON, May 3 (Reuters) -`.
_DASH = re.compile(r"\s*(?:—|–|--|\s-\s)\s*")
_AFTER_PLACE = re.compile(r"\s*(?:[(/,].*)?", re.DOTALL)
_PLACE = re.compile(r"[^\W\d_][\w.'’ -]{1,40}")
_LONGEST_DATELINE, _MOST_WORDS = 70, 4
#: The texts of the body that may open with a place, since it can follow a standfirst.
_OPENING = 3
#: Capitals before a dash that are no place.
_NO_PLACES = frozenset(
    "update updated breaking exclusive live watch opinion analysis correction editor editor's note video photos"
    " eilmeldung liveticker exklusiv kommentar".split()
)


def breadcrumbs(page: Page, headline: str | None) -> tuple[str, ...]:
    """Returns the names on the trail to the article, outermost first, without the article's own.

    The declared trail is preferred to the shown one, unless it leads only to all that the site has.
    """
    declared = _trail(_listed(page), headline, page) or _trail(_microdata(page), headline, page)
    if _leads_on(declared, page):
        return declared
    shown = _trail(_visible(page), headline, page)
    goes_on = shown[: len(declared)] == declared
    return shown if goes_on or _leads_on(shown, page) else declared


def _leads_on(trail: Iterable[str], page: Page) -> bool:
    return any(not is_general(name) and not names_site(name, None, page.url) for name in trail)


def is_general(name: str) -> bool:
    """Returns whether a name is that of the front page, or of a list of all that a site has.

    >>> is_general("Blog Index"), is_general("All articles"), is_general("News"), is_general("Football News")
    (True, True, True, False)
    """
    return fold(name) in FRONT_PAGE or set(fold(name).strip(_BACK).split()) <= _GENERAL_WORDS


def _trail(names: Iterable[str], headline: str | None, page: Page) -> tuple[str, ...]:
    plain = (name for name in dict.fromkeys(map(_plain, names)) if not _CALLED.match(name))
    crumbs = [name for name in plain if name and len(name) <= _LONGEST_CRUMB][:_MOST_CRUMBS]
    if crumbs and _is_own(crumbs[-1], headline, page):
        crumbs.pop()
    # A trail of only the front page leads nowhere.
    return tuple(crumbs) if any(fold(name) not in FRONT_PAGE for name in crumbs) else ()


def _is_own(crumb: str, headline: str | None, page: Page) -> bool:
    """Returns whether the last name on a trail is the article's: whole, cut, with a label, or reworded."""
    cut, mine = fold(crumb).rstrip(".…"), fold(headline)
    if cut in OWN_NAMES or mine == fold(crumb) or (cut != fold(crumb) and mine.startswith(cut)):
        return True
    spelled = "-".join(cut.split()) in (page.url or "").rstrip("/").rpartition("/")[2].lower()
    words = count_words(crumb.replace("-", " "))
    return words >= _FEWEST_WORDS and (spelled or cut.endswith(mine) or alike(crumb, headline or ""))


def _plain(name: str) -> str:
    return squeeze(unescape(name))


def _listed(page: Page) -> list[str]:
    lists = (thing.get("itemListElement") for thing in page.things if "BreadcrumbList" in types_of(thing))
    items = next((each for each in lists if isinstance(each, list)), [])
    entries = [item for item in items if isinstance(item, dict)]
    return [name for entry in sorted(entries, key=_position) for name in _crumb_names(entry)[:1]]


def _position(entry: dict[str, Any]) -> int:
    digits = str(entry.get("position", ""))
    return int(digits) if digits.isdecimal() and len(digits) < 4 else 0


def _crumb_names(entry: dict[str, Any]) -> list[str]:
    item = entry.get("item")
    return strings_of(entry.get("name")) or (strings_of(item.get("name")) if isinstance(item, dict) else [])


def _microdata(page: Page) -> list[str]:
    trail = page.tree.css_first('[itemtype$="BreadcrumbList"]')
    nodes = trail.css('[itemprop="name"]')[:_MOST_CRUMBS] if trail else []
    return [node.attributes.get("content") or node.text() for node in nodes]


def _visible(page: Page) -> Iterator[str]:
    """Yields the names on a trail so named, or those of a line over the headline that starts at home."""
    named = list(_named(page))
    start = page.headline_at
    over = next((run for run in reversed(page.runs[max(0, start - _OVER) : start]) if run.text), None)
    yield from named or (_crumbs_in(over) if over and _is_trail(over) else ())


def _is_trail(run: Run) -> bool:
    """Returns whether a line is links with marks between them, the last part aside, and begins with the front page."""
    parts = [part for part in _TRAIL_MARKS.split(run.text) if part]
    return len(parts) > 1 and len(parts) - 1 <= run.links <= len(parts) and fold(parts[0]) in FRONT_PAGE


def _named(page: Page) -> Iterator[str]:
    for run in page.runs[max(0, page.body_start - _TRAIL_REACH) : page.body_start]:
        around = [element for element in list(run.element.lineage())[:_LEVELS] if element.tag != "body"]
        is_own = not run.links and any(_is_current(element) for element in around[:2])
        if run.text and not is_own and any(element.words & _TRAIL_NAMES for element in around):
            yield from filter(None, _crumbs_in(run))


def _is_current(element: Element) -> bool:
    """Returns whether an element of a trail is marked as this page (WAI-ARIA, `aria-current`)."""
    return element.node.attributes.get("aria-current") == "page"


def _crumbs_in(run: Run) -> Iterator[str]:
    """Yields the names in a line of a trail, separated by elements or else by marks."""
    elements = [text for node in run.nodes if node.is_element_node and (text := text_of([node]))]
    if len(elements) > 1 and sum(len(text.replace(" ", "")) for text in elements) == len(run.text.replace(" ", "")):
        yield from (text.strip(_AROUND) for text in elements)
    elif run.links == 1 and run.link_share == 1:
        yield run.text.strip(_AROUND)
    else:
        yield from _TRAIL_MARKS.split(run.text)


def dateline(page: Page) -> str | None:
    """Returns the place before the dash that opens the text, in capitals or with the agency after it, or None."""
    opening = (page.runs[index].text for index in page.text[:_OPENING])
    return next((place for text in opening if (place := dateline_in(text))), None)


def dateline_in(text: str) -> str | None:
    """Returns the place before the dash that opens a text, or None.

    >>> dateline_in("LONDON, May 3 (Reuters) - The bank kept its rate."), dateline_in("Berlin (dpa) – Es regnet.")
    ('LONDON', 'Berlin')
    >>> dateline_in("Money — that is what it is about."), dateline_in("UPDATE — The vote is over.")
    (None, None)
    """
    dash = _DASH.search(text[:_LONGEST_DATELINE])
    place = _PLACE.match(text[: dash.start()]) if dash else None
    if not dash or not place or not _AFTER_PLACE.fullmatch(text[place.end() : dash.start()]):
        return None
    name = place[0].strip()
    words = name.split()
    if len(words) > _MOST_WORDS or {word.lower() for word in words} & _NO_PLACES:
        return None
    return name if name.isupper() or (name[0].isupper() and text[place.end() : dash.start()].endswith(")")) else None
