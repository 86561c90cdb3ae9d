"""These tests guess legacy encodings whose declaration is missing or wrong, in the languages that used them."""

import pytest

from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.web.decoding import decode_page
from tests.growth import in_linear_time

#: Language, top-level domain, encodings, text.
LEGACY = [
    (
        "cs",
        "cz",
        "cp1250 iso8859-2",
        "Město v pondělí oznámilo, že příští rok opraví starý železniční most přes řeku. Práce mají začít v březnu.",
    ),
    (
        "pl",
        "pl",
        "cp1250 iso8859-2",
        "Miasto ogłosiło w poniedziałek, że odbuduje nabrzeże, zanim nadejdą zimowe sztormy. Mieszkańcy "
        "ślą listy i żądają ścieżki wzdłuż rzeki.",
    ),
    (
        "hu",
        "hu",
        "cp1250 iso8859-2",
        "A főváros hétfőn közölte, hogy jövőre felújítja a régi vasúti hidat. A főmérnök szerint az építők "
        "őszig végeznek, és a gyűjtők is örülnek.",
    ),
    (
        "sk",
        "sk",
        "cp1250 iso8859-2",
        "Mesto v pondelok oznámilo, že budúci rok opraví starý železničný most cez rieku. Práce sa začnú v marci.",
    ),
    (
        "hr",
        "hr",
        "cp1250 iso8859-2",
        "Grad je u ponedjeljak objavio da će sljedeće godine obnoviti stari željeznički most. Radovi počinju "
        "u ožujku, kažu čelnici.",
    ),
    (
        "sl",
        "si",
        "cp1250 iso8859-2",
        "Občina je v ponedeljek sporočila, da bo prihodnje leto obnovila železniški most čez reko. Dela "
        "se začnejo že jeseni.",
    ),
    (
        "sr",
        "rs",
        "cp1250",
        "Opština je u ponedeljak saopštila da će sledeće godine obnoviti železnički most. Radovi počinju "
        "već u martu, kažu čelnici.",
    ),
    (
        "ro",
        "ro",
        "cp1250 iso8859-2",
        "Primăria a anunţat luni că va reface cheiul vechi înainte de furtunile de iarnă. Bărcile vor sta "
        "în bazinul de nord.",
    ),
    (
        "ru",
        "ru",
        "cp1251 koi8-r iso8859-5 cp866",
        "Городские власти сообщили в понедельник, что осенью откроют новый мост через реку. Строительство "
        "заняло три года.",
    ),
    (
        "uk",
        "ua",
        "cp1251 koi8-u",
        "Міська влада повідомила в понеділок, що восени відкриє новий міст через річку. Їхати в об'їзд "
        "більше не доведеться.",
    ),
    (
        "bg",
        "bg",
        "cp1251",
        "Общината съобщи в понеделник, че догодина ще ремонтира стария железопътен мост над реката. Работата "
        "започва през март.",
    ),
    (
        "sr-Cyrl",
        "rs",
        "cp1251",
        "Општина је у понедељак саопштила да ће следеће године обновити стари железнички мост преко реке.",
    ),
    (
        "el",
        "gr",
        "cp1253 iso8859-7",
        "Ο δήμος ανακοίνωσε τη Δευτέρα ότι θα χτίσει νέα βιβλιοθήκη βόρεια του σταθμού. Οι εργασίες αρχίζουν "
        "τον Μάρτιο.",
    ),
    (
        "tr",
        "tr",
        "cp1254 iso8859-9",
        "Belediye pazartesi günü istasyonun kuzeyine yeni bir kütüphane yapılacağını açıkladı. Eski depo yıkılacak.",
    ),
    (
        "he",
        "il",
        "cp1255",
        "העירייה הודיעה ביום שני כי תבנה ספרייה חדשה מצפון לתחנה, והמחסן הישן ייהרס לפני החורף.",
    ),
    (
        "ar",
        "eg",
        "cp1256",
        "أعلنت البلدية يوم الاثنين أنها ستبني مكتبة جديدة شمال المحطة، وسيهدم المستودع القديم قبل الشتاء.",
    ),
    (
        "lt",
        "lt",
        "cp1257",
        "Savivaldybė pirmadienį pranešė, kad kitais metais suremontuos seną geležinkelio tiltą. Šįmet jo "
        "būklė dar pablogėjo, ir žmonės važiuoja aplink.",
    ),
    (
        "lv",
        "lv",
        "cp1257",
        "Pašvaldība pirmdien paziņoja, ka nākamgad salabos veco dzelzceļa tiltu pār upi. Darbi sāksies martā.",
    ),
    (
        "et",
        "ee",
        "cp1257",
        "Linnavalitsus teatas esmaspäeval, et järgmisel aastal remonditakse vana raudteesild üle jõe. Tööd "
        "algavad märtsis.",
    ),
    (
        "th",
        "th",
        "cp874",
        "เทศบาลประกาศเมื่อวันจันทร์ว่าจะสร้างห้องสมุดแห่งใหม่ทางเหนือของสถานีรถไฟ อาคารจะมีสามชั้น",
    ),
    (
        "ja",
        "jp",
        "cp932 euc_jp iso2022_jp",
        "市は月曜日、駅の北側に新しい図書館を建てる計画を発表した。古い倉庫を取り壊して、二年後の春に開"
        "館する予定だという。",
    ),
    (
        "zh",
        "cn",
        "gbk",
        "市政府周一宣布，将在明年春天之前把旧码头改建成一座公园。这块地方已经空置了十五年，周围的居民一"
        "直希望能有散步的去处。",
    ),
    (
        "zh-TW",
        "tw",
        "big5",
        "市政府週一宣布將在明年春天之前把舊碼頭改建成一座公園，這塊地方已經空置了十五年，居民希望能有散步的去處。",
    ),
    (
        "ko",
        "kr",
        "euc_kr cp949",
        "시는 월요일 역 북쪽에 새 도서관을 짓겠다고 발표했다. 낡은 창고를 헐고 두 해 뒤 봄에 문을 열 예정이다.",
    ),
    (
        "de",
        "de",
        "cp1252",
        "Die Stadt will die alte Brücke über den Fluß vor dem Winter erneuern, sagte der Bürgermeister "
        "am Montag. Schöne Grüße.",
    ),
    (
        "fr",
        "fr",
        "cp1252",
        "La ville a annoncé lundi qu'elle rénovera le vieux pont l'été prochain. Les élèves prendront le "
        "bus dès la rentrée.",
    ),
    (
        "is",
        "is",
        "cp1252",
        "Borgarstjórn sagði á mánudag að gamla brúin yfir ána verði endurnýjuð á næsta ári. Þá verður vegurinn "
        "lokaður.",
    ),
]
CASES = [
    pytest.param(language, domain, encoding, text, id=f"{language}-{encoding}")
    for language, domain, encodings, text in LEGACY
    for encoding in encodings.split()
]
#: Hungarian needs a hint: windows-1252 lacks only its ő and ű, and has õ and û in their place.
NEEDS_A_HINT = {"hu"}
#: These encodings need no guess, because the first byte or validity identifies them.
TOLD = {"iso2022_jp"}
#: A page that declares windows-1252 may be in one of these. No sign shows it without the language.
WESTERN_LOOKING = {"cp1250", "iso8859-2", "cp1252", "cp1254", "iso8859-9", "cp1257"}


