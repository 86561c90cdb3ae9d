"""Decides whether a canonical address is the identity of a page, by rules on the two addresses alone.

Sites fill `rel=canonical` from templates, and templates go wrong. Every story then names its section, page 1 of another
story, or an unfilled template. Google lists such mistakes in "5 common mistakes with rel=canonical" (2013). Both
addresses are in the spelling of identity that `urls` makes: without session, tracking, AMP and index file.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import SplitResult, parse_qsl, unquote

#: A slug: two or more words that separators join, made by editorial systems from headlines.
_SLUG = re.compile(r"[^\W_]+(?:[-_+,. ]+[^\W_]+)+")
_NUMBER = re.compile(r"\d+")
#: A number that identifies an article. Years and ids have four digits; pages and error codes have fewer.
_LONG_NUMBER = re.compile(r"\d{4}")
_EXTENSION = re.compile(r"\.(?:s?html?|php\d?|aspx?|jspx?|jsf|do|cgi|cfm|ece|amp)$")
#: The extensions of scripts that serve all pages of a site. The query then identifies the page.
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jspx?|jsf|do|cgi|cfm|pl|dll)$", re.IGNORECASE)
#: An id: three or more digits that are no year. One of two addresses may omit it at either end of a slug.
_ID = re.compile(r"(?!(?:19|20)\d\d(?!\d))(?<!\d)\d{3,}")
#: The languages of ISO 639-1, as part of a path or value of a parameter, with or without a region.
_LANGUAGES = (
    "aa|ab|af|am|ar|as|ay|az|ba|be|bg|bh|bn|bo|br|bs|ca|co|cs|cy|da|de|dz|el|en|eo|es|et|eu|fa|fi|fj|fo|fr|fy|ga|gd|gl"
    "|gn|gu|ha|he|hi|hr|hu|hy|ia|id|ie|ik|is|it|iu|iw|ja|jv|ka|kk|kl|km|kn|ko|ks|ku|ky|la|lb|ln|lo|lt|lv|mg|mi|mk|ml|mn"
    "|mo|mr|ms|mt|my|na|nb|ne|nl|nn|no|oc|om|or|pa|pl|ps|pt|qu|rm|rn|ro|ru|rw|sa|sd|sg|si|sk|sl|sm|sn|so|sq|sr|ss|st|su"
    "|sv|sw|ta|te|tg|th|ti|tk|tl|tn|to|tr|ts|tt|tw|ug|uk|ur|uz|vi|vo|wo|xh|yi|yo|za|zh|zu"
)
_LANGUAGE = re.compile(rf"(?:{_LANGUAGES})(?:[-_][a-z]{{2,4}})?")
_LANGUAGE_NAMES = frozenset({"hl", "l", "lang", "language", "locale"})
#: The parameters that number the pages of a split article.
_PAGE_NAMES = frozenset({"page", "paged", "pagenumber", "pagina", "pg", "seite"})
_PAGE_PART = re.compile(r"(?:page|pagina|seite)[-_]?(\d{1,3}|all)?")
#: A part of a path that names one of many owners on a host, as on Medium, Mastodon and university servers.
_OWNER = re.compile(r"[@~].+")
#: Parts of addresses that never belong to an article.
_NO_ARTICLE = re.compile(
    r"[{}<>\[\]$]|^(?:undefined|null|nan|none|error|not-?found|page-not-found|search|suche|login)$"
)


def keeps_page(canonical: SplitResult, page: SplitResult) -> bool:
    """True if a canonical address still identifies its page.

    >>> from urllib.parse import urlsplit
    >>> page = urlsplit("//news.example/world/bridge-falls-12345")
    >>> keeps_page(urlsplit("//news.example/2024/bridge-falls-12345"), page)
    True
    >>> keeps_page(urlsplit("//news.example/world"), page)
    False
    """
    if canonical.netloc != page.netloc:
        return False
    if canonical == page:
        return True
    mine, other = _parts(page), _parts(canonical)
    return (
        not _drops(other, mine)
        and not _goes_on(other, mine)
        and _marks(other) == _marks(mine)
        and bool(identifying := _identifying(mine))
        and all(_stands(each, other) for each in identifying)
    )


def names_article(address: SplitResult) -> bool:
    """True if an address has the form of an article's: with a slug, a long number, or a number in its query.

    Front pages, sections, search and error pages, and unfilled templates do not have this form.
    """
    parts = _parts(address)
    if any(_NO_ARTICLE.search(each) for each in parts.path):
        return False
    return any(_SLUG.fullmatch(each) or _LONG_NUMBER.search(each) for each in parts.path) or any(
        value.isdigit() for name, value in parts.query if name not in _PAGE_NAMES
    )


def is_short_link(address: SplitResult) -> bool:
    """True if an address names its page by a number alone, as `/?p=12` of WordPress and `/node/12` of Drupal do."""
    parts = _parts(address)
    if not parts.path:
        return any(value.isdigit() for _, value in parts.query)
    return parts.path[0] == "node" and len(parts.path) == 2 and parts.path[1].isdigit()


def is_script(path: str) -> bool:
    """True if a path is a script's, so that the query identifies the page."""
    return bool(_SCRIPT.search(path))


