"""The console's pages list what they should, continue without gaps, and never turn a page's text into markup."""

import gzip
import re
from datetime import timedelta
from hashlib import md5
from html.parser import HTMLParser
from itertools import pairwise, product

import boto3
import pytest
from pynamodb.connection import Connection

from copydesk.cli.web_console import arrivals, filters
from copydesk.cli.web_console.layout import PLACES
from copydesk.cli.web_console.server import Answer
from copydesk.storage.articles.items import flags_of
from copydesk.storage.articles.listing import items_of
from copydesk.storage.articles.revisions import head_of
from copydesk.storage.keys import hours_pks
from copydesk.storage.operations.hours import Counted, HourStore, hour_of
from copydesk.storage.operations.models import HourItem
from copydesk.storage.operations.rejects import list_rejects
from tests.console_world import EVIL, NOW, World, store_article

pytestmark = pytest.mark.slow

HERALD, VALLEY = "herald.example.com", "valley.example.net"
_ROW = re.compile(r'<th scope="row" role="rowheader"><a href="/article/([0-9a-f]{32})">')


class Parsed(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(answer.body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def listed(answer: Answer) -> list[str]:
    return _ROW.findall(answer.body)


def next_of(answer: Answer) -> str:
    """Returns the cursor of the link to earlier items."""
    found = re.search(r"after=([^&\"]+)\"><bdi>Earlier", answer.body)
    assert found
    return found[1].replace("%3A", ":").replace("%23", "#")


def test_arrivals_begin_with_what_was_stored_last_and_go_on_without_gap(world: World) -> None:
    first = world.get("/")
    second = world.get("/", after=next_of(first))
    assert listed(first) + listed(second) == list(reversed(world.ids))
    assert "These are all since 2026-02-26" in second.body


def test_arrivals_go_on_past_what_is_in_the_index_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "SHOWN", 3)
    monkeypatch.setattr(arrivals, "SHOWN", 3)
    monkeypatch.setattr(arrivals, "items_of", lambda entries: list(items_of(entries))[-1:])
    assert len(listed(world.get("/"))) == 3


def counts_of(page: str, hour: str) -> dict[str, str]:
    """Returns the numbers of an hour in the table below the chart."""
    row = page.partition(f"{hour}:00</th>")[2].partition("</tr>")[0]
    return dict(re.findall(r'data-name="(\w+)">([\d–]+)', row))


def test_the_chart_counts_by_hour_and_says_so_in_numbers(world: World) -> None:
    page = world.get("/").body
    for total in ("50 stored", "12 refused", "3 skipped", "1 withdrawn", "highest bar 4"):
        assert total in page
    assert counts_of(page, "2026-03-02 15") == {"stored": "4", "refused": "1", "skipped": "3", "withdrawn": "1"}
    assert page.count("<rect") == 24 + 12
    assert "The counts begin" not in page


def test_the_chart_of_a_site_counts_its_pages_alone(world: World) -> None:
    page = world.get("/", site=VALLEY).body
    for told in ("The last 24 hours of valley.example.net", "16 stored", "0 refused", "0 skipped", "highest bar 1"):
        assert told in page
    assert counts_of(page, "2026-03-02 15") == dict.fromkeys(Counted, "0") | {"stored": "1"}
    assert "6 refused" in world.get("/", site=HERALD.upper()).body


def test_the_articles_of_a_site_lead_to_its_habits(world: World) -> None:
    link = f'href="/sites/{VALLEY}"'
    assert link in world.get("/", site=VALLEY).body
    assert link not in world.get("/").body


@pytest.mark.parametrize(
    "said",
    ["Valley.Example.NET.", "valley.example.net:8443", "https://Valley.example.net/story?x=1", "VALLEY。example。net"],
)
def test_a_site_may_be_written_in_other_ways(world: World, said: str) -> None:
    page = world.get("/", site=said)
    assert "16 stored" in page.body
    assert listed(page) == listed(world.get("/", site=VALLEY)) != []


def test_a_site_with_other_letters_is_found_by_its_name_and_one_without_a_name_by_its_number(acting: World) -> None:
    for host, said in (("xn--mnchen-3ya.example.org", "München.example.org"), ("::1", "[::1]")):
        article_id = store_article(
            300, NOW, host=host, article_id=md5(host.encode(), usedforsecurity=False).hexdigest()
        )
        for each in (said, host):
            page = acting.get("/", site=each)
            assert listed(page) == [article_id]
            assert "1 stored" in page.body


def test_a_site_of_which_nothing_came_has_a_chart_of_zeros(world: World) -> None:
    page = world.get("/", site="nowhere.example.org").body
    assert "nothing came" in page
    assert "/sites/nowhere.example.org" not in page
    assert "The counts begin" not in page


def test_an_hour_in_which_nothing_came_has_zeros_and_one_before_the_first_count_has_no_numbers(acting: World) -> None:
    forget_counts()
    for back in (5, 2):
        HourStore(now=lambda back=back: NOW - timedelta(hours=back)).note([(Counted.STORED, HERALD)] * 7)  # type: ignore[misc]
    page = acting.get("/").body
    assert counts_of(page, "2026-03-02 09") == dict.fromkeys(Counted, "–")
    assert counts_of(page, "2026-03-02 10") == dict.fromkeys(Counted, "0") | {"stored": "7"}
    assert counts_of(page, "2026-03-02 11") == dict.fromkeys(Counted, "0")
    assert "14 stored" in page
    assert "The counts begin in the hour of 2026-03-02 10:00." in page


def test_a_day_without_arrivals_after_days_with_some_is_a_day_of_zeros(acting: World) -> None:
    forget_counts()
    HourStore(now=lambda: NOW - timedelta(days=9)).note([(Counted.STORED, HERALD)])
    page = acting.get("/").body
    assert "nothing came" in page
    assert counts_of(page, "2026-03-01 16") == dict.fromkeys(Counted, "0")
    assert "The counts begin" not in page


def test_a_full_day_is_shown_whole_even_if_the_clock_of_ingest_is_ahead(acting: World) -> None:
    forget_counts()
    for pk, back in product(hours_pks(), range(-1, 24)):
        HourItem(pk, hour_of(NOW - timedelta(hours=back)), stored=2).save()
    page = acting.get("/").body
    assert f"{24 * 2 * len(hours_pks())} stored" in page
    assert "The counts begin" not in page


def test_a_stack_without_counts_shows_no_zeros(acting: World) -> None:
    forget_counts()
    page = acting.get("/").body
    assert "No page was counted in the last 32 days." in page
    assert "<svg" not in page
    assert len(listed(acting.get("/"))) == 40


def test_an_hour_without_pages_of_a_site_has_zeros_if_any_site_was_counted(acting: World) -> None:
    forget_counts()
    for back, site in ((5, VALLEY), (2, HERALD)):
        HourStore(now=lambda back=back: NOW - timedelta(hours=back)).note([(Counted.STORED, site)])  # type: ignore[misc]
    page = acting.get("/", site=HERALD).body
    assert counts_of(page, "2026-03-02 09") == dict.fromkeys(Counted, "–")
    assert counts_of(page, "2026-03-02 10") == dict.fromkeys(Counted, "0")
    assert counts_of(page, "2026-03-02 13") == dict.fromkeys(Counted, "0") | {"stored": "1"}
    assert "The counts begin in the hour of 2026-03-02 10:00." in page


@pytest.mark.parametrize("query", [{"words": "bridge"}, {"day": "2026-03-02"}, {"flag": "truncated"}])
def test_a_chart_stands_over_no_list_that_leaves_out_pages_of_it(world: World, query: dict[str, str]) -> None:
    assert "The last 24 hours" not in world.get("/", **query).body
    assert "The last 24 hours" not in world.get("/", site=VALLEY, **query).body
    assert "The last 24 hours" not in world.get("/", after=next_of(world.get("/"))).body


def test_a_site_with_a_longer_name_than_any_host_is_none(world: World) -> None:
    assert world.get("/", site="a" * 253).status == 200
    assert world.get("/", site="a" * 254).status == 400


def forget_counts() -> None:
    for item in list(HourItem.scan(HourItem.pk.contains("HOURS#"))):
        item.delete()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"site": "valley.example.net"}, 16),
        ({"site": "VALLEY.example.net", "day": "2026-03-01"}, 5),
        ({"day": "2026-03-01"}, 17),
        ({"flag": "truncated"}, 7),
        ({"words": "BRIDGE river"}, 8),
        ({"words": "bridge", "flag": "truncated", "day": "2026-03-02"}, 2),
        ({"day": "2026-03-03"}, 0),
        ({"site": "nowhere.example.org"}, 0),
    ],
)
def test_arrivals_are_filtered(world: World, query: dict[str, str], count: int) -> None:
    assert len(listed(world.get("/", **query))) == count


