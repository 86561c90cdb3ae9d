"""These tests use the console in a real browser: by keyboard, on a phone, and in both schemes."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import Any

import boto3
import pytest
from playwright.sync_api import Browser, Page, Route

from copydesk.aws.queues.sending import REASON, SENT_AT
from copydesk.cli.web_console.command import site
from copydesk.cli.web_console.refused import site_of
from copydesk.cli.web_console.server import Server
from copydesk.storage.operations.rejects import list_rejects
from copydesk.storage.operations.sources import SourceStore
from tests.browser.conftest import NARROW, PATIENCE, WIDE
from tests.browser.test_access import CONTRASTS, LEAST_CONTRAST
from tests.console_world import EVIL, NOW, World, held_counts, made_world, refuse_again, served


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
    context.set_default_timeout(PATIENCE)
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


def stranger(browser: Browser, server: Server, **options: bool) -> Page:
    """Returns a page of the console with a valid token, in a context whose complaints are ignored."""
    context = browser.new_context(**options)  # type: ignore[arg-type]  # its options have many types
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(server.address)
    return page


def test_the_token_leaves_the_address(page: Page, server: Server) -> None:
    assert page.url == f"http://{server.host}/"


def test_a_hostile_article_runs_nothing_and_asks_for_nothing(page: Page, server: Server, world: World) -> None:
    article = f"/article/{world.ids[-2]}"
    for path in ("/", "/refused", "/sources", article, f"{article}/raw", f"{article}/formats?as=html"):
        at(page, server, path)
        assert page.evaluate("window.pwned") is None
        assert page.locator("img, iframe, object, embed").count() == 0


def check_to_be_read(page: Page) -> None:
    texts = page.evaluate(CONTRASTS)
    assert len(texts) > 15
    assert [each for each in texts if each[0] < LEAST_CONTRAST] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    "path", ["/", "/refused", "/sites", "/sites/news.example.org", "/?site=news.example.org", "/?speaker=Anna+Weber"]
)
def test_text_stands_out_and_nothing_is_scrolled_sideways(
    page: Page, server: Server, path: str, size: tuple[int, int], scheme: str
) -> None:
    check_to_be_read(at(page, server, path, size, scheme))


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
    for name in ("Words of the headline", "Quotes of (a whole name)", "Site", "Day", "Flag"):
        assert page.get_by_label(name, exact=True).count() == 1


def test_a_reader_filters_opens_an_article_and_its_revisions(page: Page, server: Server) -> None:
    at(page, server, "/")
    page.get_by_label("Words of the headline").fill("a bridge opens")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="A bridge opens", exact=True).click()
    page.get_by_role("link", name="Revisions", exact=True).click()
    page.locator(".revisions summary").click()
    assert page.get_by_role("insertion").filter(has_text="40").is_visible()


def test_a_reject_is_sent_again_by_a_button_and_followed_by_itself(page: Page, server: Server) -> None:
    record = list_rejects()[0]
    at(page, server, f"/refused?reason={record.reason}&site={site_of(record)}", NARROW)
    page.get_by_role("button", name=f"Send again {record.reject_id[:8]}").click()
    page.wait_for_url("**/sent/*")
    assert "1 on their way" in page.get_by_role("status").inner_text()
    link = page.get_by_role("link", name="All that is refused")
    link.focus()
    refuse_again(record, EVIL)
    page.get_by_role("status").filter(has_text="0 stored, 1 refused again.").wait_for()
    assert "nothing to read" not in page.get_by_role("table").inner_text()
    assert "evil.example" in page.get_by_role("table").inner_text()
    assert page.get_by_role("link", name="not_text").count() == 1
    assert page.evaluate("document.activeElement.textContent") == "All that is refused"
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("document.querySelector('progress').position") == 1
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        check_to_be_read(page)


def test_a_dead_letter_is_sent_again_by_keys_and_followed_until_it_is_dead_again(
    page: Page, server: Server, world: World
) -> None:
    letters, body = world.place.queues["ingest"][1], '{"s3": {"bucket": "raw", "key": "letter"}}'
    ingest, sqs = world.place.queues["ingest"][0], boto3.client("sqs")
    sqs.purge_queue(QueueUrl=ingest)
    sqs.send_message(QueueUrl=letters, MessageBody=body)
    at(page, server, "/letters?why=1")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sent/*")
    assert page.locator("#sent-status").inner_text().startswith("0 stored, 0 refused again, 1 on their way.")
    [sent] = sqs.receive_message(QueueUrl=ingest, MessageAttributeNames=[SENT_AT])["Messages"]
    sqs.delete_message(QueueUrl=ingest, ReceiptHandle=sent["ReceiptHandle"])
    why: Any = {REASON: {"DataType": "String", "StringValue": EVIL}} | sent["MessageAttributes"]
    sqs.send_message(QueueUrl=letters, MessageBody=body, MessageAttributes=why)
    page.get_by_text("1 dead again.").wait_for()
    assert EVIL in page.locator("tbody td").last.inner_text()
    assert page.evaluate("window.pwned") is None
    sqs.purge_queue(QueueUrl=letters)


def test_a_reject_is_sent_again_from_its_own_page(page: Page, server: Server) -> None:
    record = next(each for each in list_rejects() if site_of(each) == "news.example.org")
    at(page, server, f"/refused/{record.reject_id}")
    page.get_by_role("button", name="Send again").click()
    page.wait_for_url("**/sent/*")
    assert page.get_by_role("heading", level=1).inner_text() == "1 page sent again"


def test_a_page_that_follows_says_when_the_console_is_gone(browser: Browser, server: Server) -> None:
    page = stranger(browser, server)
    record = list_rejects()[0]
    at(page, server, f"/refused?reason={record.reason}&site={site_of(record)}")
    page.get_by_role("button", name=f"Send again {record.reject_id[:8]}").click()
    page.wait_for_url("**/sent/*")
    page.context.clear_cookies()
    page.get_by_role("status").filter(has_text="does not answer any more").wait_for()
    page.context.close()


def test_a_source_is_looked_at_by_the_enter_key_and_watched_by_its_button(
    page: Page, server: Server, world: World
) -> None:
    url = "https://paper.example.org/feed.xml"
    evil = f"<item><title>{escape(escape(EVIL))}</title><link>/a</link></item>"
    other = "<item><title>Two</title><link>javascript:window.pwned=1</link></item>"
    world.web[url] = f"<rss><channel>{evil}{other}</channel></rss>"
    at(page, server, "/sources", NARROW)
    page.get_by_label("A feed, a sitemap or a home page").fill(url)
    page.keyboard.press("Enter")
    section = page.get_by_role("region", name="What it would bring")
    assert "RSS feed" in section.inner_text()
    page.wait_for_load_state()
    assert "onerror=window.pwned=1>" in section.get_by_role("rowheader").inner_text()
    assert "1 entry without a URL that can be fetched." in section.inner_text()
    assert page.evaluate("window.pwned") is None
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        check_to_be_read(page)
    assert len(list(SourceStore().list())) == 1
    page.get_by_role("button", name="Watch").click()
    page.get_by_role("status").filter(has_text="is watched now").wait_for()
    assert len(list(SourceStore().list())) == 2


def test_quotes_are_found_by_their_speaker_and_lead_to_their_article(page: Page, server: Server) -> None:
    at(page, server, "/")
    page.get_by_label("Quotes of (a whole name)").fill("anna weber")
    page.keyboard.press("Enter")
    table = page.get_by_role("table", name="40 quotes")
    table.wait_for()
    assert table.get_by_role("rowheader").count() == 40
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/*")


def test_a_site_leads_to_its_days_with_numbers_for_who_does_not_see(page: Page, server: Server) -> None:
    at(page, server, "/sites")
    assert page.get_by_role("img", name="Articles a day from").count() == 1
    page.get_by_role("link", name="news.example.org").click()
    page.get_by_role("img", name="Without an author a day from").wait_for()
    page.get_by_text("The numbers by day").click()
    assert page.get_by_role("table", name="By day").get_by_role("rowheader").count() == 30


def test_without_script_what_was_sent_is_followed_as_well(browser: Browser, server: Server) -> None:
    page = stranger(browser, server, java_script_enabled=False)
    page.goto(f"http://{server.host}/refused")
    record = list_rejects()[0]
    page.get_by_role("button", name=f"Send again {record.reject_id[:8]}").first.click()
    refuse_again(record, "still nothing")
    page.get_by_text("0 stored, 1 refused again.").wait_for()
    page.context.close()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_articles_of_sites_come_when_they_are_counted(
    browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch, has_scripts: bool
) -> None:
    is_let = held_counts(monkeypatch)
    with served(replace(world, pages=site(world.place, lambda: NOW))) as server:
        page = stranger(browser, server, java_script_enabled=has_scripts)
        page.goto(f"http://{server.host}/sites")
        page.get_by_role("img", name="none known").wait_for()
        page.get_by_role("link", name="news.example.org").focus()
        is_let.set()
        page.get_by_text("were counted at 2026-03-02 15:30").wait_for()
        page.get_by_role("img", name=" 0, 6, 12. Otherwise since 2026-03-02.").wait_for()
        if has_scripts:
            assert page.evaluate("document.activeElement.textContent") == "news.example.org"
            assert page.get_by_role("status").count() == 1
        page.context.close()
