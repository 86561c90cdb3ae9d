"""This module finds the label over a headline, and the line over it."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import takewhile
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from copydesk.extraction.metadata.bylines.grammar import has_label
from copydesk.extraction.metadata.headline import KICKER_WORDS
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.metadata.places import OWN_NAMES, is_general
from copydesk.extraction.metadata.standfirst import READING_TIME
from copydesk.extraction.reading.markup import is_in_trail, name_words, text_of
from copydesk.extraction.reading.walk import Element, Run
from copydesk.extraction.text.fold import fold
from copydesk.extraction.text.links import absolute_url
from copydesk.web.dates import parse_date
from copydesk.web.domains import registrable_domain

#: Characters between a label and its headline.
_MARKS = " :-–—|/"
_LONGEST, _MOST_WORDS = 60, 4
#: The longest label (characters) that is known by its name.
_LONGEST_NAMED = 100
#: Class words of parts of a page that lead elsewhere.
_NAVIGATION = frozenset("nav navbar navigation menu submenu dropdown sidebar share sharing social".split())
#: Beginnings of the names of elements and links of categories, in many languages.
_CATEGORY = re.compile(
    r"(?:category|categor[ií]a|cat[ée]gorie|kategori|categorie|rubri[ckq]|se[cç]ci[oó]n|sezione|ressort)"
)
#: Other class words of a label, if it shares a part of the page with the headline.
_LABELS = frozenset("label topic topics topiclink section flag type terms identifiers channel".split())
#: The number of answers or readers.
_COUNT = re.compile(r"\d+\s+(?:comment|kommentar|coment|repl|antwort|r[ée]ponse|view|share|like)", re.IGNORECASE)
#: The limits of nearness of line and headline. They are levels to a common element, further levels, runs between the
#: two, folders of a linked address, and links that are read.
_NEAR, _LEVELS, _BEFORE, _DEEPEST, _MOST_LINKS = 4, 3, 3, 3, 10
#: The elements of a headline; the smaller ones are used under an h1 in a trail (`headline_index`).
_HEADLINES = ("h1", "h2", "h3")


def kicker(page: Page, headline: str | None, subjects: Collection[str], writers: Iterable[str]) -> str | None:
    """Returns the label over the headline: by its name, by a declared title that begins with it, by its link.

    A line that says one of the `subjects` (tags, sections) of the article is a label too. A writer's name is none.
    """
    start = page.headline_at
    over = [run for index, run in page.lead if index <= start and len(run.text) < _LONGEST_NAMED]
    lines = [run for run in over if any(map(str.isalpha, run.text)) and parse_date(run.text) is None]
    mine = fold(headline)
    titles = [fold(text) for text in (page.article_value("headline"), page.meta("og:title")) if text]
    labels = {title[: -len(mine)].strip(_MARKS) for title in titles if mine and title.endswith(mine)} - {""}
    named = [parts_of_line(run)[-1] for run in lines if _is_named(run) or fold(run.text).strip(_MARKS) in labels]
    label = (named[-1] if named else next(_labels(page, subjects), "")).strip(_MARKS)
    other = (is_general(label) and " " in label) or fold(label) in (mine, *OWN_NAMES, *map(fold, writers))
    return None if other else label or None


def _is_named(run: Run) -> bool:
    links = (name_words(link.attributes.get("class") or "") for link in links_of(run))
    return any(not words.isdisjoint(KICKER_WORDS) for words in (run.element.words, *_inline_words(run), *links))


def _inline_words(run: Run) -> list[frozenset[str]]:
    """Returns the words in the names of the inline element that holds all of a line."""
    nodes = [node for node in run.nodes if node.is_element_node][:1]
    return [name_words(node.attributes.get("class") or "") for node in nodes if len(text_of([node])) == len(run.text)]


def _labels(page: Page, subjects: Collection[str]) -> Iterator[str]:
    """Yields the short line over the h1, or its last part, if it is the article's kicker.

    The line is a link to a list of the site, is named as a category, or says a subject.
    """
    line = line_over(page)
    if line is None or len(line.text) > _LONGEST or len(line.text.split()) > _MOST_WORDS or _says_else(line.text):
        return
    text, links = parts_of_line(line)[-1], links_of(line)
    section = text_of(links[:1])
    if links and text.startswith(f"{section} ") and fold(section) in map(fold, subjects):
        yield from [] if len(links) > 1 else [text.removeprefix(section)]
        return
    whole = len(links) == 1 and text_of(links) == text
    around = [*_inline_words(line), *(element.words for element in list(line.element.lineage())[:_LEVELS])]
    called = any(is_category(words) or words & _LABELS for words in around) or fold(text) in map(fold, subjects)
    if (whole and (called or leads_to_list(links[0], page))) or (called and not links):
        yield text


def parts_of_line(run: Run) -> list[str]:
    """Returns the parts of a line in elements without a space between them, or else the whole line."""
    nodes = list(run.nodes)
    while len(nodes) == 1 and nodes[0].is_element_node:
        nodes = list(nodes[0].iter(include_text=True))
    parts = [text for node in nodes if (text := text_of([node]))]
    return parts if len(parts) > 1 and "".join(parts) == run.text else [run.text]


def _says_else(text: str) -> bool:
    return (
        has_label(text)
        or _COUNT.match(text) is not None
        or text.endswith(("?", "!"))
        or READING_TIME.search(text) is not None
        or not any(map(str.isalpha, text))
    )


def line_over(page: Page) -> Run | None:
    """Returns the last undated line over the h1, or None. It shares a part of the page and is no list of links."""
    start = page.headline_at
    headline = page.runs[start] if page.runs else None
    if headline is None or headline.element.tag not in _HEADLINES[: None if start < page.body_start else 1]:
        return None
    lines = [run for run in page.runs[max(0, start - _BEFORE) : start] if run.text and not _says_when(run.text)]
    near = {element.index for element in list(headline.element.lineage())[: _LEVELS + _NEAR]}
    if not lines or is_in_trail(lines[-1].element.node) or _is_item(lines):
        return None
    own = list(takewhile(lambda element: element.index not in near, lines[-1].element.lineage()))
    return None if is_navigation(own) or len(own) > _NEAR else lines[-1]


def _says_when(text: str) -> bool:
    """Returns whether a line is a date or a reading time."""
    return parse_date(text) is not None or READING_TIME.fullmatch(text) is not None


def _is_item(lines: list[Run]) -> bool:
    """Returns whether the last of some lines is one of several links in a list."""
    return len(lines) > 1 and all(run.element.tag == "li" and run.links for run in lines[-2:])


def is_navigation(elements: Iterable[Element]) -> bool:
    return any(element.tag == "nav" or element.words & _NAVIGATION for element in elements)


def is_category(words: Iterable[str]) -> bool:
    """Returns whether the names of an element mark it as a category."""
    return any(map(_CATEGORY.match, words))


def links_of(run: Run) -> list[LexborNode]:
    """Returns the links in a line, or the one around it."""
    outer = [element.node for element in list(run.element.lineage())[:_LEVELS] if element.tag == "a"]
    nodes = [node for node in run.nodes if node.is_element_node]
    return (
        outer[:1] or [link for node in nodes for link in ([node] if node.tag == "a" else node.css("a"))][:_MOST_LINKS]
    )


def leads_to_list(link: LexborNode, page: Page) -> bool:
    """Returns whether a link leads to a page close under the front page of the same site."""
    url = absolute_url(link.attributes.get("href") or "#", page.url) or ""
    folders = urlsplit(url).path.strip("/").split("/")
    return not urlsplit(url).fragment and is_of_site(url, page) and all(folders) and len(folders) <= _DEEPEST


def is_of_site(url: str, page: Page) -> bool:
    domain = registrable_domain(url) if url.startswith("http") else None
    return domain is not None and page.url is not None and domain == registrable_domain(page.url)
