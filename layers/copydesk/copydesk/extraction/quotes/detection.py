"""Which language an article is in."""

import re

from copydesk.extraction.quotes.languages import TABLES

ENGLISH = "en"
_COMMON = {code: table.common for code, table in TABLES.items()} | {
    ENGLISH: frozenset("the and of to in is that for was with on it as at by from are be this have".split())
}
#: Languages that their letters tell: kana before Han, which Japanese has as well.
_SCRIPTS = {"ko": "[가-힣]", "ja": "[ぁ-ゖァ-ヺ]", "zh": "[一-鿿]"}
_FIRST_LETTER = "ぁ"
#: A text is in a language when one in so many of its characters is a letter of its script.
_SHARE = 10
#: Words that suffice to tell a language by those that are in every text.
_SAMPLE = 400
#: So many of a language's commonest words show that a text is in it.
_MANY = 9
#: Fewer of them than this tell less than the declaration.
_FEWEST = 5


def language_of(sample: str, declared: str | None) -> str:
    """A text's language: by its commonest words, for pages declare wrongly; by declaration where these do not tell."""
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
