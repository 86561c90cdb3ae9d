"""Implements `copydesk predict`, which extracts every page of a corpus so that a scorer can judge the results.

It reads only ids and URLs of the truth, so no truth can leak into a prediction.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from copydesk.cli.console import messages, print_note, progress_bar
from copydesk.cli.extracting import uninterrupted
from copydesk.cli.options import Expecting, between
from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.model import Article, Expect
from copydesk.stack.problems import Problem


@dataclass(frozen=True, slots=True)
class Page:
    id: str
    url: str | None
    path: Path


def predict(
    corpus: Annotated[Path, Parameter(name="CORPUS", help="A folder with truth.jsonl and pages/.")],
    /,
    *,
    jobs: Annotated[
        int | None, Parameter(validator=between(1, 1_024), help="Processes; by default one for each core.")
    ] = None,
    expect: Expecting = None,
) -> int:
    corpus_pages = pages(corpus)
    started, empty = time.monotonic(), 0
    found = predictions(corpus_pages, jobs=jobs or os.process_cpu_count() or 1, expect=expect)
    with progress_bar(messages()) as bar:
        for prediction in bar.track(found, total=len(corpus_pages), description=corpus.name):
            empty += not prediction["text"]
            sys.stdout.write(json.dumps(prediction, ensure_ascii=False) + "\n")
    seconds = time.monotonic() - started
    print_note(f"{corpus.name}: {len(corpus_pages)} pages in {seconds:.0f} s, {empty} without an article")
    return 0


def pages(corpus: Path) -> list[Page]:
    """Returns the pages of a corpus, in the order of its truth. Raises Problem if it has none."""
    truth = corpus / "truth.jsonl"
    if not truth.is_file():
        raise Problem(f"{corpus} holds no truth.jsonl", "A corpus is a folder with truth.jsonl and pages/<id>.html.gz.")
    with truth.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [Page(row["id"], row.get("url"), _page_path(corpus, row["id"])) for row in rows]


def predictions(corpus_pages: list[Page], *, jobs: int, expect: Expect | None = None) -> Iterator[dict[str, Any]]:
    """Yields one prediction per page, in order, computed by `jobs` processes."""
    predicted = partial(predict_page, expect=expect)
    if jobs == 1:
        yield from map(predicted, corpus_pages)
        return
    # The workers are not forked, because the thread of the progress bar may hold a lock.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as workers:
        # Ctrl-C reaches every process of a terminal. The workers ignore it, and this process handles it.
        with uninterrupted():
            found = workers.map(predicted, corpus_pages, chunksize=8)
        try:
            yield from found
        except KeyboardInterrupt:
            workers.shutdown(wait=False, cancel_futures=True)
            raise


def predict_page(page: Page, *, expect: Expect | None = None) -> dict[str, Any]:
    """Returns the prediction of a page, empty after a Reject. Any other exception is a bug and stops the run."""
    try:
        article = extract_article(page.path.read_bytes(), url=page.url, expect=expect)
    except Reject:
        return {"id": page.id, "text": "", "headline": None, "authors": [], "date_published": None}
    except Exception as bug:  # The error is raised again with the name of the page.
        bug.add_note(f"on the page {page.path}")
        raise
    return prediction_of(page.id, article)


def prediction_of(page_id: str, article: Article) -> dict[str, Any]:
    """Returns the parts of an article that are scored."""
    return {
        "id": page_id,
        "text": article.text,
        "headline": article.headline,
        "authors": [author.name for author in article.authors],
        "date_published": article.date_published,
    }


def _page_path(corpus: Path, page_id: str) -> Path:
    packed = corpus / "pages" / f"{page_id}.html.gz"
    return packed if packed.is_file() else corpus / "pages" / f"{page_id}.html"
