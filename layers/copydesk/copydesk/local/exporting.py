"""`export`: the stored articles of some days or of a site as JSON lines, in any format, as many as there are."""

import re
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import batched
from pathlib import Path
from typing import TextIO

from copydesk.errors import Retry
from copydesk.formats import render_line
from copydesk.local.console import messages, tell, words
from copydesk.local.problems import Problem
from copydesk.local.target import target
from copydesk.model import StoredArticle
from copydesk.storage.articles.listing import Stop, stream_day, stream_site
from copydesk.storage.articles.revisions import read_article
from copydesk.storage.dynamodb import full_jitter

#: Reads under way at once; a process has 32 connections to DynamoDB.
_READERS = 16
#: Articles in memory at once.
_CHUNK = 64
#: Faults of DynamoDB in a row, with nothing read between them, that end an export.
_FAULTS = 6
#: A day, a time of it in UTC, or the cursor that an interrupted export named.
_SINCE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?(?:#[0-9a-f]+)?")

type Pause = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What to export: all after a cursor, to the end of a day; of one site, if one is named."""

    since: str
    until: date
    site: str | None = None

    def stops(self, after: str, *, on_day: Callable[[date], object] = str) -> Iterator[Stop]:
        if self.site:
            yield from stream_site(self.site, after=after, before=f"{self.until}~")
            return
        day = date.fromisoformat(after[:10])
        while day <= self.until:
            on_day(day)
            yield from stream_day(str(day), after=after if after[:10] == str(day) else "")
            day += timedelta(days=1)


@dataclass(slots=True)
class Progress:
    """How far an export is: what it has written, and where it would go on."""

    cursor: str
    written: int = 0


def export(arguments: Namespace) -> int:
    span = span_of(arguments, today=datetime.now(UTC).date())
    target(arguments)
    started, progress = time.monotonic(), Progress(cursor=span.since)
    with _output(arguments.output) as out, _resumable(progress):
        export_span(span, arguments.format, out, progress)
    tell(f"{progress.written:,} articles in {time.monotonic() - started:.0f} s")
    return 0 if progress.written else 1


def span_of(arguments: Namespace, *, today: date) -> Span:
    """Tomorrow is in it unless said otherwise: somewhere it has begun."""
    if not _SINCE.fullmatch(arguments.since):
        raise Problem(f"--since {arguments.since} is no date.", "As in 2024-04-25, or 2024-04-25T12:00 (UTC).")
    since = _day(arguments.since[:10], "--since")
    until = _day(arguments.until, "--until") if arguments.until else today + timedelta(days=1)
    if until < since:
        raise Problem(f"--until {until} is before --since {since}.")
    return Span(since=arguments.since, until=until, site=arguments.site)


def export_span(span: Span, form: str, out: TextIO, progress: Progress, *, pause: Pause = full_jitter) -> None:
    """Write every article once; a fault of DynamoDB that passes is waited for, and the export goes on after it."""
    faults = 0
    with messages().status("") as status, ThreadPoolExecutor(_READERS) as pool:

        def told(day: object) -> None:
            status.update(words(f"{day}  {progress.written:,} articles"))

        while True:
            before = progress.written
            try:
                for chunk in batched(span.stops(progress.cursor, on_day=told), _CHUNK, strict=False):
                    found = pool.map(read_article, [stop.head.stored.article_id for stop in chunk])
                    for stop, article in zip(chunk, found, strict=True):
                        _write(article, form, out, progress)
                        progress.cursor = stop.cursor
                    told(progress.cursor[:10])
                return
            except Retry:
                faults = faults + 1 if progress.written == before else 1
                if faults == _FAULTS:
                    raise
                pause(faults)


def _write(article: StoredArticle | None, form: str, out: TextIO, progress: Progress) -> None:
    """An article that is gone since the index was read is no fault."""
    if article is not None:
        out.write(render_line(article, form))
        progress.written += 1


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Problem(f"{option} {text} is no day.", "As in 2024-04-25.") from error


@contextmanager
def _output(path: Path | None) -> Iterator[TextIO]:
    """The file, which must be new: an export that goes on must not destroy what it goes on from."""
    if path is None:
        yield sys.stdout
        return
    try:
        with path.open("x", encoding="utf-8") as out:
            yield out
    except FileExistsError as error:
        raise Problem(f"{path} is there already.", "Name another file, or remove it.") from error
    except OSError as error:
        raise Problem(f"{path}: {error.strerror or error}") from error


@contextmanager
def _resumable(progress: Progress) -> Iterator[None]:
    """Say where an export that ends early would go on."""
    remedy = "To go on after the last article written: --since "
    try:
        yield
    except Retry as error:
        raise Problem(f"Stopped after {progress.written:,} articles: {error}", remedy + progress.cursor) from error
    except (KeyboardInterrupt, OSError):
        tell(remedy + progress.cursor)
        raise
