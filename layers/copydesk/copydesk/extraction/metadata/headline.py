"""The headline a reader sees, and the other one that the page gives to search engines and networks."""

import re
import unicodedata
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from copydesk.extraction.inline import tidy
from copydesk.extraction.metadata.evidence import Evidence
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.walk import name_words, squeeze, text_of

_SEPARATOR = re.compile(r"\s+[|\-–—»·•:]+\s+|\s*\|\s*|\s+::\s+")
_WORD = re.compile(r"\w+")
#: Share of the shorter headline's words that two headlines of one article have in common.
_ALIKE = 0.5
#: Words of a label that stands before the headline in an h1.
_LONGEST_LABEL = 4
#: The words in class names of the label over a headline.
KICKER_WORDS = frozenset("kicker eyebrow overline topline dachzeile supertitle pretitle rubric roof spitzmarke".split())
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
    title = page.tree.css_first("head > title")
    for source, text in (
        ("json-ld", page.article_value("headline", "name")),
        ("og:title", page.meta("og:title")),
        ("twitter:title", page.meta("twitter:title")),
        ("title", text_of(title.iter(include_text=True)) if title else None),
    ):
        if text:
            yield Evidence(tidy(without_site(text, site, page.url)), source)


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
    """The h1s that agree with a declared title, best first; a lone one in any case, but not the site's name."""
    site = fold(page.meta("og:site_name"))
    shown = [text for node in page.tree.css("h1") if (text := h1_text(node)) and fold(text) != site]
    ranked = sorted(
        dict.fromkeys(shown), key=lambda text: -max((likeness(text, other) for other in declared), default=0.0)
    )
    matching = [text for text in ranked if any(alike(text, other) for other in declared)]
    for text in matching or (ranked if len(ranked) == 1 else []):
        yield Evidence(next((each for each in declared if _adds_label(text, each)), text), "h1")


def _adds_label(shown: str, declared: str) -> bool:
    """Whether an h1 is a declared headline with a short label before it, as in `Opinion What comes next`."""
    label = fold(shown).removesuffix(fold(declared))
    return label != fold(shown) and 0 < len(label.split()) <= _LONGEST_LABEL and not label.rstrip().endswith(":")


def h1_text(node: LexborNode) -> str:
    """The words of an h1 without the kicker that some sites set inside it; one that ends in a colon is a part of it."""
    children = list(node.iter(include_text=True))
    whole = tidy(text_of(children))
    shown = (
        index for index, child in enumerate(children) if child.is_element_node or squeeze(child.text_content or "")
    )
    first = next(shown, 0)
    rest = tidy(text_of(children[first + 1 :]))
    if not rest or not is_kicker(children[first]):
        return whole
    label = tidy(text_of(children[first : first + 1]))
    return whole if label.endswith(":") or rest.startswith(":") else rest.lstrip("-–—| ")


def is_kicker(node: LexborNode) -> bool:
    """Whether an element is named as the label over a headline."""
    return bool(name_words(node.attributes.get("class") or "") & KICKER_WORDS) if node.is_element_node else False


def likeness(one: str, other: str) -> float:
    """The share of all the words of two headlines that they have in common."""
    words, others = _words(one), _words(other)
    return len(words & others) / len(words | others) if words and others else 0.0


def alike(one: str, other: str) -> bool:
    """Whether two headlines are of one article: most words of the shorter stand in the other."""
    words, others = _words(one), _words(other)
    fewer = min(len(words), len(others))
    return fewer > 1 and len(words & others) >= _ALIKE * fewer


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text)))
