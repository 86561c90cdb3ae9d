"""This module decides how speakers are found: by English rules, by a language's table, or not at all."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from copydesk.extraction.metadata.bylines.given_names import FEMALE, MALE
from copydesk.extraction.quotes import attribution as english
from copydesk.extraction.quotes.attribution import Attribution
from copydesk.extraction.quotes.languages.foreign import Reader
from copydesk.extraction.quotes.languages.western import TABLES

ENGLISH = "en"
_COMMON = {code: table.common for code, table in TABLES.items()} | {
    ENGLISH: frozenset("the and of to in is that for was with on it as at by from are be this have".split())
}
#: Languages with letters of their own. Kana comes before Han, which Japanese has as well.
_SCRIPTS = {"ko": "[가-힣]", "ja": "[ぁ-ゖァ-ヺ]", "zh": "[一-鿿]"}
_FIRST_LETTER = "ぁ"
#: A text is in a language if one in this many of its characters is a letter of its script.
_SHARE = 10
#: The words that suffice to detect a language by its commonest words.
_SAMPLE = 400
#: The number of a language's commonest words that show that a text is in it.
_MANY = 9
#: With fewer of them than this, the declaration is more reliable.
_FEWEST = 5


def language_of(sample: str, declared: str | None) -> str:
    """Returns a text's language by its commonest words, or the declared one if these do not decide.

    Pages often declare the wrong language.
    """
    for language, letter in _SCRIPTS.items() if max(sample, default="") >= _FIRST_LETTER else ():
        if _SHARE * len(re.findall(letter, sample)) > len(sample):
            return language
    words = set(sample.lower().split()[:_SAMPLE])
    code = (declared or ENGLISH)[:2].lower()
    if len(words & _COMMON.get(code, frozenset())) >= _MANY:
        return code
    counts = {each: len(words & common) for each, common in _COMMON.items()}
    best = max(counts, key=lambda each: (counts[each], each == code))
    return best if counts[best] >= _FEWEST or not declared else code


#: The languages that the module `asian` reads.
_ASIAN = frozenset({"zh", "ja", "ko", "tr"})


@dataclass(frozen=True, slots=True)
class Reading:
    """The genders of a language's pronouns, and functions that find the speaker around a quotation.

    The functions read the words behind, before, in and around the quotation. `reports` returns whether the mood of a
    sentence shows that it is another's words. `opener` returns the description with which a sentence begins: `Ein
    Student nickt`. `is_shared` says that all quotations of a sentence have one speaker, and `has_capital_nouns` that
    capitals do not mark names.
    """

    pronouns: Mapping[str, str]
    following: Callable[[str], Attribution | None]
    preceding: Callable[[str], Attribution | None]
    within: Callable[[str], Attribution | None]
    around: Callable[[str, str], Attribution | None]
    reports: Callable[[str], bool] = lambda _: False
    opener: Callable[[str], str | None] = lambda _: None
    is_shared: bool = True
    has_capital_nouns: bool = False


def reading_of(sample: str, declared: str | None) -> Reading:
    """Returns the reading of an article, by a sample of its text and the language that it declares."""
    language = language_of(sample, declared)
    if language == ENGLISH:
        return Reading({"he": MALE, "she": FEMALE}, english.following, english.preceding, _nobody, _nobody)
    if language in _ASIAN:
        return _asian_reading(language)
    table = TABLES.get(language)
    if table is None:
        return Reading({}, _nobody, _nobody, _nobody, _nobody)
    reader = Reader(table)
    pronouns = dict.fromkeys(table.she, FEMALE) | dict.fromkeys(table.he, MALE)
    return Reading(
        pronouns,
        reader.following,
        reader.preceding,
        reader.within,
        _nobody,
        reader.reports,
        reader.opener if language == "de" else _nobody,
        has_capital_nouns=language == "de",
    )


def _asian_reading(language: str) -> Reading:
    # The patterns take 24 ms to compile, and most pages are in other languages.
    from copydesk.extraction.quotes.languages import asian

    if language == "zh":
        genders = {"他": MALE, "她": FEMALE}
        return Reading(genders, asian.behind_chinese, asian.before_chinese, _nobody, _nobody)
    return Reading({}, _nobody, _nobody, _nobody, partial(asian.around, language), is_shared=False)


def _nobody(*_: str) -> None:
    return None
