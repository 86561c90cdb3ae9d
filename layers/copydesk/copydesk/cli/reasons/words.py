"""This module has the words for the reasons of a score. `SENTENCES` has a sentence for every feature of the scorer."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from copydesk.cli.reasons.building import Sentence
from copydesk.cli.reasons.of_context import sentences_of_context
from copydesk.cli.reasons.of_text import sentences_of_text
from copydesk.extraction.explain import Reason

#: What the terms of the sentences mean.
TERMS = (
    "Running text is text outside of links that ends as a sentence does and is longer than 60 characters. "
    "A first look gives each piece of the page a score, and a second look sees the scores around it. "
    "The likely article is what has high scores after the first look. "
    "A sure text is a long piece with a score above 0.7."
)
SENTENCES: Mapping[str, Sentence] = dict((*sentences_of_text(), *sentences_of_context()))


def sentence(reason: Reason) -> str:
    """Returns what a feature found, in words.

    >>> sentence(Reason("region_0.80", -1.0, -1.3))
    'stands outside the region that holds 80 % of the running text'
    """
    return SENTENCES[reason.feature](reason.value)


def sides(reasons: Iterable[Reason]) -> list[tuple[str, list[Reason]]]:
    """Parts reasons into those for the article and those against it. The side of the strongest reason comes first.

    >>> found = (Reason("chars", 2.3, -0.9), Reason("ends_sentence", 1, 0.2), Reason("links", 1, -0.1))
    >>> [(side, [each.feature for each in part]) for side, part in sides(found)]
    [('against', ['chars', 'links']), ('for', ['ends_sentence'])]
    """
    ordered = sorted(reasons, key=lambda each: -abs(each.moved))
    parted = sorted(ordered, key=lambda each: (each.moved > 0) is not (ordered[0].moved > 0))
    return [(side, list(part)) for side, part in groupby(parted, lambda each: "for" if each.moved > 0 else "against")]
