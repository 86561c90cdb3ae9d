"""This module finds the cue and the speaker around an English quotation."""

from dataclasses import dataclass

from copydesk.extraction.quotes.cues import ADVERBIAL, CLAUSE, NAMING, NOUNS, OUTLETS, PRONOUNS, STATEMENTS, VERBS
from copydesk.extraction.quotes.names import RUN, is_person
from copydesk.extraction.quotes.phrases import (
    first_cue,
    governs,
    is_clause,
    is_cue,
    is_finite,
    may_lack_article,
    phrase_behind,
    shares_subject,
    starts_phrase,
    subject_of,
    verb_start,
    without_day,
    without_opener,
)
from copydesk.extraction.quotes.sentences import PUNCTUATION, Token, compiled, slice_of, tokens_of

#: The most words between the quotation and the clause that names the speaker.
_REACH = 60
_LONGEST_SPEAKER = 14
#: The characters before a quotation in which `according to X, “…` can be.
_BESIDE = 120
_ACCORDING = r"(?i)\b(according to|in the words of) (?:a copy of )?([^,.;:—–]+)|\bas ([^,.;:—–]{2,80}?) (puts? it)\b"
#: The words that end a source's name within its phrase: `the letter seen by the Post`.
_OBTAINED = r"(?s)\s(?:obtained|seen|reviewed|published|released|shared|posted|viewed|filed|issued)\s.*"
#: The name behind `according to the mayor`.
_BESIDE_IT = rf", ({RUN})(?=,|$)"
#: Words that are never a speaker alone.
_NOBODY = frozenset("one this that these those there let’s let's".split())
#: Right before a quotation, the object of these is what is given: `he offered “a lot of help”`.
_GIVING = frozenset("offered offers offering".split())
#: Words that open a clause before the one with the speaker.
_OPENING = frozenset("when while after before as if because although though since once".split())
#: After one of these, a cue that can be a noun is one: `products with the claims “…”`.
_LINKING = frozenset("with of from in for on".split())


@dataclass(frozen=True, slots=True)
class Attribution:
    """A speaker as written, and the cue."""

    speaker: str
    cue: str


def following(text: str) -> Attribution | None:
    """Returns the attribution in the words behind a quotation, as in `…,” said X` and `…,” X said`, or None.

    >>> following(", a senior official told Axios.")
    Attribution(speaker='a senior official', cue='told')
    """
    tokens = _going_on(tokens_of(text, _REACH))
    while tokens and tokens[0].text in PUNCTUATION:
        tokens = tokens[1:]
    index = first_cue(tokens)
    if index is None or _begins_clause(tokens[:index]):
        return _according(text)
    made = _made(text, subject_of(tokens[:index]), tokens[index]) if index else None
    if not made and (index == 0 or tokens[index - 1].text == ","):
        made = _made(text, phrase_behind(tokens[index + 1 :]), tokens[index])
    return made or _according(text)


def preceding(text: str) -> Attribution | None:
    """Returns the attribution in the words before a quotation, or None.

    Examples are `X said: “…`, `X warned that any attack “…` and `a statement by X that it was “…`.

    >>> preceding("Cairo has previously warned that any attack ")
    Attribution(speaker='Cairo', cue='warned')
    """
    nearest = _according(text[-_BESIDE:])
    if nearest and text.rstrip(" ,").endswith(nearest.speaker):
        return nearest
    tokens = _going_on(tokens_of(text, -_REACH))
    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index].text == ";":
            break
        if index + 1 == len(tokens) and tokens[index].word in _GIVING:
            continue
        if is_cue(tokens, index) or (tokens[index].word in VERBS and _is_for_that(tokens, index)):
            made = _by_cue(text, tokens, index)
            if made:
                return made
    return _by_noun(text, tokens) or _according(text)


def _going_on(tokens: list[Token]) -> list[Token]:
    """Returns the tokens with `went on` as one, if it ends a clause: `“…,” she went on.`"""
    found: list[Token] = []
    for index, token in enumerate(tokens):
        ends = index + 1 == len(tokens) or tokens[index + 1].text in PUNCTUATION
        if ends and token.word == "on" and found and found[-1].word in ("went", "goes"):
            found[-1] = Token(f"{found[-1].text} on", found[-1].start, token.end)
        else:
            found.append(token)
    return found


