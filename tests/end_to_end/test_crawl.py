"""The deployed crawler requests thousands of URLs of many hosts: each once and politely, even if single hosts fail.

`make test` takes 560 URLs of 40 hosts, `make verify` 20,000 of 200.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from copydesk.crawling.visits import AGES
from copydesk.stack.functions import allow_loopback
from copydesk.stack.workplace import local_credentials
from tests.end_to_end.harness import Deployed
from tests.sites.behaviours import answer
from tests.sites.town import Town, Visit, broken, busy_once, dripping, newspaper, town
from tests.sweeps import sized

INTERVAL = 0.5
#: Seconds between the request for a page and the time from which its age counts, at most.
_EARLY = 60
#: These are seconds. A crawl of 560 takes one to three minutes on an idle machine.
_PATIENCE = sized(900, 3_600)
pytestmark = pytest.mark.timeout(_PATIENCE + 300)

STORIES = sized(15, 102)
NEWSPAPERS = [f"127.0.1.{number}" for number in range(1, sized(35, 195))]
BUSY, DEAD, DRIPPING, NO_ROBOTS, FORBIDDING, MOVED = (f"127.0.2.{number}" for number in range(1, 7))
FEW = 5
INWARD = "http://169.254.169.254/latest/meta-data/"
ODD = ("/private/secret", "/old/story-0", "/circle/a", "/inward", "/nothing")


@dataclass(frozen=True, slots=True)
class Crawled:
    """The state after the crawl: what the hosts saw, and what is stored."""

    place: Town
    deployed: Deployed

    def reasons(self) -> dict[str, str]:
        """Returns the reason of each refused URL."""
        items = self.deployed.items("OperationsTableName").values()
        refused = [item for item in items if "reason" in item and '{"url"' in item.get("message", {}).get("S", "")]
        return {json.loads(item["message"]["S"])["url"]: item["reason"]["S"] for item in refused}


@pytest.fixture(scope="module")
def crawled(deployed: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    unfriendly = answer(b"User-agent: *\nDisallow: /\n", headers={"Content-Type": "text/plain"})
    tempers = {host: newspaper(STORIES) for host in NEWSPAPERS} | {
        BUSY: busy_once(STORIES),
        DEAD: broken,
        DRIPPING: dripping(FEW),
        NO_ROBOTS: newspaper(STORIES, robots=answer(status="404 Not Found")),
        FORBIDDING: newspaper(FEW, robots=unfriendly),
        MOVED: newspaper(STORIES, extra=ODD),
    }
    with town(tempers) as place, pytest.MonkeyPatch.context() as patch:
        for name, value in local_credentials(deployed.stack.endpoint).items():
            patch.setenv(name, value)
        allow_loopback(deployed.stack, ports=str(place.port), interval=INTERVAL)
        watch(place, deployed, tmp_path_factory.mktemp("sources") / "sources.yaml")
        tick(deployed)
        found = Crawled(place, deployed)
        wait_until_all_are_read(place)
        wait_until_all_are_refused(found)
        deployed.settle(_PATIENCE)
        yield found


def watch(place: Town, deployed: Deployed, path: Path) -> None:
    path.write_text("\n".join(f"- url: {place.url(host, '/feed.xml')}" for host in place.hosts), "utf-8")
    said = deployed.copydesk("sources", "import", str(path))
    assert said.count("✓") == len(place.hosts)


def tick(deployed: Deployed) -> None:
    """Starts the schedule now, so that the test does not wait for the next full minute."""
    answered = deployed.client("lambda").invoke(FunctionName=deployed.output("ScheduleFunctionName"), Payload=b"{}")
    assert "shards" in json.loads(answered["Payload"].read())


def wait_until_all_are_read(place: Town) -> None:
    """Waits until each working host was asked for every story.

    The busy host puts off its first request, so that it gets one more.
    """
    deadline = time.monotonic() + _PATIENCE
    expected = dict.fromkeys([*NEWSPAPERS, NO_ROBOTS, MOVED], STORIES) | {BUSY: STORIES + 1}
    while missing := {host: count for host, count in expected.items() if len(first_requests(place, host)) < count}:
        assert time.monotonic() < deadline, missing
        time.sleep(0.5)


def wait_until_all_are_refused(found: Crawled) -> None:
    """Waits until each odd page has a reject. Their host lists them after its stories."""
    deadline = time.monotonic() + 120
    refused = {INWARD, *(found.place.url(MOVED, path) for path in ("/private/secret", "/circle/a"))}
    while missing := refused - set(found.reasons()):
        assert time.monotonic() < deadline, missing
        time.sleep(0.5)


def first_requests(place: Town, host: str) -> list[Visit]:
    """Returns the requests for stories, in order, without later visits: a long crawl comes to the first of these."""
    found, begun = [], dict[str, float]()
    for visit in sorted(place.visits[host], key=lambda visit: visit.started):
        if not visit.path.startswith("/news/"):
            continue
        first = begun.setdefault(visit.path, visit.started)
        if visit.started - first < AGES[0] - _EARLY:
            found.append(visit)
    return found


def test_every_page_is_asked_for_once(crawled: Crawled) -> None:
    for host in [*NEWSPAPERS, NO_ROBOTS, MOVED]:
        asked = [visit.path for visit in first_requests(crawled.place, host)]
        assert Counter(asked) == dict.fromkeys((f"/news/story-{number}" for number in range(STORIES)), 1), host


def test_robots_txt_comes_first_and_once(crawled: Crawled) -> None:
    for host in NEWSPAPERS:
        assert crawled.place.paths(host)[0] == "/robots.txt"
        assert crawled.place.paths(host).count("/robots.txt") == 1


def test_every_page_becomes_an_article(crawled: Crawled) -> None:
    heads = [item for (_, sk), item in crawled.deployed.items().items() if sk == "HEAD"]
    found = Counter(item["host"]["S"] for item in heads if item.get("host", {}).get("S", "").startswith("127.0."))
    for host in [*NEWSPAPERS, BUSY, NO_ROBOTS, MOVED]:
        assert found[host] == STORIES, host


def test_no_host_is_ever_asked_twice_at_a_time_or_too_soon(crawled: Crawled) -> None:
    for host in crawled.place.hosts:
        visits = sorted(crawled.place.visits[host], key=lambda visit: visit.started)
        gaps = [later.started - earlier.ended for earlier, later in pairwise(visits)]
        assert min(gaps, default=INTERVAL) >= INTERVAL, host


def test_what_robots_txt_disallows_is_never_asked_for(crawled: Crawled) -> None:
    assert crawled.place.paths(FORBIDDING) == ["/robots.txt"]
    assert "/private/secret" not in crawled.place.paths(MOVED)


def test_each_refusal_has_its_reason(crawled: Crawled) -> None:
    reasons = crawled.reasons()
    assert reasons[crawled.place.url(MOVED, "/private/secret")] == "robots_disallowed"
    assert reasons[crawled.place.url(MOVED, "/circle/a")] == "too_many_redirects"
    assert reasons[INWARD] == "forbidden_address"


def test_a_host_that_asks_for_time_gets_it(crawled: Crawled) -> None:
    visits = first_requests(crawled.place, BUSY)
    assert len(visits) == STORIES + 1
    assert visits[1].started - visits[0].ended >= 2


def test_a_dead_and_a_dripping_host_delay_no_other(crawled: Crawled) -> None:
    assert crawled.place.visits[DEAD]
    held = [visit for visit in crawled.place.visits[DRIPPING] if visit.path.startswith("/news/")]
    assert held
    others = [visit.started for host in NEWSPAPERS for visit in crawled.place.visits[host]]
    end = max(others)
    for drip in held:
        served = sum(drip.started < started < drip.ended for started in others)
        # A crawl that waits for the slow host would serve no other.
        assert served > FEW or drip.ended > end


def test_a_source_that_cannot_be_read_says_why(crawled: Crawled) -> None:
    listed = crawled.deployed.copydesk("sources", "list")
    assert re.search(r"failed (once|\d+ times)", listed)
    assert "robots_disallowed" in listed
