"""This module tells the text of an article's later page from what stands beside it: comments, pagers, walls.

A later page may have few words of its own, or none. Anything else that reads as text would then be chosen.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import takewhile

from selectolax.lexbor import LexborNode

from copydesk.extraction.reading.markup import HEADINGS, name_words
from copydesk.extraction.reading.walk import Element, Run
from copydesk.extraction.text.fold import fold

#: Class words of the elements that hold readers' comments, in the languages of most news.
_COMMENTS = frozenset(
    "comment comments commentlist respond reply replies disqus usercomments kommentar kommentare kommentarer"
    " kommentarbereich kommentarliste leserkommentare commentaire commentaires comentario comentarios commenti reacties"
    " komentarz komentarze komentare komentari komentar yorum yorumlar kommentit".split()
)
#: Class words that say that an article has comments or not, and those of comments on a match. Such elements hold text.
_ABOUT_COMMENTS = frozenset("has no with without open closed enabled disabled allow live".split())
#: A name of more words is that of a section: "how-to-reply-to-a-message".
_LONGEST_NAME = 4
#: The names that a column may have. An element with fewer paragraphs of its own is none.
_COLUMN = frozenset("comment kommentar commentaire comentario komentarz komentar yorum".split())
_FEWEST_PARAGRAPHS = 2
#: The nodes that are passed to a neighbour: spaces and comments of the markup.
_NEAR = 4
_NAMING, _MOST_NAMES = ("class", "id", "itemprop", "itemtype"), 40
#: Class words of pagers and of the contents of a series.
_PAGERS = frozenset("pagination pager paging paginator pagenavi paginated multipage pagelinks".split())
_PAIRED_PAGERS = tuple(frozenset(pair.split()) for pair in ("page links", "page numbers", "post nav", "article index"))
#: The names of a site's own parts.
_SITE_TAGS, _SITE = frozenset({"footer", "nav"}), frozenset({"footer", "sidebar", "colophon"})
#: From this score on a run is text, in whatever part of the site.
_SURE = 0.5
#: A line with a smaller share of links is no line of a pager, unless it has no letters.
_LINKED = 0.5
#: The first words of the controls under a comment, and the most words of such a control.
_ANSWER = frozenset(
    "reply antworten répondre responder rispondi svara svar beantwoorden reageer odpowiedz ответить yanıtla vastaa"
    " odpovědět válasz 返信 回复 回覆 답글 balas".split()
)
_LONGEST_CONTROL = 3
#: So much of a line (characters) is read.
_LONGEST_LINE = 60
#: With fewer controls these are no comments.
_FEWEST_ANSWERS = 2
#: The numbers of pages, with arrows or bars. Years and other numbers are longer.
_NUMBERS = re.compile(r"(?:[^\w]*+\d{1,3}(?!\d))++[^\w]*+")
#: Numbers that are none of pages: prices, shares, and numbers with a point or a colon, such as those of a match.
_AMOUNT = re.compile(r"[$€£¥%°]|\d[.,:]\d")
_CELLS = frozenset({"td", "th", "li"})
_WORD = re.compile(r"[^\W\d_]+")


def scores_of_text(runs: Sequence[Run], score: Sequence[float]) -> list[float]:
    """Returns the scores of a later page's runs, and 0 for those of comments and pagers."""
    whole = around_headlines(runs)
    beside = {*_within(runs, whole, _is_of_site), *_answered(runs, whole)}
    comments = set(_within(runs, whole, _holds_comments))
    if not any(each >= _SURE for index, each in enumerate(score) if index not in comments and index not in beside):
        comments = set(_within(runs, whole | _around_column(runs, whole), _holds_comments))
    beside |= comments
    beside |= {index for index in _within(runs, whole, _is_pager) if _leads_on(runs[index])}
    # Names for the layout, such as "with-sidebar", stand around the text of some sites.
    beside |= {index for index in _within(runs, whole, _is_named_of_site) if score[index] < _SURE}
    return [0.0 if index in beside or _is_numbers(run) else score[index] for index, run in enumerate(runs)]


def around_headlines(runs: Sequence[Run]) -> frozenset[Element]:
    """Returns the elements of a page's headlines and around them. They hold the text, whatever their names."""
    return frozenset(element for run in runs if run.element.tag == "h1" for element in run.element.lineage())


def _within(runs: Sequence[Run], whole: Set[Element], is_kind: Callable[[Element], bool]) -> Iterator[int]:
    """Yields the runs in elements of a kind, which are none of `whole`."""
    known: dict[Element, bool] = dict.fromkeys(whole, False)
    for index, run in enumerate(runs):
        passed = list(takewhile(lambda each: each not in known, run.element.lineage()))
        above = passed[-1].parent if passed else run.element
        held = above is not None and known[above]
        for element in reversed(passed):
            held = known[element] = held or is_kind(element)
        if held:
            yield index