def path_names_page(path: str) -> bool:
    """True if a path identifies its page without a query, by a slug or a long number."""
    return not is_script(path) and any(_SLUG.fullmatch(each) or _LONG_NUMBER.search(each) for each in _path_parts(path))


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of an address in lower case: parts of the path without extension, and pairs of the query."""

    path: tuple[str, ...]
    query: tuple[tuple[str, str], ...]

    def tokens(self) -> list[str]:
        return [each for each in (*self.path, *(value for _, value in self.query)) if each]


def _parts(address: SplitResult) -> _Parts:
    pairs = parse_qsl(address.query, keep_blank_values=True)
    return _Parts(
        path=(*_path_parts(address.path), *_path_parts(address.fragment.removeprefix("!"))),
        query=tuple((name.casefold(), value.casefold()) for name, value in pairs),
    )


def _path_parts(path: str) -> list[str]:
    parts = (unquote(each).casefold() for each in path.split("/"))
    return [_EXTENSION.sub("", each) for each in parts if each]


def _drops(canonical: _Parts, page: _Parts) -> bool:
    """True if the canonical address is a prefix of the page's path, or its path without all of the parameters."""
    length = len(canonical.path)
    if canonical.path != page.path[:length]:
        return False
    return length < len(page.path) or bool(set(page.query) - set(canonical.query))


def _goes_on(canonical: _Parts, page: _Parts) -> bool:
    """True if the canonical address is below the page's path, as a section's first story is.

    A slug may follow a number.
    """
    if canonical.path == page.path or canonical.path[: len(page.path)] != page.path:
        return False
    return not (page.path and page.path[-1].isdigit())


def _marks(parts: _Parts) -> tuple[set[str], set[str], set[str]]:
    """Returns the languages, page numbers and owners that an address names."""
    languages = {each for each in parts.path if _LANGUAGE.fullmatch(each)}
    languages |= {value for name, value in parts.query if name in _LANGUAGE_NAMES}
    numbers = {value for name, value in parts.query if name in _PAGE_NAMES}
    for each, following in pairwise((*parts.path, "")):
        if found := _PAGE_PART.fullmatch(each):
            numbers.add(found[1] or following)
    return languages, numbers - {"1"}, {each for each in parts.path if _OWNER.fullmatch(each)}


def _identifying(page: _Parts) -> set[str]:
    """Returns the tokens that must stay: the longest slug or id, the query's longest number, the last path part.

    The last part may be missing if it only names what the query identifies, as `article` does.
    """
    values = [value for _, value in page.query if value]
    longest = [each for each in (*page.path, *values) if _SLUG.fullmatch(each) or _ID.search(each)] or values
    numbers = [value for value in values if value.isdigit()]
    last = [each for each in page.path[-1:] if not values or _SLUG.fullmatch(each) or _NUMBER.search(each)]
    return {max(each, key=len) for each in (longest, numbers, last) if each}


def _stands(token: str, canonical: _Parts) -> bool:
    if token.isdigit():
        whole = re.compile(rf"(?<!\d){token}(?!\d)")
        return any(whole.search(each) for each in canonical.tokens())
    same = re.compile(rf"(?:{_ID.pattern}[-_,.])?{re.escape(token)}(?:[-_,.](?:id)?{_ID.pattern})?")
    return any(same.fullmatch(each) for each in canonical.tokens())
