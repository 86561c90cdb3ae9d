"""Stores every page that was ever requested, with what is known of it and when it is wanted again."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from pynamodb.expressions.update import Action

from copydesk.crawling.aging import AgedPage
from copydesk.crawling.records import SeenPage, Want, Wanted
from copydesk.errors import Skip, SkipReason
from copydesk.model import Source
from copydesk.storage.articles.writer import utc_now
from copydesk.storage.dynamodb import LostRace, get_all
from copydesk.storage.keys import PAGE, page_pk, source_pk, wanted_pk, wanted_sk
from copydesk.storage.operations.models import ByDueTime, DueItem, PageItem, SourceItem
from copydesk.storage.operations.sources import source_of
from copydesk.web.timestamps import instant, parse_instant
from copydesk.web.urls import host_of

if TYPE_CHECKING:
    from copydesk.crawling.listings import Entry


#: The time after its last fetch at which a page is forgotten. If a listing still names it then, it is new.
REMEMBERED = timedelta(days=400)


class Noted(Enum):
    """The kind of a listing's entry: a new page, a page that changed since its fetch, or a known page."""

    NEW = auto()
    CHANGED = auto()
    KNOWN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStore:
    """Stores pages as items. A caller that makes one wanted also wakes its host (`HostStore.wake`)."""

    now: Callable[[], datetime] = utc_now

    def add(self, url: str, *, source_id: str | None, via: tuple[str, ...] = ()) -> SeenPage | None:
        """Adds a page to be fetched for the first time. Returns None if it is known."""
        page = SeenPage(url=url, turn=1, source_id=source_id, via=via, want=Want.NEW, next_at=instant(self.now()))
        try:
            self._item(page).save(condition=PageItem.pk.does_not_exist())
        except LostRace:
            return None
        return page

    def ask(self, url: str, *, by: str, via: tuple[str, ...] = ()) -> SeenPage | None:
        """Requests a page, known or not, before all others. Returns None if the request `by` was already answered."""
        item = PageItem(page_pk(url), PAGE)
        actions: list[Action] = [
            PageItem.url.set(url),
            PageItem.asked_by.set(by),
            PageItem.answered.set(False),
            PageItem.via.set(list(via)) if via else PageItem.via.remove(),
            PageItem.attempts.set(0),
            PageItem.turn.add(1),
            PageItem.gsi1pk.set(wanted_pk(host_of(url))),
            PageItem.gsi1sk.set(wanted_sk(Want.ASKED, instant(self.now()))),
            PageItem.expires_at.set(self.now() + REMEMBERED),
        ]
        try:
            item.update(actions=actions, condition=PageItem.asked_by.does_not_exist() | (PageItem.asked_by != by))
        except LostRace:
            item.refresh(consistent_read=True)
            if item.answered:
                return None
        return page_of(item)

    def load(self, url: str) -> SeenPage | None:
        try:
            return page_of(PageItem.get(page_pk(url), PAGE, consistent_read=True))
        except PageItem.DoesNotExist:
            return None

    def settle(self, page: SeenPage) -> None:
        """Stores the result of a fetch. Raises Skip if the page's turn changed since it was read.

        The stored article id is left unchanged, because ingest may have set it meanwhile.
        """
        item = self._item(replace(page, turn=page.turn + 1))
        try:
            PageItem(item.pk, item.sk).update(actions=_set(item), condition=PageItem.turn == page.turn)
        except LostRace as error:
            raise Skip(SkipReason.SUPERSEDED, page.url) from error

    def note(self, entry: "Entry", *, source_id: str) -> Noted:
        """Requests a page of a listing if it is new, or if it changed since it was fetched."""
        if self.add(entry.url, source_id=source_id):
            return Noted.NEW
        if entry.modified and (modified := parse_instant(entry.modified)):
            return self._bring_forward(entry.url, modified)
        return Noted.KNOWN

    def _bring_forward(self, url: str, modified: str) -> Noted:
        sk = wanted_sk(Want.REVISIT, instant(self.now()))
        item = PageItem(page_pk(url), PAGE)
        actions: list[Action] = [
            PageItem.gsi1pk.set(wanted_pk(host_of(url))),
            PageItem.gsi1sk.set(sk),
            PageItem.visits.set(0),
            PageItem.since.remove(),
        ]
        # Pages requested by hand, and pages never fetched, sort before it.
        later = PageItem.gsi1sk.does_not_exist() | (PageItem.gsi1sk > sk)
        try:
            item.update(actions=actions, condition=(PageItem.fetched_at < modified) & later)
        except LostRace:
            return Noted.KNOWN
        return Noted.CHANGED

    def _item(self, page: SeenPage) -> PageItem:
        raw = page.raw
        at = page.since if page.want is Want.AGING else page.next_at
        return PageItem(
            page_pk(page.url),
            PAGE,
            gsi1pk=wanted_pk(host_of(page.url)) if at else None,
            gsi1sk=wanted_sk(page.want, at) if at else None,
            url=page.url,
            turn=page.turn,
            source_id=page.source_id,
            etag=page.etag,
            last_modified=page.last_modified,
            digest=page.digest,
            said=page.said,
            bucket=raw.bucket if raw else None,
            key=raw.key if raw else None,
            version_id=raw.version_id if raw else None,
            fetched_at=page.fetched_at,
            since=page.since,
            visits=page.visits,
            missing=page.missing,
            refused=page.refused,
            gone_at=page.gone_at,
            moved_to=page.moved_to,
            asked_by=page.asked_by,
            article_id=page.article_id,
            attempts=page.attempts,
            via=list(page.via) or None,
            # A requested page that could not be fetched still has to be answered.
            answered=not page.is_asked_for,
            expires_at=self.now() + REMEMBERED,
        )


