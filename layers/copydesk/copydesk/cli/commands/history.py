"""Implements `copydesk history` and `copydesk diff`, which show an article's revisions and their changes."""

from itertools import pairwise
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from copydesk.changes import difference
from copydesk.cli.console import output, print_json, print_note, write_new
from copydesk.cli.layouts.difference_page import difference_page
from copydesk.cli.layouts.differences import difference_layout, history_table, plain_difference, plain_history
from copydesk.cli.naming import id_of, known, revision_of
from copydesk.cli.options import HERE, ArticleName, Shape, Where
from copydesk.cli.where import target
from copydesk.model import StoredArticle
from copydesk.stack.problems import Problem
from copydesk.storage.articles.revisions import read_history


def history(article: ArticleName, /, *, format: Shape = "table", where: Where = HERE) -> int:  # noqa: A002
    revisions = _kept(id_of(article, target(where)))
    steps = [None, *(difference(one.article, other.article) for one, other in pairwise(revisions))]
    if format == "json":
        print_json(plain_history(revisions, steps))
    else:
        output().print(history_table(revisions, steps))
    if (oldest := revisions[0].revision.number) > 1:
        print_note(f"What was before revision {oldest} is no longer kept.")
    return 0


def diff(
    article: ArticleName,
    revisions: Annotated[
        list[int] | None, Parameter(name="REVISION", help="Two revisions; by default the last two.")
    ] = None,
    /,
    *,
    format: Shape = "table",  # noqa: A002  # the option's name
    html: Annotated[Path | None, Parameter(help="Write it as a page of its own, into this new file.")] = None,
    where: Where = HERE,
) -> int:
    if html and format == "json":
        raise Problem("--html and --format json exclude each other.", "Leave one out.")
    before, after = _pair(id_of(article, target(where)), revisions or [])
    found = difference(before.article, after.article)
    if html:
        write_new(html, [difference_page(before, after, found)])
    elif format == "json":
        print_json(plain_difference(before, after, found))
    else:
        output().print(difference_layout(before, after, found, marked=not output().is_terminal))
    return 0


def _kept(article_id: str) -> list[StoredArticle]:
    return known(read_history(article_id), article_id)


def _pair(article_id: str, numbers: list[int]) -> tuple[StoredArticle, StoredArticle]:
    """Returns the two revisions with these numbers, or else the last two. Raises Problem if there are no two."""
    if len(numbers) == 2:
        return revision_of(article_id, numbers[0]), revision_of(article_id, numbers[1])
    if numbers:
        raise Problem("Name two revisions, or none for the last two.", f"See: copydesk history {article_id}")
    kept = _kept(article_id)
    if len(kept) < 2:
        raise Problem(f"Only revision {kept[0].revision.number} is kept: there is nothing to compare it with.")
    return kept[-2], kept[-1]
