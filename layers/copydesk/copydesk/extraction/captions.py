"""What stands under a picture, told apart: the words about it, and who made it."""

import re
from itertools import takewhile

from bs4 import Tag

from copydesk.extraction.inline import render
from copydesk.extraction.tags import holds, tag_words
from copydesk.extraction.walk import MEDIA_TAGS, PARTS

_CAPTION_WORDS = frozenset({"caption", "figcaption", "legend", "cutline", "captions"})
_CREDIT_WORDS = frozenset({"credit", "credits", "copyright", "photographer", "source", "attribution", "byline"})
#: The longest captions of the public corpora have some 900 characters.
_LONGEST = 1200
_LONGEST_LINE, _MOST_CREDIT_WORDS = 400, 9
_PICTURE_AGENCY = re.compile(
    r"getty|shutterstock|\bafp\b|reuters|\bap photo\b|\balamy\b|\bepa\b|imago|picture alliance|unsplash", re.IGNORECASE
)
#: Names of who made a picture, under it; elsewhere they name who wrote the article.
_MAKERS = frozenset({"author", "agency", "distributor"})
_BRACKETED_CREDIT = re.compile(r"\s*[\[(]\s*(?P<credit>[^\[\]()]{2,60})\s*[\])]\s*$")
_LABEL = (
    r"(?:photographs?|photos?|pictures?|images?|illustration|credits?|courtesy(?: of)?|fotos?|bild|quelle|"
    r"crédits?(?: photo)?|foto de|imagen)"
)
_LABELLED_CREDIT = re.compile(
    rf"(?:^|(?<=[.!?…\"”),])|[|/–—-])\s*(?:{_LABEL}(?:\s+credits?)?\s*(?::|\.\.\.|…|\bby\b|©)|©|ⓒ|\(c\)|（Ｃ）)\s*(?P<credit>(?:[^.|]|(?<=[A-Z])\.){{2,80}}?)[.\s]*$",
    re.IGNORECASE,
)
_TWO_MAKERS = re.compile(r"(?:[^\W\d_][\w.’'-]*\s?){1,4}/(?:\s?[^\W\d_][\w.’'-]*){1,4}")
_LEADING_LABEL = re.compile(rf"^\s*(?:{_LABEL}(?:\s+credits?)?\s*(?::|\bby\b)|©|\(c\))\s*", re.IGNORECASE)
_AGENCY = re.compile(
    r"getty|afp|reuters|\bap\b|\bepa\b|\bdpa\b|\bpa\b|anadolu|shutterstock|istock|alamy|unsplash|press|images?\b|pool|imago|via",
    re.IGNORECASE,
)


def is_caption(tag: Tag) -> bool:
    """Whether an element is named as the caption or credit of a picture."""
    if tag.name == "figcaption":
        return True
    return (bool(tag_words(tag) & _CAPTION_WORDS) and _is_short(tag)) or is_credit(tag)


def is_credit(tag: Tag) -> bool:
    words = tag_words(tag)
    if words & _CAPTION_WORDS or tag.name == "figcaption" or not words & (_CREDIT_WORDS | _MAKERS):
        return False
    if tag.find_parent("figcaption") is not None:
        return _is_short(tag)
    return bool(words & _CREDIT_WORDS) and not words & {"article", "author"} and _is_short(tag)


def _is_short(tag: Tag) -> bool:
    """Whether an element is no longer than captions are: themes name whole articles after their categories."""
    return tag.name not in PARTS and len(tag.get_text()) <= _LONGEST


def caption_and_credit(holder: Tag, base_url: str | None) -> tuple[str | None, str | None]:
    """What stands under a picture, told apart: the words about it, and who made it, without its label."""
    tags = (tag for tag in holder.descendants if isinstance(tag, Tag) and is_credit(tag) and not holds(tag, MEDIA_TAGS))
    outer = [tag for tag in tags if not is_credit_inside(tag, holder)]
    makers = [render([tag.extract()], base_url).text.replace("\n", " ").strip(" /") for tag in outer]
    credit = "/".join(dict.fromkeys(filter(None, makers))) or None
    text = render([holder], base_url).text.replace("\n", " ")
    if credit and not text:
        return credit_line(credit)
    if not credit:
        text, credit = split_credit(text)
    return text or None, clean_credit(credit) if credit else None


def credit_line(text: str) -> tuple[str | None, str | None]:
    """Caption and credit of a line that holds a credit: one without a caption is a credit from end to end."""
    caption, credit = split_credit(text)
    return (caption or None, clean_credit(credit)) if credit else (None, clean_credit(text))


def is_credit_inside(tag: Tag, holder: Tag) -> bool:
    """Whether an element stands in another credit of the same caption."""
    return any(is_credit(parent) for parent in takewhile(lambda parent: parent is not holder, tag.parents))


def split_credit(text: str) -> tuple[str, str | None]:
    """A caption and the credit at its end.

    >>> split_credit("The border at Rafah [Getty]")
    ('The border at Rafah', 'Getty')
    >>> split_credit("The minister on Monday. Photo: A. Person/AP")
    ('The minister on Monday.', 'A. Person/AP')
    """
    bracketed = _BRACKETED_CREDIT.search(text)
    if bracketed and _is_credit_text(bracketed):
        return text[: bracketed.start()].rstrip(), bracketed["credit"]
    labelled = _LABELLED_CREDIT.search(text)
    if labelled:
        return text[: labelled.start()].rstrip(), labelled["credit"]
    return text, None


def _is_credit_text(bracketed: re.Match[str]) -> bool:
    inner = bracketed["credit"]
    named = _AGENCY.search(inner) or _LEADING_LABEL.match(inner) or _TWO_MAKERS.fullmatch(inner)
    return bracketed[0].lstrip().startswith("[") or named is not None


def is_credited(text: str) -> bool:
    """Whether a line ends in a credit, or is nothing but one.

    >>> is_credited("A. Person/Getty Images"), is_credited("The wall on Monday. © dpa"), is_credited("It rained.")
    (True, True, False)
    """
    if len(text) > _LONGEST_LINE:
        return False
    names_agency = len(text.split()) <= _MOST_CREDIT_WORDS and _PICTURE_AGENCY.search(text) is not None
    return names_agency or split_credit(text)[1] is not None or _LEADING_LABEL.match(text) is not None


def clean_credit(text: str) -> str | None:
    """A credit without its label and brackets.

    >>> clean_credit("[Photo: A. Person/AP]")
    'A. Person/AP'
    """
    return _LEADING_LABEL.sub("", text.strip().strip("[]()").strip()).strip(" .|") or None
