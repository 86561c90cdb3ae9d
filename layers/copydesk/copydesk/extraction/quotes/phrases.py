"""This module finds the English noun phrase that is the subject of a verb of saying."""

import re
from dataclasses import dataclass

from copydesk.extraction.quotes.cues import (
    ADVERBIAL,
    BETWEEN,
    CLAUSE,
    CUES,
    DETERMINERS,
    FINITE,
    NOUNS,
    PASSIVE,
    PRONOUNS,
    SEEMING,
    TAIL,
)
from copydesk.extraction.quotes.sentences import PUNCTUATION, Token


@dataclass(frozen=True, slots=True)
class Language:
    """The words of speech of one language, in lower case.

    - `cues` are verbs of saying, and `so` are words for `according to`.
    - `opening` are words for `in the view of` with many other meanings: they count at the start of a sentence.
    - `that` are words that begin a reported clause, and `no_subject` words that begin no noun phrase.
    - `endings` are those of verbs: any such verb right after a quotation may name the speaker.
    - `reporting` are verbs in the mood of reported speech.
    - `naming` are verbs whose object is what was said: `sie nannte es „…“`.
    - `statements` are nouns for what was said, which name no speaker.
    - `people` are nouns for speakers that need no article: `řekl ministr`, `säger polisen`.
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


#: The most tokens between a quotation and the verb behind it.
_LONGEST_SUBJECT = 30
#: Words before a noun, which are nobody alone.
_ARTICLES = frozenset("the a an his her their its our my your no each every these those this".split())
_PREPOSITIONS = frozenset("of in on at by for from with to and or than as".split())
#: Pronouns that are alone or an object; `US` is none.
_OBJECTS = frozenset("i he she we they it you him them me".split())
#: The participles in `Smith is known to have said`.
_HELD = frozenset("known believed reported thought alleged claimed understood heard supposed rumoured rumored".split())
_CONTRACTED = re.compile(r"[’'](?:ve|d|ll|re|m)\b|n[’']t\b|\bcannot\b")
#: Behind a cue, one of these makes its clause an aside: `a phrase critics say is`.
_ASIDE_VERBS = frozenset("is was are were".split())


def is_cue(tokens: list[Token], index: int) -> bool:
    """Returns whether a word is a verb of saying; capitals amid other words are a name: `the United States`."""
    return tokens[index].word in CUES and (not index or tokens[index].text[0].islower() or tokens[index].text.isupper())


def first_cue(tokens: list[Token]) -> int | None:
    """Returns the index of the finite verb of saying behind a quotation, if its clause can name the speaker."""
    for index, token in enumerate(tokens[:_LONGEST_SUBJECT]):
        if not is_cue(tokens, index) or (index == 0 and token.word in NOUNS and not starts_phrase(tokens[1:2])):
            continue
        if token.word.endswith("ing") or (index and not governs(tokens, index)):
            return None
        return index
    return None


def governs(tokens: list[Token], index: int) -> bool:
    """Returns whether a cue is an active verb with a subject, and its clause no aside of another."""
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
    """Returns the index at which the verb of a cue begins: `went on to say`. It is None if the cue is no predicate."""
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
    """Returns whether the words are those before a perfect infinitive: `is known to have`."""
    words = [token.word for token in tokens]
    return len(words) == 4 and words[0] in PASSIVE and words[1] in _HELD and words[2] == "to"


def shares_subject(before: list[Token], cue: Token) -> bool:
    """Returns whether the subject is that of an earlier verb: `She vowed to fight, saying`, `He stood up and said`."""
    while before and before[-1].word in BETWEEN and before[-1].word != "and":
        before = before[:-1]
    participle = cue.word.endswith("ing") and not (before and before[-1].word in PASSIVE)
    return participle or bool(before and before[-1].word == "and")


def is_finite(tokens: list[Token], index: int) -> bool:
    word = tokens[index].word
    return word in FINITE or word.endswith("ed") or (word in CUES - NOUNS and governs(tokens, index))


def is_predicate(token: Token) -> bool:
    """Returns whether a word shows that a phrase is a whole clause, and so no speaker."""
    return token.text.islower() and (token.word in FINITE or token.word in CUES - NOUNS)


def is_clause(phrase: list[Token]) -> bool:
    """Returns whether a phrase is a clause and so no speaker.

    It has a verb, has a pronoun beside other words, or ends where a noun should follow.
    """
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


_COMPANY = frozenset("his her their colleagues others co-authors".split())
_OF = frozenset("of at for from with in".split())
_JOINING = frozenset("and or but".split())
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


def subject_of(tokens: list[Token]) -> list[Token]:
    """Returns the noun phrase that ends at a verb; for `X, a minister, said` it returns X."""
    while tokens and tokens[-1].text.islower() and (tokens[-1].word in BETWEEN or tokens[-1].word.endswith("ly")):
        tokens = tokens[:-1]
    if tokens and tokens[-1].text == ")":
        tokens = _without_aside(tokens)
    if tokens and tokens[-1].text in (",", "—", "–", "-"):
        return _before_apposition(tokens[:-1])
    return _name_described(tokens) or _last_phrase(tokens)


def _name_described(tokens: list[Token]) -> list[Token]:
    """Returns the name of `Jane Smith, an analyst at the Council on Trees, Water and Air`."""
    name, *others = _chunks(tokens) or [[]]
    others = [chunk for chunk in others if not all(token.text.isupper() for token in chunk)]
    is_name = len(name) > 1 and all(token.text[0].isupper() for token in name)
    if not is_name or not others or tokens[len(name)].text != "," or name[0].word in ADVERBIAL | CLAUSE:
        return []
    return name if others[0][0].text.islower() and others[0][0].word not in CLAUSE | _JOINING else []


def _without_aside(tokens: list[Token]) -> list[Token]:
    opened = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].text == "("), None)
    return tokens[:opened] if opened is not None else tokens[:-1]


def _before_apposition(tokens: list[Token]) -> list[Token]:
    """Returns the first phrase that can be a subject.

    An example is `On Monday, Jane Smith, the minister for x, and her aide`.
    """
    chunks = _chunks(tokens)
    if chunks and chunks[0][0].word == "as" and all(token.text[0].isupper() for token in chunks[0]):
        chunks[0] = chunks[0][1:] or chunks[0]  # `As Jane Smith, a nurse, says`
    for index, chunk in enumerate(chunks):
        phrase = _last_phrase(chunk) if chunk[0].word not in ADVERBIAL | CLAUSE else []
        if phrase and (starts_phrase(phrase) or may_lack_article(phrase)):
            return _name_beside(phrase, chunks[index + 1 : index + 2])
    return []


def _name_beside(phrase: list[Token], chunks: list[list[Token]]) -> list[Token]:
    """Returns the name of `the minister, Jane Smith`, else the phrase."""
    is_name = chunks and len(chunks[0]) > 1 and all(token.text[0].isupper() for token in chunks[0])
    return chunks[0] if is_name and phrase[-1].text.islower() else phrase


def _chunks(tokens: list[Token]) -> list[list[Token]]:
    chunks: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in PUNCTUATION:
            chunks.append([])
        else:
            chunks[-1].append(token)
    return [chunk for chunk in chunks if chunk]


def _last_phrase(tokens: list[Token]) -> list[Token]:
    """Returns the words behind the last comma or the last word that begins a clause."""
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.word in ("who", "which") and index == len(tokens) - 1:
            return _behind_predicate(_last_phrase(_trimmed(tokens[:index])))
        if token.text in PUNCTUATION or token.word in CLAUSE or _joins_clauses(tokens, index):
            return tokens[index + 1 :]
    return tokens


def _behind_predicate(phrase: list[Token]) -> list[Token]:
    """Returns the antecedent of `who`: `Jane Roe` in `Smith asked Jane Roe`."""
    last = max((index for index, token in enumerate(phrase) if is_predicate(token)), default=-1)
    return phrase[last + 1 :]


def _trimmed(tokens: list[Token]) -> list[Token]:
    return tokens[:-1] if tokens and tokens[-1].text in PUNCTUATION else tokens


def _joins_clauses(tokens: list[Token], index: int) -> bool:
    """Returns whether an `and` begins a clause of its own, rather than joining two names."""
    if tokens[index].word not in ("and", "or"):
        return False
    left, right = tokens[index - 1 : index], tokens[index + 1 : index + 2]
    if not left or not right or not left[0].text[0].isupper():
        return True
    return not (right[0].text[0].isupper() or right[0].word in _COMPANY)


def phrase_behind(tokens: list[Token]) -> list[Token]:
    """Returns the noun phrase behind an inverted verb."""
    while tokens and (tokens[0].word in BETWEEN or tokens[0].word.endswith("ly")) and tokens[0].text.islower():
        tokens = tokens[1:]
    for index, token in enumerate(tokens):
        joins = token.word == "of" or (
            token.word == "and" and tokens[index + 1 : index + 2] and not _is_verb_like(tokens[index + 1])
        )
        if token.text == ",":
            return _name_beside(tokens[:index], _chunks(tokens[index:])[:1]) if index else []
        if token.text in PUNCTUATION or (token.word in TAIL and not (index and joins)):
            return tokens[:index]
    return tokens


def _is_verb_like(token: Token) -> bool:
    return token.word in CUES or (token.text.islower() and token.word not in DETERMINERS)


def may_lack_article(phrase: list[Token]) -> bool:
    """Returns whether a phrase needs no article: `officers`, `senior officials`, `lead author Jane Smith`."""
    if phrase[0].word in CLAUSE:
        return False
    joint = next((index for index, token in enumerate(phrase) if index and token.word in _OF), len(phrase))
    phrase = phrase[:joint]
    last = phrase[-1].word
    plural = len(phrase) <= 3 and last.endswith("s") and not last.endswith(("ss", "is", "us"))
    capitals = [token.text[0].isupper() for token in phrase[-2:]]
    return plural or (
        len(phrase) <= 7 and capitals[-1] and (all(capitals) or len(phrase) == 2 or phrase[-1].text.isupper())
    )


def without_opener(phrase: list[Token]) -> list[Token]:
    """Returns a phrase without its opener: `And he`, `On Thursday Jane Smith`, `In a statement Jane Smith`."""
    while phrase and phrase[0].word in ("and", "but", "so", "then", "still", "meanwhile", "now", "also", "however"):
        phrase = phrase[1:]
    if len(phrase) < 3 or phrase[0].word not in ADVERBIAL:
        return phrase
    if phrase[1].word in _DAYS:
        return phrase[2:]
    start = next((i for i in range(len(phrase) - 1, -1, -1) if not phrase[i].text[0].isupper()), 0) + 1
    return phrase[start:] if 2 < start < len(phrase) else phrase


def without_day(phrase: list[Token]) -> list[Token]:
    """Returns `Jane Smith on Friday` without the day."""
    if len(phrase) > 1 and phrase[-1].word in _DAYS:
        return phrase[:-2] if phrase[-2].word == "on" else phrase[:-1]
    return phrase
