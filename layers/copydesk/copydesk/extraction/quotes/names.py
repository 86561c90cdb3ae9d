"""This module finds capitalised names in a text, and the person's name in them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

from copydesk.extraction.metadata.bylines.given_names import GIVEN

#: The capital letters of Latin, Greek and Cyrillic.
_UPPER = f"[{''.join(character for character in map(chr, range(0x530)) if character.isupper())}]"
_PARTICLE = r"(?:de la|de|del|della|di|da|do|dos|v[ao]n de[rn]|van|von|ten|bin|ibn|al|el|la|le|du)"
_PARTICLES = re.compile(_PARTICLE)
_WORD = rf"{_UPPER}(?:\.(?=[ \u00a0])|[\w-]*(?:[’'](?!s\b)\w[\w-]*)?)"
#: A run of capitalised words, as a regular expression.
RUN = rf"\b{_WORD}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0])?{_WORD}){{0,5}}"
_NAME = re.compile(RUN)
#: Capitalised words that are no part of the name after them: a sentence's first word, a day, a month.
_NOT_NAMES = frozenset(
    "The A An In On At By For From With To But And Or As If When While After Before Since Until During Both Also Then"
    " However Meanwhile Instead Earlier Later Last This That These Those His Her Their Its Our My Your According"
    " Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August"
    " September October November December Yesterday Today Under Over About Like Even Now Not Of He She They It We You"
    " I Who Why How What Where There Here So Still Although Though Because Unlike Despite Once Only Just Yet Asked"
    " Another Other Some Many Most Several Every Each No Two Three All Any Such More Auf Aus Um Ob Zwischen Laut Dazu"
    " Danach Deshalb Desde Ante Tras Sin Con Por Entre Hasta Cuando Aunque Depuis Après Avant Avec Chez Alors Devant"
    " Reste Pourtant Per Da Nel Nella Dopo Prima Em Na Com Após Ao Nicht Selbst Heute Gestern Neben Unter Über Seit"
    " Vor Zu Zum Zur Dass Denn Dann Dabei Damit Während Wer Was Bis Durch Gegen Ohne Trotz Wegen Hier Noch Nur Schon"
    " Sein Seine Ihr Ihre Alle Viele Einige Mehr Kein Keine Selvom Inden Hvis Når Efter Før Der Die Das Ein Eine Im Am"
    " Und Aber Auch Für Mit Von Nach Bei Doch Als Wie Wenn Er Sie Es Le La Les Un Une Pour Selon El Los Las Según Il"
    " Lo Gli Secondo O Os Segundo Het Een De Volgens Den Det Enligt Ifølge Pero Y En Para Sobre Dans Mais Que Qui"
    " Quand Comme Puisque Lorsque Parce Ya Si Obwohl Sogar Jedoch Allerdings Zudem Außerdem Derzeit Bislang Wovor"
    " Womit Woran Zwei Drei Anfang Mitte Etliche Diesen Diesem Weder Manche Meine Mein Demnach Daher Einst Jetzt"
    " Gerade Ausgerechnet Sowohl Statt Angesichts Warum Wo Diese Dieser Dieses Jeder Jede Potrivit Conform Menurut"
    " Samkvæmt Kveðst Mukaan Згідно Według Zdaniem Podle Dle Gdy Kiedy Również Także Když Také Pokud Proto Jak Ale По"
    " Как Но Это Когда Если".split()
)
#: Words before a name that give its bearer's role.
_TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir lord lady dame rev reverend sen senator sens rep reps representative"
    " congressman congresswoman gov governor president vice minister prime secretary chancellor premier mayor"
    " councillor judge justice officer spokesman spokeswoman spokesperson coach manager chief executive director"
    " chairman chairwoman chair ceo cfo coo cto sgt sergeant capt captain gen general maj major lt lieutenant col"
    " colonel sheriff detective constable inspector superintendent commissioner attorney lawyer counsel commander"
    " admiral analyst reporter correspondent editor author actor actress singer star former ex speaker leader"
    " deputy foreign defence defense finance health interior treasurer ambassador bishop archbishop cardinal"
    " father sister rabbi imam sheikh datuk dato seri tan sri founder co-founder co-host host expert researcher"
    " scientist professor trainer kanzler bundeskanzler bundeskanzlerin kanzlerin präsident präsidentin"
    " bundespräsident minister ministerin frau herr staatsanwalt monsieur madame m mme señor señora don doña"
    " signor signora dott presidente ministro ministra president présidente ministre maire fiscal abogado alcalde"
    " democrat republican conservative labour tory mp mep msp staff whip assemblyman assemblywoman alderman"
    " forward defender midfielder striker goalkeeper quarterback pitcher rapper vice-president psychologist"
    " administrator pastor superintendent treasurer biologist physicist economist historian critic pollster"
    " producer comedian politician student doctor teacher witness tourist lawmaker prosecutor magistrate curator"
    " principal owner planner engineer blogger influencer youtuber photographer filmmaker novelist journalist"
    " columnist musician nutritionist dietitian therapist strategist meteorologist epidemiologist virologist astronomer"
    " stylist realtor entrepreneur activist campaigner survivor newlyweds kommissar kommissarin pfarrer pfarrerin"
    " provost promoter veteran ehemann ehefrau мэр президент министр глава депутат директор премьер-министр"
    " премьер губернатор сенатор господин госпожа председатель prezydent burmistrz rzecznik rzeczniczka poseł posłanka"
    " dyrektor dyrektorka prezes ministr ministryně prezident premiér starosta starostka primátor primátorka ředitel"
    " ředitelka soudkyně soudce advokát advokátka makléř makléřka mluvčí poslanec poslankyně başkanı bakanı valisi"
    " müdürü kamanda waziri rais mwenyekiti mkurugenzi balozi jaji meya mbunge msemaji"
    " muhtarı sözcüsü milletvekili sekreteri lideri muhabiri öğretmeni avukatı".split()
)
#: Endings of German words for a role: `Firmen-Gründer Jan Roe`.
_GERMAN_ROLES = (
    "chef minister sprecher präsident gründer leiter trainer forscher meister direktor politiker autor führer"
    " wissenschaftler schauspieler professor kanzler kommissar experte vorsitzende vorsitzender abgeordnete"
    " abgeordneter anwalt anwältin stadtrat bundesrat gemeinderat betriebsrat aufsichtsrat regierungsrat nationalrat"
    " vorstand beauftragte beauftragter kapitän torhüter stürmer verteidiger spieler torwart loge login ökonom jurist"
    " sänger musiker rapper moderator regisseur historiker aktivist analyst redakteur lehrer arzt ärztin sekretär"
    " berater inhaber besitzer betreiber geschäftsführer unternehmer manager physiker chemiker mathematiker"
    " informatiker mediziner techniker statistiker kritiker journalist reporter kandidat architekt landrat künstler"
    " fotograf wirt landwirt richter kommandant offizier sprinter läufer fahrer schwimmer entwickler designer"
    " forstwirt essayist literat ermittler bischof bischöfin pfarrer pastor dissident soldat diplomat banker sieger"
    " kontrolleur rechtler gastgeber mechaniker promoter gewinner verleger züchter händler bäcker metzger gärtner"
    " winzer pilot dirigent komponist dichter maler bildhauer verfasser übersetzer gewerkschafter funktionär leutnant"
    " hauptmann polizist sanitäter pfleger schüler lobbyist investor blogger influencer youtuber kabarettist satiriker"
).split()
#: The same with the endings of the feminine, the genitive and the plural: `Essayisten Jan Roe`.
_ROLES = (
    *{f"{role.removesuffix('e')}{end}" for role in _GERMAN_ROLES for end in ("in", "s", "en")},
    *{f"{role}{end}" for role in _GERMAN_ROLES for end in ("", "n")},
    *"-mann -frau -star -stars -legende -ikone -profi -veteran -neuzugang -boss -insider".split(),
)
#: German words for a person or a pair of any role.
_GERMAN_PEOPLE = tuple(
    "mann frau vater mutter sohn tochter bruder schwester junge mädchen kind student studentin schüler schülerin"
    " nachbar nachbarin kollege kollegin freund freundin rentner rentnerin passant passantin besucher besucherin"
    " zuschauer zuschauerin kunde kundin patient patientin bewohner bewohnerin anwohner anwohnerin polizist polizistin"
    " beamter beamtin nutzer nutzerin leser leserin teilnehmer teilnehmerin ehepaar paar zeuge zeugin".split()
)
#: Beginnings of hyphenated words for a role: `Ex-nurse Jane Roe`.
_FORMER = ("Ex-", "Now-", "Then-", "Co-", "Vice-")
#: Words of names that no person has.
_IMPERSONAL = frozenset(
    "Agency Airport Army Association Authority Avenue Awards Bank Bay Board Bowl Bridge Bureau Cabinet Center"
    " Centre Championship Church Cities City Club Coast College Commission Committee Company Congress"
    " Conservatives Corporation Corp Council County Court Crossword Cup Day Democrats Department District East"
    " Election Facebook Federal Federation Festival Fire Force Foundation Forces Games Google Government Group"
    " Hall Health High Hospital House Inc Institute International Island Islands Journal Kashmir Kingdom Lake Law"
    " League Library Limited Ltd Magazine Medical Ministry Mosque Museum National Nations Network New News Night"
    " North Office Open Organization Park Parliament Party Place Police Post Press Prize Program Project Republic"
    " Republicans Research Review River Road School Science Sciences Sea Security Senate Series Service Services"
    " Show Society South Southern Square State States Street Studio Studios Summit Supreme Survey Team Technology"
    " Temple Times Tower Treaty Trust Twitter Union United Universität University Valley Village War Week West"
    " White World Rights American British Chinese Russian German French Italian Spanish Japanese Indian Canadian"
    " Australian Israeli Palestinian Arab European African Asian Ukrainian Irish Scottish Iranian Turkish Korean"
    " Mexican Euro Dollar Millionen Milliarden Prozent Cross Finance Bistro Restaurant Ministerium Bundestag"
    " Bakanlığı Başkanlığı Belediyesi Müdürlüğü Kurumu Derneği Partisi Valiliği Kurulu Üniversitesi"
    " Gesellschaft Stiftung Deutsche Deutschen Université Universidad Università Ministère Ministerio".split()
)  # fmt: skip

#: Impersonal words that are surnames behind a given name, and given names that are places as well.
_SURNAMES = frozenset("Hall White West Law Day Cross Church Young".split())
_PLACES = frozenset("Victoria Virginia Charlotte Austin Georgia Florence".split())
_LONGEST_DEGREE = 6
_SHORTEST_ROLE = 4
#: The most letters that a case adds to a name: `Kowalskiego`.
_LONGEST_CASE = 3
#: Beginnings of words that are no name: `I’m`, `It’s`.
_CONTRACTED = tuple(f"{word}{mark}" for word in "I It He She We You They That There What".split() for mark in "’'")
#: Endings of a sentence's first word that is no name: `Suddenly Jane`, `Helping Jane`.
_ADVERBIAL = ("ly", "ing", "ed", "wohl", "lich", "ment", "mente")
#: Bodies between a title and a name: `Speaker of the House Jane Smith`, `Secretary of State Jane Smith`.
_CHAMBERS = frozenset("House Senate Court Parliament Police State Defense Treasury Commerce Labor".split())


def is_person(name: str) -> bool:
    """Returns whether a name has two words or more, none of them of a body, a place or an event."""
    words = name.split()
    if len(words) == 2 and words[0] in GIVEN - _PLACES and words[1] in _SURNAMES:
        return True
    if len(words) < 2 or _IMPERSONAL & set(words) or (words[0].islower() and not _PARTICLES.fullmatch(words[0])):
        return False
    return not words[-1].isupper() and not (words[0].isupper() and len(words[0]) > 2)


@lru_cache(maxsize=4096)
def is_title(word: str) -> bool:
    bare = word.rstrip(".").lower()
    return bare in _TITLES or bare.endswith(_ROLES)


def is_german_role(word: str) -> bool:
    """Returns whether a German noun is a role: `CDU-Politiker`, `AfD-Mann`."""
    return word.lower().endswith(_ROLES)


def stem_of(name: str) -> tuple[str, ...]:
    """Returns what all cases of a name have in common: the first two letters of its words."""
    return tuple(word[:2] for word in name.split())


def is_inflected(words: list[str], others: list[str]) -> bool:
    """Returns whether two names differ only in the last letters of their words: `Anny Nowak`, `Anna Nowak`."""
    lengths = [max(len(word), len(other)) - _LONGEST_CASE for word, other in zip(words, others, strict=True)]
    return all(
        word[:length] == other[:length]
        for word, other, length in zip(words, others, lengths, strict=True)
        if length > 0
    )


def is_german_person(word: str) -> bool:
    """Returns whether a German noun means one person or a pair."""
    return word.lower().endswith((*_ROLES, *_GERMAN_PEOPLE))


def names_in(text: str) -> Iterator[tuple[int, str]]:
    """Yields every capitalised name with its offset, without the words before it that are no part of it.

    >>> [name for _, name in names_in("On Thursday Jane Smith’s lawyer met Health Minister John Brown.")]
    ['Jane Smith', 'John Brown']
    """
    for match in _NAME.finditer(text):
        if " " not in match[0] and "\u00a0" not in match[0]:
            name = "" if match[0] in _NOT_NAMES or len(match[0]) == 1 else match[0]
        else:
            name = _without_first_word(bare_name(match[0]), text, match.start())
        if name and name[0].isupper():
            yield match.start() + match[0].find(name), name


def _without_first_word(name: str, text: str, start: int) -> str:
    """Returns the given name after a sentence's first word: `Although Jane`. Other names stay as they are."""
    first, _, second = name.partition(" ")
    opens = text[max(0, start - 2) : start].strip() in ("", ".") and text.startswith(first, start)
    if not opens or second not in GIVEN or first in GIVEN:
        return name
    return second if first.endswith(_ADVERBIAL) and first != "King" else name


