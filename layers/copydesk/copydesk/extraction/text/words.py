"""The words of texts, as they are counted for conservation."""

from collections import Counter
from collections.abc import Iterable

from copydesk.extraction.text.spaces import visible
from copydesk.words import units_in


def words_in(text: str) -> list[str]:
    """The words of a text in their order; characters without width aside."""
    return units_in(visible(text))


def words_of(texts: Iterable[str | None]) -> Counter[str]:
    """The words of some texts, each as often as it stands there."""
    return Counter(words_in("\n".join(text for text in texts if text)))
