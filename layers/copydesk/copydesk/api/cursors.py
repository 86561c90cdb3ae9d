"""Encodes the position in a list as an opaque cursor that is valid for that list only.

A cursor names its list, but the request decides which list is read. A cursor of another list is refused. A forged
cursor is refused too, or leads to another place of the same list, which its bearer may read anyway. A cursor therefore
needs no signature and no secret.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from copydesk.api.problems import BAD_CURSOR, Problem

#: The longest position is a date, an article and a quote. The longest name of a list is a speaker's.
LONGEST_CURSOR = 4_096

_REMEDY = "Take `next` of this list's last answer as it is, or leave the cursor out to begin anew."


def to_cursor(listing: str, position: str) -> str:
    """Returns the cursor of `listing` after `position`.

    >>> from_cursor("DAY 2024-04-25", to_cursor("DAY 2024-04-25", "a#b"))
    'a#b'
    """
    text = json.dumps([listing, position], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def from_cursor(listing: str, cursor: str) -> str:
    """Returns the position in `listing`. Raises a Problem if the cursor does not belong to the list."""
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
