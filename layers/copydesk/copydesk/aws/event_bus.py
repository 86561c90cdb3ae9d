"""Puts events on a bus, ten per call, and keeps the events of one article in order."""

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
#: The limits of PutEvents: entries per call, and bytes of all entries (1 MB since January 2026, 256 KB before).
_MOST_ENTRIES = 10
_MOST_BYTES = 1_000_000
#: The bytes that AWS counts for the time of an entry.
_TIME_BYTES = 14
_ATTEMPTS = 4
#: The error codes of an entry that may succeed later, besides the codes with which a whole call may fail.
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
    """Puts entries on the bus and returns the errors of those not taken, by place. A Retry may succeed later.

    After a call with a refused entry no further call is made, because it might contain events that follow it.
    """
    calls = plan_calls(entries)
    for done, call in enumerate(calls, 1):
        refused = _put_until_taken(call, entries, client, bus, pause)
        if refused:
            behind = Retry("EventBridge: not sent, because what came before was not taken")
            return refused | dict.fromkeys(chain(*calls[done:]), behind)
    return {}


def plan_calls(entries: Sequence[Entry]) -> list[list[int]]:
    """Groups entries into as few calls as possible, given as lists of places, with at most one entry per article.

    A call may be taken in part. With two events of one article, the later one might be taken before the earlier.
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
    """Puts the entries of one call, and repeats those that were refused for now. Returns the remaining errors."""
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
    detail = f"EventBridge: {code}"
    return Retry(detail) if code in _FOR_NOW else RuntimeError(f"{detail}: {answer.get('ErrorMessage', '')}")


def _fault(error: ClientError | BotoCoreError) -> Exception:
    code = error_code(error) if isinstance(error, ClientError) else type(error).__name__
    return Retry(f"EventBridge: {code}") if is_transient(error) else error
