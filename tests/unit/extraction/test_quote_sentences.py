"""These tests specify quotes and speakers: each sentence has its quotations with their speakers and cues."""

import pytest

from copydesk.extraction.blocks.draft import Draft, finish
from copydesk.extraction.quotes import quotes_in
from copydesk.model import BlockType, Quote

#: A quotation, its speaker and its cue.
Said = tuple[str, str | None, str | None]


def _quotes(*paragraphs: str, language: str | None = None) -> tuple[Quote, ...]:
    return quotes_in(finish(Draft(type=BlockType.PARAGRAPH, text=text) for text in paragraphs), language=language)


def _said(*paragraphs: str, language: str | None = None) -> list[Said]:
    return [(quote.text, quote.speaker, quote.cue) for quote in _quotes(*paragraphs, language=language)]


BEHIND = [
    ("“We are ready,” said Jane Smith.", [("We are ready,", "Jane Smith", "said")]),
    ("“We are ready,” Jane Smith said.", [("We are ready,", "Jane Smith", "said")]),
    ("“We are ready,” said Jane Smith, a professor of law at the college.", [("We are ready,", "Jane Smith", "said")]),
    ("“We are ready,” Jane Smith, head of the union, told reporters.", [("We are ready,", "Jane Smith", "told")]),
    ("“We are ready,” said lead author Jane Smith, a chemist.", [("We are ready,", "Jane Smith", "said")]),
    ("“We are ready,” said the study’s author, Jane Smith, on Monday.", [("We are ready,", "Jane Smith", "said")]),
    ("“We are ready,” said Health Minister Jane Smith.", [("We are ready,", "Jane Smith", "said")]),
    ("“We are ready,” U.S. Attorney Jane Smith said.", [("We are ready,", "Jane Smith", "said")]),
    ("“We are ready,” said Dr. Jane Smith from the Centre for Trees.", [("We are ready,", "Jane Smith", "said")]),
    ("“We are ready,” Bank of Rome analyst Jane Smith wrote.", [("We are ready,", "Jane Smith", "wrote")]),
    (
        "“We are ready,” a spokesperson for the school said.",
        [("We are ready,", "a spokesperson for the school", "said")],
    ),
    ("“We are ready,” officers announced on their radios.", [("We are ready,", "officers", "announced")]),
    ("“We are ready,” the letter said.", [("We are ready,", "the letter", "said")]),
    ("“We are ready,” Smith and his team wrote in the paper.", [("We are ready,", "Smith and his team", "wrote")]),
    ("“We are ready,” explains Jane Smith of her plan.", [("We are ready,", "Jane Smith", "explains")]),
    ("“Are we ready?” Jane Smith asked.", [("Are we ready?", "Jane Smith", "asked")]),
    ("“We are ready” for it, according to the report.", [("We are ready", "the report", "according to")]),
    ("“They aren’t buying” it, Smith said at a rally.", [("They aren’t buying", "Smith", "said")]),
    ("“It is late” when the lights go out, Smith wrote.", [("It is late", "Smith", "wrote")]),
    ("“We are ready,” tourist Jane Smith, 18, from Ayr, told us.", [("We are ready,", "Jane Smith", "told")]),
    ("The bread is “unlike any other” in the town, said Jane Smith.", [("unlike any other", "Jane Smith", "said")]),
]
BEFORE = [
    ("Jane Smith said: “We are ready.”", [("We are ready.", "Jane Smith", "said")]),
    ("Jane Smith, the minister for trees, said: “We are ready.”", [("We are ready.", "Jane Smith", "said")]),
    ("The minister, Jane Smith, said: “We are ready.”", [("We are ready.", "Jane Smith", "said")]),
    ("On Thursday Jane Smith said that it was “far too late”.", [("far too late", "Jane Smith", "said")]),
    ("Jane Smith on Friday called it “far too late”.", [("far too late", "Jane Smith", "called")]),
    ("As Smith noted in the paper, “it is late.”", [("it is late.", "Smith", "noted")]),
    ("As Smith would say, “It is late.”", [("It is late.", "Smith", "say")]),
    ("Smith went on to say that it was “far too late”.", [("far too late", "Smith", "say")]),
    ("Smith did not wait long, saying, “It is late.”", [("It is late.", "Smith", "saying")]),
    ("Smith was there and told the council: “It is late.”", [("It is late.", "Smith", "told")]),
    ("The board, which owns it, put out a note warning that “it is late”.", [("it is late", "The board", "warning")]),
    ("According to the report, it was “far too late”.", [("far too late", "the report", "according to")]),
    ("The council said it was an “awful” plan.", [("awful", "The council", "said")]),
    ("Critics say the plan is “far too late”.", [("far too late", "Critics", "say")]),
    ("Smith (no relation) said the plan was “late”.", [("late", "Smith", "said")]),
    ("Smith asked Jane Roe, who replied: “It is late.”", [("It is late.", "Jane Roe", "replied")]),
    ("A statement by Jane Smith called off “all the work”.", [("all the work", "Jane Smith", "called")]),
    (
        "It is, according to the club’s head Jane Smith, “far too late”.",
        [("far too late", "Jane Smith", "according to")],
    ),
    ("Others rose, with Minister Jane Smith warning of “dire costs”.", [("dire costs", "Jane Smith", "warning")]),
    ("Smith agreed that a fence is needed, stating, “It is late.”", [("It is late.", "Smith", "stating")]),
    ("Jane Smith: “We are ready for all of it.”", [("We are ready for all of it.", "Jane Smith", None)]),
]
NAMES = [
    ("“We are ready,” says Jane Roe, an analyst at the Council on Trees, Water and Air group told us.", "Jane Roe"),
    ("“We are ready,” Jane Roe, founder of the Roe Bank told us.", "Jane Roe"),
    ("“We are ready,” MP Jane Roe said.", "Jane Roe"),
    ("“We are ready,” He Roe, the director, said.", "He Roe"),
    ("“We are ready,” Jane Roe MS, RD, CSSD, bread and tree expert told us.", "Jane Roe"),
    ("“We are ready,” said tree expert Jane Roe of the Roe Trees and Water Lab in Ayr.", "Jane Roe"),
    ("Roe Trees Administration (RTA) chief Jane Roe said it was “far too late”.", "Jane Roe"),
    ("Workers break the rules, he said. “We are all ready for it.”", None),
    ("The long and slow work is done, says Jane Roe, a nurse. “It was late.”", "Jane Roe"),
    ("“We are ready,” the US senator said.", "the US senator"),
    ("“We are ready,” Season Four star Jane said.", "Jane"),
    ("“We are ready,” the authors conclude.", "the authors"),
    ("“We are ready,” according to a copy of the letter obtained by the Daily Bugle.", "the letter"),
    ("As the Daily Bugle put it – “we are ready for it all.”", "the Daily Bugle"),
    ("Roe took to the radio to call the plan “a bad joke”.", "Roe"),
    ("Jane Roe, a nurse who came, said: “We are ready.”", "Jane Roe"),
]
SEVERAL = [
    (
        "“We have waited,” said Jane Roe, the mayor, “and we will go.”",
        [("We have waited,", "Jane Roe", "said"), ("and we will go.", "Jane Roe", "said")],
    ),
    (
        "“We have waited,” Jane Roe said. “Please.”",
        [("We have waited,", "Jane Roe", "said"), ("Please.", "Jane Roe", "said")],
    ),
    (
        "Jane Roe called the plan “awful” and its cost “absurd.”",
        [("awful", "Jane Roe", "called"), ("absurd.", "Jane Roe", "called")],
    ),
    (
        "Roe told the board: “Do not sign,” adding “We will help.”",
        [("Do not sign,", "Roe", "told"), ("We will help.", "Roe", "adding")],
    ),
    (
        "Shares “may rise early,” if one sees rates “come down,” said Jane Roe.",
        [("may rise early,", "Jane Roe", "said"), ("come down,", "Jane Roe", "said")],
    ),
    ("Jane Roe said it was late. “It was dark as well.”", [("It was dark as well.", "Jane Roe", "said")]),
    ("“I said ‘no’ to him,” said Jane Roe.", [("I said ‘no’ to him,", "Jane Roe", "said")]),
    ("“It is ‘over’, they said,” Jane Roe wrote.", [("It is ‘over’, they said,", "Jane Roe", "wrote")]),
    (
        "‘We can’t let the workers’ rights go,’ said Jane Roe.",
        [("We can’t let the workers’ rights go,", "Jane Roe", "said")],
    ),
    ("'We can't wait,' said Jane Roe.", [("We can't wait,", "Jane Roe", "said")]),
    ("“It was late,’’ Jane Roe told the wire.", [("It was late,", "Jane Roe", "told")]),
]
NO_QUOTE = [
    "A “secret” meeting was held in the town, officials said.",
    "The so-called “runaway bride” left the hall.",
    "The film “The Long Day” opened on Friday.",
    "Jane Roe wrote in her book “Long Days,” which came out in May.",
    "The Wire notes that her first album, “good days,” lasts an hour.",
    "A campaign called “the Snow Walk” led to a ban.",
    "Bill “The Cat” Smith won the race.",
    "They are seen as defensive, or “bond proxies,” because they are slow.",
    "The council was told that “nobody will be forgotten”.",
    "What neuroscientists call “drift” is common.",
    "Products with the claims ‘low in fat’ or ‘light’ sell well.",
    "The button says nothing; press “S” to go on.",
    "It’s the people’s choice, and ’twas in the ’90s.",
    "It measures 5' 10\" by 6' 2\".",
    "He took a “long walk” home.",
    "The posters (“Stop the works now!”) were torn down.",
]
GERMAN = [
    ("„Wir sind bereit“, sagte Jane Smith.", [("Wir sind bereit", "Jane Smith", "sagte")]),
    ("„Wir sind bereit“, sagt der Chef Max Muster am Telefon.", [("Wir sind bereit", "Max Muster", "sagt")]),
    ("„Wir sind bereit“, schrieb der Firmen-Gründer Jan Roe auf X.", [("Wir sind bereit", "Jan Roe", "schrieb")]),
    (
        "„Wir sind bereit“, sagte jetzt eine Sprecherin der Bahn.",
        [("Wir sind bereit", "eine Sprecherin der Bahn", "sagte")],
    ),
    ("„Wir sind bereit“, so die Ministerin weiter.", [("Wir sind bereit", "die Ministerin", "so")]),
    ("„Wir sind bereit“, stützt Jan Roe die These.", [("Wir sind bereit", "Jan Roe", "stützt")]),
    ("„Wir sind seit gestern alle bereit“, heißt es.", [("Wir sind seit gestern alle bereit", None, None)]),
    ("»Wir sind bereit«, sagte Jane Smith.", [("Wir sind bereit", "Jane Smith", "sagte")]),
    ("Jane Smith, die Chefin, sagte: „Wir sind bereit.“", [("Wir sind bereit.", "Jane Smith", "sagte")]),
    ("Am Abend sagte Jane Smith: „Wir sind bereit.“", [("Wir sind bereit.", "Jane Smith", "sagte")]),
    ("Jane Smith betonte, dass es „viel zu spät“ sei.", [("viel zu spät", "Jane Smith", "betonte")]),
    ("Jane Smith (SPD) nannte den Plan ein „fatales Signal“.", [("fatales Signal", "Jane Smith", "nannte")]),
    ("Jane Smith warnte am Montag vor einer „neuen Krise“.", [("neuen Krise", "Jane Smith", "warnte")]),
    ("Der Leiter des Amts, Jan Roe, sagte: „Wir sind bereit.“", [("Wir sind bereit.", "Jan Roe", "sagte")]),
    (
        "„Wir sind bereit“, sagte Jane Smith. Der Plan sei „ein großer Fehler“.",
        [("Wir sind bereit", "Jane Smith", "sagte"), ("ein großer Fehler", "Jane Smith", "sagte")],
    ),
    ("Jane Smith war da. Der Plan sei „ein großer Fehler“.", [("ein großer Fehler", "Jane Smith", None)]),
    (
        "„Wir sind bereit“, antwortete die Partei der Deutschen Mitte.",
        [("Wir sind bereit", "die Partei der Deutschen Mitte", "antwortete")],
    ),
    ("„Wir sind bereit“, sagt ein erfahrener Helfer.", [("Wir sind bereit", "ein erfahrener Helfer", "sagt")]),
    ("„Wir sind bereit“, sagte UNO-Kennerin Jane Smith.", [("Wir sind bereit", "Jane Smith", "sagte")]),
    ("Dieses Jahr fand das Fest unter dem Titel „Gute neue Tage“ statt.", []),
    ("Die Rubrik „Gute Tage“ ist neu, der Film „Regen“ auch.", []),
]
OTHERS = [
    ("fr", "« Nous allons bien », a déclaré Jane Smith.", [("Nous allons bien", "Jane Smith", "déclaré")]),
    ("fr", "« Nous allons bien », explique le maire.", [("Nous allons bien", "le maire", "explique")]),
    ("fr", "« Oui, dit le maire, nous allons bien. »", [("Oui, dit le maire, nous allons bien.", "le maire", "dit")]),
    ("es", "“Vamos a ganar”, indicó el fiscal Juan Roe.", [("Vamos a ganar", "Juan Roe", "indicó")]),
    ("es", "“Vamos a ganar”, lamenta, por su parte, Ana Roe.", [("Vamos a ganar", "Ana Roe", "lamenta")]),
    ("es", "«Vamos a ganar», dijo Roe en la plaza.", [("Vamos a ganar", "Roe", "dijo")]),
    ("it", "“Siamo pronti”, spiegano gli attivisti sul sito.", [("Siamo pronti", "gli attivisti", "spiegano")]),
    (
        "it",
        "«Siamo pronti – dice il sindaco – da ieri.»",
        [("Siamo pronti – dice il sindaco – da ieri.", "il sindaco", "dice")],
    ),
    ("pt", "“Estamos prontos”, diz o comunicado do clube.", [("Estamos prontos", "o comunicado do clube", "diz")]),
    ("nl", "“Wij zijn klaar”, zegt Jane Smith.", [("Wij zijn klaar", "Jane Smith", "zegt")]),
    ("da", "»Vi er klar,« siger Jane Smith.", [("Vi er klar,", "Jane Smith", "siger")]),
    ("sv", "”Vi är redo”, säger Jane Smith till tidningen.", [("Vi är redo", "Jane Smith", "säger")]),
    ("no", "«Vi er klare», sier Jane Smith.", [("Vi er klare", "Jane Smith", "sier")]),
    (
        "pl",
        "„Jesteśmy gotowi już od wczoraj”, powiedziała Jane Smith.",
        [("Jesteśmy gotowi już od wczoraj", "Jane Smith", "powiedziała")],
    ),
    ("cs", "„Jsme připraveni,“ řekla Jana Nováková.", [("Jsme připraveni,", "Jana Nováková", "řekla")]),
    ("ru", "«Мы готовы»,— сказала Анна Иванова.", [("Мы готовы", "Анна Иванова", "сказала")]),
    ("ru", "Мэр Анна Иванова сказала: «Мы готовы».", [("Мы готовы", "Анна Иванова", "сказала")]),
    (
        "et",
        "„Me oleme juba eilsest valmis,“ ütles Jane Smith.",
        [("Me oleme juba eilsest valmis,", None, None)],
    ),
]
ASIAN = [
    ("zh", "市长王明说：“我们准备好了。”", [("我们准备好了。", "王明", "说")]),
    ("zh", "王明周一在记者会上表示，“我们准备好了”。", [("我们准备好了", "王明", "表示")]),
    (
        "zh",
        "“我们准备好了，请大家放心。”城市公园管理处处长王明说，明天开始。",
        [("我们准备好了，请大家放心。", "王明", "说")],
    ),
    ("zh", "發言人李華強調：「我們準備好了。」", [("我們準備好了。", "李華", "強調")]),
    (
        "zh",
        "王明说：“我们好了。”他补充道：“明天开始。”",
        [("我们好了。", "王明", "说"), ("明天开始。", "王明", "补充")],
    ),
    ("zh", "市政府认为“一切都准备好了”。", [("一切都准备好了", "市政府", "认为")]),
    ("zh", "“一带一路”是一个名字，被称为“新路”。", []),
    ("ja", "田中市長は「準備はできている」と述べた。", [("準備はできている", "田中市長", "述べ")]),
    ("ja", "「準備はできている」と田中市長は話した。", [("準備はできている", "田中市長", "話し")]),
    (
        "ja",
        "雨は止んだものの、気象庁は会見で「準備をお願いしたい」と呼びかけた。",
        [("準備をお願いしたい", "気象庁", "呼びかけ")],
    ),
    ("ja", "町の祭り「夏の夜」は5月に開かれる。", []),
    ("ko", "김철수 시장은 “준비가 되었다”고 말했다.", [("준비가 되었다", "김철수 시장", "말했")]),
    ("ko", "“준비가 되었습니다”라고 김철수 시장은 밝혔다.", [("준비가 되었습니다", "김철수 시장", "밝혔")]),
    ("ko", "축제 “여름밤”은 오월에 열린다.", []),
    ("tr", "Belediye Başkanı Ayşe Yılmaz, “Hazırız” dedi.", [("Hazırız", "Ayşe Yılmaz", "dedi")]),
    ("tr", "Yeni film “Uzun Gün” mayısta gösterime giriyor.", []),
]
DIALOGUE = [
    (
        "ru",
        "— Мы готовы,— сказала мэр Анна Иванова.— Идем!",
        [("Мы готовы,", "Анна Иванова", "сказала"), ("Идем!", "Анна Иванова", "сказала")],
    ),
    ("pl", "– Jesteśmy gotowi – powiedziała Anna Nowak.", [("Jesteśmy gotowi", "Anna Nowak", "powiedziała")]),
    ("es", "—Vamos a ganar —dijo Ana Roe.", [("Vamos a ganar", "Ana Roe", "dijo")]),
    ("pl", "– Sklep – otwarty od ósmej – jest nowy.", []),
]


