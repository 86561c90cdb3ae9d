"""Reads dates to the precision of the page: `2024-04-25`, with a time and a zone if they are stated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from copydesk.web.calendars import (
    EARLIEST_YEAR,
    GREGORIAN,
    LATEST_YEAR,
    SOLAR_HIJRI,
    calendar_of,
    calendars_of,
    in_ascii,
    month_of,
    number,
    solar_month_of,
    weekdays_in,
)

_DIGIT = re.compile(r"\d|年")
_ISO = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})(?:[T ]\s?(?P<time>\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(?P<zone>Z|UTC|GMT|"
    r"[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"\s*(?P<year>20\d{2}|19\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:[T ]?\d{2}:?\d{2}:?\d{0,2}Z?)?\s*")
#: Characters that are neither letters nor marks on letters. They are signs of ASCII, Latin-1, Arabic and Hindi, and the
#: blocks of punctuation and pictures.
_SIGNS = "!-/:-@\\[-`{-~\xa0-\xbf×÷،؛؟।॥\u2010-\u206f\u2190-\u2bff\u3000-\u303f\uff00-\uff0f\U0001f000-\U0001faff"
#: A month as a word. It is a number with the word for month, or an abbreviated Thai or Lao name with points. Otherwise
#: it is one or two words of any script, with marks on their letters.
_MONTH = (
    r"(?P<month>(?:tháng|thg)\s?\d{1,2}|\d{1,2}\s?[月월]|[ก-๎ກ-ໍ]{1,3}\.\s?[ก-ฮກ-ຮ]|"
    r"(?:(?:كانون|تشرين|کانوونی|کانونی|تشرینی|tháng(?:\smười)?)\s)?"
    rf"[^\W\d_][^\s\d{_SIGNS}]{{1,17}})"
)
#: The text between a month and its year: another name of the month, "of", or the name of the era.
_TO_YEAR = (
    r"\.?(?:\s?/\s?[^\W\d_]{3,12})?(?:[\s\u200c]?ماه)?,?\s*+(?:de |del |of |năm |-|/|\.|พ\.ศ\.\s?|ค\.ศ\.\s?)?[’']?"
)
_YEAR = r"(?P<year>\d{4}|\d{2})(?![\d:])"
_WORDED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|e|º|ª|লা|রা|ঠা|ই|শে|\.)?\s*+(?:of |de |d[’']|ng |เดือน|ב)?[./-]?\s*+"
        + _MONTH
        + _TO_YEAR
        + _YEAR,
        r"(?<![^\W\d_])"
        + _MONTH
        + r"(?:\.\s*|\s+|-|\s?/\s?)(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\.|,\s*|\s+|-|(?<=\d\d))\s*(?:de |del )?"
        r"(?:\d\d:\d\d(?::\d\d)?\s(?:[a-z]{2,4}\s|[+-]\d{4}\s)?)?(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})(?:\s?m\.|ko)?[,. -]{1,2}" + _MONTH + r"[. -]{1,2}(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})\.?\s(?:gada|жылғы|оны)\s(?P<day>\d{1,2})\.?\s" + _MONTH,
    )
)
_NUMERAL = r"\d{1,4}|元|[〇零○一二三四五六七八九十]{1,5}"
_IDEOGRAPHIC = re.compile(
    r"(?<!\d)(?P<era>令和|平成|㋿|㍻|民[國国]|(?<![^\W\d_])[RH](?=\d))?\s?"
    rf"(?P<year>{_NUMERAL})\s?(?:\([^()]{{1,10}}\))?\s?(?:년|年|(?(era)[./-]|$.))\s?(?:\([^()]{{1,10}}\))?\s?"
    rf"(?P<month>{_NUMERAL})\s?[월月./-]\s?(?P<day>{_NUMERAL})(?!\d)"
)
_NO_MORE = r"(?!\d)(?![./-]\d{1,9}(?![\d:.h]))"
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<year>\d{{3,4}})\s?[/.-]\s?(?P<month>\d{{1,2}})\s?[/.-]\s?(?P<day>\d{{1,2}}){_NO_MORE}"
)
_YEAR_LAST = re.compile(
    r"(?<!\d)(?<!\d[./-])(?P<first>\d{1,2})(?P<mark>\.\s?|\s?[/|]\s?|-)(?P<second>\d{1,2})(?:\.\s?|\s?[/|]\s?|-)"
    rf"(?P<year>\d{{4}}|\d{{2}}){_NO_MORE}"
)
_TIME = re.compile(
    r"(?P<before>오전|오후|上午|下午|午前|午後|晚上)?\s?(?<![\d:])(?P<hour>\d{1,2})(?:[:.h]|[시時点]\s?)(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s*(?P<half>[ap]\.?\s?m\b\.?|[صم]\b|[πμ]\.?μ\b)?\s*(?P<zone>Z\b|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
#: The beginnings of words for the second half of the day.
_AFTER_NOON = ("p", "م", "μ", "오후", "下", "午後", "晚")
#: Words before a number that make it an identifier, such as the number of a file, a case or a version.
_NUMBERED = re.compile(
    r"(?:\b(?:no|nr|num|number|nummer|numéro|número|numero|номер|file|ref|case|docket|aktenzeichen|id|isbn|issn|doc|"
    r"version|ver|v)\b|\baz[.:]|№|#|n[°º]|第|编号|番号)[\W_]{0,3}\Z",
    re.IGNORECASE,
)
#: The last year of two digits that belongs to this century.
_LATEST_SHORT_YEAR = LATEST_YEAR - 2000
#: Languages whose dates begin with the year.
_YEAR_FIRST_LANGUAGES = ("ko", "ja", "zh", "hu")
#: Languages that write dates with points (CLDR 47, short dates).
_POINTED_LANGUAGES = frozenset(
    "de da no nb nn fi cs sk pl ru uk be bg mk sr hr sl bs tr ro et lv is az hy ka kk".split()
)
#: The number of characters around a date in which its weekday is searched.
_NEAR = 20


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in ISO 8601. `raw` is the part of the text that states it."""

    value: str
    raw: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A text, the same text in ASCII digits, and how its readers understand 04/05/2024 and 1402/12/12."""

    text: str
    plain: str
    day_first: bool | None
    language: str


def parse_date(text: str | None, *, day_first: bool | None = None, language: str = "") -> FoundDate | None:
    """Returns the first date in a text with its stated time and zone, or None if it has none or it is impossible.

    A date of digits and slashes counts only if its order is unambiguous, if its weekday decides, or if `day_first`
    is given. `language` is a BCP 47 tag; years are also read in the calendars of its readers.

    >>> parse_date("3 min read 25 April, 2024")
    FoundDate(value='2024-04-25', raw='25 April, 2024')
    >>> parse_date("2024-04-25T09:30:00+02:00").value
    '2024-04-25T09:30:00+02:00'
    >>> parse_date("04/05/2024") is None, parse_date("Sat, 03/09/2024").value
    (True, '2024-03-09')
    >>> parse_date("1402/12/12", language="fa").value, parse_date("令和6年3月2日").value
    ('2024-03-02', '2024-03-02')
    """
    if not text:
        return None
    text = text[:300]
    if not has_digit(text):
        return None
    phrase = _Phrase(text, in_ascii(text), day_first, language)
    return _iso(phrase) or _worded(phrase) or _ideographic(phrase) or _numbered(phrase) or _compact(phrase)


def _iso(phrase: _Phrase) -> FoundDate | None:
    match = _ISO.search(phrase.plain)
    if not match or not _valid(match["date"]) or _is_number(match):
        return None
    value, raw = match["date"], phrase.text[match.start() : match.end()].strip()
    if match["time"]:
        value = f"{value}T{match['time'] if match['time'].count(':') == 2 else match['time'] + ':00'}"
        value += _zone(match["zone"])
    return FoundDate(value if _valid(value) else match["date"], raw)


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    if zone.upper() in ("Z", "UTC", "GMT"):
        return "+00:00"
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"


def _worded(phrase: _Phrase) -> FoundDate | None:
    for pattern in _WORDED:
        for match in pattern.finditer(phrase.plain):
            if day := _worded_day(match, phrase):
                return _with_time(day, match, phrase)
    return None


def _worded_day(match: re.Match[str], phrase: _Phrase) -> str | None:
    year, month = _full_year(match), month_of(match["month"])
    if year is None:
        return None
    if month is None:
        solar = solar_month_of(match["month"])
        return SOLAR_HIJRI.iso(year, solar, int(match["day"])) if solar else None
    return next(_days(phrase, year, month, int(match["day"])), None)


def _full_year(match: re.Match[str]) -> int | None:
    """Returns the year. Two digits count only after a mark, or in Thai, where they are of its own calendar."""
    digits, before = match["year"], match.string[match.start("year") - 1]
    if len(digits) > 2:
        return int(digits)
    if "ก" <= match["month"][0] <= "๎":
        return int(digits) + (2500 if int(digits) > EARLIEST_YEAR + 543 - 2500 else 2000)
    is_marked = before in "’'" or (before in "-/" and match.string[match.start("month") - 1] == before)
    return _of_two_digits(digits) if is_marked else None


def _of_two_digits(digits: str) -> int:
    return int(digits) + (2000 if int(digits) <= _LATEST_SHORT_YEAR else 1900)


def _days(phrase: _Phrase, year: int, month: int, day: int) -> Iterator[str]:
    """Yields the day in each calendar of a text's readers that has such a year."""
    return (iso for each in calendars_of(phrase.text, phrase.language) if (iso := each.iso(year, month, day)))


