"""Events sent again: of articles as the table has them, and of changes that could not be told in their time.

What is sent again has the event id that it had, so that whoever keeps ids drops what came twice. One event differs:
the table does not say of a new text that its article was gone before, so that it is told as revised, not restored.
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

#: As many as the template's mapping hands to the publish function at once.
BATCH = 100
#: Tries for what does not answer, a second longer apart each.
_TRIES = 5


def republish(
    records: Iterable[Record], *, steps: PublishSteps[Record], report: Report, wait: Wait = time.sleep
) -> None:
    """Tell of some changes as the function does that follows the stream; raises what stays in the way of one."""
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
    """The stream's record of the last change of an article, made of its head and the revision before.

    Both are items as DynamoDB has them, attributes with their types. `previous` is None where it is kept no more.
    """
    keys = {name: head[name] for name in ("pk", "sk")}
    images = {"NewImage": head, "OldImage": _before(head, previous)}
    told = {name: image for name, image in images.items() if image}
    return {"dynamodb": {"Keys": keys, "ApproximateCreationDateTime": time.time(), **told}}


def _before(now: Image, previous: Image | None) -> Image | None:
    """What the head was before; None where nothing was."""
    if "withdrawn_at" in now:
        # A withdrawal is the head's alone: it makes no revision.
        stood = {name: value for name, value in now.items() if name != "withdrawn_at"}
        return {**stood, "pub_status": {"S": str(PubStatus.USABLE)}}
    if "revised_at" in now:
        # Its page came back with the words that it had.
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
