"""Cursors: where a list goes on, opaque to who carries them, and good for the one list that gave them.

A cursor names its list, and the list of the request decides what is read: a cursor of another list, or one that was
made by hand, is refused or leads to another place of the same list, which its bearer may read anyway. So it needs no
signature and no secret.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from copydesk.api.problems import BAD_CURSOR, Problem

#: The longest position is a date, an article and a quote; the longest name of a list a speaker's.
LONGEST_CURSOR = 4_096

_REMEDY = "Take `next` of this list's last answer as it is, or leave the cursor out to begin anew."


def to_cursor(listing: str, position: str) -> str:
    """Where `listing` goes on after `position`.

    >>> from_cursor("DAY 2024-04-25", to_cursor("DAY 2024-04-25", "a#b"))
    'a#b'
    """
    text = json.dumps([listing, position], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def from_cursor(listing: str, cursor: str) -> str:
    """The position in `listing`; a Problem if the cursor is none of this list's."""
    match _read(cursor):
        case [str(named), str(position)] if named == listing:
            return position
        case [str(), str()]:
            raise bad_cursor("It is the cursor of another list.")
    raise bad_cursor("It is not a cursor that a list gave.")


def bad_cursor(detail: str) -> Problem:
    return Problem(BAD_CURSOR, detail, remedy=_REMEDY)


def _read(cursor: str) -> object:
    try:
        text = urlsafe_b64decode((cursor + "=" * (-len(cursor) % 4)).encode("ascii"))
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found
