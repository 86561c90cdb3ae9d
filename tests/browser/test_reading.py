"""These tests read a page of the inspector by pointer and by keyboard: its quotes, types and tabs."""

import re

import pytest

from tests.browser.conftest import NARROW, Look, Opener
from tests.browser.sites import ARTICLE, of_two_revisions, sample


@pytest.fixture
def wide(look: Opener) -> Look:
    return look(ARTICLE)


@pytest.fixture
def narrow(look: Opener) -> Look:
    return look(ARTICLE, size=NARROW)


def lit(look: Look) -> set[str | None]:
    return {each.get_attribute("data-quote") for each in look.page.locator(".lit").all()}


def test_a_quote_that_is_pointed_at_lights_its_words_and_the_other_way_round(wide: Look) -> None:
    words = wide.page.locator("#said-1")
    assert words.inner_text() == "We have waited for this day for a very long time,"
    words.hover()
    assert wide.page.locator(".cards > .lit").inner_text().startswith("Anna Weber")
    wide.page.locator(".cards [data-quote='2']").first.hover()
    assert (lit(wide), wide.page.locator(".said.lit").count()) == ({"2"}, 2)


def test_a_quote_that_has_the_keyboard_lights_its_words_and_the_other_way_round(wide: Look) -> None:
    wide.page.locator("#said-2").focus()
    assert lit(wide) == {"2"}
    wide.page.keyboard.press("Enter")
    assert wide.focused() == "quote-2"
    wide.page.keyboard.press("Enter")
    assert wide.focused() == "said-2"


def test_words_in_the_text_are_described_by_who_said_them(wide: Look) -> None:
    described = wide.page.locator("#said-1").get_attribute("aria-describedby")
    assert "Anna Weber" in wide.page.locator(f"#{described}").inner_text()


def test_only_the_types_that_are_pressed_are_shown(wide: Look) -> None:
    of_all = wide.shown("[data-type]")
    wide.page.get_by_role("button", name="header 1").click()
    assert {each.get_attribute("data-type") for each in wide.page.locator("[data-type]:visible").all()} == {"header"}
    assert wide.page.get_by_role("status").inner_text() == f"Showing 1 of {of_all}"
    wide.page.get_by_role("button", name="list 1").click()
    assert wide.shown("[data-type]") == 2
    wide.page.keyboard.press("Escape")
    assert wide.shown("[data-type]") == of_all
    assert wide.page.locator("[aria-pressed=true]").count() == 0


def test_a_link_leads_to_what_a_filter_hides(wide: Look) -> None:
    wide.page.get_by_role("button", name="list 1").click()
    wide.page.locator("#quote-1").click()
    assert wide.focused() == "said-1"
    assert wide.page.locator("#said-1").is_visible()


def test_folded_pieces_are_unfolded_together_and_folded_again(wide: Look) -> None:
    folded = wide.page.get_by_text("Politics", exact=True)
    assert not folded.is_visible()
    wide.page.get_by_role("button", name="Unfold what was left out").click()
    assert folded.is_visible()
    wide.page.get_by_role("button", name="Unfold what was left out").click()
    assert not folded.is_visible()


def test_what_was_left_out_says_in_words_what_spoke_against_it(look: Opener) -> None:
    page = look(sample("npr-meditation-anxiety")).page
    doubtful = page.locator(".run", has_text="doubtful").first.inner_text()
    assert re.match(r"0\.\d\d doubtful · (against|for): [a-z]", doubtful)
    assert "_" not in doubtful.partition("·")[2].rpartition(" ")[0]


def test_what_was_left_out_says_why(wide: Look) -> None:
    headline = wide.page.locator(".piece", has_text="A bridge opens").first
    assert "the record’s headline" in headline.inner_text()
    caption = wide.page.locator(".piece", has_text="at dusk").first
    caption.get_by_role("link", name="caption or credit of image #1").click()
    assert wide.focused() == "block-1"


def test_the_record_names_sources_and_those_that_disagree(wide: Look) -> None:
    fact = wide.page.locator(".facts > div", has_text="headline").first
    assert "from h1" in fact.inner_text()
    assert "og:title says" in fact.locator(".conflict").inner_text()


def test_a_picture_is_a_placeholder_of_its_size_with_its_words(wide: Look) -> None:
    card = wide.page.locator("#record .cards li", has_text="A. Person/AP")
    for words in ("1024 × 683", "The new bridge at dusk.", "A bridge at dusk", "bridge-1024x683.jpg"):
        assert words in card.inner_text()
    assert wide.page.locator("img, picture, video, iframe, object, embed").count() == 0


def test_a_revision_unfolds_to_what_it_changed(look: Opener) -> None:
    page = look(of_two_revisions()).page
    page.get_by_role("link", name="Revisions (2)").click()
    page.locator(".revisions summary").click()
    assert page.get_by_role("deletion").filter(has_text="20").is_visible()
    assert page.get_by_role("insertion").filter(has_text="40").is_visible()
    assert page.get_by_text("the first that is kept").is_visible()


