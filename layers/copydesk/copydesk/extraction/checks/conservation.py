"""This module accounts for the visible words of an article's container: recorded, left out for a reason, or lost."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from copydesk.extraction.blocks.notes import READ_ALSO
from copydesk.extraction.checks.container import Container, container_of
from copydesk.extraction.locating.locate import Located
from copydesk.extraction.reading.markup import HEADINGS, squeeze
from copydesk.extraction.reading.walk import Element, Run
from copydesk.extraction.text.page_words import is_control, is_gap
from copydesk.extraction.text.words import words_in, words_of
from copydesk.model import Article, Block, Item


def recorded(article: Article) -> Iterator[str | None]:
    """Yields every text in an article's record that a reader of its page can see."""
    yield from (article.headline, article.alternative_headline, article.description, article.kicker)
    yield from (article.date_published_raw, article.date_modified_raw, *(author.name_raw for author in article.authors))
    for block in article.blocks:
        yield from _recorded(block)


def _recorded(block: Block) -> Iterator[str | None]:
    yield from (block.text, block.caption, block.credit, block.attribution)
    if block.entry:
        yield from (block.entry.time, block.entry.title)
    if not block.text:
        yield from _of_items(block.items)


def _of_items(items: Iterable[Item]) -> Iterator[str | None]:
    for item in items:
        yield from (item.text, item.credit)
        yield from _of_items(item.items)


class LeftOut(StrEnum):
    """The reasons why words of the container are in no record."""

    REPEATED = "repeated"
    HIDDEN = "hidden"
    CAPTION = "caption"
    HEAD = "head"
    RELATED = "related"
    COMMENTS = "comments"
    PROMOTION = "promotion"
    INTERFACE = "interface"


#: The class words of elements that say what is in them.
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
#: A line of fewer words that ends no sentence says nothing of the story. Over the text it belongs to the head, under
#: the text it is a control. The lower bound holds amid the text, and in lists, tables and headings. Lines of the story
#: are short there too.
_LABEL, _SHORT_LABEL = 12, 4
_SHORT_LINES = HEADINGS | {"li", "td", "th", "dd", "dt"}
ENDS = (".", "!", "?", "…", '"', "”", "»", "。", "！", "？", "」", ":")


class Reasons:
    """The reasons of the runs of one page; each element is looked up once."""

    def __init__(self, container: Container, chosen: Sequence[int]) -> None:
        self._path = container.path
        self._chosen = range(chosen[0], chosen[-1])
        self._named: dict[Element, LeftOut | None] = {}

    def of(self, index: int, run: Run) -> LeftOut | None:
        """Returns why a run was not chosen, or None if it reads as text of the article."""
        return next(self._reasons(index, run), None)

    def _reasons(self, index: int, run: Run) -> Iterator[LeftOut]:
        if run.element.hidden:
            yield LeftOut.HIDDEN
        if is_gap(run.text):
            yield LeftOut.PROMOTION
        if named := self._by_element(run.element):
            yield named
        if run.link_share >= _LINKED or READ_ALSO.match(run.text):
            yield LeftOut.RELATED
        amid = self._chosen.start < index < self._chosen.stop or run.element.tag in _SHORT_LINES
        if not run.text.endswith(ENDS) and run.text.count(" ") < (_SHORT_LABEL if amid else _LABEL):
            yield LeftOut.HEAD if index < self._chosen.start else LeftOut.INTERFACE

    def _by_element(self, element: Element) -> LeftOut | None:
        """Returns the reason of the innermost named element around a run, among those that hold nothing chosen."""
        known, passed = self._named, []
        each: Element | None = element
        while each is not None and each.index not in self._path and each not in known:
            passed.append(each)
            each = each.parent
        reason = known.get(each) if each is not None else None
        for inner in reversed(passed):
            reason = known[inner] = reason_of(inner.tag, inner.words) or reason
        return reason


@lru_cache(maxsize=8192)
def reason_of(tag: str, words: frozenset[str]) -> LeftOut | None:
    """Returns the reason that an element's names give, the first in the table, or else its tag's."""
    return next((reason for reason, names in _BY_NAME if not names.isdisjoint(words)), _BY_TAG.get(tag))


#: Words of the container that are in no record, and the reason; without a reason they are lost.
type Unrecorded = tuple[LeftOut | None, list[str]]
#: A shorter text (characters) occurs in a longer one by chance.
_SHORTEST_REPEAT = 12
_QUOTE_MARKS = " \"'“”‘’«»„.…"
#: The most characters that are searched for repetitions; each search reads the whole record.
_MOST_SEARCHED = 50_000_000
#: A longer run (characters) is no line of authors and dates, and at most this many authors are looked for.
_LONGEST_BYLINE, _MOST_AUTHORS = 300, 8


