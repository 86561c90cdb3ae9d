"""Lines of a page that say when it was published or changed: around the headline, under the body, by their label."""

import re
from collections.abc import Iterator
from itertools import islice, zip_longest

from copydesk.extraction.dates import FoundDate, parse_date
from copydesk.extraction.metadata.evidence import Evidence
from copydesk.extraction.metadata.language import declared_language
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.walk import Run, headline_index

_MODIFIED_WORD = re.compile(
    r"updated?|modified|last (?:edited|reviewed|changed)|revised|aktualisiert|geändert|änderung|mis à jour|"
    r"actualizad|aggiornat|atualizad|bijgewerkt|oppdatert|uppdaterad|opdateret|päivitetty|zaktualizowan|aktualizac|"
    r"güncelle|обновлен|оновлен|更新|stand:",
    re.IGNORECASE,
)
_PUBLISHED_WORD = re.compile(
    r"\W*(?:(?:first |originally )?published|posted|datum|date|fecha|data|publi(?:cation|sh) date|date published|"
    r"veröffentlicht|erschienen|erstellt|publié|paru|publicado|publicada|publicerad|publisert|publiceret|julkaistu|"
    r"pubblicato|gepubliceerd|geplaatst|opublikowan|zveřejněno|yayın|опубликован|опубліковано|дата|"
    r"gespeichert|submitted)\b",
    re.IGNORECASE,
)
#: Names of elements that hold the date of an article.
_DATE_NAMES = frozenset(
    "date time published pubdate publishdate timestamp dateline byline submitted postmetadata meta datetime".split()
)
_LONGEST_LABELLED = 100
#: Pages with more lines that begin so are lists of other pages.
_MOST_LABELLED = 20
#: A line with a date and more words than this is prose that mentions a day.
_LONGEST_DATELINE = 25
#: Characters beside its date in a line that tells where and when: "PARIS, 3 May 2024".
_BESIDE_DATE = 40
#: How far (in runs) under the body its date may stand.
_UNDER_BODY = 12
#: Where English is written with the month first, and where with the day; without a region it may be either.
_MONTH_FIRST_REGIONS, _MONTH_FIRST_HOSTS = frozenset({"US", "PH"}), (".gov", ".edu", ".mil", ".us")
_DAY_FIRST_HOSTS = (".uk", ".au", ".nz", ".ie", ".in", ".za", ".ng", ".ke", ".sg", ".my", ".pk", ".mt")


def opening_lines(page: Page) -> Iterator[Evidence[FoundDate]]:
    """`time` elements and lines with a date near the headline, those that say "published" first; no "updated" ones.

    A line of the body's text counts only where there is little beside the date.
    """
    order = day_first(page)
    text_of_body = {id(page.runs[index]) for index in page.text[:_LONGEST_DATELINE]}
    lines = [run for run in _around_headline(page) if run.text.count(" ") <= _LONGEST_DATELINE]
    for run in sorted(lines, key=lambda run: (id(run) in text_of_body, _PUBLISHED_WORD.match(run.text) is None)):
        text = _MODIFIED_WORD.split(run.text)[0]
        found = parse_date(text, day_first=order)
        if id(run) in text_of_body and (found is None or len(text) > len(found.raw) + _BESIDE_DATE):
            continue
        if found or text == run.text:
            yield from (Evidence(stamp, "time") for stamp in _stamps(run))
        if found:
            yield Evidence(found, "visible")


def labelled_lines(page: Page) -> Iterator[Evidence[FoundDate]]:
    """Lines anywhere that begin with "published"; a label alone speaks for the line after it."""
    lines = [run.text for run in page.runs if run.text]
    pairs = zip_longest(lines, lines[1:], fillvalue="")
    labelled = (pair for pair in pairs if len(pair[0]) < _LONGEST_LABELLED and _PUBLISHED_WORD.match(pair[0]))
    order = day_first(page)
    for line, following in islice(labelled, _MOST_LABELLED):
        for text in (line, following[:_LONGEST_LABELLED]):
            if found := parse_date(text, day_first=order):
                yield Evidence(found, "visible")


def closing_lines(page: Page) -> Iterator[Evidence[FoundDate]]:
    """The first line under the body that is a date, by its label or its element's name; not one that says "updated"."""
    end = page.text[-1] + 1 if page.text else 0
    for run in page.runs[end : end + _UNDER_BODY]:
        if len(run.text) > _LONGEST_LABELLED or _MODIFIED_WORD.match(run.text):
            continue
        text = _MODIFIED_WORD.split(run.text)[0]
        found = parse_date(text, day_first=day_first(page))
        if found and (_is_named_date(run) or _PUBLISHED_WORD.match(text) or len(text) <= len(found.raw) + 2):
            yield Evidence(next(_stamps(run), found), "visible")
            return


def modified_lines(page: Page) -> Iterator[Evidence[FoundDate]]:
    for _, run in page.lead():
        if run.text.count(" ") < _LONGEST_DATELINE and _MODIFIED_WORD.search(run.text):
            found = parse_date(_MODIFIED_WORD.split(run.text)[-1], day_first=day_first(page))
            if found:
                yield Evidence(found, "visible")


def day_first(page: Page) -> bool | None:
    """Whether 3/4/2025 is of April on this page; None where its language does not tell."""
    main, _, region = (declared_language(page) or "").partition("-")
    host = (page.url or "").split("/")[2:3]
    name = host[0].lower() if host else ""
    if main and main != "en":
        return True
    if region in _MONTH_FIRST_REGIONS or name.endswith(_MONTH_FIRST_HOSTS):
        return False
    return True if region or name.endswith(_DAY_FIRST_HOSTS) else None


def _around_headline(page: Page) -> list[Run]:
    """The lines near the headline: those after it, then those before it; none that belong to a picture."""
    lead = [(index, run) for index, run in page.lead() if run.text and not _is_caption(run)]
    start = headline_index(page.runs, page.body_start) if page.runs else 0
    return [run for index, run in lead if index >= start] + [run for index, run in reversed(lead) if index < start]


def _is_caption(run: Run) -> bool:
    return any(element.tag in ("figure", "figcaption") for element in list(run.element.lineage())[:3])


def _is_named_date(run: Run) -> bool:
    return any(element.words & _DATE_NAMES for element in list(run.element.lineage())[:2])


def _stamps(run: Run) -> Iterator[FoundDate]:
    """The dates in the `time` elements of a run."""
    for root in run.nodes:
        for node in [root] if root.tag == "time" else root.css("time") if root.is_element_node else []:
            stamp = node.attributes.get("datetime") or ""
            if found := parse_date(stamp):
                yield FoundDate(found.value, stamp)
