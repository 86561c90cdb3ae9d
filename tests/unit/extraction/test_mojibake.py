"""UTF-8 that was encoded twice is repaired. A page that shows such damage on purpose stays as it is."""

from collections.abc import Callable

import pytest

from copydesk.extraction import extract_article
from copydesk.web.decoding import decode
from copydesk.web.mojibake import repaired
from tests.growth import in_linear_time

TEXTS = {
    "en": "It’s “done” – the naïve café costs €5… 😀",
    "de": "Die Straße führt über die Brücke, schön für Große",
    "fr": "L’été, où l’élève « naïf » déçoit la forêt",
    "cs": "Město opraví starý železniční most přes řeku",
    "pl": "Mieszkańcy żądają, by łódź wróciła później",
    "tr": "Belediye yeni bir kütüphane yapılacağını açıkladı",
    "ru": "Городские власти сообщили, что мост откроют",
    "el": "Η πόλη ανακοίνωσε τη Δευτέρα το σχέδιο",
    "he": "העירייה הודיעה ביום שני כי תבנה ספרייה",
    "ar": "أعلنت المدينة يوم الاثنين عن مكتبة جديدة",
    "zh": "市政府周一宣布，将在明年春天之前",
    "ja": "市は月曜日、新しい図書館を建てる計画",
    "ko": "시는 월요일 새 도서관을 짓겠다고 발표했다",
    "th": "เทศบาลประกาศเมื่อวันจันทร์",
}
_UNDEFINED = {0x81, 0x8D, 0x8F, 0x90, 0x9D}


def as_latin(text: str) -> str:
    return text.encode().decode("latin-1")


def as_windows(text: str) -> str:
    return "".join(chr(byte) if byte in _UNDEFINED else bytes([byte]).decode("cp1252") for byte in text.encode())


@pytest.mark.parametrize("wrong", [as_latin, as_windows])
@pytest.mark.parametrize("language", TEXTS)
def test_what_was_encoded_twice_or_three_times_is_made_whole(language: str, wrong: Callable[[str], str]) -> None:
    text = f"<p>{TEXTS[language]}</p>"
    once, twice = wrong(text), wrong(wrong(text))
    assert repaired(once) == text
    assert repaired(twice) == text
    assert decode(once.encode()) == text


@pytest.mark.parametrize("wrong", [as_latin, as_windows])
def test_a_page_of_which_a_part_was_encoded_twice_is_made_whole(wrong: Callable[[str], str]) -> None:
    right = "<footer>© Über uns, Straße, l’été «oui» – JOSÉ’s »Spaß« případné\xa0– další</footer>"
    assert repaired(f"<p>{wrong(TEXTS['de'])}</p>{right}") == f"<p>{TEXTS['de']}</p>{right}"


def test_references_are_read_as_what_they_stand_for() -> None:
    page = "<p>AI isn&acirc;&euro;&trade;t new. It&acirc;&#128;&#153;s &acirc;&euro;&oelig;old&acirc;&euro;&rdquo;</p>"
    assert repaired(page).startswith("<p>AI isn’t new. It’s “old")
    assert repaired("<p>&acirc;ge &Atilde; &copy; &acirc;</p>") == "<p>&acirc;ge &Atilde; &copy; &acirc;</p>"


def test_control_characters_are_those_of_windows() -> None:
    assert decode("<p>We\x92re \x93here\x94 \x96 once\x85</p>".encode()) == "<p>We’re “here” – once…</p>"
    assert decode("<p>a\x81b\x8dc</p>".encode()) == "<p>abc</p>"


@pytest.mark.parametrize(
    "page",
    [
        '<p>The letter é is two bytes. As Latin-1 they are "Ã©": café becomes cafÃ© and naïve becomes naÃ¯ve.</p>',
        "<p>The apostrophe ’ becomes â€™, as in donâ€™t, canâ€™t and wonâ€™t.</p>",
        "<p>Le mot « café » devient « cafÃ© », « été » devient « Ã©tÃ© ».</p><p>Un élève.</p>",
        "<p>You may see <code>Ã©</code>, <code>Ã¼</code> or <code>Ã¶</code> on such a page.</p>",
        "<p>Words like 'cafÃ©', 'naÃ¯ve' and 'rÃ©sumÃ©' stand for café, naïve and résumé.</p>",
        '<p>It replaces "â€™" by an apostrophe, "â€œ" and "â€" by quotation marks.</p>',
        "<p>SÃO PAULO – JOÃO E MARIA, “FUNDAÇÃO”, É’ ÂMBITO, TRÈS… À… DÉJÀ…</p>",
        "<p>»Spaß«, »groß« und »Fuß« – „weiß“ „heiß“ „Gruß“</p>",
        "<p>případné\xa0– další\xa0– stará\xa0– nová\xa0– která\xa0–</p>",
        "<p>„Ä“, „Ö“, „Ü“, „Â“ – ROMÂNIA, VÂRF, CHÂU Á, Þ’ Ð’ ÅÄÖ</p>",
        "<p>Où\xa0? Là\xa0! À\xa0: É\xa0» Ô\xa0; Ê…</p>",
        "<p>Ïðèâåò – Русский, Ελληνικά, 中文, עברית, العربية</p>",
    ],
)
def test_a_page_that_shows_such_damage_or_has_letters_like_it_stays(page: str) -> None:
    assert repaired(page) == page


def test_json_ld_with_escapes_is_made_whole() -> None:
    body = "<p>" + "The board said that the quay will be rebuilt before the storms come back. " * 6 + "</p>"
    data = r'{"@type": "NewsArticle", "headline": "The board\u00e2\u0080\u0099s quay", "author": {"name": "Zo\u00eb"}}'
    page = f"<title>q</title><script type=application/ld+json>{data}</script><article>{body}</article>"
    assert extract_article(page.encode()).headline == "The board’s quay"


@pytest.mark.parametrize("unit", ["Ã", "Ã©", "â€™", "Ã¼ ", "\xe2\x80", "&acirc;&euro;", "é’", "Ã©<", '"Ã©"', "ÐŸ"])
def test_a_page_full_of_it_takes_a_moment(unit: str) -> None:
    in_linear_time(repaired, lambda size: unit * size, size=20_000)
