"""Why a run of an article's container is no part of its record: told by the page's markup, and not by its scores."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

from copydesk.extraction.container import Container
from copydesk.extraction.markup import HEADINGS
from copydesk.extraction.notes import READ_ALSO
from copydesk.extraction.page_words import is_gap
from copydesk.extraction.walk import Element, Run


class LeftOut(StrEnum):
    """Why words of the container are in no record."""

    REPEATED = "repeated"
    HIDDEN = "hidden"
    CAPTION = "caption"
    HEAD = "head"
    RELATED = "related"
    COMMENTS = "comments"
    PROMOTION = "promotion"
    INTERFACE = "interface"


#: The words in names of elements that say what stands in them.
_NAMES = (
    (LeftOut.COMMENTS, "comment comments disqus respond responses reply replies discussion commentlist"),
    (LeftOut.CAPTION, "caption captions figcaption cutline credit credits photographer copyright"),
    (
        LeftOut.RELATED,
        "related recommended recommendations readmore recirc recirculation teaser teasers popular trending crosslink"
        " outbrain taboola upsell card cards carousel slider seealso readalso latest archive list previous next prev"
        " pagination pager sibling siblings",
    ),
    (
        LeftOut.PROMOTION,
        "newsletter newsletters subscribe subscription signup ad ads advert advertisement advertising sponsor sponsored"
        " promo promotion donate donation cta paywall regwall affiliate disclosure banner",
    ),
    (
        LeftOut.HEAD,
        "byline bylines author authors bio biography contributor contributors dateline date dates published pubdate"
        " timestamp meta metadata tag tags topic topics category categories breadcrumb breadcrumbs kicker eyebrow"
        " headline hed title info posted postmeta keywords",
    ),
    (
        LeftOut.INTERFACE,
        "share sharing shares social socials button buttons btn form nav navigation navbar menu search print footer"
        " sidebar widget widgets toolbar tools actions controls player poll quiz cookie cookies consent modal popup"
        " skip toc contents login follow rating ratings vote alert toggle tooltip",
    ),
)
_BY_NAME = tuple((reason, frozenset(words.split())) for reason, words in _NAMES)
_BY_TAG = {
    "nav": LeftOut.INTERFACE,
    "form": LeftOut.INTERFACE,
    "fieldset": LeftOut.INTERFACE,
    "footer": LeftOut.INTERFACE,
    "menu": LeftOut.INTERFACE,
    "figure": LeftOut.CAPTION,
    "figcaption": LeftOut.CAPTION,
    "article": LeftOut.RELATED,
    "time": LeftOut.HEAD,
    "address": LeftOut.HEAD,
    "h1": LeftOut.HEAD,
}
#: From this share of links on a line leads elsewhere.
_LINKED = 0.5
#: A line of fewer words that ends no sentence says nothing of the story: over the text it is of the head, under it
#: a control. Amid the text, and in lists, tables and headings, lines of the story are short too.
_LABEL, _SHORT_LABEL = 12, 4
_SHORT_LINES = HEADINGS | {"li", "td", "th", "dd", "dt"}
_ENDS = (".", "!", "?", "…", '"', "”", "»", "。", "！", "？", "」", ":")


class Reasons:
    """The reasons of the runs of one page; what an element says is looked up once."""

    def __init__(self, container: Container, chosen: Sequence[int]) -> None:
        self._path = container.path
        self._chosen = range(chosen[0], chosen[-1])
        self._named: dict[Element, LeftOut | None] = {}

    def of(self, index: int, run: Run) -> LeftOut | None:
        """Why a run was not chosen, as far as the page tells; None of what reads as text of the article."""
        return next(self._told(index, run), None)

    def _told(self, index: int, run: Run) -> Iterator[LeftOut]:
        if run.element.hidden:
            yield LeftOut.HIDDEN
        if is_gap(run.text):
            yield LeftOut.PROMOTION
        if named := self._by_element(run.element):
            yield named
        if run.link_share >= _LINKED or READ_ALSO.match(run.text):
            yield LeftOut.RELATED
        amid = self._chosen.start < index < self._chosen.stop or run.element.tag in _SHORT_LINES
        if not run.text.endswith(_ENDS) and run.text.count(" ") < (_SHORT_LABEL if amid else _LABEL):
            yield LeftOut.HEAD if index < self._chosen.start else LeftOut.INTERFACE

    def _by_element(self, element: Element) -> LeftOut | None:
        """What the innermost named element around a run says, of those that hold nothing chosen."""
        known, passed = self._named, []
        each: Element | None = element
        while each is not None and each.index not in self._path and each not in known:
            passed.append(each)
            each = each.parent
        reason = known.get(each) if each is not None else None
        for inner in reversed(passed):
            reason = known[inner] = _own_reason(inner.tag, inner.words) or reason
        return reason


@lru_cache(maxsize=8192)
def _own_reason(tag: str, words: frozenset[str]) -> LeftOut | None:
    """What the names of an element say, the first reason of the table first, and else its tag."""
    return next((reason for reason, names in _BY_NAME if not names.isdisjoint(words)), _BY_TAG.get(tag))
