"""A service is away on the local stack, in real time. `make verify` takes ten minutes for each service.

The local stack hands a change of the table out only once, whatever becomes of it. An outage of the bus is therefore
played with a moved clock (`tests/faults/test_outages.py`).
"""

import json
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from random import Random

import pytest

from tests.end_to_end.harness import Deployed, seed_page
from tests.faults.judging import letters
from tests.faults.mix import Call, Fault, Mix
from tests.faults.proxy import Proxy, running
from tests.faults.world import FAULTY, World, configure, consumer, insist, taken
from tests.sweeps import WHOLE

OUTAGE_SECONDS, EVERY = 600, 20
#: The seconds until the last page of an outage is stored. They cover the longest pause of a message and the stack's
#: work.
_PATIENCE = 1_200
pytestmark = [
    pytest.mark.skipif(not WHOLE, reason="takes ten minutes of each service: make verify runs it"),
    pytest.mark.timeout(OUTAGE_SECONDS + _PATIENCE + 300),
]


@dataclass(slots=True, kw_only=True)
class Outage(Mix):
    """Each call of one service fails while the service is away."""

    service: str
    is_away: bool = True

    def _fault(self, call: Call, chance: Random) -> Fault | None:
        return chance.choice(DOWN) if self.is_away and call.service == self.service else None


DOWN = (Fault.SERVER_ERROR, Fault.UNAVAILABLE)


@pytest.mark.parametrize("service", ["dynamodb", "s3"])
def test_what_comes_during_an_outage_is_stored_and_sent_once_it_is_over(deployed: Deployed, service: str) -> None:
    world, outage = World.of(deployed), Outage(seed=1, rate=1.0, service=service)
    proxy = Proxy(stack=deployed.stack.endpoint, pid=deployed.stack.pid, mix=outage)
    urls = [f"https://www.newarab.com/news/outage-{service}-{number}" for number in range(OUTAGE_SECONDS // EVERY)]
    with consumer(world) as events, running(proxy):
        usual = {name: deployed.variables(name) for name in FAULTY}
        for name, variables in usual.items():
            insist(partial(configure, world, name, variables | {"AWS_ENDPOINT_URL": proxy.address}))
        try:
            for number, url in enumerate(urls):
                deployed.put(f"outage/{service}/{number}.html", seed_page(url), url=url)
                time.sleep(EVERY)
            outage.is_away = False
            deployed.settle(_PATIENCE)
            assert outage.injected
            assert letters(world) == []
            assert all(deployed.head_of(url)["revision"]["M"]["number"]["N"] == "1" for url in urls)
            assert sent(world, events, set(urls)) == dict.fromkeys(urls, 1)
        finally:
            for name, variables in usual.items():
                insist(partial(configure, world, name, variables))


def sent(world: World, events: str, urls: set[str]) -> Counter[str]:
    """Waits until the bus has sent every event or the patience ends. Returns the events by page."""
    found, deadline = Counter[str](), time.monotonic() + _PATIENCE
    while found.keys() != urls and time.monotonic() < deadline:
        details = [json.loads(body)["detail"] for body in taken(world, events)]
        found.update(detail["url"] for detail in details if detail.get("url") in urls)
        time.sleep(1)
    return found
