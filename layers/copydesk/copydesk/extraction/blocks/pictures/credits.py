"""This module separates a picture's credit from its caption, and removes the label of the credit."""

import re

from copydesk.extraction.blocks.pictures.credit_words import (
    AGENCY,
    COURTESY,
    IN_BRACKETS,
    RESERVED,
    UNNAMED,
    any_label,
    last_label,
    leading_label,
)

#: The longest line (characters) that can be one credit, and the most words of one without a label.
_LONGEST_LINE, _MOST_WORDS = 400, 9
#: The longest credit after a label (characters). Agencies' credits with place, licence and address have some 120.
_LONGEST_CREDIT = 140
#: The longest words (characters) in the place of a maker's name, and the most labels before a maker.
_LONGEST_UNNAMED, _MOST_LABELS = 40, 3
#: The most words of a maker's name that is alone in brackets.
_MOST_NAMES = 5
_BRACKETS = frozenset("()[].!?,;")
_BRACKETED = re.compile(r"[\[(]\s*(?P<credit>[^\[\]()]{2,120}(?:\([^()]{1,30}\))?[^\[\]()]{0,30})\s*[\])]\s*$")
#: The part of a line's end (characters) that is searched for such brackets, and for a maker after a separator.
_BRACKETS_REACH, _MAKER_REACH = 250, 400
#: Words of names that are written in lower case.
_SMALL_WORDS = frozenset("for the of via and de von van da di dpa".split())
_PARTED = re.compile(r"\s(?:[|/–—]|//)\s+(?=[^\W\d_a-z])")
_SENTENCE_END = re.compile(r"[.!?…]\s+(?=[^\W\d_a-z])")
_INITIAL = re.compile(r"\W?[^\W\d_]\.$")
#: Controls after a caption, and the longest text (characters) that is read for titles and controls.
_CONTROL = re.compile(r"(?:(?<=[)\].])\s+more|\s+(?:(?:read|see|show) )?more\s*[>»›]{1,3})\s*$", re.IGNORECASE)
_LONGEST_TEXT = 2_000
#: Characters before the label of a maker in a title, and the longest maker (characters) there.
_ENDS_BEFORE_LABEL, _LONGEST_TITLED = frozenset('|/–—-.!?…,;:)](["”'), 80
_ADDED = re.compile(r"\s*(?:[|/–—]|\s-\s|[(\[])\s*")
_STOPS = (".", "!", "?", "…", ".”", ".’", '."', "?”", ".)", "!”")


def split_credit(text: str) -> tuple[str, str | None]:
    """Returns a caption and the credit at its end, or None for the credit.

    >>> split_credit("The border at Rafah [Getty]")
    ('The border at Rafah', 'Getty')
    >>> split_credit("The minister on Monday. Photo: A. Person/AP")
    ('The minister on Monday.', 'A. Person/AP')
    >>> split_credit("The minister in Washington, D.C. A. Person / Getty Images")
    ('The minister in Washington, D.C.', 'A. Person / Getty Images')
    """
    for rule in (_bracketed, _labelled, _trailing, _parted):
        start = rule(text)
        credit = clean_credit(text[start:]) if start is not None else None
        if credit:
            return text[:start].rstrip(" |/–—-\n"), credit
    return text, None


def caption_and_maker(text: str) -> tuple[str | None, str | None]:
    """Returns caption and credit of all the words under a picture.

    >>> caption_and_maker("A. Person / The Paper")
    (None, 'A. Person / The Paper')
    """
    if len(text) <= _LONGEST_TEXT:
        text = RESERVED.sub("", _CONTROL.sub("", text))
    if leading_label().match(text) and is_all_credit(text):
        return None, clean_credit(text)
    if _is_names_only(text) or _is_name_in_brackets(text):
        return None, clean_credit(text)
    caption, credit = split_credit(text)
    if credit is None and is_all_credit(text):
        return None, clean_credit(text)
    return caption or None, credit


