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
        self._templates = [_template(run) for run in runs]
        self._number_elements(runs)

    def _number_elements(self, runs: Sequence[Run]) -> None:
        """The elements around the runs by number: `_flat` holds every run's lineage, from the inside out, one after
        the other; `_owner` the run of each entry; `_start` where a run's entries begin; `_levels` the nearest few.
        """
        numbers: dict[int, int] = {}
        lineages = [[numbers.setdefault(id(each), len(numbers)) for each in run.element.lineage()] for run in runs]
        lengths = np.array([len(lineage) for lineage in lineages])
        self._count = len(numbers)
        self._flat = np.array([number for lineage in lineages for number in lineage])
        self._owner = np.repeat(np.arange(len(runs)), lengths)
        self._start = np.cumsum(lengths) - lengths
        reach = np.minimum(np.arange(len(LEVELS))[None, :], lengths[:, None] - 1)
        self._levels = self._flat[self._start[:, None] + reach]

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

    def _sum(self, values: Column) -> Column:
        """Values of runs summed over every element that holds them."""
        weights = values.astype(np.float64)[self._owner]
        return np.bincount(self._flat, weights=weights, minlength=self._count)

    def _around(self, good: Column) -> list[Column]:
        all_good, all_chars = _total(good), _total(self._chars)
        here = self._sum(good)[self._levels] / all_good
        chars = self._sum(self._chars)[self._levels]
        links = self._sum(self._chars * self._links)[self._levels] / np.maximum(chars, 1.0)
        runs = np.log1p(self._sum(np.ones_like(good))[self._levels])
        gain = np.diff(here, axis=1, prepend=0.0)
        return _interleaved(here, chars / all_chars, links, runs, gain)

    def _around_article(self, first: Column, article: Column) -> list[Column]:
        here = self._sum(article)[self._levels]
        chars = self._sum(self._chars)[self._levels]
        runs = self._sum(np.ones_like(first))[self._levels]
        return _interleaved(
            here / _total(article), here / np.maximum(chars, 1.0), self._sum(first)[self._levels] / runs
        )

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
        sums = self._sum(good)
        best = int(np.argmax(good))
        longest = self._flat[self._owner == best]
        columns = []
        for share in _REGIONS:
            enough = np.flatnonzero(sums[longest] >= share * float(good.sum()))
            holder = longest[enough[0]] if len(enough) else longest[-1]
            inside = np.flatnonzero(self._flat == holder)
            depths = np.full(len(good), -1.0, dtype=np.float32)
            depths[self._owner[inside]] = inside - self._start[self._owner[inside]]
            columns.append(depths)
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
        same = [shifted(self._levels[:, level], offset, -1) == self._levels[:, level] for level in (0, 1)]
        kin: Column = same[0].astype(np.float32) + same[1].astype(np.float32)
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


def _interleaved(*blocks: Column) -> list[Column]:
    """The columns of some tables of one shape, all of the first level before those of the next."""
    return [block[:, level] for level in LEVELS for block in blocks]


def _total(values: Column) -> float:
    return max(1.0, float(values.sum()))


def _template(run: Run) -> tuple[object, ...]:
    parent = run.element.parent
    return (run.element.tag, run.element.words, parent.tag if parent else "", parent.words if parent else frozenset())
