"""These tests call the schedule and the dispatcher as Lambda does: each due host is handed out once."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from copydesk.aws.queues.crawl_messages import hosts_of, shard_of
from copydesk.crawling.politeness import CLAIM_SECONDS, Ended, Lease
from copydesk.errors import RejectReason, Retry
from copydesk.pipeline.dispatch import HOSTS_OF_A_MESSAGE
from copydesk.storage import list_rejects, utc_now
from copydesk.storage.keys import TURN_SHARDS, turn_shard
from copydesk.storage.operations.hosts import HostStore, list_due
from copydesk.web.timestamps import instant
from tests.embedded_metrics import metrics_in
from tests.integration.calling import Cloud, Context, batch, failures, load_function, sample

SHARD = turn_shard("news-0.example.org")


@pytest.fixture
def schedule(crawl: Cloud) -> ModuleType:
    return load_function("schedule")


@pytest.fixture
def dispatch(crawl: Cloud) -> ModuleType:
    return load_function("dispatch")


def hosts_in(shard: int) -> Iterator[str]:
    return (host for host in (f"news-{n}.example.org" for n in range(100_000)) if turn_shard(host) == shard)


def wake(count: int, shard: int = SHARD) -> list[str]:
    hosts = [host for host, _ in zip(hosts_in(shard), range(count), strict=False)]
    for number, host in enumerate(hosts):
        HostStore(now=lambda number=number: utc_now() - timedelta(minutes=number)).wake(host)  # type: ignore[misc]
    return hosts


def hand_out(function: ModuleType, *shards: int, milliseconds: tuple[int, ...] = ()) -> list[str]:
    event = batch(*({"shard": shard} for shard in shards), of="dispatch-shard")
    return failures(function.lambda_handler(event, Context(milliseconds=list(milliseconds))))


def handed_out(crawl: Cloud) -> list[list[str]]:
    return [sent.body["hosts"] for sent in crawl.sent]


def test_the_sample_events_are_what_the_functions_send_each_other() -> None:
    assert sample("schedule-tick")["source"] == "aws.scheduler"
    (record,) = sample("dispatch-shard")["Records"]
    assert record["eventSourceARN"].endswith(":copydesk-dispatch")
    assert shard_of(record["body"]) == 11


def test_a_tick_sends_each_shard_once(schedule: ModuleType, crawl: Cloud) -> None:
    crawl.calls.clear()
    assert schedule.lambda_handler(sample("schedule-tick"), Context()) == {"shards": TURN_SHARDS}
    assert [sent.body["shard"] for sent in crawl.sent] == list(range(TURN_SHARDS))
    assert {sent.queue for sent in crawl.sent} == {"dispatch"}
    assert crawl.names == ["SendMessageBatch"] * 13


# Powertools warns of a call without metrics, such as a failed one.
@pytest.mark.filterwarnings("ignore:No application metrics")
def test_a_tick_that_the_queue_does_not_take_fails(
    schedule: ModuleType, crawl: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    def throttled(*_: object, **__: object) -> None:
        raise ClientError({"Error": {"Code": "RequestThrottled"}}, "SendMessageBatch")

    monkeypatch.setattr(schedule.sqs_client(), "send_message_batch", throttled)
    with pytest.raises(Retry):
        schedule.lambda_handler({}, Context())


def test_hosts_are_handed_out_many_in_a_message_the_longest_due_first(dispatch: ModuleType, crawl: Cloud) -> None:
    hosts = wake(HOSTS_OF_A_MESSAGE + 6)
    crawl.calls.clear()
    assert hand_out(dispatch, SHARD) == []
    first, second = handed_out(crawl)
    assert (first, second) == (hosts[::-1][:HOSTS_OF_A_MESSAGE], hosts[::-1][HOSTS_OF_A_MESSAGE:])
    assert Counter(crawl.names) == {"Query": 1, "UpdateItem": len(hosts), "SendMessageBatch": 1}
    assert hosts_of(json.dumps({"hosts": first})) == first


def test_a_shard_without_a_turn_costs_a_query(dispatch: ModuleType, crawl: Cloud) -> None:
    crawl.calls.clear()
    assert hand_out(dispatch, *range(10)) == []
    assert crawl.names == ["Query"] * 10


def test_turns_of_a_length_share_a_message_whatever_their_shards(
    dispatch: ModuleType, crawl: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A function costs money until its last turn ends, so short turns do not wait for long ones."""
    monkeypatch.setattr("copydesk.pipeline.dispatch.HOSTS_OF_A_MESSAGE", 2)
    long, short = [], []
    for shard in range(4):
        first, second = wake(2, shard)
        lease = HostStore().begin(first, claimed=False)
        assert isinstance(lease, Lease)
        HostStore().end(lease, Ended(interval=0, next_at=0, failures=0, failing_since=None, backlog=70, due_at=1.0))
        long.append(first)
        short.append(second)
    crawl.calls.clear()
    hand_out(dispatch, *range(4))
    messages = handed_out(crawl)
    assert {host for message in messages[:2] for host in message} == set(long)
    assert {host for message in messages[2:] for host in message} == set(short)


