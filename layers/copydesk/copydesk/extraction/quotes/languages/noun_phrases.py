"""This module finds the noun phrases that may name a speaker, in languages with a table."""

from itertools import pairwise, takewhile

from copydesk.extraction.metadata.bylines.given_names import FEMALE, GIVEN, MALE
from copydesk.extraction.quotes.names import is_german_role, is_person
from copydesk.extraction.quotes.phrases import Language
from copydesk.extraction.quotes.sentences import PUNCTUATION, Token

#: The gender that each article gives, or None if it gives none.
_ARTICLES = {"the": None, "der": MALE, "die": FEMALE, "le": MALE, "la": FEMALE, "el": MALE, "il": MALE, "lo": MALE} | {
    "o": MALE, "a": FEMALE, "de": None,
}  # fmt: skip
#: Roles that people are known for. Clerks, judges and spokespersons are left out: often no sentence names them.
_ENGLISH = frozenset(
    "actor actress singer songwriter singer-songwriter musician rapper drummer guitarist bassist pianist vocalist"
    " frontman comedian comic entertainer star superstar popstar starlet influencer youtuber blogger vlogger podcaster"
    " model supermodel designer chef restaurateur presenter broadcaster host hostess dj director filmmaker"
    " screenwriter producer author novelist poet playwright memoirist journalist columnist historian composer"
    " conductor dancer choreographer artist painter sculptor photographer illustrator cartoonist founder co-founder"
    " cofounder entrepreneur billionaire millionaire tycoon mogul socialite icon legend athlete striker midfielder"
    " defender winger forward goalkeeper keeper quarterback linebacker cornerback receiver pitcher catcher outfielder"
    " infielder shortstop slugger lefty righty right-hander left-hander guard center centre captain skipper manager"
    " coach boss champion champ medalist medallist olympian golfer boxer wrestler sprinter swimmer skater gymnast"
    " cyclist jockey rookie veteran native democrat republican congressman congresswoman senator governor mayor"
    " lawmaker premier politician economist physicist biologist psychologist psychiatrist scientist professor ceo cfo"
    " alum alumna widow widower mother-of-two mother-of-three father-of-two father-of-three mum-of-two mum-of-three"
    " mom-of-two dad-of-two grandmother grandfather pensioner teenager".split()
)
_WOMEN = frozenset("actress hostess congresswoman alumna widow grandmother starlet".split())
_MEN = frozenset("congressman widower grandfather frontman".split())
#: The same in languages whose articles show the gender.
_ROMANCE = frozenset(
    "toxicologue virologue climatologue infectiologue psychologue anthropologue criminologue géologue acteur actrice"
    " comédien comédienne chanteur chanteuse musicien musicienne rappeur rappeuse humoriste animateur animatrice"
    " écrivain écrivaine romancier romancière auteur autrice réalisateur réalisatrice cinéaste joueur joueuse"
    " attaquant milieu défenseur gardien sélectionneur entraîneur capitaine champion championne athlète maire sénateur"
    " sénatrice élu élue député députée économiste historien historienne sociologue politologue chercheur chercheuse"
    " trentenaire quadragénaire quinquagénaire sexagénaire septuagénaire cantante cantautor músico rapero rapera"
    " humorista presentador presentadora periodista escritor escritora novelista autor autora director directora"
    " cineasta futbolista delantero centrocampista portero entrenador técnico capitán campeón campeona tenista piloto"
    " alcalde alcaldesa senador senadora diputado diputada economista historiador historiadora sociólogo socióloga"
    " investigador investigadora artista modelo influencer attore attrice cantautore musicista rapper comico"
    " conduttore conduttrice scrittore scrittrice autore regista calciatore attaccante portiere allenatore capitano"
    " campione campionessa sindaco sindaca senatore senatrice deputato storico storica ator atriz cantor cantora"
    " apresentador apresentadora jornalista diretor diretora jogador jogadora atacante meia zagueiro goleiro treinador"
    " prefeito prefeita vereador vereadora deputado deputada empresário empresária actor actriz político"
    " política".split()
)
_DUTCH = frozenset(
    "acteur actrice zanger zangeres muzikant rapper cabaretier presentator presentatrice schrijver schrijfster auteur"
    " regisseur voetballer aanvaller middenvelder verdediger doelman keeper trainer coach aanvoerder renner wielrenner"
    " coureur burgemeester wethouder econoom historicus hoogleraar politicoloog kunstenaar".split()
)
_MOST_WORDS = 6
#: Possessives. In `The bank’s founder` the words before name the owner, and not a person introduced before.
_POSSESSIVES = ("’s", "'s", "s’")