def test_a_filter_that_finds_little_stops_and_says_where_it_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "LOOKED_AT", 5)
    found = world.get("/", words="no such words")
    assert "Searched: 5 articles." in found.body
    assert next_of(found) < NOW.isoformat()


@pytest.mark.parametrize(
    "query",
    [{"day": "yesterday"}, {"day": "2026-02-30"}, {"after": "2026-03-02T1"}, {"after": "x"}, {"after": EVIL}],
)
def test_a_filter_that_is_none_is_said(world: World, query: dict[str, str]) -> None:
    answer = world.get("/", **query)
    assert answer.status == 400
    assert "That did not work" in answer.body


@pytest.fixture(scope="module")
def every_page(world: World) -> dict[str, Answer]:
    """Returns each page by its address. Articles are a hostile one and an edited one."""
    hostile, edited = (f"/article/{each}" for each in world.ids[-2:])
    tabs = ("", "/revisions", "/copies", "/formats", "/raw")
    paths = [*PLACES, "/sites/news.example.org", *(one + tab for one in (hostile, edited) for tab in tabs)]
    return {**{path: world.get(path) for path in paths}, "/?speaker": world.get("/", speaker="Anna Weber")}


def test_no_page_runs_or_asks_for_what_an_article_says(every_page: dict[str, Answer]) -> None:
    for path, answer in every_page.items():
        assert answer.status == 200, path
        for tag, attributes in Parsed(answer).elements:
            assert tag not in ("img", "iframe", "object", "embed", "base", "video", "audio"), path
            assert not [name for name in attributes if name.startswith("on") and attributes[name]], path
            assert attributes.get("src", "/console.js") == "/console.js", path
            address = attributes.get("href") or attributes.get("action") or "/"
            is_ours = tag != "link" or address == "/console.css"
            assert is_ours, path
            assert address.startswith(("/", "#", "https://", "http://")), path