def test_ticks_that_come_late_or_twice_hand_nothing_out_twice(dispatch: ModuleType, crawl: Cloud) -> None:
    hosts = wake(3)
    crawl.calls.clear()
    for _ in range(3):
        assert hand_out(dispatch, SHARD, SHARD) == []
    assert sorted(host for message in handed_out(crawl) for host in message) == sorted(hosts)


def test_what_is_not_due_is_not_handed_out(dispatch: ModuleType, crawl: Cloud) -> None:
    HostStore().wake("news-0.example.org", instant(utc_now() + timedelta(minutes=1)))
    crawl.calls.clear()
    hand_out(dispatch, SHARD)
    assert handed_out(crawl) == []


def test_when_time_runs_out_the_rest_is_left_to_the_next_tick(
    dispatch: ModuleType, crawl: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copydesk.pipeline.dispatch._CHUNK", 2)
    hosts = wake(5)
    crawl.calls.clear()
    hand_out(dispatch, SHARD, milliseconds=(60_000, 60_000, 1_000))
    assert [len(message) for message in handed_out(crawl)] == [2, 2]
    hand_out(dispatch, SHARD)
    assert sorted(host for message in handed_out(crawl) for host in message) == sorted(hosts)


@pytest.mark.filterwarnings("ignore:No application metrics")
def test_what_was_claimed_and_not_sent_is_handed_out_again_after_a_while(
    dispatch: ModuleType, crawl: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    (host,) = wake(1)

    def throttled(*_: object, **__: object) -> None:
        raise ClientError({"Error": {"Code": "RequestThrottled"}}, "SendMessageBatch")

    with monkeypatch.context() as patch:
        patch.setattr(dispatch.sqs_client(), "send_message_batch", throttled)
        assert hand_out(dispatch, SHARD) == [], "the next tick comes before the message would"
    (again,) = list_due(SHARD, utc_now())
    assert again.host == host
    assert not HostStore().claim(again)
    assert HostStore(now=lambda: utc_now() + timedelta(seconds=CLAIM_SECONDS + 1)).claim(again)


def test_it_is_told_how_late_the_first_host_is(
    dispatch: ModuleType, crawl: Cloud, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "copydesk-dispatch")
    wake(3)
    capsys.readouterr()
    hand_out(dispatch, SHARD)
    told = metrics_in(capsys.readouterr().out.splitlines())
    (late,) = told["LateSeconds", ("copydesk-dispatch",)]
    assert 119 < late < 130
    assert told["Hosts", ("copydesk-dispatch",)] == [3]


def test_a_message_that_names_no_shard_is_told_and_done(dispatch: ModuleType, crawl: Cloud) -> None:
    wake(1)
    crawl.calls.clear()
    bad: list[Any] = ["not JSON", {"shard": "11"}, {"shard": SHARD}]
    assert failures(dispatch.lambda_handler(batch(*bad, of="dispatch-shard"), Context())) == []
    assert len(handed_out(crawl)) == 1
    assert list(list_rejects(RejectReason.UNKNOWN_MESSAGE)) == [], "there is nothing in it to be kept"


def test_the_queues_are_those_of_the_settings(schedule: ModuleType, dispatch: ModuleType, crawl: Cloud) -> None:
    names = {url.rpartition("/")[2] for url in boto3.client("sqs").list_queues()["QueueUrls"]}
    assert {"copydesk-dispatch", "copydesk-turns"} <= names