def stands_for_person(description: str) -> bool:
    """Returns whether a description means a person introduced before: `the “Long Day” actor`, `die Sängerin`."""
    article, *words = description.split() or [""]
    if article.lower() not in _ARTICLES or not 0 < len(words) < _MOST_WORDS:
        return False
    last = words[-1]
    if article.lower() == "the":
        return last.lower() in _ENGLISH and "of" not in words and not any(word.endswith(_POSSESSIVES) for word in words)
    if article.lower() == "de":
        return last in _DUTCH
    german = article.lower() in ("der", "die") and last[0].isupper() and is_german_role(last)
    return german or (last in _ROMANCE and not (article.lower() == "a" and last in _ENGLISH))


def gender_in(description: str) -> str | None:
    """Returns the gender that a description shows by its article or its noun, or None."""
    article, *_, last = description.lower().split()
    if last in _WOMEN:
        return FEMALE
    return MALE if last in _MEN else _ARTICLES[article]


_LONGEST_SPEAKER = 12
#: The most adverbs between an inverted verb and its subject: `sagte jetzt allerdings eine Sprecherin`.
_LONGEST_GAP = 3
_LINKS = frozenset("de del della di da do dos das du d’ von van ten la el al bin".split())
#: Prepositions behind a verb of saying, which lead to the time, the place and the addressee.
_PREPOSITIONS = frozenset(
    "am im an auf bei beim nach zu zum zur gegenüber à au aux dans en sur ante durante tras nel nella em no na nos nas"
    " op bij på till til hos w we do przy v ve při в во на in".split()
)
#: Pronouns of impersonal phrases, whose source is a text: `heißt es im Bericht`, `står det i åtalet`.
_IMPERSONAL = frozenset("es det der".split())
_INSIDE = frozenset("in im i på".split())
_DATIVES = frozenset("der dem den einer einem dieser diesem ihrer ihrem seiner seinem".split())
#: The most words between an article and its noun: `der seit Mai für die Bäume der Stadt zuständige Minister`.
_LONGEST_ATTRIBUTE = 10
_ENDING = frozenset(",;:")
#: A description without a name has fewer words than this.
_SHORT_PHRASE = 3
#: German articles that may join a noun to its owner; `den` only behind `von`.
_GENITIVES = frozenset("der des den eines".split())


