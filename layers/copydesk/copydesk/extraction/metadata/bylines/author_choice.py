"""This module decides which source of a page names the authors if the sources differ."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from copydesk.extraction.metadata.bylines.grammar import has_label
from copydesk.extraction.metadata.bylines.names import AGENCIES, begins_with_given_name, is_human
from copydesk.extraction.metadata.page import Evidence, Page, strings_of, types_of
from copydesk.extraction.text.fold import fold
from copydesk.model import Author

type People = tuple[Author, ...]

_DECLARED = frozenset({"json-ld", "meta"})
_MARKED_ON_PAGE = frozenset({"rel-author", "link", "visible"})
#: Words of a site's desk; a name with one of them names someone although it holds the site's name.
_DESK = frozenset(
    "team staff desk editors editorial newsroom redaktion redacción redação rédaction redazione redactie redaktionen"
    " redakcja redakce toimitus toimetus writers equipo équipe".split()
)
#: Separators of several people; a line with one of them is no organisation's name.
_LISTED = re.compile(r"[,;|]|\s(?:and|und|et|y|e)\s", re.IGNORECASE)
#: A word for editors, followed by the name of their paper.
_DESK_OF = re.compile(
    r"(?:redaktion|redacción|redação|rédaction|redazione|redactie)(?:\s[^\W\d_][\w.&'’-]*){1,4}", re.IGNORECASE
)
#: A shorter part of a host (letters) occurs in names by chance.
_SHORTEST_LABEL = 5
_ADMIN = re.compile(r".*\badmin(?:istrator)?\b.*|wordpressadmin|webmaster", re.IGNORECASE)
_INITIALS = re.compile(r"[A-Z]{2,6}")
_ACCOUNT = re.compile(r"[a-z0-9]++(?:[._-][a-z0-9]*+)*+")
#: Words before the last of several people. After two names with only a comma the second may be an office.
_AND = re.compile(r",?\s(?:and|&|und|et|y|e|en|och|og|ja|i|и|ve)\s", re.IGNORECASE)
#: Titles before a name, which some sources leave out.
_TITLE = re.compile(r"(?:(?:dr|prof|ing|mag)\.?\s+)+")
_FEWEST_LISTED, _COMMAS = 2, " ,;·•|/"


@dataclass(frozen=True, slots=True)
class Site:
    """The names of a site and of the organisations that publish or sign its article.

    `host` has the letters of the host. `label` is its longest part, or empty if that is so short that names hold it by
    chance.
    """

    names: frozenset[str]
    host: str
    label: str

    def is_named(self, name: str) -> bool:
        """Returns whether a name is the site's or holds its host's name; agencies are excluded."""
        folded = fold(name)
        plain = re.sub(r"\W", "", folded)
        return folded not in AGENCIES and (
            folded in self.names
            or bool(self.host and len(plain) > 2 and plain in self.host)
            or bool(self.label and self.label in plain and not self._works_for_it(name))
        )

    def _works_for_it(self, name: str) -> bool:
        """Returns whether a name with the site's in it is of its desk, or of a person with that surname."""
        return not _DESK.isdisjoint(fold(name).split()) or begins_with_given_name(name)

    def names_nobody(self, name: str) -> bool:
        """Returns whether a name is the site's, an account's or initials; an agency's name is excluded."""
        if fold(name) in AGENCIES:
            return False
        return self.is_named(name) or any(pattern.fullmatch(name) for pattern in (_ACCOUNT, _INITIALS, _ADMIN))

    def names_someone(self, people: Iterable[Author]) -> bool:
        """Returns whether one of some authors is more than the site, an account or initials."""
        return any(not self.names_nobody(author.name) for author in people)

    def signs(self, people: Iterable[Author]) -> bool:
        """Returns whether one of some authors is the site."""
        return any(self.is_named(author.name) for author in people)

    def in_full(self, people: People) -> People:
        """Returns some authors, the site and its desks by their whole names."""
        whole = (replace(author, name=author.name_raw) if self._is_desk(author) else author for author in people)
        return tuple({author.name: author for author in whole}.values())

    def left_out(self, people: People) -> People:
        """Returns some authors without the site if there are people among the others."""
        others = tuple(author for author in people if not self.is_named(author.name))
        return others if any(is_human(author.name) for author in others) else people

    def _is_desk(self, author: Author) -> bool:
        """Returns whether a line is the site's own name, or a word for its editors and the name."""
        raw = author.name_raw
        own = fold(raw) in self.names and _LISTED.search(raw) is None
        return own or (_DESK_OF.fullmatch(raw) is not None and self.is_named(author.name))


def site_of(page: Page) -> Site:
    """Returns the site that a page declares."""
    names = {page.meta("og:site_name") or "", (page.meta("twitter:site") or "").lstrip("@")}
    for thing in page.articles:
        names.update(strings_of(thing.get("publisher")))
        listed = thing.get("author")
        for each in listed if isinstance(listed, list) else [listed]:
            if isinstance(each, dict) and "Person" not in types_of(each) and types_of(each):
                names.update(strings_of(each.get("name")))
    host = page.url.split("/")[2].lower() if page.url and page.url.count("/") > 1 else ""
    label = max(re.sub(r"^www\.", "", host).split(".")[:-1], key=len, default="")
    plain = re.sub(r"\W", "", label)
    return Site(frozenset(map(fold, names)), re.sub(r"\W", "", host), plain if len(plain) >= _SHORTEST_LABEL else "")


