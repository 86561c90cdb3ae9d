"""`copydesk predict`: what the extraction makes of every page of a corpus, for a scorer to judge.

Of the truth it reads ids and URLs only, so nothing that is to be predicted can leak into a prediction.
"""

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.local.problems import Problem
from copydesk.model import Article, Expect


@dataclass(frozen=True, slots=True)
class Page:
    id: str
    url: str | None
    path: Path


def pages(corpus: Path) -> list[Page]:
    """The pages of a corpus, in the order of its truth."""
    truth = corpus / "truth.jsonl"
    if not truth.is_file():
        raise Problem(f"{corpus} holds no truth.jsonl", "A corpus is a folder with truth.jsonl and pages/<id>.html.gz.")
    with truth.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [Page(row["id"], row.get("url"), _page_path(corpus, row["id"])) for row in rows]


def predictions(corpus_pages: list[Page], *, jobs: int, expect: Expect | None = None) -> Iterator[dict[str, Any]]:
    """One prediction a page, in order, from as many processes as `jobs`."""
    predicted = partial(predict_page, expect=expect)
    if jobs == 1:
        yield from map(predicted, corpus_pages)
        return
    # Not fork: the progress bar's thread may hold a lock at that moment.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as workers:
        yield from workers.map(predicted, corpus_pages, chunksize=8)


def predict_page(page: Page, *, expect: Expect | None = None) -> dict[str, Any]:
    """A page that ends in `Reject` predicts nothing; anything else that is raised is a bug and stops the run."""
    try:
        article = extract_article(page.path.read_bytes(), url=page.url, expect=expect)
    except Reject:
        return {"id": page.id, "text": "", "headline": None, "authors": [], "date_published": None}
    except Exception as bug:  # Not handled, only told which of a thousand pages it was.
        bug.add_note(f"on the page {page.path}")
        raise
    return prediction_of(page.id, article)


def prediction_of(page_id: str, article: Article) -> dict[str, Any]:
    """What is scored of an article."""
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
