"""The company of a run: the text that shares its elements, its template and its neighbourhood."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from copydesk.extraction.scorer.matrix import Column, Matrix, shifted, window_mean
from copydesk.extraction.walk import HEADINGS, Run

LEVELS = range(5)
OFFSETS = (-3, -2, -1, 1, 2, 3)
_FAR_OFFSETS = (-5, -4, *OFFSETS, 4, 5)
#: Shares of the good text that the smallest holding element can have, to be "the" region of the page.
_REGIONS = (0.6, 0.8, 0.95)
_ITEMS = frozenset({"li", "td", "dd", "dt"})
#: A run this sure and this long (characters) is an anchor: others are judged by how far off they stand.
_SURE, _ANCHOR_CHARS = 0.7, 80
_FARTHEST = 30

FEATURES = (
    *(f"{name}_{level}" for level in LEVELS for name in ("good", "chars", "links", "runs", "good_gain")),
    *"position chars_before good_before good_after after_h1 h1_distance".split(),
    *(f"region_{share:.2f}" for share in _REGIONS),
    *"template_runs template_chars template_links template_good near_good_3 near_good_8".split(),
    *"page_runs page_good page_good_share".split(),
    *(f"{name}_{offset:+d}" for offset in OFFSETS for name in ("chars", "links", "heading", "good", "kin", "item")),
)
SECOND_FEATURES = (
    "first",
    *(f"first_{offset:+d}" for offset in _FAR_OFFSETS),
    *"near_first_3 near_first_8 near_article_3 near_article_8".split(),
    *(f"{name}_{level}" for level in LEVELS for name in ("article", "article_density", "mean_first")),
    *"template_first article_before article_after page_article_share page_article".split(),
    *(f"article_region_{share:.2f}" for share in _REGIONS),
    *"anchor_before anchor_after".split(),
)


class Company:
    """The runs of one page by the elements and templates they share. `links` is the share of each in links."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._heading = np.array([run.element.tag in HEADINGS for run in runs], dtype=np.float32)
        self._item = np.array([run.element.tag in _ITEMS for run in runs], dtype=np.float32)
        self._h1 = next((index for index, run in enumerate(runs) if run.element.tag == "h1"), None)
        self._chars = np.array([len(run.text) for run in runs], dtype=np.float32)
        self._links = np.array([run.link_share for run in runs], dtype=np.float32)
        self._lineages = [[id(element) for element in run.element.lineage()] for run in runs]
        self._templates = [_template(run) for run in runs]

    def first_look(self, ends_sentence: Column) -> Matrix:
        """The columns of FEATURES: good text is long, not linked, and ends as sentences do."""
        good = self._chars * (1 - self._links) * ((ends_sentence > 0) & (self._chars > 60))
        columns = [
            *self._around(good),
            *self._place(good),
            *self._template_columns(good),
            *self._page(good),
            *self._beside(good),
        ]
        return np.column_stack(columns).astype(np.float32)

    def second_look(self, first: Column) -> Matrix:
        """The columns of SECOND_FEATURES, from the scores of the first look."""
        article = first * self._chars
        columns = [
            first,
            *(shifted(first, offset, -1) for offset in _FAR_OFFSETS),
            *(window_mean(values, reach) for values in (first, article) for reach in (3, 8)),
            *self._around_article(first, article),
            *self._article_place(first, article),
            *self._regions(article),
            *self._anchors(first),
        ]
        return np.column_stack(columns).astype(np.float32)

    def _sums(self, *columns: Column) -> dict[int, list[float]]:
        """Each column summed over every element that holds runs; the last sum is the number of runs."""
        sums: dict[int, list[float]] = defaultdict(lambda: [0.0] * (len(columns) + 1))
        for lineage, *values in zip(self._lineages, *(column.tolist() for column in columns), strict=True):
            for key in lineage:
                entry = sums[key]
                for index, value in enumerate(values):
                    entry[index] += value
                entry[-1] += 1
        return sums

    def _levels(self, lineage: list[int]) -> list[int]:
        return [lineage[min(level, len(lineage) - 1)] for level in LEVELS]

    def _around(self, good: Column) -> list[Column]:
        sums = self._sums(good, self._chars, self._chars * self._links)
        all_good, all_chars = _total(good), _total(self._chars)
        rows = []
        for lineage in self._lineages:
            row: list[float] = []
            below = 0.0
            for key in self._levels(lineage):
                here, chars, links, count = sums[key]
                row += [
                    here / all_good,
                    chars / all_chars,
                    links / (chars or 1.0),
                    math.log1p(count),
                    (here - below) / all_good,
                ]
                below = here
            rows.append(row)
        return list(np.array(rows, dtype=np.float32).T)

    def _around_article(self, first: Column, article: Column) -> list[Column]:
        sums = self._sums(article, self._chars, first)
        total = _total(article)
        rows = [
            [
                value
                for key in self._levels(lineage)
                for here, chars, score, count in (sums[key],)
                for value in (here / total, here / max(1.0, chars), score / count)
            ]
            for lineage in self._lineages
        ]
        return list(np.array(rows, dtype=np.float32).T)

    def _place(self, good: Column) -> list[Column]:
        count = len(good)
        index = np.arange(count, dtype=np.float32)
        before = np.cumsum(good) - good
        total = _total(good)
        return [
            index / count,
            (np.cumsum(self._chars) - self._chars) / _total(self._chars),
            before / total,
            (total - before - good) / total,
            np.full(count, -1.0) if self._h1 is None else (index > self._h1) * 1.0,
            np.full(count, -30.0) if self._h1 is None else np.clip(index - self._h1, -20, 60),
            *self._regions(good),
        ]

    def _article_place(self, first: Column, article: Column) -> list[Column]:
        count = Counter(self._templates)
        scores: Counter[object] = Counter()
        for key, score in zip(self._templates, first.tolist(), strict=True):
            scores[key] += score
        before = np.cumsum(article) - article
        total = _total(article)
        return [
            np.array([scores[key] / count[key] for key in self._templates], dtype=np.float32),
            before / total,
            (total - before - article) / total,
            np.full(len(first), total / _total(self._chars)),
            np.full(len(first), math.log1p(total)),
        ]

    def _regions(self, good: Column) -> list[Column]:
        """How far under the smallest element with a share of the good text a run stands; -1 outside it."""
        sums = self._sums(good)
        longest = self._lineages[int(np.argmax(good))]
        columns = []
        for share in _REGIONS:
            need = share * float(good.sum())
            holder = next((key for key in longest if sums[key][0] >= need), longest[-1])
            depths = [lineage.index(holder) if holder in lineage else -1 for lineage in self._lineages]
            columns.append(np.array(depths, dtype=np.float32))
        return columns

    def _template_columns(self, good: Column) -> list[Column]:
        """Runs that one template set, told by the names of their element and its parent."""
        count = Counter(self._templates)
        sums: dict[object, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        for key, *values in zip(
            self._templates, self._chars.tolist(), self._links.tolist(), good.tolist(), strict=True
        ):
            sums[key] = [total + value for total, value in zip(sums[key], values, strict=True)]
        total = _total(good)
        rows = [
            (math.log1p(count[key]), math.log1p(chars / count[key]), links / count[key], here / total)
            for key in self._templates
            for chars, links, here in (sums[key],)
        ]
        return list(np.array(rows, dtype=np.float32).T)

    def _page(self, good: Column) -> list[Column]:
        count, total = len(good), _total(good)
        return [
            np.log1p(window_mean(good, 3)),
            np.log1p(window_mean(good, 8)),
            np.full(count, math.log1p(count)),
            np.full(count, math.log1p(total)),
            np.full(count, total / _total(self._chars)),
        ]

    def _beside(self, good: Column) -> list[Column]:
        columns = []
        for offset in OFFSETS:
            columns += [
                shifted(np.log1p(self._chars), offset, -1),
                shifted(self._links, offset, -1),
                shifted(self._heading, offset, 0),
                shifted(np.log1p(good), offset, -1),
                self._kin(offset),
                shifted(self._item, offset, 0),
            ]
        return columns

    def _kin(self, offset: int) -> Column:
        """Whether the neighbour stands in the same element (2), in the same parent element (1), or in neither."""
        count = len(self._lineages)
        kin = np.zeros(count, dtype=np.float32)
        for index, lineage in enumerate(self._lineages):
            if 0 <= index + offset < count:
                other = self._lineages[index + offset]
                kin[index] = (other[0] == lineage[0]) + (other[:2][-1] == lineage[:2][-1])
        return kin

    def _anchors(self, first: Column) -> list[Column]:
        """How many runs off the nearest sure and long one stands, before and after."""
        sure = np.flatnonzero((first > _SURE) & (self._chars > _ANCHOR_CHARS))
        index = np.arange(len(first))
        if not len(sure):
            return [np.full(len(first), float(_FARTHEST))] * 2
        place = np.searchsorted(sure, index, side="right")
        before = np.where(place > 0, index - sure[np.maximum(place - 1, 0)], _FARTHEST)
        place = np.searchsorted(sure, index, side="left")
        after = np.where(place < len(sure), sure[np.minimum(place, len(sure) - 1)] - index, _FARTHEST)
        return [np.minimum(before, _FARTHEST), np.minimum(after, _FARTHEST)]


def _total(values: Column) -> float:
    return max(1.0, float(values.sum()))


def _template(run: Run) -> tuple[object, ...]:
    parent = run.element.parent
    return (run.element.tag, run.element.words, parent.tag if parent else "", parent.words if parent else frozenset())
