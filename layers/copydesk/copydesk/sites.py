"""What extraction sees of each site's pages, kept for the length of a batch and then noted with the site."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Unpack
from urllib.parse import urlsplit

from copydesk.drift import Change, Page
from copydesk.errors import Reject
from copydesk.ingest import Extract, Told
from copydesk.model import Article

#: A batch rarely brings more sites.
_THREADS = 10

type Note = Callable[[str, Sequence[Page]], Sequence[Change]]


@dataclass(frozen=True, slots=True)
class Watch:
    """Safe to share between threads."""

    _seen: defaultdict[str, list[Page]] = field(default_factory=lambda: defaultdict(list))
    _lock: Lock = field(default_factory=Lock)

    def watching(self, extract: Extract) -> Extract:
        """`extract`, with what came of each page kept under the host that it was found at."""

        def watched(body: bytes, **told: Unpack[Told]) -> Article:
            try:
                article = extract(body, **told)
            except Reject:
                self._see(told["url"], Page())
                raise
            self._see(told["url"], page_of(article))
            return article

        return watched

    def take(self) -> dict[str, list[Page]]:
        with self._lock:
            taken = dict(self._seen)
            self._seen.clear()
        return taken

    def _see(self, url: str | None, page: Page) -> None:
        if host := urlsplit(url or "").hostname:
            with self._lock:
                self._seen[host].append(page)


def page_of(article: Article) -> Page:
    dated = article.date_published is not None
    return Page(words=article.word_count, dated=dated, signed=bool(article.authors))


def note_sites(
    seen: Mapping[str, Sequence[Page]],
    *,
    note: Note,
    report: Callable[[str, Change], None],
    failed: Callable[[str, Exception], None],
) -> None:
    """Note what was seen. A site that cannot be noted loses a few samples, and no page waits or fails for it."""
    with ThreadPoolExecutor(_THREADS) as pool:
        noting = {host: pool.submit(note, host, pages) for host, pages in seen.items()}
    for host, future in noting.items():
        try:
            changes = future.result()
        except Exception as error:  # handed to the handler, which logs it
            failed(host, error)
        else:
            for change in changes:
                report(host, change)


def turn_event(host: str, change: Change) -> tuple[str, dict[str, str | float]]:
    """A turn as the name and the fields of a log event."""
    return str(change.turn), {"host": host, "fact": str(change.fact), "before": change.before, "now": change.now}
