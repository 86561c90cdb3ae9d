"""`history` and `diff`: what an article was before, and what changed."""

from argparse import Namespace
from itertools import pairwise
from pathlib import Path

from copydesk.changes import difference
from copydesk.local.console import output, tell
from copydesk.local.difference_page import difference_page
from copydesk.local.differing import difference_layout, history_table
from copydesk.local.looking import revision_of
from copydesk.local.naming import id_of, known
from copydesk.local.problems import Problem
from copydesk.local.target import target
from copydesk.model import StoredArticle
from copydesk.storage.articles.revisions import read_history


def history(arguments: Namespace) -> int:
    revisions = _kept(id_of(arguments.id, target(arguments)))
    steps = [difference(one.article, other.article) for one, other in pairwise(revisions)]
    output().print(history_table(revisions, [None, *steps]))
    if (oldest := revisions[0].revision.number) > 1:
        tell(f"What was before revision {oldest} is no longer kept.")
    return 0


def diff(arguments: Namespace) -> int:
    before, after = _pair(id_of(arguments.id, target(arguments)), arguments.revisions)
    found = difference(before.article, after.article)
    if arguments.html is None:
        output().print(difference_layout(before, after, found, marked=not output().is_terminal))
    else:
        _write(arguments.html, difference_page(before, after, found))
        tell(f"Written: {arguments.html}")
    return 0


def _kept(article_id: str) -> list[StoredArticle]:
    return known(read_history(article_id), article_id)


def _pair(article_id: str, numbers: list[int]) -> tuple[StoredArticle, StoredArticle]:
    """The revisions that were named, else the last two."""
    if len(numbers) == 2:
        return revision_of(article_id, numbers[0]), revision_of(article_id, numbers[1])
    if numbers:
        raise Problem("Name two revisions, or none for the last two.", f"See: copydesk history {article_id}")
    kept = _kept(article_id)
    if len(kept) < 2:
        raise Problem(f"Only revision {kept[0].revision.number} is kept: there is nothing to compare it with.")
    return kept[-2], kept[-1]


def _write(path: Path, page: str) -> None:
    try:
        # Half of a surrogate pair, which a page may hold, is no character that a file could.
        path.write_text(page, "utf-8", "replace")
    except OSError as error:
        raise Problem(f"{path} cannot be written: {error.strerror}") from error
