"""Runs a host's turn: takes the lease, requests what is wanted one after another, and stores the host's next turn."""

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice
from math import inf

from copydesk.crawling.aging import Aged, AgedPage, Aging
from copydesk.crawling.politeness import MOST_ATTEMPTS, Busy, Lease, next_turn
from copydesk.crawling.records import SeenPage, Want, Wanted, WatchedSource
from copydesk.crawling.turns import Closed, Politeness, Turn, Waits
from copydesk.crawling.visits import DAY, attempted, is_overdue, passed_over, put_aside
from copydesk.errors import Retry, Skip
from copydesk.pipeline import fetch, sources
from copydesk.web.urls import host_of

#: The items read at once from a host's list. A page requested by hand waits for at most this many requests.
CHUNK = 10
#: The seconds after which a turn looks for new pages of a source that it passed to discover. That takes a second or
#: two.
_NEWS_AFTER = (2.0, 4.5)
#: The seconds until the next turn of a host whose last one was interrupted by a fault of AWS.
_AFTER_A_FAULT = 60.0

#: The outcome of a page or source: the name of a log event, and its fields.
type LogEvent = tuple[str, Mapping[str, str | int | float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The work that is left for a host: its earliest time in epoch seconds, for later visits and for the rest.

    `backlog` is the number of items that are already due.
    """

    urgent_at: float | None = None
    visit_at: float | None = None
    backlog: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTurnSteps:
    """The collaborators of a turn.

    `wanted` returns a limited number of a host's items that are due by a time of their own. `aged` returns a limited
    number of its pages that are visited by their age, from an instant on. `count_aged` counts those between two
    instants, and `load` reads a page by its URL. `outlook` ignores the given items. `start` starts the turn of another
    host for a requested page at once. `wake` makes a host's turn due at the next tick. `report` receives the outcome of
    each item, and `failed` each bug.
    """

    polite: Politeness
    wanted: Callable[[str, int], Sequence[Wanted]]
    aged: Callable[[str, str, int], Sequence[AgedPage]]
    count_aged: Callable[[str, str, str], int]
    load: Callable[[str], SeenPage | None]
    outlook: Callable[[str, Collection[Wanted]], Outlook]
    start: Callable[[SeenPage], None]
    wake: Callable[[str], object]
    pages: fetch.FetchSteps
    sources: sources.SourcesSteps
    report: Callable[[LogEvent], None]
    failed: Callable[[str, Exception], None]
    now: Callable[[], datetime]


def host_turn(host: str, *, claimed: bool, requested: Sequence[SeenPage] = (), steps: HostTurnSteps) -> Waits[None]:
    """Requests what is wanted from a host, `requested` first, until nothing is due or the driver ends the turn.

    `claimed` says that a dispatcher handed the host out. Such a turn can be taken only once.
    """
    try:
        lease = yield from _begun(host, claimed, steps)
    except Retry as retry:
        # The host's item in the index brings the host back.
        steps.report(("retried", {"host": host, "detail": str(retry)}))
        return
    if lease is None:
        return
    visit = _Visit(turn=steps.polite.turn(lease), lease=lease, steps=steps, aging=_aging(lease, steps))
    try:
        yield from visit.work_through(requested)
    except Closed as closed:
        visit.not_before = closed.until.timestamp()
    except Retry as retry:
        steps.report(("retried", {"host": host, "detail": str(retry)}))
        visit.not_before = steps.now().timestamp() + _AFTER_A_FAULT
    finally:
        visit.end()


def _begun(host: str, claimed: bool, steps: HostTurnSteps) -> Waits[Lease | None]:
    """Returns the lease, or None if another worker has the host or the turn is over. Waits if it is slightly early."""
    got = steps.polite.begin(host, claimed=claimed)
    if isinstance(got, Busy) and not got.is_held and not got.is_over:
        yield got.free_at
        got = steps.polite.begin(host, claimed=claimed)
    return None if isinstance(got, Busy) else got


def _aging(lease: Lease, steps: HostTurnSteps) -> Aging:
    return Aging(
        read=partial(steps.aged, lease.host), passed=list(lease.state.passed), begun_at=steps.now().timestamp()
    )  # fmt: skip


@dataclass(slots=True, kw_only=True)
class _Visit:
    """A turn in progress, with its remaining items and the current records of settled ones."""

    turn: Turn
    lease: Lease
    steps: HostTurnSteps
    aging: Aging
    todo: deque[Wanted | Aged] = field(default_factory=deque)
    settled: dict[str, Wanted] = field(default_factory=dict)
    #: The times at which pages that a source listed may be wanted.
    news_at: deque[float] = field(default_factory=deque)
    not_before: float = 0.0
    dropped: int = 0

    def work_through(self, requested: Sequence[SeenPage]) -> Waits[None]:
        self.todo.extend(requested)
        while self._has_more() or self.news_at:
            # The turn may be ended between any two items, even without a wait.
            yield 0.0 if self.todo else self.news_at.popleft()
            if self.todo:
                onward = yield from self._one(self.todo[0])
                self.todo.popleft()
                if onward is not None:
                    self._go_on(onward)

    def end(self) -> None:
        """Stores the host's next turn. If that fails, the lease expires by itself."""
        now = self.steps.now().timestamp()
        try:
            outlook = self.steps.outlook(self.turn.host, self.settled.values())
            urgent_at = _earliest(outlook.urgent_at, *self._wanted_at(urgent=True), *([now] if self.todo else []))
            # If other work is left, the next turn is due at once. Then visits by age are only counted if this turn got
            # to them.
            comes_to_them = self.todo and isinstance(self.todo[0], Aged)
            aged_at, aged = self._aged(now) if comes_to_them or not urgent_at or urgent_at > now else (None, 0)
            due_at = next_turn(
                next_at=max(self.turn.free_at, self.not_before),
                urgent_at=urgent_at,
                visit_at=_earliest(outlook.visit_at, *self._wanted_at(urgent=False), aged_at),
                now=now,
                was_idle=not self.turn.used and not self.lease.state.requests,
            )
            ended = self.turn.ended(
                due_at=due_at,
                dropped=self.dropped + self.aging.dropped,
                backlog=outlook.backlog + aged,
                passed=tuple(self.aging.passed),
            )
            self.steps.polite.end(self.lease, ended)
            counts = {"requests": ended.used, "dropped": ended.dropped, "backlog": ended.backlog}
            self.steps.report(("ended", {"host": self.turn.host, **counts}))
        except Retry as retry:
            self.steps.report(("retried", {"host": self.turn.host, "detail": str(retry)}))

    def _wanted_at(self, *, urgent: bool) -> list[float]:
        """Returns when settled items are wanted again. The turn knows that itself, and the index lags behind."""
        here = (item for item in self.settled.values() if _host(item) == self.turn.host and item.next_at)
        return [datetime.fromisoformat(item.next_at or "").timestamp() for item in here if _is_urgent(item) is urgent]

    def _aged(self, now: float) -> tuple[float | None, int]:
        """Returns when a turn is due for visits by age, or None, and how many visits are due already."""
        at = self.aging.next_turn_at()
        behind = sum(self.steps.count_aged(self.turn.host, *each) for each in self.aging.behind(now))
        return None if at == inf else at, behind

    def _has_more(self) -> bool:
        if not self.todo:
            self.todo.extend(self.steps.wanted(self.turn.host, CHUNK))
        if not self.todo:
            now = self.steps.now().timestamp()
            self.todo.extend(islice(iter(lambda: self.aging.take(now), None), CHUNK))
        return bool(self.todo)

    def _one(self, item: Wanted | Aged) -> Waits[Wanted | None]:
        """Requests one page or source. Returns what is wanted because of it, from this host or another."""
        if isinstance(item, Aged):
            page = self.steps.load(item.url)
            # The page may have a due time of its own by now.
            ages = page is not None and page.want is Want.AGING and page.since == item.since
            onward = (yield from self._attempt(replace(page, visits=item.visit + 1))) if page and ages else None
            self.aging.done(item)
            return onward
        return (yield from self._attempt(item))

    def _attempt(self, item: Wanted) -> Waits[Wanted | None]:
        if isinstance(item, SeenPage) and is_overdue(item, self.steps.now()):
            self._drop(item)
            return None
        counted = self._counted(item) if self.lease.found_broken else item
        if counted is None:
            return None
        try:
            if isinstance(counted, SeenPage):
                return (yield from self._page(counted))
            return (yield from self._source(counted))
        except (Closed, Retry):
            raise
        except Exception as bug:  # not handled, only logged once with its trace, and counted on the record
            self.steps.failed(item.url, bug)
            self._broke(counted)
            return None

    def _page(self, page: SeenPage) -> Waits[Wanted | None]:
        steps = replace(self.steps.pages, settle=self._settle_page)
        outcome = yield from fetch.fetch_page(page, self.turn, steps=steps)
        self.steps.report(fetch.outcome_event(outcome))
        return outcome.onward if isinstance(outcome, fetch.Redirected) else None

    def _source(self, source: WatchedSource) -> Waits[Wanted | None]:
        steps = replace(self.steps.sources, settle=self._settle_source)
        outcome = yield from sources.read_source(source, self.turn, steps=steps)
        self.steps.report(sources.outcome_event(outcome))
        if isinstance(outcome, sources.Handed):
            self.news_at = deque(self.steps.now().timestamp() + seconds for seconds in _NEWS_AFTER)
        return replace(outcome.source, turn=source.turn + 1) if isinstance(outcome, sources.Moved) else None

    def _counted(self, item: Wanted) -> Wanted | None:
        """Returns the item with the coming attempt counted in its record, or None if there were enough attempts."""
        try:
            if isinstance(item, WatchedSource):
                self._put_off(item)
            elif item.attempts >= MOST_ATTEMPTS:
                self._settle_page(put_aside(item, self.steps.now(), least=DAY))
                return None
            else:
                noted = attempted(item, self.steps.now())
                self._settle_page(noted)
                # The outcome of the attempt counts it as well, so the count here stays as it was.
                return replace(noted, turn=item.turn + 1, attempts=item.attempts)
        except Skip:
            return None
        return replace(item, turn=item.turn + 1)

    def _broke(self, item: Wanted) -> None:
        """Counts an attempt that met a bug, or postpones the item after enough of them."""
        with suppress(Skip):
            if isinstance(item, WatchedSource):
                self._put_off(item)
            elif item.attempts + 1 >= MOST_ATTEMPTS:
                self._settle_page(put_aside(item, self.steps.now(), least=DAY))
            else:
                self._settle_page(attempted(item, self.steps.now()))

    def _put_off(self, source: WatchedSource) -> None:
        self._settle_source(replace(source, next_at=sources.after(source.wait_seconds, self.steps.now())))

    def _drop(self, page: SeenPage) -> None:
        """Passes over a later visit that was overdue by a day."""
        with suppress(Skip):
            self._settle_page(passed_over(page, self.steps.now()))
            self.dropped += 1

    def _go_on(self, onward: Wanted) -> None:
        if _host(onward) == self.turn.host:
            self.todo.appendleft(onward)
        elif isinstance(onward, SeenPage) and onward.is_asked_for:
            self.steps.start(onward)
        else:
            self.steps.wake(_host(onward))

    def _settle_page(self, page: SeenPage) -> None:
        self.steps.pages.settle(page)
        self.settled[page.url] = page
        if page.want is Want.AGING and page.since:
            self.aging.grow(page.since)

    def _settle_source(self, source: WatchedSource) -> None:
        self.steps.sources.settle(source)
        self.settled[source.source_id] = source


def _earliest(*moments: float | None) -> float | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _is_urgent(item: Wanted) -> bool:
    return isinstance(item, WatchedSource) or item.want in (Want.ASKED, Want.NEW)


def _host(item: Wanted) -> str:
    return host_of(item.url if isinstance(item, SeenPage) else item.address)
