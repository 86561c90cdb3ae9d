"""Who is said to have said it, in languages that have a table: only by patterns that are safe in all of them."""

import re
from itertools import pairwise

from copydesk.extraction.quotes.attribution import Attribution
from copydesk.extraction.quotes.tokens import PUNCTUATION, Token, slice_of, tokens_of
from copydesk.extraction.quotes.vocabulary import Language

_REACH = 50
_LONGEST_SPEAKER = 12
#: Tokens before a quotation in which `laut Jane Doe ist es „…“` stands.
_BESIDE = 20
#: Words for `according to` that stand behind a quotation only.
_BEHIND = frozenset("so aldus".split())
#: The word for it that stands behind the name: `Jane Doe zufolge`.
_POSTPOSED = "zufolge"
#: Adverbs between an inverted verb and its subject: `sagte jetzt allerdings eine Sprecherin`.
_LONGEST_GAP = 3
_LINKS = frozenset("de del della di da do dos das du d’ von van ten la el al bin".split())
#: Behind a verb of saying they lead to when, where and to whom it was said, in all these languages.
_PREPOSITIONS = frozenset(
    "am im an auf bei beim nach zu zum zur gegenüber à au aux dans en sur ante durante tras nel nella em no na nos nas"
    " op bij på till til hos w we do przy v ve při в во на in".split()
)
#: `heißt es im Bericht`, `står det i åtalet`: what the text itself says.
_IMPERSONAL = frozenset("es det der".split())
_INSIDE = frozenset("in im i på".split())
_DATIVES = frozenset("der dem den einer einem dieser diesem ihrer ihrem seiner seinem".split())
#: Words between an article and its noun: `der seit Mai für die Bäume der Stadt zuständige Minister`.
_LONGEST_ATTRIBUTE = 10
#: Words of a description without a name.
_SHORT_PHRASE = 3
#: German articles that may join to a noun whose it is; `den` only behind `von`.
_GENITIVES = frozenset("der des den eines".split())
#: Pronouns that stand for nobody: `es heißt`, `man sagt`.
_NOBODY = frozenset("es man on".split())
#: What stands before a participle: `a déclaré Jane Doe`.
_AUXILIARIES = frozenset("a ont ha han har hat haben avait había heeft hebben como".split())
_ENCLITIC = re.compile(r"-(?:t-)?(?=(?:il|elle|ils|elles|on)$)")
_ASIDE = re.compile(r"(?:,| [–—-]) ([^,–—.?!«»]{3,80})(?:[,.–—?!]|$| -)")


