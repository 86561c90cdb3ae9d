"""Implements `copydesk export`, which writes stored articles of a time or a site as JSON lines or Parquet."""

import re
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import batched
from pathlib import Path
from typing import Annotated, Literal, TextIO

from botocore.exceptions import BotoCoreError, ClientError
from cyclopts import Parameter

from copydesk.cli.console import counted, messages, new_file, print_note, print_note_without_bar, words
from copydesk.cli.options import HERE, ChunkTokens, Where, chunk_budget, is_moment
from copydesk.cli.parquet import parquet_writer
from copydesk.cli.where import target
from copydesk.errors import Retry
from copydesk.formats import FORMATS, render_line
from copydesk.model import StoredArticle
from copydesk.stack.problems import Problem
from copydesk.storage.articles.listing import Stop, stream_changed, stream_days, stream_site
from copydesk.storage.articles.revisions import read_article
from copydesk.storage.dynamodb import full_jitter

#: The number of reads at once. A process has 32 connections to DynamoDB.
_READERS = 16
#: The number of articles in memory at once.
_CHUNK = 64
#: The number of failures of DynamoDB in a row, without an article between them, that ends an export.
_FAULTS = 6
#: The seconds between two lines of progress in a pipe or a log.
_SHOW_EVERY = 10.0
#: A day, a time of a day in UTC, or the cursor that an interrupted export printed.
_SINCE = re.compile(r"(\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{6})?)?Z?)?)(?:#[0-9a-f]+)?", re.ASCII)
_AS_IN = "As in 2024-04-25, or 2024-04-25T12:00 (UTC)."

