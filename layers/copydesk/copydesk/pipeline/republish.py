"""Publishes events again: of articles as they are stored, and of changes that could not be published in time.

A repeated event has its old event id, so a consumer that keeps ids drops it. One event differs. The table does not show
that an article was gone before it got a new text. Such an article is therefore published as revised, not as restored.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import batched
from typing import Any

from copydesk.errors import Retry
from copydesk.model import PubStatus
from copydesk.pipeline.publish import PublishSteps, Report, publish_batch

type Image = Mapping[str, Any]
type Record = Mapping[str, Any]
type Wait = Callable[[float], None]

#: The batch size of the publish function in the template.
BATCH = 100
#: The tries while nothing is published. Each wait is a second longer than the last.
_TRIES = 5


def republish(
    records: Iterable[Record], *, steps: PublishSteps[Record], report: Report, wait: Wait = time.sleep
) -> None:
    """Publishes changes as the publish function does. Raises the error that stops a change."""
    for batch in batched(records, BATCH, strict=False):
        _publish(batch, steps, report, wait)


def _publish(batch: Sequence[Record], steps: PublishSteps[Record], report: Report, wait: Wait) -> None:
    tries = 0
    while failure := publish_batch(batch, steps=steps, report=report):
        tries = tries + 1 if failure.index == 0 else 1
        if not isinstance(failure.error, Retry) or tries == _TRIES:
            raise failure.error
        batch = batch[failure.index :]
        wait(tries)


def last_change(head: Image, previous: Image | None) -> Record:
    """Returns the last change of an article as a stream record, from its head and the revision before.

    Both are items in the form of DynamoDB, with types. `previous` is None if it is no longer kept.
    """
    keys = {name: head[name] for name in ("pk", "sk")}
    images = {"NewImage": head, "OldImage": _before(head, previous)}
    present = {name: image for name, image in images.items() if image}
    return {"dynamodb": {"Keys": keys, "ApproximateCreationDateTime": time.time(), **present}}


def _before(now: Image, previous: Image | None) -> Image | None:
    """Returns the head before its last change, or None if there was none."""
    if "withdrawn_at" in now:
        # A withdrawal belongs to the head alone and makes no revision.
        stood = {name: value for name, value in now.items() if name != "withdrawn_at"}
        return {**stood, "pub_status": {"S": str(PubStatus.USABLE)}}
    if "revised_at" in now:
        # Its page came back with the same words.
        gone = {"withdrawn_at": now["date_downloaded"], "pub_status": {"S": str(PubStatus.CANCELED)}}
        return {**now, **gone}
    number = int(now["revision"]["M"]["number"]["N"])
    if number == 1:
        return None
    if previous:
        return {**previous, "kind": now["kind"]}
    facts = {name: value for name, value in now.items() if name not in ("body", "body_key")}
    revision = {"M": {**now["revision"]["M"], "number": {"N": str(number - 1)}}}
    return {**facts, "revision": revision, "damaged": {"S": "the revision before is no longer kept"}}
