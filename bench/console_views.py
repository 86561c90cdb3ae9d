"""This module times the console's pages in its real process, over HTTP and in a browser, and counts their calls."""

import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit

from botocore.client import BaseClient

from bench.console_items import Content, article_id_of, host_of
from copydesk.cli.web_console import filters
from copydesk.cli.web_console.command import site
from copydesk.cli.web_console.server import Asked
from copydesk.stack.target import Target
from copydesk.stack.workplace import workplace

#: The names under which Debian and others install it.
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: The time of the paint of the largest element (Largest Contentful Paint), in milliseconds after the navigation.
_LARGEST_PAINT = """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({type: "largest-contentful-paint", buffered: true}))"""
#: The attribute of a page that looks again, and the seconds between two looks.
_LOOKS_AGAIN, _PAUSE = "data-poll", 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of the console. `shows` is a text that it has only if it succeeded.

    A page that looks again is over when it stops, if `is_whole` is asked for.
    """

    name: str
    path: str
    shows: str
    query: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = False

    @property
    def address(self) -> str:
        return self.path + (f"?{urlencode(self.query)}" if self.query else "")

    def check(self, status: int, body: str) -> None:
        """Raises RuntimeError if an answer is not this page, because its time would mean nothing."""
        if status != 200 or self.shows not in body:
            raise RuntimeError(f"{self.name} failed with {status}: {body[:2_000]}")


def views_of(content: Content) -> list[View]:
    """Returns the pages, the first view first.

    The filters find nothing, so they search all that a page searches. The sites come last, because their articles are
    counted while other pages are asked for.
    """
    newest, largest, today = article_id_of(0), host_of(0), str(content.now.date())
    found, searched = "Story number 0<", f"Searched: {filters.LOOKED_AT:,}"
    tabs = {"": "Text", "/revisions": "Revisions", "/copies": "Copies", "/formats": "Formats", "/raw": "Raw page"}
    return [
        View(name="Arrivals, first view", path="/", shows=found),
        View(name="Arrivals again", path="/", shows=found),
        View(name="Arrivals of the largest site", path="/", query={"site": largest}, shows=found),
        View(name="Arrivals of a day", path="/", query={"day": today}, shows=found),
        View(name="Arrivals with a flag that none has", path="/", query={"flag": "parted"}, shows=searched),
        View(name="Arrivals with words that none has", path="/", query={"words": "unheard"}, shows=searched),
        *(View(name=f"An article: {name}", path=f"/article/{newest}{tab}", shows="Story number 0")
          for tab, name in tabs.items()),
        View(name="Refused", path="/refused", shows="Send all"),
        View(name="Sources", path="/sources", shows="feed.xml"),
        View(name="Dead letters", path="/letters", shows="Send all"),
        View(name="Dead letters by cause", path="/letters", query={"why": "1"}, shows="Damaged"),
        View(name="The largest site", path=f"/sites/{largest}", shows="Median words"),
        View(name="Sites", path="/sites", shows="1 to 50"),
        View(name="Sites, until all articles are counted", path="/sites", shows="1 to 50", is_whole=True),
    ]  # fmt: skip


@dataclass(slots=True)
class Visitor:
    """Asks a running console as a browser does: on one connection, with the cookie that the first answer sets."""

    address: str
    _connection: HTTPConnection = field(init=False)
    _cookie: str = field(init=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        self._connection = HTTPConnection(parts.netloc, timeout=120)
        self._connection.request("GET", f"{parts.path}?{parts.query}")
        answer = self._connection.getresponse()
        answer.read()
        self._cookie = answer.headers["Set-Cookie"].partition(";")[0]

    def seconds(self, view: View) -> float:
        """Returns the seconds until a page has come. Raises RuntimeError if it is not the page."""
        started = time.perf_counter()
        while _LOOKS_AGAIN in self._body(view) and view.is_whole:
            time.sleep(_PAUSE)
        return time.perf_counter() - started

    def close(self) -> None:
        self._connection.close()

    def _body(self, view: View) -> str:
        self._connection.request("GET", view.address, headers={"Cookie": self._cookie})
        answer = self._connection.getresponse()
        body = answer.read().decode()
        view.check(answer.status, body)
        return body


@contextmanager
def console() -> Iterator[tuple[str, float]]:
    """Runs `copydesk console` for the local stack. Yields its address, and the seconds until it printed that.

    Its errors are in console.log, beside the log of the stack.
    """
    started = time.perf_counter()
    command = [sys.executable, "-m", "copydesk.cli", "console", "--no-open"]
    with (workplace().state / "console.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)  # noqa: S603  # ours
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        yield address, time.perf_counter() - started
    finally:
        # A shell may have told its background commands to ignore an interrupt.
        process.terminate()
        process.communicate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The seconds of a view, and of these the seconds for which the local stack had a processor."""

    seconds: float
    of_stack: float


def taken_by(views: Sequence[View], stack_cpu: Callable[[], float]) -> tuple[float, list[Taken]]:
    """Returns the seconds of a start of the console, and what each view takes in this new process.

    `stack_cpu` returns the processor seconds of the stack so far.
    """
    with console() as (address, started), closing(Visitor(address)) as visitor:
        return started, [_taken(visitor, view, stack_cpu) for view in views]


def _taken(visitor: Visitor, view: View, stack_cpu: Callable[[], float]) -> Taken:
    before = stack_cpu()
    seconds = visitor.seconds(view)
    return Taken(seconds=seconds, of_stack=stack_cpu() - before)


def calls_of(place: Target, view: View) -> Counter[str]:
    """Returns the calls of a view in a new console by their names, also those that it makes after its answer."""
    # A list takes entries of several threads at once.
    names: list[str] = []
    call = BaseClient._make_api_call  # type: ignore[attr-defined]  # the stubs leave it out

    def noted(client: BaseClient, name: str, arguments: Mapping[str, Any]) -> Any:
        names.append(name)
        return call(client, name, arguments)

    with patch.object(BaseClient, "_make_api_call", noted):
        answer = site(place)(Asked(path=view.path, query=view.query))
        view.check(answer.status, answer.body)
        made = 0
        while _LOOKS_AGAIN in answer.body and made < len(names):
            made = len(names)
            time.sleep(_PAUSE)
    return Counter(names)


def painted(times: int) -> list[tuple[float, float]]:
    """Returns the seconds until Chromium has painted anything of the first view, and until its largest element.

    Each view is in a new process of the console. The list is empty without Chromium.
    """
    path = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        return []
    from playwright.sync_api import sync_playwright

    seconds = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        for _ in range(times):
            with console() as (address, _started):
                page = browser.new_page(viewport={"width": 1440, "height": 1000})
                page.goto(address, wait_until="load")
                # A paint may come after the load, so it is awaited.
                largest = page.evaluate(_LARGEST_PAINT)
                first = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
                seconds.append((first / 1_000, largest / 1_000))
                page.close()
        browser.close()
    return seconds
