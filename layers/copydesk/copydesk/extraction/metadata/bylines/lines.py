"""This module finds lines that name the author: near the headline, under the body, or in named elements."""

import re
from collections.abc import Iterator
from itertools import islice, zip_longest

from selectolax.lexbor import LexborNode

from copydesk.extraction.blocks.live import is_entry
from copydesk.extraction.metadata.bylines.grammar import (
    has_label,
    has_sure_label,
    is_lone_label,
    names_in,
    names_writer,
)
from copydesk.extraction.metadata.bylines.names import begins_with_given_name, is_human, is_person
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.reading.markup import HEADINGS, is_in_trail, name_words, squeeze, text_of
from copydesk.extraction.reading.walk import Run
from copydesk.web.dates import parse_date

#: Separators between the facts of a line.
_MARKS = re.compile(r"(?:(?<!\s)\s++)?[|•·●⋅,–—/]\s*+|\s-\s")
_NAMED = '[class*="byline" i], [class*="author" i]'
#: The class of a poster's name in forums (XenForo, vBulletin, phpBB, Drupal).
_ACCOUNT = ".username, .username-coloured"
_ACCOUNT_NAMES = frozenset({"username", "username-coloured"})
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|writers?|by|people|staff|profiles?|contributors?|autor(?:en|es)?|auteurs?|redakteur|redaktion|"
    r"journalist(?:en)?|reporters?|columnists?|firmas?)/[^/]",
    re.IGNORECASE,
)
#: The word before a name in a line with a time: "Posted on 3 May 2024 by Jane Roe".
_BY = re.compile(r"(?:^|\s)(?:by|von|par|por|af|av|door)\s+(?=[^\W\d])", re.IGNORECASE)
#: Labels of those who checked or changed a text or made its pictures.
_NOT_THE_WRITER = re.compile(
    r"\W*(?:(?:fact.?check|medically review|review|edit|updat|photo|foto|bild|illustrat|image|video|graphic|translat|"
    r"übersetz|traduc|traduz|tradui|vertaal|vertaling|översät|oversat|oversett|перев[её]|çevir)"
    r"\w*\b)",
    re.IGNORECASE,
)
#: Class words of the elements that hold an author's name.
_AUTHOR_NAMES = frozenset(
    "author authors byline bylines autor autora autores autoren auteur auteurs autore autori verfasser writer writers"
    " submitted firma yazar muhabir skribent penulis reporter kirjoittaja toimittaja redaktor szerző zuozhe".split()
)
#: Class words of the elements around readers' words and other stories.
_COMMENTS = frozenset("comment comments commentlist respond reply replies disqus kommentare commentaires".split())
_ELSEWHERE = _COMMENTS | frozenset(
    "commentary widget sidebar related teaser teasers card recommended popular form".split()
)
_NAMING = frozenset({"class", "id", "itemprop", "itemtype"})
_CHECKED = re.compile(r"\b(?:reviewed|checked|edited|approved|updated) by\b", re.IGNORECASE)
_LONGEST_BYLINE, _LONGEST_LABELLED, _MOST_NODES = 120, 400, 20
#: The number of runs at the start of the body that may be a name.
_FIRST_RUNS = 3
_IN_BRACKETS = re.compile(r"\(([^()]{4,40})\)[\s+*.]*$")
#: The number of runs over the headline, under it and under the text that may be a name alone.
_OVER, _NEAR, _CLOSE = 2, 6, 3
#: The most runs between the body and its author, and the levels of elements around a line that are read.
_UNDER_BODY, _LEVELS = 12, 12
#: Links to author pages that are further apart (in runs) belong to other stories or to who checked this one.
_APART = 2


def author_links(page: Page) -> Iterator[LexborNode]:
    """Yields links to author pages near the headline: the first ones, and those close after them."""
    last: int | None = None
    for index, run in page.lead:
        links = [] if _NOT_THE_WRITER.match(run.text) else _author_links(run)
        links = [] if links and is_in_trail(run.element.node) else links
        if links and last is not None and index - last > _APART:
            return
        last = index if links else last
        yield from links


