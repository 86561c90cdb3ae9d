"""Where discover and fetch get their turns: client, leases and robots.txt put together for a deployment."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

from copydesk import __version__
from copydesk.crawling.client import SafeClient
from copydesk.crawling.limits import DEFAULT_LIMITS
from copydesk.crawling.robots import AGENT
from copydesk.crawling.turns import Politeness, Turn
from copydesk.settings import CrawlSettings
from copydesk.storage import utc_now
from copydesk.storage.hosts import HostLeases
from copydesk.storage.robots import RobotsStore

#: A lease covers a request, and the calls around it that record what came of it.
_LEASE_SECONDS = DEFAULT_LIMITS.total_seconds + 5


def turns(settings: CrawlSettings, *, owner: str) -> Callable[[str, float | None], AbstractContextManager[Turn]]:
    """The way to a host's turn. `owner` names the function in the lease, for whoever looks at the table."""
    leases = HostLeases(interval=settings.interval)
    robots = RobotsStore()
    client = SafeClient(
        user_agent(settings.contact), allowed=settings.allowed_networks, allowed_ports=settings.allowed_ports
    )
    return Politeness(
        acquire=partial(leases.acquire, owner=owner, seconds=_LEASE_SECONDS),
        release=leases.release,
        load_robots=robots.load,
        save_robots=robots.save,
        get=client.get,
        interval=settings.interval,
        now=utc_now,
    ).turn


def user_agent(contact: str | None) -> str:
    """Who asks, and where a site's owner can say what they think of it (RFC 9110, 10.1.5).

    >>> user_agent("https://example.org/bot").partition("/")[2].partition(" ")[2]
    '(+https://example.org/bot)'
    """
    return f"{AGENT}/{__version__}" + (f" (+{contact})" if contact else "")
