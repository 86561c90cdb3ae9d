"""The inspector shows what a hostile page says. The browser runs nothing of it, requests nothing and hides nothing."""

import time

import pytest

from tests.browser.conftest import NARROW, WIDE, Opener
from tests.browser.sites import ARTICLE, HOSTILE, RUN, of_many_runs, of_one_huge_text, sample

NAMES = ["npr-meditation-anxiety", "lmsys-mini-sglang", "restaurantbusiness-paris-baguette"]
PAGES = {"article": ARTICLE, "hostile": HOSTILE, **{name: sample(name) for name in NAMES}}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES)
def test_a_page_asks_for_nothing_and_complains_of_nothing(look: Opener, html: bytes, size: tuple[int, int]) -> None:
    found = look(html, size=size)
    for button in found.page.locator("button").all():
        if button.is_visible():
            button.click()
    found.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    found.page.mouse.wheel(0, 20_000)
    found.page.wait_for_timeout(100)
    assert (found.asked, found.complaints) == ([], [])


def test_nothing_that_a_hostile_page_says_is_run(look: Opener) -> None:
    page = look(HOSTILE).page
    page.evaluate("""() => {
      for (const each of document.querySelectorAll("*")) {
        for (const event of ["pointerover", "mouseover", "load", "error", "toggle", "beforeinput"])
          each.dispatchEvent(new Event(event, { bubbles: true }));
        each.focus?.();
        if (!each.matches("a[target]")) each.click?.();
      }
    }""")
    page.wait_for_timeout(100)
    assert page.evaluate("window.pwned") is None


def test_nothing_of_a_hostile_page_is_in_a_place_where_it_could_run(look: Opener) -> None:
    page = look(HOSTILE).page
    assert (page.locator("script").count(), page.locator("style").count()) == (1, 1)
    names = page.evaluate("[...document.querySelectorAll('*')].flatMap(each => each.getAttributeNames())")
    assert [name for name in names if name.startswith("on") or name in ("style", "src", "srcdoc", "action")] == []
    links = page.evaluate("[...document.links].map(each => each.getAttribute('href'))")
    assert [link for link in links if not link.startswith(("#", "http://", "https://"))] == []


def test_what_a_hostile_page_says_is_shown_word_for_word(look: Opener) -> None:
    page = look(HOSTILE).page
    headline = f"A \"quoted' headline </h1><script>{RUN}</script> &quot; $title ${{script}}"
    assert page.locator("h1").inner_text() == headline
    assert f"<img src=x onerror={RUN}> is what we opened" in page.locator("#said-1").inner_text()
    assert "\nThis paragraph is turned round" in page.locator("#entries").inner_text()
    assert "\u202e" not in page.content()
    assert "$style ${policy}" in page.locator("#entries").inner_text()


def test_the_policy_stops_what_would_get_past_the_escaping(look: Opener) -> None:
    found = look(ARTICLE)
    found.page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.pwned = 1";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", `<img src="https://evil.example/a" onerror="window.pwned = 1">
        <iframe src="https://evil.example/b"></iframe><style>h1 { color: red }</style><p id="styled" style="color: red">
        <link rel="stylesheet" href="https://evil.example/c"><base href="https://evil.example/">`);
      fetch("https://evil.example/d").catch(() => null);
    }""")
    found.page.wait_for_timeout(200)
    assert found.page.evaluate("window.pwned") is None
    assert found.asked == []
    assert found.page.evaluate("getComputedStyle(document.getElementById('styled')).color") != "rgb(255, 0, 0)"
    assert found.page.evaluate("document.baseURI").startswith("file:")
    assert len(found.complaints) >= 5


def test_links_to_the_web_say_nothing_of_where_they_were_followed(look: Opener) -> None:
    links = look(HOSTILE).page.locator("a[href^='http']").all()
    assert links
    for each in links:
        assert each.get_attribute("rel") == "noreferrer noopener"
        assert each.get_attribute("target") == "_blank"


def test_a_page_of_five_thousand_pieces_opens_at_once(look: Opener) -> None:
    found = look(of_many_runs(5_000))
    timing = found.page.evaluate("performance.getEntriesByType('navigation')[0].toJSON()")
    # A page that lays out all its content takes several times as long on any machine.
    assert timing["loadEventEnd"] < 5_000
    started = time.monotonic()
    found.page.keyboard.press("j")
    found.page.keyboard.press("j")
    found.page.get_by_role("button", name="left out").first.click()
    assert time.monotonic() - started < 5


def test_a_text_of_five_megabytes_is_cut_and_says_so(look: Opener) -> None:
    found = look(of_one_huge_text(5_000_000))
    assert "more characters)" in (found.page.locator("#entries").text_content() or "")
    assert found.page.evaluate("document.documentElement.outerHTML.length") < 1_000_000
    assert found.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") < 5_000
    assert found.complaints == []
