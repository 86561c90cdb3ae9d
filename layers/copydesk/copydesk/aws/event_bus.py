"""Putting events on a bus: ten a call, each surely taken, those of one article never before the ones they follow."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from copydesk.aws.faults import TRANSIENT_CODES, error_code, is_transient
from copydesk.errors import Retry
from copydesk.events.records import Entry

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef, PutEventsResultEntryTypeDef

SOURCE = "copydesk"
#: What PutEvents takes: entries a call, and bytes of all entries together (1 MB since January 2026, 256 KB before).
_MOST_ENTRIES = 10
_MOST_BYTES = 1_000_000
#: What an entry counts beside its detail, and its time as AWS counts it.
_TIME_BYTES = 14
_ATTEMPTS = 4
#: What an entry is refused with for now, beside the codes that a whole call may fail with.
_FOR_NOW = TRANSIENT_CODES | {"InternalException", "LimitExceededException"}


def full_jitter(attempt: int) -> None:
    time.sleep(random.uniform(0, min(1.0, 0.1 * 2**attempt)))  # noqa: S311  # no secret


def put_events(
    entries: Sequence[Entry],
    *,
    client: "EventBridgeClient",
    bus: str,
    pause: Callable[[int], None] = full_jitter,
) -> dict[int, Exception]:
    """Why some were not taken, by place: Retry, or else what an entry itself was refused for.

    After a call that was not taken whole no other is made: it might hold what follows on the refused.
    """
    calls = plan_calls(entries)
    for done, call in enumerate(calls, 1):
        refused = _put_until_taken(call, entries, client, bus, pause)
        if refused:
            behind = Retry("EventBridge: not sent, because what came before was not taken")
            return refused | dict.fromkeys(chain(*calls[done:]), behind)
    return {}


def plan_calls(entries: Sequence[Entry]) -> list[list[int]]:
    """Which entries go together, by place: as few calls as may be, and in no call two of one article.

    A call may be taken in part. The later of two events of an article would then be before the earlier.
    """
    calls: list[list[int]] = []
    sizes: list[int] = []
    earliest: dict[str, int] = {}
    for place, entry in enumerate(entries):
        size = _size(entry)
        number = earliest.get(entry.article_id, 0)
        while number < len(calls) and not (len(calls[number]) < _MOST_ENTRIES and sizes[number] + size <= _MOST_BYTES):
            number += 1
        if number == len(calls):
            calls.append([])
            sizes.append(0)
        calls[number].append(place)
        sizes[number] += size
        earliest[entry.article_id] = number + 1
    return calls


def _size(entry: Entry) -> int:
    return len(SOURCE) + len(entry.kind) + len(entry.detail) + _TIME_BYTES


def _put_until_taken(
    call: Sequence[int],
    entries: Sequence[Entry],
    client: "EventBridgeClient",
    bus: str,
    pause: Callable[[int], None],
) -> dict[int, Exception]:
    """Put the entries of one call, then those of them that were refused for now."""
    refused: dict[int, Exception] = {}
    for attempt in range(_ATTEMPTS):
        if attempt:
            pause(attempt)
        try:
            answer = client.put_events(Entries=[_request(entries[place], bus) for place in call])
        except (ClientError, BotoCoreError) as error:
            return dict.fromkeys(call, _fault(error))
        refused = {
            place: _refusal(each) for place, each in zip(call, answer["Entries"], strict=True) if "ErrorCode" in each
        }
        if answer["FailedEntryCount"] and not refused:
            raise RuntimeError(f"EventBridge: {answer['FailedEntryCount']} events not taken, and not which")
        if not all(isinstance(why, Retry) for why in refused.values()) or not refused:
            return refused
        call = list(refused)
    return refused


def _request(entry: Entry, bus: str) -> "PutEventsRequestEntryTypeDef":
    return {
        "EventBusName": bus,
        "Source": SOURCE,
        "DetailType": str(entry.kind),
        "Detail": entry.detail,
        "Time": datetime.fromisoformat(entry.changed_at),
    }


def _refusal(answer: "PutEventsResultEntryTypeDef") -> Exception:
    code = answer.get("ErrorCode", "")
    said = f"EventBridge: {code}"
    return Retry(said) if code in _FOR_NOW else RuntimeError(f"{said}: {answer.get('ErrorMessage', '')}")


def _fault(error: ClientError | BotoCoreError) -> Exception:
    code = error_code(error) if isinstance(error, ClientError) else type(error).__name__
    return Retry(f"EventBridge: {code}") if is_transient(error) else error