def _author_links(run: Run) -> list[LexborNode]:
    if not run.link_chars:
        return []
    links = [
        link for node in run.nodes if node.is_element_node for link in ([node] if node.tag == "a" else node.css("a"))
    ]
    checked = _CHECKED.search(run.text)
    end = checked.start() if checked else len(run.text)
    return [
        link
        for link in links
        if _AUTHOR_PAGE.search(link.attributes.get("href") or "") and run.text.find(text_of([link])) < end
    ]


def account_names(page: Page) -> Iterator[str]:
    """Yields the account near the headline that began a thread; those of later posts are further down."""
    for _, run in page.lead:
        links = [link for node in run.nodes if node.is_element_node for link in _accounts(node)]
        if links:
            yield text_of(links[:1])
            return


def _accounts(node: LexborNode) -> list[LexborNode]:
    classes = (node.attributes.get("class") or "").split()
    return node.css(_ACCOUNT) if _ACCOUNT_NAMES.isdisjoint(classes) else [node]


def labelled_bylines(page: Page) -> Iterator[str]:
    """Yields lines near the headline that begin as bylines do; the line after a lone label gives its name."""
    lines = [run for _, run in page.lead if not _is_of_entry(run)]
    for run, following in zip_longest(lines, lines[1:]):
        if _may_be_byline(run):
            yield from _labelled(run, following)


def named_lines(page: Page) -> Iterator[str]:
    """Yields lines near the headline whose element is named as a byline."""
    lines = (run for _, run in page.lead if run.text and run.element.tag != "h1" and _may_be_byline(run))
    named = (run for run in lines if _is_named_author(run))
    return (_without_date(_line(run)) for run in named if not _is_of_entry(run))


def lines_at_ends(page: Page, *, bare: bool) -> Iterator[str]:
    """Yields lines at either end of the body that are only a byline, or, if `bare`, a name alone."""
    ends = dict.fromkeys((*page.text[:_FIRST_RUNS], *page.text[-1:]))
    runs = [page.runs[index] for index in ends]
    lines = [_line(run) for run in runs if _may_be_byline(run) and run.element.tag not in HEADINGS]
    return (line for line in lines if not line.isupper() and ((bare and is_human(line)) or _is_whole_byline(line)))


def _is_whole_byline(line: str) -> bool:
    return has_label(line) and any(map(is_human, names_in(line)))


def _without_date(line: str) -> str:
    date = parse_date(line)
    return line.replace(date.raw, "|") if date else line


def closing_bylines(page: Page) -> Iterator[str]:
    """Yields lines under the body that begin as bylines do or are named so."""
    end = page.text[-1] if page.text else 0
    runs = page.runs[end : end + _UNDER_BODY]
    for run, following in zip_longest(runs, runs[1:]):
        if not _may_be_byline(run) or _is_elsewhere(run.element.node) or _is_in_link(run):
            continue
        if names_writer(run.text) or not _is_named_author(run):
            yield from _labelled(run, following)
        else:
            yield _without_date(_line(run))


def names_beside_dates(page: Page) -> Iterator[str]:
    """Yields names beside a date between headline and body: in its line, or alone in the line before or after."""
    start = page.headline_at
    body = set(page.text)
    lines = [run.text for index, run in page.lead if index > start and run.text and index not in body]
    dates = [parse_date(line) if len(line) < _LONGEST_BYLINE else None for line in lines]
    for index, line in enumerate(lines):
        date = dates[index]
        if date:
            parts = (part.strip() for part in _MARKS.split(line.replace(date.raw, "|")))
            yield from (part for part in parts if is_person(part) or _begins_with_person(part))
        elif is_person(line) and any(dates[max(0, index - 1) : index + 2]):
            yield line


def _begins_with_person(text: str) -> bool:
    """Returns whether a text begins with a person's name and goes on: "Jane Roe in Oslo"."""
    name = next(iter(names_in(text)), "")
    return is_human(name) and text.startswith(f"{name} ")


def names_before_dates(page: Page) -> Iterator[str]:
    """Yields names that begin a line between headline and body that ends with a date."""
    start = page.headline_at
    for index, run in page.lead:
        date = parse_date(run.text) if index > start and _may_be_byline(run) else None
        name = run.text[: run.text.find(date.raw)].strip(" |-–—•·,") if date else ""
        if is_person(name) and index not in page.text:
            yield name


