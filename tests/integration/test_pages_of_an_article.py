"""Ingest joins the pages of an article: the function runs on S3, SQS and DynamoDB in this process, with whole pages."""

import json
from collections import Counter
from collections.abc import Sequence
from itertools import permutations
from threading import RLock
from types import ModuleType
from typing import Any

import boto3
import pytest
from pynamodb.connection import Connection

from copydesk.cli.sending.following import end_of, sent
from copydesk.errors import SkipReason
from copydesk.model import Source
from copydesk.pipeline.messages import RawPage
from copydesk.settings import ingest_settings
from copydesk.storage import list_rejects, read_article
from copydesk.storage.articles.models import AliasItem, ArticlesItem
from copydesk.storage.operations.hours import Counted, latest_hours
from copydesk.storage.operations.pages import PageStore
from tests.integration.calling import Context, failures
from tests.integration.test_ingest_function import cloud, event, function
from tests.sweeps import thinned
from tests.unit.extraction.test_joining import AUTHOR, DATED, ONE, STANDFIRST, THREE, TWO
from tests.unit.extraction.test_pagination import NEIGHBOURS, SCHEMES, neighbours
from tests.unit.storage.making import list_heads

__all__ = ["cloud", "function"]

TEXTS = (ONE, TWO, THREE)
HEADLINE = "Council rebuilds old bridge"


def urls_of(scheme: str) -> list[str]:
    first, other = SCHEMES[scheme]
    return [first, other.format(2), other.format(3)]


def html(number: int, urls: Sequence[str], *, texts: Sequence[str] | None = None, neighbours: bool = False) -> str:
    """Returns the page of a number, with a pager of all pages or of the neighbours, and what each page repeats."""
    linked = [each for each in range(len(urls)) if each != number - 1]
    shown = [each for each in linked if not neighbours or abs(each - number + 1) == 1]
    pager = "".join(f'<a href="{urls[each]}">{each + 1}</a> ' for each in shown)
    lines = (STANDFIRST, *(TEXTS[number - 1] if texts is None else texts), AUTHOR)
    body = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<html lang=en><head><title>{HEADLINE}</title>{DATED}</head><body><main><article><h1>{HEADLINE}</h1>{body}"
        f'</article><div class="pagination">{pager}</div></main></body></html>'
    )


def message(url: str, page: str, *, hour: int = 8) -> dict[str, Any]:
    (record,) = event("inline-html")["Records"]
    body = {"url": url, "html": page, "fetched_at": f"2024-04-25T{hour:02d}:00:00Z"}
    return {**record, "body": json.dumps(body), "messageId": f"message {url} {hour}"}


def ingest(function: ModuleType, *messages: dict[str, Any]) -> None:
    for each in messages:
        assert failures(function.lambda_handler({"Records": [each]}, Context())) == []


def texts() -> dict[str, list[str]]:
    """Returns the lines of each article by its URL."""
    found = (read_article(head.stored.article_id) for head in list_heads())
    return {str(each.article.url): [block.text for block in each.article.blocks] for each in found if each}


def empty() -> None:
    with ArticlesItem.batch_write() as batch:
        for item in ArticlesItem.scan():
            batch.delete(item)


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_three_pages_that_link_their_neighbours_are_one_article(function: ModuleType, name: str) -> None:
    """Their addresses count from zero."""
    pages = []
    for at, lines in enumerate(TEXTS):
        url, pager = neighbours(name, at)
        pages.append(message(url, html(1, [url], texts=lines).replace("</article>", f"</article>{pager}")))
    for order in thinned(list(permutations(pages)), 3):
        ingest(function, *order)
        assert list(texts().values()) == [[STANDFIRST, *ONE, *TWO, *THREE, AUTHOR]]
        empty()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_three_pages_are_one_article(function: ModuleType, scheme: str) -> None:
    urls = urls_of(scheme)
    messages = [message(url, html(number, urls)) for number, url in enumerate(urls, 1)]
    for order in thinned(list(permutations(messages)), 3):
        ingest(function, *order)
        (head,) = list_heads()
        stored = read_article(head.stored.article_id)
        assert stored
        assert [block.text for block in stored.article.blocks] == [STANDFIRST, *ONE, *TWO, *THREE, AUTHOR]
        assert stored.article.next_page is None
        (quote,) = (each for each in stored.article.quotes if each.speaker)
        assert quote.speaker == "Margaret Hill"
        assert list_rejects() == []
        empty()


