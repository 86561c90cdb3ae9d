"""This module judges a run: each input must be exactly one of stored, rejected or a dead letter."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from copydesk.aws.queues.envelopes import INLINE_PREFIX
from copydesk.aws.queues.sending import REASON
from copydesk.storage import list_rejects, read_history
from tests.faults.corpus import Story
from tests.faults.inputs import Inputs, name_of
from tests.faults.reader import Reader, place_of
from tests.faults.world import LETTERS, World, taken


class End(StrEnum):
    STORED = "stored, or skipped for a newer one"
    REJECTED = "rejected, with its reason"
    DEAD = "a dead letter"
    #: This may happen with delivery at least once: the work was done, and then its last answer or a repetition failed.
    DONE_AND_DEAD = "done, and a dead letter all the same"
    LOST = "LOST"


@dataclass(slots=True)
class Verdict:
    ends: dict[str, End] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def counts(self) -> Counter[End]:
        return Counter(self.ends.values())


@dataclass(frozen=True, slots=True)
class Letter:
    body: str
    reason: str | None


def letters(world: World) -> list[Letter]:
    """Returns the dead letters as they are stored. SQS hides them while they are read."""
    return [letter for queue in LETTERS for letter in _letters(world, world.output(queue))]


def _letters(world: World, url: str) -> Iterator[Letter]:
    found: dict[str, Letter] = {}
    ask = {"MaxNumberOfMessages": 10, "VisibilityTimeout": 60, "MessageAttributeNames": [REASON]}
    handles: list[str] = []
    while answer := world.sqs.receive_message(QueueUrl=url, **ask).get("Messages"):
        for message in answer:
            reason = message.get("MessageAttributes", {}).get(REASON, {}).get("StringValue")
            found[message["MessageId"]] = Letter(message["Body"], reason)
            handles.append(message["ReceiptHandle"])
    for handle in handles:
        world.sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)
    yield from found.values()


def wrong_reasons(inputs: Inputs, dead_letters: list[Letter]) -> Iterator[str]:
    """Yields each dead letter with a wrong reason. The reason tells an input that kills the function from a bug."""
    for letter in dead_letters:
        for name in inputs.names_in(letter.body):
            said, killed = letter.reason or "", "ended the function"
            if not said or (name in inputs.deadly and killed not in said) or (name in inputs.poison and killed in said):
                yield f"{name} is a dead letter because of {letter.reason!r}"


def judge(inputs: Inputs, reader: Reader, dead_letters: list[Letter]) -> Verdict:
    verdict = Verdict()
    dead = {name for letter in dead_letters for name in inputs.names_in(letter.body)}
    for story in inputs.stories:
        stored = reader.look(story.article_id)
        for place, version in enumerate(story.versions):
            name = name_of(version)
            verdict.ends[name] = _end(done=place <= stored, dead=name in dead, as_=End.STORED)
    _judge_refused(inputs, dead, verdict)
    for name in (*inputs.poison, *inputs.deadly):
        verdict.ends[name] = End.DEAD if name in dead else End.LOST
    verdict.wrong += wrong_reasons(inputs, dead_letters)
    verdict.wrong += [f"{name} is lost" for name, end in verdict.ends.items() if end is End.LOST]
    return verdict


def _end(*, done: bool, dead: bool, as_: End) -> End:
    if done:
        return End.DONE_AND_DEAD if dead else as_
    return End.DEAD if dead else End.LOST


def _judge_refused(inputs: Inputs, dead: set[str], verdict: Verdict) -> None:
    found = Counter(
        (record.source.key if record.source else record.message or "", record.reason)
        for record in recorded(inputs.began)
    )
    for refused in inputs.refused:
        times = found.pop((refused.name, refused.reason), 0)
        verdict.ends[refused.name] = _end(done=times == 1, dead=refused.name in dead, as_=End.REJECTED)
    verdict.wrong += [f"rejected, though nothing is wrong with it: {name} ({reason})" for name, reason in found]


def recorded(since: str) -> Iterator[Any]:
    """Yields the rejects of this run by their keys. Inline pages of other runs are left out."""
    for record in list_rejects():
        key = record.source.key if record.source else ""
        if record.last_seen < since:
            continue
        if key.startswith(("faults/", INLINE_PREFIX)) or (record.message or "").startswith("no message "):
            yield record


def wrong_histories(story: Story, revisions: Reader) -> Iterator[str]:
    """Yields a fault if the kept revisions are not all sent ones, or are in a wrong order."""
    sent = revisions.revisions[story.article_id]
    kept = [place_of(found, sent) for found in read_history(story.article_id)]
    if -1 in kept or sorted(set(kept)) != kept:
        yield f"the history of {story.url} is {kept} of {len(sent)} revisions"


def left_behind(world: World, story: Story) -> list[str]:
    """Returns items without a head, items that never expire, items that must not be in an index, and expiring heads."""
    items = {item["sk"]["S"]: item for item in _items(world, f"ARTICLE#{story.article_id}")}
    if "HEAD" not in items:
        return [f"{story.url}: {sk} has no head" for sk in items]
    return [*(f"{story.url}: {sk}" for sk in unnamed(items))]


def unnamed(items: Mapping[str, Any]) -> Iterator[str]:
    """Yields the faults of an article's items by sort key. Each item must be the head or a revision that expires."""
    for sk, item in items.items():
        if (sk == "HEAD") == ("expires_at" in item):
            yield f"{sk} stays for ever" if sk != "HEAD" else "its head will expire"
        if sk != "HEAD" and ("gsi1pk" in item or "gsi2pk" in item):
            yield f"{sk} is in an index"


def stale(world: World, inputs: Inputs) -> list[str]:
    """Returns the differences between the rows of speakers and the speakers of this run's heads."""
    ids = {story.article_id for story in inputs.stories}
    wanted: set[tuple[str, str]] = set()
    for article_id in ids:
        for item in _items(world, f"ARTICLE#{article_id}"):
            if item["sk"]["S"] == "HEAD":
                wanted |= {(f"SPEAKER#{slug}", item["gsi2sk"]["S"]) for slug in item.get("speakers", {"SS": ()})["SS"]}
    scan = world.deployed.client("dynamodb").get_paginator("scan")
    found = {
        (item["pk"]["S"], item["sk"]["S"])
        for page in scan.paginate(TableName=world.output("ArticlesTableName"), ConsistentRead=True)
        for item in page["Items"]
        if item["pk"]["S"].startswith("SPEAKER#") and item["article_id"]["S"] in ids
    }
    return [
        *(f"no row {row}" for row in sorted(wanted - found)),
        *(f"a stale row {row}" for row in sorted(found - wanted)),
    ]


def _items(world: World, pk: str) -> Iterator[Any]:
    query = world.deployed.client("dynamodb").get_paginator("query")
    pages = query.paginate(
        TableName=world.output("ArticlesTableName"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
        ConsistentRead=True,
    )
    return (item for page in pages for item in page["Items"])


def without_event(world: World, consumer: str, inputs: Inputs, received: Counter[tuple[str, int]]) -> list[str]:
    """Returns the stored changes without an event; `received` counts the received events."""
    for body in taken(world, consumer):
        detail = json.loads(body)["detail"]
        received[detail["article_id"], detail["revision"]] += 1
    return [
        f"no event of revision {found.revision.number} of {story.url}"
        for story in inputs.stories
        for found in read_history(story.article_id)
        if not received[story.article_id, found.revision.number]
    ]