def test_headings_are_in_order_and_tables_have_captions(every_page: dict[str, Answer]) -> None:
    for path, answer in every_page.items():
        tags = [tag for tag, _ in Parsed(answer).elements]
        levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1, path
        if not re.fullmatch(r"/article/[0-9a-f]{32}", path):
            assert all(after <= before + 1 for before, after in pairwise(levels)), path
            assert tags.count("table") == tags.count("caption"), path


def test_an_article_shows_its_revisions_formats_and_raw_page(world: World) -> None:
    path = f"/article/{world.ids[-1]}"
    assert "Text of the page" in world.get(path).body
    assert "<del><bdi> 20</bdi></del><ins><bdi> 40</bdi></ins>" in world.get(f"{path}/revisions").body
    assert "&quot;article_id&quot;: &quot;" + world.ids[-1] in world.get(f"{path}/formats").body
    assert "# A bridge opens" in world.get(f"{path}/formats", **{"as": "markdown"}).body
    assert world.get(f"{path}/formats", **{"as": "pdf"}).status == 400
    assert "&lt;!doctype html&gt;" in world.get(f"{path}/raw").body


def test_a_raw_page_that_is_gone_is_said(world: World) -> None:
    assert "It cannot be read" in world.get(f"/article/{world.ids[0]}/raw").body


