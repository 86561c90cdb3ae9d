"""Words without a break, marks on letters and text from right to left leave each page of the console readable."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from playwright.sync_api import Browser, Page

from copydesk.aws.queues.sending import REASON
from copydesk.cli.web_console.layout import PLACES
from copydesk.crawling.records import WatchedSource, source_id
from copydesk.storage.operations.rejects import list_rejects
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant
from tests.console_world import NOW, World, made_world, refuse_again, served, store_article

WIDTHS = (360, 800, 1400)
LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 9
HOST = f"{'a-host-that-goes-on-and-on' * 2}.{'and-on' * 8}.example.org"
RIGHT_TO_LEFT = "עיריית ירושלים \u202e 123 (abc)! <b>"
#: A letter with a stack of marks below it.
STACKED = "x" + "".join(map(chr, range(0x0316, 0x0334)))
#: Elements that end right of the window, but for those that scroll by themselves.
TOO_WIDE = """
[...document.querySelectorAll('body *')]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  .filter((each) => !each.closest('pre, .unseen, .skip-to, svg'))
  .map((each) => each.outerHTML.slice(0, 200))
"""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with pytest.MonkeyPatch.context() as environment, made_world(environment) as world:
        for number, (headline, host) in enumerate([(LONG, HOST), (RIGHT_TO_LEFT, "a.example"), (STACKED, "b.example")]):
            store_article(900 + number, NOW - timedelta(minutes=number), headline=headline, host=host)
        refuse_again(list_rejects()[0], LONG * 3)
        url = f"https://x.example/{'a' * 1_500}"
        SourceStore().add(WatchedSource(source_id=source_id(url), url=url, added_at=instant(NOW), last_error="x" * 900))
        cause = {REASON: {"DataType": "String", "StringValue": f"KeyError:{'k' * 300}"}}
        letters = world.place.queues["ingest"][1]
        boto3.client("sqs").send_message(QueueUrl=letters, MessageBody="z" * 3_000, MessageAttributes=cause)  # type: ignore[arg-type]  # a text
        yield world


@pytest.fixture(scope="module")
def page(browser: Browser, world: World) -> Iterator[Page]:
    with served(world) as server:
        context = browser.new_context(base_url=f"http://{server.host}")
        page = context.new_page()
        page.goto(server.address)
        yield page
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_its_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    reject = list_rejects()[0].reject_id
    found = {}
    for path in (*PLACES, "/letters?why=1", f"/?site={HOST}", f"/refused/{reject}"):
        page.goto(path)
        if too_wide := page.evaluate(TOO_WIDE):
            found[path] = too_wide
    assert found == {}


def test_marks_on_a_letter_do_not_reach_into_other_rows(page: Page) -> None:
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto("/")
    marked = page.locator("tbody th a").filter(has_text=STACKED)
    box = marked.locator("xpath=ancestor::th").bounding_box()
    assert box is not None
    # The row below the cell, without the margin that the ring of the focus has.
    below: Any = {"x": box["x"], "y": box["y"] + box["height"] + 8, "width": box["width"], "height": 22}
    before = page.screenshot(clip=below)
    marked.evaluate("(each) => each.textContent = 'x'")
    assert page.screenshot(clip=below) == before
