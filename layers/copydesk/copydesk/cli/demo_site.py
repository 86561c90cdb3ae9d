"""Adds a feed for the demonstration, which the schedule finds, and stops watching it at the end."""

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
from copydesk.stack.newsstand import FEED, Newsstand, Story, Visit
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
#: The seconds to wait for the pages. If the tick fails, the schedule's own tick follows within a minute and ten
#: seconds. Then five requests follow, a second apart, and functions need time to start.
_PATIENCE_SECONDS = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSite:
    """A site whose feed is watched. `since` is when it was added, on the monotonic clock."""

    site: Newsstand
    since: float

    def arrived(self) -> list[Head]:
        """Returns the stored articles of its pages, in the feed's order."""
        ids = [article_id(canonical_url=None, url=url, source=_NOWHERE) for url in self.site.story_urls]
        return read_heads(ids)


@contextmanager
def watched_site(stack: LocalStack, stories: Sequence[Story]) -> Iterator[WatchedSite]:
    """Opens a site and watches its feed while the context lasts. After that nothing requests the site."""
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
    """Calls the schedule's function at once, as EventBridge Scheduler does at each full minute."""
    functions = boto3.client("lambda", endpoint_url=stack.endpoint)
    functions.invoke(FunctionName=stack.outputs["ScheduleFunctionName"], InvocationType="Event", Payload=b"{}")


def wait_for_all(watched: WatchedSite) -> list[Head]:
    """Returns the stored articles of the feed as soon as there are all, or after _PATIENCE_SECONDS."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    with messages().status(words(_doing(watched.site.visits))) as spinner:
        while len(found := watched.arrived()) < len(watched.site.stories) and time.monotonic() < deadline:
            spinner.update(words(_doing(watched.site.visits)))
            time.sleep(0.5)
    return found


def visits_table(visits: Sequence[Visit]) -> Table:
    """Returns a table of the requests that the site received. A polite client requests robots.txt first."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for visit in visits:
        table.add_row(f"+{visit.at - visits[0].at:.1f} s", Text.assemble(("GET ", "dim"), words(visit.path)))
    return table


def _doing(visits: Sequence[Visit]) -> str:
    if not visits:
        return "Waiting for the schedule's function, which looks what is due …"
    return f"The schedule ticked; the site was asked for {visits[-1].path} …"


def _source(url: str) -> WatchedSource:
    now = instant(utc_now())
    return WatchedSource(source_id=source_id(url), url=url, added_at=now, next_at=now)


def _forget_earlier(sources: SourceStore) -> None:
    """Removes the sources of earlier demonstrations, whose sites had ports of their own."""
    for source in list(sources.list()):
        if source.pause_reason == OVER:
            sources.remove(source.source_id)


def _ask_no_more(urls: Sequence[str]) -> None:
    """Cancels the next visits of pages. Without that each page would be fetched in ten minutes and refused."""
    pages = PageStore()
    for url in urls:
        with suppress(Skip):
            if page := pages.load(url):
                pages.settle(replace(page, want=Want.REVISIT, next_at=None))
