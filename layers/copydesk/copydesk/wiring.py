"""Connects the steps of the crawl with their real collaborators: client, hosts, robots.txt and wanted pages."""

from collections.abc import Callable, Collection
from datetime import datetime

from copydesk.crawling.http.client import SafeClient
from copydesk.crawling.politeness import TURN_ENDS
from copydesk.crawling.records import Want, Wanted
from copydesk.crawling.robots import user_agent
from copydesk.crawling.turns import Get, Politeness
from copydesk.pipeline.host_turn import Outlook
from copydesk.settings import CrawlSettings
from copydesk.storage import utc_now
from copydesk.storage.operations.hosts import HostStore
from copydesk.storage.operations.pages import count_due, next_wanted
from copydesk.storage.operations.robots import RobotsStore


def politeness(settings: CrawlSettings, *, get: Get) -> Politeness:
    """Returns what all turns of one call of a function share. `get` must respect the time limit of the call."""
    hosts = HostStore(interval=settings.interval)
    robots = RobotsStore()
    return Politeness(
        begin=hosts.begin,
        end=hosts.end,
        load_robots=robots.load,
        save_robots=robots.save,
        get=get,
        interval=settings.interval,
        now=utc_now,
    )


def outlook(host: str, settled: Collection[Wanted]) -> Outlook:
    """Returns when a host has work again and how much is due. The count is taken only if something is due."""
    now = utc_now()
    moments = {want: _seconds(moment) for want, moment in next_wanted(host, settled).items()}
    visit_at = moments.pop(Want.REVISIT, None)
    urgent_at = min(moments.values(), default=None)
    is_behind = any(at is not None and at <= now.timestamp() for at in (urgent_at, visit_at))
    return Outlook(urgent_at=urgent_at, visit_at=visit_at, backlog=count_due(host, now) if is_behind else 0)


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def web_client(settings: CrawlSettings) -> SafeClient:
    """Returns the HTTP client that sends requests to sites."""
    return SafeClient(
        user_agent(settings.contact), allowed=settings.allowed_networks, allowed_ports=settings.allowed_ports
    )


def seconds_left(started: float, now: Callable[[], float]) -> float:
    """Returns how many seconds a request may last in a call that began at `started`."""
    return started + TURN_ENDS - now()