class Reader:
    """Reads the words around a quotation by one language’s table."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._pronouns = language.she | language.he
        self._prepositions = language.no_subject & _PREPOSITIONS

    def following(self, text: str) -> Attribution | None:
        """`„…“, sagte Jane Doe.` and `„…“, so Jane Doe.`; an empty speaker is one that the verb alone implies."""
        tokens = _tokens(text, _REACH)
        while tokens and tokens[0].text in PUNCTUATION:
            tokens = tokens[1:]
        if not tokens:
            return None
        if tokens[0].word in self._language.so:
            return self._made(text, self._phrase(tokens[1:]), tokens[0])
        index = next((i for i, token in enumerate(tokens[:3]) if self._is_cue(token)), None)
        if index is None and text.startswith(",") and self._may_be_verb(tokens[0]):
            return self._made(text, self._phrase(tokens[1:], near=True), tokens[0])
        if index is None or any(token.word not in _AUXILIARIES for token in tokens[:index]):
            return None
        while tokens[index + 1 : index + 2] and self._is_cue(tokens[index + 1]):
            index += 1
        return self._inverted(text, tokens, index)

    def _is_cue(self, token: Token) -> bool:
        """Whether a word is a verb of saying; a capital one within a sentence is a noun: `das Schreiben`."""
        return token.text[0].islower() and token.word in self._language.cues

    def _opens(self, tokens: list[Token]) -> bool:
        return bool(tokens) and tokens[0].word in self._language.cues

    def _may_be_verb(self, token: Token) -> bool:
        if not token.text.islower() or token.word in self._language.no_subject | self._language.common:
            return False
        return len(token.word) > 3 and any(token.word.endswith(ending) for ending in self._language.endings)

    def _inverted(self, text: str, tokens: list[Token], index: int) -> Attribution | None:
        document = self._document(tokens[index + 1 :])
        if document:
            return self._made(text, document, tokens[index])
        phrase = self._phrase(tokens[index + 1 :])
        phrase = phrase or self._behind_aside(tokens[index + 1 :])
        made = self._made(text, phrase, tokens[index])
        alone = index + 1 == len(tokens) or tokens[index + 1].text in PUNCTUATION
        if made or not alone:
            return made
        return Attribution("", tokens[index].word)

    def _document(self, tokens: list[Token]) -> list[Token]:
        """Of `heißt es in der Mitteilung des Amts`, `står det i åtalet` the text that says it, without its article."""
        place = next((i for i, token in enumerate(tokens[:_LONGEST_GAP]) if token.word in _INSIDE), 0)
        if not place or tokens[0].word not in _IMPERSONAL:
            return []
        noun = tokens[place + 1 :]
        if len(noun) > 1 and noun[0].word in _DATIVES and noun[1].word not in _DATIVES:
            return self._taken(noun)[1:]
        return self._taken(noun)[:_LONGEST_GAP] if noun and noun[0].text not in PUNCTUATION else []

    def _behind_aside(self, tokens: list[Token]) -> list[Token]:
        """Of `dice, por su parte, Jane Doe` the name."""
        commas = [index for index, token in enumerate(tokens[:8]) if token.text == ","]
        if len(commas) < 2 or commas[0] != 0:
            return []
        phrase = self._phrase(tokens[commas[1] + 1 :], near=True)
        return phrase if phrase and phrase[0].text[0].isupper() else []

    def preceding(self, text: str) -> Attribution | None:
        """`Jane Doe sagte: „…“`, `Am Abend sagte Jane Doe, dass „…“`, `Laut Jane Doe ist es „…“`."""
        tokens = _tokens(text, -_REACH)
        cues = (i for i in range(len(tokens) - 1, -1, -1) if self._is_cue(tokens[i]) or (not i and self._opens(tokens)))
        index = next(cues, None)
        said = None if index is None else self._by_cue(text, tokens, index)
        return said if said and said.speaker else self._according(text, tokens[-_BESIDE:]) or said

    def _according(self, text: str, tokens: list[Token]) -> Attribution | None:
        """`laut Jane Doe`, `selon le maire`, `Jane Doe zufolge`: whose words a sentence gives, whatever its verb."""
        for index in range(len(tokens) - 1, -1, -1):
            token = tokens[index]
            if token.word not in self._language.so - _BEHIND:
                continue
            if token.word == _POSTPOSED:
                phrase = self._subject(tokens[:index])
            elif index and tokens[index - 1].word in self._language.determiners:
                phrase = []  # `il secondo`, `der Laut`
            else:
                phrase = self._phrase(tokens[index + 1 :], near=True)
            made = self._made(text, phrase, token)
            if made:
                return made
        return None

    def _by_cue(self, text: str, tokens: list[Token], index: int) -> Attribution | None:
        if not self._reports(text, tokens, index):
            return None
        before, behind = self._subject(tokens[:index]), self._phrase(tokens[index + 1 :], near=True)
        is_object = (
            before and tokens[index].word in self._language.naming and behind[:1] and self._is_pronoun(behind[0])
        )
        phrase = behind if behind and not is_object and not self._is_surer(before, behind) else before
        made = self._made(text, phrase, tokens[index])
        return made or (Attribution("", tokens[index].word) if not tokens[:index] else None)

    def _is_pronoun(self, token: Token) -> bool:
        return token.word in self._pronouns

    def _is_surer(self, before: list[Token], behind: list[Token]) -> bool:
        """Whether the subject stands before the verb: a name or a pronoun there, or only an object behind it."""
        if not before or behind[0].word in self._language.determiners:
            return bool(before)
        names = sum(token.text[0].isupper() for token in before)
        return names > 1 or before[0].word in self._pronouns or before[0].word in self._language.determiners

    def reports(self, text: str) -> bool:
        """Whether a sentence reports another's words by the mood of its verb, as German does: `Das sei zu spät`."""
        return not self._language.reporting.isdisjoint(text.lower().replace(",", " ").replace(".", " ").split())

    def within(self, quotation: str) -> Attribution | None:
        """`« Oui, dit-elle, et encore »`: who spoke, named inside the marks."""
        found = (self.following(match[1]) for match in _ASIDE.finditer(quotation[:600]))
        return next((each for each in found if each and each.speaker), None)

    def _reports(self, text: str, tokens: list[Token], index: int) -> bool:
        """Whether what a verb governs reaches the quotation: a colon, a comma, a `that`, or nothing between."""
        rest = tokens[index + 1 :]
        if not rest or rest[0].text == "," or text.rstrip().endswith((":", ",")):
            return True
        if tokens[index].word in self._language.naming and not any(token.text in PUNCTUATION for token in rest):
            return True
        return any(token.word in self._language.that for token in rest)

    def _subject(self, tokens: list[Token]) -> list[Token]:
        """The noun phrase that ends at a verb; of `X, a minister,` it is X."""
        if tokens and tokens[-1].text == ")":
            opening = max((i for i, token in enumerate(tokens) if token.text == "("), default=0)
            tokens = tokens[:opening]
        if tokens and tokens[-1].text == ",":
            commas = [i for i, token in enumerate(tokens) if token.text == ","]
            aside = tokens[commas[-2] + 1 : -1] if len(commas) > 1 else []
            if len(aside) > 1 and all(token.text[0].isupper() for token in aside):
                return aside  # `der Leiter, Jan Roe, sagte`
            tokens = tokens[: commas[0]] if len(commas) > 1 else []
        stops = (
            i
            for i in range(len(tokens) - 1, -1, -1)
            if tokens[i].text in PUNCTUATION or tokens[i].word in self._language.that
        )
        phrase = self._taken(tokens[next(stops, -1) + 1 :])
        return phrase if phrase and self._may_start(phrase[0]) and len(phrase) <= _LONGEST_SPEAKER else []

    def _may_start(self, token: Token) -> bool:
        if token.word in self._language.no_subject:
            return False
        return token.text[0].isupper() or token.word in self._language.determiners or token.word in self._pronouns

    def _phrase(self, tokens: list[Token], *, near: bool = False) -> list[Token]:
        """The noun phrase that begins here, or behind some adverbs, or behind when and where it was said."""
        start = 0
        for _ in range(1 if near else _LONGEST_GAP):
            if len(tokens) <= start or tokens[start].text in PUNCTUATION:
                return []
            if tokens[start].word in self._language.people:
                return self._described(tokens[start:])
            if self._may_start(tokens[start]):
                phrase = self._taken(tokens[start:])
                if [token.text for token in phrase] in (["der"], ["die"]):
                    return self._attributed(tokens[start + 1 :])
                if [token.word for token in phrase] != ["el"]:
                    return phrase
                start += 1  # `el lunes`
                if len(tokens) == start:
                    return []
            start = self._behind_object(tokens, start) if tokens[start].word in self._prepositions else start + 1
        return []

    def _attributed(self, tokens: list[Token]) -> list[Token]:
        """Of `der für Bäume zuständige Minister Jan Roe`, without its article, the noun with its name."""
        for index, (token, later) in enumerate(pairwise(tokens[:_LONGEST_ATTRIBUTE])):
            if token.text in PUNCTUATION:
                return []
            is_adjective = token.text.islower() and token.word.endswith("e") and len(token.word) > _SHORT_PHRASE
            if is_adjective and later.text[0].isupper() and token.word not in self._language.determiners:
                return self._taken(tokens[index + 1 :])
        return []

    def _described(self, tokens: list[Token]) -> list[Token]:
        """What begins with a word for what someone is: `ministr Jan Roe`, and of `statsministeren i dag` the word."""
        phrase = self._taken(tokens)
        if len(phrase) > 1 and self._may_be_verb(phrase[-1]):
            phrase = phrase[:-1]
        is_named = any(token.text[0].isupper() for token in phrase)
        return phrase if is_named or len(phrase) < _SHORT_PHRASE else phrase[:1]

    def _behind_object(self, tokens: list[Token], index: int) -> int:
        """Where the words go on behind a preposition and its noun: `sagte am Montag die Ministerin`."""
        index += 1
        if tokens[index : index + 1] and tokens[index].word in self._language.determiners:
            index += 1
        return index + 1

    def _taken(self, tokens: list[Token]) -> list[Token]:
        if not tokens or tokens[0].word in self._pronouns:
            return tokens[:1]
        named = False
        for index, token in enumerate(tokens):
            links = self._links(tokens, index)
            if token.text in PUNCTUATION or (index and token.word in self._language.no_subject and not links):
                return tokens[:index]
            if named and not token.text[0].isupper() and not links:
                return _unlinked(tokens[:index])
            named = named or (token.text[0].isupper() and token.word not in self._language.determiners)
        return _unlinked(tokens)

    def _links(self, tokens: list[Token], index: int) -> bool:
        """Whether a small word stands within a name, or joins to a noun whose it is: `eine Sprecherin der Bahn`."""
        if tokens[index].text in _GENITIVES:
            joins = tokens[index].text != "den" and tokens[0].word in self._language.determiners
            return index > 0 and (joins or tokens[index - 1].text in ("von", "van"))
        return tokens[index].text in _LINKS

    def _made(self, text: str, phrase: list[Token], cue: Token) -> Attribution | None:
        if not phrase or len(phrase) > _LONGEST_SPEAKER or phrase[-1].word in self._language.statements:
            return None
        while len(phrase) > 1 and phrase[-1].word in _AUXILIARIES:
            phrase = phrase[:-1]
        if len(phrase) == 1 and phrase[0].word in self._language.determiners - self._pronouns | _NOBODY:
            return None
        return Attribution(slice_of(text, phrase), cue.word)


def _unlinked(tokens: list[Token]) -> list[Token]:
    while tokens and tokens[-1].word in _LINKS:
        tokens = tokens[:-1]
    return tokens


def _tokens(text: str, limit: int) -> list[Token]:
    """Words, with `déclare-t-elle` in two."""
    return [part for token in tokens_of(text, limit) for part in _split(token)]


def _split(token: Token) -> list[Token]:
    joint = _ENCLITIC.search(token.text.rstrip("."))
    if not joint:
        return [token]
    middle = token.start + joint.start()
    return [
        Token(token.text[: joint.start()], token.start, middle),
        Token(token.text[joint.end() :], token.start + joint.end(), token.end),
    ]
