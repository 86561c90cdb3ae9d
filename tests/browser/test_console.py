"""These tests use the console in a real browser: by keyboard, on a phone, and in both schemes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from copydesk.cli.web_console.server import Server
from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_access import CONTRASTS, LEAST_CONTRAST
from tests.console_world import World, made_world, served


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with pytest.MonkeyPatch.context() as environment, made_world(environment) as world:
        yield world


@pytest.fixture(scope="module")
def server(world: World) -> Iterator[Server]:
    with served(world) as server:
        yield server


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """Yields a page of the console with a valid token. The test fails on complaints and on requests to other hosts."""
    context = browser.new_context()
    context.set_default_timeout(10_000)
    page = context.new_page()
    trouble: list[str] = []

    def ours_alone(route: Route) -> None:
        if route.request.url.startswith(f"http://{server.host}/"):
            route.continue_()
        else:
            trouble.append(route.request.url)
            route.abort()

    page.route("**/*", ours_alone)
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(server.address)
    yield page
    assert trouble == []
    context.close()


def at(page: Page, server: Server, path: str, size: tuple[int, int] = WIDE, scheme: str = "light") -> Page:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # two words each
    page.goto(f"http://{server.host}{path}")
    return page


def test_the_token_leaves_the_address(page: Page, server: Server) -> None:
    assert page.url == f"http://{server.host}/"


def test_a_hostile_article_runs_nothing_and_asks_for_nothing(page: Page, server: Server, world: World) -> None:
    article = f"/article/{world.ids[-2]}"
    for path in ("/", "/refused", "/sources", article, f"{article}/raw", f"{article}/formats?as=html"):
        at(page, server, path)
        assert page.evaluate("window.pwned") is None
        assert page.locator("img, iframe, object, embed").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("path", ["/", "/refused", "/sites"])
def test_text_stands_out_and_nothing_is_scrolled_sideways(
    page: Page, server: Server, path: str, size: tuple[int, int], scheme: str
) -> None:
    at(page, server, path, size, scheme)
    texts = page.evaluate(CONTRASTS)
    assert len(texts) > 15
    assert [each for each in texts if each[0] < LEAST_CONTRAST] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_rows_are_walked_by_keys_that_can_be_switched_off(page: Page, server: Server) -> None:
    at(page, server, "/")
    focused = "document.activeElement.closest('tr')?.rowIndex ?? 0"
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate(focused) == 2
    page.keyboard.press("k")
    assert page.evaluate(focused) == 1
    page.get_by_role("button", name="Keys are on").click()
    page.keyboard.press("j")
    assert page.evaluate(focused) == 0
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate(focused) == 0


def test_the_first_key_skips_to_the_content(page: Page, server: Server) -> None:
    at(page, server, "/sites")
    page.keyboard.press("Tab")
    assert page.get_by_role("link", name="Skip to the content").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_landmarks_tables_and_fields_have_names(page: Page, server: Server, size: tuple[int, int]) -> None:
    at(page, server, "/", size)
    for role in ("banner", "main", "contentinfo", "search"):
        assert page.get_by_role(role).count() == 1
    assert page.get_by_role("navigation", name="Console").count() == 1
    assert page.get_by_role("table", name="40 articles").get_by_role("rowheader").count() == 40
    for name in ("Words of the headline", "Site", "Day", "Flag"):
        assert page.get_by_label(name, exact=True).count() == 1


def test_a_reader_filters_opens_an_article_and_its_revisions(page: Page, server: Server) -> None:
    at(page, server, "/")
    page.get_by_label("Words of the headline").fill("a bridge opens")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="A bridge opens", exact=True).click()
    page.get_by_role("link", name="Revisions", exact=True).click()
    page.locator(".revisions summary").click()
    assert page.get_by_role("insertion").filter(has_text="40").is_visible()


def test_a_reject_is_sent_again_by_a_button(page: Page, server: Server) -> None:
    at(page, server, "/refused", NARROW)
    page.get_by_role("button", name="Send again").first.click()
    assert "1 sent through again" in page.get_by_role("status").inner_text()
