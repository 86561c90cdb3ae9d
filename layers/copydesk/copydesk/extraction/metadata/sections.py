"""This module finds an article's section: in its trail, declarations, links beside its headline, and address."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import chain, takewhile
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from copydesk.extraction.metadata.kickers import (
    is_category,
    is_navigation,
    is_of_site,
    leads_to_list,
    line_over,
    links_of,
    parts_of_line,
)
from copydesk.extraction.metadata.page import Page, strings_of
from copydesk.extraction.metadata.places import FRONT_PAGE, is_general
from copydesk.extraction.reading.markup import is_in_trail, name_words, squeeze, text_of
from copydesk.extraction.reading.walk import Run
from copydesk.extraction.text.fold import fold
from copydesk.extraction.text.links import absolute_url
from copydesk.web.dates import parse_date
from copydesk.web.domains import registrable_domain

#: Separators of sections in one text, and values of templates without a section.
_PARTS = re.compile(r"\s*[;|>•]\s*|,(?=\S)|,\s(?=.*,)|\s+[-–—]\s+")
_PATH = re.compile(r"/?[a-z0-9_-]++(?:/[a-z0-9_-]++)++/?")
_WORDS = re.compile(r"\s*[,;]\s*")
_LABEL = re.compile(
    r"^\s*(?:category|categor[ií]a|cat[ée]gorie|kategorie|kategori|rubrik|rubrique|section)\s*:\s*", re.IGNORECASE
)
_NONE = frozenset(
    "uncategorized uncategorised allgemein unkategorisiert 未分类 未分類 미분류 article articles artikel"
    " post posts default none null undefined home all general tag tags category categories"
    " kategorie kategorien thema themen topic topics".split()
) | {"sin categoría", "sem categoria", "senza categoria", "non classé", "без рубрики", "home page", "story page"}
#: Sections of any subject; any other section that the page names is preferred.
_ANY = frozenset(
    "news nachrichten aktuell aktuelles meldungen actualités actualidad noticias notícias notizie nieuws nyheter"
    " nyheder uutiset wiadomości haberler новости ニュース 新闻 新聞 뉴스 featured features headlines latest special"
    " magazine magazin stories blog blogs ブログ 블로그 блог other others misc miscellaneous sonstiges autres otros"
    " outros その他 その他ニュース".split()
) | {"latest news", "all news", "top news", "top stories", "breaking news", "alle nachrichten"}
#: Folders that say nothing about the subject; a folder of two letters names a language.
_NO_FOLDERS = frozenset(
    "article articles artikel story stories post posts blog blogs amp archive archives content web node wp index read"
    " news-story page pages item items id detail en-us en-gb html site sites default view print mobile live".split()
)
_FOLDER = re.compile(r"[a-z]{3,}(?:-[a-z]+){0,2}")
_INDEX = re.compile(r"/(?:index|default|home)?\.[a-z]{3,5}$|\.html?$|/$")
#: WordPress's marks of a post's category in menus (`_wp_menu_item_classes_by_context`), its own category first.
_MENU = (
    "li.menu-item-object-category.current-post-parent > a",
    "li.menu-item-object-category.current-post-ancestor > a",
)
#: The meta elements that declare a section.
_METAS = (
    "article:section",
    "og:article:section",
    "section",
    "parsely-section",
    "page_section",
    "prism.section",
    "articlesection",
    "og:section",
    "category",
)
#: The first words of links that lead back.
_BACK = frozenset("back zurück ‹ « ← <".split())
#: Limits of a section's name (characters, words), of what declares it, and of the links and lines that are read.
_LONGEST, _MOST_WORDS, _LONGEST_DECLARED, _MOST_HOMES = 60, 6, 200, 10
_MOST_LINKS, _MOST_TERMS, _LEVELS, _NEAR, _DEEPEST = 2_000, 10, 3, 4, 3
#: The beginning of a line of categories, the addresses of categories and of tags, and the runs that are searched.
_FILED = re.compile(
    r"(?:posted|filed|published)\s+(?:in|under)\b|categor(?:y|ies)\b|kategorien?\b|rubrik\b|catégories?\b|categorías?\b"
    r"|veröffentlicht\s+(?:in|unter)\b",
    re.IGNORECASE,
)
#: Links whose address may lead to a folder without naming it: `index.html`, `../`.
_RELATIVE = 'a[href]:not([href^="/"]):not([href^="#"]):not([href*=":"])'
_CATEGORY_PATH = re.compile(r"[^?#]{0,200}/categor(?:y|ies)/.")
_TAG_PATH = re.compile(r"[^?#]{0,200}/tags?/.")
_UNDER = 6
#: A longer row of links is tags.
_MOST_CATEGORIES = 4
#: The least share of the line over a headline that is linked.
_LINKED = 0.75


def section(page: Page, trail: Sequence[str], known: Iterable[str | None]) -> str | None:
    """Returns the innermost section that a page names, or None; one of any subject, as `News`, is the last choice.

    A folder of the address counts if the page names no section. `known` are names of other things: the site, the
    headline, the authors.
    """
    host = (registrable_domain(page.url) if page.url else None) or ""
    others = _NONE | FRONT_PAGE | {*map(fold, known), host.partition(".")[0]}
    named = list(_subjects(_named(page, trail), others))
    inner = (name for name in named if not _is_of_any(name))
    return next(chain(inner, named, _subjects(_in_address(page), others)), None)


def _is_of_any(name: str) -> bool:
    return fold(name) in _ANY or is_general(name)


def _subjects(names: Iterable[str], others: Collection[str]) -> Iterator[str]:
    """Yields the names that may be a section's; of several names in a text only the first."""
    for name in names:
        first = squeeze(_LABEL.sub("", _PARTS.split(_innermost(unescape(name[:_LONGEST_DECLARED])))[0]))
        if (
            _is_short(first)
            and _has_letters(first)
            and fold(first).split()[0] not in _BACK
            and fold(first) not in others
        ):
            yield first


