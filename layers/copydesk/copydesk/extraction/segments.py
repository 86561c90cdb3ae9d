"""What was chosen and is no part of the article after all: weak stretches apart from it, and copies of its text."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from copydesk.extraction.metadata.standfirst import is_standfirst
from copydesk.extraction.walk import Element, Run

#: A page is sure of its article where runs from this score on have so many characters, and so large a share of all
#: that was chosen.
_SURE, _SURE_CHARACTERS, _SURE_SHARE = 0.9, 300, 0.5
#: More unchosen runs of text than this part two segments. A segment is weak where no run has this score.
_GAP, _WEAK = 3, 0.7
#: Characters of a run that is compared with others. Copies go where a text stands so often, or where all of them hold
#: such a share of what was chosen: then a page has its article twice, as for phones and for larger screens.
_COMPARED, _OFTEN, _MUCH = 40, 3, 0.2
#: An element of which so large a share is said nowhere else is no copy of another.
_OWN = 0.2
#: Where copies hold a larger share the text repeats itself, and that is how it is.
_MOST_COPIED = 0.6


def without_weak(runs: Sequence[Run], score: Sequence[float], chosen: list[int]) -> list[int]:
    """The chosen indices without those of weak segments, where the page is sure of its article.

    The threshold of a page takes doubtful runs too, since most of those amid an article belong to it. Few of those
    apart from it do: they are newsletters, teasers and comments. A standfirst is apart on many pages, and stays.
    Held out, this rule gains 0.004 of F1 on Scrapinghub and 0.001 on WCXB.
    """
    sure = _size(runs, {index for index in chosen if score[index] >= _SURE})
    if sure < max(_SURE_CHARACTERS, _SURE_SHARE * _size(runs, set(chosen))):
        return chosen
    segments = _segments(runs, chosen)
    return [index for segment in segments if _belongs(runs, score, segment) for index in segment]


def _segments(runs: Sequence[Run], chosen: list[int]) -> Iterator[list[int]]:
    place = {index: place for place, index in enumerate(index for index, run in enumerate(runs) if run.text)}
    segment: list[int] = []
    for index in chosen:
        if segment and place[index] - place[segment[-1]] - 1 > _GAP:
            yield segment
            segment = []
        segment.append(index)
    yield segment


def _belongs(runs: Sequence[Run], score: Sequence[float], segment: list[int]) -> bool:
    return any(score[index] >= _WEAK or is_standfirst(runs[index]) for index in segment)


def without_copies(runs: Sequence[Run], chosen: list[int]) -> list[int]:
    """The chosen indices without those of texts that stand there already, each in a part of the page of its own.

    Placeholders of embeds repeat so, and the copies of an article for other screens. A refrain stands in one part, or
    beside text of its own: the question that an interview asks of everyone, a strength that several products share.
    Held out, this rule gains 0.001 of F1 on Fundus and on WCXB.
    """
    total = _size(runs, set(chosen))
    places = _places(runs, chosen)
    copies = {index for indices in places for index in indices[1:]}
    if _size(runs, copies) < _MUCH * total:
        copies = {index for indices in places if len(indices) >= _OFTEN for index in indices[1:]}
    copies -= _beside_own_text(runs, chosen)
    if _size(runs, copies) > _MOST_COPIED * total:
        return chosen
    return [index for index in chosen if index not in copies]


def _places(runs: Sequence[Run], chosen: list[int]) -> list[list[int]]:
    """Where each text that stands in several parts of the page was chosen."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for index in chosen:
        if len(runs[index].text) >= _COMPARED:
            found[runs[index].text].append(index)
    return [indices for indices in found.values() if len({runs[index].element.parent for index in indices}) > 1]


def _beside_own_text(runs: Sequence[Run], chosen: list[int]) -> set[int]:
    """The chosen indices in elements of which a share stands nowhere else in the article."""
    said = Counter(runs[index].text for index in chosen)
    all_of_it: Counter[Element | None] = Counter()
    own: Counter[Element | None] = Counter()
    for index in chosen:
        text, element = runs[index].text, runs[index].element.parent
        all_of_it[element] += len(text)
        own[element] += len(text) if said[text] == 1 else 0
    mixed = {element for element, size in own.items() if size >= _OWN * all_of_it[element]}
    return {index for index in chosen if runs[index].element.parent in mixed}


def _size(runs: Sequence[Run], indices: set[int]) -> int:
    return sum(len(runs[index].text) for index in indices)
