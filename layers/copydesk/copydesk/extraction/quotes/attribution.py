"""Who is said to have said it, in English: the cue and the speaker around a quoted span."""

import re
from dataclasses import dataclass

from copydesk.extraction.quotes.cues import (
    ADVERBIAL,
    BETWEEN,
    CLAUSE,
    CUES,
    DETERMINERS,
    FINITE,
    NAMING,
    NOUNS,
    PASSIVE,
    PRONOUNS,
    SEEMING,
    STATEMENTS,
    TAIL,
)
from copydesk.extraction.quotes.tokens import PUNCTUATION, Token, slice_of, tokens_of

#: A clause that says who spoke is found within this many words of the quotation.
_REACH = 60
_LONGEST_SPEAKER = 14
#: Before the verb, behind a quotation.
_LONGEST_SUBJECT = 30
_ACCORDING = re.compile(r"\baccording to ([^,.;:—–]+)|\bin the words of ([^,.;:—–]+)", re.IGNORECASE)
#: Behind a cue, these make its clause an aside: `a phrase critics say is`.
_ASIDE_VERBS = frozenset("is was are were".split())
#: What never stands for a speaker alone.
_NOBODY = frozenset("one this that these those there".split())
_COMPANY = frozenset("his her their colleagues others co-authors".split())
#: With one of these before it, a cue that can be a noun is one: `products with the claims “…”`.
_LINKING = frozenset("with of from in for on".split())
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


@dataclass(frozen=True, slots=True)
class Attribution:
    """A speaker as written, and the cue."""

    speaker: str
    cue: str


def following(text: str) -> Attribution | None:
    """`…,” said X` and `…,” X said`: from the words behind a quotation.

    >>> following(", a senior official told Axios.")
    Attribution(speaker='a senior official', cue='told')
    """
    tokens = tokens_of(text, _REACH)
    while tokens and tokens[0].text in PUNCTUATION:
        tokens = tokens[1:]
    index = _first_cue(tokens)
    if index is None or _begins_clause(tokens[:index]):
        return _according(text)
    made = _made(text, _subject(tokens[:index]), tokens[index]) if index else None
    if not made and (index == 0 or tokens[index - 1].text == ","):
        made = _made(text, _behind(tokens[index + 1 :]), tokens[index])
    return made or _according(text)


def preceding(text: str) -> Attribution | None:
    """`X said: “…`, `X warned that any attack “…`, `a statement by X that it was “…`: from the words before one.

    >>> preceding("Cairo has previously warned that any attack ")
    Attribution(speaker='Cairo', cue='warned')
    """
    tokens = tokens_of(text, -_REACH)
    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index].text == ";":
            break
        if tokens[index].word in CUES:
            made = _by_cue(text, tokens, index)
            if made:
                return made
    return _by_noun(text, tokens) or _according(text)


def names_thing(text: str) -> bool:
    """Whether the words before a quotation say that it is a name: `a campaign called “…`."""
    tokens = tokens_of(text, -2)
    return bool(tokens) and tokens[-1].word in NAMING and not (len(tokens) > 1 and tokens[0].word in PRONOUNS)


def _begins_clause(subject: list[Token]) -> bool:
    """Whether the cue's clause is one of its own: `“…”, but Smith said`; `“…” when it is late, Smith said` is not."""
    opens = bool(subject) and subject[0].word in CLAUSE and subject[0].word != "as"
    return opens and not any(token.text == "," for token in subject)


def _first_cue(tokens: list[Token]) -> int | None:
    """The finite verb of saying behind a quotation, where its clause can tell who spoke."""
    for index, token in enumerate(tokens[:_LONGEST_SUBJECT]):
        if token.word not in CUES or (index == 0 and token.word in NOUNS and not _starts_phrase(tokens[1:2])):
            continue
        if token.word.endswith("ing") or (index and not _governs(tokens, index)):
            return None
        return index
    return None


def _governs(tokens: list[Token], index: int) -> bool:
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


def _starts_phrase(tokens: list[Token]) -> bool:
    return bool(tokens) and (tokens[0].text[0].isupper() or tokens[0].word in DETERMINERS | PRONOUNS)


