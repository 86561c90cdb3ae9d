"""Which of a page's sources names the people who wrote its article, where they differ."""

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
#: Who writes for a site under its name is somebody all the same.
_DESK = frozenset(
    "team staff desk editors editorial newsroom redaktion redacción redação rédaction redazione redactie redaktionen"
    " redakcja redakce toimitus toimetus writers equipo équipe".split()
)
#: What parts the people of a line, which is then no organisation's name.
_LISTED = re.compile(r"[,;|]|\s(?:and|und|et|y|e)\s", re.IGNORECASE)
#: A word for editors with the name of their paper behind it.
_DESK_OF = re.compile(
    r"(?:redaktion|redacción|redação|rédaction|redazione|redactie)(?:\s[^\W\d_][\w.&'’-]*){1,4}", re.IGNORECASE
)
#: A shorter part of a host (letters) stands in names by chance.
_SHORTEST_LABEL = 5
_ADMIN = re.compile(r".*\badmin(?:istrator)?\b.*|wordpressadmin|webmaster", re.IGNORECASE)
_INITIALS = re.compile(r"[A-Z]{2,6}")
_ACCOUNT = re.compile(r"[a-z0-9]++(?:[._-][a-z0-9]*+)*+")
#: What stands before the last of several people; behind two names with a comma alone one's office may stand.
_AND = re.compile(r",?\s(?:and|&|und|et|y|e|en|och|og|ja|i|и|ve)\s", re.IGNORECASE)
#: Titles that one source gives before a name, and another leaves out.
_TITLE = re.compile(r"(?:(?:dr|prof|ing|mag)\.?\s+)+")
_FEWEST_LISTED, _COMMAS = 2, " ,;·•|/"


@dataclass(frozen=True, slots=True)
class Site:
    """The names of a site and of the organisations that publish or sign its article, and its host's letters.

    `label` is the longest part of the host, or empty where it is so short that names hold it by chance.
    """

    names: frozenset[str]
    host: str
    label: str

    def is_named(self, name: str) -> bool:
        """Whether a name is the site's, or holds its host's; an agency's is not."""
        folded = fold(name)
        plain = re.sub(r"\W", "", folded)
        return folded not in AGENCIES and (
            folded in self.names
            or bool(self.host and len(plain) > 2 and plain in self.host)
            or bool(self.label and self.label in plain and not self._works_for_it(name))
        )

    def _works_for_it(self, name: str) -> bool:
        """Whether a name with the site's in it is of its desk, or of a person with that surname."""
        return not _DESK.isdisjoint(fold(name).split()) or begins_with_given_name(name)

    def names_nobody(self, name: str) -> bool:
        """Whether a name is the site's, an account's or initials; an agency's is somebody's."""
        if fold(name) in AGENCIES:
            return False
        return self.is_named(name) or any(pattern.fullmatch(name) for pattern in (_ACCOUNT, _INITIALS, _ADMIN))

    def names_someone(self, people: Iterable[Author]) -> bool:
        """Whether one of some authors is more than the site, an account or initials."""
        return any(not self.names_nobody(author.name) for author in people)

    def signs(self, people: Iterable[Author]) -> bool:
        """Whether one of some authors is the site."""
        return any(self.is_named(author.name) for author in people)

    def in_full(self, people: People) -> People:
        """Some authors, the site and its desks by their whole names."""
        whole = (replace(author, name=author.name_raw) if self._is_desk(author) else author for author in people)
        return tuple({author.name: author for author in whole}.values())

    def left_out(self, people: People) -> People:
        """Some authors without the site, which beside people is none."""
        others = tuple(author for author in people if not self.is_named(author.name))
        return others if any(is_human(author.name) for author in others) else people

    def _is_desk(self, author: Author) -> bool:
        """Whether a line is the site's own name, or a word for its editors and the name."""
        raw = author.name_raw
        own = fold(raw) in self.names and _LISTED.search(raw) is None
        return own or (_DESK_OF.fullmatch(raw) is not None and self.is_named(author.name))


def site_of(page: Page) -> Site:
    """The site that a page says it is of."""
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


