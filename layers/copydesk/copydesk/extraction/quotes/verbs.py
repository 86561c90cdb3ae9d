"""Which word of a clause is the verb that says someone spoke, in English."""

import re

from copydesk.extraction.quotes.cues import (
    BETWEEN,
    CUES,
    DETERMINERS,
    FINITE,
    NOUNS,
    PASSIVE,
    PRONOUNS,
    SEEMING,
)
from copydesk.extraction.quotes.tokens import Token

#: Before the verb, behind a quotation.
_LONGEST_SUBJECT = 30
#: They stand before a noun, and alone they are nobody.
_ARTICLES = frozenset("the a an his her their its our my your no each every these those this".split())
_PREPOSITIONS = frozenset("of in on at by for from with to and or than as".split())
#: Pronouns that stand alone, or are an object; `US` is none.
_OBJECTS = frozenset("i he she we they it you him them me".split())
#: Of `Smith is known to have said`, the second word of the verb.
_HELD = frozenset("known believed reported thought alleged claimed understood heard supposed rumoured rumored".split())
_CONTRACTED = re.compile(r"[’'](?:ve|d|ll|re|m)\b|n[’']t\b|\bcannot\b")
#: Behind a cue, these make its clause an aside: `a phrase critics say is`.
_ASIDE_VERBS = frozenset("is was are were".split())


def is_cue(tokens: list[Token], index: int) -> bool:
    """Whether a word is a form of a verb of saying; one in capitals amid others is of a name: `the United States`."""
    return tokens[index].word in CUES and (not index or tokens[index].text[0].islower() or tokens[index].text.isupper())


def first_cue(tokens: list[Token]) -> int | None:
    """The finite verb of saying behind a quotation, where its clause can tell who spoke."""
    for index, token in enumerate(tokens[:_LONGEST_SUBJECT]):
        if not is_cue(tokens, index) or (index == 0 and token.word in NOUNS and not starts_phrase(tokens[1:2])):
            continue
        if token.word.endswith("ing") or (index and not governs(tokens, index)):
            return None
        return index
    return None


def governs(tokens: list[Token], index: int) -> bool:
    """Whether a cue is a verb in the active with a subject, and its clause no aside of another."""
    word, earlier, later = tokens[index].word, tokens[index - 1 : index], tokens[index + 1 : index + 2]
    if later and later[0].word in _ASIDE_VERBS:
        return False
    if word in NOUNS and earlier and (earlier[0].word in DETERMINERS or earlier[0].text.endswith(("’s", "'s"))):
        return False
    return word.endswith("ing") or not _is_passive(tokens, index)


def _is_passive(tokens: list[Token], index: int) -> bool:
    while index > 1 and tokens[index - 1].word.endswith("ly"):
        index -= 1
    return index > 0 and tokens[index - 1].word in PASSIVE


def verb_start(tokens: list[Token], index: int) -> int | None:
    """Where the verb begins that ends in a cue: `went on to say`; none where the cue is no predicate."""
    if not index or tokens[index].word.endswith("ing"):
        return index
    earlier = tokens[index - 1].word
    if earlier == "have" and _is_held(tokens[max(0, index - 4) : index]):
        return index - 4
    if earlier == "to":
        start = index - 3 if index > 2 and tokens[index - 2].word == "on" else index - 2
        return start if start > 0 and tokens[start].word in SEEMING else None
    return None if earlier in ("by", "of", "for") else index


def _is_held(tokens: list[Token]) -> bool:
    """Whether words lead to what someone is said to have done: `is known to have`."""
    words = [token.word for token in tokens]
    return len(words) == 4 and words[0] in PASSIVE and words[1] in _HELD and words[2] == "to"


def shares_subject(before: list[Token], cue: Token) -> bool:
    """Whether the subject stands before an earlier verb: `She vowed to fight, saying`, `He stood up and said`."""
    while before and before[-1].word in BETWEEN and before[-1].word != "and":
        before = before[:-1]
    participle = cue.word.endswith("ing") and not (before and before[-1].word in PASSIVE)
    return participle or bool(before and before[-1].word == "and")


def is_finite(tokens: list[Token], index: int) -> bool:
    word = tokens[index].word
    return word in FINITE or word.endswith("ed") or (word in CUES - NOUNS and governs(tokens, index))


def is_predicate(token: Token) -> bool:
    """Whether a word shows that a phrase is a whole clause, and so no speaker."""
    return token.text.islower() and (token.word in FINITE or token.word in CUES - NOUNS)


def is_clause(phrase: list[Token]) -> bool:
    """Whether a phrase has a verb, a pronoun beside other words, or an end where a noun follows: no speaker is so."""
    last, single = phrase[-1], len(phrase) == 1
    if last.word in (_ARTICLES if single else DETERMINERS) or last.word in _PREPOSITIONS or last.text.isdigit():
        return True
    if _CONTRACTED.search(" ".join(token.text for token in phrase)) or last.text.endswith(("’s", "'s")):
        return True
    pronoun = (phrase[0].word in _OBJECTS and not phrase[-1].text[0].isupper()) or any(
        token.text in _OBJECTS or token.text == "I" for token in phrase
    )
    return (pronoun and not single) or any(_is_verb(phrase, index) for index in range(1, len(phrase)))


def _is_verb(phrase: list[Token], index: int) -> bool:
    token, later = phrase[index], phrase[index + 1 : index + 2]
    if is_predicate(token):
        return True
    has_object = bool(later) and (later[0].word in _ARTICLES or later[0].text.isdigit())
    return token.text.islower() and token.word.endswith(("ed", "es")) and token.word != "aged" and has_object


def starts_phrase(tokens: list[Token]) -> bool:
    return bool(tokens) and (tokens[0].text[0].isupper() or tokens[0].word in DETERMINERS | PRONOUNS)
