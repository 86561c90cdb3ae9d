"""Years, digits and weekdays as the languages write them: which calendar counts a year, and its days in ours.

Iran and Afghanistan count solar years from 622 and Thailand counts years from 543 BC. Japan counts from the beginning
of a reign and Taiwan from 1912. Lunar Islamic dates and those of Nepal are left alone: both take tables of months.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

#: The first digit of each row of ten in Unicode that news is written with: Arabic, Persian, Devanagari, Bengali,
#: Gurmukhi, Gujarati, Odia, Tamil, Telugu, Kannada, Malayalam, Thai, Lao, Burmese, Khmer, full width.
_ZEROS = "٠۰०০੦૦୦௦౦೦൦๐໐၀០０"
#: Each foreign digit or mark as the ASCII character that it stands for, one for one, so that places stay the same.
#: Signs of direction, which Arabic and Hebrew pages set between the parts of a date, are spaces.
_AS_ASCII = (
    {ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)}
    | str.maketrans("／．，،：‑－（）", "/.,,:--()")
    | str.maketrans(dict.fromkeys("\u200b\u200e\u200f\u061c", " "))
)
_IDEOGRAPHIC = {sign: value for value, signs in enumerate(("〇零○", *"一二三四五六七八九")) for sign in signs}

#: The years that publishing on the web can be of. From 2047 on a year is of Nepal's calendar, whose 2047 is our 1990.
EARLIEST_YEAR, LATEST_YEAR = 1990, 2046
_OURS = range(EARLIEST_YEAR, LATEST_YEAR + 1)
#: What the year one of an era is counted from (CLDR 47, eras of the Japanese and Minguo calendars). R and H are the
#: letters of Japanese forms.
_ERAS = {"令和": 2018, "㋿": 2018, "R": 2018, "平成": 1988, "㍻": 1988, "H": 1988, "民國": 1911, "民国": 1911}
_BUDDHIST = 543
#: The solar Hijri leap years of each 33 years; right from 1244 to 1472 (Borkowski, "The Persian calendar for 3000
#: years", 1996), and a day by which the others are counted: 1 Farvardin 1400 is 21 March 2021.
_CYCLE, _LEAPS = 33, (1, 5, 9, 13, 17, 22, 26, 30)
_KNOWN_YEAR, _KNOWN_DAY = 1400, date(2021, 3, 21)
_THAI = re.compile("[ก-๙]")
_PERSIAN_DIGIT = re.compile("[۰-۹]")
_SOLAR_LANGUAGES = frozenset({"fa", "ps", "prs", "haz", "mzn"})
#: CLDR 47: the days of the week as dates have them, from Monday on, in languages whose dates are mixed up.
_WEEKDAYS = {
    name: day
    for day, names in enumerate(
        (
            "monday mon lunes lun lundi montag segunda seg lunedì maandag",
            "tuesday tue tues martes mar mardi dienstag terça ter martedì dinsdag",
            "wednesday wed miércoles mié mercredi mer mittwoch quarta qua mercoledì woensdag",
            "thursday thu thur thurs jueves jue jeudi jeu donnerstag quinta qui giovedì gio donderdag",
            "friday fri viernes vie vendredi ven freitag sexta sex venerdì vrijdag",
            "saturday sat sábado sáb samedi sam samstag sabato sab zaterdag",
            "sunday sun domingo dom dimanche dim sonntag domenica zondag",
        )
    )
    for name in names.split()
}
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Calendar:
    """`years` are those that it counts the days of the web by; `day` makes ours of its year, month and day."""

    years: range
    day: Callable[[int, int, int], date]

    def iso(self, year: int, month: int, day: int) -> str | None:
        """The day in ISO 8601; None for a day or a year that there is not."""
        try:
            found = self.day(year, month, day) if year in self.years else None
        except ValueError:
            return None
        return found.isoformat() if found else None


def _solar_day(year: int, month: int, day: int) -> date:
    """Six months have 31 days, five have 30, and the last has 29, in a leap year 30."""
    length = 31 if month <= 6 else 30 if month < 12 or year % _CYCLE in _LEAPS else 29
    if not (1 <= month <= 12 and 1 <= day <= length):
        raise ValueError((year, month, day))
    days = 365 * (year - _KNOWN_YEAR) + _leaps_before(year) - _leaps_before(_KNOWN_YEAR)
    return _KNOWN_DAY + timedelta(days=days + 30 * (month - 1) + min(month - 1, 6) + day - 1)


def _leaps_before(year: int) -> int:
    cycles, rest = divmod(year, _CYCLE)
    return cycles * len(_LEAPS) + sum(leap < rest for leap in _LEAPS)


def _counted_from(start: int) -> Calendar:
    return Calendar(range(EARLIEST_YEAR - start, LATEST_YEAR + 1 - start), lambda y, m, d: date(y + start, m, d))


GREGORIAN = Calendar(_OURS, date)
SOLAR_HIJRI = Calendar(range(1369, 1426), _solar_day)
BUDDHIST = _counted_from(-_BUDDHIST)
_OF_ERA = {era: _counted_from(start) for era, start in _ERAS.items()}


def calendars_of(text: str, language: str) -> list[Calendar]:
    """What counts the years of four digits in a text: our calendar, and its readers' own."""
    calendars = [GREGORIAN]
    if _PERSIAN_DIGIT.search(text) or language.partition("-")[0] in _SOLAR_LANGUAGES:
        calendars.append(SOLAR_HIJRI)
    if language == "th" or _THAI.search(text):
        calendars.append(BUDDHIST)
    if language.startswith("zh") and language.endswith("TW"):
        calendars.append(_OF_ERA["民國"])
    return calendars


def calendar_of(era: str) -> Calendar:
    return _OF_ERA[era]


def in_ascii(text: str) -> str:
    """A text of the same length with its digits and the marks beside them in ASCII.

    >>> in_ascii("۱۴۰۲／۱۲"), in_ascii("২ মার্চ ২০২৪")
    ('1402/12', '2 মার্চ 2024')
    """
    return text if text.isascii() else text.translate(_AS_ASCII)


def number(written: str) -> int:
    """A number below ten thousand in digits or Chinese numerals; the first year of an era is its origin.

    >>> number("24"), number("二〇二四"), number("二十四"), number("十"), number("元")
    (24, 2024, 24, 10, 1)
    """
    if written.isdecimal():
        return int(written)
    if written == "元":
        return 1
    tens, ten, ones = written.rpartition("十")
    if ten:
        return 10 * (_IDEOGRAPHIC.get(tens, 1)) + _IDEOGRAPHIC.get(ones, 0)
    return int("".join(str(_IDEOGRAPHIC[sign]) for sign in written))


def weekdays_in(text: str) -> set[int]:
    """The days of the week that a text names, Monday as 0.

    >>> sorted(weekdays_in("Sat, 03/09/2024 | Mon"))
    [0, 5]
    """
    return {_WEEKDAYS[word] for word in _WORD.findall(text.casefold()) if word in _WEEKDAYS}
