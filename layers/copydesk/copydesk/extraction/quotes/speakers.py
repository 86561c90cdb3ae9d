"""Speakers by their fullest name: `Smith`, `Ms Smith` and `she` are the person introduced as Jane Smith."""

import re
from collections.abc import Iterable

_PERSONAL = frozenset({"he", "she"})
_PRONOUNS = _PERSONAL | {"they", "it", "we", "i", "who"}
_NAME = re.compile(
    r"[^\W\d_a-z][\w’'.-]*"
    r"(?:\s+(?:(?:de|del|della|di|da|van|von|der|den|bin|ibn|al|el|la|le)\s+)*[^\W\d_a-z][\w’'-]*){1,4}"
)
_TITLE = re.compile(
    r"^(?:mr|mrs|ms|miss|dr|prof|professor|sir|lord|lady|dame|rev|sen|senator|rep|gov|governor|president|minister|mayor|"
    r"judge|officer|spokesman|spokeswoman|spokesperson|coach|chief|sgt|capt|gen|lt|col)\.?\s+",
    re.IGNORECASE,
)
#: Words of names that no person has.
_IMPERSONAL = frozenset(
    "Agency Airport Army Association Avenue Awards Bank Bay Board Bowl Bridge Bureau Center Centre Championship Church"
    " City Club Coast College Commission Committee Company Congress Council County Court Crossword Cup Day Department"
    " District East Federation Festival Force Foundation Games Government Group Hall High Hospital House Inc Institute"
    " Island Journal Justice Kashmir Kingdom Lake League Library Magazine Ministry Mosque Museum National Nations News"
    " Night North Office Open Park Parliament Party Place Police Post Press Prize Republic River Road School Sea"
    " Security Senate Series Service Show Society South Square State States Street Studio Summit Supreme Team Temple"
    " Times Tower Trust Union United University Valley Village War Week West World".split()
)
#: Capitalised words at a sentence's start that are no part of the name after them.
_NOT_NAMES = frozenset(
    "The A An In On At By For From With To But And Or As If When While After Before Since Until During Both Also Then"
    " However Meanwhile Instead Earlier Later Last This That These Those His Her Their Its Our My According Monday"
    " Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September"
    " October November December Yesterday Today Under Over About Like Even Now Not Of".split()
)


def is_person(name: str) -> bool:
    """Whether a name can be a person's: none of its words names a body, a place or an event."""
    return not _IMPERSONAL & set(name.split())


def is_pronoun(speaker: str) -> bool:
    return speaker.lower() in _PRONOUNS


def is_personal_pronoun(speaker: str) -> bool:
    return speaker.lower() in _PERSONAL


def names_in(texts: Iterable[str]) -> list[str]:
    """Every capitalised name of two words or more, in the order of the text.

    >>> names_in(["On Thursday Jane Smith’s lawyer met John Brown."])
    ['Jane Smith', 'John Brown']
    """
    found = (_trimmed(match[0]) for text in texts for match in _NAME.finditer(text))
    return [name for name in found if " " in name]


def _trimmed(name: str) -> str:
    words = _without_possessive(name).split()
    while words and words[0] in _NOT_NAMES:
        words = words[1:]
    return _TITLE.sub("", " ".join(words))


def _without_possessive(name: str) -> str:
    return name.removesuffix("’s").removesuffix("'s")


def fullest(speaker: str, names: Iterable[str]) -> str:
    """The longest name in the article that ends in this one, else the speaker as written.

    >>> fullest("Ms Smith", ["Jane Smith", "John Brown"])
    'Jane Smith'
    """
    plain = _TITLE.sub("", speaker).strip()
    if " " in plain or not plain[:1].isupper():
        return speaker
    matching = [name for name in names if name.split()[-1] == plain]
    return max(matching, key=len, default=speaker)
