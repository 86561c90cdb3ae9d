"""Implements `copydesk republish`, which publishes events again, or those that could not be published in time."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from copydesk.aws.bodies import load_body
from copydesk.aws.clients import events_client, s3_client, sqs_client
from copydesk.aws.event_bus import put_events
from copydesk.aws.stream_records import table_change
from copydesk.aws.unpublished import Record, article_of, object_of, records_in
from copydesk.cli.console import print_note
from copydesk.cli.naming import id_of
from copydesk.cli.options import HERE, Where
from copydesk.cli.sending.queues import waiting
from copydesk.cli.where import target
from copydesk.errors import Reject
from copydesk.events.records import TableChange
from copydesk.pipeline.publish import PublishSteps
from copydesk.pipeline.republish import republish as publish_again
from copydesk.stack.problems import Problem
from copydesk.stack.target import Target
from copydesk.storage.articles.last_changes import ids_changed_since, last_changes
from copydesk.storage.articles.speakers import project
from copydesk.web.timestamps import instant

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

#: The seconds for which a letter stays hidden while its changes are published.
_HIDDEN_SECONDS = 600
#: The number of characters of a letter that are listed.
_SHOWN = 300


def republish(
    *,
    since: Annotated[str | None, Parameter(help="Of all that changed since: a day, or a time of it (UTC).")] = None,
    article: Annotated[str | None, Parameter(help="Of one article: an id, its URL or the beginning of an id.")] = None,
    unpublished: Annotated[bool, Parameter(help="Of changes that could not be sent in their time.")] = False,
    dry_run: Annotated[bool, Parameter(alias="--list", help="Only list what --unpublished would send.")] = False,
    where: Where = HERE,
) -> int:
    if sum([since is not None, article is not None, unpublished]) != 1:
        raise Problem("Say what to send again: --since, --article or --unpublished.", "See: copydesk republish --help")
    return republished(target(where), since=since, article=article, unpublished=unpublished, only_list=dry_run)


def republished(
    place: Target,
    *,
    since: str | None = None,
    article: str | None = None,
    unpublished: bool = False,
    only_list: bool = False,
) -> int:
    """Publishes events again: of changes since a time, of one article, or of changes that could not be published.

    Returns an exit code, which is 1 if there was nothing to publish.
    """
    if not place.event_bus:
        raise Problem("The stack was deployed before it had a bus to republish to.", "Deploy it anew: sam deploy")
    if only_list and not unpublished:
        raise Problem("--dry-run lists what --unpublished would send.")
    sender = _Sender(place)
    if unpublished:
        _unpublished(sender, only_list=only_list)
    elif article:
        sender.send(last_changes([id_of(article, place)]))
    else:
        start = _instant(since or "")
        sender.send(last_changes(ids_changed_since(start), since=start))
    print_note(", ".join(f"{count:,} {event}" for event, count in sorted(sender.seen.items())) or "Nothing to send.")
    return 0 if sender.seen["published"] or (only_list and sender.seen) else 1


class _Sender:
    """Publishes records again and counts their outcomes."""

    def __init__(self, place: Target) -> None:
        self.place = place
        self.seen: Counter[str] = Counter()
        self._steps: PublishSteps[Record] = PublishSteps(
            read=partial(table_change, load_body=partial(load_body, bucket=place.raw_bucket)),
            project=project,
            put=partial(put_events, client=events_client(), bus=place.event_bus),
            bury=self._says_nothing,
            table=place.articles_table,
        )

    def send(self, records: Iterable[Record]) -> None:
        publish_again(records, steps=self._steps, report=self._report)

    def send_untold(self, records: Iterable[Record]) -> None:
        """Publishes changes that later changes may have followed. The rows of speakers follow the current heads."""
        publish_again(records, steps=replace(self._steps, project=self._project_as_it_is), report=self._report)

    def _project_as_it_is(self, changes: Iterable[TableChange]) -> None:
        for change in changes:
            id_ = change.pk.removeprefix("ARTICLE#")
            now = next((self._steps.read(each).new for each in last_changes([id_])), None)
            project([replace(change, new=now), replace(change, old=change.new, new=now)])

    def _report(self, event: str, fields: Mapping[str, str | int]) -> None:
        self.seen[event] += 1
        if event != "published":
            print_note(f"{event}: {fields.get('detail', '')}")

    def _says_nothing(self, record: Record, reject: Reject) -> None:
        """Does nothing, because the record is in the queue already. The count shows that it was not published."""


def _unpublished(sender: _Sender, *, only_list: bool) -> None:
    """Publishes the changes that letters name, then deletes the letters. After an interruption they are sent twice."""
    url = sender.place.unpublished_queue_url
    if only_list:
        _list(url, sender.seen)
        return
    for letter in _letters(url):
        body = letter["Body"]
        if kept := object_of(body):
            sender.send_untold(records_in(*kept, client=s3_client()))
        elif article_id := article_of(body):
            sender.send(last_changes([article_id]))
        else:
            print_note(f"names no article: {json.loads(body).get('detail', '')}")
        sqs_client().delete_message(QueueUrl=url, ReceiptHandle=letter["ReceiptHandle"])


def _list(url: str, seen: Counter[str]) -> None:
    letters = list(_letters(url))
    for letter in letters:
        seen["listed"] += 1
        print_note(letter["Body"][:_SHOWN])
        sqs_client().change_message_visibility(QueueUrl=url, ReceiptHandle=letter["ReceiptHandle"], VisibilityTimeout=0)


def _letters(url: str) -> "Iterator[MessageTypeDef]":
    """Yields each letter that is in the queue now, once. Nothing reads this queue, so receives have no effect on it."""
    seen: set[str] = set()
    left = waiting(url)
    while len(seen) < left:
        answer = sqs_client().receive_message(
            QueueUrl=url, MaxNumberOfMessages=1, VisibilityTimeout=_HIDDEN_SECONDS, WaitTimeSeconds=1
        )
        letters = [each for each in answer.get("Messages", []) if each["MessageId"] not in seen]
        if not letters:
            return
        seen |= {each["MessageId"] for each in letters}
        yield from letters


def _instant(text: str) -> str:
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise Problem(f"--since {text} is no date.", "As in 2024-04-25, or 2024-04-25T12:00 (UTC).") from error
    return instant(when if when.tzinfo else when.replace(tzinfo=UTC))
