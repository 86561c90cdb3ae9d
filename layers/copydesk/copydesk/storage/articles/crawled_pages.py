"""Keeps the records of crawled pages true to the articles that were read from them."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime

from pynamodb.expressions.update import Action

from copydesk.errors import Reject
from copydesk.storage.articles.addresses import Pages
from copydesk.storage.articles.writer import utc_now
from copydesk.storage.dynamodb import LostRace, get_all
from copydesk.storage.keys import PAGE, page_pk, wanted_pk, wanted_sk
from copydesk.storage.operations.models import PageItem
from copydesk.web.timestamps import instant
from copydesk.web.urls import host_of, normalize_url


def crawled_pages(now: Callable[[], datetime] = utc_now) -> Pages:
    return Pages(any_alive=lambda pages: _any_alive(pages, now()), withdrawn=_withdrawn)


def note_article(url: str, article_id: str) -> None:
    """Records the article of a page in the page's record, if the page has one."""
    actions: list[Action] = [PageItem.article_id.set(article_id)]
    with suppress(LostRace):
        PageItem(page_pk(url), PAGE).update(actions=actions, condition=PageItem.pk.exists())


def want_pages(first: str, others: Sequence[str], *, request: Callable[[str], None]) -> None:
    """Requests the other pages of an article that the crawl does not know, if the crawl fetched page 1 at `first`."""
    wanted = {page_pk(url): url for each in others if (url := _normalized(each))}
    known = {item.pk for item in get_all(PageItem, [(pk, PAGE) for pk in sorted({page_pk(first), *wanted})])}
    if page_pk(first) in known:
        for pk, url in wanted.items():
            if pk not in known:
                request(url)


def _normalized(url: str) -> str | None:
    with suppress(Reject):
        return normalize_url(url)
    return None


def _any_alive(pages: Collection[str], now: datetime) -> bool:
    """True if at least one of the pages was not missing, gone or moved at its last visit. Such pages are visited again
    now.

    The reason is that one cause may have removed them all. A page that was never requested counts as alive.
    """
    if not pages:
        return False
    found = get_all(PageItem, [(pk, PAGE) for pk in sorted(pages)])
    records = {item.pk: item for item in found}
    alive = [item for item in records.values() if not (item.missing or item.gone_at or item.moved_to)]
    for item in alive:
        _look_again(item, now)
    return bool(alive) or len(records) < len(pages)


def _look_again(item: PageItem, now: datetime) -> None:
    # Only a withdrawal needs these, so it imports them itself. Each cold start of ingest would take 4 % longer.
    from copydesk.crawling.records import Want
    from copydesk.storage.operations.hosts import HostStore

    host = host_of(item.url)
    actions: list[Action] = [
        PageItem.gsi1pk.set(wanted_pk(host)),
        PageItem.gsi1sk.set(wanted_sk(Want.REVISIT, instant(now))),
    ]
    with suppress(LostRace):
        PageItem(item.pk, PAGE).update(actions=actions, condition=PageItem.turn == item.turn)
        HostStore(now=lambda: now).wake(host)


def _withdrawn(pages: Collection[str], seen_at: str) -> None:
    """Marks pages whose article was withdrawn. Their next fetch counts as news even with the same bytes.

    A fetch in progress does not know of the withdrawal, so the new turn makes it void.
    """
    actions: list[Action] = [PageItem.gone_at.set(seen_at), PageItem.turn.add(1)]
    for pk in sorted(pages):
        with suppress(LostRace):
            PageItem(pk, PAGE).update(
                actions=actions, condition=PageItem.key.exists() & PageItem.gone_at.does_not_exist()
            )
