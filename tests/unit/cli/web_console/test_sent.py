"""These tests follow rejects that were sent again, until each is stored or refused, or too much time has passed."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from copydesk.cli.sending.rejects import Outcome, SentAgain, Way
from copydesk.cli.sending.urls import Request
from copydesk.cli.web_console.sent import Batch, Batches, sent_page
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.errors import RejectReason
from copydesk.model import Source
from copydesk.stack.target import Target
from copydesk.storage.operations.rejects import list_rejects
from copydesk.web.urls import article_id
from tests.browser.sites import ARTICLE
from tests.console_world import EVIL, World, put, refuse_again, store_article

PLACE = Target(raw_bucket="", ingest_queue_url="", fetch_queue_url="", articles_table="", operations_table="")


def outcomes(answer: Answer) -> list[str]:
    return [re.sub("<[^>]+>", "", cell) for cell in re.findall(r'data-name="outcome">(.*?)</td>', answer.body)]


def sent(world: World, **told: str) -> str:
    """Sends rejects again and returns the path of the page that follows them."""
    answer = world.post("/refused/redrive", **told)
    assert (answer.status, answer.body) == (303, "")
    assert answer.location is not None
    assert re.fullmatch("/sent/[0-9a-f]{16}", answer.location)
    return answer.location


@pytest.mark.slow
def test_a_group_is_followed_until_each_has_come_to_something(acting: World) -> None:
    records = [each for each in list_rejects(RejectReason.PAYWALL) if "news.example.org" in str(each.source)]
    path = sent(acting, reason="paywall", site="news.example.org")
    first = acting.get(path)
    assert "<bdi>4 pages sent again</bdi>" in first.body
    assert "paywall, news.example.org" in first.body
    assert outcomes(first) == ["on its way"] * 4
    assert "4 on their way" in first.body
    assert 'data-poll="2"' in first.body
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in first.body
    assert acting.post(path).status == 404

    stored, *others = records
    assert stored.source
    put(stored.source.key, ARTICLE)
    at = datetime.now(UTC) + timedelta(seconds=2)
    own_id = article_id(canonical_url=None, url=None, source=stored.source)
    store_article(500, at, body=ARTICLE, key=stored.source.key, headline="Read at last", article_id=own_id)
    refuse_again(others[0], EVIL)
    second = acting.get(path)
    assert sorted(outcomes(second)) == ["on its way", "on its way", "refused", "stored"]
    assert "1 stored, 1 refused again, 2 on their way" in second.body
    assert f'<a href="/article/{own_id}"><bdi>Read at last</bdi></a>' in second.body
    assert re.search(r'<a href="/refused/[0-9a-f]{32}"><bdi>not_text</bdi></a>', second.body)
    assert "<script>window" not in second.body

    for each in others[1:]:
        refuse_again(each, "still no text")
    last = acting.get(path)
    assert "1 stored, 3 refused again." in last.body
    assert "data-poll" not in last.body
    assert "http-equiv" not in last.body


@pytest.mark.slow
def test_one_reject_and_all_of_a_reason_are_followed(acting: World) -> None:
    record = list_rejects(RejectReason.PAYWALL)[0]
    assert "<bdi>1 page sent again</bdi>" in acting.get(sent(acting, reject=record.reject_id)).body
    page = acting.get(sent(acting, reason="paywall")).body
    assert "<bdi>7 pages sent again</bdi>" in page
    assert "All of paywall" in page
    assert {each.reason for each in list_rejects()} == {RejectReason.NO_ARTICLE_TEXT}


@pytest.mark.slow
def test_what_another_console_sent_is_not_known(acting: World) -> None:
    assert acting.get(f"/sent/{'0' * 16}").status == 400
    assert acting.get("/sent/short").status == 404


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def way(key: str) -> Way:
    return Way(Source(bucket="raw", key=key), "")


def batch(count: int, ended: dict[str, Outcome], clock: Clock, *, step: float = 0) -> Batch:
    """Returns a batch in which each look at one reject takes `step` seconds."""

    def end(each: Way | Request) -> Outcome | None:
        clock.time += step
        assert isinstance(each, Way)
        return ended.get(each.source.key)

    ways = [way(str(number)) for number in range(count)]
    return Batch(what="all", count=count, ways=ways, end=end, clock=clock)


def test_a_look_takes_no_longer_than_it_may_and_the_next_goes_on_behind_it() -> None:
    ended = {str(number): Outcome(how="skipped") for number in range(5, 10)}
    found = batch(10, ended, Clock(), step=1)
    found.look(5)
    assert found.outcomes == {}
    found.look(5)
    assert sorted(found.outcomes) == [5, 6, 7, 8, 9]


def test_waiting_ends_once_nothing_has_ended_for_a_while() -> None:
    clock, ended = Clock(), dict[str, Outcome]()
    found = batch(2, ended, clock)
    clock.time = 119
    assert found.is_waited_for
    ended["0"] = Outcome(how="refused")
    found.look()
    clock.time = 238
    assert found.is_waited_for
    clock.time = 240
    page = sent_page(Asked(path="/sent/x"), found).body
    assert "data-poll" not in page
    assert "http-equiv" not in page
    assert "1 on their way. Nothing ended for 120 seconds" in page
    assert "not there any more" in page


def test_an_error_of_aws_loses_none_of_them() -> None:
    clock = Clock()

    def broken(_: Way | Request) -> Outcome | None:
        raise OSError("no network")

    found = batch(2, {"0": Outcome(how="skipped"), "1": Outcome(how="skipped")}, clock)
    whole, found.end = found.end, broken
    with pytest.raises(OSError, match="no network"):
        found.look()
    found.end = whole
    found.look()
    assert len(found.outcomes) == 2


def test_those_that_cannot_be_followed_are_counted() -> None:
    batches = Batches(PLACE)
    path = batches.add(SentAgain(3, [Request("https://news.example.org/a", since="")]), "all of it")
    found = replace(batches.named(path.removeprefix("/sent/")), end=lambda _: None)
    page = sent_page(Asked(path=path), found).body
    assert "2 are not followed" in page
    assert "https://news.example.org/a" in page


def test_the_latest_alone_are_remembered() -> None:
    batches = Batches(PLACE)
    paths = [batches.add(SentAgain(1, []), "") for _ in range(51)]
    known = list(batches._known)
    assert [f"/sent/{each}" for each in known] == paths[1:]
