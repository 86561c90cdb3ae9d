"""Detects that a publisher has changed its pages, by comparing each site's recent pages with its own past.

Every 30 pages give one value per fact. The facts are the share of refused pages, the shares of articles without date or
author, and the median length. Three values in a row far outside the usual variation of the site are a drift. It ends
when the values return, or when they have lasted so long that they are the new habit.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import reduce
from threading import Lock
from typing import Unpack
from urllib.parse import urlsplit

from copydesk.errors import Reject
from copydesk.model import Article
from copydesk.pipeline.candidates import Extract, PageContext

#: The pages of a window: enough for a meaningful share, and few enough that a small site fills it.
WINDOW = 30
#: A window with fewer articles gives no values for dates, authors and lengths.
_LEAST_ARTICLES = 10
#: The number of first windows that only train the habit.
_WARM_UP = 4
#: The windows in a row that confirm a drift. A burst of unsigned agency copy fills only one.
_CONFIRMED = 3
#: The windows after which a drift becomes the habit: 360 pages.
_ACCEPTED = 12
#: The weight of the newest window in the habit. Half of the older weight is gone after seven windows.
_NEWEST = 0.1
#: A value has returned if its distance from the habit is below this part of the limit.
_BACK = 0.6
_BACK_FOR = 2


class Fact(StrEnum):
    REFUSED = "refused"
    UNDATED = "undated"
    UNSIGNED = "unsigned"
    #: The base-2 logarithm of the median length: one less means half the text.
    LENGTH = "length"


class Turn(StrEnum):
    """The change of state of a fact: it drifted from its habit, returned to it, or settled as the new habit."""

    DRIFTED = "drifted"
    RECOVERED = "recovered"
    SETTLED = "settled"


#: The smallest change that counts: a quarter of the pages, or 0.6 octaves. The latter is a third less or half as much
#: more text.
_LEAST_CHANGE = {Fact.REFUSED: 0.25, Fact.UNDATED: 0.25, Fact.UNSIGNED: 0.25, Fact.LENGTH: 0.6}
#: The number of the site's own standard deviations that counts as far. Found with synthetic sites.
_FAR = {Fact.REFUSED: 3.0, Fact.UNDATED: 3.0, Fact.UNSIGNED: 3.0, Fact.LENGTH: 2.5}
#: The smallest standard deviation assumed for medians of 30 lengths.
_LEAST_DEVIATION_OF_LENGTH = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as extraction saw it; `words` is None if the page was refused."""

    words: int | None = None
    dated: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """The usual value of one fact of a site: `mean` and `variance` over `windows` windows.

    `odd` holds the latest values if they were far from the mean, all on one side. The rest describes a drift: `since`
    is its start, `lately` its running mean, and `lasted` its number of windows. `back` counts the latest windows in a
    row that were near the habit again.
    """

    mean: float = 0.0
    variance: float = 0.0
    windows: int = 0
    odd: tuple[float, ...] = ()
    since: str | None = None
    lately: float = 0.0
    lasted: int = 0
    back: int = 0


