"""This module joins the pages of an article that its site has cut into several.

The head is that of page 1. Its blocks come first, and the blocks of the other pages follow in order. Each of these says
from which page it comes. What a page repeats of the pages before it is left out: standfirst, picture, author box.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape
from itertools import takewhile

from copydesk.body import block_ids
from copydesk.extraction.article import MOST_CHARACTERS
from copydesk.extraction.blocks.draft import Draft, finish
from copydesk.extraction.checks.fingerprint import simhash
from copydesk.extraction.metadata.pagination import may_be_of_series, page_number
from copydesk.extraction.quotes import quotes_in
from copydesk.extraction.repeats import Told, without_contents
from copydesk.extraction.text.fold import fold
from copydesk.model import BODY_TYPES, Article, Block, BlockType, Quality, to_plain
from copydesk.words import count_words

#: The most pages of one article. Its text has the bound of a single page, MOST_CHARACTERS.
MOST_PAGES = 50
#: A page with this share of page 1's text may show that text again, as pages of readers' comments do. It goes on all
#: the same if this share of its own text is new.
_SAME, _NEW = 0.5, 0.5
#: Fewer new words than this are furniture.
_FEWEST_WORDS = 20
#: A page has this flag if it states the length of the whole text.
_TRUNCATED = "truncated"
#: The reason in `left_out` of words that are in the article already.
_REPEATED = "repeated"
#: The sources of a headline that a reader sees on the page.
_VISIBLE = frozenset({"h1", "heading"})
#: Blocks that are content without words.
_SHOWN = frozenset({BlockType.IMAGE, BlockType.GALLERY, BlockType.VIDEO, BlockType.AUDIO, BlockType.EMBED})
#: Blocks that are content without others. A heading is none without its text.
_CONTENT = (BODY_TYPES | _SHOWN) - {BlockType.HEADER}
#: Blocks by which a page that repeats the text adds something.
_SLIDES = _SHOWN | {BlockType.HEADER, BlockType.TABLE}
#: A page number at the end of a headline. A number alone may belong to the words: "Best cars of 24".
_NUMBER = re.compile(
    r"[\s,:|(\[/–—-]+(?:page|seite|pagina|página|sida|side|strona|strana|oldal|sivu|страница|p\.)\s*\d{1,3}"
    r"(?:\s*(?:/|of|von|de|di|av|z)\s*\d{1,3})?[)\]]*$|\s[(\[]?\d{1,3}/\d{1,3}[)\]]?$",
    re.IGNORECASE,
)
_DAY = 10
_DERIVED = frozenset({"block_id", "digest", "section"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The article of several pages, and the addresses of the pages that are in it, apart from page 1."""

    article: Article
    pages: frozenset[str]


def join(first: Article, read: Callable[[str], Article | None]) -> Joined:
    """Joins the pages of an article to its page 1.

    `read` returns the page at an address, or None if it is not there or does not name `first` as its page 1. It is
    called once for each page that `first` or another page names, in order. Some sites link only the neighbours.

    The same pages give the same article. A page that is not of the same story is not joined.
    """
    found = _read_all(first, read)
    whole = _Whole(first)
    joined = frozenset(url for url, page in found.items() if page and whole.add(page))
    missing = [url for url in found if url not in joined]
    return Joined(article=whole.article(missing), pages=joined)


def _read_all(first: Article, read: Callable[[str], Article | None]) -> Mapping[str, Article | None]:
    """Returns the pages by their addresses, in the order of their numbers. Beyond MOST_PAGES none is read."""
    urls: dict[int, str] = {}
    pages: dict[str, Article | None] = {}
    _note(urls, first.pages)
    while len(pages) < MOST_PAGES - 1 and (url := next((each for each in _in_order(urls) if each not in pages), None)):
        page = pages[url] = read(url)
        if page:
            _note(urls, (each for each in page.pages if each != page.first_page))
    return {url: pages.get(url) for url in _in_order(urls)}


def _note(urls: dict[int, str], found: Iterable[str]) -> None:
    for url in found:
        urls.setdefault(page_number(url), url)


def _in_order(urls: Mapping[int, str]) -> list[str]:
    return [url for _, url in sorted(urls.items())]