class Phrases:
    """Finds the noun phrases of one language in its tokens."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._pronouns = language.she | language.he
        self._prepositions = language.no_subject & _PREPOSITIONS

    def subject(self, tokens: list[Token]) -> list[Token]:
        """Returns the noun phrase that ends at a verb; for `X, a minister,` it returns X."""
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

    def subject_at(self, tokens: list[Token]) -> list[Token]:
        """Returns the description at a sentence's start, without a name behind it: article, small words and a noun."""
        if not tokens or tokens[0].word not in self._language.determiners:
            return []
        end = next((i for i, token in enumerate(tokens[1:], 1) if not token.text.islower()), len(tokens))
        behind = tokens[end + 1 : end + 2]
        if not behind or tokens[end].text in PUNCTUATION or behind[0].text[0].isupper() or behind[0].text in _GENITIVES:
            return []
        return tokens[: end + 1]

    def phrase(self, tokens: list[Token], *, near: bool = False) -> list[Token]:
        """Returns the noun phrase that begins here, or behind adverbs, or behind time and place."""
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

    def with_name(self, phrase: list[Token], tokens: list[Token]) -> list[Token]:
        """Returns the name beside a description: `Jan Roe` of `der Chef der Bank für Holz, Jan Roe,`.

        Without such a name it returns the phrase.
        """
        if not phrase or phrase[0].word not in self._language.determiners:
            return phrase
        rest = [token for token in tokens if token.start >= phrase[-1].end][:_LONGEST_ATTRIBUTE]
        comma = next((i for i, token in enumerate(rest) if token.text in _ENDING), len(rest))
        name = list(takewhile(lambda token: token.text not in PUNCTUATION, rest[comma + 1 :]))
        is_name = bool(name) and all(token.text[0].isupper() or token.text in _LINKS for token in name)
        if not is_name or name[0].text in _LINKS or phrase[-2:][0].text in GIVEN:
            return phrase
        return name if is_person(" ".join(token.text for token in name)) else phrase

    def document(self, tokens: list[Token]) -> list[Token]:
        """Returns the quoted text without its article: `heißt es in der Mitteilung des Amts`, `står det i åtalet`."""
        place = next((i for i, token in enumerate(tokens[:_LONGEST_GAP]) if token.word in _INSIDE), 0)
        if not place or tokens[0].word not in _IMPERSONAL:
            return []
        noun = tokens[place + 1 :]
        if len(noun) > 1 and noun[0].word in _DATIVES and noun[1].word not in _DATIVES:
            return self._taken(noun)[1:]
        return self._taken(noun)[:_LONGEST_GAP] if noun and noun[0].text not in PUNCTUATION else []

    def may_be_verb(self, token: Token) -> bool:
        if not token.text.islower() or token.word in self._language.no_subject | self._language.common:
            return False
        return len(token.word) > 3 and any(token.word.endswith(ending) for ending in self._language.endings)

    def _may_start(self, token: Token) -> bool:
        if token.word in self._language.no_subject:
            return False
        starts = token.text[0].isupper() or token.word in self._language.determiners or token.word in self._pronouns
        return starts or "-åring" in token.text

    def _attributed(self, tokens: list[Token]) -> list[Token]:
        """Returns the noun with its name, without article, of `der für Bäume zuständige Minister Jan Roe`."""
        for index, (token, later) in enumerate(pairwise(tokens[:_LONGEST_ATTRIBUTE])):
            if token.text in PUNCTUATION:
                return []
            is_adjective = token.text.islower() and token.word.endswith("e") and len(token.word) > _SHORT_PHRASE
            if is_adjective and later.text[0].isupper() and token.word not in self._language.determiners:
                return self._taken(tokens[index + 1 :])
        return []

    def _described(self, tokens: list[Token]) -> list[Token]:
        """Returns the phrase that begins with a role: `ministr Jan Roe`; of `statsministeren i dag` only the role."""
        phrase = self._taken(tokens)
        if len(phrase) > 1 and self.may_be_verb(phrase[-1]):
            phrase = phrase[:-1]
        is_named = any(token.text[0].isupper() for token in phrase)
        return phrase if is_named or len(phrase) < _SHORT_PHRASE else phrase[:1]

    def _behind_object(self, tokens: list[Token], index: int) -> int:
        """Returns the index behind a preposition and its noun: `sagte am Montag die Ministerin`."""
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
        """Returns whether a small word is within a name, or joins a noun to its owner: `eine Sprecherin der Bahn`."""
        if tokens[index].text in ("alte", "alter"):
            return tokens[index - 1].text == "Jahre"
        if tokens[index].text in _GENITIVES:
            joins = tokens[index].text != "den" and tokens[0].word in self._language.determiners
            return index > 0 and (joins or tokens[index - 1].text in ("von", "van"))
        return tokens[index].text in _LINKS


def _unlinked(tokens: list[Token]) -> list[Token]:
    while tokens and tokens[-1].word in _LINKS:
        tokens = tokens[:-1]
    return tokens
