"""Descriptions that stand for a person named before: `the singer`, `the Roe Bread founder`, `der CDU-Politiker`."""

from copydesk.extraction.given_names import FEMALE, MALE
from copydesk.extraction.quotes.names import is_german_role

#: By article, the gender of whom it stands before; none where the article does not tell.
_ARTICLES = {"the": None, "der": MALE, "die": FEMALE, "le": MALE, "la": FEMALE, "el": MALE, "il": MALE, "lo": MALE} | {
    "o": MALE, "a": FEMALE, "de": None,
}  # fmt: skip
#: What people are known for. A clerk, a judge or a spokesperson may be one whom no sentence names.
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
#: The same in languages whose articles tell the gender.
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
#: `The bank’s founder` is of whom the words before tell: not of a person told of.
_POSSESSIVES = ("’s", "'s", "s’")


def stands_for_person(description: str) -> bool:
    """Whether a description means a person whom the article told of: `the “Long Day” actor`, `die Sängerin`."""
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
    """The gender that a description tells, by its article or its noun."""
    article, *_, last = description.lower().split()
    if last in _WOMEN:
        return FEMALE
    return MALE if last in _MEN else _ARTICLES[article]
