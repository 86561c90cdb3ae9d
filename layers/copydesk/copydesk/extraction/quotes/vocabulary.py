"""What of one language tells of speech."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language that tell of speech, in lower case.

    - `cues` are verbs of saying, and `so` are words for `according to`.
    - `opening` are words for `in the view of` that also mean much else: they count where a sentence opens with them.
    - `that` are words that begin a reported clause, and `no_subject` words that begin no noun phrase.
    - `endings` are those of verbs. Any verb right after a quotation tells who spoke where a language has some.
    - `reporting` are verbs in the mood of reported speech.
    - `naming` are verbs whose object is what was said: `sie nannte es „…“`.
    - `statements` are nouns for what was said. They name no speaker.
    - `people` are nouns for who speaks that stand without an article: `řekl ministr`, `säger polisen`.
    """

    cues: frozenset[str]
    so: frozenset[str]
    that: frozenset[str]
    determiners: frozenset[str]
    she: frozenset[str]
    he: frozenset[str]
    no_subject: frozenset[str]
    common: frozenset[str]
    endings: frozenset[str] = frozenset()
    reporting: frozenset[str] = frozenset()
    naming: frozenset[str] = frozenset()
    statements: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    opening: frozenset[str] = frozenset()


def language(**words: str) -> Language:
    return Language(**{name: frozenset(each.split()) for name, each in words.items()})
