"""Implements `copydesk repair`, which reads damaged articles again and restores the rows of their speakers."""

import json
import time
from collections.abc import Callable

from copydesk.aws.clients import sqs_client
from copydesk.aws.queues.sending import Outgoing, send_all
from copydesk.cli.console import print_note
from copydesk.cli.naming import id_of, known
from copydesk.cli.options import HERE, ArticleNames, Wait, Where
from copydesk.cli.sending.queues import pointer_message
from copydesk.cli.where import target
from copydesk.errors import Damaged
from copydesk.stack.problems import Problem
from copydesk.stack.target import Target
from copydesk.storage.articles.items import source_of
from copydesk.storage.articles.models import HeadItem
from copydesk.storage.articles.revisions import head_of, read_article
from copydesk.storage.articles.speakers import put_rows

#: The default seconds to wait for the page, and the seconds between two looks.
_PATIENCE, _LOOK = 120.0, 1.0


def repair(articles: ArticleNames, /, *, wait: Wait = None, where: Where = HERE) -> int:
    place = target(where)
    ids = [id_of(name, place) for name in articles]
    patience = _PATIENCE if wait is None else float(wait)
    mended = [repaired(article_id, place, patience=patience) for article_id in ids]
    return 0 if all(mended) else 2


def repaired(article_id: str, place: Target, *, patience: float, wait: Callable[[float], None] = time.sleep) -> bool:
    """Reads an article again from its raw page if it is damaged. Returns True once it can be read.

    Raises Problem if it is still damaged after `patience` seconds.
    """
    head = known(head_of(article_id), article_id)
    put_rows(head)
    if _is_whole(head.article_id):
        print_note(f"{head.article_id} is whole.")
        return True
    send_all([Outgoing(body=_message(head), group=None)], client=sqs_client(), queue_url=place.ingest_queue_url)
    for _ in range(round(patience / _LOOK)):
        if _is_whole(head.article_id):
            print_note(f"{head.article_id} is mended.")
            return True
        wait(_LOOK)
    raise Problem(
        f"{head.article_id} is still damaged after {patience:.0f} s.",
        f"See whether its page was refused: copydesk rejects   or fetch it anew: copydesk ingest {head.url or 'URL'}",
    )


def _is_whole(article_id: str) -> bool:
    try:
        return read_article(article_id) is not None
    except Damaged:
        return False


def _message(head: HeadItem) -> str:
    """Returns the message that names the raw page. It repeats the URL, as the original message may have named it."""
    address = {"url": head.url} if head.url and head.source.as_dict().get("offset") is None else {}
    return json.dumps(pointer_message(source_of(head)) | address)
