"""This module finds the headline that a reader sees, and the one that the page declares to search engines."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from copydesk.extraction.metadata.page import Evidence, Page, in_head, strings_of
from copydesk.extraction.metadata.titles import names_site, parts_of, without_site
from copydesk.extraction.reading.markup import HEADINGS, is_in_trail, name_words, squeeze, text_of
from copydesk.extraction.reading.walk import Element
from copydesk.extraction.text.fold import alike, fold, likeness
from copydesk.extraction.text.spaces import tidy
from copydesk.web.dates import parse_date
from copydesk.words import count_words

#: Class words of the label over a headline.
KICKER_WORDS = frozenset(
    "kicker eyebrow overline topline dachzeile supertitle pretitle rubric roof spitzmarke thematique".split()
)
#: The most words of a label. The longest in the public corpora has six; longer first parts are half of the headline.
_LONGEST_LABEL = 6
#: Elements with a line of smaller type in an h1.
_ASIDES = frozenset({"small", "time", "sub"})
#: Characters between a label and its headline.
_BETWEEN = " :-–—|/•·"
#: The most nested elements around all words of an h1.
_MOST_WRAPPERS = 5


class Shown(NamedTuple):
    """A headline as the page shows it, and the label before it in the same element."""

    text: str
    label: str | None = None


def shown_headline(node: LexborNode, declared: Iterable[str]) -> Shown:
    """Returns the headline in an h1, and its first part as a label.

    The class of the part marks it as a label, or a declared title does. Such a title is the rest alone. Or it is label
    and rest, with a mark between them that the h1 lacks.
    """
    parts_shown = _parts(node)
    whole = tidy(text_of(node.iter(include_text=True)))
    if len(parts_shown) > 1 and (rest := _without_stamp(parts_shown, whole, declared)):
        return Shown(rest)
    first, after = parts_shown[:1], parts_shown[1:]
    label, rest = tidy(text_of(first)), tidy(text_of(after))
    parts = label.rstrip(_BETWEEN), rest.lstrip(_BETWEEN)
    if not all(parts) or len(label.split()) > _LONGEST_LABEL:
        return Shown(whole)
    marked = label.endswith(":") or rest.startswith(":")
    if _is_declared_label(*parts, whole, declared) or (is_kicker(first[0]) and not marked):
        return Shown(parts[1], parts[0])
    return Shown(whole)


def _without_stamp(parts: list[LexborNode], whole: str, declared: Iterable[str]) -> str | None:
    """Returns an h1 without its last part, if that is a date or a declared title lacks it, else None."""
    at = next((index for index in range(len(parts) - 1, 0, -1) if text_of([parts[index]])), 0)
    last, rest = parts[at], tidy(text_of(parts[:at])).rstrip(_BETWEEN)
    if not last.is_element_node or not rest:
        return None
    titles = {fold(each) for each in declared}
    if fold(whole) in titles:
        return None
    stamped = last.tag in _ASIDES and parse_date(text_of([last])) is not None
    return rest if stamped or fold(rest) in titles else None


def _parts(node: LexborNode) -> list[LexborNode]:
    """Returns the parts of an h1 from the first with words, in the innermost element around them all."""
    for _ in range(_MOST_WRAPPERS):
        children = list(node.iter(include_text=True))
        shown = [index for index, child in enumerate(children) if _has_words(child)]
        if len(shown) == 1 and children[shown[0]].is_element_node:
            node = children[shown[0]]
        elif shown:
            return children[shown[0] :]
        else:
            break
    return []


def _has_words(node: LexborNode) -> bool:
    return node.is_element_node or (node.is_text_node and bool(squeeze(node.text_content or "")))


def _is_declared_label(label: str, headline: str, whole: str, declared: Iterable[str]) -> bool:
    titles = {fold(each) for each in declared}
    before, after = fold(label), fold(headline)
    if fold(whole) in titles:
        return False
    return after in titles or any(
        title.startswith(before) and title.endswith(after) and not title[len(before) : -len(after)].strip(_BETWEEN)
        for title in titles
    )


def is_kicker(node: LexborNode) -> bool:
    """Returns whether an element is named as the label over a headline."""
    return bool(name_words(node.attributes.get("class") or "") & KICKER_WORDS) if node.is_element_node else False


#: An h1 with the first likeness to a declared title is the headline, whatever other headings say. An h1 below the
#: second one, with fewer words than the third, was a section's or site's name on annotated pages.
_SURE, _UNLIKE = 0.6, 0.1
_FEWEST_WORDS = 3
#: The most runs before the body in which a heading is looked for that a declared title repeats.
_HEADING_REACH = 40
_CLOSE = 15
#: Words of titles that a template shows on every page.
_TEMPLATE_WORDS = frozenset(
    "the our blog blogs single post posts page details detail news article articles story view read standard".split()
)
#: The most h1s that are read. A page with more uses them for all headings; its headline is among the first.
_MOST_H1S = 20


class Headings(NamedTuple):
    """What a page declares as its headline, as it is and without the site's name, and the headings that may show it.

    `h1s` are without the site's name, template titles and links to the front page. `under` is the smaller heading that
    shows it under an h1 in a navigation bar.
    """

    titles: Sequence[Evidence[str]]
    declared: Sequence[Evidence[str]]
    h1s: Sequence[Shown]
    under: Shown | None


def headings_of(page: Page) -> Headings:
    titles = list(_titles(page))
    site = page.meta("og:site_name")
    declared = [Evidence(without_site(each.value, site, page.url), each.source) for each in titles]
    values = [each.value for each in declared]
    return Headings(titles, declared, list(_h1s(page, values)), _under_trail(page, values))


def headlines(page: Page, headings: Headings) -> list[Evidence[str]]:
    """Returns the headlines of a page, best first.

    1. The h1 that agrees with a declared title. Without it, a heading before the body that a title repeats, or the only
    h1.
    2. The JSON-LD headline.
    3. The og:title, the twitter:title and the `<title>` without the site's name.
    """
    site = page.meta("og:site_name")
    shown = [Evidence(without_site(each.value, site, page.url), each.source) for each in _visible(page, headings)]
    visible = [Evidence(_as_declared(each.value, headings.declared), each.source) for each in shown]
    return [*visible, *headings.declared]


def kicker_in_headline(headings: Headings, headline: str | None) -> str | None:
    """Returns the label before the chosen headline in its h1, or None."""
    shown_there = [*headings.h1s, *([headings.under] if headings.under else [])]
    labels = (shown.label for shown in shown_there if shown.label and shown.text == headline)
    return next((label for label in labels if parse_date(label) is None), None)


def _titles(page: Page) -> Iterator[Evidence[str]]:
    title = next(iter(in_head(page.tree, "head > title")), None)
    for source, text in (
        ("json-ld", page.article_value("headline", "name")),
        ("og:title", page.meta("og:title")),
        ("twitter:title", page.meta("twitter:title")),
        ("title", text_of(title.iter(include_text=True)) if title else None),
    ):
        if text:
            yield Evidence(tidy(text).rstrip(" ¶"), source)


def _as_declared(shown: str, declared: Sequence[Evidence[str]]) -> str:
    """Returns the headline with the spaces of a declared title, and without a name after a bar that it lacks."""
    written = {fold(each.value).replace(" ", ""): each.value for each in reversed(declared)}
    same = written.get(fold(shown).replace(" ", ""), shown)
    cut = shown.rpartition("|")[0].strip()
    if cut and fold(cut).replace(" ", "") in written:
        return cut
    return shown if fold(same) == fold(shown) else same


def _visible(page: Page, headings: Headings) -> Iterator[Evidence[str]]:
    values = [each.value for each in headings.declared]
    likest = {shown.text: _likest(shown.text, values) for shown in headings.h1s}
    ranked = sorted(likest, key=lambda text: -likest[text])
    sure = bool(ranked) and likest[ranked[0]] >= _SURE
    if headings.under:
        yield Evidence(headings.under.text, "heading")
    heading = None if sure else _heading_in_title(page, [fold(each.value) for each in headings.titles], bool(ranked))
    if heading:
        yield Evidence(heading, "h1" if heading in likest else "heading")
    longest = max(map(count_words, values), default=0)
    trusted = [
        text
        for text in ranked
        if likest[text] >= _UNLIKE or count_words(text) >= _FEWEST_WORDS or longest < _FEWEST_WORDS
    ]
    matching = [text for text in trusted if any(alike(text, value) for value in values)]
    for text in matching or ([] if heading else _over_body(page, trusted, likest)):
        yield Evidence(text, "h1")


def _over_body(page: Page, texts: list[str], likest: dict[str, float]) -> list[str]:
    """Returns those of several h1s that are the last one over the body and share a word with a title.

    A sole h1 is returned as it is.
    """
    over = page.headline_at
    if len(texts) < 2 or page.body_start - over > _CLOSE:
        return texts if len(texts) == 1 else []
    return [text for text in texts if likest[text] and fold(text) == fold(page.runs[over].text)]


def _under_trail(page: Page, declared: Sequence[str]) -> Shown | None:
    """Returns the smaller heading that equals a declared title, after an h1 in a navigation bar or a hidden one.

    The names of the section and the site may follow in the title.
    """
    titles = [*declared, *(text for thing in page.articles for text in strings_of(thing.get("alternativeHeadline")))]
    folded = {fold(title) for title in titles} | {fold(parts_of(title)[0]) for title in declared}
    headings = [run.element for run in page.runs[: page.body_start + 2] if run.element.tag in ("h1", "h2", "h3")]
    bar = next((index for index, each in enumerate(headings) if each.tag == "h1" and _is_unread(each)), None)
    after = (each for each in headings[bar + 1 :] if each.tag != "h1") if bar is not None else iter(())
    shown = (shown_headline(each.node, titles) for each in islice(after, _MOST_H1S))
    return next((each for each in shown if fold(each.text) in folded), None)


def _is_unread(heading: Element) -> bool:
    return heading.hidden or is_in_trail(heading.node)


def _likest(text: str, others: Sequence[str]) -> float:
    return max((likeness(text, other) for other in others), default=0.0)


def _h1s(page: Page, declared: Sequence[str]) -> Iterator[Shown]:
    """Yields what the h1s show, except the site's name, template titles and links to the front page."""
    site = page.meta("og:site_name")
    for node in page.tree.css("h1")[:_MOST_H1S]:
        shown = shown_headline(node, declared)
        named = names_site(shown.text, site, page.url) or _is_template(shown.text, declared)
        if shown.text and not named and not _leads_home(node):
            yield shown


