"""The headline a reader sees, and the other one that the page gives to search engines and networks."""

import re
import unicodedata
from collections.abc import Iterator

from copydesk.extraction.metadata.evidence import Evidence
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.walk import squeeze, text_of

_SEPARATOR = re.compile(r"\s+[|\-–—»·•:]+\s+|\s*\|\s*|\s+::\s+")
_WORD = re.compile(r"\w+")
#: Share of the shorter headline's words that two headlines of one article have in common.
_ALIKE = 0.5
_FOLD = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def fold(text: str | None) -> str:
    """Text for comparing: no case, one kind of quote and dash.

    >>> fold("It’s  TIME") == fold("it's time")
    True
    """
    return squeeze(unicodedata.normalize("NFKC", (text or "").translate(_FOLD))).casefold()


def headlines(page: Page) -> list[Evidence[str]]:
    """The headlines of a page, best first.

    1. the h1 that agrees with a declared title; else the only h1,
    2. JSON-LD headline, 3. og:title, twitter:title and `<title>` without the site's name.
    """
    declared = list(_declared(page))
    return [*_visible(page, [each.value for each in declared]), *declared]


def _declared(page: Page) -> Iterator[Evidence[str]]:
    site = page.meta("og:site_name")
    title = text_of(page.tree.css("head > title")[:1] and list(page.tree.css("head > title")[0].iter(include_text=True)))[0]
    for source, text in (
        ("json-ld", page.article_value("headline", "name")),
        ("og:title", page.meta("og:title")),
        ("twitter:title", page.meta("twitter:title")),
        ("title", squeeze(title)),
    ):
        if text:
            yield Evidence(without_site(text, site, page.url), source)


def without_site(title: str, site: str | None, url: str | None) -> str:
    """A title without the name of its site at either end.

    >>> without_site("A storm is coming | The Daily", "The Daily", None)
    'A storm is coming'
    """
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    names = {fold(site)} if site else set()
    host = re.sub(r"\W", "", (url or "").split("/")[2]) if (url or "").count("/") > 1 else ""
    if fold(parts[-1]) in names or _names_host(parts[-1], host):
        return title[: title.rindex(parts[-1])].rstrip(" |-–—»·•:")
    if fold(parts[0]) in names or _names_host(parts[0], host):
        return title[len(parts[0]) :].lstrip(" |-–—»·•:")
    return title


def _names_host(part: str, host: str) -> bool:
    plain = re.sub(r"\W", "", part).lower()
    return len(plain) > 2 and plain in host


def _visible(page: Page, declared: list[str]) -> Iterator[Evidence[str]]:
    shown = [text for run in page.runs[: page.body_start + 5] if run.element.tag == "h1" and (text := run.text)]
    inner = [text for node in page.tree.css("h1") if (text := text_of([node])[0]) and text not in shown]
    first_lines = [*shown, *inner]
    matching = [text for text in first_lines if any(alike(text, other) for other in declared)]
    for text in matching or (first_lines if len(first_lines) == 1 else []):
        yield Evidence(text, "h1")


def alike(one: str, other: str) -> bool:
    """Whether two headlines are of one article: most words of the shorter stand in the other."""
    words, others = set(_WORD.findall(fold(one))), set(_WORD.findall(fold(other)))
    fewer = min(len(words), len(others))
    return fewer > 1 and len(words & others) >= _ALIKE * fewer
