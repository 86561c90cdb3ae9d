"""Speakers by their fullest name: `Smith`, `Ms Smith` and `she` are the person introduced as Jane Smith."""

import re
from collections.abc import Iterable

_PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "who"})
_NAME = re.compile(r"(?:[^\W\d_a-z][\w’'.-]*)(?:\s+(?:(?:de|del|della|di|da|van|von|der|den|bin|ibn|al|el|la|le)\s+)*[^\W\d_a-z][\w’'-]*){1,4}")
_TITLE = re.compile(r"^(?:mr|mrs|ms|miss|dr|prof|professor|sir|lord|lady|dame|rev|sen|rep|gov|president|minister|sgt|capt|gen|lt|col)\.?\s+", re.IGNORECASE)


def is_pronoun(speaker: str) -> bool:
    return speaker.lower() in _PRONOUNS


def names_in(texts: Iterable[str]) -> list[str]:
    """Every capitalised name of two words or more, in the order of the text."""
    return [match[0] for text in texts for match in _NAME.finditer(text)]


def fullest(speaker: str, names: list[str]) -> str:
    """The longest name in the article that ends in this one, else the speaker as written.

    >>> fullest("Ms Smith", ["Jane Smith", "John Brown"])
    'Jane Smith'
    """
    plain = _TITLE.sub("", speaker).strip()
    last = plain.split()[-1:] or [""]
    if len(plain.split()) != 1 or not last[0][:1].isupper():
        return speaker
    matching = [_TITLE.sub("", name) for name in names if name.split()[-1].removesuffix("’s").removesuffix("'s") == last[0]]
    whole = [name for name in matching if len(name.split()) > 1]
    return max(whole, key=len).removesuffix("’s").removesuffix("'s") if whole else speaker
