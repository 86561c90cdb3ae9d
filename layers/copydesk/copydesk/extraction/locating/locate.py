"""This module locates the runs of a page that are its article."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

import numpy as np

from copydesk.errors import Reject, RejectReason
from copydesk.extraction.locating.attachments import Figures, attachments, is_caption, is_of_text, path_of, region_of
from copydesk.extraction.locating.fragment import LINE
from copydesk.extraction.locating.parts import parts
from copydesk.extraction.locating.scorer import Scorer
from copydesk.extraction.locating.scorer.declared import Declared
from copydesk.extraction.locating.segments import without_copies, without_hidden, without_weak
from copydesk.extraction.locating.set_captions import captions_beside, captions_under
from copydesk.extraction.locating.shown_media import media_beside_words, names_file, shows_picture
from copydesk.extraction.reading.markup import HEADINGS, names_caption
from copydesk.extraction.reading.walk import Element, Run

#: The score from which a run is article. Pages with many doubtful runs have a lower threshold, down to _LOWEST.
_THRESHOLD, _LOWEST = 0.5, 0.05
#: From this score on a heading belongs to the article, whatever text is under it.
_SURE = 0.8
#: From this score on a line beside a picture is text and not its caption.
_NO_CAPTION = 0.9
#: From this score on a heading between two sure runs is article. On a page without sure runs, any run is.
_DOUBTFUL = 0.15
#: A page whose chosen runs have fewer characters is read again with doubtful runs. If those are too few as well, the
#: score of its likeliest paragraph becomes the threshold. That paragraph has at least _LONG characters and less than
#: the share _LINKED of links.
_SHORTEST_ARTICLE = 250
_LONG, _LINKED, _LEAST = 300, 0.3, 0.01
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "។", "۔")
#: A repeated text is taken everywhere if it occurs at most this many times as often as it was chosen.
_MOSTLY = 4 / 3
#: Elements in which links to other stories would look like headings or entries of the text.
_SET_LINKS = HEADINGS | {"li", "dt", "dd"}
#: The levels in which such an element is looked for.
_LINE_REACH = 3
#: The most runs between a heading and its text.
_HEADED = 6


@dataclass(frozen=True, slots=True)
class Located:
    """The article's part of a page.

    `runs` are all runs of the page and `scores` their scores. `text` and `company` are indices of the chosen runs.
    `text` holds the words. `company` holds the pictures, captions, notes, questions, footnotes and links to other
    stories that belong to them. `captions` are those of the company that are captions only by their place, and
    `stories` its links to other stories. `media` are pictures and players from runs whose words were not chosen.
    """

    runs: tuple[Run, ...]
    scores: tuple[float, ...]
    text: tuple[int, ...]
    company: frozenset[int]
    media: tuple[Run, ...] = ()
    captions: frozenset[int] = frozenset()
    stories: frozenset[int] = frozenset()

    def kept(self) -> list[Run]:
        """Returns the runs of the article in document order, then media of other runs."""
        return [*(self.runs[index] for index in sorted({*self.text, *self.company})), *self.media]

    def renamed(self) -> dict[Element, str]:
        """Returns new names for the elements of captions and of links to other stories."""
        path = path_of(self.runs, self.text) if self.stories else set()
        around = (islice(self.runs[index].element.lineage(), _LINE_REACH) for index in self.stories)
        own = (takewhile(lambda each: each.index not in path, elements) for elements in around)
        lines = {element: LINE for elements in own if (element := next(filter(_sets_line, elements), None))}
        return lines | {self.runs[index].element: "figcaption" for index in self.captions}


def _sets_line(element: Element) -> bool:
    """Returns whether an element would turn a link to another story into a heading, an entry or a caption."""
    return element.tag in _SET_LINKS or names_caption(element.words)


def scores_of(runs: list[Run], declared: Declared, scorer: Scorer) -> list[float]:
    """Returns the probability of each run of a page to be a part of its article."""
    return with_media(runs, scorer.scores(text_runs(runs), declared).tolist())


def choose(runs: list[Run], score: list[float], images: frozenset[str] = frozenset(), *, domain: str = "") -> Located:
    """Returns the article among scored runs; `score` has a value for each run.

    `images` are the keys of the files that the page declares as its pictures, `domain` is that of its site. Raises
    Reject (`no_article_text`) if there is no article.
    """
    return with_company(runs, score, likely_text(runs, score), images, domain=domain)


def likely_text(runs: list[Run], score: list[float], *, expected: bool = False) -> list[int]:
    """Returns the runs whose scores make them article. Raises Reject (`no_article_text`) if there are none.

    `expected` means that the page is known to be an article: its likeliest runs are taken, whatever their scores.
    """
    chosen: list[int] = []
    for threshold in _thresholds(runs, score, expected=expected):
        chosen = _chosen(runs, score, threshold) or chosen
        if sum(len(runs[index].text) for index in chosen) >= _SHORTEST_ARTICLE:
            break
    else:
        chosen = _with_siblings(runs, score, chosen)
    if not chosen:
        raise Reject(RejectReason.NO_ARTICLE_TEXT, "nothing on the page reads as an article")
    return chosen


def with_company(
    runs: list[Run], score: list[float], likely: list[int], images: frozenset[str], *, domain: str
) -> Located:
    """Returns the article of a page: its likely text without copies and loose parts, and what belongs to the text."""
    chosen = without_hidden(runs, without_copies(runs, without_weak(runs, score, likely)))
    chosen = _without_captions(runs, score, chosen)
    found = attachments(runs, chosen, images, domain)
    company = found.all | parts(runs, chosen)
    media = tuple(_media(runs, chosen, company, images))
    return Located(tuple(runs), tuple(score), tuple(chosen), company, media, found.set_captions, found.stories)


def _without_captions(runs: list[Run], score: list[float], chosen: list[int]) -> list[int]:
    """Returns the chosen indices without lines that are only beside a picture, unless they are surely text."""
    sure = [index for index in chosen if score[index] >= _NO_CAPTION]
    if not sure or len(sure) == len(chosen):
        return chosen
    path, known = path_of(runs, sure), set(sure)
    media = [index for index in range(sure[0], sure[-1]) if not runs[index].text]
    held = captions_under(runs, media, path, known)
    held |= captions_beside(runs, [index for index in chosen if shows_picture(runs[index])], path, known)
    return [index for index in chosen if index not in held]


def _media(runs: list[Run], chosen: list[int], company: frozenset[int], images: frozenset[str]) -> Iterator[Run]:
    """Yields media beside words that were not chosen."""
    kept, path = {*chosen, *company}, path_of(runs, chosen)
    others = [index for index in region_of(runs, chosen) if index not in kept and is_of_text(runs[index], path)]
    has_lead = any(names_file(runs[index], images) for index in company if not runs[index].text)
    return media_beside_words(runs, others, images, has_lead=has_lead)


def _thresholds(runs: list[Run], score: list[float], *, expected: bool) -> Iterator[float]:
    """Yields score thresholds; each one is used if the one before gave too little text."""
    yield _threshold(runs, score)
    yield _DOUBTFUL
    yield _likeliest(runs, score)
    if expected and any(score):
        yield max(score) / 2


def _threshold(runs: list[Run], score: list[float]) -> float:
    """Returns the score from which on the runs of this page are its article.

    It is _THRESHOLD if all runs are sure. On a page of many doubtful runs it is lower. It is then the one with the
    highest expected F1 (Lewis, "Evaluating and optimizing autonomous text classification systems", 1995). A run has the
    square root of its length as its weight, a compromise between runs and words.
    """
    if not any(score):
        return _THRESHOLD
    order = np.argsort(-np.array(score), kind="stable")
    scores = np.array(score)[order]
    weights = np.sqrt([len(runs[index].text) for index in order])
    expected = np.cumsum(scores * weights)
    f1 = 2 * expected / np.maximum(np.cumsum(weights) + expected[-1], 1.0)
    return float(np.clip(scores[int(np.argmax(f1))], _LOWEST, _THRESHOLD))


def _likeliest(runs: list[Run], score: list[float]) -> float:
    """Returns the score of the likeliest long paragraph; some articles have only one."""
    long = (score[index] for index, run in enumerate(runs) if len(run.text) >= _LONG and run.link_share < _LINKED)
    return max(max(long, default=1.0), _LEAST)


def _chosen(runs: list[Run], score: list[float], threshold: float) -> list[int]:
    """Returns the text runs of the article, with the headings between them and without loose ones."""
    figures: Figures = {}
    good = [index for index, run in enumerate(runs) if score[index] >= threshold and not is_caption(run, figures)]
    with_headings = sorted({*good, *_refrains(runs, good), *_headings_between(runs, score, threshold)})
    return [index for index in with_headings if not _is_loose_heading(runs, score, index, threshold)]


def _with_siblings(runs: list[Run], score: list[float], chosen: list[int]) -> list[int]:
    """Returns the chosen indices and the sentences in paragraphs beside them; in short news the scores are unsure."""
    beside = {runs[index].element.parent for index in chosen if runs[index].element.tag == "p"}
    more = (
        index
        for index, run in enumerate(runs)
        if run.element.tag == "p"
        and run.element.parent in beside
        and score[index] >= _LEAST
        and run.link_share < _LINKED
        and run.text.endswith(_SENTENCE_ENDS)
    )
    return sorted({*chosen, *more})


def _refrains(runs: list[Run], chosen: list[int]) -> list[int]:
    """Returns the runs that repeat chosen text in the same parent and tag, if most of those repetitions are chosen."""
    chosen_places = Counter(_place(runs[index]) for index in chosen)
    all_of_it = Counter(_place(run) for run in runs if run.text)
    most = {place for place, count in chosen_places.items() if 1 < count < all_of_it[place] <= _MOSTLY * count}
    return [index for index, run in enumerate(runs) if _place(run) in most]


def _place(run: Run) -> tuple[str, str, Element | None]:
    return run.text, run.element.tag, run.element.parent


def text_runs(runs: list[Run]) -> list[Run]:
    """Returns the runs with words, which are those that the scorer sees."""
    return [run for run in runs if run.text]


def with_media(runs: list[Run], text_scores: list[float]) -> list[float]:
    """Returns the scores of all runs, given those of the runs with words; media score 0."""
    found = iter(text_scores)
    return [next(found) if run.text else 0.0 for run in runs]


def _headings_between(runs: list[Run], score: list[float], threshold: float) -> list[int]:
    """Returns doubtful headings directly between two texts of the article.

    On annotated pages five in six of them belong to it.
    """
    text = [index for index, run in enumerate(runs) if run.text]
    return [
        index
        for before, index, after in zip(text, text[1:], text[2:], strict=False)
        if runs[index].element.tag in HEADINGS
        and score[index] >= _DOUBTFUL
        and min(score[before], score[after]) >= threshold
    ]


def _is_loose_heading(runs: list[Run], score: list[float], index: int, threshold: float) -> bool:
    """Returns whether a doubtful heading is loose: there is text near it in its element, but none was chosen."""
    element = runs[index].element
    if element.tag not in HEADINGS or score[index] >= _SURE or element.parent is None:
        return False
    near = range(max(0, index - _HEADED), min(len(runs), index + _HEADED + 1))
    mates = [other for other in near if other != index and element.parent in runs[other].element.lineage()]
    text = [other for other in mates if runs[other].text and runs[other].element.tag not in HEADINGS]
    return bool(text) and not any(score[other] >= threshold for other in text)
