"""This module sets text as a browser does: it squeezes spaces and removes invisible characters."""

import re

#: Characters that take no room on the page: soft hyphen, zero-width space, word joiner, BOM and controls of direction.
#: The controls embed, override or isolate a direction (UAX #9, 2.1 to 2.3), and reorder the text after them.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
#: Marks of direction (UAX #9, 2.6). In right-to-left text they order signs and numbers, and are kept.
_DIRECTION_MARK = re.compile("[\u200e\u200f\u061c]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def tidy(text: str) -> str:
    """Returns a text with squeezed spaces, none around line breaks, and no invisible characters.

    >>> tidy(" a  b \\n c ")
    'a b\\nc'
    """
    text = visible(text)
    if "\n" not in text:
        return " ".join(text.split())
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def visible(text: str) -> str:
    """Returns a text without the characters that take no room.

    >>> visible("A\\u202e bri\\u00addge\\u200e")
    'A bridge'
    """
    if text.isascii():
        return text
    text = _INVISIBLE.sub("", text)
    if not _DIRECTION_MARK.search(text) or _RIGHT_TO_LEFT.search(text):
        return text
    return _DIRECTION_MARK.sub("", text)
