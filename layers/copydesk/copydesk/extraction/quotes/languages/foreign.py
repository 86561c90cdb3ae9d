"""This module finds speakers in languages with a table, only by patterns that are safe in all of them."""

import re

from copydesk.extraction.quotes.attribution import Attribution
from copydesk.extraction.quotes.languages.noun_phrases import Phrases, stands_for_person
from copydesk.extraction.quotes.names import is_german_person, is_person
from copydesk.extraction.quotes.phrases import Language
from copydesk.extraction.quotes.sentences import PUNCTUATION, Token, slice_of, tokens_of

_REACH = 50
_LONGEST_SPEAKER = 12
#: The tokens before a quotation in which `laut Jane Doe ist es „…“` can be.
_BESIDE = 20
#: Words for `according to` that only follow a quotation.
_BEHIND = frozenset("so aldus".split())
#: The word for it that follows the name: `Jane Doe zufolge`.
_POSTPOSED = "zufolge"
#: Pronouns that mean nobody: `es heißt`, `man sagt`.
_NOBODY = frozenset("es man on".split())
#: Auxiliaries before a participle: `a déclaré Jane Doe`.
_AUXILIARIES = frozenset("a ont ha han har hat haben avait había heeft hebben como se".split())
#: Forms of `vorwerfen`, which is separable: `Sie warf ihm vor, „…“`.
_PARTED = frozenset("warf wirft warfen werfen".split())
#: Words that join a verb to the subject of the one before: `Jane Doe insistió en ello y pidió que`.
_JOINTS = frozenset("y e et und en och og i a ja și és".split())
#: An elided article: `l’avocate`.
_ELIDED = re.compile(r"[lL][’']")
_ENCLITIC = re.compile(r"-(?:t-)?(?=(?:il|elle|ils|elles|on)$)")
_ASIDE = re.compile(r"(?:,| [–—-]) ([^,–—.?!«»]{3,80})(?:[,.–—?!]|$| -)")


