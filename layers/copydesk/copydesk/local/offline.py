"""Commands that need neither a stack nor a network: `extract` and `predict`."""

import json
import os
import sys
import time
from argparse import Namespace
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from copydesk.errors import Reject, RejectReason
from copydesk.extraction import extract_article
from copydesk.formats import render
from copydesk.local.console import messages, tell
from copydesk.local.predict import pages, predictions
from copydesk.local.problems import Problem
from copydesk.model import Article, Expect
from copydesk.pipeline.child_process import ChildProcess
from copydesk.pipeline.ingest import PageContext

#: What `--expect article` overrules.
_OVERRULED = frozenset({RejectReason.NO_ARTICLE_TEXT, RejectReason.NOT_AN_ARTICLE})
_HINT = "With --expect article its text is read all the same."


def extract(arguments: Namespace) -> int:
    """A page that is refused is said so on stderr, and the others go on."""
    if arguments.url and len(arguments.pages) > 1:
        raise Problem("--url names one page.", "Give one page with it, or leave it out.")
    refused = sum(not _extract_one(name, arguments) for name in arguments.pages)
    return 1 if refused else 0


def predict(arguments: Namespace) -> int:
    corpus_pages = pages(arguments.corpus)
    started, empty = time.monotonic(), 0
    with _bar() as bar:
        for prediction in bar.track(predictions(corpus_pages, jobs=_jobs(arguments), expect=arguments.expect),
                                    total=len(corpus_pages), description=arguments.corpus.name):  # fmt: skip
            empty += not prediction["text"]
            sys.stdout.write(json.dumps(prediction, ensure_ascii=False) + "\n")
    seconds = time.monotonic() - started
    tell(f"{arguments.corpus.name}: {len(corpus_pages)} pages in {seconds:.0f} s, {empty} without an article")
    return 0


def article_of(name: str, url: str | None, expect: Expect | None = None) -> Article:
    """The article in a file, or in what comes by standard input when the name is `-`.

    A page that hangs is refused as ingest refuses it.
    """
    told: PageContext = {"url": url, "content_type": None, "content_encoding": None, "expect": expect}
    return ChildProcess(extract=extract_article)(read_page(name), **told)


def _extract_one(name: str, arguments: Namespace) -> bool:
    try:
        article = article_of(name, arguments.url, arguments.expect)
    except (Problem, Reject) as problem:
        can_be_read = isinstance(problem, Reject) and problem.reason in _OVERRULED
        tell(f"{name}: {problem}" + (f". {_HINT}" if can_be_read else ""))
        return False
    indent = 2 if sys.stdout.isatty() else None
    sys.stdout.write(render(article, arguments.format, indent=indent))
    return True


def read_page(name: str) -> bytes:
    """The bytes of a file, or of standard input when the name is `-`."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Problem(error.strerror or str(error)) from error


def _jobs(arguments: Namespace) -> int:
    return arguments.jobs or os.process_cpu_count() or 1


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=messages(), transient=True, disable=not messages().is_terminal)
