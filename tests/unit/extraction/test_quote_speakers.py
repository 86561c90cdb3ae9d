"""These tests find the speaker whom a description, a given name or a source means."""

import pytest

from copydesk.extraction.blocks.draft import Draft, finish
from copydesk.extraction.quotes import quotes_in
from copydesk.extraction.quotes.languages.noun_phrases import stands_for_person
from copydesk.model import BlockType
from tests.growth import in_linear_time


def _speakers(*paragraphs: str, language: str) -> list[str | None]:
    blocks = finish(Draft(type=BlockType.PARAGRAPH, text=text) for text in paragraphs)
    return [quote.speaker for quote in quotes_in(blocks, language=language)]


#: The article is about this person.
_JANE = "Jane Smith sang for an hour. Jane was late, and Smith knew it."

DESCRIPTIONS = [
    ("en", [_JANE, "“We are ready,” the singer said."], "Jane Smith"),
    ("en", [_JANE, "“We are ready,” the “Long Day” actress said."], "Jane Smith"),
    ("en", [_JANE, "“We are ready,” the Roe Bread founder said."], "Jane Smith"),
    # No sentence may name a clerk or a witness. A band may have several singers.
    ("en", [_JANE, "“We are ready,” the clerk said."], "the clerk"),
    ("en", [_JANE, "“We are ready,” the singer of the band said."], "the singer of the band"),
    # No person is meant if the gender differs, if the name is only in passing, or if another person is a singer.
    ("en", [_JANE, "“We are ready,” the congressman said."], "the congressman"),
    ("en", ["Jane Smith was there.", "“We are ready,” the singer said."], "the singer"),
    ("en", ["John Roe, a singer, and Max Poe, a singer, came.", _JANE, "“We go,” the singer said."], "the singer"),
    ("de", ["Jane Smith kam. Smith war spät.", "„Wir sind bereit“, sagte die SPD-Politikerin."], "Jane Smith"),
    ("de", ["Jan Roe kam. Roe war spät.", "„Wir sind bereit“, sagte der 35 Jahre alte Stürmer."], "Jan Roe"),
    ("de", ["Jane Smith kam. Smith war spät.", "„Wir sind bereit“, sagte der Trainer."], "der Trainer"),
    ("fr", ["Jane Smith est venue. Smith était en retard.", "« Il est tard », dit la chanteuse."], "Jane Smith"),
    ("es", ["Jane Smith llegó. Smith estaba cansada.", "“Es tarde”, dijo la actriz."], "Jane Smith"),
    ("it", ["Jane Smith è arrivata. Smith era stanca.", "“È tardi per tutti”, spiega la cantante."], "Jane Smith"),
    ("nl", ["Jane Smith kwam. Jane was laat, wist Smith.", "“Het is laat”, zegt de schrijfster."], "Jane Smith"),
]
#: A style, a role without an article, or a clause before the sentence names the speaker.
NAMED = [
    (
        "en",
        ["Jane, Duchess of Rome, came with Jan Roe.", "“We are ready,” Jane said. “Now,” she added."],
        ["Jane, Duchess of Rome", "Jane, Duchess of Rome"],
    ),
    ("en", ["Jane Smith, Duchess of Rome, came.", "“We are ready,” Jane said."], ["Jane Smith"]),
    ("en", ["Jane, a nurse, came.", "“We are ready,” Jane said."], ["Jane"]),
    ("cs", ["Soudkyně Jana Roeová přišla.", "„Je tu a je to za námi,“ napsala soudkyně."], ["Jana Roeová"]),
    ("en", ["Jan Roe came. When Smith asked if he could say more, he declined, saying “I do not.”"], ["Jan Roe"]),
    ("en", ["When Ann Smith asked if he could say more, Jan Roe declined, saying “I do not.”"], ["Jan Roe"]),
    ("en", ["The United States and Jane Roe cheered the “long” walk of “many”."], []),
    ("en", ["Jan Roe came. But the pair insisted they “never left”. “We left,” he said."], ["the pair", "Jan Roe"]),
    ("en", ["Jane Roe called a friend of Jan’s mother, Ann Poe, to talk. “I did not know,” she said."], ["Jane Roe"]),
    (
        "en",
        ["Princess Jane met Prince Jan.", "“We are ready,” she said. “Now,” said Jan."],
        ["Princess Jane", "Prince Jan"],
    ),
    ("en", ["Jane Smith is known to have said “Bread is the favorite food of the world.”"], ["Jane Smith"]),
    ("en", ["“Bread is the favorite food of all people in the world.” – Source: Breadworks"], ["Breadworks"]),
    ("en", ["It is fun, Jan Roe said. “The best of it is the ride on the bike” – a thing of old."], ["Jan Roe"]),
    ("en", ["It is fun, Jan Roe said.", "“The best of it is the ride on the bike” is a song of old."], []),
    ("de", ["Ann Roe kam. Roe warf der Stadt erneut vor, „Millionen“ verbaut zu haben."], ["Ann Roe"]),
    ("de", ["Einige Nachbarn riefen: „Wir sind da“, als sie kam."], ["Einige Nachbarn"]),
    ("fr", ["« Il est tard pour tous », explique l’avocate Jeanne Roe."], ["Jeanne Roe"]),
    ("fr", ["« Il est tard pour tous », écrit l’ABC dans une note."], ["ABC"]),
    ("fr", ["Pour Jeanne Roe, chercheuse, la situation est « intenable » à long terme."], ["Jeanne Roe"]),
    ("fr", ["Pour la première fois, la situation est « intenable » à long terme."], []),
    ("fr", ["Que Breadworks ait raison, Jan Roe le dit. « C’est sûr et certain », assène Jan Roe."], ["Jan Roe"]),
]
RANKS = [
    ("en", ["Pope Jan and King Charles came.", "“We are ready,” the pope said."], "Pope Jan"),
    ("en", ["King Charles came.", "“We are ready,” the king said."], "King Charles"),
    ("en", ["Prince Jan met Prince Max.", "“We are ready,” the prince said."], "the prince"),
    # A name behind a preposition is not the speaker's.
    ("en", ["Jane Smith came.", "“We are ready,” said a spokesman for Jane Smith."], "a spokesman for Jane Smith"),
    ("es", ["Jane Roe vino.", "“Es tarde para todos”, dijo la portavoz de Jane Roe."], "la portavoz de Jane Roe"),
    ("es", ["“Es tarde”, explicó el ministerio de Obras de Roma."], "el ministerio de Obras de Roma"),
    # A majority, a document and the person who is told something are no `he` and no `she`.
    (
        "en",
        ["Jane Roe came.", "The majority of people say it is “far too late”.", "“We go,” she wrote."],
        "Jane Roe",
    ),
    ("en", ["Jane Roe came. The crowd was into Ann Poe.", "“We go,” she said."], "Jane Roe"),
    ("en", ["The MAFS Experts felt Jan Roe was “far too late” while he offered “a lot of help”."], "The MAFS Experts"),
]
TALK = [
    ("en", "Jane Smith: “Are we ready?” John Roe: “No.”", ["Jane Smith", "John Roe"]),
    ("de", "Es ist ein Witz. Lehrer: „Wo ist der Baum?“ Schüler: „Im Wald.“", ["Lehrer", "Schüler"]),
    ("en", "Jane Smith: “Long Day”. Topics: “Trees.”", []),
    # These verbs say that a speaker goes on.
    ("en", "“We are ready,” Jane Smith went on. “It is late.”", ["Jane Smith", "Jane Smith"]),
    ("en", "It takes more than that, Jane Smith goes on. “We all go home now,” she means.", ["Jane Smith"]),
    ("en", "“It was late,” John Roe said. Jane Smith disagreed. “It was early.”", ["John Roe", "Jane Smith"]),
    # A sentence of the speaker continues a quotation. Other sentences, and too few words, do not.
    ("en", "“We go,” Jane Smith said. It is hard because “people like to stay at home.”", ["Jane Smith", "Jane Smith"]),
    ("en", "“We go,” Jane Smith said.\nThis is why “it is far too late to go.”", ["Jane Smith", "Jane Smith"]),
    (
        "en",
        "“We go,” Jane Smith said.\nShe takes on those who “stay at home all day” now.",
        ["Jane Smith", "Jane Smith"],
    ),
    (
        "fr",
        "« Il est tard », dit Jane Roe.\nElle dénonce ceux qui « restent chez eux tout le jour ».",
        ["Jane Roe"] * 2,
    ),
    ("en", "Those who “stay at home all day” are many.", []),
    ("en", "“We go,” Jane Smith said. It is a “big tree” for us.", ["Jane Smith"]),
    ("en", "“We go,” Jane Smith said.\nMax Poe built “the house of all the trees” here.", ["Jane Smith"]),
    # If nobody else speaks, the only person in the sentence before is the speaker.
    ("en", "This is the task of Jane Smith. “We are all ready to go home now.”", ["Jane Smith"]),
    ("de", "Das ist die Aufgabe von Jane Roe. „Wir gehen alle jetzt nach Hause.“", ["Jane Roe"]),
    ("en", "Jane Smith met John Roe. “We are all ready to go home now.”", ["Jane Smith"]),
    ("en", "In town, by Jane Smith and with John Roe. “We are all ready to go home now.”", [None]),
    # A verb shares the subject of the verb before it.
    ("es", "Jane Roe ha recalcado que el “silencio” es malo y pidió que siga “y no que sea otro”.", ["Jane Roe"] * 2),
    ("de", "Jan Roe kritisierte Max Poe, den Leiter, und sagte: „Wir gehen alle.“", ["Jan Roe"]),
    ("fr", "Jane Roe a insisté lundi et a déclaré que c’est « bien trop tard ».", ["Jane Roe"]),
    # A verb without a subject takes that of the sentence before.
    ("es", "Jane Roe llegó. “¿Es tarde?”, se preguntaba en la radio.", ["Jane Roe"]),
    ("sw", "Jane Roe yupo na polisi. “Gari hilo ni letu na la mji,” amesema Roe.", ["Jane Roe"]),
    ("sw", "Jane Roe yupo na polisi. “Gari hilo ni letu na la mji,” amesema Kamanda Roe.", ["Jane Roe"]),
    ("af", "“Ons is gereed om te gaan,” sê Jane Roe.", ["Jane Roe"]),
    ("ca", "“Estem preparats per marxar”, ha dit Jane Roe.", ["Jane Roe"]),
]
NAMES = [
    # A given name means the one person who has it. A headline with more capital words is no name.
    ("en", ["Kourt Smith came. Kourt Smith Says No. Kourt Smith left.", "“We go,” Kourt said."], "Kourt Smith"),
    ("en", ["Trave Smith came. “Trave I’m Late” is a song.", "“We are ready,” Trave said."], "Trave Smith"),
    # A rank and a former role are no part of a name; a particle is.
    ("de", ["„Wir sind bereit“, sagte Kapitän Virgil van Dam."], "Virgil van Dam"),
    ("de", ["„Wir sind bereit“, sagte AfD-Mann Jan Roe."], "Jan Roe"),
    ("de", ["„Wir sind bereit“, sagte Meteorologin Jane Roe."], "Jane Roe"),
    ("de", ["Es kam der Streit der Essayisten Jan Roe und Max Poe.", "„Wir gehen“, sagte Roe."], "Jan Roe"),
    ("en", ["“We are ready,” Ex-nurse-turned-baker Jane Roe said."], "Jane Roe"),
    ("de", ["Der Gastgeber Jane Roe kam.", "„Wir gehen“, sagte Roe."], "Jane Roe"),
    ("de", ["Es sprach Jan Roe von der Gewerkschaft der Bäcker.", "„Wir gehen“, sagte Roe."], "Jan Roe"),
    ("en", ["US Secretary of State Jane Roe came.", "“We are ready,” Roe said."], "Jane Roe"),
    ("en", ["Jane Roe MS, a baker, came.", "“We are ready,” Roe told us."], "Jane Roe"),
    ("en", ["Jane Poe Roe III came.", "“We are ready,” Roe said.", "Jane Poe Roe was here."], "Jane Poe Roe"),
    ("en", ["Marguer M. Roe of the bank came.", "“We are ready,” said Roe."], "Marguer M. Roe"),
    ("en", ["Nadya Mohammed, 27, won.", "“We are ready,” said Mohammed."], "Nadya Mohammed"),
    ("en", ["Suddenly Jane came.", "“We are ready,” said Jane."], "Jane"),
    ("en", ["Jane White came.", "“We are ready,” said White."], "Jane White"),
    # The name is beside a description.
    ("en", ["As Jane Roe, a manager at roe.com, says: “It is late.”"], "Jane Roe"),
    ("en", ["According to his aunt, Jane Roe, “it was far too late”."], "Jane Roe"),
    ("de", ["„Wir gehen“, sagte der Chef der Bank für Holz (BH), Jan Roe, heute."], "Jan Roe"),
    ("de", ["„Wir gehen“, so der Leiter der Bank, Jan Roe."], "Jan Roe"),
    ("de", ["„Wir gehen“, sagte der Minister am Montag, Jan Roe sei da."], "der Minister"),
    ("fr", ["« Il est tard », a déclaré le maire de la ville, Jean Roe."], "Jean Roe"),
    ("es", ["“Es tarde”, dijo el portavoz de la asociación, Juan Roe."], "Juan Roe"),
    ("pt", ["“Estamos prontos”, declarou o delegado Juan Roe, do Draco."], "Juan Roe"),
    ("de", ["„Wir gehen“, erklärte der für die Bäume zuständige Vizechef Jan Roe."], "Jan Roe"),
    ("de", ["„Wir gehen“, sagte ein Vertreter eines Dienstes zu uns."], "ein Vertreter eines Dienstes"),
    # A name in another case is the same name.
    ("cs", ["Jan Novák je starosta a je ve městě.", "Podle Jana Nováka je plán „příliš pozdě“."], "Jan Novák"),
    ("pl", ["Anna Nowak jest w radzie.", "Zdaniem Anny Nowak plan jest „o wiele za późno”."], "Anna Nowak"),
    ("pl", ["Jan Kowalski jest w radzie.", "Według Jana Kowalskiego jest „o wiele za późno”."], "Jan Kowalski"),
    ("ru", ["Анна Иванова была в городе.", "По словам Анны Ивановой, это «слишком поздно»."], "Анна Иванова"),
    ("ru", ["Анна Петрова была в городе.", "По словам Анны Ивановой, это «слишком поздно»."], "Анны Ивановой"),
    # The name of a body has no case ending, and not the words on how it spoke.
    ("tr", ["Orman ve Su Bakanlığı yaptığı açıklamada, “Hazırız” ifadesini kullandı."], "Orman ve Su Bakanlığı"),
    ("tr", ["Orman Bakanlığının sosyal medya hesabından, “Hazırız” denildi."], "Orman Bakanlığı"),
    ("tr", ["Jane Roe'nun yaptığı açıklamada, “Hazırız” ifadeleri kullanıldı."], "Jane Roe"),
    ("tr", ["Orman Müdürü Ayşe Roe, gazetecilere, “Hazırız” dedi."], "Ayşe Roe"),
    ("ja", ["日本気象協会（ABC）は会見した。ABCは「準備はできている」と回答した。"], "日本気象協会"),
]
SOURCES = [
    ("de", "Laut Jane Smith ist der Plan „viel zu spät“.", "Jane Smith"),
    ("de", "Der Plan ist laut Jane Smith „viel zu spät“.", "Jane Smith"),
    ("de", "Jane Smith zufolge ist der Plan „viel zu spät“.", "Jane Smith"),
    ("fr", "Selon Jane Smith, le plan est « bien trop tardif ».", "Jane Smith"),
    ("fr", "D'après le maire, le plan est « bien trop tardif ».", "le maire"),
    ("es", "Según Jane Smith, el plan es “demasiado tarde para todos”.", "Jane Smith"),
    ("it", "Secondo Jane Smith il piano è “troppo tardi per tutti”.", "Jane Smith"),
    ("pt", "Segundo Jane Smith, o plano é “muito tarde para todos”.", "Jane Smith"),
    ("nl", "Volgens Jane Smith is het plan “veel te laat”.", "Jane Smith"),
    ("sv", "Enligt Jane Smith är planen ”alldeles för sen”.", "Jane Smith"),
    ("pl", "Według Jane Smith plan jest „o wiele za późno”.", "Jane Smith"),
    # In these languages the verb follows the quotation directly.
    ("uk", "«Ми готові до всього», — сказала Ганна Іванова.", "Ганна Іванова"),
    ("uk", "«Ми готові до всього», — заявив президент.", "президент"),
    ("ro", "„Suntem gata de ieri cu toții”, a declarat Jane Smith.", "Jane Smith"),
    ("ro", "Potrivit Jane Smith, planul este „mult prea târziu”.", "Jane Smith"),
    ("hu", "„Készen állunk már tegnap óta” – mondta Jane Smith.", "Jane Smith"),
    ("is", "„Við erum öll tilbúin í þetta,“ segir Eydís Smith í samtali.", "Eydís Smith"),
    ("fi", "”Olemme valmiita jo eilen”, sanoo Jane Smith.", "Jane Smith"),
    ("fi", "”Olemme valmiita jo eilen”, sanoo ministeri Jane Smith.", "Jane Smith"),
    ("id", "“Kami sudah siap sejak kemarin,” kata Jane Smith.", "Jane Smith"),
    ("ms", "“Kami sudah siap sejak semalam,” kata beliau.", None),
    # A document is the source.
    ("de", "„Es ist viel zu spät“, heißt es in der Mitteilung des Amts.", "Mitteilung des Amts"),
    ("de", "„Es ist viel zu spät“, heißt es im Bericht.", "Bericht"),
    ("sv", "”Det är sent för alla”, står det i åtalet.", "åtalet"),
    # The speaker follows the place and time of speaking.
    ("de", "„Wir gehen“, sagte am Montag die Ministerin.", "die Ministerin"),
    ("fr", "« Il est tard », a déclaré à Paris le maire.", "le maire"),
    ("pl", "„Jest późno” – mówił w Sejmie premier Jan Roe.", "Jan Roe"),
    # The speaker has no article, or one at the end of the word.
    ("cs", "„Je pozdě,“ doplnila soudkyně.", "soudkyně"),
    ("cs", "„Je pozdě,“ uvedl už citovaný advokát Jan Roe.", "Jan Roe"),
    ("pl", "„Jest późno” – zakończył prezydent USA.", "prezydent USA"),
    ("sv", "”Det är sent för alla”, säger polisen.", "polisen"),
    ("da", "»Det er sent,« siger statsministeren i dag.", "statsministeren"),
    # A person described before a colon is the speaker. A thing named there is not.
    ("de", "Eine junge Anwältin schüttelt den Kopf: „Wir gehen alle jetzt nach Hause.“", "Eine junge Anwältin"),
    ("de", "Ein Student, entschlossen: „Wir gehen alle jetzt nach Hause.“", "Ein Student"),
    ("de", "Der Grund ist einfach: „Wir gehen alle jetzt nach Hause.“", None),
    ("de", "Der Biologe Jan Roe lacht: „20 Leute gehen alle jetzt nach Hause.“", "Jan Roe"),
    # A noun is no verb of saying, and a relative clause is no speaker.
    ("de", "Jan Roe sagte im Schreiben der Bank, dass es „viel zu spät“ sei.", "Jan Roe"),
    ("de", "Ich las von der Stadt, die sich lobte: „Wir gehen alle jetzt nach Hause.“", None),
    ("en", "He begged lawmakers “not to lose sight of” it.", None),
]


