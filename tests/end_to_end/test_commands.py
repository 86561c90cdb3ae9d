"""These tests run the commands against a stack and check what a person sees."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from copydesk.cli.pages import page_files
from copydesk.stack.local import running_stack, start_stack, stop_stack
from copydesk.stack.workplace import Workplace
from tests.end_to_end.harness import ROOT, SEED, SEED_URL, Deployed, Item, run_copydesk, seed_page


@pytest.fixture(scope="module")
def article_id(deployed: Deployed) -> str:
    printed = deployed.copydesk("ingest", str(SEED), "--url", SEED_URL)
    [line] = [line for line in printed.splitlines() if line.startswith("✓")]
    return line.split()[1]


def test_an_ingested_page_is_listed_and_shown(deployed: Deployed, article_id: str) -> None:
    assert article_id in deployed.copydesk("list")
    assert "Top Israeli intelligence" in deployed.copydesk("show", article_id)
    shown = json.loads(deployed.copydesk("show", article_id, "--format", "json"))
    offline = json.loads(run_copydesk(deployed.place.state, "extract", str(SEED), "--url", SEED_URL))
    assert {name: shown[name] for name in offline} == offline
    assert shown["revision"]["number"] == 1


def test_inspect_says_where_each_fact_comes_from(deployed: Deployed, article_id: str) -> None:
    stored = deployed.copydesk("inspect", article_id, "--terminal")
    assert "headline" in stored
    assert stored == deployed.copydesk("inspect", str(SEED), "--url", SEED_URL, "--terminal")


def test_inspect_shows_a_stored_article_over_the_page_that_it_was_made_from(
    deployed: Deployed, article_id: str
) -> None:
    printed = deployed.copydesk("inspect", article_id, "--no-open").splitlines()
    [path] = [line.partition(": ")[2] for line in printed if line.startswith("Open in a browser: ")]
    page = Path(path).read_text("utf-8")
    assert "Top Israeli intelligence" in page
    assert 'class="piece"' in page
    assert "this is the record alone" not in page


def test_an_unknown_article_is_not_found(deployed: Deployed) -> None:
    assert "No article's id begins with zzz" in deployed.copydesk("show", "zzz", code=2)


def test_a_refused_page_is_listed_with_its_reason_and_sent_through_again(deployed: Deployed, tmp_path: Path) -> None:
    (tmp_path / "refused.txt").write_bytes(b"")
    assert "empty_body" in deployed.copydesk("ingest", str(tmp_path / "refused.txt"), code=1)
    [page] = page_files([str(tmp_path / "refused.txt")])
    assert page.key in "".join(deployed.copydesk("rejects", "--reason", "empty_body").split())
    listed = json.loads(deployed.copydesk("rejects", "--reason", "empty_body", "--format", "json"))
    [reject] = [each for each in listed if page.key in json.dumps(each)]
    assert page.key in deployed.copydesk("redrive", reject["reject_id"][:8], "--dry-run")
    assert "empty_body" in deployed.copydesk("inspect", reject["reject_id"], "--terminal", code=1)
    assert "refused again" in deployed.copydesk("redrive", reject["reject_id"][:8], code=1)
    assert deployed.reject_reason(page.key) == "empty_body"


def test_what_was_stored_since_a_moment_is_exported_by_the_index_of_changes(
    deployed: Deployed, article_id: str
) -> None:
    printed = deployed.copydesk("export", "--by", "stored", "--since", "2026-01-01", "--until", "2099-01-01")
    ids = [json.loads(line)["article_id"] for line in printed.splitlines() if line.startswith("{")]
    assert [each for each in ids if each.startswith(article_id)]
    assert len(ids) == len(set(ids))


def test_the_names_of_the_stack_lead_a_shell_to_it(deployed: Deployed) -> None:
    names = json.loads(deployed.copydesk("env", "--format", "json"))
    assert names["RAW_BUCKET"] == deployed.output("RawBucketName")
    assert names["AWS_ENDPOINT_URL"] == deployed.stack.endpoint
    with pytest.raises(HTTPError) as refused:  # The API answers at this address and requires a signature.
        urlopen(f"{names['API_URL']}openapi.json")  # noqa: S310  # of this machine
    refused.value.close()
    assert refused.value.code == 403


def test_an_article_is_shown_by_its_url(deployed: Deployed, article_id: str) -> None:
    assert deployed.copydesk("show", SEED_URL) == deployed.copydesk("show", article_id)


def test_a_page_that_was_mended_is_no_longer_a_reject_once_redriven(deployed: Deployed) -> None:
    bucket = deployed.output("RawBucketName")
    deployed.send(json.dumps({"s3": {"bucket": bucket, "key": "late.html"}}))
    deployed.settle()
    assert deployed.reject_reason("late.html") == "object_missing"
    deployed.put("late.html", seed_page("https://www.newarab.com/news/late"))
    deployed.copydesk("redrive", "--reason", "object_missing")
    assert deployed.reject_reason("late.html") is None


def test_a_reason_that_is_none_is_answered_with_those_there_are(deployed: Deployed) -> None:
    assert "no_article_text" in deployed.copydesk("redrive", "--reason", "boredom", code=2)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Workplace]:
    """Yields the stack of a second run beside the first."""
    place = Workplace(ROOT, tmp_path)
    start_stack(place)
    yield place
    stop_stack(place)


def test_two_runs_side_by_side_do_not_meet(deployed: Deployed, other: Workplace) -> None:
    second = running_stack(other)
    assert second is not None
    assert second.port != deployed.stack.port
    assert "nothing is deployed to it" in run_copydesk(other.state, "list", code=2)
    assert "is stopped" in run_copydesk(other.state, "down")
    assert running_stack(other) is None
    assert running_stack(deployed.place) is not None


def test_down_says_when_nothing_is_up(tmp_path: Path) -> None:
    assert "nothing to stop" in run_copydesk(tmp_path, "down")


def test_without_a_stack_a_command_says_how_to_get_one(tmp_path: Path) -> None:
    assert "copydesk up" in run_copydesk(tmp_path, "list", code=2)


def test_a_url_that_may_not_be_asked_is_refused_with_its_reason(deployed: Deployed) -> None:
    printed = deployed.copydesk("ingest", "http://127.0.0.1/story", code=1)
    assert "✗ http://127.0.0.1/story: forbidden_address" in printed


def test_the_demonstration_ends_with_what_the_schedule_brought_in_and_leaves_nothing_to_be_asked(
    deployed: Deployed,
) -> None:
    before = [deployed.variables(name) for name in ("DiscoverFunctionName", "FetchFunctionName")]
    printed = deployed.copydesk("demo")
    assert "Stored: 9 of 10 pages" in printed
    assert "the schedule's function: it had the feed read and its 3 pages fetched" in printed
    _, seen = printed.split("What the site saw:")
    asked = [line.split()[-1] for line in seen.splitlines() if "GET" in line]
    assert asked[:2] == ["/robots.txt", "/feed.xml"]
    assert sorted(asked[2:]) == sorted(set(asked[2:]))
    assert len(asked) == 5
    [watched] = [each for each in sources(deployed) if each["url"].endswith("/feed.xml")]
    assert (watched["status"], watched["entries"], watched["enqueued"]) == ("paused", 3, 3)
    site = watched["url"].removesuffix("/feed.xml")
    pages = [item for item in deployed.items("OperationsTableName").values() if is_page(item, site)]
    assert [page["gsi1sk"] for page in pages if "gsi1sk" in page] == []
    assert len(pages) == 3
    assert [deployed.variables(name) for name in ("DiscoverFunctionName", "FetchFunctionName")] == before


def sources(deployed: Deployed) -> list[Item]:
    listed: list[Item] = json.loads(deployed.copydesk("sources", "list", "--format", "json"))
    return listed


def is_page(item: Item, site: str) -> bool:
    return bool(item["pk"]["S"].startswith("PAGE#") and item["url"]["S"].startswith(f"{site}/news/"))