def unrecorded(located: Located, article: Article) -> Iterator[Unrecorded]:
    """Yields the words of the container and of the chosen runs that are in no record, each word once."""
    return _Accounting(located, article).unrecorded()


def counts_of(unrecorded: Iterator[Unrecorded]) -> tuple[int, Mapping[str, int]]:
    """Returns how many words are lost, and how many are left out by reason."""
    lost, left_out = 0, Counter[str]()
    for reason, words in unrecorded:
        if reason is None:
            lost += len(words)
        else:
            left_out[str(reason)] += len(words)
    return lost, {reason: left_out[reason] for reason in sorted(left_out) if left_out[reason]}


class _Accounting:
    """Checks the chosen runs first, then the other runs of the container.

    `_spare` counts the recorded words that no run has accounted for yet, mostly those of the head.
    """

    def __init__(self, located: Located, article: Article) -> None:
        self._located = located
        self._records = Counter(text for text in recorded(article) if text)
        self._recorded_lines = {squeeze(text) if "\n" in text else text for text in self._records}
        self._whole = "\n".join(self._recorded_lines)
        self._written = _written(article)
        self._chosen = {located.runs[index].text for index in located.text}
        self._kept = {*located.text, *located.company}
        self._texts = Counter(text for index in self._kept if (text := located.runs[index].text))
        self._spare = Counter[str]()
        self._searched = 0

    def unrecorded(self) -> Iterator[Unrecorded]:
        yield from self._of_chosen()
        runs, text = self._located.runs, self._located.text
        container = container_of(runs, text)
        reasons = Reasons(container, text)
        for index in container.span:
            run = runs[index]
            if index in self._kept or not run.text:
                continue
            if run.text in self._recorded_lines:
                yield LeftOut.REPEATED, self._not_spare(run.text, run.text)
            elif facts := self._facts_in(run.text):
                yield LeftOut.HEAD, self._not_spare(run.text, facts)
            else:
                reason = reasons.of(index, run) or (LeftOut.REPEATED if self._repeats(run.text) else None)
                yield reason, words_in(run.text)

    def _of_chosen(self) -> Iterator[Unrecorded]:
        """Yields chosen words that are in no record.

        Most chosen texts are recorded whole. The words of the others are looked for among the other recorded words.
        """
        apart = self._texts - self._records
        self._spare = words_of((self._records - self._texts).elements())
        words = words_of(apart.elements())
        missing = words - self._spare
        self._spare.subtract(words)
        for text, count in apart.items():
            if not missing:
                return
            gone = words_of([text] * count) & missing
            for word, number in gone.items():
                missing[word] -= number
                if not missing[word]:
                    del missing[word]
            if gone:
                yield self._why_missing(text), list(gone.elements())

    def _why_missing(self, text: str) -> LeftOut | None:
        """Returns why words that were chosen are in no record, or None if they are lost."""
        if text in self._recorded_lines or self._texts[text] > 1:
            return LeftOut.REPEATED
        if is_gap(text):
            return LeftOut.PROMOTION
        if is_control(text):
            return LeftOut.INTERFACE
        return None if text in self._chosen else LeftOut.CAPTION

    def _facts_in(self, text: str) -> str:
        """Returns the facts of the head that a line contains."""
        return "\n".join(each for each in self._written if each in text) if len(text) <= _LONGEST_BYLINE else ""

    def _not_spare(self, text: str, recorded_text: str) -> list[str]:
        """Returns the words of a run without `recorded_text`, if enough of its words are still spare in the record."""
        words, found = words_of([text]), words_of([recorded_text])
        if all(self._spare[word] >= count for word, count in found.items()):
            self._spare.subtract(found)
            words.subtract(found)
        return list(words.elements())

    def _repeats(self, text: str) -> bool:
        """Returns whether the record has a run's words within a longer text, as with a pull quote."""
        words = text.strip(_QUOTE_MARKS)
        self._searched += len(self._whole)
        return len(words) >= _SHORTEST_REPEAT and self._searched <= _MOST_SEARCHED and words in self._whole


def _written(article: Article) -> list[str]:
    """Returns the facts of the head that occur in longer lines of a page: who wrote it, and when."""
    authors = [author.name_raw for author in article.authors[:_MOST_AUTHORS]]
    return [text for text in (*authors, article.date_published_raw, article.date_modified_raw) if text]