def page(text: str, encoding: str, *, language: str = "", head: str = "") -> bytes:
    lang = f' lang="{language}"' if language else ""
    markup = f"<!DOCTYPE html><html{lang}><head>{head}<title>Page</title></head><body><p>{text}</p></body></html>"
    return markup.encode(encoding)


@pytest.mark.parametrize(("language", "domain", "encoding", "text"), CASES)
def test_an_undeclared_encoding_is_told_by_language_by_domain_or_by_the_bytes(
    language: str, domain: str, encoding: str, text: str
) -> None:
    by_language = decode_page(page(text, encoding, language=language), None, "https://www.example.com/a")
    by_domain = decode_page(page(text, encoding), "text/html", f"https://news.example.{domain}/a")
    by_bytes = decode_page(page(text * 3, encoding, language="en"), None, None)
    assert (text in by_language.text, text in by_domain.text) == (True, True)
    assert text in by_bytes.text or language in NEEDS_A_HINT
    assert by_language.guessed is by_domain.guessed is by_bytes.guessed is (encoding not in TOLD)


@pytest.mark.parametrize(("language", "domain", "encoding", "text"), CASES)
def test_a_declaration_that_the_bytes_refute_is_not_followed(
    language: str, domain: str, encoding: str, text: str
) -> None:
    utf8 = decode_page(page(text, encoding, language=language, head="<meta charset=utf-8>"))
    header = decode_page(page(text, encoding), "text/html; charset=UTF-8", f"https://www.example.{domain}/")
    latin = decode_page(page(text, encoding, language=language), "text/html; charset=iso-8859-1")
    assert (text in utf8.text, text in header.text) == (True, True)
    assert text in latin.text or encoding in WESTERN_LOOKING