def _behind(tokens: list[Token]) -> list[Token]:
    """The noun phrase behind an inverted verb."""
    while tokens and (tokens[0].word in BETWEEN or tokens[0].word.endswith("ly")) and tokens[0].text.islower():
        tokens = tokens[1:]
    for index, token in enumerate(tokens):
        joins = token.word == "of" or (
            token.word == "and" and tokens[index + 1 : index + 2] and not _is_said(tokens[index + 1])
        )
        if token.text == ",":
            return _name_beside(tokens[:index], _chunks(tokens[index:])[:1]) if index else []
        if token.text in PUNCTUATION or (token.word in TAIL and not (index and joins)):
            return tokens[:index]
    return tokens


def _is_said(token: Token) -> bool:
    return token.word in CUES or (token.text.islower() and token.word not in DETERMINERS)


def _by_cue(text: str, tokens: list[Token], index: int) -> Attribution | None:
    cue = tokens[index]
    if not _governs(tokens, index):
        return None
    before = _verb_start(tokens, index)
    if before is None:
        return None
    if _shares_subject(tokens[:before], cue):
        return _by_shared_subject(text, tokens[:index], cue)
    return _made(text, _subject(tokens[:before]), cue)


def _verb_start(tokens: list[Token], index: int) -> int | None:
    """Where the verb begins that ends in a cue: `went on to say`; none where the cue is no predicate."""
    if not index or tokens[index].word.endswith("ing"):
        return index
    earlier = tokens[index - 1].word
    if earlier == "to":
        start = index - 3 if index > 2 and tokens[index - 2].word == "on" else index - 2
        return start if start > 0 and tokens[start].word in SEEMING else None
    return None if earlier in ("by", "of", "for") else index


def _shares_subject(before: list[Token], cue: Token) -> bool:
    """Whether the subject stands before an earlier verb: `She vowed to fight, saying`, `He stood up and said`."""
    while before and before[-1].word in BETWEEN and before[-1].word != "and":
        before = before[:-1]
    participle = cue.word.endswith("ing") and not (before and before[-1].word in PASSIVE)
    return participle or bool(before and before[-1].word == "and")


def _by_shared_subject(text: str, before: list[Token], cue: Token) -> Attribution | None:
    clause = max((index for index, token in enumerate(before) if token.word == "that"), default=-1)
    for tokens in (before[clause + 1 :], before):
        for index in range(1, len(tokens)):
            phrase = _subject(tokens[:index]) if _is_finite(tokens, index) else []
            made = _made(text, phrase, cue) if tokens is before or _is_named(phrase) else None
            if made:
                return made
    phrase = _subject(before)
    return _made(text, phrase, cue) if _is_named(phrase) else None


def _is_named(phrase: list[Token]) -> bool:
    return bool(phrase) and (phrase[-1].text[0].isupper() or phrase[0].word in PRONOUNS)


def _is_finite(tokens: list[Token], index: int) -> bool:
    word = tokens[index].word
    return word in FINITE or word.endswith("ed") or (word in CUES - NOUNS and _governs(tokens, index))


def _subject(tokens: list[Token]) -> list[Token]:
    """The noun phrase that ends at a verb; of `X, a minister, said` it is X."""
    while tokens and tokens[-1].text.islower() and (tokens[-1].word in BETWEEN or tokens[-1].word.endswith("ly")):
        tokens = tokens[:-1]
    if tokens and tokens[-1].text == ")":
        tokens = _without_aside(tokens)
    if tokens and tokens[-1].text in (",", "—", "–", "-"):
        return _before_apposition(tokens[:-1])
    return _last_phrase(tokens)


def _without_aside(tokens: list[Token]) -> list[Token]:
    opened = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].text == "("), None)
    return tokens[:opened] if opened is not None else tokens[:-1]


def _before_apposition(tokens: list[Token]) -> list[Token]:
    """Of `On Monday, Jane Smith, the minister for x, and her aide` the first phrase that can be a subject."""
    chunks = _chunks(tokens)
    for index, chunk in enumerate(chunks):
        phrase = _last_phrase(chunk) if chunk[0].word not in ADVERBIAL | CLAUSE else []
        if phrase and (_starts_phrase(phrase) or _may_lack_article(phrase)):
            return _name_beside(phrase, chunks[index + 1 : index + 2])
    return []


