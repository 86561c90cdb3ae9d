"""This module lists, in many languages, the labels that say who made the words, the pictures or the edits."""

import re
from functools import cache

#: Words before "by" or its like.
_MADE = (
    "written posted reported reporting published reviewed authored words story text article analysis opinion"
    " interview column commentary essay submitted contributed created verfasst erstellt geschrieben gespeichert"
    " veröffentlicht artikel beitrag gastbeitrag blogbeitrag kommentar kolumne glosse porträt protokoll"
    " aufgezeichnet gespräch écrit entretien rédigé publié posté texte récit escrito publicado redactado entrevista"
    " texto reportaje reportagem scritto pubblicato intervista testo servizio"
    " articolo geschreven gepubliceerd geplaatst rezept recipe receta recette ricetta tekst skriven skrevet publicerad"
    " publisert napisane opublikowane ditulis"
).split()
#: Words between those and a name.
_BY = "by von vom par por di da door av af przez oleh".split()
#: Labels of writers. A name follows them without a mark at the start of a line, and after a mark within it.
_WRITERS = {
    "en": "author authors contributor contributors writer writers reporter words text story reporting",
    "de": "autor autorin autoren text redaktion bericht interview",
    "fr": "auteur auteure auteurs autrice texte textes",
    "es, pt": "autor autora autores texto textos redacción reportaje reportagem firma",
    "it": "autore autrice autori testo testi",
    "nl": "auteur auteurs tekst",
    "sv, no, da": "text tekst skribent journalist forfatter författare",
    "fi, et": "teksti kirjoittaja kirjoittanut toimittaja tekst autor kirjutas",
    "pl, cs, sk": "autor autorka autorzy tekst text napisał napisała napsal napsala autoři",
    "hu, ro": "írta szerző scris autor text",
    "hr, sl": "piše napisao napisala avtor avtorica besedilo",
    "tr": "yazan yazar haber muhabir yazı hazırlayan",
    "id, vi": "penulis pewarta reporter",
    "ru, uk, bg": "автор авторы автори автора текст написал написала корреспондент",
    "el": "συντάκτης συντάκτρια κείμενο γράφει",
    "ar": "كتب كتبت كتبه كتبته بقلم إعداد الكاتب الكاتبة",
    "fa, ur": "نویسنده نوشته تحریر",
    "he": "מאת כתב כתבה",
    "hi, bn": "लेखक लेखिका संवाददाता द्वारा লেখক প্রতিবেদক লিখেছেন",
    "th": "โดย ผู้เขียน เรื่อง",
}
_WRITER_PHRASES = (
    "a cura di",
    "propos recueillis par",
    "texto de",
    "entrevista de",
    "textos de",
    "texte de",
    "testo di",
    "textul",
    "scris de",
    "guest post by",
    "blog beitrag von",
    "das (?:interview|gespräch) führten?",
    "die fragen stellten?",
    "über de[nr] autor(?:in)?",
    "(?:about the|meet the) authors?",
    "à propos de l['’]auteure?",
    "sobre (?:el|la|o|a) autora?",
    "l['’]autore",
    "over de auteur",
    "om (?:författaren|forfatteren)",
    "autorin/autor",
    "ein (?:artikel|beitrag|interview|gastbeitrag|kommentar|text) von",
    "une? (?:article|texte|récit|enquête) (?:de|par)",
    "γράφει [οη]",
    "به قلم",
    "tác giả",
    "bài(?=:)",
)
#: Labels in scripts without spaces; a name may follow the first ones without any mark.
_WRITERS_UNSPACED = (
    "本报记者 本報記者 本刊记者 本网记者 特约记者 见习记者 实习记者 记者 記者 通讯员 通訊員 作者 撰文 撰稿 采写 採訪"
    " 执笔 取材・文 取材·文 執筆者 執筆 著者 筆者 ライター 글쓴이 작성자 저자 취재기자 취재"
).split()
_WRITERS_MARKED = "文 文字 取材 글".split()
_OTHERS = {
    "en": "photo photos photographs photography photographer image images picture pictures illustration illustrations"
    " illustrator video videos graphic graphics edit editor editors editing source sources translation"
    " translator credit date tag tags category categories keyword keywords comments",
    "de": "foto fotos bild bilder grafik redigatur datum kategorie kategorien rubrik schlagwörter schlagworte"
    " stichworte quelle übersetzung kamera schnitt",
    "fr": "photographie photographies crédit crédits illustration vidéo édition",
    "es, pt": "fotografía fotografías fotografia imagen imágenes imagem edición edição fuente fonte vídeo",
    "it": "foto immagini fonte",
    "nl": "beeld bron fotografie",
    "sv, no, da": "fotograf illustratör redaktör redigering källa kilde",
    "fi, et": "kuva kuvat valokuvat fotod toimetaja lähde allikas",
    "pl, cs, hu, ro": "zdjęcia zdjęcie fot źródło redakcja zdroj fotó kép forrás sursa",
    "tr": "fotoğraf fotoğraflar kaynak editör",
    "id": "editor sumber",
    "ru, uk": "фото фотограф редактор источник джерело видео",
    "el": "φωτογραφία φωτογραφίες πηγή",
    "ar": "تصوير المصدر مصدر تحرير ترجمة صورة",
    "fa, he": "عکس منبع צילום צילומים עריכה",
    "hi": "फोटो संपादन संपादक स्रोत",
    "th": "ภาพ ที่มา",
}
_OTHERS_UNSPACED = (
    "责任编辑 責任編輯 责编 編輯 编辑 主编 来源 來源 出典 摄影 攝影 图片 圖片"
    " 撮影 写真 編集 翻訳 翻译 审核 校对 イラスト 사진 편집 출처 영상 번역"
).split()
_OTHERS_MARKED = "图 圖 图片 絵 画".split()
#: Words after the name: "한지민 기자", "田中健一記者".
_AFTER = "기자 특파원 논설위원 칼럼니스트 리포터 記者 特派員 记者".split()

