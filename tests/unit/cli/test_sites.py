"""`copydesk sites` shows what each site's pages bring, and which sites drift."""

import json
from collections.abc import Iterator

import pytest
from moto import mock_aws
from rich.console import Console

from copydesk.cli import main as cli
from copydesk.cli.commands import sites
from copydesk.cli.layouts.sites import sites_table
from copydesk.cli.options import Where
from copydesk.crawling.politeness import Ended, HostState, Lease
from copydesk.pipeline.drift import WINDOW, Fact, Habit, Page
from copydesk.stack.target import Target
from copydesk.storage import use_operations
from copydesk.storage.operations.hosts import HostStore
from copydesk.storage.operations.models import DueItem
from copydesk.storage.operations.sites import Site, SiteStore
from tests.moto_answers import use_test_account

CALM, LOST, NEW = "calm.example.org", "lost.example.org", "new.example.org"
WELL = Page(words=400, dated=True, signed=True)
NO_DATE = Page(words=400, signed=True)


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use_test_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)

    def place(_arguments: Where) -> Target:
        return Target(
            raw_bucket="r", ingest_queue_url="i", fetch_queue_url="f", articles_table="a", operations_table="operations"
        )

    monkeypatch.setattr(sites, "target", place)
    with mock_aws():
        use_operations("operations")
        DueItem.create_table(billing_mode="PAY_PER_REQUEST")
        yield


def note(host: str, *pages: Page) -> None:
    for _ in range(8):
        SiteStore().note(host, list(pages))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    assert cli.main(["sites", *arguments]) == 0
    told = capsys.readouterr()
    return told.out, told.err


def hosts(out: str) -> list[str]:
    return [site["host"] for site in json.loads(out)]


def test_sites_that_drift_come_first_or_alone(capsys: pytest.CaptureFixture[str]) -> None:
    note(CALM, *[WELL] * WINDOW)
    note(LOST, *[WELL] * WINDOW)
    note(LOST, *[NO_DATE] * WINDOW)
    assert hosts(run(capsys, "--format", "json")[0]) == [LOST, CALM]
    (site,) = json.loads(run(capsys, "--drifting", "--format", "json")[0])
    assert (site["host"], site["pages"]) == (LOST, 16 * WINDOW)
    assert site["habits"] == {"refused": 0, "undated": 0, "unsigned": 0, "length": 400}
    assert site["drifts"].keys() == {"undated"}
    assert (site["drifts"]["undated"]["before"], site["drifts"]["undated"]["now"]) == (0, 1)


def test_a_site_that_is_crawled_says_what_waits_and_what_was_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    note(CALM, WELL)
    hosts_of_crawl = HostStore(interval=2.0)
    lease = hosts_of_crawl.begin(CALM, claimed=False)
    assert isinstance(lease, Lease)
    ended = Ended(
        interval=2.0, next_at=0, failures=1, failing_since=1_764_000_000.0, used=120, dropped=3, backlog=4_000
    )
    hosts_of_crawl.end(lease, ended)
    (plain,) = json.loads(run(capsys, "--format", "json")[0])
    day = plain["crawl"].pop("day")
    assert plain["crawl"] == {
        "backlog": 4_000, "requests": 120, "budget": 43_200, "passed_over": 3,
        "failing_since": "2025-11-24T16:00:00.000000Z",
    }  # fmt: skip
    out, _ = run(capsys)
    assert f"120 of 43,200 requests on {day}, 4,000 pages wait, 3 later visits passed over" in " ".join(out.split())
    assert "no answer since 2025-11-24 16:00 UTC" in " ".join(out.split())


def test_a_site_that_is_not_crawled_has_no_line_of_it() -> None:
    assert len(shown(site(NEW, {}))) == len(shown(site(NEW, {}), crawled=HostState(interval=1.0)))


@pytest.mark.parametrize("pages", [0, 2])
def test_where_there_is_nothing_to_show_it_says_why(capsys: pytest.CaptureFixture[str], pages: int) -> None:
    if pages:
        note(CALM, *[WELL] * pages)
    out, err = run(capsys, "--drifting")
    assert out == ""
    assert ("No site drifts" if pages else "copydesk ingest samples") in err


def shown(*found: Site, width: int = 80, crawled: HostState | None = None) -> list[str]:
    console = Console(width=width, record=True, force_terminal=True)
    console.print(sites_table(found, {each.host: crawled for each in found if crawled}))
    return [line.rstrip() for line in console.export_text().splitlines()]


def site(host: str, habits: dict[Fact, Habit]) -> Site:
    return Site(host=host, pages=1_234_567, seen_at="2026-11-24T12:00:00.000000Z", habits=habits)


HABITS = {
    Fact.REFUSED: Habit(mean=0.04, windows=9),
    Fact.UNDATED: Habit(mean=0.02, windows=9, since="2026-11-20T10:07:00.000000Z", lately=0.85, lasted=3),
    Fact.UNSIGNED: Habit(mean=0.5, windows=9),
    Fact.LENGTH: Habit(mean=9.0, windows=9),
}


def test_a_drift_stands_under_its_site_with_what_was_before() -> None:
    _, first, second, *_ = shown(site(LOST, HABITS))
    assert first.split() == [LOST, "1234567", "4%", "85%", "50%", "512"]
    assert second.strip() == "no date since 2026-11-20, was 2%"


def test_of_a_young_site_nothing_is_claimed() -> None:
    _, line, *_ = shown(site(NEW, {}))
    assert line.split() == [NEW, "1234567", "–", "–", "–", "–"]


def test_a_long_name_is_folded_and_cannot_command_the_terminal() -> None:
    host = "\x1b[2J" + "eleven-" * 30 + ".example"
    lines = shown(site(host, HABITS))
    assert all(len(line) <= 80 for line in lines)
    assert "\x1b" not in "".join(lines)