def _ideographic(phrase: _Phrase) -> FoundDate | None:
    for match in _IDEOGRAPHIC.finditer(phrase.plain):
        if match["era"] in ("R", "H") and not phrase.language.startswith("ja"):
            continue
        numbers = (number(match["year"]), number(match["month"]), number(match["day"]))
        day = calendar_of(match["era"]).iso(*numbers) if match["era"] else next(_days(phrase, *numbers), None)
        if day:
            return _with_time(day, match, phrase)
    return None


def _numbered(phrase: _Phrase) -> FoundDate | None:
    for pattern, read in ((_YEAR_FIRST, _year_first), (_YEAR_LAST, _year_last)):
        for match in pattern.finditer(phrase.plain):
            day = None if _is_number(match) else read(match, phrase)
            if day:
                return _with_time(day, match, phrase)
    return None


def _is_number(match: re.Match[str]) -> bool:
    """True if the word before a match makes it the number of a file, a case or a version."""
    return _NUMBERED.search(match.string, max(0, match.start() - _NEAR), match.start()) is not None


def _year_first(match: re.Match[str], phrase: _Phrase) -> str | None:
    return next(_days(phrase, int(match["year"]), int(match["month"]), int(match["day"])), None)


def _year_last(match: re.Match[str], phrase: _Phrase) -> str | None:
    first, second, digits = match["first"], match["second"], match["year"]
    if len(digits) > 2:
        return _ordered(match, phrase, int(digits))
    if match["mark"] == "-" or (len(first + second) < 4 and match["mark"] == "." and not _writes_points(phrase)):
        return None
    if phrase.language.startswith(_YEAR_FIRST_LANGUAGES) and len(first) == 2:
        return GREGORIAN.iso(_of_two_digits(first), int(second), int(digits))
    return _ordered(match, phrase, _of_two_digits(digits))


