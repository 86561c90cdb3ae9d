"""Lines of a page that name its author: around the headline, under the body, by the names of their elements."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from selectolax.lexbor import LexborNode

from copydesk.extraction.dates import parse_date
from copydesk.extraction.markup import name_words
from copydesk.extraction.metadata.names import has_label, is_person, names_in
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.walk import Run, headline_index

#: What parts the facts of a line.
_MARKS = re.compile(r"(?:(?<!\s)\s++)?[|•·●⋅,–—/]\s*+|\s-\s")
_NAMED = '[class*="byline" i], [class*="author" i]'
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|writers?|by|people|staff|profiles?|contributors?|autor(?:en|es)?|auteurs?|redakteur|redaktion|"
    r"journalist(?:en)?|reporters?|columnists?|firmas?)/[^/]",
    re.IGNORECASE,
)
#: A name after "by" in the midst of a line that also says when: "Posted on 3 May 2024 by Jane Roe".
_BY = re.compile(r"(?:^|\s)(?:by|von|par|por|af|av|door)\s+(?=[^\W\d])", re.IGNORECASE)
#: Who checked or changed a text, and who made its pictures, did not write it.
_NOT_THE_WRITER = re.compile(
    r"\W*(?:(?:fact.?check|medically review|review|edit|updat|photo|foto|bild|illustrat|image|video|graphic|translat)"
    r"\w*\b)",
    re.IGNORECASE,
)
#: Names of the elements that hold an author's name.
_AUTHOR_NAMES = frozenset(
    "author authors byline bylines autor autoren auteur verfasser writer writers submitted".split()
)
#: Names of the elements around other people's words and other stories.
_ELSEWHERE = frozenset(
    "comment comments commentlist commentary respond reply replies disqus widget sidebar related teaser teasers card"
    " recommended popular form".split()
)
_LONGEST_BYLINE = 120
#: How far (in runs) under the body its author may be named, and how many levels up an element's surroundings are read.
_UNDER_BODY, _LEVELS = 8, 12
#: Links to pages about authors that stand further apart (in runs) are of other stories, or of who checked this one.
_APART = 2


def author_links(page: Page) -> Iterator[LexborNode]:
    """Links to pages about authors near the headline: those that stand together with the first."""
    last: int | None = None
    for index, run in page.lead():
        links = [] if _NOT_THE_WRITER.match(run.text) else _author_links(run)
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
    return [link for link in links if _AUTHOR_PAGE.search(link.attributes.get("href") or "")]


def labelled_bylines(page: Page) -> Iterator[str]:
    """Lines near the headline that begin as bylines do; a lone label gives its name to the line after it."""
    lines = [run for _, run in page.lead()]
    for run, following in zip_longest(lines, lines[1:]):
        if _may_be_byline(run):
            yield from _labelled(run, following.text if following else "")


def named_lines(page: Page) -> Iterator[str]:
    """Lines near the headline whose element is named as a byline."""
    return (run.text for _, run in page.lead() if run.text and _may_be_byline(run) and _is_named_author(run))


def closing_bylines(page: Page) -> Iterator[str]:
    """Lines under the body that begin as bylines do, or are named so."""
    end = page.text[-1] if page.text else 0
    runs = page.runs[end : end + _UNDER_BODY]
    for run, following in zip_longest(runs, runs[1:]):
        if not _may_be_byline(run) or _is_elsewhere(run.element.node):
            continue
        if has_label(run.text) or not _is_named_author(run):
            yield from _labelled(run, following.text if following else "")
        else:
            yield run.text


def names_beside_dates(page: Page) -> Iterator[str]:
    """A name that stands with the date between headline and body: in its line, or alone in the line before or after."""
    start = headline_index(page.runs, page.body_start) if page.runs else 0
    body = set(page.text)
    lines = [run.text for index, run in page.lead() if index > start and run.text and index not in body]
    dates = [parse_date(line) if len(line) < _LONGEST_BYLINE else None for line in lines]
    for index, line in enumerate(lines):
        date = dates[index]
        if date:
            yield from (part for part in _MARKS.split(line.replace(date.raw, "|")) if is_person(part.strip()))
        elif is_person(line) and any(dates[max(0, index - 1) : index + 2]):
            yield line


def _may_be_byline(run: Run) -> bool:
    return len(run.text) < _LONGEST_BYLINE and not _NOT_THE_WRITER.match(run.text)


def _labelled(run: Run, following: str) -> Iterator[str]:
    line = run.text
    if has_label(line):
        yield line if names_in(line) or len(line) > 15 else f"{line} {following}"[:_LONGEST_BYLINE]
    elif (by := _BY.search(line)) and (parse_date(line) or _is_named_author(run)):
        yield line[by.start() :].strip()


def _is_named_author(run: Run) -> bool:
    return any(element.words & _AUTHOR_NAMES for element in list(run.element.lineage())[:3])


def named_bylines(page: Page) -> list[LexborNode]:
    """Elements named as a byline, wherever they stand but under the comments and in other stories' boxes."""
    return [node for node in page.tree.css(_NAMED)[:60] if not _is_elsewhere(node)]


def _is_elsewhere(node: LexborNode) -> bool:
    parent: LexborNode | None = node
    for _ in range(_LEVELS):
        if parent is None:
            return False
        names = parent.attributes
        if name_words(f"{names.get('class') or ''} {names.get('id') or ''}") & _ELSEWHERE:
            return True
        parent = parent.parent
    return False
