"""Words and commas of a clause, with their places."""

import re
from dataclasses import dataclass
from functools import cache

_TOKEN = re.compile(r"[^\W_][\w’'.\-]*|[,;:()]|[—–]|(?<=\s)-(?=\s)")
#: Characters beyond which nothing of a clause is read, whatever a page holds.
_REACH = 800
PUNCTUATION = frozenset(",;:()—–-")


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The word for looking it up: small, without a full stop."""
        return self.text.rstrip(".'’").lower()


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that most pages do not need: compiling it when the module is loaded would slow each cold start."""
    return re.compile(pattern)


def tokens_of(text: str, limit: int) -> list[Token]:
    """The first `limit` tokens of a text, or its last where `limit` is negative."""
    start, end = (0, _REACH) if limit >= 0 else (max(0, len(text) - _REACH), len(text))
    found = [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text, start, end)]
    return found[:limit] if limit >= 0 else found[limit:]


def slice_of(text: str, tokens: list[Token]) -> str:
    """The words of some tokens as they stand in the text."""
    return " ".join(text[tokens[0].start : tokens[-1].end].split()).strip(" .,'’") if tokens else ""
