"""Finds the page that a command line means: a file, a URL, a raw object, an article or a reject."""

import re
from pathlib import Path

from copydesk import __version__
from copydesk.aws.clients import s3_client
from copydesk.aws.s3 import load
from copydesk.cli import STDIN
from copydesk.cli.console import times
from copydesk.cli.fetching import fetched_page
from copydesk.cli.inspector.subject import Raw, Subject, of_page, of_stored
from copydesk.cli.layouts.tables import minute, raw_place
from copydesk.cli.naming import find_rejects, id_of, reject_named, stored_article
from copydesk.cli.options import HERE, Where
from copydesk.cli.pages import is_url, read_page
from copydesk.cli.sending.urls import MOST_BYTES
from copydesk.cli.where import target
from copydesk.errors import Reject, Retry, Skip
from copydesk.model import Source, StoredArticle
from copydesk.pipeline.messages import Pointer
from copydesk.stack.problems import Problem
from copydesk.stack.target import Target
from copydesk.storage import read_history
from copydesk.storage.operations.rejects import RejectRecord

#: Characters that no id contains. A name with one of them is a file's.
_OF_FILES = re.compile(r"[/\\.]")


def subject_of(name: str, url: str | None, where: Where) -> Subject:
    is_here = name == STDIN or is_url(name) or Path(name).exists() or _is_file_name(name)
    if is_here and where != HERE:
        raise Problem("--stack-name and --region are for what is stored.", "Leave them out for a file or a URL.")
    if not is_here and url:
        raise Problem("--url says where a file was found.", f"{name} is no file; leave --url out for what is stored.")
    if is_url(name):
        return from_web(name, url)
    return from_file(name, url) if is_here else from_stack(name, target(where))


def from_file(name: str, url: str | None) -> Subject:
    try:
        body = read_page(name)
    except Problem as problem:
        raise Problem(f"{name}: {problem}", "Give a file, a URL or an id.") from problem
    return of_page(name, Raw(body=body, url=url))


def from_web(name: str, url: str | None) -> Subject:
    if url:
        raise Problem("--url says where a file was found.", "Give the URL alone to have it fetched.")
    page = fetched_page(name)
    raw = Raw(body=page.body, url=page.url, content_type=page.content_type)
    return of_page(name, raw, notes=(f"Fetched for this look alone, and stored nowhere. {page.robots}.",))


def from_stack(name: str, place: Target) -> Subject:
    """Returns a raw object, a reject or an article. Ids of both are digests, so no article has the id of a reject."""
    if name.startswith("s3://"):
        return of_raw(_source(name), place)
    if find_rejects(name):
        return of_reject(reject_named(name), place)
    return of_article(id_of(name, place), place)


def of_article(article_id: str, place: Target) -> Subject:
    stored = stored_article(article_id)
    raw, notes = raw_of(stored, place.raw_bucket)
    return of_stored(stored, raw, history=read_history(stored.article_id), notes=notes)


#: The most characters of a reject's detail that are shown.
_LONGEST_DETAIL = 500


def of_reject(record: RejectRecord, place: Target) -> Subject:
    if record.source is None:
        raise Problem(
            f"{record.reject_id} is a message without a raw page, refused as {record.reason}: {record.detail}",
            f"It began: {record.message or '–'}",
        )
    return of_raw(
        record.source,
        place,
        f"Ingest refused it {times(record.count)} as {record.reason}, last at {minute(record.last_seen)} UTC: "
        f"{record.detail[:_LONGEST_DETAIL]}{'…' * (len(record.detail) > _LONGEST_DETAIL)}",
        "All else is what the extraction of this machine reads from the page now.",
    )


def of_raw(source: Source, place: Target, *notes: str) -> Subject:
    """Returns a raw page and what this version of the extraction reads from it. Raises Problem if it is unreadable."""
    name = raw_place(source)
    try:
        page = load(Pointer(source=source), client=s3_client(), raw_bucket=place.raw_bucket, limit=MOST_BYTES)
    except (Reject, Retry, Skip) as error:
        raise Problem(f"{name} cannot be read: {error}", "See: copydesk rejects") from error
    raw = Raw(body=page.body, url=page.url, content_type=page.content_type, content_encoding=page.content_encoding)
    return of_page(name, raw, notes=notes)


def raw_of(stored: StoredArticle, raw_bucket: str) -> tuple[Raw | None, tuple[str, ...]]:
    """Returns the raw page of a stored article with notes, or None with the reason why it is not available."""
    try:
        page = load(Pointer(source=stored.source), client=s3_client(), raw_bucket=raw_bucket, limit=MOST_BYTES)
    except Reject as reject:
        return None, (f"The raw page is gone ({reject.detail}): this is the record alone.",)
    except (Retry, Skip) as retry:
        return None, (f"The raw page cannot be read now ({retry}): this is the record alone.",)
    url = stored.article.url or page.url
    raw = Raw(body=page.body, url=url, content_type=page.content_type, content_encoding=page.content_encoding)
    return raw, tuple(_ages(stored))


def _is_file_name(name: str) -> bool:
    return not name.startswith("s3://") and bool(_OF_FILES.search(name))


def _source(uri: str) -> Source:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    if not bucket or not key:
        raise Problem(f"{uri} is no object in S3.", "As in s3://BUCKET/KEY")
    return Source(bucket=bucket, key=key)


def _ages(stored: StoredArticle) -> list[str]:
    made_by = stored.article.extractor_version
    if made_by == __version__:
        return []
    return [f"The record was made by version {made_by or 'unknown'}, the scores are those of version {__version__}."]
