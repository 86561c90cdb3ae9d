"""A page that someone requests by a message is stored within seconds, even if its host has a long list."""

import json
import os
import time
from collections.abc import Iterator
from statistics import median

import pytest

from copydesk.stack.functions import allow_loopback
from copydesk.stack.workplace import local_credentials
from copydesk.storage import use_operations
from copydesk.storage.operations.hosts import HostStore
from copydesk.storage.operations.pages import PageStore
from tests.end_to_end.harness import Deployed
from tests.sites.town import Town, newspaper, town

#: The median seconds from a message to its article, on a machine without other work.
PROMISED = 3.0
HOSTS = [f"127.0.3.{number}" for number in range(1, 10)]
LISTED = 400


@pytest.fixture(scope="module")
def sites(deployed: Deployed) -> Iterator[Town]:
    with town({host: newspaper(1) for host in HOSTS}) as found, pytest.MonkeyPatch.context() as patch:
        for name, value in local_credentials(deployed.stack.endpoint).items():
            patch.setenv(name, value)
        allow_loopback(deployed.stack, ports=str(found.port), interval=0.5)
        ask(deployed, found.url(HOSTS[0], "/news/warm-up"))
        yield found


def ask(deployed: Deployed, url: str) -> float:
    """Returns the seconds from sending a message until its page is an article."""
    started = time.monotonic()
    queue = deployed.output("FetchQueueUrl")
    deployed.client("sqs").send_message(QueueUrl=queue, MessageBody=json.dumps({"url": url}))
    while not is_stored(deployed, url):
        assert time.monotonic() - started < 120, url
        time.sleep(0.05)
    return time.monotonic() - started


def is_stored(deployed: Deployed, url: str) -> bool:
    return any(item.get("url", {}).get("S") == url for (_, sk), item in deployed.items().items() if sk == "HEAD")


def slowness() -> float:
    """Returns how many times slower this machine is because of other work, by its load average."""
    return max(1.0, os.getloadavg()[0] / (os.process_cpu_count() or 1))


def test_a_page_of_a_host_that_is_idle_is_stored_within_seconds(sites: Town, deployed: Deployed) -> None:
    """Copydesk requests robots.txt first, and waits an interval before the page."""
    seconds = [ask(deployed, sites.url(host, "/news/asked")) for host in HOSTS[1:8]]
    print(f"from message to article: {median(seconds):.1f} s (half of {len(seconds)}), at most {max(seconds):.1f} s")
    assert median(seconds) < PROMISED * slowness()


def test_what_a_sitemap_lists_does_not_delay_what_someone_asks_for(sites: Town, deployed: Deployed) -> None:
    use_operations(deployed.output("OperationsTableName"))
    host = HOSTS[8]
    for number in range(LISTED):
        PageStore().add(sites.url(host, f"/news/listed-{number}"), source_id="sitemap")
    seconds = ask(deployed, sites.url(host, "/news/asked"))
    asked = sites.paths(host)
    assert asked.index("/news/asked") == 1, "after robots.txt, before all others"
    assert seconds < 2 * PROMISED * slowness()
    HostStore().wake(f"{host}:{sites.port}")
    again = ask(deployed, sites.url(host, "/news/asked-while-its-turn-lasts"))
    assert len(sites.paths(host)) < LISTED
    assert again < 70 + PROMISED * slowness(), "by the turn that lasts, or the next"