def _is_template(text: str, declared: Sequence[str]) -> bool:
    """Returns whether an h1 is the same on every page of its template: `The Blog Single`."""
    return set(fold(text).split()) <= _TEMPLATE_WORDS and fold(text) not in map(fold, declared)


def _leads_home(node: LexborNode) -> bool:
    link = node.css_first("a[href]")
    if link is None:
        return False
    parts = urlsplit((link.attributes.get("href") or "#")[:2000]) if link else None
    return parts is not None and parts.path in ("", "/") and not parts.fragment and not parts.query


def _heading_in_title(page: Page, titles: list[str], has_h1: bool) -> str | None:
    """Returns the last heading before the body that a title repeats; without h1s, the longest such line.

    An h1 that does so too and is longer comes first: the author's name may follow it.
    """
    site = page.meta("og:site_name")
    reach = page.runs[max(0, page.body_start - _HEADING_REACH) : page.body_start + 2]
    repeated = [
        run
        for run in reach
        if (run.element.tag in HEADINGS or (not has_h1 and count_words(run.text) >= _FEWEST_WORDS))
        and len(run.text) > 2
        and any(fold(run.text) in title for title in titles)
        and not names_site(run.text, site, page.url)
    ]
    headings = [run for run in repeated if run.element.tag in HEADINGS]
    best = [*headings[-1:], *(run for run in headings if run.element.tag == "h1")] or repeated
    return tidy(max((run.text for run in best), key=len)) if best else None
