"""This module computes the features of a run's context: its elements, its template and its neighbourhood."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from copydesk.extraction.locating.scorer import phrases
from copydesk.extraction.locating.scorer.matrix import Column, Counts, Matrix, levelled, shifted, stacked, window_mean
from copydesk.extraction.locating.scorer.texts import Texts
from copydesk.extraction.reading.markup import HEADINGS
from copydesk.extraction.reading.walk import Run

LEVELS = range(5)
OFFSETS = (-3, -2, -1, 1, 2, 3)
_FAR_OFFSETS = (-5, -4, *OFFSETS, 4, 5)
#: The smallest element with such a share of the good text is taken as the region of the article.
_REGIONS = (0.6, 0.8, 0.95)
_ITEMS = frozenset({"li", "td", "dd", "dt"})
#: Good text is longer than this (characters).
_GOOD_CHARS = 60
#: A run above this score and this length (characters) is an anchor. Other runs have their distance to it as a feature.
_SURE, _ANCHOR_CHARS = 0.7, 80
_FARTHEST = 30
#: The caps on features that grow with the page: characters of good text, runs of one element or template. Articles have
#: any length, and annotated ones are short: nine in ten have fewer than 21,000 characters.
_ENOUGH_CHARS, _ENOUGH_RUNS = 3_000, 60
#: Smaller shares of the page's text are raised to this one, because a paragraph's share falls with the page's length.
_SMALL_SHARE = 0.02

#: The features of the first look that are no phrases.
_RUNS = (
    *(f"{name}_{level}" for name in ("good", "chars", "links", "runs", "good_gain") for level in LEVELS),
    *"position chars_before good_before good_after after_h1 h1_distance".split(),
    *(f"region_{share:.2f}" for share in _REGIONS),
    *"template_runs template_chars template_links template_good near_good_3 near_good_8".split(),
    *"page_good page_good_share".split(),
    *(f"{name}_{offset:+d}" for offset in OFFSETS for name in ("chars", "links", "heading", "good", "item", "kin")),
    "under_heading",
)
FEATURES = (
    *_RUNS,
    *(f"heading_{name}" for name in phrases.FEATURES),
    *(f"{name}_{offset:+d}" for offset in (-1, 1) for name in phrases.FEATURES),
)
SECOND_FEATURES = (
    "first",
    *(f"first_{offset:+d}" for offset in _FAR_OFFSETS),
    *"near_first_3 near_first_8 near_article_3 near_article_8".split(),
    *(f"{name}_{level}" for name in ("article", "article_density", "mean_first") for level in LEVELS),
    *"template_first article_before article_after page_article_share page_article".split(),
    *(f"article_region_{share:.2f}" for share in _REGIONS),
    *"anchor_before anchor_after".split(),
)


#: Rows of a table by the names of their features.
type Rows = dict[str, Column | Counts]


class Context:
    """The runs of one page, grouped by the elements and templates that they share.

    An element holds a contiguous range of runs, so that its sums are differences of one running sum. `_first` and
    `_last` hold the ends of that range by element index. `_levels` holds the indices of the nearest elements around
    each run, a row per level.
    """

    def __init__(self, texts: Texts) -> None:
        runs = texts.runs
        self._count = len(runs)
        self._heading = np.array([run.element.tag in HEADINGS for run in runs])
        self._item = np.array([run.element.tag in _ITEMS for run in runs])
        self._h1 = next((index for index, run in enumerate(runs) if run.element.tag == "h1"), None)
        self._chars = texts.sizes.astype(np.float64)
        self._links = np.minimum([run.link_chars for run in runs] / self._chars, 1.0)
        self._ends_sentence = texts.ends_sentence
        self._templates = _templates(runs)
        self._depth = np.array([run.element.depth for run in runs])
        self._own, self._parent = texts.own, texts.parents
        self._find_ends()

    def _find_ends(self) -> None:
        self._first = np.full(len(self._parent), self._count)
        self._last = np.full(len(self._parent), -1)
        held, owner = self._own, np.arange(self._count)
        while len(held):
            # The last of several writes to one index stays. Runs ascend: forwards it is the last run, backwards the
            # first.
            self._last[held] = np.maximum(self._last[held], owner)
            self._first[held[::-1]] = np.minimum(self._first[held[::-1]], owner[::-1])
            inner = held > 0
            held, owner = self._parent[held[inner]], owner[inner]
        levels = [self._own]
        while len(levels) < len(LEVELS):
            levels.append(self._parent[levels[-1]])
        self._levels = np.array(levels)

    def first_look(self, phrases: Matrix) -> Matrix:
        """Returns the rows of FEATURES; `phrases` holds the phrase rows of the runs."""
        good = self._chars * (1 - self._links) * (self._ends_sentence & (self._chars > _GOOD_CHARS))
        rows = (
            self._around(good)
            | self._place(good)
            | self._regions("region", good)
            | self._template_rows(good)
            | self._page(good)
            | self._beside(good)
        )
        over, distance = self._heading_over()
        rows["under_heading"] = distance
        words = np.where(over >= 0, phrases[:, over], 0.0).astype(np.float32)
        return np.concatenate([stacked(rows, _RUNS), words, *(shifted(phrases, by, 0) for by in (-1, 1))])

    def second_look(self, first: Column) -> Matrix:
        """Returns the rows of SECOND_FEATURES, from the scores of the first look."""
        article = first * self._chars
        rows = (
            {"first": first}
            | {f"first_{offset:+d}": shifted(first, offset, -1) for offset in _FAR_OFFSETS}
            | {f"near_first_{reach}": window_mean(first, reach) for reach in (3, 8)}
            | {f"near_article_{reach}": window_mean(article, reach) for reach in (3, 8)}
            | self._around_article(first, article)
            | self._article_place(first, article)
            | self._regions("article_region", article)
            | self._anchors(first)
        )
        return stacked(rows, SECOND_FEATURES)

    def held(self, values: Column, elements: Counts) -> Column:
        """Returns the sums of run values over all runs in each of these elements."""
        total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
        sums: Column = total[self._last[elements] + 1] - total[self._first[elements]]
        return sums

    def _around(self, good: Column) -> Rows:
        here = _shares(self.held(good, self._levels), good)
        chars = self.held(self._chars, self._levels)
        links = self.held(self._chars * self._links, self._levels) / np.maximum(chars, 1.0)
        runs = _up_to(self._last[self._levels] - self._first[self._levels] + 1, _ENOUGH_RUNS)
        gain = np.diff(here, axis=0, prepend=0.0)
        return (
            levelled("good", here)
            | levelled("chars", _shares(chars, self._chars))
            | levelled("links", links)
            | levelled("runs", runs)
            | levelled("good_gain", gain)
        )

    def _around_article(self, first: Column, article: Column) -> Rows:
        here = self.held(article, self._levels)
        chars = self.held(self._chars, self._levels)
        runs = self._last[self._levels] - self._first[self._levels] + 1
        means = self.held(first, self._levels) / runs
        return (
            levelled("article", _shares(here, article))
            | levelled("article_density", here / np.maximum(chars, 1.0))
            | levelled("mean_first", means)
        )

    def _place(self, good: Column) -> Rows:
        count = self._count
        index = np.arange(count, dtype=np.float32)
        before = np.cumsum(good) - good
        total = _total(good)
        return {
            "position": index / count,
            "chars_before": (np.cumsum(self._chars) - self._chars) / _total(self._chars),
            "good_before": before / total,
            "good_after": (total - before - good) / total,
            "after_h1": np.full(count, -1.0) if self._h1 is None else (index > self._h1) * 1.0,
            "h1_distance": (np.full(count, -30.0) if self._h1 is None else np.clip(index - self._h1, -20, _FARTHEST)),
        }

    def _article_place(self, first: Column, article: Column) -> Rows:
        before = np.cumsum(article) - article
        total = _total(article)
        return {
            "template_first": self._template_mean(first),
            "article_before": before / total,
            "article_after": (total - before - article) / total,
            "page_article_share": np.full(self._count, total / _total(self._chars)),
            "page_article": np.full(self._count, _up_to(total, _ENOUGH_CHARS)),
        }

    def _regions(self, name: str, good: Column) -> Rows:
        """Returns each run's depth below the smallest element with a share of the good text; -1 outside it."""
        total = float(good.sum())
        lineage = [int(self._own[int(np.argmax(good))])]
        while lineage[-1]:
            lineage.append(int(self._parent[lineage[-1]]))
        sums = self.held(good, np.array(lineage))
        top = self._depth[int(np.argmax(good))]
        rows = {}
        for share in _REGIONS:
            enough = np.flatnonzero(sums >= share * total)
            level = int(enough[0]) if len(enough) else len(lineage) - 1
            inside = slice(self._first[lineage[level]], self._last[lineage[level]] + 1)
            depths = np.full(self._count, -1.0)
            depths[inside] = self._depth[inside] - (top - level)
            rows[f"{name}_{share:.2f}"] = depths
        return rows

    def _template_rows(self, good: Column) -> Rows:
        """Returns features of each run's template: the tags and names of its element and its parent."""
        count = np.bincount(self._templates)
        return {
            "template_runs": _up_to(count, _ENOUGH_RUNS)[self._templates],
            "template_chars": np.log1p(self._template_mean(self._chars)),
            "template_links": self._template_mean(self._links),
            "template_good": _shares(np.bincount(self._templates, weights=good)[self._templates], good),
        }

    def _template_mean(self, values: Column) -> Column:
        means: Column = np.bincount(self._templates, weights=values) / np.bincount(self._templates)
        return means[self._templates]

    def _page(self, good: Column) -> Rows:
        count, total = self._count, _total(good)
        return {
            "near_good_3": np.log1p(window_mean(good, 3)),
            "near_good_8": np.log1p(window_mean(good, 8)),
            "page_good": np.full(count, _up_to(total, _ENOUGH_CHARS)),
            "page_good_share": np.full(count, total / _total(self._chars)),
        }

    def _beside(self, good: Column) -> Rows:
        columns = {
            "chars": (np.log1p(self._chars), -1),
            "links": (self._links, -1),
            "heading": (self._heading, 0),
            "good": (np.log1p(good), -1),
            "item": (self._item, 0),
        }
        rows: Rows = {
            f"{name}_{offset:+d}": shifted(values, offset, fill)
            for offset in OFFSETS
            for name, (values, fill) in columns.items()
        }
        return rows | {f"kin_{offset:+d}": self._kin(offset) for offset in OFFSETS}

    def _kin(self, offset: int) -> Column:
        """Returns 2 if the neighbour is in the same element, 1 if only the parent is the same, else 0."""
        same = shifted(self._levels[:2], offset, -1) == self._levels[:2]
        kin: Column = same.sum(axis=0)
        return kin

    def _heading_over(self) -> tuple[Counts, Counts]:
        """Returns the index of the last heading before each run, or -1, and its distance in runs."""
        index = np.arange(self._count)
        last = np.maximum.accumulate(np.where(self._heading, index, -1))
        over = np.where(self._heading, np.concatenate([[-1], last[:-1]]), last)
        return over, np.where(over >= 0, np.minimum(index - over, _FARTHEST), _FARTHEST + 1)

    def _anchors(self, first: Column) -> Rows:
        """Returns the distances, in runs, to the nearest anchor before and after each run."""
        sure = np.flatnonzero((first > _SURE) & (self._chars > _ANCHOR_CHARS))
        index = np.arange(len(first))
        if not len(sure):
            none = np.full(len(first), float(_FARTHEST))
            return {"anchor_before": none, "anchor_after": none}
        place = np.searchsorted(sure, index, side="right")
        before = np.where(place > 0, index - sure[np.maximum(place - 1, 0)], _FARTHEST)
        place = np.searchsorted(sure, index, side="left")
        after = np.where(place < len(sure), sure[np.minimum(place, len(sure) - 1)] - index, _FARTHEST)
        return {"anchor_before": np.minimum(before, _FARTHEST), "anchor_after": np.minimum(after, _FARTHEST)}


def _total(values: Column) -> float:
    return max(1.0, float(values.sum()))


def _shares(values: Column, of: Column) -> Column:
    """Returns shares of a total; shares above 0 are at least _SMALL_SHARE."""
    shares: Column = np.where(values > 0, np.maximum(values / _total(of), _SMALL_SHARE), 0.0)
    return shares


def _up_to(values: Any, most: int) -> Any:
    """Returns the logarithms of counts that are capped at `most`."""
    return np.log1p(np.minimum(values, most))


def _templates(runs: Sequence[Run]) -> Counts:
    """Returns the number of each run's template: the tags and names of its element and of the parent."""
    numbers: dict[tuple[object, ...], int] = {}
    return np.array([numbers.setdefault(_template(run), len(numbers)) for run in runs])


def _template(run: Run) -> tuple[object, ...]:
    parent = run.element.parent
    return (run.element.tag, run.element.words, parent.tag if parent else "", parent.words if parent else frozenset())
