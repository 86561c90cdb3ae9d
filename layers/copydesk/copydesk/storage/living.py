"""What ingest notes in the records of crawled pages, and asks of them: whose article each is, and whether it lives."""

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime

from pynamodb.expressions.update import Action

from copydesk.moments import instant
from copydesk.storage.addresses import Pages
from copydesk.storage.batch import get_all
from copydesk.storage.crawl_models import PageItem
from copydesk.storage.faults import LostRace, translated_faults
from copydesk.storage.keys import PAGE, page_pk, wanted_pk, wanted_sk
from copydesk.storage.writer import utc_now
from copydesk.urls import host_of


def crawled_pages(now: Callable[[], datetime] = utc_now) -> Pages:
    return Pages(any_alive=lambda pages: _any_alive(pages, now()), withdrawn=_withdrawn)


def note_article(url: str, article_id: str) -> None:
    """Remember which article a page was stored as; nothing where the page was never asked for."""
    actions: list[Action] = [PageItem.article_id.set(article_id)]
    with suppress(LostRace), translated_faults():
        PageItem(page_pk(url), PAGE).update(actions=actions, condition=PageItem.pk.exists())


def _any_alive(pages: Collection[str], now: datetime) -> bool:
    """Whether one of some pages was not seen to be missing, gone or moved at its last look. Those are looked at again
    now, as what killed one may have killed all. A page that was never asked for is alive: nobody saw it die.
    """
    if not pages:
        return False
    found = map(PageItem.from_raw_data, get_all(PageItem, [(pk, PAGE) for pk in sorted(pages)]))
    records = {item.pk: item for item in found}
    alive = [item for item in records.values() if not (item.missing or item.gone_at or item.moved_to)]
    for item in alive:
        _look_again(item, now)
    return bool(alive) or len(records) < len(pages)


def _look_again(item: PageItem, now: datetime) -> None:
    # Hardly any batch needs them, and each cold start of ingest would wait for them.
    from copydesk.crawling.records import Want
    from copydesk.storage.hosts import HostStore

    host = host_of(item.url)
    actions: list[Action] = [
        PageItem.gsi1pk.set(wanted_pk(host)),
        PageItem.gsi1sk.set(wanted_sk(Want.REVISIT, instant(now))),
    ]
    with suppress(LostRace), translated_faults():
        PageItem(item.pk, PAGE).update(actions=actions, condition=PageItem.turn == item.turn)
        HostStore(now=lambda: now).wake(host)


def _withdrawn(pages: Collection[str], seen_at: str) -> None:
    """Whatever one of these pages brings next is news, also if its bytes are the same: it ends the withdrawal.

    A fetch that is under way is void, as it knows nothing of it.
    """
    actions: list[Action] = [PageItem.gone_at.set(seen_at), PageItem.turn.add(1)]
    for pk in sorted(pages):
        with suppress(LostRace), translated_faults():
            PageItem(pk, PAGE).update(
                actions=actions, condition=PageItem.key.exists() & PageItem.gone_at.does_not_exist()
            )