def names_comments(node: LexborNode) -> bool:
    """Returns whether a name of an element says that readers' comments are in it."""
    names = " ".join(node.attributes.get(each) or "" for each in _NAMING).split()[:_MOST_NAMES]
    return any(_is_of_comments(name_words(name)) for name in names)


def _is_of_comments(name: frozenset[str]) -> bool:
    return len(name) <= _LONGEST_NAME and not name.isdisjoint(_COMMENTS) and name.isdisjoint(_ABOUT_COMMENTS)


def _holds_comments(element: Element) -> bool:
    is_named = not element.words.isdisjoint(_COMMENTS) and names_comments(element.node)
    return is_named and not _is_amid_text(element.node)


def _around_column(runs: Sequence[Run], whole: Set[Element]) -> frozenset[Element]:
    """Returns the one element around the paragraphs of a column that is called a comment; empty if there is none.

    Comments of readers are several, or they are in a list that is called so as well.
    """
    known: dict[Element, bool] = dict.fromkeys(whole, False)
    names = dict[Element, None]()
    paragraphs = Counter[Element]()
    for run in runs:
        outer: Element | None = None
        for element in run.element.lineage():
            if element not in known:
                known[element] = _holds_comments(element)
            outer = element if known[element] else outer
        if outer is not None:
            names[outer] = None
            paragraphs[outer] += run.element.tag == "p" and run.element.parent is outer
    is_called = Counter(element.words for element in names)
    found = [
        each
        for each, count in paragraphs.items()
        if count >= _FEWEST_PARAGRAPHS and is_called[each.words] == 1 and each.words & _COMMENTS <= _COLUMN
    ]
    return frozenset(found) if len(found) == 1 else frozenset()


def _is_amid_text(node: LexborNode) -> bool:
    """Returns whether an element stands between two paragraphs, as a comment that the text itself cites."""
    around = (_neighbour(node, lambda each: each.prev), _neighbour(node, lambda each: each.next))
    return all(each is not None and each.tag == "p" for each in around)


def _neighbour(node: LexborNode, step: Callable[[LexborNode], LexborNode | None]) -> LexborNode | None:
    """Returns the next element in a direction, or None if it is not among the nearest nodes."""
    each = step(node)
    for _ in range(_NEAR):
        if each is None or each.is_element_node:
            return each
        each = step(each)
    return None


def _is_pager(element: Element) -> bool:
    return not element.words.isdisjoint(_PAGERS) or any(pair <= element.words for pair in _PAIRED_PAGERS)


def _is_of_site(element: Element) -> bool:
    """Returns whether an element is the site's footer or menu."""
    return element.tag in _SITE_TAGS and not any(each.tag == "article" for each in element.lineage())


def _is_named_of_site(element: Element) -> bool:
    return not element.words.isdisjoint(_SITE)


def _leads_on(run: Run) -> bool:
    return run.link_share >= _LINKED or not _WORD.search(run.text)


def _is_numbers(run: Run) -> bool:
    """Returns whether a run has only the numbers of pages, and is no cell of a table."""
    is_of_pages = _NUMBERS.fullmatch(run.text) is not None and _AMOUNT.search(run.text) is None
    return run.links > 0 and is_of_pages and run.element.tag not in _CELLS


def _answered(runs: Sequence[Run], whole: Set[Element]) -> range:
    """Returns the runs among which controls for answers stand, from the first comment to the last one."""
    controls = [index for index, run in enumerate(runs) if _is_for_answers(run)]
    if len(controls) < _FEWEST_ANSWERS:
        return range(0)
    first, last = ([*runs[index].element.lineage()][::-1] for index in (controls[0], controls[-1]))
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] is pair[1], zip(first, last, strict=False)))
    ends = first[shared : shared + 1], last[shared : shared + 1]
    if any(element in whole for end in ends for element in end):
        return range(controls[0], controls[-1] + 1)
    around = [
        index
        for index, run in enumerate(runs)
        if any(element in end for end in ends for element in run.element.lineage())
    ]
    return range(min(around, default=controls[0]), max(around, default=controls[-1]) + 1)


def _is_for_answers(run: Run) -> bool:
    """Returns whether a run is a control for an answer. In an interview such a word is a label before the text."""
    is_label = run.text.endswith(":") or run.element.tag in HEADINGS or 2 * run.bold_chars > len(run.text)
    if is_label and run.link_share < _LINKED:
        return False
    words = _WORD.findall(fold(run.text[:_LONGEST_LINE]))
    return 0 < len(words) <= _LONGEST_CONTROL and words[0] in _ANSWER