def test_text_and_record_stand_side_by_side_where_there_is_room(wide: Look) -> None:
    assert wide.page.locator("#text").is_visible()
    assert wide.page.locator("#record").is_visible()
    assert not wide.page.get_by_role("tablist").is_visible()
    assert wide.page.get_by_role("tabpanel").count() == 0


def test_on_a_narrow_screen_one_tab_is_shown_at_a_time(narrow: Look) -> None:
    assert narrow.page.get_by_role("tabpanel", name="Text").is_visible()
    assert not narrow.page.locator("#record").is_visible()
    narrow.page.get_by_role("tab", name="Record").click()
    assert narrow.page.get_by_role("tabpanel", name="Record").is_visible()
    assert not narrow.page.locator("#text").is_visible()
    narrow.page.keyboard.press("ArrowLeft")
    assert narrow.focused() == "tab-text"
    assert narrow.page.locator("#text").is_visible()


def test_a_quote_leads_to_its_words_behind_the_other_tab(narrow: Look) -> None:
    narrow.page.get_by_role("tab", name="Record").click()
    narrow.page.locator("#quote-2").click()
    assert narrow.page.locator("#said-2").is_visible()
    assert narrow.focused() == "said-2"


def test_a_page_that_becomes_wide_shows_both_again(narrow: Look) -> None:
    narrow.page.set_viewport_size({"width": 1400, "height": 900})
    narrow.page.wait_for_function("!document.getElementById('record').hidden")
    assert narrow.page.locator("#text").is_visible()


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1440])
def test_nothing_has_to_be_scrolled_sideways(look: Opener, width: int) -> None:
    page = look(sample("lmsys-mini-sglang"), size=(width, 800)).page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_first_keys_skip_to_text_and_record(wide: Look) -> None:
    wide.page.keyboard.press("Tab")
    assert wide.page.evaluate("document.activeElement.textContent") == "Skip to the text"
    assert wide.page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    wide.page.keyboard.press("Enter")
    assert wide.focused() == "text"


def test_j_and_k_go_through_the_text(wide: Look) -> None:
    here = "[...document.querySelectorAll('[data-type]')].indexOf(document.activeElement)"
    places = []
    for key in "jjjk":
        wide.page.keyboard.press(key)
        places.append(wide.page.evaluate(here))
    assert places == [0, 1, 2, 1]


def test_the_keys_of_letters_can_be_switched_off_and_stay_off(wide: Look) -> None:
    wide.page.get_by_role("button", name="Keys are on").click()
    for _ in range(2):
        wide.page.keyboard.press("j")
        assert wide.page.evaluate("document.activeElement.closest('[data-type]')") is None
        wide.page.reload()
    wide.page.get_by_role("button", name="Keys are off").click()
    wide.page.keyboard.press("j")
    assert wide.page.evaluate("document.activeElement.closest('[data-type]') !== null")


def test_the_switch_of_the_keys_is_there_on_a_narrow_screen(narrow: Look) -> None:
    assert narrow.page.get_by_role("button", name="Keys are on").is_visible()


def test_j_does_nothing_while_the_record_has_the_keyboard(wide: Look) -> None:
    wide.page.locator("#quote-1").focus()
    wide.page.keyboard.press("j")
    assert wide.focused() == "quote-1"


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_the_tab_key_reaches_everything_once_and_is_trapped_nowhere(wide: Look, key: str) -> None:
    wide.page.evaluate("for (const each of document.querySelectorAll('a[target]')) each.id ||= each.href")
    wide.page.evaluate("let n = 0; for (const each of document.querySelectorAll('*')) each.dataset.nth = n++")
    stops: list[str] = []
    for _ in range(400):
        wide.page.keyboard.press(key)
        here = str(wide.page.evaluate("document.activeElement.dataset.nth"))
        if here in stops or wide.focused() == "BODY":
            break
        stops.append(here)
    ways = "a[href], button, summary, [tabindex='0']"
    reachable = wide.page.locator(f":is({ways}):visible").count()
    assert len(stops) >= reachable - 2  # the skip links are visible only while they have the focus


def test_whatever_has_the_keyboard_shows_it(wide: Look) -> None:
    for _ in range(wide.page.locator(":is(a[href], button, summary):visible").count()):
        wide.page.keyboard.press("Tab")
        style = (
            "(({outlineStyle, outlineWidth}) => outlineStyle + outlineWidth)(getComputedStyle(document.activeElement))"
        )
        if wide.focused() != "BODY":
            assert wide.page.evaluate(style) in ("solid3px", "solid2px"), wide.focused()


def test_on_paper_all_is_there_and_no_buttons(narrow: Look) -> None:
    narrow.page.emulate_media(media="print")
    for side in ("#text", "#record"):
        assert narrow.page.locator(side).is_visible()
    for tool in (".tabs", ".legend", ".tools"):
        assert not narrow.page.locator(tool).is_visible()


@pytest.mark.parametrize(("motion", "behaviour"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_nothing_moves_for_those_who_asked_for_less(look: Opener, motion: str, behaviour: str) -> None:
    page = look(ARTICLE, motion=motion).page
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour
    assert (page.evaluate("getComputedStyle(document.querySelector('.said')).transitionDuration") == "0s") == (
        motion == "reduce"
    )
