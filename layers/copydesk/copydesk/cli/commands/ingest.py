"""Implements `copydesk ingest`, which sends pages into the pipeline and follows each until it is stored or refused."""

from typing import Annotated

from cyclopts import Parameter

from copydesk.cli.console import print_line
from copydesk.cli.layouts.tables import SHORT_ID
from copydesk.cli.options import HERE, PageUrl, Wait, Where
from copydesk.cli.pages import is_url, page_files
from copydesk.cli.sending.following import PATIENCE
from copydesk.cli.sending.upload import Outcome, ingest_pages
from copydesk.cli.sending.urls import fetched, line
from copydesk.cli.where import target
from copydesk.stack.problems import Problem


def ingest(
    pages: Annotated[list[str], Parameter(name="PAGE", help="Files, folders of pages, or URLs to have fetched.")],
    /,
    *,
    url: PageUrl = None,
    wait: Wait = None,
    where: Where = HERE,
) -> int:
    urls = [name for name in pages if is_url(name)]
    names = [name for name in pages if not is_url(name)]
    if urls and url:
        raise Problem("--url says where a file was found.", "Give the URL alone to have it fetched.")
    files = page_files(names, url=url) if names else []
    if not files and not urls:
        raise Problem("No page was found there.", "Give files, folders that hold .html or .txt files, or URLs.")
    place, patience = target(where), float(PATIENCE if wait is None else wait)
    found = ingest_pages(files, place, patience=patience) if files else []
    lines = [_line(outcome) for outcome in found] + [line(each) for each in fetched(urls, place, patience=patience)]
    for each in lines:
        print_line(each)
    return 0 if all(each.startswith("✓") for each in lines) else 1


def _line(outcome: Outcome) -> str:
    name = outcome.page.path
    if outcome.head:
        stored = outcome.head.stored
        return f"✓ {stored.article_id[:SHORT_ID]}  {stored.article.headline or name}"
    if outcome.reject:
        return f"✗ {name}: {outcome.reject.reason}: {outcome.reject.detail}"
    return f"? {name}: uploaded, and not ingested yet; look again: copydesk list, copydesk rejects"