@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        pytest.param("<meta charset={0}>", None, id="meta"),
        pytest.param('<meta http-equiv="Content-Type" content="text/html; charset={0}">', None, id="http-equiv"),
        pytest.param("<style>" + "a{{b:c}}" * 2_000 + "</style><meta charset='{0}'>", None, id="after 12 KB of styles"),
        pytest.param("", "text/html; charset={0}", id="header"),
        pytest.param("<meta charset={0}>", "text/html; charset=utf-8", id="meta under a wrong header"),
    ],
)
@pytest.mark.parametrize(("language", "domain", "encoding", "text"), CASES)
def test_a_declared_encoding_is_no_guess(
    language: str, domain: str, encoding: str, text: str, head: str, content_type: str | None
) -> None:
    body = page(text, encoding, language=language, head=head.format(encoding))
    decoded = decode_page(body, content_type.format(encoding) if content_type else None)
    assert text in decoded.text
    assert not decoded.guessed or encoding == "cp1252"


def test_text_behind_a_long_stretch_of_ascii_tells_the_encoding() -> None:
    ascii_only = "<p>plain words of a long script</p>" * 20_000
    html = f"<p>© 2003</p>{ascii_only}<p>Город объявил в понедельник, что восстановит набережную до зимних штормов.</p>"
    assert "Город объявил" in decode_page(html.encode("cp1251")).text


def test_an_xml_declaration_counts() -> None:
    text = LEGACY[0][3]
    body = f'<?xml version="1.0" encoding="windows-1250"?><html><body><p>{text}</p></body></html>'.encode("cp1250")
    decoded = decode_page(body)
    assert text in decoded.text
    assert not decoded.guessed


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [LEGACY[0][3], LEGACY[8][3], "市政府周一宣布。", "Plain English words."])
def test_utf_16_needs_neither_mark_nor_declaration(text: str, encoding: str) -> None:
    decoded = decode_page(page(text, encoding))
    assert text in decoded.text
    assert not decoded.guessed


def test_a_page_that_declares_utf_16_in_ascii_is_no_utf_16() -> None:
    text = LEGACY[0][3]
    assert text in decode_page(page(text, "utf-8", head='<meta charset="utf-16">')).text


def test_bytes_of_control_characters_refute_iso_8859_2() -> None:
    text = LEGACY[4][3]
    assert text in decode_page(page(text, "cp1250", language="hr", head="<meta charset=iso-8859-2>")).text


@pytest.mark.parametrize("language", ["", "en", "en-GB", "de"])
@pytest.mark.parametrize(
    "text", ["It costs £4 million.", "Home » News · Sport", "© 2024", "It isn’t “new” – yet…", "the café", "20 °C"]
)
def test_a_few_signs_in_an_english_page_are_windows_1252(text: str, language: str) -> None:
    body = page(text + " The council met on Monday." * 30, "cp1252", language=language)
    assert text in decode_page(body, None, "https://www.example.com/").text


def test_what_was_guessed_is_flagged_in_pages_and_in_plain_text() -> None:
    text = " ".join([LEGACY[0][3]] * 4)
    body = page(f"<article><h1>Most</h1><p>{text}</p></article>", "cp1250", language="cs")
    assert "guessed_encoding" in extract_article(body).quality.flags
    assert "guessed_encoding" not in extract_article(body.decode("cp1250").encode()).quality.flags
    plain = extract_article(
        f"Most\n\n{text}\n".encode("cp1250"), url="https://example.cz/a.txt", content_type="text/plain"
    )
    assert (plain.text, plain.quality.flags) == (text, ("guessed_encoding",))


@pytest.mark.parametrize("body", [b"\x00\x01\x02\x03" * 500, b"\x00" * 4_000, bytes(range(256)) * 20])
def test_binary_is_no_utf_16(body: bytes) -> None:
    with pytest.raises(Reject):
        decode_page(body)


@pytest.mark.parametrize("unit", [b"\xe9", b"\xa4\xb3", b"a\xe9", b"<meta charset", b"\x1b$B", b"\xff\xfe<", b"<html "])
def test_a_page_full_of_one_thing_takes_a_moment(unit: bytes) -> None:
    in_linear_time(decode_page, lambda size: b"<p>\xe9" + unit * (size // len(unit)), size=1_000_000)
