"""The fetch flow with every call of AWS replaced by a pause: what is left is Copydesk's own work, and the page's."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from itertools import batched
from statistics import median

from bench.stand_ins import DYNAMODB_SECONDS, S3_SECONDS, SQS_SECONDS
from copydesk.aws.crawl_messages import fetch_request, to_message
from copydesk.crawling.client import SafeClient
from copydesk.crawling.politeness import HostState, Lease
from copydesk.crawling.records import SeenPage
from copydesk.crawling.requests import FetchRequest
from copydesk.crawling.robots import origin_of
from copydesk.crawling.robots_record import CachedRobots, RobotsState
from copydesk.crawling.turns import Politeness
from copydesk.delivery import Fetched
from copydesk.fetch import Steps, fetch_message, outcome_event
from copydesk.model import Source
from copydesk.storage import utc_now

type Timed = tuple[float, float]


def time_flow(urls: Sequence[str], *, client: SafeClient, rules: str, batch: int, warm_up: int) -> Timed:
    """Seconds of the wall (median batch) and of a processor for a message."""
    steps = _steps(client, rules)
    batches = [
        [to_message(FetchRequest(url=url, turn=1)) for url in each] for each in batched(urls, batch, strict=True)
    ]
    for bodies in batches[:warm_up]:
        _call(steps, bodies)
    cpu = time.process_time()
    wall = median([_call(steps, bodies) for bodies in batches[warm_up:]])
    return wall / batch, (time.process_time() - cpu) / (batch * (len(batches) - warm_up))


def _call(steps: Steps, bodies: Sequence[str]) -> float:
    started = time.perf_counter()
    with ThreadPoolExecutor(len(bodies)) as pool:
        told = list(pool.map(partial(_fetch, steps), bodies))
    if any(event != "fetched" for event in told):
        raise RuntimeError(f"not all were fetched: {set(told)}")
    return time.perf_counter() - started


def _fetch(steps: Steps, body: str) -> str:
    return outcome_event(fetch_message(fetch_request(body), message_id="1", steps=steps))[0]


def _steps(client: SafeClient, rules: str) -> Steps:
    polite = Politeness(
        acquire=_acquire,
        release=_table,
        load_robots=partial(_robots, rules),
        save_robots=_table,
        get=client.get,
        interval=1,
        now=utc_now,
    )
    return Steps(
        turn=polite.turn,
        load=_load,
        add=_never,
        ask=_load_by_hand,
        settle=_table,
        save_raw=_save_raw,
        send=partial(_pause, SQS_SECONDS),
        withdraw=partial(_pause, SQS_SECONDS),
        record_reject=_never,
        now=utc_now,
    )


def _pause(seconds: float, *_: object, **__: object) -> None:
    time.sleep(seconds)


_table = partial(_pause, DYNAMODB_SECONDS)


def _acquire(host: str, *, slot: float | None) -> Lease:  # noqa: ARG001  # as Acquire is called
    _table()
    return Lease(host=host, token="", ends=0.0, taken_at=0.0, state=HostState(interval=1))


def _robots(rules: str, origin: str) -> CachedRobots:
    _table()
    now = utc_now()
    fetched = now - timedelta(hours=1)
    text = f"# {origin}\n{rules}"
    return CachedRobots(
        origin=origin, state=RobotsState.RULES, fetched_at=fetched, status=200, text=text, text_from=fetched
    )


def _load(url: str) -> SeenPage:
    _table()
    return SeenPage(url=url, turn=1, source_id=origin_of(url))


def _load_by_hand(url: str, *, by: str) -> SeenPage:
    raise AssertionError(f"{url} was asked for by {by}: the messages name a turn")


def _save_raw(page: Fetched, *, body: bytes) -> Source:
    _pause(S3_SECONDS, body)
    return Source(bucket="raw", key=page.digest)


def _never(*_: object, **__: object) -> None:
    raise AssertionError("no first fetch that goes well comes here")
