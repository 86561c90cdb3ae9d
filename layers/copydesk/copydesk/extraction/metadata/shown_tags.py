"""This module finds the tags that a page shows with its article: links to more on a subject."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import parse_qsl, urldefrag, urlsplit

from selectolax.lexbor import LexborNode

from copydesk.extraction.metadata.page import Page
from copydesk.extraction.reading.markup import name_words, text_of
from copydesk.extraction.reading.walk import Element, Run
from copydesk.extraction.text.links import absolute_url
from copydesk.web.dates import parse_date
from copydesk.web.domains import registrable_domain

#: Class words of such lists, and the folders and parameters of their links.
_NAMES = frozenset(
    "tag tags tagged taglist taglinks topic topics subject subjects keyword keywords hashtag hashtags thema themen"
    " schlagwort schlagworte stichwort stichworte etiquetas temas sujets argomenti trefwoorden onderwerpen avainsanat"
    " emneord tagi tagy".split()
)
_FOLDERS = _NAMES | frozenset("label theme themes thematique tema etiqueta etiquette argomento emne теги тег".split())
#: Words in the addresses of other links in a line with tags.
_FILING = frozenset("category categories author authors".split())
#: Labels of such a list before its links.
_LABEL = re.compile(
    r"\W*+(?:(?:(?:related|article|post|all)\s+)?(?:tags?|topics?)(?:\s+in\s+this\s+(?:story|article))?"
    r"|related\s+(?:people|places|countries|companies|organi[sz]ations)"
    r"|(?:people|places|countries|companies|organi[sz]ations)\s+in\s+this\s+(?:story|article)"
    r"|tagged(?:\s+(?:as|in|with))?|filed\s+(?:under|in)|key\s?words?"
    r"|(?:(?:read|see|explore)\s+)?more\s+(?:about|on)|explore\s+(?:related|more)\s+topics?|subjects?|labels?"
    r"|(?:alle\s+)?themen?(?:seiten?)?(?:\s+(?:in|zu|aus)\s+diese[mnr]\s+(?:artikel|beitrag|text|thema))?"
    r"|(?:(?:lesen\s+sie|lies)\s+)?mehr\s+(?:zum\s+thema|zu\s+diesem\s+thema|zu\s+den\s+themen|zu|über)"
    r"|(?:schlag|stich)w(?:o|ö)rter?(?:\s+zu\s+diese[mnr]\s+\w+)?|(?:schlag|stich)worte?(?:\s+zu\s+diese[mnr]\s+\w+)?"
    r"|mots?[\s-]cl[ée]s|sujets?|th[èe]mes?|étiquettes|etiquetas|temas?(?:\s+relacionados)?|palabras?\s+clave"
    r"|en\s+savoir\s+plus\s+sur|(?:m[áa]s|leia\s+mais)\s+sobre|approfondimenti|meer\s+over|läs\s+mer\s+om|les\s+mer\s+om"
    r"|palavras?[\s-]chave|t[óo]picos|assuntos|marcadores|argomenti|parole\s+chiave|onderwerpen|trefwoorden|emne(?:r|ord)"
    r"|nyckelord|ämnen|taggar|avainsanat|aiheet|tagi|słowa\s+kluczowe|štítky|(?:související\s+)?témata|címkék|etichete|etiketler|теги|метки|темы"
    r"|ключевые\s+слова|الوسوم|كلمات\s+مفتاحية|תגיות|टैग|แท็ก|标签|標籤|关键词|關鍵[字詞]|タグ|(?:関連)?キーワード|関連(?:ワード|タグ|トピックス?)|태그|키워드|từ\s+khóa)"
    r"\s*+(?:[:：]|$)",
    re.IGNORECASE,
)
#: Beginnings of labels of lists of other subjects of the site.
_OTHERS = re.compile(
    r"(?:more(?!\s+(?:about|on)\b)|other|all|popular|trending|weitere|alle|andere|d'autres|autres|otros|altri)\b",
    re.IGNORECASE,
)
#: Words before a subject's name in a link to its page, and words of links that are no name.
_TO = re.compile(
    r"(?:zur\s+themenseite|alles\s+zu|alle\s+artikel\s+zu|all\s+(?:articles|stories)\s+(?:on|about))\s*:?\s+",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:more|see|show|view|browse|mehr|voir|ver)\b"
    r"|(?:back|next|previous|zurück|weiter|précédent|suivant|anterior|siguiente|(?:zum|nach)\s\w+|(?:to\s)?top)$",
    re.IGNORECASE,
)
#: Class words of the site's lists and of other stories. The second set names parts of a page that may hold the tags
#: too.
_NOT_OWN = frozenset("cloud tagcloud trending trends popular hot card cards carousel comment comments".split())
_ELSEWHERE = frozenset(
    "nav navbar navigation menu submenu breadcrumb breadcrumbs sidebar related recommended recommendations teaser"
    " teasers promo latest".split()
)
#: The longest address (characters) that is read; longer ones lead to no list of stories.
_LONGEST_ADDRESS = 500
#: The runs after the text that are read, the links of a run, and the names that are kept.
_REACH, _MOST_LINKS, _MOST_TAGS = 60, 60, 60
#: A tag has fewer characters and words than these. A link in a list that only its label names has at most the last
#: number of words.
_LONGEST, _MOST_WORDS, _MOST_LABELLED = 60, 9, 5
#: The least share of a list's text that is in its links.
_LINKED = 0.5
#: The levels of elements around a link whose names count.
_LEVELS = 4


@dataclass(slots=True)
class TagList:
    """Tags of one list.

    A named list is known by `rel=tag` (HTML, 4.6.7), by its elements' names or by the label before it. Another list is
    known by the addresses of its links.
    """

    tags: list[str] = field(default_factory=list)
    named: bool = False


def first_tags(lists: Iterable[TagList], *, named: bool) -> list[str]:
    """Returns the names in the first list that is named, or that is not."""
    found = next((each for each in lists if each.named == named), TagList())
    return found.tags[:_MOST_TAGS]


def shown_lists(page: Page) -> Iterator[TagList]:
    """Yields the lists of tags next to the article: those after its text, then those between headline and text."""
    if not page.text:
        return
    own = {element.index for index in (page.text[0], page.text[-1]) for element in page.runs[index].element.lineage()}
    last = page.text[-1] + 1
    start = page.headline_at + 1
    for reach in (range(last, min(len(page.runs), last + _REACH)), range(start, page.body_start)[-_REACH:]):
        yield from _listed((page.runs[index] for index in reach), own, page)


def _listed(runs: Iterable[Run], own: set[int], page: Page) -> Iterator[TagList]:
    """Yields each list in a range of runs; other text ends a list.

    A label begins a list, or continues a named one.
    """
    current, labelled, skipped = TagList(), False, False
    for run in runs:
        if not any(map(str.isalnum, run.text)):
            continue
        label = _LABEL.match(run.text)
        rest = run.text[label.end() :] if label else run.text
        tags, named = _tags_in(run, rest, own, labelled or label is not None, page)
        if tags and not skipped:
            current.tags += tags
            current.named |= named
        elif not tags:
            labelled = label is not None and label.end() == len(run.text)
            skipped = _OTHERS.match(run.text) is not None
            if current.tags and not (current.named and labelled and not skipped):
                yield current
                current = TagList()
    if current.tags:
        yield current


def _tags_in(run: Run, rest: str, own: set[int], labelled: bool, page: Page) -> tuple[list[str], bool]:
    """Returns the tags in a run, and whether more than addresses identifies them. `rest` is its text after a label."""
    if run.element.hidden or run.link_chars < max(1, _LINKED * len(rest)):
        return [], False
    around = [element for element in run.element.lineage() if element.index not in own]
    called = any(not _NAMES.isdisjoint(element.words) for element in around[:_LEVELS])
    if _is_elsewhere(around, labelled, called):
        return [], False
    links = _short_links(run, around)
    linked = sum(size for _, size in links.values())
    if not links or linked < _LINKED * len(rest) or (len(links) == 1 and _is_elsewhere(around, labelled, False)):
        return [], False
    names = {name: link for name, (link, _) in links.items() if _is_name(name) and _stays(link, page)}
    if called or (labelled and all(len(name.split()) <= _MOST_LABELLED for name in names)):
        return [name for name, link in names.items() if "category" not in _rel(link)], True
    names = {name: link for name, link in names.items() if _is_tag(link) or not _is_filing(link, name)}
    if _is_in_site_footer(run) or not all(map(_is_tag, names.values())):
        return [], False
    return list(names), any(map(_is_named, names.values()))


def _short_links(run: Run, around: list[Element]) -> dict[str, tuple[LexborNode, int]]:
    """Returns the links in a run by name, each with the size of its text; none if one is too long for a tag."""
    found: dict[str, tuple[LexborNode, int]] = {}
    for link in _links(run, around):
        text = text_of([link])
        name = _name(text)
        if not _is_short(name):
            return {}
        found[name] = link, len(text)
    return found


def _is_filing(link: LexborNode, name: str) -> bool:
    """Returns whether a link in a line with tags leads to the category or the author, or is a date."""
    words = {*_rel(link), *_words_of_address(link.attributes.get("href") or "")}
    return not _FILING.isdisjoint(words) or parse_date(name) is not None


def _links(run: Run, around: list[Element]) -> Iterator[LexborNode]:
    """Yields the links in a run, or the one around it."""
    if outer := next((element.node for element in around[:_LEVELS] if element.tag == "a"), None):
        yield outer
    else:
        inside = (link for node in run.nodes if node.is_element_node for link in _links_in(node))
        yield from islice(inside, _MOST_LINKS)


def _links_in(node: LexborNode) -> list[LexborNode]:
    return [node] if node.tag == "a" else node.css("a[href]")


def _stays(link: LexborNode, page: Page) -> bool:
    """Returns whether a link leads to another page of the same site."""
    href = (link.attributes.get("href") or "#").strip()
    url = absolute_url(href, page.url) or href
    if href.startswith("#") or urlsplit(url).scheme not in ("", "http", "https"):
        return False
    own = urldefrag(page.url or "")[0]
    return not own or (urldefrag(url)[0] != own and registrable_domain(url) == registrable_domain(own))


def _name(text: str) -> str:
    """Returns the name in the text of a link."""
    return _TO.sub("", text.strip("#,;·•|/ "), count=1)


def _is_name(name: str) -> bool:
    """Returns whether the words of a link are a name: no label, no link to more, and no date."""
    return any(map(str.isalpha, name)) and not _LABEL.fullmatch(name) and not _MORE.match(name)


def _is_short(name: str) -> bool:
    return 1 < len(name) < _LONGEST and len(name.split()) < _MOST_WORDS


def _is_elsewhere(around: Iterable[Element], labelled: bool, called: bool) -> bool:
    """Returns whether a run is in the site's own lists, or among other stories.

    A list with a label may be in a navigation bar. A list named as tags may be beside other stories.
    """
    words = frozenset[str]().union(*(element.words for element in around))
    if not _NOT_OWN.isdisjoint(words) or any(
        element.tag == "form" or (element.tag == "nav" and not labelled) for element in around
    ):
        return True
    return not called and not _ELSEWHERE.isdisjoint(words)


def _is_in_site_footer(run: Run) -> bool:
    tags = {element.tag for element in run.element.lineage()}
    return "footer" in tags and tags.isdisjoint({"article", "main"})


def _rel(link: LexborNode) -> list[str]:
    return (link.attributes.get("rel") or "").lower().split()


def _is_named(link: LexborNode) -> bool:
    """Returns whether a link's own attributes mark it as a tag; WordPress marks categories as tags too."""
    rel = _rel(link)
    named = not _NAMES.isdisjoint(name_words(link.attributes.get("class") or ""))
    return "category" not in rel and ("tag" in rel or named)


def _is_tag(link: LexborNode) -> bool:
    return _is_named(link) or ("category" not in _rel(link) and _leads_to_tag(link.attributes.get("href") or ""))


def _leads_to_tag(href: str) -> bool:
    """
    >>> _leads_to_tag("/politics/topics/bridges"), _leads_to_tag("/list?tag=bridges"), _leads_to_tag("/tags")
    (True, True, False)
    """
    return not _FOLDERS.isdisjoint(_words_of_address(href))


def _words_of_address(href: str) -> set[str]:
    """Returns the words of an address's folders, and the names of its parameters."""
    try:
        parts = urlsplit(href[:_LONGEST_ADDRESS])
        folders = {word for folder in parts.path.lower().strip("/").split("/")[:-1] for word in folder.split("-")}
        return folders | {name.lower() for name, _ in parse_qsl(parts.query)}
    except ValueError:
        return set()