def lines_naming(page: Page) -> Iterator[str]:
    """Yields lines under the body that begin as bylines do, or the names beside the date if there are none."""
    closing = [line for line in closing_bylines(page) if _is_whole_byline(line)]
    yield from closing or (line for line in names_beside_dates(page) if not line.isupper())


def bare_names(page: Page) -> Iterator[str]:
    """Yields the first name that is alone around the headline or under the text, or in brackets at its end.

    It begins with a common given name, which tells it from a title or a menu.
    """
    start = page.headline_at
    end = page.text[-1] if page.text else 0
    around = (*page.runs[max(0, start - _OVER) : start], *page.runs[start + 1 : start + 1 + _NEAR])
    under = (run for run in page.runs[end + 1 : end + 1 + _CLOSE] if not _is_elsewhere(run.element.node))
    ending = _IN_BRACKETS.search(page.runs[end].text[-_LONGEST_BYLINE:]) if page.runs else None
    lines = [*(run.text for run in (*around, *under) if _may_be_name(run)), *([ending[1]] if ending else [])]
    yield from islice((line for line in lines if is_human(line) and begins_with_given_name(line)), 1)


def _may_be_name(run: Run) -> bool:
    """Returns whether a line is no heading, no caption and no comment."""
    tags = {element.tag for element in list(run.element.lineage())[:3]}
    return tags.isdisjoint(HEADINGS | {"figure", "figcaption"}) and not is_of_comment(run.element.node)


def _is_in_link(run: Run) -> bool:
    """Returns whether a line is inside a link around its element, as in a teaser of another story."""
    return any(element.tag == "a" for element in list(run.element.lineage())[1:_LEVELS])


def _may_be_byline(run: Run) -> bool:
    fits = len(run.text) < _LONGEST_BYLINE or (len(run.text) < _LONGEST_LABELLED and has_sure_label(run.text))
    return fits and not _NOT_THE_WRITER.match(run.text)


def _labelled(run: Run, following: Run | None) -> Iterator[str]:
    line = _line(run)
    if is_lone_label(line):
        if following and _may_be_byline(following) and (names := names_in(following.text)):
            yield f"{line} {following.text}" if is_person(names[0]) else line
    elif names_writer(line):
        yield line
    elif (by := _BY.search(line)) and (parse_date(line) or _is_named_author(run)):
        yield line[by.start() :].strip()


def _line(run: Run) -> str:
    """Returns the text of a run, with a bar for each line break in it."""
    if len(run.nodes) > _MOST_NODES or not any(node.tag == "br" for node in run.nodes):
        return run.text
    parts = ("|" if node.tag == "br" else text_of([node]) for node in run.nodes)
    return squeeze(" ".join(parts)).strip("| ")


def _is_of_entry(run: Run) -> bool:
    """Returns whether a run is in an entry of a live blog."""
    return any(is_entry(element.words) for element in list(run.element.lineage())[:_LEVELS])


def _is_named_author(run: Run) -> bool:
    return any(element.words & _AUTHOR_NAMES for element in list(run.element.lineage())[:3])


def named_bylines(page: Page) -> list[LexborNode]:
    """Returns elements that are named as a byline, except in comments and in boxes of other stories."""
    return [node for node in page.tree.css(_NAMED)[:60] if not _is_elsewhere(node)]


def is_of_comment(node: LexborNode) -> bool:
    """Returns whether an element is among the comments of readers."""
    return _stands_in(node, _COMMENTS)


def _is_elsewhere(node: LexborNode) -> bool:
    return _stands_in(node, _ELSEWHERE)


def _stands_in(node: LexborNode, words: frozenset[str]) -> bool:
    parent: LexborNode | None = node
    for _ in range(_LEVELS):
        if parent is None:
            return False
        names = [value for name, value in parent.attributes.items() if value and name in _NAMING]
        if not words.isdisjoint(name_words(" ".join(names))):
            return True
        parent = parent.parent
    return False
