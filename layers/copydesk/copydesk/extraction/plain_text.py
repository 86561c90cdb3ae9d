"""This module reads an article that was copied as text from a browser: lines, blank lines and page furniture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from copydesk.errors import Reject, RejectReason
from copydesk.extraction.blocks.draft import Draft
from copydesk.extraction.blocks.pictures.credits import clean_credit, split_credit
from copydesk.extraction.hard_wraps import QUOTED, paragraphs
from copydesk.extraction.metadata.bylines.grammar import names_in
from copydesk.extraction.metadata.head import Head
from copydesk.extraction.metadata.standfirst import READING_TIME
from copydesk.extraction.text.fold import alike, fold
from copydesk.extraction.text.spaces import tidy
from copydesk.model import Author, BlockType
from copydesk.web.dates import FoundDate, parse_date
from copydesk.words import count_words, is_unspaced

_HTML = re.compile(
    r"<(?:!doctype|html|head|body|div|p|article|section|main|span|a|h[1-6]|table|meta|script)\b", re.IGNORECASE
)
#: Lines that pages show for navigation or promotion, never part of an article.
_FURNITURE = re.compile(
    r"(?:skip to (?:main )?content|live story|advertisement|share(?: this)?(?: article| story)?|read more|listen|print|"
    r"save|follow us|sign (?:in|up)|log in|subscribe|menu|home|search|comments?|copy link|loading\W*|"
    r"(?:facebook|twitter|x|whatsapp|email|linkedin|telegram|reddit)(?:\W+(?:facebook|twitter|x|whatsapp|email|linkedin))*)\W*",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"by\s+[^\W\d_]", re.IGNORECASE)
_SENTENCE_ENDS = (".", "!", "?", "…", '"', "”", "’", ":", ")", "]", *"。！？．｡।」』）")
_BULLET = re.compile(r"[-*•·–] ")
#: A line of fewer words that ends no sentence is a heading, a label or furniture. The bound is twice as high in scripts
#: without spaces, where each character counts as a word.
_FEWEST_WORDS = 12
#: The most words of a line that states a reading time, and the fewest of a standfirst.
_MOST_BESIDE_TIME, _LEAST_STANDFIRST = 6, 8
#: The least share of a copied article's characters that is in sentences; lists of links and tables have less.
LEAST_PROSE = 0.6


@dataclass(frozen=True, slots=True)
class _Top:
    """The facts above the body. `used` counts the lines that were read for them."""

    used: int
    title: str | None = None
    headline: str | None = None
    description: str | None = None
    authors: tuple[Author, ...] = ()
    date: FoundDate | None = None
    minutes: int | None = None
    image: Draft | None = None

    @property
    def has_facts(self) -> bool:
        return bool(self.date or self.minutes or self.authors)


def is_plain_text(text: str, content_type: str | None) -> bool:
    """Returns whether a page is plain text. Its markup decides first, because headers are often wrong."""
    declared = (content_type or "").partition(";")[0].strip().lower()
    return not _HTML.search(text[:20_000]) and (declared != "application/xhtml+xml")


def read_plain_text(text: str, *, least_prose: float = LEAST_PROSE) -> tuple[Head, list[Draft], float]:
    """Returns head, blocks and score of a copied article.

    The lines above the body are read in the order of most pages. The order is title, headline, reading time, date,
    byline, standfirst, caption with its credit. Every later line is a paragraph or a heading. The lines of a wrapped
    text are joined to paragraphs first. The score is the share of the body in sentences. Raises Reject if that share is
    smaller than `least_prose`; 0 accepts any text.
    """
    lines = [line for each in paragraphs(text) if (line := tidy(each)) and not _FURNITURE.fullmatch(line)]
    top = _read_top(lines)
    if top.used == len(lines) and not least_prose:
        top = _Top(used=0)  # a text of a title alone is its own body
    body = [_block(line) for line in lines[top.used :]]
    fewest = 0 if least_prose else 1
    while len(body) > fewest and body[-1].type is BlockType.HEADER:
        body.pop()
    score = _score(body)
    if score < least_prose:
        raise Reject(RejectReason.NOT_AN_ARTICLE, f"{score:.0%} of the text stands in sentences")
    return _head(top), [*([top.image] if top.image else []), *body], score


def _read_top(lines: Sequence[str]) -> _Top:
    top = _Top(used=0)
    for line in lines:
        read = _read_line(top, line)
        if read is None:
            break
        top = replace(read, used=top.used + 1)
    return _with_standfirst_only_before_body(top, lines)


def _read_line(top: _Top, line: str) -> _Top | None:
    """Returns the top with one more line read, or None if the body begins with this line."""
    return next(filter(None, (read(top, line) for read in _READERS)), None)


def _read_minutes(top: _Top, line: str) -> _Top | None:
    minutes = READING_TIME.search(line)
    return replace(top, minutes=int(minutes["minutes"])) if minutes and count_words(line) <= _MOST_BESIDE_TIME else None


def _read_date(top: _Top, line: str) -> _Top | None:
    if top.date or not top.title or count_words(line) > _FEWEST_WORDS:
        return None
    date = parse_date(line)
    return replace(top, date=date) if date else None


def _read_byline(top: _Top, line: str) -> _Top | None:
    names = names_in(line) if top.title and not top.authors and _BYLINE.match(line) else None
    return replace(top, authors=tuple(Author(name=name, name_raw=line) for name in names)) if names else None


def _read_title(top: _Top, line: str) -> _Top | None:
    return replace(top, title=line) if top.title is None else None


def _read_headline(top: _Top, line: str) -> _Top | None:
    if top.headline is not None or top.has_facts or not top.title or len(line) >= 2 * len(top.title):
        return None
    return replace(top, headline=line) if alike(line, top.title) else None


def _read_caption(top: _Top, line: str) -> _Top | None:
    caption, credit = split_credit(line)
    if not credit or top.image is not None:
        return None
    return replace(top, image=Draft(type=BlockType.IMAGE, caption=caption or None, credit=clean_credit(credit)))


def _read_standfirst(top: _Top, line: str) -> _Top | None:
    is_due = top.has_facts and top.description is None and top.image is None
    return replace(top, description=line) if is_due and count_words(line) >= _LEAST_STANDFIRST else None


#: Each understands one kind of line above the body; the first that does so takes the line.
_READERS = (_read_minutes, _read_date, _read_byline, _read_title, _read_headline, _read_caption, _read_standfirst)


def _with_standfirst_only_before_body(top: _Top, lines: Sequence[str]) -> _Top:
    """Returns the top without its standfirst if that line belongs to the body.

    With no caption after it, a standfirst must be shorter than the next three lines.
    """
    if top.description is None or top.image is not None:
        return top
    rest = lines[top.used : top.used + 3]
    if rest and len(top.description) < min(len(line) for line in rest):
        return top
    return replace(top, description=None, used=top.used - 1)


def _block(line: str) -> Draft:
    text = line.removeprefix(QUOTED)
    kind = BlockType.QUOTE if text != line else BlockType.HEADER if _is_heading(line) else BlockType.PARAGRAPH
    return Draft(type=kind, text=text, html=escape(text, quote=False))


def _is_heading(line: str) -> bool:
    fewest = 2 * _FEWEST_WORDS if is_unspaced(line[0]) else _FEWEST_WORDS
    return count_words(line) < fewest and not line.endswith(_SENTENCE_ENDS) and not _BULLET.match(line)


def _score(body: list[Draft]) -> float:
    """Returns the share of the body's characters that is in sentences."""
    chars = sum(len(draft.text) for draft in body)
    prose = sum(len(draft.text) for draft in body if draft.type is not BlockType.HEADER)
    return prose / chars if chars else 0.0


def _head(top: _Top) -> Head:
    headline = top.headline or top.title
    alternative = top.title if top.headline and fold(top.title) != fold(top.headline) else None
    stated = {"headline": headline, "description": top.description, "authors": top.authors, "date_published": top.date}
    return Head(
        headline=headline,
        alternative_headline=alternative,
        description=top.description,
        authors=top.authors,
        date_published=top.date.value if top.date else None,
        date_published_raw=top.date.raw if top.date else None,
        reading_time_minutes=top.minutes,
        provenance={name: "text" for name, value in stated.items() if value},
    )