def bare_name(run: str) -> str:
    """Returns the name in capitalised words, without sentence openers, titles and the bodies of a title.

    >>> bare_name("House Speaker Jane Smith"), bare_name("Supreme Court")
    ('Jane Smith', 'Supreme Court')
    """
    words = list(takewhile(_may_stand, run.split()))
    while words and (words[0] in _NOT_NAMES or not words[0][0].isupper() or len(words[0]) == 1):
        words = words[1:]
    while words and (words[-1] in _NOT_NAMES or _is_degree(words)):
        words.pop()
    if len(words) > 2 and words[0] in _CHAMBERS and is_person(" ".join(words[1:])):
        words = words[1:]
    last = max((index for index in range(len(words) - 1) if _is_rank(words, index)), default=-1)
    return _without_place(words[last + 1 :])


def _may_stand(word: str) -> bool:
    """Returns whether a word can be part of a name: capitalised or an ASCII particle, and no `I’m`."""
    return (word[0].isupper() or word[0].isascii()) and not word.startswith(_CONTRACTED)


def _is_rank(words: list[str], index: int) -> bool:
    """Returns whether a word is a title or its letters: `MP Jane Roe`, `UNO-Kennerin Jane Roe`."""
    word = words[index]
    if "-turned-" in word.lower() or (word.startswith(_FORMER) and word.partition("-")[2][:1].islower()):
        return True
    letters = word == "Dean" or (word.isupper() and 1 < len(word) < 5 and word.isalpha())
    behind = index > 0 or words[1] in GIVEN
    title = is_title(word) and not (index and len(word.rstrip(".")) == 1)  # `Jane M. Smith`
    return title or (letters and behind) or _is_of_body(word)