type By = Literal["published", "stored"]
type Pause = Callable[[int], None]
#: A function that takes an article and the cursor after it.
type Put = Callable[[StoredArticle, str], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What to export: all after a cursor, to the end of a day, and only of `site` if it is given.

    `by` selects the date that counts. It is the one that a page states, or the time at which its article was stored or
    changed.
    """

    since: str
    until: date
    site: str | None = None
    by: By = "published"

    def stops(self, after: str, *, on_day: Callable[[date], object] = str) -> Iterator[Stop]:
        if self.by == "stored":
            return stream_changed(after=after, until=self.until, on_day=on_day)
        if self.site:
            return stream_site(self.site, after=after, before=f"{self.until}~")
        return stream_days(after=after, until=self.until, on_day=on_day)


@dataclass(slots=True)
class Progress:
    """The progress of an export. `cursor` is after the last article read, and `written` counts the articles.

    `kept` is the cursor after the last article in a finished file. It is None if the output is a single stream.
    """

    cursor: str
    written: int = 0
    kept: str | None = None


def export(
    *,
    since: Annotated[str, Parameter(help="The first day (yyyy-mm-dd), a time of it (UTC), or a place to go on after.")],
    until: Annotated[str | None, Parameter(help="The last day; by default there is none.")] = None,
    by: Annotated[
        Literal["published", "stored"],
        Parameter(help="Which date counts: the one that a page states, or when its article was stored or changed."),
    ] = "published",
    site: Annotated[str | None, Parameter(help="Only this site, as `copydesk list` knows it.")] = None,
    format: Annotated[  # noqa: A002  # the option's name
        str, Parameter(choices=(*FORMATS, "parquet"), help="How the articles are written.")
    ] = "json",
    chunk_tokens: ChunkTokens = None,
    output: Annotated[
        str | None,
        Parameter(alias="-o", help="A new file, or for Parquet a folder or s3://…; by default standard output."),
    ] = None,
    where: Where = HERE,
) -> int:
    span = span_of(since, until, site, by=by, today=datetime.now(UTC).date())
    budget = chunk_budget(format, chunk_tokens)
    target(where)
    started, progress = time.monotonic(), Progress(cursor=span.since)
    print_note_without_bar(f"Exporting the articles {by} from {since} to {span.until} …")
    options = {"--by": by, "--until": until, "--site": site, "--format": None if format == "json" else format}
    options |= {"--chunk-tokens": str(chunk_tokens) if chunk_tokens else None}
    others = " ".join(f"{name} {value}" for name, value in options.items() if value)
    with _resumable(progress, others), _opened(format, output, progress, budget) as put:
        export_span(span, put, progress)
    seconds = time.monotonic() - started
    print_note(f"{counted(progress.written, 'article')} {by} from {since} to {span.until}, in {seconds:.0f} s")
    if not progress.written and by == "published":
        print_note("The date counts that a page states. What was stored or changed since then: --by stored")
    return 0 if progress.written else 1


@contextmanager
def _opened(form: str, output: str | None, progress: Progress, budget: int) -> Iterator[Put]:
    if form == "parquet":
        progress.kept = progress.cursor
        resumes = "#" in progress.cursor
        with parquet_writer(output, resumes=resumes, on_kept=partial(setattr, progress, "kept")) as writer:
            yield writer.put
        return
    if output and output.startswith("s3://"):
        raise Problem("Only Parquet goes to S3.", "Add --format parquet, or copy the file: aws s3 cp.")
    out: AbstractContextManager[TextIO] = nullcontext(sys.stdout) if output is None else new_file(Path(output))
    with out as lines:
        yield lambda article, _cursor: lines.write(render_line(article, form, chunk_tokens=budget))


def span_of(since: str, until: str | None, site: str | None = None, *, by: By = "published", today: date) -> Span:
    """Returns what to export. Without `until` it includes tomorrow, because that day has begun somewhere.

    Raises Problem if the arguments contradict each other or are invalid.
    """
    found = _SINCE.fullmatch(since)
    if not found or not is_moment(found[1]):
        raise Problem(f"--since {since} is no date.", _AS_IN)
    if by == "stored" and site:
        raise Problem("--site is for --by published.", "Leave it out, and filter the lines by their host.")
    first, last = date.fromisoformat(since[:10]), _day(until) if until else today + timedelta(days=1)
    if by == "stored":
        last = min(last, today + timedelta(days=1))  # Nothing is stored in the future.
    if last < first:
        raise Problem(f"--until {last} is before --since {first}.")
    return Span(since=since, until=last, site=site, by=by)


def export_span(span: Span, put: Put, progress: Progress, *, pause: Pause = full_jitter) -> None:
    """Writes every article once. If DynamoDB fails for a while, it waits and continues.

    Raises Retry after _FAULTS failures in a row.
    """
    faults = 0
    with _shown_progress(progress) as show_day, ThreadPoolExecutor(_READERS) as pool:
        while True:
            before = progress.written
            try:
                for chunk in batched(span.stops(progress.cursor, on_day=show_day), _CHUNK, strict=False):
                    found = pool.map(read_article, [stop.head.stored.article_id for stop in chunk])
                    for stop, article in zip(chunk, found, strict=True):
                        # An article that was deleted after the index was read is no failure.
                        if article is not None:
                            put(article, stop.cursor)
                            progress.written += 1
                        progress.cursor = stop.cursor
                    show_day(progress.cursor[:10])
                return
            except Retry:
                faults = faults + 1 if progress.written == before else 1
                if faults == _FAULTS:
                    raise
                pause(faults)


@contextmanager
def _shown_progress(progress: Progress) -> Iterator[Callable[[object], None]]:
    """Provides a function that shows the progress: always on a terminal, at intervals in a pipe or a log."""
    shown_at = time.monotonic()
    with messages().status("") as status:

        def show_day(day: object) -> None:
            nonlocal shown_at
            line = f"{day}  {progress.written:,} articles"
            status.update(words(line))
            if time.monotonic() - shown_at > _SHOW_EVERY:
                shown_at = time.monotonic()
                print_note_without_bar(line)

        yield show_day


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Problem(f"--until {text} is no day.", "As in 2024-04-25.") from error


@contextmanager
def _resumable(progress: Progress, others: str) -> Iterator[None]:
    """Prints the arguments to continue with if an export ends early."""
    try:
        yield
    except Retry as error:
        raise Problem(f"Stopped after {progress.written:,} articles: {error}", _go_on(progress, others)) from error
    except (KeyboardInterrupt, OSError, Problem, BotoCoreError, ClientError):
        if progress.written:
            print_note(_go_on(progress, others))
        raise


def _go_on(progress: Progress, others: str) -> str:
    return f"To go on after the last article written: {others} --since {progress.kept or progress.cursor}"
