"""Has URLs fetched through the fetch queue, and follows each to its outcome."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from copydesk.aws.clients import s3_client, sqs_client
from copydesk.aws.queues.sending import Outgoing, send_all
from copydesk.aws.s3 import load
from copydesk.cli.console import counted, messages, print_note_without_bar, progress_bar
from copydesk.cli.layouts.tables import SHORT_ID
from copydesk.cli.sending.following import PATIENCE, End, Sent, end_of, follow, sent
from copydesk.cli.sending.queues import clock
from copydesk.crawling.http.messages import MOST_REDIRECTS, by_hand
from copydesk.crawling.records import SeenPage
from copydesk.errors import Reject, Retry
from copydesk.model import Source
from copydesk.pipeline.messages import Pointer
from copydesk.stack.problems import Problem
from copydesk.stack.target import Target
from copydesk.storage.articles.items import Head
from copydesk.storage.operations.pages import PageStore
from copydesk.storage.operations.rejects import RejectRecord, rejects_of
from copydesk.web.urls import host_of, normalize_url

#: The size of the largest raw page in bytes. template.yaml allows no larger limit.
MOST_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class UrlOutcome:
    """The outcome of a URL: at most one of `head` and `reject`. Both are None while it is on its way.

    `is_missing` says that a page which existed before was absent this time.
    """

    url: str
    head: Head | None = None
    reject: RejectRecord | None = None
    is_missing: bool = False


@dataclass(slots=True)
class Request:
    """A URL that was requested at `since`. `misses` is how often in a row the page was absent before that."""

    url: str
    since: str
    misses: int = 0
    raw: Sent | None = field(default=None)


def fetched(urls: Sequence[str], place: Target, *, patience: float = PATIENCE) -> list[UrlOutcome]:
    """Has URLs fetched, and waits until each is stored or refused. Returns the outcomes in order."""
    if not urls:
        return []
    wanted = list(dict.fromkeys(map(_normalized, urls)))
    requests = requests_for(wanted, place)
    asking = [Outgoing(body=by_hand(url), group=host_of(url)) for url in wanted]
    send_all(asking, client=sqs_client(), queue_url=place.fetch_queue_url)
    ends: dict[str, UrlOutcome] = {}
    print_note_without_bar(
        f"Having {counted(len(wanted), 'URL')} fetched, then waiting for each to be stored or refused …"
    )
    with progress_bar(messages()) as bar:
        fetching = bar.add_task("Fetching", total=len(requests))
        for request, outcome in follow(requests, lambda each: answer_to(each, place), patience=patience):
            ends[request.url] = outcome
            bar.advance(fetching)
    return [ends.get(url, UrlOutcome(url)) for url in wanted]


def requests_for(urls: Iterable[str], place: Target) -> list[Request]:
    """Returns requests by hand to follow. They must be created before they are sent."""
    now = clock(place.fetch_queue_url)
    return [Request(url, since=now, misses=_misses(url)) for url in urls]


def answer_to(request: Request, place: Target) -> UrlOutcome | None:
    """Returns the outcome of a request, or None while it is on its way."""
    way, page = where_it_leads(request.url)
    if refused := _refused(way, request.since):
        return UrlOutcome(request.url, reject=refused)
    if page and page.url == request.url and page.missing > request.misses:
        return UrlOutcome(request.url, is_missing=True)
    if page is None or page.raw is None or (page.fetched_at or "") < request.since:
        return None
    end = _end_of_raw(request, page.raw, place)
    if end is None:
        return None
    return UrlOutcome(request.url, head=end) if isinstance(end, Head) else UrlOutcome(request.url, reject=end)


def line(outcome: UrlOutcome) -> str:
    if outcome.head:
        stored = outcome.head.stored
        return f"✓ {stored.article_id[:SHORT_ID]}  {stored.article.headline or outcome.url}"
    if outcome.reject:
        return f"✗ {outcome.url}: {outcome.reject.reason}: {outcome.reject.detail}"
    if outcome.is_missing:
        return f"✗ {outcome.url}: not there (404 or 410); its article is withdrawn if the next look finds the same"
    return f"? {outcome.url}: no answer yet; it is tried again: copydesk show {outcome.url}, or copydesk rejects"


def where_it_leads(url: str) -> tuple[list[str], SeenPage | None]:
    """Returns the URLs to which a URL redirects, itself first, and the page at the last of them."""
    store = PageStore()
    way, page = [url], store.load(url)
    while page and page.moved_to and page.moved_to not in way and len(way) <= MOST_REDIRECTS:
        way.append(page.moved_to)
        page = store.load(page.moved_to)
    return way, page


def raw_page(source: Source, place: Target, *, since: str = "") -> Sent | None:
    """Returns what a raw page is stored as, to follow its outcomes from `since` on, or None if it cannot be read.

    Raises Skip for a record of an archive that is no page.
    """
    try:
        page = load(Pointer(source=source), client=s3_client(), raw_bucket=place.raw_bucket, limit=MOST_BYTES)
    except (Reject, Retry):
        return None
    return sent(page, since=since)


def _end_of_raw(request: Request, raw: Source, place: Target) -> End | None:
    """Returns the outcome of a raw page, which is read once.

    An unchanged page is not ingested again. Its earlier outcome still holds.
    """
    if request.raw is None or request.raw.source.key != raw.key:
        request.raw = raw_page(raw, place)
    return end_of(request.raw) if request.raw else None


def _refused(urls: Iterable[str], since: str) -> RejectRecord | None:
    """Returns a refusal of one of these URLs. It is recorded under the message that requests the URL by hand."""
    found = (record for url in urls for record in rejects_of(source=None, message=by_hand(url)))
    return next((record for record in found if record.last_seen >= since), None)


def _misses(url: str) -> int:
    page = PageStore().load(url)
    return page.missing if page else 0


def _normalized(url: str) -> str:
    try:
        return normalize_url(url)
    except Reject as reject:
        raise Problem(f"{url} is no URL that can be fetched: {reject.detail}") from reject