def _is_of_body(word: str) -> bool:
    """Returns whether a word is German for someone of a body: `UNO-Kennerin`, `AfD-Mann`."""
    body, _, role = word.partition("-")
    short = len(body) in (2, 3) and body[-1].isupper()
    return len(role) >= _SHORTEST_ROLE and role[0].isupper() and body[0].isupper() and (body.isupper() or short)


def _is_degree(words: list[str]) -> bool:
    """Returns whether a name ends in the letters of a degree, or in another word of capitals: `Jane Smith MS`."""
    *names, last = words
    full = sum(len(name) > 2 for name in names) > 1 and names[-1].istitle()
    return full and last.isupper() and 1 < len(last.rstrip(".")) < _LONGEST_DEGREE and not set(last) <= set("IVX")


def _without_place(words: list[str]) -> str:
    """Returns the words behind the particle if the first word is no given name: `Bakery of Jane Smith`."""
    if "von" in words[2:] and words[words.index("von") - 1] not in GIVEN:
        return " ".join(words[: words.index("von")])  # `Jane Smith von der Bank`
    joint = max((index for index, word in enumerate(words) if word.islower()), default=-1)
    if joint > 0 and len(words) - joint > 2 and words[0] not in GIVEN:
        words = words[joint + 1 :]
    return " ".join(words)
