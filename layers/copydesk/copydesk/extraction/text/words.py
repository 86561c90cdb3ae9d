"""This module counts the words of texts, to check that extraction conserves them."""

from collections import Counter
from collections.abc import Iterable

from copydesk.extraction.text.spaces import visible
from copydesk.words import units_in


def words_in(text: str) -> list[str]:
    """Returns the words of a text in order, without invisible characters."""
    return units_in(visible(text))


def words_of(texts: Iterable[str | None]) -> Counter[str]:
    """Returns how often each word occurs in some texts."""
    return Counter(words_in("\n".join(text for text in texts if text)))
