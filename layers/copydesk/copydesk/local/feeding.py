"""`ingest` and `redrive`: pages, rejects and dead letters into the pipeline."""

from argparse import Namespace
from collections import Counter

from copydesk.aws.clients import sqs_client
from copydesk.errors import RejectReason
from copydesk.local.asking import fetched, line
from copydesk.local.console import messages, output, tell, words
from copydesk.local.dead_letters import reasons_of_letters, send_letters_again
from copydesk.local.following import PATIENCE
from copydesk.local.outcomes import Outcome, ingest_pages
from copydesk.local.problems import Problem
from copydesk.local.redriving import every_reject, followed, send_all_again
from copydesk.local.tables import SHORT_ID, raw_pointer
from copydesk.local.target import Target, target
from copydesk.local.upload import page_files


def ingest(arguments: Namespace) -> int:
    urls = [name for name in arguments.pages if name.startswith(("http://", "https://"))]
    files = [name for name in arguments.pages if name not in urls]
    if urls and arguments.url:
        raise Problem("--url says where a file was found.", "Give the URL alone to have it fetched.")
    pages = page_files(files, url=arguments.url) if files else []
    if not pages and not urls:
        raise Problem("No page was found there.", "Give files, folders that hold .html or .txt files, or URLs.")
    place, patience = target(arguments), _patience(arguments)
    found = ingest_pages(pages, place, patience=patience) if pages else []
    lines = [_line(outcome) for outcome in found] + [line(each) for each in fetched(urls, place, patience=patience)]
    for each in lines:
        output().print(words(each), soft_wrap=True)
    return 0 if all(each.startswith("✓") for each in lines) else 1


def redrive(arguments: Namespace) -> int:
    if arguments.wait is not None and (arguments.dead_letters or arguments.list):
        raise Problem("--wait is for rejects that are sent again.", "Leave it out: nothing is waited for here.")
    place = target(arguments)
    if arguments.dead_letters:
        return list_letters(place) if arguments.list else redrive_letters(place)
    reason = reason_code(arguments.reason)
    return list_reason(reason) if arguments.list else redrive_rejects(place, reason, patience=_patience(arguments))


def list_reason(reason: RejectReason) -> int:
    """What would be sent again; it stays where it is."""
    count = 0
    for record in every_reject(reason):
        output().print(words(raw_pointer(record)), soft_wrap=True)
        count += 1
    tell(f"{count} of {reason}. Send them through again: copydesk redrive --reason {reason}")
    return 0


def redrive_rejects(place: Target, reason: RejectReason, *, patience: float) -> int:
    """Send what was refused for a reason through again, and say what came of it."""
    sent = send_all_again(reason, place)
    ends = Counter(followed(sent, place, patience=patience))
    left = sent.count - ends.total()
    tell(f"{sent.count} sent through again: {ends['stored']} stored, {ends['refused']} refused again.")
    if ends["refused"]:
        tell("What was refused, and why: copydesk rejects")
    if ends["skipped"]:
        tell(f"{ends['skipped']} are records of archives that are no pages.")
    if left:
        tell(f"{left} are still on their way: they are ingested when their turn comes, or listed by copydesk rejects.")
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


def _patience(arguments: Namespace) -> float:
    return PATIENCE if arguments.wait is None else float(arguments.wait)


def _line(outcome: Outcome) -> str:
    name = outcome.page.path
    if outcome.head:
        stored = outcome.head.stored
        return f"✓ {stored.article_id[:SHORT_ID]}  {stored.article.headline or name}"
    if outcome.reject:
        return f"✗ {name}: {outcome.reject.reason}: {outcome.reject.detail}"
    return f"? {name}: uploaded, and not ingested yet; look again: copydesk list, copydesk rejects"
