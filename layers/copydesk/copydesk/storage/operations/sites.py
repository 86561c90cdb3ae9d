"""Stores each watched site as one small item: one write per batch, and one more per full window."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pynamodb.expressions.update import Action

from copydesk.model import to_plain
from copydesk.pipeline.drift import WINDOW, Change, Fact, Habit, Page, after_window
from copydesk.plain import from_plain
from copydesk.storage.articles.writer import utc_now
from copydesk.storage.dynamodb import LostRace
from copydesk.storage.keys import watched_site_pk, watched_site_pks
from copydesk.storage.operations.models import SiteItem
from copydesk.web.timestamps import instant

#: A site without new pages is forgotten after this time.
_KEPT = timedelta(days=180)
#: The most pages of a batch. An update expression has at most 4 KB and names each page that leaves the window.
_MOST_PAGES = 100
_REFUSED = "r"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A watched site. `pages` counts all pages ever seen, including refused ones.

    `window` holds the newest pages, which are too few yet to change the habits.
    """

    host: str
    pages: int
    seen_at: str
    habits: Mapping[Fact, Habit]
    window: Sequence[Page] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStore:
    now: Callable[[], datetime] = utc_now

    def note(self, host: str, pages: Sequence[Page]) -> Sequence[Change]:
        """Records pages that were seen, and returns the facts that turned with them."""
        item = SiteItem(watched_site_pk(host), host)
        item.update(actions=self._adding(pages[:_MOST_PAGES]))
        return self._close(item) if len(item.window) >= WINDOW else []

    def _adding(self, pages: Sequence[Page]) -> list[Action]:
        now = self.now()
        return [
            SiteItem.window.set((SiteItem.window | []).append(list(map(_code, pages)))),
            SiteItem.turn.set(SiteItem.turn | 0),
            SiteItem.pages.add(len(pages)),
            SiteItem.seen_at.set(instant(now)),
            SiteItem.expires_at.set(now + _KEPT),
        ]

    def _close(self, item: SiteItem) -> Sequence[Change]:
        codes = [str(code) for code in item.window[:_MOST_PAGES]]
        habits, changes = after_window(_habits(item.habits), list(map(_page, codes)), at=instant(self.now()))
        actions: list[Action] = [
            SiteItem.habits.set({str(fact): _rounded(to_plain(habit)) for fact, habit in habits.items()}),
            SiteItem.turn.set(item.turn + 1),
            # Pages are removed by place, so pages added meanwhile stay behind them. The order is backwards, because the
            # local stack moves the later ones up after each removal.
            *(SiteItem.window[place].remove() for place in reversed(range(len(codes)))),
        ]
        try:
            item.update(actions=actions, condition=SiteItem.turn == item.turn)
        except LostRace:
            return []
        return changes


def list_sites() -> Iterator[Site]:
    for pk in watched_site_pks():
        yield from map(_site, SiteItem.query(pk))


def load_site(host: str) -> Site | None:
    try:
        return _site(SiteItem.get(watched_site_pk(host), host))
    except SiteItem.DoesNotExist:
        return None


def _site(item: SiteItem) -> Site:
    window = tuple(_page(str(code)) for code in item.window)
    return Site(host=item.sk, pages=int(item.pages), seen_at=item.seen_at, habits=_habits(item.habits), window=window)


def _code(page: Page) -> str:
    """Encodes a page in a few bytes, because a write costs a unit for each KB of the item.

    >>> _code(Page(words=412, dated=True)), _code(Page())
    ('412d', 'r')
    """
    if page.words is None:
        return _REFUSED
    return f"{page.words}{'d' if page.dated else ''}{'s' if page.signed else ''}"


def _page(code: str) -> Page:
    if code == _REFUSED:
        return Page()
    return Page(words=int(code.rstrip("ds")), dated="d" in code, signed="s" in code)


def _habits(plain: Mapping[str, Any] | None) -> dict[Fact, Habit]:
    return {Fact(fact): from_plain(Habit, habit) for fact, habit in (plain or {}).items()}


def _rounded(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: round(value, 4)
        if isinstance(value, float)
        else [round(each, 4) for each in value]
        if isinstance(value, list)
        else value
        for name, value in plain.items()
    }