def _name_beside(phrase: list[Token], chunks: list[list[Token]]) -> list[Token]:
    """Of `the minister, Jane Smith` the name."""
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
    """What stands behind the last comma or word that begins a clause."""
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.word in ("who", "which") and index == len(tokens) - 1:
            return _behind_predicate(_last_phrase(_trimmed(tokens[:index])))
        if token.text in PUNCTUATION or token.word in CLAUSE or _joins_clauses(tokens, index):
            return tokens[index + 1 :]
    return tokens


def _behind_predicate(phrase: list[Token]) -> list[Token]:
    """Whom `who` takes up: of `Smith asked Jane Roe` the latter."""
    last = max((index for index, token in enumerate(phrase) if _is_predicate(token)), default=-1)
    return phrase[last + 1 :]


def _trimmed(tokens: list[Token]) -> list[Token]:
    return tokens[:-1] if tokens and tokens[-1].text in PUNCTUATION else tokens


def _joins_clauses(tokens: list[Token], index: int) -> bool:
    """Whether an `and` begins a clause of its own: what it joins are not two names."""
    if tokens[index].word not in ("and", "or"):
        return False
    left, right = tokens[index - 1 : index], tokens[index + 1 : index + 2]
    if not left or not right or not left[0].text[0].isupper():
        return True
    return not (right[0].text[0].isupper() or right[0].word in _COMPANY)


def _by_noun(text: str, tokens: list[Token]) -> Attribution | None:
    for index in range(len(tokens) - 3, -1, -1):
        if tokens[index].word in STATEMENTS and tokens[index + 1].word in ("by", "from"):
            return _made(text, _behind(tokens[index + 2 :]), tokens[index])
    return None


def _according(text: str) -> Attribution | None:
    match = _ACCORDING.search(text)
    if not match:
        return None
    speaker = (match[1] or match[2]).strip(" '’\"”")
    return Attribution(speaker, match[0][: match[0].index(speaker)].strip().lower()) if speaker else None


def _made(text: str, phrase: list[Token], cue: Token) -> Attribution | None:
    phrase = _without_day(_without_opener(phrase))
    if not phrase or len(phrase) > _LONGEST_SPEAKER or phrase[0].word in ADVERBIAL:
        return None
    if cue.word in NOUNS and any(token.word in _LINKING for token in phrase):
        return None
    if (len(phrase) == 1 and phrase[0].word in _NOBODY) or any(_is_predicate(token) for token in phrase[1:]):
        return None
    if not (_starts_phrase(phrase) or phrase[0].text[0].isdigit() or _may_lack_article(phrase)):
        return None
    return Attribution(slice_of(text, phrase), cue.word)


def _is_predicate(token: Token) -> bool:
    """Whether a word shows that a phrase is a whole clause, and so no speaker."""
    return token.text.islower() and (token.word in FINITE or token.word in CUES - NOUNS)


def _without_opener(phrase: list[Token]) -> list[Token]:
    """Without what a sentence opens with: `And he`, `On Thursday Jane Smith`, `In a statement Jane Smith`."""
    while phrase and phrase[0].word in ("and", "but", "so", "then", "still", "meanwhile", "now", "also", "however"):
        phrase = phrase[1:]
    if len(phrase) < 3 or phrase[0].word not in ADVERBIAL:
        return phrase
    if phrase[1].word in _DAYS:
        return phrase[2:]
    start = next((i for i in range(len(phrase) - 1, -1, -1) if not phrase[i].text[0].isupper()), 0) + 1
    return phrase[start:] if 2 < start < len(phrase) else phrase


def _without_day(phrase: list[Token]) -> list[Token]:
    """`Jane Smith on Friday` without the day."""
    if len(phrase) > 1 and phrase[-1].word in _DAYS:
        return phrase[:-2] if phrase[-2].word == "on" else phrase[:-1]
    return phrase


def _may_lack_article(phrase: list[Token]) -> bool:
    """`officers`, `senior officials`, `lead author Jane Smith`."""
    if phrase[0].word in CLAUSE:
        return False
    last = phrase[-1].word
    plural = len(phrase) <= 3 and last.endswith("s") and not last.endswith(("ss", "is", "us"))
    return plural or (len(phrase) <= 7 and phrase[-1].text[0].isupper())
