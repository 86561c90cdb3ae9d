"""Finds the stored article that a command line means by a whole id, a URL, or the beginning of an id."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from copydesk.cli.console import messages, print_note, words
from copydesk.cli.pages import is_url
from copydesk.cli.sending.urls import raw_page, where_it_leads
from copydesk.errors import Reject, RevisionExpired
from copydesk.model import Source, StoredArticle
from copydesk.stack.problems import Problem
from copydesk.stack.target import Target
from copydesk.storage.articles.listing import newest
from copydesk.storage.articles.revisions import read_article, read_head, read_heads, read_revision
from copydesk.storage.operations.rejects import RejectRecord, rejects_beginning
from copydesk.web.urls import article_id, normalize_url

#: The number of newest articles in which an id is searched. That takes about 32 queries in a large table.
LOOKED_AT = 20_000
_WHOLE_ID = re.compile(r"[0-9a-f]{32}")
_BEGINNING = re.compile(r"[0-9a-f]+")
#: The most candidates that are named if several ids begin so.
_SHOWN = 10


def id_of(name: str, place: Target) -> str:
    """Returns the id that a name means. Raises Problem if there is none or several.

    A whole id is returned without a search.
    """
    if is_url(name):
        return _id_of_url(name, place)
    beginning = name.lower()
    return beginning if _WHOLE_ID.fullmatch(beginning) else _id_beginning(beginning)


def known[T](found: T | None, article_id: str) -> T:
    if not found:
        raise Problem(f"No article has the id {article_id}.", "See: copydesk list")
    return found


def stored_article(article_id: str) -> StoredArticle:
    return known(read_article(article_id), article_id)


def revision_of(article_id: str, number: int) -> StoredArticle:
    try:
        found = read_revision(article_id, number)
    except RevisionExpired as expired:
        raise Problem(f"Revision {number} is no longer kept.", f"What is: copydesk history {article_id}") from expired
    if found is None:
        stored_article(article_id)
        raise Problem(f"There never was a revision {number}.", f"See: copydesk history {article_id}")
    return found


def reject_named(name: str) -> RejectRecord:
    """Returns the reject whose id begins so, with one query per reason. Raises Problem unless there is exactly one."""
    found = find_rejects(name)
    if not found:
        raise Problem(f"No reject's id begins with {name}.", "See: copydesk rejects")
    if len({record.reject_id for record in found}) > 1:
        lines = [f"  {record.reject_id}  {record.reason}" for record in found[:_SHOWN]]
        raise Problem(f"{len(found)} rejects' ids begin with {name}.", "\n".join(["Give more of one of them:", *lines]))
    return found[0]


def find_rejects(name: str) -> list[RejectRecord]:
    """Returns the rejects whose ids begin so, the last seen first."""
    beginning = name.lower()
    return rejects_beginning(beginning) if _BEGINNING.fullmatch(beginning) else []


def _id_of_url(url: str, place: Target) -> str:
    """Returns the id of the article under a URL, or under the canonical address that its page names."""
    try:
        normalized = normalize_url(url)
    except Reject as reject:
        raise Problem(f"{url} is no URL of a page: {reject.detail}") from reject
    nowhere = Source(bucket="", key="")
    own_id = article_id(canonical_url=None, url=normalized, source=nowhere)
    if head := read_head(own_id):
        return head.stored.article_id
    _, page = where_it_leads(normalized)
    raw = raw_page(page.raw, place) if page and page.raw else None
    found = read_heads(list(raw.digests)) if raw else []
    if not found:
        raise Problem(
            f"No article is stored under {url}.",
            f"Have it fetched: copydesk ingest {url}   or give its canonical address, or the id: copydesk list",
        )
    return found[0].stored.article_id


def _id_beginning(beginning: str) -> str:
    """Returns the only id that begins so among the newest articles. No index has ids by their beginning."""
    if not _BEGINNING.fullmatch(beginning):
        raise Problem(
            f"No article's id begins with {beginning}.", "Give an id, of the digits 0 to 9 and a to f, or a URL."
        )
    with messages().status("") as status:
        looked = newest(
            LOOKED_AT, today=datetime.now(UTC).date(), on_day=lambda day: status.update(words(f"Looking at {day} …"))
        )
    among = f" among the newest {len(looked.places):,} articles, back to {looked.back_to}" if looked.back_to else ""
    ids = list(dict.fromkeys(each for each in looked.ids if each.startswith(beginning)))
    if not ids:
        remedy = "Give the whole id (32 characters) or the URL of an older one." if among else "See: copydesk list"
        raise Problem(f"No article's id begins with {beginning}{among}.", remedy)
    if len(ids) > 1:
        raise Problem(f"{len(ids)} articles' ids begin with {beginning}{among}.", _candidates(ids))
    if among:
        print_note(f"{ids[0]} is the only id that begins so{among}.")
    return ids[0]


def _candidates(ids: Sequence[str]) -> str:
    heads = [head.stored for head in read_heads(ids[:_SHOWN])]
    lines = [f"  {head.article_id}  {head.article.headline or head.article.url or '–'}" for head in heads]
    more = [f"  and {len(ids) - _SHOWN} more"] if len(ids) > _SHOWN else []
    return "\n".join(["Give more of one of them:", *lines, *more])