@pytest.mark.parametrize(("language", "paragraphs", "speaker"), [*DESCRIPTIONS, *RANKS, *NAMES])
def test_a_speaker_is_the_fullest_name(language: str, paragraphs: list[str], speaker: str) -> None:
    assert _speakers(*paragraphs, language=language)[-1:] == [speaker]


@pytest.mark.parametrize(("language", "text", "speaker"), SOURCES)
def test_a_sentence_names_its_source(language: str, text: str, speaker: str | None) -> None:
    assert _speakers(text, language=language) == [speaker]


@pytest.mark.parametrize(("language", "paragraphs", "speakers"), NAMED)
def test_whom_a_sentence_names(language: str, paragraphs: list[str], speakers: list[str]) -> None:
    assert _speakers(*paragraphs, language=language) == speakers


@pytest.mark.parametrize(("language", "text", "speakers"), TALK)
def test_who_goes_on_speaking(language: str, text: str, speakers: list[str | None]) -> None:
    assert _speakers(*text.split("\n"), language=language) == speakers


@pytest.mark.parametrize(
    "attribution", ["Poster12 said:", "Poster12 wrote: Mon Jan 22, 2024 6:07 pm", "Poster12 schrieb:", "Poster12"]
)
def test_a_forum_names_whom_it_quotes(attribution: str) -> None:
    (block,) = finish([Draft(type=BlockType.QUOTE, text="We are late.", attribution=attribution)])
    (quote,) = quotes_in((block,), language="en")
    assert quote.speaker == "Poster12"