def labelled_credit(text: str) -> str | None:
    """Returns the maker that the end of a picture's title or alternative text names after a label, or None.

    >>> labelled_credit("A boat in the harbour | Bildquelle: A. Person/dpa"), labelled_credit("Photo: a boat")
    ('A. Person/dpa', None)
    """
    start = _labelled(text) if len(text) <= _LONGEST_TEXT else None
    if not start or text[:start].rstrip()[-1:] not in _ENDS_BEFORE_LABEL:
        return None
    credit = clean_credit(text[start:].rstrip(" )]"))
    return credit if credit and len(credit) <= _LONGEST_TITLED and not credit[0].islower() else None


def credit_after(words: str, title: str) -> str | None:
    """Returns the maker that a picture's title adds to its alternative text or names after a bar, or None.

    >>> credit_after("A boat", "A boat | Getty Images/A. Person"), credit_after("A boat", "The boat | Harbour News")
    ('Getty Images/A. Person', None)
    """
    if len(title) > _LONGEST_TEXT:
        return None
    if words and title.startswith(words) and (added := _ADDED.match(title, len(words))):
        credit = clean_credit(title[added.end() :].rstrip(" )]"))
        return credit if credit and _is_short_name(credit) else None
    tail = title.rpartition(" | ")[2]
    return clean_credit(tail) if tail != title and _names_maker(tail) else None


def _is_short_name(text: str) -> bool:
    return len(text) <= _LONGEST_TITLED and len(text.split()) <= _MOST_WORDS and not text[0].islower()


def without_last_label(text: str) -> str:
    """Returns a caption without the label of a credit that is in an element of its own.

    >>> without_last_label("The bridge at night. Photo:")
    'The bridge at night.'
    """
    bare = text.rstrip(" |/–—-")
    label = last_label().search(bare[-_LONGEST_LINE:])
    return bare[: len(bare) - len(label[0])].rstrip(" |/–—-(") if label else bare


def is_credited(text: str) -> bool:
    """Returns whether a line of the text ends in a credit, or is only a credit.

    >>> is_credited("A. Person/Getty Images"), is_credited("The wall on Monday. © dpa"), is_credited("It rained.")
    (True, True, False)
    """
    if len(text) > _LONGEST_LINE:
        return False
    return is_all_credit(text) or any(rule(text) is not None for rule in (_bracketed, _labelled))


def is_labelled_credit(text: str) -> bool:
    """Returns whether a line is only a label and a maker."""
    is_short = len(text) <= _LONGEST_CREDIT and leading_label().match(text) is not None
    return is_short and not _SENTENCE_END.search(_without_initials(text))


def is_all_credit(text: str) -> bool:
    """Returns whether a whole line is a credit: labelled, or a few words that name an agency."""
    if leading_label().match(text):
        return is_labelled_credit(text)
    if _is_unnamed(text):
        return True
    few = len(text.split()) <= _MOST_WORDS and not any(mark in text for mark in ":\n") and text[-1:] not in ".!?"
    return few and AGENCY.search(text) is not None


def _is_unnamed(text: str) -> bool:
    """Returns whether a few words replace a maker without naming one: supplied, handout, file photo."""
    return len(text) <= _LONGEST_UNNAMED and UNNAMED.fullmatch(text.strip(" .()[]")) is not None


def clean_credit(text: str) -> str | None:
    """Returns a credit without its label and brackets, or None if nothing is left.

    >>> clean_credit("[Photo: A. Person/AP]")
    'A. Person/AP'
    """
    bare = RESERVED.sub("", text).strip() if len(text) <= _LONGEST_LINE else text.strip()
    if bare[:1] in "[(" and bare[-1:] in "])":
        bare = bare[1:-1].strip()
    for _ in range(_MOST_LABELS):
        bare = _without_label(bare) if not _is_unnamed(bare) else bare
    return bare.strip(" .|:–—-") or None


