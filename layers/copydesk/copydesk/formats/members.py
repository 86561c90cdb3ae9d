"""What the JSON formats share: members that say something."""

from typing import Any

type Members = dict[str, Any]


def stated(**members: Any) -> Members:
    """The members that hold something: what a page does not say is absent.

    >>> stated(a=1, b=None, c="", d=[], e=False, f=0)
    {'a': 1, 'e': False, 'f': 0}
    """
    return {name: value for name, value in members.items() if value not in (None, "", [], {}, ())}