_MARK = r"(?:\s*[:：=＝/／|・·]\s*|\s[-–—]\s)"
_COLON = r"\s*[:：=＝]\s*"
_HAN_OR_KANA = r"\u3040-\u30ff\u3400-\u9fff"


def _any(words: list[str] | tuple[str, ...]) -> str:
    """Returns a pattern for one of some words, the longest first."""
    return "|".join(sorted(set(words), key=lambda word: (-len(word), word)))


_WRITER_WORDS = " ".join(_WRITERS.values()).split()
_OTHER_WORDS = " ".join(_OTHERS.values()).split()
_WORKS = rf"(?:(?:an?|eine?|une?|una?|uma?|een|ett?|en)\s+)?(?:{_any(_MADE)})"
_BY_PHRASE = rf"(?:{_WORKS}\s+)?(?:{_any(_BY)})|{'|'.join(_WRITER_PHRASES)}"
#: A mark, the end of the line, or a space before what is written as a name is.
_THEN = rf"(?:{_MARK}|\s+(?=[^\W\d_])|(?-i:(?<=[Bb]y)(?=[A-Z]))|\s*$)"
#: A writer's label beside another label: "Text & photos: Jane Roe".
_JOINT = r"\s*(?:[&+/,]|and|und|et|y|e|og|och|en|ja|i|и)\s*"
_BOTH = (
    rf"(?:(?:{_any(_WRITER_WORDS)}){_JOINT}(?:{_any(_OTHER_WORDS + _WRITER_WORDS + _MADE)})"
    rf"|(?:{_any(_OTHER_WORDS)}){_JOINT}(?:{_any(_WRITER_WORDS)})){_COLON}"
)
_CJK = (
    rf"(?:{_any(_WRITERS_UNSPACED)})(?:{_MARK}|\s*)(?=[{_HAN_OR_KANA}가-힣A-Z]|$)"
    rf"|(?:{_any(_WRITERS_MARKED)})(?:{_MARK}|\s+)"
)


@cache
def start() -> re.Pattern[str]:
    """Returns the pattern of a label at the start of a line."""
    return re.compile(
        rf"\W*+(?:(?:{_BY_PHRASE}){_THEN}|(?:{_any(_WRITER_WORDS)})(?:{_MARK}|\s+(?=(?-i:[^\W\d_a-zà-ÿ]))|\s*$)|{_CJK}|{_BOTH})",
        re.IGNORECASE,
    )


@cache
def inner() -> re.Pattern[str]:
    """Returns the pattern of a label within a line; the group `writer` matches a label of the words."""
    return re.compile(
        rf"(?<![^\W_])(?:(?P<writer>(?:{_any(_WRITER_WORDS)}){_COLON}|{_WORKS}\s+by\s|{_CJK})"
        rf"|(?:{_any(_OTHER_WORDS)})(?:{_COLON}|\.\s|\s+(?:by|von|de|par|av|af|door|di)\s)|(?:edited|translated)\s+by\s"
        rf"|(?:{_any(_OTHERS_UNSPACED)})(?:{_MARK}|\s*)|(?:{_any(_OTHERS_MARKED)}){_MARK})",
        re.IGNORECASE,
    )


@cache
def suffixed() -> re.Pattern[str]:
    """Returns the pattern of a name with the job after it, in scripts that do not separate the two."""
    return re.compile(
        rf"\W*+(?P<name>[가-힣]{{2,4}}?\s?(?={_any(_AFTER)})"
        rf"|(?!本|特|见|实)[{_HAN_OR_KANA}]{{2,8}}?(?=(?:{_any(_AFTER)})\W*$))"
        rf"(?:{_any(_AFTER)})(?![가-힣])"
    )