def _innermost(name: str) -> str:
    """Returns the last folder of a name that is written as a path: `crime-courts` of `news/local/crime-courts`."""
    return name.rstrip("/").rpartition("/")[2] if _PATH.fullmatch(name) else name


def _named(page: Page, trail: Sequence[str]) -> Iterator[str]:
    """Yields every name that may be the section's, the best first; names that are shown or in the address lead."""
    shown = list(_shown(page))
    mine, spelled = set(map(fold, shown)), folders(page)
    crumbs = list(takewhile(_has_letters, trail))
    inner = crumbs[_starts_at(crumbs, page) :][::-1]
    yield from sorted(inner, key=lambda name: not _is_both(name, mine, spelled))
    declared = list(_declared(page))
    if shown and _are_tags(declared, page):
        declared = [name for name in declared if fold(name) in mine | spelled]
    yield from sorted(declared, key=lambda name: fold(name) not in mine and fold(name) not in spelled)
    yield from shown
    yield from (squeeze(link.text()) for rule in _MENU for link in page.tree.css(rule)[:1])
    yield from _filed(page)


def _is_both(name: str, shown: Collection[str], spelled: Collection[str]) -> bool:
    return fold(name) in shown and fold(name) in spelled


def folders(page: Page) -> set[str]:
    """Returns the folders of the address that name a subject, as words."""
    found = urlsplit(page.url or "").path.lower().split("/")[:-1]
    return {folder.replace("-", " ") for folder in found if folder not in _NO_FOLDERS | _NONE}


def _starts_at(crumbs: Sequence[str], page: Page) -> int:
    """Returns the index at which a trail leaves the front page, by the words of the link to that page."""
    home = page.tree.css('a[href="/"]')[:_MOST_HOMES] if len(crumbs) > 1 else []
    return int(any(fold(squeeze(link.text())) == fold(crumbs[0]) for link in home))


def _are_tags(names: Sequence[str], page: Page) -> bool:
    """Returns whether all the sections that a page declares are among the keywords of its article."""
    keywords = {
        fold(word)
        for thing in page.articles
        for text in strings_of(thing.get("keywords"))
        for word in _WORDS.split(text)
    }
    return bool(names) and {fold(name) for name in names} <= keywords


def _has_letters(name: str) -> bool:
    return any(map(str.isalpha, name))


def _declared(page: Page) -> Iterator[str]:
    """Yields the sections that a page declares.

    Lists are often in alphabetical order: a name of theirs that is also declared alone comes first.
    """
    named = [text for thing in page.articles for text in strings_of(thing.get("articleSection"))]
    others = [page.metas[name][0] for name in _METAS if page.metas.get(name)]
    parts = [fold(part) for text in named for part in _WORDS.split(text[:_LONGEST_DECLARED])]
    yield from (name for name in others if len(parts) > 1 and fold(name) in parts)
    yield from named
    yield from others