class Reader:
    """Reads the words around a quotation by one language's table."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._pronouns = language.she | language.he
        self._phrases = Phrases(language)

    def following(self, text: str) -> Attribution | None:
        """Returns the attribution behind a quotation, as in `„…“, sagte Jane Doe.` and `„…“, so Jane Doe.`, or None.

        The speaker is empty if only the verb implies one.
        """
        tokens = _tokens(text, _REACH)
        while tokens and tokens[0].text in PUNCTUATION:
            tokens = tokens[1:]
        if not tokens:
            return None
        if tokens[0].word in self._language.so:
            return self._made(text, self._phrases.with_name(self._phrases.phrase(tokens[1:]), tokens), tokens[0])
        index = next((i for i, token in enumerate(tokens[:3]) if self._is_cue(token)), None)
        if index is None and text.startswith(",") and self._phrases.may_be_verb(tokens[0]):
            return self._made(text, self._phrases.phrase(tokens[1:], near=True), tokens[0])
        if index is None or any(token.word not in _AUXILIARIES for token in tokens[:index]):
            return None
        while tokens[index + 1 : index + 2] and self._is_cue(tokens[index + 1]):
            index += 1
        return self._inverted(text, tokens, index)

    def _is_cue(self, token: Token) -> bool:
        """Returns whether a word is a verb of saying; a capital one within a sentence is a noun: `das Schreiben`."""
        return token.text[0].islower() and token.word in self._language.cues

    def _opens(self, tokens: list[Token]) -> bool:
        return bool(tokens) and tokens[0].word in self._language.cues

    def _inverted(self, text: str, tokens: list[Token], index: int) -> Attribution | None:
        document = self._phrases.document(tokens[index + 1 :])
        if document:
            return self._made(text, document, tokens[index])
        phrase = self._phrases.phrase(tokens[index + 1 :])
        phrase = self._phrases.with_name(phrase, tokens) or self._behind_aside(tokens[index + 1 :])
        made = self._made(text, phrase, tokens[index])
        later = tokens[index + 1 : index + 2]
        alone = not later or later[0].text in PUNCTUATION or later[0].word in self._language.no_subject
        if made or not alone:
            return made
        return Attribution("", tokens[index].word)

    def _behind_aside(self, tokens: list[Token]) -> list[Token]:
        """Returns the name behind an aside: `dice, por su parte, Jane Doe`."""
        commas = [index for index, token in enumerate(tokens[:8]) if token.text == ","]
        if len(commas) < 2 or commas[0] != 0:
            return []
        phrase = self._phrases.phrase(tokens[commas[1] + 1 :], near=True)
        return phrase if phrase and phrase[0].text[0].isupper() else []

    def preceding(self, text: str) -> Attribution | None:
        """Returns the attribution before a quotation, or None.

        Examples are `Jane Doe sagte: „…“`, `Am Abend sagte Jane Doe, dass „…“` and `Laut Jane Doe ist es „…“`.
        """
        tokens = _tokens(text, -_REACH)
        cues = (i for i in range(len(tokens) - 1, -1, -1) if self._is_cue(tokens[i]) or (not i and self._opens(tokens)))
        index = next(cues, None)
        by_cue = None
        if index is not None:
            by_cue = self._by_joint(text, tokens, index, next(cues, None)) or self._by_cue(text, tokens, index)
        return by_cue if by_cue and by_cue.speaker else self._according(text, tokens[-_BESIDE:]) or by_cue

    def _according(self, text: str, tokens: list[Token]) -> Attribution | None:
        """Returns the source in `laut Jane Doe`, `selon le maire` or `Jane Doe zufolge`, or None."""
        for index in range(len(tokens) - 1, -1, -1):
            token = tokens[index]
            if token.word not in self._language.so - _BEHIND:
                continue
            if token.word == _POSTPOSED:
                phrase = self._phrases.subject(tokens[:index])
            elif index and tokens[index - 1].word in self._language.determiners:
                phrase = []  # `il secondo`, `der Laut`
            else:
                phrase = self._phrases.phrase(tokens[index + 1 :], near=True)
            made = self._made(text, phrase, token)
            if made:
                return made
        return self._by_opening(text, tokens)

    def _by_opening(self, text: str, tokens: list[Token]) -> Attribution | None:
        """Returns the person in whose view something is: `Pour Jeanne Doe, chercheuse, c’est « … »`, or None."""
        if not tokens or tokens[0].word not in self._language.opening or not tokens[0].text[0].isupper():
            return None
        phrase = self._phrases.phrase(tokens[1:], near=True)
        made = self._made(text, phrase, tokens[0])
        ends = next((token.text for token in tokens if phrase and token.start >= phrase[-1].end), "") == ","
        is_named = made is not None and made.speaker[0].isupper() and is_person(made.speaker)
        return made if made and ends and (is_named or stands_for_person(made.speaker)) else None

    def _by_joint(self, text: str, tokens: list[Token], index: int, earlier: int | None) -> Attribution | None:
        """Returns the subject that the cue at `index` shares with the earlier verb: `Jane Doe insistió y pidió que`."""
        if earlier is None or tokens[index - 1].word not in _JOINTS or not self._reports(text, tokens, index):
            return None
        phrase = self._phrases.subject(tokens[:earlier])
        return self._made(text, phrase or self._phrases.phrase(tokens[earlier + 1 :], near=True), tokens[index])

    def _by_cue(self, text: str, tokens: list[Token], index: int) -> Attribution | None:
        if not self._reports(text, tokens, index):
            return None
        before, behind = self._phrases.subject(tokens[:index]), self._phrases.phrase(tokens[index + 1 :], near=True)
        is_object = (
            before and tokens[index].word in self._language.naming and behind[:1] and self._is_pronoun(behind[0])
        )
        phrase = behind if behind and not is_object and not self._is_surer(before, behind) else before
        made = self._made(text, phrase, tokens[index])
        return made or (Attribution("", tokens[index].word) if not tokens[:index] else None)

    def _is_pronoun(self, token: Token) -> bool:
        return token.word in self._pronouns

    def _is_surer(self, before: list[Token], behind: list[Token]) -> bool:
        """Returns whether the subject is before the verb: a name or pronoun there, or only an object behind it."""
        if not before or behind[0].word in self._language.determiners:
            return bool(before)
        names = sum(token.text[0].isupper() for token in before)
        return names > 1 or before[0].word in self._pronouns or before[0].word in self._language.determiners

    def reports(self, text: str) -> bool:
        """Returns whether the mood of a verb reports another's words, as in German: `Das sei zu spät`."""
        return not self._language.reporting.isdisjoint(text.lower().replace(",", " ").replace(".", " ").split())

    def opener(self, sentence: str) -> str | None:
        """Returns the person whom a sentence describes first: `Eine junge Anwältin nickt: „…“`, or None."""
        tokens = _tokens(sentence, _BESIDE)
        phrase = self._phrases.subject_at(tokens) if sentence.rstrip().endswith(":") else []
        return slice_of(sentence, phrase) if phrase and is_german_person(phrase[-1].text) else None

    def within(self, quotation: str) -> Attribution | None:
        """Returns the speaker who is named inside the marks: `« Oui, dit-elle, et encore »`, or None."""
        found = (self.following(match[1]) for match in _ASIDE.finditer(quotation[:600]))
        return next((each for each in found if each and each.speaker), None)

    def _reports(self, text: str, tokens: list[Token], index: int) -> bool:
        """Returns whether a verb's object reaches the quotation: a colon, a comma, a `that`, or nothing between."""
        rest = tokens[index + 1 :]
        if tokens[index].word in _PARTED and not any(token.word == "vor" for token in rest):
            return False
        if not rest or rest[0].text == "," or text.rstrip().endswith((":", ",")):
            return True
        if tokens[index].word in self._language.naming and not any(token.text in PUNCTUATION for token in rest):
            return True
        return any(token.word in self._language.that for token in rest)

    def _made(self, text: str, phrase: list[Token], cue: Token) -> Attribution | None:
        if not phrase or len(phrase) > _LONGEST_SPEAKER or phrase[-1].word in self._language.statements:
            return None
        if any(token.text == "sich" for token in phrase):
            return None  # a relative clause: `die sich dafür lobte`
        while len(phrase) > 1 and phrase[-1].word in _AUXILIARIES:
            phrase = phrase[:-1]
        if len(phrase) > 1 and _ELIDED.fullmatch(phrase[0].text) and phrase[1].text[0].isupper():
            phrase = phrase[1:]  # `l’UNESCO`
        if len(phrase) == 1 and phrase[0].word in self._language.determiners - self._pronouns | _NOBODY:
            return None
        return Attribution(slice_of(text, phrase), cue.word)


def _tokens(text: str, limit: int) -> list[Token]:
    """Returns tokens, with `déclare-t-elle` and `l’avocate` each as two."""
    return [part for token in tokens_of(text, limit) for part in _split(token)]


def _split(token: Token) -> list[Token]:
    elided = _ELIDED.match(token.text)
    if elided and len(token.text) > elided.end():
        noun = token.start + elided.end()
        return [Token(elided[0], token.start, noun), Token(token.text[elided.end() :], noun, token.end)]
    joint = _ENCLITIC.search(token.text.rstrip("."))
    if not joint:
        return [token]
    middle = token.start + joint.start()
    return [
        Token(token.text[: joint.start()], token.start, middle),
        Token(token.text[joint.end() :], token.start + joint.end(), token.end),
    ]
