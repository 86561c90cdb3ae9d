"""Serves a small news site on loopback for the demonstration: robots.txt, a feed, and the pages that it lists."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

from copydesk.stack.problems import Problem

ROBOTS, FEED = "/robots.txt", "/feed.xml"
_RULES = b"User-agent: *\nDisallow: /private/\n"


@dataclass(frozen=True, slots=True)
class Story:
    """A page, stored gzipped on disk, and its title in the feed."""

    file: Path
    title: str

    @property
    def path(self) -> str:
        return f"/news/{self.file.name.partition('.')[0]}"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request that the site received. `at` is on the monotonic clock."""

    path: str
    at: float


@dataclass(frozen=True, slots=True)
class Resource:
    body: bytes
    headers: Mapping[str, str]


def stories(path: Path) -> list[Story]:
    """Returns the stories that a list names. Their files are beside the list. Raises Problem if one is missing."""
    found = [Story(path.parent / entry["path"], entry["title"]) for entry in json.loads(path.read_text("utf-8"))]
    for story in found:
        if not story.file.is_file():
            raise Problem(f"{path} lists {story.file.name}, which is not there.")
    return found


@dataclass
class Newsstand:
    """A site that is open while its context lasts, on a free port. `visits` is its log."""

    stories: Sequence[Story]
    visits: list[Visit] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._resources = self._resources_at(self.url(""))
        # An unfinished request must not keep the program from ending.
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def story_urls(self) -> list[str]:
        return [self.url(story.path) for story in self.stories]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def answer(self, path: str) -> Resource | None:
        self.visits.append(Visit(path, time.monotonic()))
        return self._resources.get(path)

    def _resources_at(self, site: str) -> dict[str, Resource]:
        pages = {story.path: Resource(story.file.read_bytes(), _PAGE_HEADERS) for story in self.stories}
        feed = Resource(_feed(self.stories, site), {"Content-Type": "application/rss+xml"})
        return pages | {FEED: feed, ROBOTS: Resource(_RULES, {"Content-Type": "text/plain"})}


_PAGE_HEADERS = {"Content-Type": "text/html", "Content-Encoding": "gzip"}


def _feed(listed: Sequence[Story], site: str) -> bytes:
    """Returns RSS 2.0 without dates. The pages are years old, and a source takes only recent entries by default."""
    items = "".join(
        f"<item><title>{escape(story.title)}</title><link>{site}{story.path}</link></item>" for story in listed
    )
    channel = f"<title>Newsstand</title><link>{site}/</link><description>Sample pages</description>{items}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}</channel></rss>'.encode()


def _handler(site: Newsstand) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = site.answer(self.path)
            if found is None:
                self.send_error(404)
                return
            self.send_response(200)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that http.server gives it
            """Prints nothing. The site has a log of its own, and the terminal belongs to the demonstration."""

    return Handler
