"""This module separates the words under a picture into its caption and its maker."""

import re
from itertools import takewhile

from bs4 import Tag
from bs4.element import NavigableString

from copydesk.extraction.blocks.inline import render
from copydesk.extraction.blocks.pictures.credits import (
    caption_and_maker,
    clean_credit,
    is_all_credit,
    split_credit,
    without_last_label,
)
from copydesk.extraction.reading.markup import MEDIA_TAGS, PARTS, name_words, names_caption
from copydesk.extraction.reading.tags import attribute, class_tokens, holds, tag_words

_CREDIT_WORDS = frozenset(
    {"credit", "credits", "copyright", "photographer", "source", "attribution", "byline", "fotograf", "urheber"}
    | {"photocredit", "imagecredit", "bildnachweis", "bildquelle", "copyrightholder"}
)
#: Attributes beside classes that name the parts of a caption.
_NAMING = ("data-role", "itemprop", "data-testid", "data-component", "data-type", "role")
_OF_PICTURES = frozenset("image images picture photo foto bild img media".split())
#: Class words of a picture's maker under it; elsewhere they name the writer of the article.
_MAKERS = frozenset({"author", "agency", "distributor"})
#: The longest caption and credit (characters), and the most words of a credit. The longest captions of the public
#: corpora have some 900 characters, the longest credits some 120.
_LONGEST, _LONGEST_CREDIT, _MOST_CREDIT_WORDS = 1200, 160, 12
#: Each maker is compared with all before it. Real captions name a handful; further ones stay in the caption.
_MOST_CREDITS = 50
#: Buttons and counters over a picture, and labels of its caption.
_CONTROLS = re.compile(
    r"^(?:(?:(?:image )?caption|bildunterschrift|bildlegende|bildtext|legende|légende|leyenda|legenda|didascalia"
    r"|bijschrift|pie de foto)\s?[:,]\s*"
    r"|(?:(?:toggle|hide|show) caption|enlarge this image|view (?:gallery|larger image|\d{1,3} images?)|zoom"
    r"|vergrößern|bild vergrößern)(?:\s+|$)|(?:(?:image|photo|bild|foto|slide) )?\d{1,3}\s{0,3}"
    r"(?:/|of|von|de|di|sur|av)\s{0,3}\d{1,3}(?:\s*[:.|–-])?(?:\s+|$|(?<=\d)(?=(?-i:[^\W\d_a-zà-ÿ])))(?!(?-i:[a-zà-ÿ])))",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
#: Elements that only style sets apart, and the characters across their end that are no part of one word.
_PARTED = frozenset({"span", "strong", "b", "em", "i", "small", "cite", "a", "q"})
_BEGINS, _ENDS = re.compile(r"[^\W\d_a-zà-ÿ]|[©(\[]"), re.compile(r"[^\W_A-ZÀ-Þ]|[.!?…)\]”\"’]")
_SPACE = re.compile(r"\s+")


def is_caption(tag: Tag) -> bool:
    """Returns whether an element is named as the caption or credit of a picture."""
    if tag.name == "figcaption":
        return True
    return (names_caption(_names(tag)) and _is_short(tag)) or is_credit(tag)


def is_credit(tag: Tag) -> bool:
    """Returns whether an element is named as a picture's credit."""
    words = _names(tag)
    if tag.name == "figcaption" or not words & (_CREDIT_WORDS | _MAKERS):
        return False
    if names_caption(words):
        return _is_credit_of_caption(tag)
    if tag.find_parent("figcaption") is not None:
        return _is_short(tag)
    is_other = words & {"article", "author"} and not (words & _OF_PICTURES and _last_parts(tag) & _CREDIT_WORDS)
    return bool(words & _CREDIT_WORDS) and not is_other and _is_short(tag)


def _last_parts(tag: Tag) -> set[str]:
    """Returns the last words of an element's class names, which say what it is: `credit` of `article-image__credit`."""
    return {token.rsplit("-", 1)[-1].rsplit("_", 1)[-1].lower() for token in class_tokens(tag)}


def _is_credit_of_caption(tag: Tag) -> bool:
    """Returns whether a class name such as `caption__credit` or `figcaption-source` names a part of the caption."""
    last = _last_parts(tag)
    if not last & _CREDIT_WORDS or names_caption(frozenset(last)) or len(tag.get_text()) > _LONGEST_CREDIT:
        return False
    return not any(isinstance(each, Tag) and names_caption(tag_words(each)) for each in tag.descendants)


def _names(tag: Tag) -> frozenset[str]:
    """Returns the words in an element's class names, id and naming attributes."""
    if not tag.attrs:
        return frozenset()
    others = [value for name in _NAMING if (value := attribute(tag, name))]
    return tag_words(tag) | name_words(" ".join(others)) if others else tag_words(tag)


def _is_short(tag: Tag) -> bool:
    """Returns whether an element is as short as captions are: themes name whole articles after their categories."""
    return tag.name not in PARTS and len(tag.get_text()) <= _LONGEST


def caption_and_credit(holder: Tag, base_url: str | None) -> tuple[str | None, str | None]:
    """Returns caption and maker from the words under a picture, the maker without its label."""
    tags = (tag for tag in holder.descendants if isinstance(tag, Tag) and is_credit(tag) and not holds(tag, MEDIA_TAGS))
    outer = [tag for tag in tags if not _is_inside_credit(tag, holder)]
    if not outer and (last := _last_part(holder)) is not None and _is_maker(_line(last, base_url)):
        outer = [last]
    makers = [_line(tag.extract(), base_url).strip(" /|") for tag in outer[:_MOST_CREDITS]]
    credit = clean_credit("/".join(_distinct([maker for maker in makers if clean_credit(maker)])))
    text = _once(without_controls(_line(holder, base_url)))
    if not credit:
        return caption_and_maker(text)
    return _without_credit(text, credit) if text else parts_of_credit_element(credit)


def _once(text: str) -> str:
    """Returns a caption once that is written twice, in full for large screens and cut for small ones."""
    half = len(text) // 2
    return text[:half] if text[:half] == text[half + 1 :] and text[half : half + 1] == " " else text


def without_controls(text: str) -> str:
    """Returns a caption without the buttons and counters before it.

    >>> without_controls("1of4The yard"), without_controls("2 / 7"), without_controls("3 of 4 boats")
    ('The yard', '', '3 of 4 boats')
    """
    return _CONTROLS.sub("", text)


def _is_maker(text: str) -> bool:
    """Returns whether the last part of a caption names the maker of the picture."""
    return is_all_credit(text) or caption_and_maker(text)[0] is None


def parts_of_credit_element(text: str) -> tuple[str | None, str | None]:
    """Returns caption and credit of an element that is named as the credit; some themes put all words into it."""
    caption, credit = caption_and_maker(text)
    if credit is None and len(text.split()) <= _MOST_CREDIT_WORDS:
        return None, clean_credit(text)
    return caption, credit


def _distinct(makers: list[str]) -> list[str]:
    """Returns the makers without those whose words are all in an earlier one."""
    words = [frozenset(_WORD.findall(maker.lower())) for maker in makers]
    return [
        maker
        for index, maker in enumerate(makers)
        if words[index] and not any(words[index] <= before for before in words[:index])
    ]


def _without_credit(text: str, credit: str) -> tuple[str | None, str | None]:
    """Returns caption and credit; if the caption names its maker too, the fuller name counts."""
    if text.endswith("/"):
        return caption_and_maker(f"{text.rstrip(' /')} / {credit}")
    caption, named = split_credit(text)
    if named is None:
        return without_last_label(text) or None, credit
    is_fuller = frozenset(_WORD.findall(credit.lower())) <= frozenset(_WORD.findall(named.lower()))
    return caption or None, named if is_fuller else credit


def _last_part(holder: Tag) -> Tag | None:
    """Returns the last of several parts of a caption if it is an element, or None."""
    while True:
        parts = [each for each in holder.children if isinstance(each, Tag) or str(each).strip()]
        if len(parts) == 1 and isinstance(parts[0], Tag):
            holder = parts[0]
        else:
            return parts[-1] if len(parts) > 1 and isinstance(parts[-1], Tag) else None


def _line(tag: Tag, base_url: str | None) -> str:
    """Returns the words of an element in one line; style alone often separates the parts of a caption."""
    _part(tag)
    return _SPACE.sub(" ", render([tag], base_url).text)


def _part(holder: Tag) -> None:
    """Adds a space between adjacent elements of a caption if the second begins anew."""
    for each in [each for each in holder.descendants if isinstance(each, Tag) and each.name in _PARTED]:
        after = each.next_sibling
        begins = after.get_text() if isinstance(after, Tag) else str(after or "")
        is_apart = isinstance(after, Tag) or (each.name == "span" and isinstance(after, NavigableString))
        if is_apart and _BEGINS.match(begins[:1]) and _ENDS.search(each.get_text()[-1:]):
            each.append(" ")


def _is_inside_credit(tag: Tag, holder: Tag) -> bool:
    """Returns whether an element is inside another credit of the same caption."""
    around = takewhile(lambda parent: parent is not holder, tag.parents)
    return any(is_credit(parent) for parent in around)