def page_of(item: PageItem) -> SeenPage:
    """Returns the page that an item holds."""
    want, _, next_at = (item.gsi1sk or "").partition("#")
    return SeenPage(
        url=item.url,
        turn=int(item.turn),
        source_id=item.source_id,
        etag=item.etag,
        last_modified=item.last_modified,
        digest=item.digest,
        said=item.said,
        raw=Source(bucket=item.bucket, key=item.key, version_id=item.version_id) if item.bucket and item.key else None,
        fetched_at=item.fetched_at,
        since=item.since,
        visits=int(item.visits or 0),
        missing=int(item.missing or 0),
        refused=int(item.refused or 0),
        gone_at=item.gone_at,
        moved_to=item.moved_to,
        asked_by=item.asked_by,
        article_id=item.article_id,
        attempts=int(item.attempts or 0),
        via=tuple(item.via or ()),
        want=Want(want) if want else Want.REVISIT,
        next_at=None if want == Want.AGING else next_at or None,
    )


def _set(item: PageItem) -> list[Action]:
    """Returns the actions that set a page's attributes to those of an item."""
    values = {name: getattr(item, name) for name in PageItem.get_attributes().keys() - {"pk", "sk", "article_id"}}
    attributes: dict[str, Any] = {name: getattr(PageItem, name) for name in sorted(values)}
    return [path.remove() if values[name] is None else path.set(values[name]) for name, path in attributes.items()]


#: The most due items of each kind that are counted: one read of the index, of at most a megabyte.
MOST_COUNTED = 5_000
#: The kinds that have a due time of their own. `aged` reads the pages that are visited by their age.
_TIMED = (Want.ASKED, Want.NEW, Want.REVISIT)

type Key = tuple[str, str]


def wanted_of(host: str, limit: int, now: datetime) -> list[Wanted]:
    """Returns what is due from a host by now, in the order of its requests.

    The index lags behind. Items that another turn has settled since are left out.
    """
    entries = list(islice(_due(host, now), limit))
    stands = _items([(entry.pk, entry.sk) for entry in entries])
    found = (stands.get((entry.pk, entry.sk)) for entry in entries)
    return [_record(item) for item in found if item is not None and _is_due(item, host, now)]


def next_wanted(host: str, settled: Collection[Wanted]) -> dict[Want, str]:
    """Returns the earliest time at which something is wanted from a host, by reason. `settled` items are ignored."""
    old = set(map(_key, settled))
    moments = {want: _first_moment(host, want, old) for want in _TIMED}
    return {want: moment for want, moment in moments.items() if moment}


def count_due(host: str, now: datetime) -> int:
    """Returns the number of due items of a host, at most MOST_COUNTED of each kind."""
    return sum(DueItem.by_due_time.count(wanted_pk(host), _until(want, now), limit=MOST_COUNTED) for want in _TIMED)


def aged(host: str, after: str, limit: int) -> list[AgedPage]:
    """Returns the pages that are visited by their age and were first fetched after an instant, in that order."""
    entries = _query(host, _fetched_between(after, "~"), page_size=limit)
    found = ((entry.gsi1sk.partition("#")[2], entry.url) for entry in islice(entries, limit))
    return [AgedPage(since=since, url=url) for since, url in found]


def count_aged(host: str, after: str, until: str) -> int:
    """Returns the number of pages, at most MOST_COUNTED, that were first fetched between two instants."""
    return DueItem.by_due_time.count(wanted_pk(host), _fetched_between(after, until), limit=MOST_COUNTED)


def _due(host: str, now: datetime) -> Iterator[Any]:
    return chain.from_iterable(_query(host, _until(want, now)) for want in _TIMED)


def _query(host: str, condition: Any, *, page_size: int = 20) -> Iterator[Any]:
    yield from DueItem.by_due_time.query(wanted_pk(host), condition, page_size=page_size)


def _until(want: Want, now: datetime) -> Any:
    return ByDueTime.gsi1sk.between(wanted_sk(want, ""), wanted_sk(want, instant(now)))


def _fetched_between(after: str, until: str) -> Any:
    """Returns the condition for pages first fetched after `after`. The added space excludes the instant itself."""
    return ByDueTime.gsi1sk.between(wanted_sk(Want.AGING, after + " "), wanted_sk(Want.AGING, until))


def _first_moment(host: str, want: Want, old: Collection[Key]) -> str | None:
    entries = _query(host, ByDueTime.gsi1sk.startswith(wanted_sk(want, "")))
    return next((entry.gsi1sk.partition("#")[2] for entry in entries if (entry.pk, entry.sk) not in old), None)


def _items(keys: Sequence[Key]) -> Mapping[Key, PageItem | SourceItem]:
    pages = get_all(PageItem, [key for key in keys if key[1] == PAGE])
    sources = get_all(SourceItem, [key for key in keys if key[1] != PAGE])
    found: list[PageItem | SourceItem] = [*pages, *sources]
    return {(item.pk, item.sk): item for item in found}


def _is_due(item: PageItem | SourceItem, host: str, now: datetime) -> bool:
    return item.gsi1pk == wanted_pk(host) and (item.gsi1sk or "~").partition("#")[2] <= instant(now)


def _record(item: PageItem | SourceItem) -> Wanted:
    return page_of(item) if isinstance(item, PageItem) else source_of(item)


def _key(item: Wanted) -> Key:
    if isinstance(item, SeenPage):
        return page_pk(item.url), PAGE
    return source_pk(item.source_id), item.source_id