def _writes_points(phrase: _Phrase) -> bool:
    """True if the readers of a text read 2.11.22 as a date and not as a version."""
    return phrase.language.partition("-")[0] in _POINTED_LANGUAGES


def _ordered(match: re.Match[str], phrase: _Phrase, year: int) -> str | None:
    """Decides which of two numbers is the day: by the calendar, by the weekday beside it, or by the readers' habit."""
    first, second = int(match["first"]), int(match["second"])
    by_day = next(_days(phrase, year, second, first), None)
    by_month = next(_days(phrase, year, first, second), None)
    if by_day is None or by_month is None or by_day == by_month:
        return by_day or by_month
    named = weekdays_in(phrase.plain[max(0, match.start() - _NEAR) : match.end() + _NEAR])
    fitting = [day for day in (by_day, by_month) if date.fromisoformat(day).weekday() in named]
    if len(fitting) == 1:
        return fitting[0]
    day_first = match["mark"].strip() == "." if phrase.day_first is None else phrase.day_first
    if phrase.day_first is None and not day_first:
        return None
    return by_day if day_first else by_month


def _compact(phrase: _Phrase) -> FoundDate | None:
    """Reads a date of eight digits, if nothing but a time is beside it. Otherwise it may be any number."""
    match = _COMPACT.fullmatch(phrase.plain)
    day = GREGORIAN.iso(int(match["year"]), int(match["month"]), int(match["day"])) if match else None
    return FoundDate(day, phrase.text.strip()[:8]) if match and day else None


def _with_time(day: str, match: re.Match[str], phrase: _Phrase) -> FoundDate:
    """Returns the date with the time that directly follows it."""
    after = phrase.plain[match.end() : match.end() + 30]
    time = _TIME.search(after)
    clock = _clock(time) if time and not re.search(r"[^\W\d_]{4,}", after[: time.start()]) else None
    alone = FoundDate(day, phrase.text[match.start() : match.end()].strip())
    if time is None or clock is None:
        return alone
    value = f"{day}T{clock}{_zone(time['zone'])}"
    return FoundDate(value, phrase.text[match.start() : match.end() + time.end()].strip()) if _valid(value) else alone


def _clock(time: re.Match[str]) -> str | None:
    hour = int(time["hour"])
    half = (time["half"] or time["before"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith(_AFTER_NOON) else 0)
    return f"{hour:02}:{time['minute']}:{time['second'] or '00'}" if hour < 24 and int(time["minute"]) < 60 else None


def has_digit(text: str) -> bool:
    """True if a text has a digit of any script, or the character for a year. Any other text holds no date."""
    return _DIGIT.search(text) is not None


def is_month(word: str) -> bool:
    """True if a word is the name of a month.

    >>> is_month("September"), is_month("sept"), is_month("brings")
    (True, True, False)
    """
    return not has_digit(word) and month_of(word) is not None


def _valid(value: str) -> bool:
    try:
        return EARLIEST_YEAR <= datetime.fromisoformat(value).year <= LATEST_YEAR
    except ValueError:
        return False
