"""This module removes what belongs to the head from the body, and tells pull quotes from other quotes."""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace

from copydesk.extraction.blocks.draft import Draft
from copydesk.extraction.metadata.bylines.grammar import names_in
from copydesk.extraction.metadata.head import Head
from copydesk.extraction.reading.picture_files import file_key, is_drawing, width_in_url
from copydesk.extraction.text.fold import fold
from copydesk.extraction.text.page_words import is_control, is_gap
from copydesk.model import BODY_TYPES, STANDFIRST, STANDFIRST_IN_BLOCK, ArticleType, BlockType
from copydesk.web.dates import parse_date

#: A longer line (characters) says more than a byline or a date.
_LONGEST = 90
#: The most words beside a date in a dateline, such as the day of the week.
_MOST_BESIDE = 4
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_DIGIT = re.compile(r"\d")


def repeats_facts(text: str, head: Head) -> bool:
    """Returns whether a line says only the date or the authors of the head."""
    return len(text) <= _LONGEST and (_is_date(text, head) or _is_byline(text, head))


def _is_date(text: str, head: Head) -> bool:
    if not _DIGIT.search(text):
        return False
    days = {(date or "")[:10] for date in (head.date_published, head.date_modified)}
    read = (parse_date(text, day_first=order, language=head.language or "") for order in (True, False))
    found = next((date for date in read if date and date.value[:10] in days), None)
    return found is not None and len(_LETTERS.findall(text.replace(found.raw, " "))) <= _MOST_BESIDE


def _is_byline(text: str, head: Head) -> bool:
    written = {fold(author.name) for author in head.authors}
    if fold(text) in written:
        return True
    return bool(written) and {fold(name) for name in names_in(text)} == written


#: Facts of the head are looked for until this many blocks of text are kept.
_HEAD_REACH = 6
#: The lead picture comes after at most this many blocks of text. The second number (_LEAD_REACH_ALONE) counts if the
#: page declares none. A picture whose address asks for a smaller width (pixels) is a portrait or a thumbnail.
_LEAD_REACH, _LEAD_REACH_ALONE, _SMALLEST_LEAD = 2, 5, 450
#: An article with at least this many pictures and less text than this (characters) is a gallery.
_FEWEST_PICTURES, _LONGEST_OVER_GALLERY = 5, 1000
#: Words beside a writer's name in the alternative text of a portrait, and the longest such text (characters).
_OF_PORTRAITS = frozenset(
    "a an the of by s profile picture photo image portrait headshot avatar author staff foto bild von vom autor autorin"
    " porträt photo de du auteur retrato imagen del".split()
)
_LONGEST_PORTRAIT = 80
_WORD_CHARACTER, _WORD = re.compile(r"\w"), re.compile(r"\w+")
#: The types of blocks that may be a control of the page.
_LINES = frozenset({BlockType.PARAGRAPH, BlockType.HEADER, BlockType.INTERSTITIAL_LINK})
#: A quote block of at least this many characters that repeats text of the body is a pull quote.
_SHORTEST_REPEAT = 20
#: An article with more quote blocks collects quotes and pulls none from its text. The check searches the whole text for
#: each quote.
_MOST_QUOTES = 300


def body_of(drafts: list[Draft], head: Head) -> list[Draft]:
    """Returns the blocks without those of the head, controls and labels of gaps.

    Dividers stay only between blocks, and a single heading or links at the end are removed.
    """
    drafts = _without_head(drafts, head)
    drafts = _marked_pull_quotes(drafts)
    while drafts and drafts[-1].type in (BlockType.DIVIDER, BlockType.INTERSTITIAL_LINK):
        drafts = drafts[:-1]
    if _ends_in_one_heading(drafts):
        drafts = drafts[:-1]
    while drafts and drafts[0].type is BlockType.DIVIDER:
        drafts = drafts[1:]
    return drafts


def _ends_in_one_heading(drafts: list[Draft]) -> bool:
    """Returns whether the body ends in a single heading.

    Such a heading belongs to text that was not chosen. Several in a row are a list that some sites set as headings.
    """
    return [draft.type is BlockType.HEADER for draft in drafts[-2:]] == [False, True]


def with_standfirst_placed(head: Head, drafts: list[Draft]) -> Head:
    """Returns the head; its provenance says if the standfirst is also a block of the body."""
    if head.provenance.get("description") != STANDFIRST or not any(
        _repeats_head(draft, {fold(head.description)}) for draft in drafts[:_HEAD_REACH]
    ):
        return head
    return replace(head, provenance={**head.provenance, "description": STANDFIRST_IN_BLOCK})


def with_type_shown(head: Head, drafts: list[Draft]) -> Head:
    """Returns the head with the type that the body shows, if the page only declares an article."""
    if head.type is not ArticleType.ARTICLE:
        return head
    if any(draft.type is BlockType.LIVE_ENTRY for draft in drafts):
        return replace(head, type=ArticleType.LIVE_BLOG)
    pictures = sum(len(draft.items) for draft in drafts if draft.type is BlockType.GALLERY)
    words = sum(len(draft.text) for draft in drafts if draft.type in BODY_TYPES)
    is_gallery = pictures >= _FEWEST_PICTURES and words < _LONGEST_OVER_GALLERY
    return replace(head, type=ArticleType.GALLERY) if is_gallery else head