def in_order(evidence: Sequence[Evidence[People]], site: Site) -> list[Evidence[People]]:
    """Returns each source's authors, first those of the source that is right more often on annotated pages.

    A source that names only the site, an organisation or an account comes after all that name someone.
    """
    ordered = sorted(evidence, key=lambda each: not site.names_someone(each.value))
    for better_first in (_fullest_first, _shown_first, _fewest_first, _most_first, _agreed_first):
        ordered = better_first(ordered)
    return ordered


def _led_by(first: list[Evidence[People]], evidence: list[Evidence[People]]) -> list[Evidence[People]]:
    return [*first, *(each for each in evidence if each not in first)]


def _agreed_first(evidence: list[Evidence[People]]) -> list[Evidence[People]]:
    """Puts the meta elements before JSON-LD if they name fewer people and the byline names the same ones.

    JSON-LD then also lists helpers, which sites show under "with contributions from".
    """
    if not evidence or evidence[0].source != "json-ld":
        return evidence
    first = _names(evidence[0].value)
    shown = {_names(each.value) for each in evidence if each.source == "visible"}
    agreed = [
        each
        for each in evidence
        if each.source == "meta" and _names(each.value) < first and _names(each.value) in shown
    ]
    return _led_by(agreed[:1], evidence)


def _names(people: People) -> frozenset[str]:
    return frozenset(fold(author.name) for author in people)


def _words(people: Iterable[Author]) -> set[str]:
    return {word for author in people for word in re.split(r"[\W_]+", fold(author.name)) if word}


def _fullest_first(evidence: list[Evidence[People]]) -> list[Evidence[People]]:
    """Puts a source with the full name first if the first source gives one word for a person."""
    if not evidence or any(" " in author.name for author in evidence[0].value):
        return evidence
    first = _words(evidence[0].value)
    fuller = [
        each
        for each in evidence[1:]
        if all(is_human(author.name) for author in each.value) and first & _words(each.value)
    ]
    return _led_by(fuller[:1], evidence)


def _shown_first(evidence: list[Evidence[People]]) -> list[Evidence[People]]:
    """Puts a byline of people first that does not name the first source's: some sites declare who entered the article.

    The order stays if links to authors agree with the first source, since the byline is then about something else.
    """
    if not evidence or any(_agrees(evidence[0], each) for each in evidence[1:] if each.source in _MARKED_ON_PAGE):
        return evidence
    shown = [
        each for each in evidence[1:] if _is_byline_of_people(each) and not _is_named_in(evidence[0].value, each.value)
    ]
    return _led_by(shown[:1], evidence)


def _agrees(one: Evidence[People], other: Evidence[People]) -> bool:
    return not {fold(author.name) for author in one.value}.isdisjoint(fold(author.name) for author in other.value)


def _is_byline_of_people(each: Evidence[People]) -> bool:
    return each.source == "visible" and all(
        is_human(author.name) and has_label(author.name_raw) for author in each.value
    )


def _is_named_in(people: People, others: People) -> bool:
    """Returns whether a line has some of the words or the letters of people's names."""
    line = " ".join(fold(author.name_raw) for author in others)
    return any(fold(author.name) in line for author in people) or not _words(people).isdisjoint(_words(others))


def _most_first(evidence: list[Evidence[People]]) -> list[Evidence[People]]:
    """Puts a byline first that names all declared people and others: some sites declare one author of several."""
    if not evidence or evidence[0].source not in _DECLARED:
        return evidence
    first = {fold(author.name) for author in evidence[0].value}
    more = [each for each in evidence[1:] if each.source == "visible" and _adds_people(each.value, first)]
    return _led_by(more[:1], evidence)


def _adds_people(people: People, known: set[str]) -> bool:
    """Returns whether one line lists people, all known ones among them, with only marks or `and` between them."""
    lines = {author.name_raw for author in people}
    names = {_untitled(author) for author in people}
    if (
        len(lines) != 1
        or not {_TITLE.sub("", name) for name in known} < names
        or not all(is_human(author.name) for author in people)
    ):
        return False
    [line] = lines
    for author in people:
        line = line.replace(author.name, "\0", 1)
    between = line[line.find("\0") : line.rfind("\0")].split("\0")[1:]
    joined = len(people) > _FEWEST_LISTED or _AND.fullmatch(between[-1] if between else "") is not None
    return joined and all(_AND.fullmatch(each) or not each.strip(_COMMAS) for each in between)


def _untitled(author: Author) -> str:
    return _TITLE.sub("", fold(author.name))


def _fewest_first(evidence: list[Evidence[People]]) -> list[Evidence[People]]:
    """Puts a source first that names only some people of the first source, if the page marks both.

    The others checked the text or are in a box beside it. That held for each of nine annotated pages that differ.
    """
    if not evidence or evidence[0].source not in _MARKED_ON_PAGE:
        return evidence
    first = {fold(author.name) for author in evidence[0].value}
    fewer = [
        each
        for each in evidence[1:]
        if each.source in _MARKED_ON_PAGE and {fold(author.name) for author in each.value} < first
    ]
    return _led_by(fewer[-1:], evidence)
