"""Implements `copydesk extract`, which reads articles from files, folders, archives or the web and stores nothing."""

import os
import time
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from copydesk.cli.console import counted, messages, print_note, progress_bar
from copydesk.cli.extracting import Page, answers, named_pages
from copydesk.cli.options import ChunkTokens, Expecting, Format, PageUrl, between, chunk_budget
from copydesk.cli.outputs import Form, Output, digest_of, opened
from copydesk.cli.pages import is_url
from copydesk.errors import Reject, RejectReason
from copydesk.model import Article, Expect
from copydesk.stack.problems import Problem

#: The reasons that `--expect article` overrules.
_OVERRULED = frozenset({RejectReason.NO_ARTICLE_TEXT, RejectReason.NOT_AN_ARTICLE})
_HINT = "With --expect article its text is read all the same."
#: The number of pages from which several processes are worth their start.
_MANY = 16


def extract(
    pages: Annotated[
        list[str],
        Parameter(
            name="PAGE", help="Files of HTML or text, also gzipped; WARC files; folders; URLs to fetch; - is stdin."
        ),
    ],
    /,
    *,
    url: PageUrl = None,
    expect: Expecting = None,
    format: Format = "json",  # noqa: A002  # the option's name
    chunk_tokens: ChunkTokens = None,
    output: Annotated[
        str | None,
        Parameter(alias="-o", help="A new file; NAME.db for SQLite; a folder (NAME/) for a file an article."),
    ] = None,
    resume: Annotated[bool, Parameter(help="Go on with the output of an extraction that was stopped.")] = False,
    jobs: Annotated[
        int | None, Parameter(validator=between(1, 1_024), help="Processes; by default one for each core.")
    ] = None,
) -> int:
    form = Form(format, chunk_budget(format, chunk_tokens))
    found = _named(pages, url)
    is_one = len(found) == 1 and found[0].offset is None and not Path(pages[0]).is_dir()
    with opened(output, form, is_one=is_one, resume=resume) as out:
        left = [page for page in found if page.name not in out.done and digest_of(page.name) not in out.done]
        if resume:
            print_note(f"{counted(len(found) - len(left), 'page')} done before, {len(left):,} to go")
        try:
            return _extract_all(left, expect, out, jobs or _processes(left))
        except KeyboardInterrupt:
            if output is not None:
                print_note("To go on where it stopped: the same command with --resume")
            raise


def _named(names: list[str], url: str | None) -> list[Page]:
    # A large archive is read once to find its records.
    with messages().status("Looking for pages …"):
        found = list(named_pages(names))
    if url is None:
        return found
    if len(found) != 1 or is_url(names[0]) or found[0].offset is not None:
        raise Problem("--url names one page.", "Give one file with it, or leave it out.")
    return [Page(found[0].name, url)]


def _processes(pages: list[Page]) -> int:
    return (os.process_cpu_count() or 1) if len(pages) >= _MANY else 1


def _extract_all(pages: list[Page], expect: Expect | None, out: Output, jobs: int) -> int:
    """Extracts all pages and returns an exit code. A page that fails is reported on stderr, and the others continue."""
    code, articles, started = 0, 0, time.monotonic()
    with progress_bar(messages()) as bar:
        for page, answer in bar.track(answers(pages, expect, jobs), total=len(pages), description="Extracting"):
            if isinstance(answer, Article):
                out.write(page, answer)
                articles += 1
            else:
                out.refuse(page, answer)
                code = max(code, _report_problem(page, answer))
    if len(pages) >= _MANY:
        seconds = time.monotonic() - started
        print_note(f"{counted(articles, 'article')} in {counted(len(pages), 'page')}, in {seconds:.0f} s")
    return code


def _report_problem(page: Page, problem: Problem | Reject) -> int:
    can_be_read = isinstance(problem, Reject) and problem.reason in _OVERRULED
    remedy = _HINT if can_be_read else problem.remedy if isinstance(problem, Problem) else ""
    print_note(f"{page.name}: {problem}" + (f". {remedy}" if remedy else ""))
    return 1 if isinstance(problem, Reject) else 2