@dataclass(slots=True)
class _Whole:
    """The article as far as its pages are joined."""

    first: Article
    _blocks: list[Block] = field(init=False)
    _told: Told = field(init=False)
    _size: int = field(init=False)
    _quality: Quality = field(init=False)

    def __post_init__(self) -> None:
        self._blocks = list(self.first.blocks)
        self._told = Told()
        self._told.add(self._blocks, self.first.description)
        self._size = len(self.first.text)
        self._quality = self.first.quality

    def add(self, page: Article) -> bool:
        """Joins the next page. Returns False if it is not of this article, or does not fit into it.

        A page that only shows the same text again is of this article, and adds nothing. Pages of a slide show repeat
        their text too, and add a picture.
        """
        page = without_contents(page, self.first)
        new = self._told.new_blocks(page.blocks)
        if not _is_of_story(self.first, page) or self._size + _size(new) > MOST_CHARACTERS:
            return False
        if _shows_again(self.first.blocks, page.blocks, new):
            if count_words(_text(new)) >= _FEWEST_WORDS:
                return False
            new = new if any(block.type in _SLIDES for block in new) else []
        if any(block.type in _CONTENT for block in new):
            self._append([*_heading(self.first, page), *new], page)
        return True

    def article(self, missing: Sequence[str]) -> Article:
        """Returns the article. `missing` are the addresses of its pages that could not be joined, in order."""
        following = missing[0] if missing and self.first.next_page else None
        if len(self._blocks) == len(self.first.blocks):
            return replace(self.first, next_page=following)
        blocks = _identified(self._blocks)
        article = replace(self.first, blocks=blocks, next_page=following)
        flags = [flag for flag in self._quality.flags if missing or flag != _TRUNCATED]
        return replace(
            article,
            quotes=quotes_in(blocks, language=article.language, head=(article.headline, article.description)),
            word_count=count_words(article.text),
            fingerprint=simhash(article.text),
            quality=replace(self._quality, flags=tuple(flags)),
        )

    def _append(self, new: Sequence[Block], page: Article) -> None:
        # The lines at the end of both pages, such as an author box, stand under the last page only.
        again = _same_at_end(self._blocks, page.blocks)
        tail = page.blocks[len(page.blocks) - again :]
        del self._blocks[len(self._blocks) - again :]
        self._blocks += [replace(block, page=page.url) for block in (*new, *tail)]
        self._told.add(new)
        self._size += _size(new)
        self._quality = _with_quality(self._quality, page, count_words(_text(new)))


def _is_of_story(first: Article, page: Article) -> bool:
    """Returns whether dates, languages, authors and headlines allow that two pages are of one story.

    Stories of a series have numbers in their addresses too. Their headlines differ, or their times, or their authors.
    """
    languages = {each.language.partition("-")[0].casefold() for each in (first, page) if each.language}
    writers, others = ({fold(author.name) for author in each.authors} for each in (first, page))
    if len(languages) > 1 or (writers and others and writers.isdisjoint(others)):
        return False
    one, other = first.date_published, page.date_published
    is_doubtful = page.url is not None and may_be_of_series(page.url)
    if one and other and not _is_same_time(one, other, exactly=is_doubtful):
        return False
    is_dated_alike = bool(one) == bool(other)
    return (is_dated_alike and not is_doubtful) or _is_same_headline(first.headline, page.headline)


def _is_same_time(one: str, other: str, *, exactly: bool) -> bool:
    """Returns whether two dates are one, as far as both go: a date may be a month or a year."""
    if len(one) > _DAY < len(other):
        times = [datetime.fromisoformat(each) for each in (one, other)]
        if all(each.tzinfo for each in times) and times[0] == times[1]:
            return True
        if exactly:
            return False
    one, other = one[:_DAY], other[:_DAY]
    return one.startswith(other) or other.startswith(one)


def _is_same_headline(one: str | None, other: str | None) -> bool:
    """Returns whether two headlines differ by their page numbers at most. A page without one may be of any story."""
    return not one or not other or fold(_NUMBER.sub("", one)) == fold(_NUMBER.sub("", other))


def _shows_again(first: Sequence[Block], page: Sequence[Block], new: Sequence[Block]) -> bool:
    known = {block.digest for block in page}
    repeated = _size(block for block in first if block.digest in known)
    return repeated >= _SAME * _size(first) > 0 and _size(new) < _NEW * _size(page)


def _size(blocks: Iterable[Block]) -> int:
    return sum(len(block.body_text) for block in blocks)


def _text(blocks: Iterable[Block]) -> str:
    return "\n\n".join(block.body_text for block in blocks)


def _heading(first: Article, page: Article) -> Iterator[Block]:
    """Yields the visible headline of a page as a heading, if it says more than the headline of page 1 and a number."""
    text = page.headline if page.provenance.get("headline") in _VISIBLE else None
    told, mine = fold(first.headline), fold(text)
    if text and told not in mine and mine not in told:
        yield from finish([Draft(type=BlockType.HEADER, level=2, text=text, html=escape(text, quote=False))])


def _same_at_end(before: Sequence[Block], page: Sequence[Block]) -> int:
    pairs = zip(reversed(before), reversed(page), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].digest == pair[1].digest, pairs))


def _with_quality(quality: Quality, page: Article, new_words: int) -> Quality:
    counts = dict(quality.left_out)
    for name, count in (*page.quality.left_out.items(), (_REPEATED, page.word_count - new_words)):
        if count > 0:
            counts[name] = counts.get(name, 0) + count
    is_short = page.word_count < _FEWEST_WORDS
    return Quality(
        # How sure a text of a few words is says nothing of the others.
        score=quality.score if is_short else min(quality.score, page.quality.score),
        flags=tuple(dict.fromkeys((*quality.flags, *page.quality.flags))),
        lost_words=quality.lost_words + page.quality.lost_words,
        left_out=counts,
    )


def _identified(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Returns blocks with ids that tell equal blocks apart, and with the heading above each."""
    contents = ({name: value for name, value in to_plain(block).items() if name not in _DERIVED} for block in blocks)
    found: list[Block] = []
    section: str | None = None
    for block, (block_id, digest) in zip(blocks, block_ids(contents), strict=True):
        found.append(replace(block, block_id=block_id, digest=digest, section=section))
        if block.type is BlockType.HEADER:
            section = block.text
    return tuple(found)
