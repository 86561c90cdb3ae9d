"""Words are counted as readers of the language count them. Comparisons and articles use the same words."""

import pytest

from copydesk.changes import Fate, word_difference
from copydesk.extraction import extract_article
from copydesk.extraction.checks.fingerprint import bits_apart, shared_keys, simhash
from copydesk.words import count_words, units_in

CHINESE = "市政府周一宣布，将在明年春天之前把旧码头改建成一座公园。这块地方已经空置了十五年。"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("— … * #", 0),
        ("The council met on Monday.", 5),
        ("It’s the mayor's mother-in-law, isn't it?", 6),
        ("1,250.50 euros at 12:30 in the U.S.", 7),
        ("snake_case and __init__", 3),
        ("L’école n’ouvre qu’à 9 h", 5),
        ("Die Straße in der EU:n", 5),
        ("co\u00adopera\u00adtion", 1),
        ("cafe\u0301 nai\u0308ve", 2),
        ("В городе откроют мост.", 4),
        ("Η πόλη ανακοίνωσε", 3),
        ("أعلنت المدينة يوم الاثنين", 4),
        ("كَتَبَ الوَلَدُ", 2),
        ("می‌خواهم بروم", 2),
        ("בִּנְיָן חדש", 2),
        ("हिन्दी में समाचार", 3),
        ("বাংলা সংবাদ", 2),
        ("தமிழ் செய்தி", 2),
        ("역 북쪽에 새 도서관을 짓겠다고", 5),
        ("市政府周一宣布，", 7),
        ("駅の北側に図書館", 8),
        ("ニューヨーク", 6),
        ("ﾆｭｰｽ", 4),
        ("人々は二〇二四年", 8),
        ("2024年3月2日に iPhone を発売", 11),
        ("𠮷野家", 3),
        ("เทศบาลประกาศเมื่อวันจันทร์", 7),
        ("ສະບາຍດີ", 2),
        ("សាលាក្រុង", 2),
        ("မြို့တော်စည်ပင်", 3),
        ("བོད་ཡིག་", 2),
        ("ሰላም፡ለዓለም", 2),
    ],
)
def test_a_reader_counts_as_many(text: str, count: int) -> None:
    assert count_words(text) == count


def test_texts_are_compared_by_units_that_do_not_shift() -> None:
    thai = "เทศบาลประกาศเมื่อวันจันทร์"
    assert units_in("ใหม่" + thai)[-len(units_in(thai)) :] == units_in(thai)
    assert "".join(units_in(thai)) == thai
    assert units_in("हिन्दी don’t") == ["हिन्दी", "don", "t"]


def test_a_changed_character_of_a_chinese_paragraph_is_all_that_changed() -> None:
    runs = word_difference(CHINESE, CHINESE.replace("十五", "十六"))
    assert [(run.fate, run.text) for run in runs if run.fate is not Fate.KEPT] == [
        (Fate.DELETED, "五"),
        (Fate.ADDED, "六"),
    ]
    assert "".join(run.text for run in runs if run.fate is not Fate.ADDED) == CHINESE


def test_near_equal_chinese_texts_are_found_as_such() -> None:
    text = (
        CHINESE + "公园里会种下三百棵树，并修一条两公里长的步道。整个工程需要四千万元，其中一半由省里的基金支付。" * 2
    )
    edited = text.replace("周一", "周二").replace("十五", "十六")
    assert bits_apart(simhash(text), simhash(edited)) <= 17
    assert set(shared_keys(text)) & set(shared_keys(edited))


#: These are the language, the headline and the paragraphs.
SHORT_NEWS = [
    ("zh", "旧码头将改建成公园", CHINESE, "公园里会种下三百棵树，并修一条两公里长的步道。"),
    ("zh-Hant", "舊碼頭改建公園", "市政府週一宣布將把舊碼頭改建成一座公園。", "整個工程需要四千萬元。"),
    ("ja", "駅北に図書館", "市は月曜日、新しい図書館を建てる計画を発表した。", "費用は県が一部を負担する。"),
    ("th", "ห้องสมุดใหม่", "เทศบาลประกาศเมื่อวันจันทร์ว่าจะสร้างห้องสมุดแห่งใหม่ทางเหนือของสถานี", "อาคารจะมีสามชั้นและมีร้านกาแฟขนาดเล็ก"),
    (
        "km",
        "បណ្ណាល័យថ្មី",
        "សាលាក្រុងបានប្រកាសកាលពីថ្ងៃច័ន្ទថានឹងសាងសង់បណ្ណាល័យថ្មីមួយនៅភាគខាងជើង។",
        "អគារនេះនឹងមានបីជាន់ និងមានហាងកាហ្វេតូចមួយនៅជាន់ក្រោម។",
    ),
    (
        "ko",
        "역 북쪽에 새 도서관",
        "시는 월요일 역 북쪽에 새 도서관을 짓겠다고 발표했다. 봄에 문을 열 예정이다.",
        "비용은 약 삼백억 원이며 그 가운데 일부를 도가 부담한다. 설명회는 시월에 열린다.",
    ),
]


@pytest.mark.parametrize(("language", "headline", "first", "second"), SHORT_NEWS, ids=[each[0] for each in SHORT_NEWS])
def test_short_news_is_an_article_in_every_script(language: str, headline: str, first: str, second: str) -> None:
    page = (
        f"<!DOCTYPE html><html lang={language}><head><meta charset=utf-8><title>{headline}</title>"
        f"<meta property=og:type content=article></head><body><main><article><h1>{headline}</h1>"
        f"<time datetime=2024-03-02>2024-03-02</time><p>{first}</p><p>{second}</p></article></main></body></html>"
    )
    article = extract_article(page.encode(), url="https://www.example.com/2024/03/02/a-story")
    assert article.text == f"{first}\n\n{second}"
    assert article.word_count == count_words(first) + count_words(second)
    assert article.quality.lost_words == 0