def names_thing(text: str) -> bool:
    """Returns whether the words before a quotation mark it as a name: `a campaign called “…`."""
    tokens = tokens_of(text, -2)
    return bool(tokens) and tokens[-1].word in NAMING and not (len(tokens) > 1 and tokens[0].word in PRONOUNS)


def _begins_clause(subject: list[Token]) -> bool:
    """Returns whether the subject begins a clause of its own: `“…”, but Smith said`.

    In `“…” when it is late, Smith said` it does not.
    """
    opens = bool(subject) and subject[0].word in CLAUSE and subject[0].word != "as"
    return opens and not any(token.text == "," for token in subject)


def _by_cue(text: str, tokens: list[Token], index: int) -> Attribution | None:
    cue = tokens[index]
    if not governs(tokens, index):
        return None
    before = index if _is_for_that(tokens, index) else verb_start(tokens, index)
    if before is None:
        return None
    if shares_subject(tokens[:before], cue) or _is_for_that(tokens, index):
        return _by_shared_subject(text, tokens[:index], cue)
    return _made(text, subject_of(tokens[:before]), cue)


def _is_for_that(tokens: list[Token], index: int) -> bool:
    """Returns whether someone does something in order to speak: `took to the radio to call it “…”`."""
    return index > 1 and tokens[index - 1].word == "to" and any(token.word in OUTLETS for token in tokens[:index])


def _by_shared_subject(text: str, before: list[Token], cue: Token) -> Attribution | None:
    own = _own_subject(before)
    if own:
        return _made(text, own, cue)
    clause = max((index for index, token in enumerate(before) if token.word == "that"), default=-1)
    for tokens in (_behind_clause(before), before[clause + 1 :], before):
        for index in range(1, len(tokens)):
            phrase = subject_of(tokens[:index]) if is_finite(tokens, index) else []
            made = _made(text, phrase, cue) if tokens is before or _is_named(phrase) else None
            if made:
                return made
    phrase = subject_of(before)
    return _made(text, phrase, cue) if _is_named(phrase) else None


def _behind_clause(before: list[Token]) -> list[Token]:
    """Returns the words behind an opening clause: `he declined` of `When Smith asked if he would go, he declined`."""
    if not before or before[0].word not in _OPENING:
        return []
    end = next((index for index, token in enumerate(before) if token.text == ","), len(before))
    return before[end + 1 :]


def _own_subject(before: list[Token]) -> list[Token]:
    """Returns the subject that a participle has to itself: `it rose, with Jane Smith warning of “…”`."""
    start = max((index for index, token in enumerate(before) if token.word == "with"), default=-1) + 1
    phrase = before[start:]
    is_own = start and phrase and phrase[-1].text[0].isupper() and not any(t.text in PUNCTUATION for t in phrase)
    return phrase if is_own else []


def _is_named(phrase: list[Token]) -> bool:
    return bool(phrase) and (phrase[-1].text[0].isupper() or phrase[0].word in PRONOUNS)


def _by_noun(text: str, tokens: list[Token]) -> Attribution | None:
    for index in range(len(tokens) - 3, -1, -1):
        if tokens[index].word in STATEMENTS and tokens[index + 1].word in ("by", "from"):
            return _made(text, phrase_behind(tokens[index + 2 :]), tokens[index])
    return None


def _according(text: str) -> Attribution | None:
    match = compiled(_ACCORDING).search(text)
    if not match:
        return None
    speaker = compiled(_OBTAINED).sub("", match[2] or match[3]).strip(" '’\"”")
    beside = compiled(_BESIDE_IT).match(text, match.end()) if speaker[:1].islower() and speaker[-1:].islower() else None
    if beside and is_person(beside[1]):
        speaker = beside[1]
    return Attribution(speaker, (match[1] or match[4]).lower()) if speaker else None


def _made(text: str, phrase: list[Token], cue: Token) -> Attribution | None:
    phrase = without_day(without_opener(phrase))
    if not phrase or len(phrase) > _LONGEST_SPEAKER or phrase[0].word in ADVERBIAL:
        return None
    if cue.word in NOUNS and any(token.word in _LINKING for token in phrase):
        return None
    if (len(phrase) == 1 and phrase[0].word in _NOBODY) or is_clause(phrase):
        return None
    if not (starts_phrase(phrase) or phrase[0].text[0].isdigit() or may_lack_article(phrase)):
        return None
    return Attribution(slice_of(text, phrase), cue.word)