@pytest.mark.parametrize(
    "description", ["a director", "the singer of the band", "the band’s singer", "the", "der Tisch", "she", ""]
)
def test_what_stands_for_no_person(description: str) -> None:
    assert not stands_for_person(description)


@pytest.mark.parametrize(
    ("language", "unit"),
    [
        ("en", "Jane, Duchess of Rome, came. When Jan asked, if, he was known to have declined, saying “no”. "),
        ("en", "He spoke to a friend of Jan’s mother, Ann Poe, to talk. “The best of it is the ride” – so she. "),
        ("fr", "Pour Jeanne Roe, l’avocate, l’ABC est « tard », écrit l’agence. "),
    ],
)
def test_names_of_a_sentence_take_linear_time(language: str, unit: str) -> None:
    in_linear_time(lambda paragraph: _speakers(paragraph, language=language), lambda size: unit * size, 400)


def test_woven_words_take_linear_time() -> None:
    def text(size: int) -> str:
        return "She takes on those who have “people who stay at home” now. Jane: “No.” " * size

    in_linear_time(lambda paragraph: _speakers("“We go,” Jane Smith said.", paragraph, language="en"), text, 800)


@pytest.mark.parametrize("language", ["en", "de", "es", "cs"])
def test_descriptions_take_linear_time(language: str) -> None:
    def text(size: int) -> str:
        return " ".join(["„Wir gehen“, sagte der für die am im in die Trainer,", "the singer said “we”."] * size)

    in_linear_time(lambda paragraph: _speakers(_JANE, paragraph, language=language), text, 800)
