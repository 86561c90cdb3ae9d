"""`list`, `show`, `rejects`: what was stored or refused, and why."""

import sys
from argparse import Namespace

from copydesk.errors import RevisionExpired
from copydesk.formats import render
from copydesk.local.console import output, tell
from copydesk.local.feeding import reason_code
from copydesk.local.problems import Problem
from copydesk.local.reading import article_layout
from copydesk.local.tables import heads_table, rejects_table
from copydesk.local.target import target
from copydesk.model import StoredArticle
from copydesk.moments import parse_instant
from copydesk.storage.items import Head
from copydesk.storage.reader import list_heads, read_article
from copydesk.storage.rejects import list_rejects
from copydesk.storage.revisions import read_article_at, read_revision

_ID_LENGTH = 32


def list_articles(arguments: Namespace) -> int:
    target(arguments)
    heads = sorted(list_heads(), key=_date, reverse=True)
    if not heads:
        tell("No articles are stored yet. Add some: copydesk ingest samples")
        return 1
    output().print(heads_table(heads))
    return 0


def show(arguments: Namespace) -> int:
    target(arguments)
    found = _shown(arguments)
    if arguments.format:
        sys.stdout.write(render(found, arguments.format, indent=2 if sys.stdout.isatty() else None))
    else:
        output().print(article_layout(found.article))
    return 0


def _shown(arguments: Namespace) -> StoredArticle:
    if arguments.revision is not None:
        return revision_of(id_of(arguments.id), arguments.revision)
    return _standing_at(arguments.id, arguments.at) if arguments.at else stored_article(arguments.id)


def rejects(arguments: Namespace) -> int:
    target(arguments)
    records = list_rejects(reason_code(arguments.reason) if arguments.reason else None)
    if not records:
        tell("Nothing was refused.")
        return 0
    output().print(rejects_table(records))
    return 0


def stored_article(beginning: str) -> StoredArticle:
    """The article whose id begins so, if it is the only one."""
    return known(read_article(id_of(beginning)), beginning)


def revision_of(article_id: str, number: int) -> StoredArticle:
    try:
        found = read_revision(article_id, number)
    except RevisionExpired as expired:
        raise _no_longer(article_id, f"Revision {number}") from expired
    if found is None:
        stored_article(article_id)
        raise Problem(f"There never was a revision {number}.", f"See: copydesk history {article_id}")
    return found


def id_of(beginning: str) -> str:
    """The only id that begins so; a whole one is not looked for."""
    if len(beginning) == _ID_LENGTH:
        return beginning
    ids = _ids(beginning)
    if len(ids) > 1:
        raise Problem(f"{len(ids)} articles' ids begin with {beginning}.", "Give more of it.")
    return known(ids, beginning)[0]


def known[T](found: T | None, beginning: str) -> T:
    if not found:
        raise Problem(f"No article's id begins with {beginning}.", "See: copydesk list")
    return found


def _standing_at(beginning: str, at: str) -> StoredArticle:
    if (when := parse_instant(at)) is None:
        raise Problem(f"{at} is no point in time.", "Give one with its zone, such as 2024-04-25T12:00:00Z")
    article_id = id_of(beginning)
    try:
        found = read_article_at(article_id, when)
    except RevisionExpired as expired:
        raise _no_longer(article_id, f"What stood at {at}") from expired
    if found is None:
        stored_article(article_id)
        raise Problem(f"The article was not stored yet at {at}.", f"See: copydesk history {article_id}")
    return found


def _no_longer(article_id: str, what: str) -> Problem:
    return Problem(f"{what} is no longer kept.", f"What is: copydesk history {article_id}")


def _ids(beginning: str) -> list[str]:
    return [head.stored.article_id for head in list_heads() if head.stored.article_id.startswith(beginning)]


def _date(head: Head) -> str:
    return head.stored.article.date_published or ""
