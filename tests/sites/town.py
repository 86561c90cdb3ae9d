"""This module runs many hosts on loopback, each with its own feed, robots.txt and behaviour. It logs their requests."""

import socket
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Lock

from tests.sites.behaviours import answer, drips, redirect, resets
from tests.sites.server import Behaviour, Request, Server, Wire

_WORDS = (
    "the council of a river town said that its old bridge would open in spring after years of work and many visitors "
    "from other cities came to see how engineers had mended every arch while traders hoped for better days at their "
    "market but neighbours asked who pays when water rises again next winter and whether trains will still stop here"
).split()
#: Words of a sentence, sentences of a paragraph, and paragraphs of a page.
_SENTENCE, _PARAGRAPH, _PAGE = 16, 3, 4


@dataclass(frozen=True, slots=True)
class Visit:
    """One request as its host saw it, from its arrival to its last send. Times are monotonic."""

    path: str
    started: float
    ended: float


@dataclass
class Town:
    """`visits` are by host, in the order of their ends."""

    port: int
    hosts: Sequence[str]
    visits: dict[str, list[Visit]] = field(default_factory=lambda: defaultdict(list))
    _lock: Lock = field(default_factory=Lock)

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    def watched(self, host: str, behave: Behaviour) -> Behaviour:
        """Returns the behaviour, which also adds each request to the log."""

        def watch(request: Request, wire: Wire) -> None:
            started = time.monotonic()
            try:
                behave(request, wire)
            finally:
                with self._lock:
                    self.visits[host].append(Visit(request.target, started, wire.spoke_at))

        return watch

    def paths(self, host: str) -> list[str]:
        return [visit.path for visit in self.visits[host]]


@contextmanager
def town(tempers: dict[str, Callable[[Town, str], Behaviour]]) -> Iterator[Town]:
    """Runs a host at each address, all on one free port, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = Town(port=probe.getsockname()[1], hosts=list(tempers))
    with ExitStack() as servers:
        for host, temper in tempers.items():
            behave = place.watched(host, temper(place, host))
            servers.enter_context(Server(behave, address=host, port=place.port))
        yield place


def page(title: str) -> bytes:
    """Returns a page whose words are its own. Otherwise all pages of a town were copies of one story."""
    chance = Random(title)  # noqa: S311  # no secret

    def sentence() -> str:
        return " ".join(chance.choices(_WORDS, k=_SENTENCE)).capitalize() + "."

    body = "".join(f"<p>{' '.join(sentence() for _ in range(_PARAGRAPH))}</p>" for _ in range(_PAGE))
    return f"<!doctype html><title>{title}</title><article><h1>{title}</h1>{body}</article>".encode()


def feed(urls: Sequence[str]) -> Behaviour:
    items = "".join(f"<item><title>A story</title><link>{url}</link></item>" for url in urls)
    body = f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    return answer(body.encode(), headers={"Content-Type": "application/rss+xml"})


def newspaper(
    stories: int, *, robots: Behaviour | None = None, extra: Sequence[str] = ()
) -> Callable[[Town, str], Behaviour]:
    """Returns a host that serves a feed with so many stories; its feed also lists the `extra` paths."""
    rules = robots or answer(b"User-agent: *\nDisallow: /private/\n", headers={"Content-Type": "text/plain"})

    def temper(place: Town, host: str) -> Behaviour:
        listed = [*(f"/news/story-{number}" for number in range(stories)), *extra]
        desks: dict[str, Behaviour] = {
            "robots.txt": rules,
            "feed.xml": feed([place.url(host, path) for path in listed]),
            "news": lambda request, wire: answer(page(f"Story {request.target} of {host}"))(request, wire),
            "old": lambda request, wire: redirect(request.target.replace("/old/", "/news/"))(request, wire),
            "circle": lambda request, wire: redirect(request.target)(request, wire),
            "inward": redirect("http://169.254.169.254/latest/meta-data/"),
        }
        missing = answer(status="404 Not Found")
        return lambda request, wire: desks.get(request.target.split("/")[1], missing)(request, wire)

    return temper


def busy_once(stories: int) -> Callable[[Town, str], Behaviour]:
    """Returns a host that answers its first page with a pause of two seconds, and all later ones normally."""
    inner = newspaper(stories)

    def temper(place: Town, host: str) -> Behaviour:
        behave = inner(place, host)
        told: list[Request] = []

        def busy(request: Request, wire: Wire) -> None:
            if request.target.startswith("/news/") and not told:
                told.append(request)
                answer(status="429 Too Many Requests", headers={"Retry-After": "2"})(request, wire)
            else:
                behave(request, wire)

        return busy

    return temper


def dripping(stories: int) -> Callable[[Town, str], Behaviour]:
    """Returns a host whose pages never end."""
    inner = newspaper(stories)

    def temper(place: Town, host: str) -> Behaviour:
        behave = inner(place, host)
        drip = drips(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n", b"<p>", every=0.5)
        return lambda request, wire: (drip if request.target.startswith("/news/") else behave)(request, wire)

    return temper


def broken(_place: Town, _host: str) -> Behaviour:
    return resets()