def _without_label(text: str) -> str:
    """Returns a credit without its first label; "courtesy of" stays as a part of the credit."""
    label = leading_label().match(text)
    if label is None:
        return text
    courtesy = COURTESY.search(label[0])
    return text[courtesy.start() if courtesy else label.end() :]


def _names_maker(text: str) -> bool:
    """Returns whether a few words name an agency, or makers separated by slashes."""
    few = len(text.split()) <= _MOST_WORDS and text[-1:] not in "!?"
    return few and (_is_unnamed(text) or AGENCY.search(text) is not None or _is_names_only(text))


def _is_names_only(text: str) -> bool:
    """Returns whether a line is only makers' names, separated by slashes or bars."""
    words = text.replace("/", " ").replace("|", " ").split()
    if not 2 <= len(words) <= _MOST_WORDS or not ("/" in text or "|" in text) or text[-1] in ".!?":
        return False
    return all(word[0].isupper() or word[0] in "@&" or word in _SMALL_WORDS for word in words)


def _is_name_in_brackets(text: str) -> bool:
    """Returns whether a line is only a name in brackets, and says nothing of what the picture shows.

    >>> _is_name_in_brackets("(The Distillery)"), _is_name_in_brackets("(from left)"), _is_name_in_brackets("(2 of 4)")
    (True, False, False)
    """
    if text[:1] not in ("(", "[") or text[-1:] not in (")", "]"):
        return False
    words = text[1:-1].split()
    names = all(word[0].isupper() or word[0] == "@" or word in _SMALL_WORDS for word in words)
    return 0 < len(words) <= _MOST_NAMES and names and not _BRACKETS & set(text[1:-1])


def _bracketed(text: str) -> int | None:
    found = _BRACKETED.search(text, max(0, len(text) - _BRACKETS_REACH))
    if not found:
        return None
    inner = found["credit"]
    named = _is_unnamed(inner) or leading_label().match(inner) or IN_BRACKETS.search(inner) or _names_maker(inner)
    return found.start() if text[found.start()] == "[" or named else None


def _labelled(text: str) -> int | None:
    """Returns the start of the first label that only a maker's name can follow, or None."""
    for label in any_label().finditer(text):
        if not 2 <= len(text) - label.end() <= _LONGEST_CREDIT:
            continue
        if label[0] in "©ⓒ" or not _SENTENCE_END.search(_without_initials(text[label.end() :])):
            return label.start()
    return None


def _parted(text: str) -> int | None:
    """Returns the start of a maker after a bar, slash or dash, or None."""
    for parted in _PARTED.finditer(text, max(0, len(text) - _MAKER_REACH)):
        tail = text[parted.end() :]
        few = len(tail.split()) <= _MOST_WORDS and (tail[-1] not in ".!?" or AGENCY.search(tail))
        if few and (parted[0].strip() in ("|", "/", "//") or _names_maker(tail)):
            return parted.end()
    return None


def _trailing(text: str) -> int | None:
    """Returns the start of a maker after the caption's last sentence, or None."""
    words = text.split(" ")
    for start in range(len(words) - 1, max(0, len(words) - 1 - _MOST_WORDS), -1):
        if words[start - 1].endswith(_STOPS) and not _INITIAL.match(words[start - 1]):
            tail = " ".join(words[start:])
            return (
                len(text) - len(tail) if tail[:1].isupper() and _names_maker(tail) and not _is_sentence(tail) else None
            )
    return None


def _is_sentence(text: str) -> bool:
    """Returns whether words are a sentence of the caption: most are in lower case, and it ends as one.

    >>> _is_sentence("Reuters offices are seen."), _is_sentence("A. Person for The Paper."), _is_sentence("Reuters.")
    (True, False, False)
    """
    words = [word for word in text.split() if word[0].isalpha() and word not in _SMALL_WORDS]
    return text[-1:] in ".!?…" and 2 * sum(word[0].islower() for word in words) > len(words)


def _without_initials(text: str) -> str:
    return " ".join(word.replace(".", "") if len(word) < 6 and word[:1].isupper() else word for word in text.split())
