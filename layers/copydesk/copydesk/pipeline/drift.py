"""When a publisher changes its page: what its pages used to bring, window by window, and what leaves that habit.

A site is compared with itself alone. Every 30 pages one value is taken of each fact: the share of pages refused, of
articles without date and without author, and the median length. A value far from what this site's windows vary by,
three times in a row, is a drift; it ends when the values are back, or have stayed so long that they are the new habit.
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
from copydesk.pipeline.ingest import Extract, PageContext

#: Pages of a window: enough for a share to mean something, few enough for a small site to fill it.
WINDOW = 30
#: With fewer articles among them, a window says nothing of dates, authors and lengths.
_LEAST_ARTICLES = 10
#: Windows that are only learned from.
_WARM_UP = 4
#: Windows in a row before a drift is believed: a burst of unsigned agency copy fills one.
_CONFIRMED = 3
#: Windows after which what has come is the habit: 360 pages.
_ACCEPTED = 12
#: The newest window's part of the habit: it forgets half of what it knew within seven.
_NEWEST = 0.1
#: Nearer than this part of the limit is back.
_BACK = 0.6
_BACK_FOR = 2


class Fact(StrEnum):
    REFUSED = "refused"
    UNDATED = "undated"
    UNSIGNED = "unsigned"
    #: In octaves: one less is half the text.
    LENGTH = "length"


class Turn(StrEnum):
    """What became of a fact: it drifted from its habit, came back, or is the new habit."""

    DRIFTED = "drifted"
    RECOVERED = "recovered"
    SETTLED = "settled"


#: Changes that are smaller trouble nobody: a quarter of the pages, two thirds of the text.
_LEAST_CHANGE = {Fact.REFUSED: 0.25, Fact.UNDATED: 0.25, Fact.UNSIGNED: 0.25, Fact.LENGTH: 0.6}
#: How many standard deviations of the site's own windows are far. Tried on made-up sites.
_FAR = {Fact.REFUSED: 3.0, Fact.UNDATED: 3.0, Fact.UNSIGNED: 3.0, Fact.LENGTH: 2.5}
#: The least that medians of 30 lengths vary by.
_LEAST_DEVIATION_OF_LENGTH = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as extraction saw it; `words` is None if it was refused."""

    words: int | None = None
    dated: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """What a site's windows bring of one fact: `mean` and `variance` of `windows` of them.

    `odd` are the last windows' values, as far as they were far from that, all to one side. `since` is when a drift
    began, `lately` what the windows bring since, `lasted` and `back` how many there were, and how many of them, the
    last, were as before.
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
    """A fact's turn, with what it was before and is now: shares, or words."""

    fact: Fact
    turn: Turn
    before: float
    now: float


def after_window(habits: Habits, pages: Sequence[Page], *, at: str) -> tuple[dict[Fact, Habit], list[Change]]:
    """The habits after one more window, and what has turned with it."""
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
    """One value for each fact that these pages say something of."""
    articles = [page for page in pages if page.words is not None]
    values = {Fact.REFUSED: 1 - len(articles) / len(pages)}
    if len(articles) >= _LEAST_ARTICLES:
        values[Fact.UNDATED] = sum(not page.dated for page in articles) / len(articles)
        values[Fact.UNSIGNED] = sum(not page.signed for page in articles) / len(articles)
        values[Fact.LENGTH] = math.log2(max(1, _median([page.words or 1 for page in articles])))
    return values


def _median(values: Sequence[int]) -> float:
    """That of `statistics`, without the wait of a cold start for its exact fractions."""
    ordered, half = sorted(values), len(values) // 2
    return (ordered[half] + ordered[~half]) / 2


def shown(fact: Fact, value: float) -> float:
    """A value as people read it: words, or a share.

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
    """How far a value lies from the habit, in limits: from 1 on it is outside. Good news is no distance."""
    off = value - habit.mean
    return (abs(off) if fact is Fact.LENGTH else off) / _limit(habit, fact)


def _limit(habit: Habit, fact: Fact) -> float:
    if fact is Fact.LENGTH:
        least = _LEAST_DEVIATION_OF_LENGTH**2
    else:
        # What chance alone makes of a share; of none in a few windows it is not known that there are none.
        share = (habit.mean * 100 + 1) / 102
        least = share * (1 - share) / WINDOW
    return max(_LEAST_CHANGE[fact], _FAR[fact] * math.sqrt(max(habit.variance, least)))


def _forgiven(habit: Habit, fact: Fact) -> Habit:
    """Windows that stood out too few were chance, and part of how the site varies; no more of it than the limit."""
    limit = _limit(habit, fact)
    low, high = habit.mean - limit, habit.mean + limit
    return reduce(_learned, (min(max(value, low), high) for value in habit.odd), replace(habit, odd=()))


def _learned(habit: Habit, value: float) -> Habit:
    """Exponentially weighted mean and variance; the first windows weigh the same."""
    weight = max(_NEWEST, 1 / (habit.windows + 1))
    off = value - habit.mean
    variance = (1 - weight) * (habit.variance + weight * off * off)
    return replace(habit, mean=habit.mean + weight * off, variance=variance, windows=habit.windows + 1)


#: A batch rarely brings more sites.
_THREADS = 10

type Note = Callable[[str, Sequence[Page]], Sequence[Change]]


@dataclass(frozen=True, slots=True)
class Watch:
    """Safe to share between threads."""

    _seen: defaultdict[str, list[Page]] = field(default_factory=lambda: defaultdict(list))
    _lock: Lock = field(default_factory=Lock)

    def watching(self, extract: Extract) -> Extract:
        """`extract`, with what came of each page kept under the host that it was found at."""

        def watched(body: bytes, **told: Unpack[PageContext]) -> Article:
            try:
                article = extract(body, **told)
            except Reject:
                self._see(told["url"], Page())
                raise
            self._see(told["url"], page_of(article))
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
    """Note what was seen. A site that cannot be noted loses a few samples, and no page waits or fails for it."""
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
    """A turn as the name and the fields of a log event."""
    return str(change.turn), {"host": host, "fact": str(change.fact), "before": change.before, "now": change.now}
