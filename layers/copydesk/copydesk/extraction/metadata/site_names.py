"""This module finds the name of a page's site: a declared name, its logo's, the end of its title."""

import re
from collections.abc import Collection, Iterator, Sequence
from html import unescape
from itertools import chain, islice
from urllib.parse import urlsplit

from copydesk.extraction.metadata.page import Page, in_head, strings_of, types_of
from copydesk.extraction.metadata.titles import names_site, parts_of, site_in_title
from copydesk.extraction.reading.markup import squeeze
from copydesk.extraction.text.fold import fold
from copydesk.web.domains import registrable_domain

_SITES = frozenset({"WebSite", "NewsMediaOrganization"})
#: Addresses and accounts, which name a site but are no name.
_ADDRESS = re.compile(r"@\S+|\S+\.[a-z]{2,12}", re.IGNORECASE)
_NO_NAMES = frozenset(
    "blog home homepage start startseite accueil inicio news nachrichten website untitled logo header footer".split()
)
#: Words around a name: the form of a company, and phrases such as "official site of".
_COMPANY = re.compile(
    r",?\s+(?:GmbH(?:\s*&\s*Co\.?\s*KG)?|AG|KG|SE|Inc\.?|LLC|Ltd\.?|Limited|Corp\.?|PLC|S\.?A\.?|S\.?r\.?l\.?|B\.?V\.?|N\.?V\.?|e\.\s?V\.?)$"
)
_OFFICIAL = re.compile(
    r"^(?:the\s+)?official\s+(?:web\s?)?site\s+(?:of|for)\s+(?:the\s+)?|^offizielle\s+(?:website|seite)\s+(?:von|der|des)\s+"
    r"|^site\s+officiel\s+(?:de\s+la|de|du|des)\s+|^sitio\s+(?:web\s+)?oficial\s+(?:de\s+la|del|de)\s+",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\(([^()]{2,20})\)$")
#: The pictures and links of a page's head that name its site. Of the second ones only words that its host spells count.
_LOGO = 'header [class*="logo" i] img[alt], header img[class*="logo" i][alt], a[class*="logo" i] img[alt]'
_OTHER_LOGO = '#logo img[alt], a[href="/"] img[alt], img[src*="logo" i][alt], a[class*="logo" i][title]'
#: The links to the front page.
_HOME = 'a[rel~="home"], a[href="/"]'
#: The publisher of an article in microdata.
_PUBLISHER = '[itemprop="publisher"] meta[itemprop="name"][content]'
#: The line at a page's end that names the owner, and the number of last runs that may hold it.
_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright)[\s\d,–—-]*(?:©|\(c\))?[\s\d,–—-]*(?:by\s+)?(?P<owner>[^\W\d](?:[^,;:·|©.–—-]|\.(?=\w)|-(?=\w)){1,60})",
    re.IGNORECASE,
)
_LAST = 60
_BEFORE_LOGO = re.compile(
    r"^(?:logo\b\W*(?:(?:of|von|der|de)\s+)?"
    r"|(?:zur|(?:go |back )?to(?: the)?|zurück zur?)\s+(?=.*\b(?:home(?:\s?page)?|startseite)\W*$))",
    re.IGNORECASE,
)
_AFTER_LOGO = re.compile(r"(?<=\S)[\s_-]+(?:image\W*)?(?:logo|home ?page|home|startseite)\b.*$", re.IGNORECASE)
_MOST_LOGOS, _LONGEST_NAME, _LONGEST_DECLARED = 3, 5, 200
#: Words of a name with more letters than this have capitals, and a name has at least this many characters.
_SHORT_WORD, _SHORTEST = 3, 4
_BARS = ("|", "–", "—", "»", "›", "·", "•")
#: The meta elements that declare a site's accounts.
_ACCOUNTS = ("article:publisher", "article:author", "twitter:site", "fb:page")


