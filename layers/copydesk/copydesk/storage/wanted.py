"""What is wanted of a host, by why and by when: read from the index, and held against the items themselves."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any

from copydesk.crawling.records import SeenPage, Want, Wanted
from copydesk.moments import instant
from copydesk.storage.batch import get_all
from copydesk.storage.crawl_models import ByDueTime, DueItem, PageItem, SourceItem
from copydesk.storage.keys import PAGE, page_pk, source_pk, wanted_pk, wanted_sk
from copydesk.storage.pages import page_of
from copydesk.storage.sources import source_of

#: Of what is due, so much is counted: one reading of the index, of a megabyte at most.
MOST_COUNTED = 5_000

type Key = tuple[str, str]


def wanted_of(host: str, limit: int, now: datetime) -> list[Wanted]:
    """What is due of a host by now, what comes first at the front.

    The index is a moment late: what another turn has settled since is left out.
    """
    entries = list(islice(_due(host, now), limit))
    stands = _items([(entry.pk, entry.sk) for entry in entries])
    found = (stands.get((entry.pk, entry.sk)) for entry in entries)
    return [_record(item) for item in found if item is not None and _is_due(item, host, now)]


def next_wanted(host: str, settled: Collection[Wanted]) -> dict[Want, str]:
    """When something is wanted of a host first, by why. What was `settled` just now is left out."""
    old = set(map(_key, settled))
    moments = {want: _first_moment(host, want, old) for want in Want}
    return {want: moment for want, moment in moments.items() if moment}


def count_due(host: str, now: datetime) -> int:
    """How much of a host is due, up to MOST_COUNTED of each kind."""
    return sum(DueItem.by_due_time.count(wanted_pk(host), _until(want, now), limit=MOST_COUNTED) for want in Want)


def _due(host: str, now: datetime) -> Iterator[Any]:
    return chain.from_iterable(_query(host, _until(want, now)) for want in Want)


def _query(host: str, condition: Any, *, page_size: int = 20) -> Iterator[Any]:
    yield from DueItem.by_due_time.query(wanted_pk(host), condition, page_size=page_size)


def _until(want: Want, now: datetime) -> Any:
    return ByDueTime.gsi1sk.between(wanted_sk(want, ""), wanted_sk(want, instant(now)))


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