type Habits = Mapping[Fact, Habit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A turn of a fact with its value before and now. Values are shares, or words for the length."""

    fact: Fact
    turn: Turn
    before: float
    now: float


def after_window(habits: Habits, pages: Sequence[Page], *, at: str) -> tuple[dict[Fact, Habit], list[Change]]:
    """Returns the habits after one more window, and the facts that turned with it. `at` is the time of the window."""
    after = dict(habits)
    changes = []
    for fact, value in window_values(pages).items():
        before = habits.get(fact, Habit())
        after[fact], turn = _judged(before, fact, value, at)
        if turn:
            drifting = before if before.since else after[fact]
            was, now = shown(fact, drifting.mean), shown(fact, drifting.lately if turn is not Turn.RECOVERED else value)
            changes.append(Change(fact=fact, turn=turn, before=was, now=now))
    return after, changes


def window_values(pages: Sequence[Page]) -> dict[Fact, float]:
    """Returns one value for each fact that these pages give evidence of."""
    articles = [page for page in pages if page.words is not None]
    values = {Fact.REFUSED: 1 - len(articles) / len(pages)}
    if len(articles) >= _LEAST_ARTICLES:
        values[Fact.UNDATED] = sum(not page.dated for page in articles) / len(articles)
        values[Fact.UNSIGNED] = sum(not page.signed for page in articles) / len(articles)
        values[Fact.LENGTH] = math.log2(max(1, _median([page.words or 1 for page in articles])))
    return values


def _median(values: Sequence[int]) -> float:
    """Returns the median. `statistics.median` would import `fractions` and lengthen each cold start."""
    ordered, half = sorted(values), len(values) // 2
    return (ordered[half] + ordered[~half]) / 2


def shown(fact: Fact, value: float) -> float:
    """Returns a value in a readable unit: words for the length, else a share.

    >>> shown(Fact.LENGTH, 9.0), shown(Fact.UNDATED, 0.123)
    (512, 0.12)
    """
    return round(2**value) if fact is Fact.LENGTH else round(value, 2)


def _judged(habit: Habit, fact: Fact, value: float, at: str) -> tuple[Habit, Turn | None]:
    if habit.since:
        return _while_drifting(habit, fact, value)
    if habit.windows < _WARM_UP or _distance(habit, fact, value) < 1:
        return _learned(_forgiven(habit, fact), value), None
    same_side = all((each > habit.mean) == (value > habit.mean) for each in habit.odd)
    suspect = habit if same_side else _forgiven(habit, fact)
    odd = (*suspect.odd, value)
    if len(odd) < _CONFIRMED:
        return replace(suspect, odd=odd), None
    return replace(suspect, odd=(), since=at, lately=sum(odd) / len(odd), lasted=len(odd), back=0), Turn.DRIFTED


def _while_drifting(habit: Habit, fact: Fact, value: float) -> tuple[Habit, Turn | None]:
    back = habit.back + 1 if _distance(habit, fact, value) < _BACK else 0
    lately = habit.lately + (value - habit.lately) / 3
    if back >= _BACK_FOR:
        return _learned(_calm(habit, habit.mean), value), Turn.RECOVERED
    if habit.lasted + 1 >= _ACCEPTED:
        return _calm(habit, lately), Turn.SETTLED
    return replace(habit, lately=lately, lasted=habit.lasted + 1, back=back), None


def _calm(habit: Habit, mean: float) -> Habit:
    return Habit(mean=mean, variance=habit.variance, windows=habit.windows)


def _distance(habit: Habit, fact: Fact, value: float) -> float:
    """Returns the distance of a value from the habit in limits: 1 is the limit.

    Improvements give negative distances.
    """
    off = value - habit.mean
    return (abs(off) if fact is Fact.LENGTH else off) / _limit(habit, fact)


def _limit(habit: Habit, fact: Fact) -> float:
    if fact is Fact.LENGTH:
        least = _LEAST_DEVIATION_OF_LENGTH**2
    else:
        # The variance that chance alone gives to a share. The share is shifted, as none in few windows does not prove
        # zero.
        share = (habit.mean * 100 + 1) / 102
        least = share * (1 - share) / WINDOW
    return max(_LEAST_CHANGE[fact], _FAR[fact] * math.sqrt(max(habit.variance, least)))


def _forgiven(habit: Habit, fact: Fact) -> Habit:
    """Learns odd values that were too few for a drift as part of the usual variation, each clipped to the limit."""
    limit = _limit(habit, fact)
    low, high = habit.mean - limit, habit.mean + limit
    return reduce(_learned, (min(max(value, low), high) for value in habit.odd), replace(habit, odd=()))


def _learned(habit: Habit, value: float) -> Habit:
    """Updates the exponentially weighted mean and variance; the first windows have equal weights."""
    weight = max(_NEWEST, 1 / (habit.windows + 1))
    off = value - habit.mean
    variance = (1 - weight) * (habit.variance + weight * off * off)
    return replace(habit, mean=habit.mean + weight * off, variance=variance, windows=habit.windows + 1)


#: A batch rarely contains pages of more sites.
_THREADS = 10

type Note = Callable[[str, Sequence[Page]], Sequence[Change]]


@dataclass(frozen=True, slots=True)
class Watch:
    """Collects the pages of each host. It may be shared between threads."""

    _seen: defaultdict[str, list[Page]] = field(default_factory=lambda: defaultdict(list))
    _lock: Lock = field(default_factory=Lock)

    def watching(self, extract: Extract) -> Extract:
        """Wraps `extract` so that the outcome of each page is recorded under the page's host."""

        def watched(body: bytes, **context: Unpack[PageContext]) -> Article:
            try:
                article = extract(body, **context)
            except Reject:
                self._see(context["url"], Page())
                raise
            self._see(context["url"], page_of(article))
            return article

        return watched

    def take(self) -> dict[str, list[Page]]:
        with self._lock:
            taken = dict(self._seen)
            self._seen.clear()
        return taken

    def _see(self, url: str | None, page: Page) -> None:
        if host := urlsplit(url or "").hostname:
            with self._lock:
                self._seen[host].append(page)


def page_of(article: Article) -> Page:
    dated = article.date_published is not None
    return Page(words=article.word_count, dated=dated, signed=bool(article.authors))


def note_sites(
    seen: Mapping[str, Sequence[Page]],
    *,
    note: Note,
    report: Callable[[str, Change], None],
    failed: Callable[[str, Exception], None],
) -> None:
    """Records the pages seen. If that fails for a site, it loses a few samples, but no page waits or fails."""
    with ThreadPoolExecutor(_THREADS) as pool:
        noting = {host: pool.submit(note, host, pages) for host, pages in seen.items()}
    for host, future in noting.items():
        try:
            changes = future.result()
        except Exception as error:  # handed to the handler, which logs it
            failed(host, error)
        else:
            for change in changes:
                report(host, change)


def turn_event(host: str, change: Change) -> tuple[str, dict[str, str | float]]:
    """Returns the name and fields of the log event of a turn."""
    return str(change.turn), {"host": host, "fact": str(change.fact), "before": change.before, "now": change.now}