def site_name(page: Page, trail: Sequence[str]) -> str | None:
    """Returns the name of the page's site or None. A real name is preferred to an address, an account or a section.

    The pictures of the head and the end of the title are read if the page declares no name.
    """
    folders = {folder.replace("-", " ") for folder in urlsplit(page.url or "").path.lower().split("/")}
    others = _NO_NAMES | {fold(name) for name in trail[1:]} | (folders - {_host(page)}) | {""}
    cut = (_shortened(squeeze(unescape(name[:_LONGEST_DECLARED])), page) for name in _declared(page) if name)
    names = [name for name in cut if fold(name) not in others and not name.startswith("http")]
    accounts = _accounts(page)
    spelled = {fold(name) for name in names if _is_address(name)}
    real = (name for name in names if _is_real(name, spelled) and fold(name) not in accounts)
    addresses = (name.removeprefix("www.") for name in names)
    chosen = next(chain(real, addresses, _linked_home(page), _seen(page)), None)
    return _in_full(_spaced(chosen, names), page) if chosen else None


def _in_full(name: str, page: Page) -> str:
    """Returns the name, or the end of the title that it abbreviates: `WBA` of `… - Westlamp Bank Authority`."""
    ends = (parts_of(title)[-1].strip() for title in _titles(page))
    return next((end for end in ends if _abbreviates(name, end)), name)


def _abbreviates(name: str, full: str) -> bool:
    words = full.replace("-", " ").split()
    return 2 < len(words) <= _LONGEST_NAME and " " not in name and fold(name) == fold("".join(w[0] for w in words))


def _is_real(name: str, addresses: Collection[str]) -> bool:
    """Returns whether a name is neither an address nor one of the declared `addresses` with words around it.

    "The team of daily.example" is no name if the page declares daily.example.
    """
    return not _is_address(name) and not any(word in addresses for word in fold(name).split())


def _declared(page: Page) -> Iterator[str | None]:
    yield page.meta("og:site_name")
    yield page.meta("application-name")
    for thing in page.articles:
        yield from strings_of(thing.get("publisher"))[:1]
    for thing in page.things:
        if types_of(thing) & _SITES:
            yield from strings_of(thing.get("name"))
    yield from (node.attributes.get("content") for node in page.tree.css(_PUBLISHER)[:1])
    yield from (site_in_title(title, page.url) for title in _titles(page))
    yield from _logos(page)


def _logos(page: Page) -> Iterator[str]:
    """Yields the names of logos; if the page has another name, only those that the host spells."""
    has_name = any(page.metas.get(name) for name in ("og:site_name", "application-name"))
    named = has_name or any(strings_of(thing.get("publisher")) for thing in page.articles)
    for logo in page.tree.css(_LOGO)[:_MOST_LOGOS]:
        name = _without_logo(logo.attributes.get("alt") or "")
        if len(name) > 1 and len(name.split()) <= _LONGEST_NAME and (not named or names_site(name, None, page.url)):
            yield name


def _titles(page: Page) -> list[str]:
    return [squeeze(title.text()) for title in in_head(page.tree, "head > title")[:1]]


def _shortened(name: str, page: Page) -> str:
    """Returns a name without its description: of several parts, the one that the host spells.

    "The Daily | News from Westlamp" at thedaily.example is "The Daily".
    """
    name = _OFFICIAL.sub("", _COMPANY.sub("", name)).strip(" |-–—»·•:")
    parts = [part.strip() for part in parts_of(name)]
    if len(parts) > 1:
        return _part_of(parts, page) or name
    short = _IN_BRACKETS.search(name)
    return short[1] if short and fold(short[1]) == _host(page) else name


