"""This module finds the speakers of Chinese, Japanese, Korean and Turkish quotations by the words next to them."""

import re

from copydesk.extraction.quotes.attribution import Attribution

#: The characters before and behind a quotation that are read for its speaker.
_REACH = 120
_SAYS = (
    "说|說|表示|称|稱|指出|强调|強調|认为|認為|写道|寫道|写到|告诉|告訴|介绍|介紹|回应|回應|补充|補充|透露|坦言|直言|解释|解釋|呼吁|呼籲|警告"
    "|宣布|宣佈|声明|聲明|批评|批評|质疑|質疑|反问|反問|问道|問道|回答|答道|感叹|感嘆|提到|谈到|談到|重申|承认|承認|否认|否認|评论|評論|留言|发文|發文"
)
_CHINESE_WORD = r"[^\s，。；：！？,;:!?“”「」『』（）()《》]"
_CHINESE_BEFORE = re.compile(
    rf"({_CHINESE_WORD}{{0,40}}?)({_SAYS})(?:道|着|著|了)?(?:记者|記者|媒体|媒體|本报|本報)?[：:，,]?\s*$"
)
_CHINESE_BEHIND = re.compile(rf"[，,]?\s*({_CHINESE_WORD}{{0,40}}?)({_SAYS})(?:道|着|著|了)?(?:[，。：；！,;:!]|$)")
#: Words between a subject and its verb: adverbs, times and addressees.
_CHINESE_GAP = re.compile(
    r"在|对|對|向|于|於|周[一二三四五六日]|星期|\d|今天|今日|昨|当天|當天|也|还|還|则|則|曾|随后|隨後|近日|日前|再次|进一步|進一步|明确|明確|公开|公開"
    r"|强烈|同时|同時|接受|笑|又|就|并|並|被|所"
)
_CHINESE_OPENER = re.compile(r"(?:但|而|且|对此|對此|不过|不過|随后|隨後|其中|据|據|此外|同时|同時|他们|周.)?(?:是)?")
#: Titles, which precede the name.
_CHINESE_TITLE = re.compile(
    r".*(?:.长|.長|总统|總統|主席|总理|總理|首相|大臣|大使|公使|参赞|參贊|发言人|發言人|主任|教授|博士生?|研究员|研究員|专家|專家|学者|學者|律师|律師|医生|醫生"
    r"|记者|記者|经理|經理|总监|總監|总裁|總裁|执行官|创始人|創辦人|负责人|負責人|书记|書記|教练|教練|导演|導演|演员|演員|作家|议员|議員|.师|.師|居民|市民|学生|學生"
    r"|女士|先生)(?=[^\W\d_]{2,4}$)"
)
#: Endings of words that are no names: `副市长办公室`.
_CHINESE_BODY = tuple("室部局会會司院厅廳处處组組团團府党黨国國方社报報人员員们們校")
#: Words behind a speaker's name for how something was said: `yaptığı açıklamada`, `sosyal medya hesabından`.
_TURKISH_STATEMENT = re.compile(
    r"(?<=\S)\s(?:yap|hesab|açıkla|konuş|paylaş|katıl|düzenle|sosyal|resmi|yazılı|tarafından)"
)
#: The genitive of a name (`Roe'nun`) and of a body (`Bakanlığının`).
_TURKISH_GENITIVE = re.compile(r"[’'][a-zçğıöşü]{1,5}$|(?<=[ıiuü])n[ıiuü]n$|(?<=s[ıiuü])n(?:dan|den|ca|ce)$")
#: By language, the topic before a quotation and the verb of saying behind it, which may have its own topic.
AROUND = {
    "ja": (
        re.compile(
            r"(?:^|[、。\s」）])([^、。\s「」『』（）は]{1,30})(?:（[^（）]{1,20}）)?(?:は|も|が)(?=[^「」『』。]*$)"
        ),
        re.compile(
            r"(?:など)?(?:と|って)、?(?:(?P<topic>[^、。\s「」『』（）はも]{2,24})(?:は|も|が))?[^。「」『』]{0,20}?"
            r"(?P<cue>述べ|話し|話す|語っ|語る|言っ|言う|答え|回答|説明|強調|指摘|発表|コメント|訴え|明かし|明かす|振り返|投稿|つづ|綴|批判|主張"
            r"|説い|呼びかけ|呼び掛け|叫|喜ん|意気込|つぶやい|反論|発言|謝罪|宣言)"
        ),
    ),
    "ko": (
        re.compile(r"(?:^|\s)([^\s,.]+(?: [^\s,.]+){0,2})(?:은|는|이|가)(?=\s[^\"“”]*$)"),
        re.compile(
            r"(?:이?라|다|냐|자)?고\s(?:(?P<topic>[^\s,.]+(?: [^\s,.]+)?)(?:은|는|이|가)\s)?(?:[^\s,.]+\s){0,3}?"
            r"[^\s,.]{0,6}?(?P<cue>말했|말한|밝혔|밝힌|강조|설명|전했|주장|덧붙|지적|답했|비판|당부|언급|썼다|적었다)"
        ),
    ),
    "tr": (
        re.compile(r"(?:^|[.!?]\s)([A-ZÇĞİÖŞÜ][^,.!?;:\"“”]{1,80}?)(?:,|\s(?:da|de|ise)\s)"),
        re.compile(
            r"[,.]?\s?(?:[^\s,.]+\s){0,3}?"
            r"(?P<topic>(?!))?(?P<cue>dedi|diyen|diyerek|diye|ifade|ifadelerini|ifadesini|ifadeleri|ifadesi|denildi|şeklinde|sözleri|sözlerini|yanıtını|cevabını"
            r"|açıklaması)\b"
        ),
    ),
}


def before_chinese(text: str) -> Attribution | None:
    """Returns the speaker of `市长王明说：“…”`, with an empty name if the verb has no subject, or None."""
    match = _CHINESE_BEFORE.search(text[-_REACH:])
    return _chinese(match) if match else None


def behind_chinese(text: str) -> Attribution | None:
    """Returns the speaker of `“…”，市长王明说。`, or None."""
    match = _CHINESE_BEHIND.match(text[:_REACH])
    return _chinese(match) if match else None


def _chinese(match: re.Match[str]) -> Attribution | None:
    words = match[1][_end(_CHINESE_OPENER.match(match[1])) :]
    gap = _CHINESE_GAP.search(words)
    speaker = words[: gap.start()] if gap and gap.start() != 1 else words
    if gap and gap[0] in ("被", "所"):
        return None
    name = speaker[_end(_CHINESE_TITLE.match(speaker)) :]
    return Attribution(speaker if name.endswith(_CHINESE_BODY) else name, match[2])


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def around(language: str, before: str, after: str) -> Attribution | None:
    """Returns the nearest topic if a verb of saying follows, as in `市長は「…」と述べた`, else None."""
    topic, verb = AROUND[language]
    statement = verb.match(after[:_REACH])
    if not statement:
        return None
    topics = [match[1] for match in topic.finditer(before[-_REACH:])]
    speaker = statement["topic"] or (topics[-1] if topics else "")
    return Attribution(_turkish(speaker) if language == "tr" else speaker, statement["cue"])


def _turkish(words: str) -> str:
    """Returns the body of `Sağlık Bakanlığının hesabından yapılan açıklamada`, without the ending of its genitive."""
    statement = _TURKISH_STATEMENT.search(words)
    if not statement or not words[: statement.start()].strip():
        return words
    *others, last = words[: statement.start()].split()
    return " ".join([*others, _TURKISH_GENITIVE.sub("", last)])
