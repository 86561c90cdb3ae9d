"""What stands under a picture, told apart: the words about it, and who made it."""

import re

from bs4 import Tag

from copydesk.extraction.inline import render
from copydesk.extraction.tags import tag_words

_CAPTION_WORDS = frozenset({"caption", "figcaption", "legend", "cutline", "captions"})
_CREDIT_WORDS = frozenset({"credit", "credits", "copyright", "photographer", "source", "attribution", "byline"})
_BRACKETED_CREDIT = re.compile(r"\s*[\[(]\s*(?P<credit>[^\[\]()]{2,60})\s*[\])]\s*$")
_LABEL = (
    r"(?:photographs?|photos?|pictures?|images?|illustration|credits?|courtesy(?: of)?|fotos?|bild|quelle|"
    r"crédits?(?: photo)?|foto de|imagen)"
)
_LABELLED_CREDIT = re.compile(
    rf"(?:^|(?<=[.!?…\"”)])|[|/–—-])\s*(?:{_LABEL}(?:\s+credits?)?\s*(?::|\bby\b|©)|©|\(c\))\s*(?P<credit>(?:[^.|]|(?<=[A-Z])\.){{2,80}}?)[.\s]*$",
    re.IGNORECASE,
)
_LEADING_LABEL = re.compile(rf"^\s*(?:{_LABEL}(?:\s+credits?)?\s*(?::|\bby\b)|©|\(c\))\s*", re.IGNORECASE)
_AGENCY = re.compile(
    r"getty|afp|reuters|\bap\b|\bepa\b|\bdpa\b|\bpa\b|anadolu|shutterstock|istock|alamy|unsplash|press|images?\b|pool|imago|via",
    re.IGNORECASE,
)


def is_caption(tag: Tag) -> bool:
    """Whether an element is named as the caption or credit of a picture."""
    words = tag_words(tag)
    return tag.name == "figcaption" or bool(words & _CAPTION_WORDS) or is_credit(tag)


def is_credit(tag: Tag) -> bool:
    words = tag_words(tag)
    return bool(words & _CREDIT_WORDS) and not words & {"article", "author"}


def caption_and_credit(holder: Tag, base_url: str | None) -> tuple[str | None, str | None]:
    """What stands under a picture, told apart: the words about it, and who made it, without its label."""
    credit_tag = next((tag for tag in holder.find_all(True) if is_credit(tag) and not tag.find(["img", "picture"])), None)
    credit = render([credit_tag], base_url).text if credit_tag else None
    if credit_tag:
        credit_tag.extract()
    text = render([holder], base_url).text.replace("\n", " ")
    if not credit:
        text, credit = split_credit(text)
    return text or None, clean_credit(credit) if credit else None


def split_credit(text: str) -> tuple[str, str | None]:
    """A caption and the credit at its end.

    >>> split_credit("The border at Rafah [Getty]")
    ('The border at Rafah', 'Getty')
    >>> split_credit("The minister on Monday. Photo: A. Person/AP")
    ('The minister on Monday.', 'A. Person/AP')
    """
    bracketed = _BRACKETED_CREDIT.search(text)
    if bracketed and (bracketed[0].strip().startswith("[") or _AGENCY.search(bracketed["credit"])):
        return text[: bracketed.start()].rstrip(), bracketed["credit"]
    labelled = _LABELLED_CREDIT.search(text)
    if labelled:
        return text[: labelled.start()].rstrip(), labelled["credit"]
    return text, None


def clean_credit(text: str) -> str | None:
    """A credit without its label and brackets.

    >>> clean_credit("[Photo: A. Person/AP]")
    'A. Person/AP'
    """
    return _LEADING_LABEL.sub("", text.strip().strip("[]()").strip()).strip(" .|") or None
