"""`ingest` and `redrive`: pages and rejects into the pipeline."""

from argparse import Namespace

from copydesk.errors import RejectReason
from copydesk.local.console import output, tell, words
from copydesk.local.outcomes import Outcome, ingest_pages
from copydesk.local.problems import Problem
from copydesk.local.queue import drain, send_again
from copydesk.local.tables import SHORT_ID, raw_pointer
from copydesk.local.target import target
from copydesk.local.upload import page_files
from copydesk.storage import forget_reject, list_rejects


def ingest(arguments: Namespace) -> int:
    pages = page_files(arguments.pages, url=arguments.url)
    if not pages:
        raise Problem("No page was found there.", "Give files, or folders that hold .html or .txt files.")
    found = ingest_pages(pages, target(arguments))
    for outcome in found:
        output().print(words(_line(outcome)), soft_wrap=True)
    return 0 if all(outcome.head for outcome in found) else 1


def redrive(arguments: Namespace) -> int:
    place = target(arguments)
    rejects = list_rejects(reason_code(arguments.reason))
    for record in rejects:
        send_again(record, queue_url=place.ingest_queue_url)
        forget_reject(record)
        output().print(words(f"→ {raw_pointer(record)}"), soft_wrap=True)
    for _ in drain(place.ingest_queue_url):
        pass
    tell(f"{len(rejects)} sent through again; those refused again are in: copydesk rejects")
    return 0


def reason_code(text: str) -> RejectReason:
    try:
        return RejectReason(text)
    except ValueError as error:
        raise Problem(f"{text} is no reason code.", f"There are: {', '.join(RejectReason)}") from error


def _line(outcome: Outcome) -> str:
    if outcome.head:
        stored = outcome.head.stored
        return f"✓ {stored.article_id[:SHORT_ID]}  {stored.article.headline or outcome.page.path.name}"
    if outcome.reject:
        return f"✗ {outcome.page.path.name}: {outcome.reject.reason}: {outcome.reject.detail}"
    return f"? {outcome.page.path.name}: no record names it; another page may be the same article"
