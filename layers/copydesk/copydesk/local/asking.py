"""URLs that are fetched on demand: sent to the fetch queue, and followed until each has come to something."""

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from copydesk.aws.clients import sqs_client
from copydesk.aws.crawl_messages import fetch_request, to_message
from copydesk.aws.sending import Outgoing, send_all
from copydesk.crawling.records import SeenPage
from copydesk.crawling.requests import MOST_REDIRECTS, FetchRequest
from copydesk.errors import Reject
from copydesk.local.console import output
from copydesk.local.problems import Problem
from copydesk.local.queue import waiting
from copydesk.local.tables import SHORT_ID
from copydesk.local.target import Target
from copydesk.storage.items import Head
from copydesk.storage.pages import PageStore
from copydesk.storage.reader import list_heads
from copydesk.storage.rejects import RejectRecord, list_rejects
from copydesk.urls import host_of, normalize_url

#: A host that does not answer is tried for an hour; whoever asked need not wait for that.
_PATIENCE_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Asked:
    """At most one of `head` and `reject`; neither while it is on its way, or if it led to a page that was known."""

    url: str
    head: Head | None
    reject: RejectRecord | None


def fetched(urls: Sequence[str], place: Target) -> list[Asked]:
    if not urls:
        return []
    normalized = [_normalized(url) for url in urls]
    messages = [Outgoing(body=to_message(FetchRequest(url=url)), group=host_of(url)) for url in normalized]
    send_all(messages, client=sqs_client(), queue_url=place.fetch_queue_url)
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=40), MofNCompleteColumn())
    with Progress(*columns, console=output(), transient=True, disable=not output().is_terminal) as bar:
        fetching = bar.add_task("Fetching", total=len(normalized))
        for left in _on_their_way(place):
            bar.update(fetching, completed=max(0, len(normalized) - left))
    return _results(normalized)


def line(asked: Asked) -> str:
    if asked.head:
        stored = asked.head.stored
        return f"✓ {stored.article_id[:SHORT_ID]}  {stored.article.headline or asked.url}"
    if asked.reject:
        return f"✗ {asked.url}: {asked.reject.reason}: {asked.reject.detail}"
    return f"? {asked.url}: no answer yet; it is tried again for an hour, see: copydesk rejects"


def _normalized(url: str) -> str:
    try:
        return normalize_url(url)
    except Reject as reject:
        raise Problem(f"{url} is no URL that can be fetched: {reject.detail}") from reject


def _on_their_way(place: Target) -> Iterator[int]:
    """How many messages are left in both queues, until there are none or patience ends."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if not (left := waiting(place.fetch_queue_url) + waiting(place.ingest_queue_url)):
            return
        yield left
        time.sleep(0.2)


def _results(urls: Sequence[str]) -> list[Asked]:
    heads = {head.stored.source.key: head for head in list_heads()}
    by_url = {head.stored.article.url: head for head in heads.values()}
    rejects = list_rejects()
    return [_result(url, heads, by_url, rejects) for url in urls]


def _result(url: str, heads: dict[str, Head], by_url: dict[str | None, Head], rejects: Sequence[RejectRecord]) -> Asked:
    target, page = _where_it_leads(url)
    key = page.raw.key if page and page.raw else None
    head = (heads.get(key) if key else None) or by_url.get(target)
    if head:
        return Asked(url, head, None)
    return Asked(url, None, next((each for each in rejects if _is_about(each, {url, target}, key)), None))


def _where_it_leads(url: str) -> tuple[str, SeenPage | None]:
    """The address that a URL stands for now, at the end of its redirects, and the page there if it was asked for."""
    store = PageStore()
    page = store.load(url)
    for _ in range(MOST_REDIRECTS):
        if page is None or page.moved_to is None:
            break
        url, page = page.moved_to, store.load(page.moved_to)
    return url, page


def _is_about(record: RejectRecord, urls: Collection[str], key: str | None) -> bool:
    if record.source:
        return record.source.key == key
    try:
        return fetch_request(record.message or "").url in urls
    except Reject:
        return False
