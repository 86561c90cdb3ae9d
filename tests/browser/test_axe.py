"""These tests run axe-core over every page of the console and of the inspector: light and dark, wide and on a phone."""

from collections.abc import Callable, Iterator

import boto3
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from copydesk.cli.inspector.subject import Subject
from copydesk.cli.web_console.layout import PLACES
from copydesk.cli.web_console.server import Server
from copydesk.storage.operations.rejects import list_rejects
from tests.browser.conftest import NARROW, WIDE, Opener
from tests.browser.sites import ARTICLE, HOSTILE, of_two_revisions, sample
from tests.console_world import EVIL, World, made_world, served
from tests.sweeps import thinned

FEED = "https://paper.example.org/feed.xml"
SCHEMES = ("light", "dark")
SIZES = {"wide": WIDE, "phone": NARROW}
#: Each size and each scheme once; `make verify` takes each size in each scheme.
SETTINGS = thinned([(size, scheme) for size in SIZES for scheme in SCHEMES], 3)
_TABS = ("", "/revisions", "/copies", "/formats", "/formats?as=markdown", "/raw")
#: What a visitor can unfold, so that axe-core sees it.
_UNFOLD = "for (const each of document.querySelectorAll('details')) each.open = true"


def violations(page: Page) -> list[str]:
    """Returns what axe-core has against a page by all of its rules, with the elements."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['help']}: {node['html'][:300]}" for each in found for node in each["nodes"]]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with pytest.MonkeyPatch.context() as environment, made_world(environment) as world:
        world.web[FEED] = "<rss><channel><item><title>One</title><link>/a</link></item></channel></rss>"
        for body in (EVIL, '{"s3": {"bucket": "raw", "key": "a"}}', '{"s3": {"bucket": "raw", "key": "b"}}'):
            boto3.client("sqs").send_message(QueueUrl=world.place.queues["ingest"][1], MessageBody=body)
        yield world


@pytest.fixture(scope="module")
def server(world: World) -> Iterator[Server]:
    with served(world) as server:
        yield server


@pytest.fixture(scope="module")
def addresses(world: World) -> dict[str, str]:
    """Every page of the console by a name."""
    articles = {"edited": world.ids[-1], "hostile": world.ids[-2]}
    named = {name: path for path, name in PLACES.items()}
    named |= {f"{name} article {tab}": f"/article/{each}{tab}" for name, each in articles.items() for tab in _TABS}
    return named | {
        "a site": "/sites/news.example.org",
        "quotes of a speaker": "/?speaker=Anna+Weber",
        "a filter": "/?words=bridge&flag=truncated",
        "a filter by site": "/?site=news.example.org",
        "a filter that finds nothing": "/?words=nothing",
        "a day that is none": "/?day=2026-02-30",
        "a group of rejects": "/refused?reason=paywall&site=news.example.org",
        "a reject": f"/refused/{list_rejects()[0].reject_id}",
        "reasons of letters": "/letters?why=1",
        "no page": "/nothing",
    }


@pytest.mark.parametrize(("size", "scheme"), SETTINGS)
def test_axe_has_nothing_against_any_page_of_the_console(
    browser: Browser, server: Server, addresses: dict[str, str], size: str, scheme: str
) -> None:
    page = opened(browser, SIZES[size], scheme)
    page.goto(server.address)
    found = {}
    for name, path in addresses.items():
        page.goto(f"http://{server.host}{path}")
        page.evaluate(_UNFOLD)
        if against := violations(page):
            found[name] = against
    found |= {
        name: against for name, open_it in ACTS.items() if (against := against_the_page_after(page, server, open_it))
    }
    page.context.close()
    assert found == {}


def send_again(page: Page, server: Server) -> None:
    page.goto(f"http://{server.host}/refused")
    page.get_by_role("button", name="Send again").first.click()
    page.wait_for_url("**/sent/*")


def send_a_letter_again(page: Page, server: Server) -> None:
    page.goto(f"http://{server.host}/letters?why=1")
    page.get_by_role("button", name="Send again").first.click()
    page.wait_for_url("**/sent/*")


def look_at_a_source(page: Page, server: Server) -> None:
    page.goto(f"http://{server.host}/sources")
    page.get_by_label("A feed, a sitemap or a home page").fill(FEED)
    page.keyboard.press("Enter")
    page.get_by_role("region", name="What it would bring").wait_for()


#: The pages that an action leads to.
ACTS = {
    "what was sent again": send_again,
    "a letter that was sent again": send_a_letter_again,
    "a look at a source": look_at_a_source,
}


def against_the_page_after(page: Page, server: Server, act: Callable[[Page, Server], None]) -> list[str]:
    act(page, server)
    # The colours of a page are those of its style sheet only when that is loaded.
    page.wait_for_load_state()
    page.evaluate(_UNFOLD)
    return violations(page)


@pytest.mark.parametrize(("size", "scheme"), SETTINGS)
@pytest.mark.parametrize(
    "subject",
    [ARTICLE, HOSTILE, sample("restaurantbusiness-paris-baguette"), of_two_revisions()],
    ids=["article", "hostile", "sample", "stored"],
)
def test_axe_has_nothing_against_the_inspector(look: Opener, subject: bytes | Subject, size: str, scheme: str) -> None:
    page = look(subject, size=SIZES[size], scheme=scheme).page
    assert violations(page) == []
    page.evaluate(_UNFOLD)
    assert violations(page) == []
    if size == "phone":
        page.get_by_role("tab", name="Record").click()
        assert violations(page) == []


def test_axe_finds_what_is_wrong(browser: Browser) -> None:
    page = opened(browser, WIDE, "light")
    page.set_content(
        "<!doctype html><html><body><img src='data:,'><p style='color: #aaa'>Pale words.</p></body></html>"
    )
    assert {"color-contrast", "document-title", "html-has-lang", "image-alt"} <= {
        each.partition(":")[0] for each in violations(page)
    }
    page.context.close()


def opened(browser: Browser, size: tuple[int, int], scheme: str) -> Page:
    page = browser.new_context().new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # two words each
    return page
