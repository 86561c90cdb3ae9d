"""Extracts the articles of files, archives and URLs, in parallel and in order. It does not need AWS."""

import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from copydesk.cli import STDIN
from copydesk.cli.console import print_note
from copydesk.cli.pages import is_url, page_files, read_page
from copydesk.errors import Reject, RejectReason, Skip
from copydesk.extraction import extract_article, join_pages
from copydesk.model import Article, Expect
from copydesk.pipeline.candidates import PageContext
from copydesk.pipeline.child_process import ChildProcess
from copydesk.stack.problems import Problem
from copydesk.web.urls import identity_of
from copydesk.web.warc import captured, members, read_member

_ARCHIVES = (".warc.gz", ".warc")
#: The most inflated bytes of a record that are read. Extraction refuses larger pages in any case.
_LARGEST_RECORD = 64 << 20
_PIECE = 1 << 20
#: The number of pages in progress per process. So no process waits, and all pages fit into memory.
_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the name of its input and its URL. `offset` is that of its record in an archive."""

    name: str
    url: str | None
    offset: int | None = None
    archive: str = ""


@dataclass(frozen=True, slots=True)
class LocalArchive:
    """A WARC file on disk."""

    path: Path

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def chunks(self, offset: int) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            file.seek(offset)
            while piece := file.read(_PIECE):
                yield piece


type Answer = Article | Problem | Reject
#: The bytes of a page, and its context.
type _Body = tuple[bytes, PageContext]


def named_pages(names: list[str]) -> Iterator[Page]:
    """Yields each page that is named. A folder gives its files, and an archive its records."""
    for name in names:
        if Path(name).is_dir():
            yield from _in_folder(name)
        elif name.lower().endswith(_ARCHIVES) and not is_url(name):
            yield from _in_archive(name)
        else:
            yield Page(name, None)


def article_of(page: Page, expect: Expect | None = None) -> Article:
    """Returns the article in a page. A page that takes too long is refused, as in ingest.

    If the page is fetched and is page 1 of several, the article is that of all its pages.
    """
    body, context = _loaded(page, expect)
    article = _extract()(body, **context)
    is_first_of_several = is_url(page.name) and bool(article.pages) and article.first_page is None
    return _of_all_pages(article, expect) if is_first_of_several else article


def _of_all_pages(first: Article, expect: Expect | None) -> Article:
    """Fetches the other pages of an article, as politely as the first, and joins them. Reports those that fail."""

    def read(url: str) -> Article | None:
        try:
            body, context = _loaded(Page(url, None), expect)
            page = _extract()(body, **context)
        except (Problem, Reject) as problem:
            print_note(f"{url} is left out: {problem}")
            return None
        return page if page.first_page and identity_of(page.first_page) == identity_of(first.url) else None

    return join_pages(first, read).article


def answers(pages: list[Page], expect: Expect | None, jobs: int) -> Iterator[tuple[Page, Answer]]:
    """Yields the answer to each page, in order. Only this process fetches URLs, one by one, and reads stdin."""
    if jobs == 1:
        yield from ((page, _answer(page, expect)) for page in pages)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as workers:
        under_way: deque[tuple[Page, Future[Answer] | Answer]] = deque()
        try:
            for page in pages:
                under_way.append((page, _begun(workers, page, expect)))
                if len(under_way) >= jobs * _AHEAD:
                    yield _ended(*under_way.popleft())
            while under_way:
                yield _ended(*under_way.popleft())
        finally:
            workers.shutdown(wait=False, cancel_futures=True)


def _begun(workers: ProcessPoolExecutor, page: Page, expect: Expect | None) -> Future[Answer] | Answer:
    if is_url(page.name) or page.name == STDIN:
        return _answer(page, expect)
    # Ctrl-C reaches every process of a terminal. The workers ignore it, and this process handles it.
    with uninterrupted():
        return workers.submit(_answer, page, expect)


def _ended(page: Page, begun: Future[Answer] | Answer) -> tuple[Page, Answer]:
    return page, begun.result() if isinstance(begun, Future) else begun


def _answer(page: Page, expect: Expect | None) -> Answer:
    try:
        return article_of(page, expect)
    except (Problem, Reject) as problem:
        return problem
    except Skip as skip:
        return Problem(str(skip))


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Has processes that are started meanwhile ignore Ctrl-C, which reaches every process of a terminal."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@cache
def _extract() -> ChildProcess:
    """Returns the extraction of this process, with one child for all large pages."""
    return ChildProcess(extract=extract_article)


@cache
def _fetch() -> Callable[[str], _Body]:
    # This is loaded on use, because a file needs no HTTP client.
    from copydesk.cli.fetching import fetcher

    fetched_page = fetcher()

    def fetch(url: str) -> _Body:
        page = fetched_page(url)
        context: PageContext = {
            "url": page.url, "content_type": page.content_type, "content_encoding": None, "expect": None,
        }  # fmt: skip
        return page.body, context

    return fetch


def _loaded(page: Page, expect: Expect | None) -> _Body:
    if page.offset is not None:
        body, context = _recorded(LocalArchive(Path(page.archive)), page.offset)
    elif is_url(page.name):
        body, context = _fetch()(page.name)
    else:
        body = read_page(page.name)
        context = {"url": page.url, "content_type": None, "content_encoding": None, "expect": None}
    return body, {**context, "expect": expect}


def _recorded(archive: LocalArchive, offset: int) -> _Body:
    member = read_member(archive, offset, limit=_LARGEST_RECORD)
    if member.content is None:
        raise Reject(RejectReason.BROKEN_RECORD, member.damage or f"inflates to more than {_LARGEST_RECORD} bytes")
    record = captured(member.content)
    context: PageContext = {
        "url": record.url, "content_type": record.content_type, "content_encoding": record.content_encoding,
        "expect": None,
    }  # fmt: skip
    return record.body, context


def _in_folder(name: str) -> Iterator[Page]:
    pages = page_files([name])
    archives = sorted(path for suffix in _ARCHIVES for path in Path(name).rglob(f"*{suffix}"))
    if not pages and not archives:
        remedy = "Pages end in .html, .htm, .xhtml or .txt, also gzipped (.gz); archives in .warc.gz."
        raise Problem(f"{name} holds no page.", remedy)
    yield from (Page(str(page.path), page.url) for page in pages)
    for archive in archives:
        yield from _in_archive(str(archive))


def _in_archive(name: str) -> Iterator[Page]:
    """Yields the pages of an archive and leaves out other records. Damage is reported when its record is read."""
    archive = LocalArchive(Path(name))
    try:
        size = archive.size
    except OSError as error:
        raise Problem(f"{name}: {error.strerror or error}") from error
    found = 0
    for member in members(archive, 0, size, limit=_LARGEST_RECORD):
        found += member.damage is None
        try:
            url = captured(member.content).url if member.content else None
        except Skip:
            continue
        except Reject:
            url = None
        yield Page(f"{name}#{member.offset}" + (f" {url}" if url else ""), url, member.offset, name)
    if not found:
        raise Problem(f"{name} is no WARC file with one gzip member a record.", "Mend it: warcio recompress IN OUT")
