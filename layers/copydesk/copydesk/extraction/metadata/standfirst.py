"""The lines around a headline: kicker, standfirst, reading time."""

import re
from collections.abc import Iterator

from copydesk.extraction.dates import parse_date
from copydesk.extraction.metadata.evidence import Evidence
from copydesk.extraction.metadata.fold import fold
from copydesk.extraction.metadata.h1 import KICKER_WORDS
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.walk import Run, headline_index
from copydesk.model import NAMED_STANDFIRST, STANDFIRST

_STANDFIRST_WORDS = frozenset(
    "standfirst dek deck subtitle subheadline subheading subhead subline summary excerpt intro lede lead teaser chapo"
    " kicker description abstract vorspann sottotitolo bajada entradilla tagline".split()
)
READING_TIME = re.compile(
    r"(?P<minutes>\d{1,3})[\s-]*(?:min(?:ute)?s?|minuten|minuti|minutos)\.?\s*(?:read|lesezeit|de lecture|de"
    r" lectura|di lettura|leestijd|$)",
    re.IGNORECASE,
)
_SHORTEST, _LONGEST = 25, 700
_LONGEST_KICKER = 60
#: What may stand between a label and its headline.
_MARKS = " :-–—|/"
#: Paragraphs (of at least so many characters) that a standfirst is compared with.
_COMPARED, _PARAGRAPH = 3, 80


def is_standfirst(run: Run) -> bool:
    """Whether a run is set apart as the summary under a headline."""
    return bool(_names(run) & _STANDFIRST_WORDS) and _SHORTEST <= len(run.text) <= _LONGEST and run.link_share < 0.5


def _names(run: Run) -> frozenset[str]:
    return frozenset[str]().union(*(element.words for element in list(run.element.lineage())[:2]))


def descriptions(page: Page) -> Iterator[Evidence[str]]:
    """The visible standfirst, else what the page declares to be its description.

    A line is the standfirst by its name, or where it says what the page declares and is set apart from the body.
    """
    declared = [fold(text) for text in (page.meta("og:description"), page.meta("description")) if text]
    headlines = {fold(text) for text in (page.meta("og:title"), page.article_value("headline")) if text}
    for index, run in page.lead():
        if fold(run.text) in headlines or any(element.tag == "h1" for element in run.element.lineage()):
            continue
        if is_standfirst(run) or (_says(run, declared) and _is_set_apart(page, index)):
            yield Evidence(run.text, NAMED_STANDFIRST if "standfirst" in _names(run) else STANDFIRST)
    for source, text in (
        ("og:description", page.meta("og:description")),
        ("meta", page.meta("description", "twitter:description")),
        ("json-ld", page.article_value("description")),
    ):
        if text:
            yield Evidence(text, source)


def _says(run: Run, declared: list[str]) -> bool:
    """Whether a run is a declared description, or begins as one that was cut short."""
    text = fold(run.text)
    cut = (each.rstrip(".…") for each in declared if each.endswith(("…", "...")))
    return text in declared or any(len(each) > _SHORTEST and text.startswith(each) for each in cut)


def _is_set_apart(page: Page, index: int) -> bool:
    """Whether a run's element differs in kind or place from those of the paragraphs after it."""
    after = [run for run in page.runs[index + 1 :] if len(run.text) > _PARAGRAPH][:_COMPARED]
    return bool(after) and all(_setting(run) != _setting(page.runs[index]) for run in after)


def _setting(run: Run) -> tuple[str, frozenset[str], int]:
    return run.element.tag, run.element.words, id(run.element.parent)


def kicker(page: Page, headline: str | None) -> str | None:
    """The label over the headline: by its name, or because a declared title sets it before the headline."""
    start = headline_index(page.runs, page.body_start) if page.runs else 0
    over = [run for index, run in page.lead() if index <= start and len(run.text) < _LONGEST_KICKER]
    lines = [run for run in over if any(map(str.isalpha, run.text)) and parse_date(run.text) is None]
    mine = fold(headline)
    titles = [fold(text) for text in (page.article_value("headline"), page.meta("og:title")) if text]
    labels = {title[: -len(mine)].strip(_MARKS) for title in titles if mine and title.endswith(mine)} - {""}
    named = [run.text for run in lines if run.element.words & KICKER_WORDS or fold(run.text).strip(_MARKS) in labels]
    return named[-1].strip(_MARKS) if named else None


def reading_time(page: Page) -> int | None:
    """Minutes, where the page says them."""
    found = (match for _, run in page.lead() if len(run.text) < 80 and (match := READING_TIME.search(run.text)))
    return next((int(match["minutes"]) for match in found), None)
