"""`list`, `show`, `rejects`: what was stored or refused, and why."""

import sys
from argparse import Namespace

from copydesk.local.console import output, tell
from copydesk.local.feeding import reason_code
from copydesk.local.problems import Problem
from copydesk.local.reading import article_layout
from copydesk.local.render import render
from copydesk.local.tables import heads_table, rejects_table
from copydesk.local.target import target
from copydesk.model import StoredArticle
from copydesk.storage.items import Head
from copydesk.storage.reader import list_heads, read_article
from copydesk.storage.rejects import list_rejects

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
    article = stored_article(arguments.id).article
    if arguments.format:
        sys.stdout.write(render(article, arguments.format, indent=2 if sys.stdout.isatty() else None))
    else:
        output().print(article_layout(article))
    return 0


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
    ids = [beginning] if len(beginning) == _ID_LENGTH else _ids(beginning)
    if len(ids) > 1:
        raise Problem(f"{len(ids)} articles' ids begin with {beginning}.", "Give more of it.")
    found = read_article(ids[0]) if ids else None
    if found is None:
        raise Problem(f"No article's id begins with {beginning}.", "See: copydesk list")
    return found


def _ids(beginning: str) -> list[str]:
    return [head.stored.article_id for head in list_heads() if head.stored.article_id.startswith(beginning)]


def _date(head: Head) -> str:
    return head.stored.article.date_published or ""
