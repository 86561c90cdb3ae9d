"""Finding the page that a command line means: a file, an address on the web, or a stored article."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from copydesk import __version__
from copydesk.aws.clients import s3_client
from copydesk.aws.s3 import load
from copydesk.crawling.http.client import SafeClient
from copydesk.errors import Reject, Retry
from copydesk.local.asking import MOST_BYTES
from copydesk.local.inspector.fetching import fetch
from copydesk.local.inspector.subject import Raw, Subject, of_page, of_stored
from copydesk.local.looking import stored_article
from copydesk.local.naming import id_of
from copydesk.local.offline import read_page
from copydesk.local.problems import Problem
from copydesk.local.target import target
from copydesk.model import StoredArticle
from copydesk.pipeline.messages import Pointer
from copydesk.storage import read_history
from copydesk.wiring import user_agent


def subject_of(arguments: Namespace) -> Subject:
    name: str = arguments.subject
    is_stored = not (name == "-" or name.startswith(("http://", "https://")) or Path(name).is_file())
    if not is_stored and (arguments.stack_name or arguments.region):
        raise Problem("--stack-name and --region are for an article id.", "Leave them out for a file or a URL.")
    if is_stored and arguments.url:
        raise Problem("--url says where a file was found.", f"{name} is no file; leave --url out for an article id.")
    if name.startswith(("http://", "https://")):
        return from_web(name, arguments.url)
    if name == "-" or Path(name).is_file():
        return of_page(name, Raw(body=read_page(name), url=arguments.url))
    return from_stack(arguments)


def from_web(name: str, url: str | None) -> Subject:
    if url:
        raise Problem("--url says where a file was found.", "Give the URL alone to have it fetched.")
    page = fetch(name, get=SafeClient(user_agent(None)).get, now=lambda: datetime.now(UTC))
    raw = Raw(body=page.body, url=page.url, content_type=page.content_type)
    return of_page(name, raw, notes=(f"Fetched for this look alone, and stored nowhere. {page.robots}.",))


def from_stack(arguments: Namespace) -> Subject:
    place = target(arguments)
    stored = stored_article(id_of(arguments.subject, place))
    raw, notes = raw_of(stored, place.raw_bucket)
    return of_stored(stored, raw, history=read_history(stored.article_id), notes=notes)


def raw_of(stored: StoredArticle, raw_bucket: str) -> tuple[Raw | None, tuple[str, ...]]:
    """The page that a stored article was made from, or why it is not to be had."""
    try:
        page = load(Pointer(source=stored.source), client=s3_client(), raw_bucket=raw_bucket, limit=MOST_BYTES)
    except Reject as reject:
        return None, (f"The raw page is gone ({reject.detail}): this is the record alone.",)
    except Retry as retry:
        return None, (f"The raw page cannot be read now ({retry}): this is the record alone.",)
    url = stored.article.url or page.url
    raw = Raw(body=page.body, url=url, content_type=page.content_type, content_encoding=page.content_encoding)
    return raw, tuple(_ages(stored))


def _ages(stored: StoredArticle) -> list[str]:
    made_by = stored.article.extractor_version
    if made_by == __version__:
        return []
    return [f"The record was made by version {made_by or 'unknown'}, the scores are those of version {__version__}."]
