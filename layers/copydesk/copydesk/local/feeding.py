"""`ingest` and `redrive`: pages and rejects into the pipeline."""

from argparse import Namespace
from collections import Counter

from copydesk.aws.clients import sqs_client
from copydesk.errors import RejectReason
from copydesk.local.asking import fetched, line
from copydesk.local.console import messages, output, tell, words
from copydesk.local.dead_letters import reasons_of_letters, send_letters_again
from copydesk.local.outcomes import Outcome, ingest_pages
from copydesk.local.problems import Problem
from copydesk.local.queue import drain, send_again
from copydesk.local.tables import SHORT_ID, raw_pointer
from copydesk.local.target import Target, target
from copydesk.local.upload import page_files
from copydesk.storage import forget_reject, list_rejects


def ingest(arguments: Namespace) -> int:
    urls = [name for name in arguments.pages if name.startswith(("http://", "https://"))]
    files = [name for name in arguments.pages if name not in urls]
    if urls and arguments.url:
        raise Problem("--url says where a file was found.", "Give the URL alone to have it fetched.")
    pages = page_files(files, url=arguments.url) if files else []
    if not pages and not urls:
        raise Problem("No page was found there.", "Give files, folders that hold .html or .txt files, or URLs.")
    place = target(arguments)
    found = ingest_pages(pages, place) if pages else []
    lines = [_line(outcome) for outcome in found] + [line(each) for each in fetched(urls, place)]
    for each in lines:
        output().print(words(each), soft_wrap=True)
    return 0 if all(each.startswith("✓") for each in lines) else 1


def redrive(arguments: Namespace) -> int:
    place = target(arguments)
    if arguments.dead_letters:
        return list_letters(place) if arguments.list else redrive_letters(place)
    return redrive_rejects(place, arguments.reason)


def redrive_rejects(place: Target, reason: str) -> int:
    rejects = list_rejects(reason_code(reason))
    for record in rejects:
        send_again(record, queue_url=place.ingest_queue_url)
        forget_reject(record)
        output().print(words(f"→ {raw_pointer(record)}"), soft_wrap=True)
    for _ in drain(place.ingest_queue_urls):
        pass
    tell(f"{len(rejects)} sent through again; those refused again are in: copydesk rejects")
    return 0


def list_letters(place: Target) -> int:
    """The dead letters of each queue, counted by reason; they stay where they are."""
    for name, (_, letters_url) in place.queues.items():
        reasons = Counter(reasons_of_letters(sqs_client(), letters_url=letters_url))
        output().print(words(f"{name} queue: {reasons.total()} dead letters"))
        for reason, count in reasons.most_common():
            output().print(words(f"  {count} × {reason or 'received too often; the log says why'}"), soft_wrap=True)
    return 0


def redrive_letters(place: Target) -> int:
    """What is in the dead-letter queues; the answer does not wait for it, because a fetch may take an hour."""
    for name, (queue_url, letters_url) in place.queues.items():
        with messages().status(words(f"Sending the dead letters of the {name} queue again …")):
            sent = sum(send_letters_again(sqs_client(), letters_url=letters_url, queue_url=queue_url))
        output().print(words(f"→ {sent} to the {name} queue"))
    tell("What fails again is back in its dead-letter queue; the log says why.")
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
