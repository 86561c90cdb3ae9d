"""Provides what the JSON formats share: members without empty values, and the time of an entry."""

from typing import Any

from copydesk.model import Block


def entry_time(block: Block) -> str | None:
    """Returns the time of a live entry, unless its title begins with it."""
    time = block.entry.time if block.entry else None
    return time if time and not block.text.startswith(time) else None


type Members = dict[str, Any]


def stated(**members: Any) -> Members:
    """Returns the members that have a value. What a page does not state is absent.

    >>> stated(a=1, b=None, c="", d=[], e=False, f=0)
    {'a': 1, 'e': False, 'f': 0}
    """
    return {name: value for name, value in members.items() if value not in (None, "", [], {}, ())}