def _shown(page: Page) -> Iterator[str]:
    """Yields the categories beside the headline, and the links of the line right over it."""
    own = {element.index for index in page.text[:1] for element in page.runs[index].element.lineage()}
    for _, run in page.lead:
        if run.text and not is_in_trail(run.element.node):
            yield from _categories(run, own)
    if (over := line_over(page)) and not over.text.endswith(("?", "!")):
        yield from parts_of_line(over)[:-1]
        links = [link for link in links_of(over) if leads_to_list(link, page)]
        if len(links) <= _MOST_CATEGORIES and sum(len(text_of([link])) for link in links) >= _LINKED * len(over.text):
            yield from (text_of([link]) for link in links[-1:])


def _filed(page: Page) -> Iterator[str]:
    """Yields the categories in a line under the text, if it has tags too or says "filed under"."""
    last = page.text[-1] + 1 if page.text else 0
    for run in page.runs[last : last + _UNDER]:
        links = links_of(run)
        filed = [link for link in links if _is_category(link) or _leads_to(link, _CATEGORY_PATH)]
        if filed and (_FILED.match(run.text) or any(_leads_to(link, _TAG_PATH) for link in links)):
            yield from (text_of([link]) for link in filed if len(filed) <= _MOST_CATEGORIES)


def _leads_to(link: LexborNode, path: re.Pattern[str]) -> bool:
    return path.match(link.attributes.get("href") or "") is not None


def _categories(run: Run, own: Collection[int]) -> Iterator[str]:
    around = [element for element in run.element.lineage() if element.index not in own]
    if is_navigation(around):
        return
    around = around[:_LEVELS]
    called = any(is_category(element.words) or _declares(element.node) for element in around)
    links = [link for link in links_of(run) if called or _is_category(link)]
    yield from (text_of([link]) for link in links if len(links) <= _MOST_CATEGORIES)
    if called and not run.links:
        yield run.text


def _is_category(link: LexborNode) -> bool:
    words = name_words(link.attributes.get("class") or "")
    return "category" in (link.attributes.get("rel") or "") or is_category(words) or _declares(link)


def _declares(node: LexborNode) -> bool:
    return node.attributes.get("itemprop") == "articleSection"


def _is_short(name: str) -> bool:
    return 1 < len(name) <= _LONGEST and len(name.split()) <= _MOST_WORDS and parse_date(name) is None


def _in_address(page: Page) -> Iterator[str]:
    """Yields the innermost folder of the address that the page links to, by the link's words, else the first folder."""
    folders = [each for each in urlsplit(page.url or "").path.lower().split("/") if each][:-1]
    inner = [each for each in folders if _names_subject(each)]
    paths = {"/".join(folders[: end + 1]): folder for end, folder in enumerate(folders) if folder in inner}
    linked = _linked(page, paths | {folder: folder for folder in inner}) if inner else {}
    names = [linked[folder] for folder in reversed(inner) if folder in linked]
    first = next((each for each in folders if each not in _NO_FOLDERS), "")
    if all(map(_is_of_any, names)):
        yield from (_in_words(each) for each in _under(first, folders, page) if each not in linked)
    yield from names
    if _FOLDER.fullmatch(first):
        yield _in_words(first)


def _under(first: str, folders: Sequence[str], page: Page) -> list[str]:
    """Returns the subject folders under a general one, innermost first: `rivers` of `news/nature/rivers`."""
    if first not in _ANY:
        return []
    host = (registrable_domain(page.url or "") or "").partition(".")[0]
    inner = takewhile(_names_subject, folders[folders.index(first) + 1 :])
    return [folder for folder in inner if not host or host not in folder.replace("-", "")][::-1]


def _in_words(folder: str) -> str:
    return folder.replace("-", " ").capitalize()


def _names_subject(folder: str) -> bool:
    return folder not in _NO_FOLDERS and _FOLDER.fullmatch(folder) is not None


def _linked(page: Page, folders: Mapping[str, str]) -> dict[str, str]:
    """Returns, by folder, the words of a short link to its path: those that spell the folder, else the first."""
    found: dict[str, str] = {}
    ends = {folder.rpartition("/")[2] for folder in folders}
    selector = ",".join((*(f'a[href*="{end}" i]' for end in ends), _RELATIVE))
    for link in page.tree.css(selector)[:_MOST_LINKS]:
        url = absolute_url(link.attributes.get("href"), page.url) or ""
        folder = folders.get(_INDEX.sub("", urlsplit(url).path).strip("/").lower())
        name = squeeze(link.text()) if folder and is_of_site(url, page) else ""
        if folder and _is_short(name) and (folder not in found or "-".join(fold(name).split()) == folder):
            found[folder] = name
    return found
