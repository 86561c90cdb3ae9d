"""This module finds the standfirst and the reading time near a headline."""

import re
from collections.abc import Iterator

from copydesk.extraction.metadata.bylines.grammar import has_label
from copydesk.extraction.metadata.page import Evidence, Page, strings_of
from copydesk.extraction.reading.markup import squeeze
from copydesk.extraction.reading.walk import Run
from copydesk.extraction.text.fold import fold
from copydesk.model import NAMED_STANDFIRST, STANDFIRST
from copydesk.web.dates import parse_date
from copydesk.words import count_words

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
_DIGIT = re.compile(r"\d")
#: Markup in a declared description.
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
#: A line with at least this share of digits holds little but dates, in any format.
_DATED = 0.15
#: A line of fewer words under the headline is a label.
_FEWEST_WORDS = 6
#: Class words of boxes near a headline that hold something else, and the levels in which they are looked for.
_OTHER_BOXES = frozenset(
    "caption captions figcaption newsletter paywall offer related recommended promo promotion subscribe subscription"
    " subscriptions abo banner gallery slideshow".split()
)
_BOX_LEVELS = 4
#: The paragraphs that a standfirst is compared with, and the characters that make a paragraph.
_COMPARED, _PARAGRAPH = 3, 80
#: The most runs between headline and standfirst, such as date and reading time.
_OVER = 4


def is_standfirst(run: Run) -> bool:
    """Returns whether a run is set apart as the summary under a headline."""
    return bool(_names(run) & _STANDFIRST_WORDS) and _SHORTEST <= len(run.text) <= _LONGEST and run.link_share < 0.5


def _names(run: Run) -> frozenset[str]:
    return frozenset[str]().union(*(element.words for element in list(run.element.lineage())[:2]))


def descriptions(page: Page) -> Iterator[Evidence[str]]:
    """Yields the visible standfirst, then the description that the page declares.

    A line is the standfirst by its name or by its place before the byline. It is also one if it repeats a declared
    description and is set apart from the body.
    """
    declared = [fold(text) for text in (page.meta("og:description"), page.meta("description")) if text]
    found = [(index, run) for index, run in _candidates(page) if _is_marked(page, index, run, declared)]
    for _, run in sorted(found, key=lambda each: not _says(each[1], declared)):
        yield Evidence(run.text, NAMED_STANDFIRST if "standfirst" in _names(run) else STANDFIRST)
    for source, text in (
        ("og:description", page.meta("og:description")),
        ("meta", page.meta("description", "twitter:description")),
        ("json-ld", page.article_value("description")),
    ):
        if plain := squeeze(_TAG.sub(" ", text or "")):
            yield Evidence(plain, source)


def _candidates(page: Page) -> Iterator[tuple[int, Run]]:
    """Yields the lines near the headline that are no headline, caption or byline, and in no other box."""
    headlines = {fold(text) for text in (page.meta("og:title"), page.article_value("headline")) if text}
    for index, run in page.lead:
        lineage = list(run.element.lineage())
        apart = any(element.tag == "h1" for element in lineage) or any(
            element.tag in ("figure", "figcaption") or element.words & _OTHER_BOXES for element in lineage[:_BOX_LEVELS]
        )
        if run.text and not apart and not _is_byline(run) and fold(run.text) not in headlines:
            yield index, run


def _is_byline(run: Run) -> bool:
    """Returns whether a line says who wrote the article or when."""
    if len(_DIGIT.findall(run.text)) >= _DATED * len(run.text):
        return True
    return len(run.text) < _PARAGRAPH and (has_label(run.text) or parse_date(run.text) is not None)


def _is_marked(page: Page, index: int, run: Run, declared: list[str]) -> bool:
    if is_standfirst(run) or (_says(run, declared) and _is_set_apart(page, index)):
        return True
    if run.link_chars or run.text.endswith(":") or not _SHORTEST <= len(run.text) <= _LONGEST:
        return False
    return _is_before_byline(page, index)


def _is_before_byline(page: Page, index: int) -> bool:
    """Returns whether the headline is right over a line, and byline or date right under it."""
    before = (run for run in reversed(page.runs[max(0, index - _OVER) : index]) if run.text and not _says_when(run))
    over = next(before, None)
    under = next((run for run in page.runs[index + 1 : index + 1 + _COMPARED] if run.text), None)
    if over is None or under is None or over is not page.runs[page.headline_at]:
        return False
    return count_words(page.runs[index].text) >= _FEWEST_WORDS and (_is_byline(under) or _names_author(page, under))


def _names_author(page: Page, run: Run) -> bool:
    """Returns whether a line is the name of a declared author."""
    declared = [text for thing in page.articles for text in strings_of(thing.get("author"))]
    return fold(run.text) in map(fold, [*declared, *page.metas.get("author", [])])


def _says_when(run: Run) -> bool:
    """Returns whether a short line is a date or a reading time."""
    short = len(run.text) < _PARAGRAPH
    return short and (parse_date(run.text) is not None or READING_TIME.search(run.text) is not None)


def _says(run: Run, declared: list[str]) -> bool:
    """Returns whether a run is a declared description, or continues one that was cut short."""
    text = fold(run.text)
    cut = (each.rstrip(".…") for each in declared if each.endswith(("…", "...")))
    return text in declared or any(len(each) > _SHORTEST and text.startswith(each) for each in cut)


def _is_set_apart(page: Page, index: int) -> bool:
    """Returns whether a run's element differs in tag, names or parent from those of the paragraphs after it."""
    after = [run for run in page.runs[index + 1 :] if len(run.text) > _PARAGRAPH][:_COMPARED]
    return bool(after) and all(_setting(run) != _setting(page.runs[index]) for run in after)


def _setting(run: Run) -> tuple[str, frozenset[str], int]:
    return run.element.tag, run.element.words, id(run.element.parent)


def reading_time(page: Page) -> int | None:
    """Returns the declared reading time in minutes, or None."""
    found = (match for _, run in page.lead if len(run.text) < 80 and (match := READING_TIME.search(run.text)))
    return next((int(match["minutes"]) for match in found), None)