@pytest.mark.parametrize(("text", "expected"), [*BEHIND, *BEFORE, *SEVERAL])
def test_english_sentence(text: str, expected: list[Said]) -> None:
    assert _said(text, language="en") == expected


@pytest.mark.parametrize(("text", "speaker"), NAMES)
def test_the_speaker_is_the_person_not_the_words_nearby(text: str, speaker: str | None) -> None:
    assert [quote.speaker for quote in _quotes(text, language="en")] == [speaker]


NO_SPEAKER = [
    "A lot of people would’ve said “we are ready”.",
    "Bread has to be a “good one” and the said “thing”.",
    "Sometimes the workers don’t follow the said “rule of all rules”.",
    "She doesn’t think “it is late”.",
    "The bank sold a house and the observed “law of rest” stays.",
    "The store opened a voluntary recall “of all the bread”.",
    "The main language I write “is not this one”.",
    "His told “tale” was long.",
    "It is an added “thing” of the house.",
]


@pytest.mark.parametrize("text", NO_SPEAKER)
def test_no_clause_and_no_article_speaks(text: str) -> None:
    speakers = [quote.speaker for quote in _quotes(text, language="en") if quote.speaker]
    assert all(len(speaker.split()) == 1 and speaker not in ("a", "an", "the", "The", "His") for speaker in speakers)


@pytest.mark.parametrize("text", NO_QUOTE)
def test_marks_around_what_nobody_said(text: str) -> None:
    assert _said(text, language="en") == []


@pytest.mark.parametrize(("text", "expected"), GERMAN)
def test_german_sentence(text: str, expected: list[Said]) -> None:
    assert _said(text, language="de") == expected


@pytest.mark.parametrize(("language", "text", "expected"), [*OTHERS, *ASIAN, *DIALOGUE])
def test_sentence_of_another_language(language: str, text: str, expected: list[Said]) -> None:
    assert _said(text, language=language) == expected
