"""A feed for the demonstration: named at the beginning, found by the schedule, and forgotten at the end."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

import boto3
from rich.table import Table
from rich.text import Text

from copydesk.cli.console import messages, words
from copydesk.crawling.records import Want, WatchedSource, source_id
from copydesk.errors import Skip
from copydesk.model import Source
from copydesk.stack.functions import loopback_allowed
from copydesk.stack.local import LocalStack
from copydesk.stack.newsstand import FEED, Asked, Newsstand, Story
from copydesk.storage import utc_now
from copydesk.storage.articles.items import Head
from copydesk.storage.articles.revisions import read_heads
from copydesk.storage.operations.hosts import HostStore
from copydesk.storage.operations.pages import PageStore
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant
from copydesk.web.urls import article_id, host_of

_NOWHERE = Source(bucket="", key="")
OVER = "the demonstration is over, and its site with it"
#: A tick that fails is made good by the schedule's own, once a minute and up to ten seconds late; then come five
#: requests, a second apart, by functions that start.
_PATIENCE_SECONDS = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSite:
    """A site whose feed is watched; `since` is when it was named, on the monotonic clock."""

    site: Newsstand
    since: float

    def arrived(self) -> list[Head]:
        """The articles of its pages that are stored, in the feed's order."""
        ids = [article_id(canonical_url=None, url=url, source=_NOWHERE) for url in self.site.story_urls]
        return read_heads(ids)


@contextmanager
def watched_site(stack: LocalStack, stories: Sequence[Story]) -> Iterator[WatchedSite]:
    """A site that is open while the context lasts; after it nobody asks for it any more."""
    sources = SourceStore()
    _forget_earlier(sources)
    with Newsstand(stories) as site, loopback_allowed(stack, port=site.port):
        source = _source(site.url(FEED))
        sources.add(source)
        HostStore().wake(host_of(source.address))
        try:
            yield WatchedSite(site=site, since=time.monotonic())
        finally:
            sources.pause(source.source_id, OVER)
            _ask_no_more(site.story_urls)


def tick(stack: LocalStack) -> None:
    """Call the schedule's function at once, as EventBridge Scheduler does at each full minute."""
    functions = boto3.client("lambda", endpoint_url=stack.endpoint)
    functions.invoke(FunctionName=stack.outputs["ScheduleFunctionName"], InvocationType="Event", Payload=b"{}")


def wait_for_all(watched: WatchedSite) -> list[Head]:
    """What of the feed's pages is stored, as soon as all are, or when patience ends."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    with messages().status(words(_doing(watched.site.asked))) as spinner:
        while len(found := watched.arrived()) < len(watched.site.stories) and time.monotonic() < deadline:
            spinner.update(words(_doing(watched.site.asked)))
            time.sleep(0.5)
    return found


def visits_table(asked: Sequence[Asked]) -> Table:
    """What the site saw: who asks politely asks for robots.txt first, and for one thing at a time."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for visit in asked:
        table.add_row(f"+{visit.at - asked[0].at:.1f} s", Text.assemble(("GET ", "dim"), words(visit.path)))
    return table


def _doing(asked: Sequence[Asked]) -> str:
    if not asked:
        return "Waiting for the schedule's function, which looks what is due …"
    return f"The schedule ticked; the site was asked for {asked[-1].path} …"


def _source(url: str) -> WatchedSource:
    now = instant(utc_now())
    return WatchedSource(source_id=source_id(url), url=url, added_at=now, next_at=now)


def _forget_earlier(sources: SourceStore) -> None:
    """Each demonstration has a site of its own, on whatever port was free."""
    for source in list(sources.list()):
        if source.pause_reason == OVER:
            sources.remove(source.source_id)


def _ask_no_more(urls: Sequence[str]) -> None:
    """Else each page would be fetched again in ten minutes, and refused: there is no site then."""
    pages = PageStore()
    for url in urls:
        with suppress(Skip):
            if page := pages.load(url):
                pages.settle(replace(page, want=Want.REVISIT, next_at=None))
