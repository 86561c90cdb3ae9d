"""What the JSON formats share: members that say something."""

from typing import Any

from copydesk.model import Block


def entry_time(block: Block) -> str | None:
    """When an entry was written, where its title does not begin with it."""
    time = block.entry.time if block.entry else None
    return time if time and not block.text.startswith(time) else None


type Members = dict[str, Any]


def stated(**members: Any) -> Members:
    """The members that hold something: what a page does not say is absent.

    >>> stated(a=1, b=None, c="", d=[], e=False, f=0)
    {'a': 1, 'e': False, 'f': 0}
    """
    return {name: value for name, value in members.items() if value not in (None, "", [], {}, ())}