RAW_PAGES = {
    "a picture": (b"\x89PNG\r\n\x1a\n", "", "not_text"),
    "nothing": (b" ", "", "empty_body"),
    "a broken stream": (b"\x1f\x8b\x08", "gzip", "broken_encoding"),
    "a compressed page": (gzip.compress(b"<title>A bridge"), "gzip", "&lt;title&gt;A bridge"),
    "a compressed page that does not say so": (gzip.compress(b"<title>A bridge"), "", "&lt;title&gt;A bridge"),
}


@pytest.mark.parametrize(("body", "encoding", "told"), RAW_PAGES.values(), ids=RAW_PAGES)
def test_a_raw_page_is_shown_inflated_or_it_is_said_why_it_is_no_text(
    acting: World, body: bytes, encoding: str, told: str
) -> None:
    boto3.client("s3").put_object(Bucket="raw", Key="odd.html", Body=body, ContentEncoding=encoding)
    article_id = store_article(200, NOW, key="odd.html")
    answer = acting.get(f"/article/{article_id}/raw")
    assert answer.status == 200
    assert told in answer.body
    assert acting.get(f"/article/{article_id}").status == 200


def test_an_article_that_is_none_is_said(world: World) -> None:
    assert "No article has the id" in world.get(f"/article/{'0' * 32}").body
    assert world.get("/article/short").status == 404
    assert world.get(f"/article/{world.ids[0]}/nothing").status == 404


def test_rejects_are_grouped_by_reason_and_site(world: World) -> None:
    page = world.get("/refused").body
    assert re.findall(r'<h2>(\w+) <span class="count">(\d+)', page) == [("paywall", "8"), ("no_article_text", "4")]
    assert re.findall(r"<h3><bdi>(.*?)</bdi>", page)[:2] == ["herald.example.com", "news.example.org"]
    assert len(re.findall(r"<h3>", world.get("/refused", reason="paywall", site="news.example.org").body)) == 1
    assert world.get("/refused", reason="none").status == 400


def test_a_reject_is_inspected(world: World) -> None:
    answer = world.get(f"/refused/{list_rejects()[0].reject_id}")
    assert "Ingest refused it once as" in answer.body
    assert "form-action 'self'" in answer.policy
    assert 'action="/refused/redrive"' in answer.body


def test_a_site_that_changed_is_marked(world: World) -> None:
    page = world.get("/sites").body
    assert "no date since 2026-03-02, was 0%" in page
    assert "words since 2026-03-02, was 400" in page


def test_an_action_is_no_page_and_a_page_no_action(world: World) -> None:
    assert world.get("/refused/redrive").status == 404
    assert world.post("/sites").status == 404
    assert world.post(f"/article/{world.ids[0]}").status == 404


def test_a_large_article_list_reads_no_table_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dispatch, made = Connection.dispatch, list[str]()

    def spied(self: Connection, name: str, arguments: dict[str, object]) -> object:
        made.append(name)
        return dispatch(self, name, arguments)

    monkeypatch.setattr(Connection, "dispatch", spied)
    for path in ("/", "/refused", "/sites", "/sites/news.example.org", "/sources"):
        assert world.get(path).status == 200
    assert world.get("/", speaker="Anna Weber").status == 200
    assert "Query" in made
    assert "Scan" not in made


def test_a_list_has_no_gap_if_its_articles_have_one_key(acting: World) -> None:
    stored = [
        store_article(800 + number, NOW + timedelta(seconds=number), article_id=f"{number:031x}0")
        for number in range(25)
    ]
    assert listed(acting.get("/"))[:25] == stored[::-1]


def test_a_damaged_article_has_no_flags(acting: World) -> None:
    found = head_of(acting.ids[0])
    assert found
    assert flags_of(found) == ["truncated"]
    found.body = b"no body"
    found.save()
    assert flags_of(found) == ()
    assert len(listed(acting.get("/", flag="truncated"))) == 6