def _part_of(parts: list[str], page: Page) -> str | None:
    """Returns the part that the host spells or that has the host's name, or None.

    Of many words the first part counts, else the only part that is no address.
    """
    words = [part for part in parts if not _is_address(part)]
    spelled = [part for part in parts if names_site(part, None, page.url)]
    named = [part for part in words if part in spelled] or [part for part in words if _host(page) in fold(part).split()]
    if not named and len(" ".join(parts).split()) > _LONGEST_NAME:
        named = spelled or parts
    return next(iter(named), words[0] if len(words) == 1 else None)


def _is_address(name: str) -> bool:
    return _ADDRESS.fullmatch(name) is not None


def _host(page: Page) -> str:
    """Returns the name of the page's domain: `thedaily` of www.thedaily.example."""
    domain = registrable_domain(page.url) if page.url else None
    return (domain or "").partition(".")[0]


def _accounts(page: Page) -> Collection[str]:
    """Returns the names of the site's accounts at networks that are one word and not its domain's name."""
    accounts = (
        value.rstrip("/").rpartition("/")[2].lstrip("@") for name in _ACCOUNTS for value in page.metas.get(name, [])
    )
    return {fold(account) for account in accounts if " " not in account} - {_host(page)}


def _spaced(name: str, others: Sequence[str]) -> str:
    """Returns the name, or another spelling of it with spaces between its words."""
    alike = (other for other in others if " " in other and fold(other).replace(" ", "") == fold(name))
    return next(alike, name)


def _linked_home(page: Page) -> Iterator[str]:
    """Yields the words of links to the front page that the host spells."""
    for link in page.tree.css(_HOME)[:_MOST_LOGOS]:
        title = _without_logo(link.attributes.get("title") or "")
        for name in (_without_logo(squeeze(link.text())), title):
            short = len(name) >= _SHORTEST and len(name.split()) <= _LONGEST_NAME and "/" not in name
            own = any(word in _host(page) for word in re.findall(r"\w{2,}", fold(name)))
            if short and own and fold(name) not in _NO_NAMES and names_site(name, None, page.url):
                yield name


def _seen(page: Page) -> Iterator[str]:
    """Yields names in other pictures and links that the host spells, then the title's end, then the owner."""
    for logo in page.tree.css(_OTHER_LOGO)[:_MOST_LOGOS]:
        words = _without_logo(logo.attributes.get("alt") or logo.attributes.get("title") or "").split()
        named = (" ".join(words[:count]) for count in range(min(len(words), _LONGEST_NAME), 0, -1))
        yield from islice((name for name in named if names_site(name, None, page.url)), 1)
    yield from (end for title in _titles(page) if (end := _title_end(title, page)))
    lines = (_RIGHTS.search(run.text[:_LONGEST_DECLARED]) for run in page.runs[-_LAST:])
    owners = (_COMPANY.sub("", squeeze(line["owner"])).strip(" .") for line in lines if line)
    yield from (owner for owner in owners if _is_name(owner) and names_site(owner, None, page.url))


def _is_name(text: str) -> bool:
    return text[:1].isupper() and len(text.split()) <= _LONGEST_NAME


def _without_logo(text: str) -> str:
    return _AFTER_LOGO.sub("", _BEFORE_LOGO.sub("", squeeze(text[:_LONGEST_DECLARED]))).strip(" -–—|")


def _title_end(title: str, page: Page) -> str | None:
    """Returns the last part of a title if it is written as a name and follows longer parts, or None.

    After a hyphen the address must also contain one of its words.
    """
    *before, end = (part.strip() for part in parts_of(title))
    words = end.split()
    if not before or not end[:1].isalpha() or len(end) < _SHORTEST or any(map(_is_address, words)):
        return None
    if not len(words) <= min(_LONGEST_NAME, len(" ".join(before).split())):
        return None
    long = [word for word in words if len(word) > _SHORT_WORD]
    bar = title.removesuffix(end).rstrip().endswith(_BARS)
    in_host = any(word.lower() in (page.url or "") for word in long)
    return end if (bar or in_host) and all(word[0].isupper() or not word[0].isalpha() for word in long) else None