def with_lead_shown(head: Head, drafts: Iterable[Draft]) -> Head:
    """Returns the head with the picture that the page shows at the start as its main image.

    The declared image stays if no picture is shown there, or the same one in no larger size.
    """
    declared = head.main_image
    shown = next(_leads(drafts, _LEAD_REACH if declared else _LEAD_REACH_ALONE), None)
    if shown is None:
        return head
    return head if declared and _is_size_of(shown, declared) else replace(head, main_image=shown)


def _is_size_of(shown: str, declared: str) -> bool:
    """Returns whether an address shows the declared picture, and asks for no larger size.

    An address without a width is taken as the full size.
    """
    if file_key(shown) is None or file_key(shown) != file_key(declared):
        return False
    return 0 < width_in_url(shown) <= (width_in_url(declared) or sys.maxsize)


def _leads(drafts: Iterable[Draft], reach: int) -> Iterator[str]:
    """Yields the pictures after at most `reach` blocks of text that are large enough to lead an article."""
    before = 0
    for draft in drafts:
        before += draft.type in BODY_TYPES
        if before > reach:
            return
        url = draft.items[0].url if draft.type is BlockType.GALLERY and draft.items else draft.url
        is_picture = draft.type in (BlockType.IMAGE, BlockType.GALLERY)
        if is_picture and url and not is_drawing(url) and not 0 < width_in_url(url) < _SMALLEST_LEAD:
            yield url


def _without_head(drafts: list[Draft], head: Head) -> list[Draft]:
    """Returns the blocks without headline, repeated standfirst and blocks without words.

    The standfirst is removed unless its provenance says that it is a block; then its first occurrence stays.
    """
    repeated = {fold(head.headline)}
    source, standfirst = head.provenance.get("description", ""), fold(head.description)
    if source.startswith(STANDFIRST) and source != STANDFIRST_IN_BLOCK:
        repeated.add(standfirst)
    first = {fold(head.alternative_headline), fold(head.kicker)}
    kept: list[Draft] = []
    before = 0
    for draft in drafts:
        if before < _HEAD_REACH and (
            _repeats_head(draft, repeated if before else repeated | first) or _is_line_of_head(draft, head)
        ):
            continue
        if before < _HEAD_REACH and source == STANDFIRST_IN_BLOCK and _repeats_head(draft, {standfirst}):
            draft = replace(draft, type=BlockType.PARAGRAPH, level=None)
            repeated.add(standfirst)
        if _is_shown(draft) and not _is_portrait(draft, head):
            kept.append(draft)
            before += draft.type in BODY_TYPES
    return kept


def _is_line_of_head(draft: Draft, head: Head) -> bool:
    return draft.type is BlockType.PARAGRAPH and repeats_facts(draft.text, head)


def _is_portrait(draft: Draft, head: Head) -> bool:
    """Returns whether a picture is an author's portrait by its alternative text, and not the main image."""
    if draft.type is not BlockType.IMAGE or not draft.alt or draft.caption or len(draft.alt) > _LONGEST_PORTRAIT:
        return False
    words = _words_of(draft.alt) - _OF_PORTRAITS
    is_author = any(words == _words_of(author.name) for author in head.authors)
    return is_author and (not head.main_image or file_key(head.main_image) != file_key(draft.url or ""))


def _words_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))


def _is_shown(draft: Draft) -> bool:
    """Returns whether a block says or shows something of the article."""
    if draft.type in _LINES and is_control(draft.text):
        return False
    if draft.type not in BODY_TYPES or draft.type is BlockType.LIVE_ENTRY:
        return True
    if draft.type is BlockType.LIST:
        return not draft.items or not all(is_control(item.text) for item in draft.items)
    return _WORD_CHARACTER.search(draft.text) is not None and not is_gap(draft.text)


def _repeats_head(draft: Draft, repeated: set[str]) -> bool:
    return draft.type in (BlockType.HEADER, BlockType.PARAGRAPH) and fold(draft.text) in repeated


def _marked_pull_quotes(drafts: list[Draft]) -> list[Draft]:
    """Returns the blocks, with quotes that repeat words of the body as pull quotes."""
    if not 0 < sum(draft.type is BlockType.QUOTE for draft in drafts) <= _MOST_QUOTES:
        return drafts
    prose = fold(" ".join(_plain(draft.text) for draft in _paragraphs(drafts)))
    return [replace(draft, subtype="pullquote") if _repeats(draft, prose) else draft for draft in drafts]


def _paragraphs(drafts: Iterable[Draft]) -> list[Draft]:
    return [draft for draft in drafts if draft.type in (BlockType.PARAGRAPH, BlockType.LIST)]


def _repeats(draft: Draft, prose: str) -> bool:
    text = fold(_plain(draft.text))
    return draft.type is BlockType.QUOTE and len(text) >= _SHORTEST_REPEAT and text.rstrip(".") in prose


def _plain(text: str) -> str:
    return text.strip(" \"'“”‘’«»„")
