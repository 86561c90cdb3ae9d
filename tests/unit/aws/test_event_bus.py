"""These tests put events on a bus that refuses some."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from copydesk.aws.event_bus import plan_calls, put_events
from copydesk.errors import Retry
from copydesk.events.records import Entry, EventKind


@dataclass
class Bus:
    """Answers each call with the next of `answers`, a list of error codes or one error; then takes all events."""

    answers: list[Sequence[str | None] | Exception] = field(default_factory=list)
    calls: list[list[str]] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def put_events(self, *, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803  # boto3's name
        names = [json.loads(each["Detail"])["name"] for each in Entries]
        self.calls.append(names)
        answer = self.answers.pop(0) if self.answers else [None] * len(Entries)
        if isinstance(answer, Exception):
            raise answer
        self.taken += [name for name, code in zip(names, answer, strict=True) if code is None]
        results = [{"ErrorCode": code, "ErrorMessage": "no"} if code else {"EventId": "x"} for code in answer]
        return {"FailedEntryCount": sum(code is not None for code in answer), "Entries": results}


def entry(name: str, article: str | None = None, size: int = 0) -> Entry:
    detail = json.dumps({"name": name, "filling": "x" * size})
    return Entry(
        kind=EventKind.REVISED,
        event_id=name,
        article_id=article or name,
        revision=1,
        detail=detail,
        changed_at="2024-04-25T12:00:00.000000Z",
    )


def put(bus: Bus, entries: Sequence[Entry]) -> dict[int, Exception]:
    return put_events(entries, client=bus, bus="bus", pause=lambda _: None)  # type: ignore[arg-type]  # a fake


@pytest.mark.parametrize(("count", "calls"), [(1, 1), (10, 1), (11, 2), (100, 10)])
def test_ten_events_share_a_call(count: int, calls: int) -> None:
    bus = Bus()
    assert put(bus, [entry(str(number)) for number in range(count)]) == {}
    assert (len(bus.calls), bus.taken) == (calls, [str(number) for number in range(count)])


def test_what_is_refused_for_now_is_put_again_alone() -> None:
    bus = Bus(answers=[[None, "ThrottlingException", None, "InternalFailure"], ["ThrottlingException", None]])
    assert put(bus, [entry(name) for name in "abcd"]) == {}
    assert bus.calls == [["a", "b", "c", "d"], ["b", "d"], ["b"]]


def test_what_stays_refused_is_told_and_nothing_is_put_behind_it() -> None:
    bus = Bus(answers=[[None] * 9 + ["ThrottlingException"], *([["ThrottlingException"]] * 3)])
    refused = put(bus, [entry(str(number)) for number in range(12)])
    assert sorted(refused) == [9, 10, 11]
    assert all(isinstance(why, Retry) for why in refused.values())
    assert len(bus.calls) == 4


def test_what_can_never_be_taken_is_told_at_once() -> None:
    bus = Bus(answers=[[None, "MalformedDetail", "ThrottlingException"]])
    refused = put(bus, [entry(name) for name in "abc"])
    assert [type(refused[place]) for place in (1, 2)] == [RuntimeError, Retry]
    assert len(bus.calls) == 1


FAULTS = {
    "throttled": (ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "PutEvents"), Retry),
    "no answer": (ReadTimeoutError(endpoint_url="x"), Retry),
    "not allowed": (ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "PutEvents"), ClientError),
}


@pytest.mark.parametrize(("fault", "expected"), FAULTS.values(), ids=FAULTS.keys())
def test_a_call_that_fails_whole_leaves_all_from_there_on(fault: Exception, expected: type[Exception]) -> None:
    bus = Bus(answers=[[None] * 10, fault])
    refused = put(bus, [entry(str(number)) for number in range(25)])
    assert sorted(refused) == list(range(10, 25))
    assert type(refused[10]) is expected


def test_two_events_of_one_article_never_share_a_call() -> None:
    entries = [entry("a1", "a"), entry("b1", "b"), entry("a2", "a"), entry("c1", "c"), entry("a3", "a")]
    assert plan_calls(entries) == [[0, 1, 3], [2], [4]]


def test_a_later_event_of_an_article_is_not_put_before_the_refused_one() -> None:
    bus = Bus(answers=[["ThrottlingException", None], *([["ThrottlingException"]] * 3)])
    assert sorted(put(bus, [entry("a1", "a"), entry("b1", "b"), entry("a2", "a")])) == [0, 2]
    assert bus.taken == ["b1"]


def test_a_call_holds_no_more_than_a_megabyte() -> None:
    assert [len(call) for call in plan_calls([entry(str(number), size=199_000) for number in range(10)])] == [5, 5]


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 200_000)), max_size=60))
def test_every_event_is_in_one_call_and_those_of_an_article_in_order(drawn: list[tuple[str, int]]) -> None:
    entries = [entry(str(place), article, size) for place, (article, size) in enumerate(drawn)]
    calls = plan_calls(entries)
    assert sorted(place for call in calls for place in call) == list(range(len(entries)))
    for article in "abcde":
        order = [(number, place) for number, call in enumerate(calls) for place in call if drawn[place][0] == article]
        assert [place for _, place in order] == sorted(place for _, place in order)
        assert len({number for number, _ in order}) == len(order)
    for call in calls:
        assert len(call) <= 10
        assert sum(len(entries[place].detail) for place in call) <= 1_000_000