def in_order(found: Sequence[Evidence[People]], site: Site) -> list[Evidence[People]]:
    """Each source's authors, first those of the source that is right where they differ (counted on annotated pages).

    A source that names only the site, an organisation or an account comes after all that name someone.
    """
    ordered = sorted(found, key=lambda each: not site.names_someone(each.value))
    for better_first in (_fullest_first, _shown_first, _fewest_first, _most_first, _agreed_first):
        ordered = better_first(ordered)
    return ordered


def _led_by(first: list[Evidence[People]], found: list[Evidence[People]]) -> list[Evidence[People]]:
    return [*first, *(each for each in found if each not in first)]


def _agreed_first(found: list[Evidence[People]]) -> list[Evidence[People]]:
    """Fewer people than JSON-LD lists come first where the page's meta elements and its byline name the same ones.

    The others helped: sites set them under "with contributions from".
    """
    if not found or found[0].source != "json-ld":
        return found
    first = _names(found[0].value)
    shown = {_names(each.value) for each in found if each.source == "visible"}
    agreed = [
        each for each in found if each.source == "meta" and _names(each.value) < first and _names(each.value) in shown
    ]
    return _led_by(agreed[:1], found)


def _names(people: People) -> frozenset[str]:
    return frozenset(fold(author.name) for author in people)


def _words(people: Iterable[Author]) -> set[str]:
    return {word for author in people for word in re.split(r"[\W_]+", fold(author.name)) if word}


def _fullest_first(found: list[Evidence[People]]) -> list[Evidence[People]]:
    """Where the first source gives one word for a person, one that gives the full name with that word comes before."""
    if not found or any(" " in author.name for author in found[0].value):
        return found
    first = _words(found[0].value)
    fuller = [
        each for each in found[1:] if all(is_human(author.name) for author in each.value) and first & _words(each.value)
    ]
    return _led_by(fuller[:1], found)


def _shown_first(found: list[Evidence[People]]) -> list[Evidence[People]]:
    """A byline of people that does not name the first source's comes first: sites declare who put the article in.

    Where links to authors agree with the first source, the line is about something else.
    """
    if not found or any(_agrees(found[0], each) for each in found[1:] if each.source in _MARKED_ON_PAGE):
        return found
    shown = [each for each in found[1:] if _is_byline_of_people(each) and not _is_named_in(found[0].value, each.value)]
    return _led_by(shown[:1], found)


def _agrees(one: Evidence[People], other: Evidence[People]) -> bool:
    return not {fold(author.name) for author in one.value}.isdisjoint(fold(author.name) for author in other.value)


def _is_byline_of_people(each: Evidence[People]) -> bool:
    return each.source == "visible" and all(
        is_human(author.name) and has_label(author.name_raw) for author in each.value
    )


def _is_named_in(people: People, others: People) -> bool:
    """Whether a line has some of the words or the letters of people's names."""
    line = " ".join(fold(author.name_raw) for author in others)
    return any(fold(author.name) in line for author in people) or not _words(people).isdisjoint(_words(others))


def _most_first(found: list[Evidence[People]]) -> list[Evidence[People]]:
    """A byline that names all the people that are declared, and others, comes first: sites declare one of several."""
    if not found or found[0].source not in _DECLARED:
        return found
    first = {fold(author.name) for author in found[0].value}
    more = [each for each in found[1:] if each.source == "visible" and _adds_people(each.value, first)]
    return _led_by(more[:1], found)


def _adds_people(people: People, known: set[str]) -> bool:
    """Whether one line lists people, all of some known ones among them, with nothing but marks or `and` between."""
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


def _fewest_first(found: list[Evidence[People]]) -> list[Evidence[People]]:
    """Where the first source is marked people on the page, one that names only some of them comes before it.

    The others checked the text, or stand in a box beside it: so it was on each of nine annotated pages that differ.
    """
    if not found or found[0].source not in _MARKED_ON_PAGE:
        return found
    first = {fold(author.name) for author in found[0].value}
    fewer = [
        each
        for each in found[1:]
        if each.source in _MARKED_ON_PAGE and {fold(author.name) for author in each.value} < first
    ]
    return _led_by(fewer[-1:], found)