def test_all_pages_in_one_batch_are_one_article(function: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages of a batch are stored side by side. Each call is made atomic, as in DynamoDB."""
    atomic, dispatch = RLock(), Connection.dispatch

    def locked(self: Connection, name: str, arguments: dict[str, Any]) -> Any:
        with atomic:
            return dispatch(self, name, arguments)

    monkeypatch.setattr(Connection, "dispatch", locked)
    urls = urls_of("parameter")
    records = [message(url, html(number, urls, neighbours=True)) for number, url in enumerate(urls, 1)]
    for _ in range(10):
        again = failures(function.lambda_handler({"Records": records}, Context()))
        records = [each for each in records if each["messageId"] in again]
        if not records:
            break
    assert list(texts().values()) == [[STANDFIRST, *ONE, *TWO, *THREE, AUTHOR]]


def test_an_edit_of_page_2_is_a_revision_of_the_article(function: ModuleType) -> None:
    urls = urls_of("bare")
    ingest(function, *(message(url, html(number, urls)) for number, url in enumerate(urls, 1)))
    ingest(function, message(urls[1], html(2, urls, texts=TWO[:2]), hour=9))
    assert list(texts().values()) == [[STANDFIRST, *ONE, *TWO[:2], *THREE, AUTHOR]]


def test_a_site_counts_each_page_that_arrives_once(function: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page 1 is read again with each new part."""
    counted: list[int] = []
    monkeypatch.setattr(function, "note_sites", lambda seen, **_: counted.extend(map(len, seen.values())))
    urls = urls_of("parameter")
    ingest(function, *(message(url, html(number, urls)) for number, url in enumerate(urls, 1)))
    assert counted == [1, 1, 1]


def test_an_article_of_three_pages_counts_as_one_that_was_stored(function: ModuleType) -> None:
    urls = urls_of("parameter")
    ingest(function, *(message(url, html(number, urls)) for number, url in enumerate(urls, 1)))
    counts = Counter[Counted]()
    for each in latest_hours(24).values():
        counts.update(each)
    assert +counts == {Counted.STORED: 1, Counted.SKIPPED: 2}


def test_pages_of_comments_are_no_second_article(function: ModuleType) -> None:
    urls = urls_of("parameter")[:2]
    ingest(function, message(urls[1], html(2, urls, texts=ONE)), message(urls[0], html(1, urls)))
    assert list(texts().values()) == [[STANDFIRST, *ONE, AUTHOR]]


_URLS = urls_of("parameter")[:2]
_LAST = "The first train of carts is expected in March."
_WALL = "You have reached your limit of free articles. Create a free account, or log in to continue reading."
#: What comes as page 2 at an hour, and what the article then has of page 2.
SECOND_PAGES: dict[str, tuple[list[tuple[int, str]], Sequence[str]]] = {
    "comments": ([(8, f'<div id="comments">{"".join(f"<p>{line}</p>" for line in TWO)}</div>')], ()),
    "a wall": ([(8, f"<p>{_WALL}</p>")], ()),
    "a wall after the text": ([(8, "".join(f"<p>{line}</p>" for line in TWO)), (9, f"<p>{_WALL}</p>")], TWO),
    "a wall before the text": ([(8, f"<p>{_WALL}</p>"), (9, "".join(f"<p>{line}</p>" for line in TWO))], TWO),
    "one sentence": ([(8, f"<p>{_LAST}</p>")], (_LAST,)),
    "nothing": ([(8, "")], ()),
}


@pytest.mark.parametrize("name", SECOND_PAGES)
def test_what_page_2_brings_does_not_depend_on_the_order(function: ModuleType, name: str) -> None:
    """What is no page of an article is refused: it neither adds to the article nor takes from it."""
    versions, brought = SECOND_PAGES[name]
    lines = "".join(f"<p>{line}</p>" for line in (STANDFIRST, *TEXTS[1], AUTHOR))
    whole = html(2, _URLS)
    assert lines in whole
    messages = [message(_URLS[1], whole.replace(lines, body), hour=hour) for hour, body in versions]
    for order in permutations([message(_URLS[0], html(1, _URLS)), *messages]):
        ingest(function, *order)
        assert list(texts().values()) == [[STANDFIRST, *ONE, AUTHOR, *brought]]
        empty()


def test_page_2_that_leads_to_page_1_is_another_fetch_of_it(function: ModuleType) -> None:
    ingest(function, *(message(_URLS[0], html(1, _URLS), hour=hour) for hour in (8, 9)))
    ingest(
        function, message(_URLS[1], html(1, _URLS).replace("</head>", f'<link rel=canonical href="{_URLS[0]}"></head>'))
    )
    assert list(texts().values()) == [[STANDFIRST, *ONE, AUTHOR]]


def test_a_list_of_stories_is_not_joined(function: ModuleType) -> None:
    urls = ["https://news.example/tag/old-bridge", "https://news.example/tag/old-bridge/page/2"]
    ingest(function, *(message(url, html(number, urls)) for number, url in enumerate(urls, 1)))
    assert {len(lines) for lines in texts().values()} == {5}
    assert len(texts()) == 2


def test_the_part_is_skipped_and_leads_to_the_article(function: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    urls = urls_of("folder")[:2]
    caplog.set_level("DEBUG", "copydesk-ingest")
    ingest(function, *(message(url, html(number, urls)) for number, url in enumerate(urls, 1)))
    (skipped,) = (vars(record) for record in caplog.records if record.msg == "ingest.skipped")
    (head,) = list_heads()
    assert (skipped["reason"], skipped["detail"]) == (SkipReason.PART, head.stored.article_id)
    (alias,) = (item for item in ArticlesItem.scan() if isinstance(item, AliasItem))
    assert read_article(alias.article_id) == read_article(head.stored.article_id)


def test_copydesk_ingest_sees_where_a_part_is(function: ModuleType) -> None:
    urls = urls_of("parameter")[:2]
    pages = [html(number, urls) for number in (1, 2)]
    part = sent(
        RawPage(
            body=pages[1].encode(), url=urls[1], content_type="text/html", content_encoding=None,
            fetched_at="2024-04-25T08:00:00.000000Z", source=Source(bucket="elsewhere", key="page"),
        ),
        since="2024-04-25T08:00:00.000000Z",
    )  # fmt: skip
    assert end_of(part) is None
    ingest(function, *(message(url, page) for url, page in zip(urls, pages, strict=True)))
    (head,) = list_heads()
    assert end_of(part) == head


def requested() -> list[str]:
    client, url = boto3.client("sqs"), ingest_settings().fetch_queue_url
    found = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return sorted(json.loads(each["Body"])["url"] for each in found)


def test_the_crawl_fetches_the_other_pages_of_its_own_articles_once(function: ModuleType) -> None:
    urls = urls_of("parameter")
    ingest(function, message(urls[0], html(1, urls)))
    assert requested() == []  # this page was sent by somebody, not crawled
    PageStore().add(urls[0], source_id=None)
    ingest(function, message(urls[0], html(1, urls), hour=9))
    assert requested() == urls[1:]
    for url in urls[1:]:
        PageStore().add(url, source_id=None)
    ingest(function, message(urls[0], html(1, urls), hour=10))
    assert requested() == []
