"""The lines around a headline: kicker, standfirst, reading time."""

import re
from collections.abc import Iterator

from copydesk.extraction.metadata.evidence import Evidence
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.walk import Run

_STANDFIRST_WORDS = frozenset(
    "standfirst dek deck subtitle subheadline subheading subhead subline summary excerpt intro lede lead teaser chapo"
    " kicker description abstract vorspann sottotitolo bajada entradilla tagline".split()
)
_KICKER_WORDS = frozenset({"kicker", "eyebrow", "overline", "dachzeile", "supertitle", "pretitle", "rubric", "flag"})
READING_TIME = re.compile(
    r"(?P<minutes>\d{1,3})[\s-]*(?:min(?:ute)?s?|minuten|minuti|minutos)\.?\s*(?:read|lesezeit|de lecture|de lectura|di lettura|leestijd|$)",
    re.IGNORECASE,
)
_SHORTEST, _LONGEST = 25, 700


def is_standfirst(run: Run) -> bool:
    """Whether a run is set apart as the summary under a headline."""
    words = frozenset[str]().union(*(element.words for element in list(run.element.lineage())[:2]))
    return bool(words & _STANDFIRST_WORDS) and _SHORTEST <= len(run.text) <= _LONGEST and run.link_share < 0.5


def descriptions(page: Page) -> Iterator[Evidence[str]]:
    """The visible standfirst, else what the page declares to be its description."""
    for run in page.lead():
        if is_standfirst(run):
            yield Evidence(run.text, "standfirst")
    for source, text in (
        ("og:description", page.meta("og:description")),
        ("meta", page.meta("description", "twitter:description")),
        ("json-ld", page.article_value("description")),
    ):
        if text:
            yield Evidence(text, source)


def kicker(page: Page) -> str | None:
    """The label over the headline."""
    labels = (run.text for run in page.lead() if run.element.words & _KICKER_WORDS and len(run.text) < 60)
    return next(labels, None)


def reading_time(page: Page) -> int | None:
    """Minutes, where the page says them."""
    found = (match for run in page.lead() if len(run.text) < 80 and (match := READING_TIME.search(run.text)))
    return next((int(match["minutes"]) for match in found), None)
