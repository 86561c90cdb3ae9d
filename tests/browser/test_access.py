"""These tests check what assistive technology needs: names, landmarks, headings, and contrast in both schemes."""

from itertools import pairwise

import pytest

from copydesk.cli.inspector.subject import Subject
from tests.browser.conftest import NARROW, WIDE, Look, Opener
from tests.browser.sites import ARTICLE, HOSTILE, of_two_revisions, sample

#: This is the limit of WCAG 2.2, 1.4.3, for text of normal size.
LEAST_CONTRAST = 4.5

#: The script returns the contrast of every text with its background. A canvas reads the colours, which may be oklch().
CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const over = (color, below) => {
    canvas.fillStyle = `rgb(${below})`; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const behind = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) layers.push(getComputedStyle(each).backgroundColor);
    return layers.reverse().reduce((below, color) => over(color, below), [255, 255, 255]);
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((each) => each / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    const words = [...element.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join("");
    if (!words || element.matches("script") || !element.checkVisibility()) continue;
    const back = behind(element), front = over(getComputedStyle(element).color, back);
    const [low, high] = [luminance(back), luminance(front)].sort((a, b) => a - b);
    found.push([(high + 0.05) / (low + 0.05), words.slice(0, 40)]);
  }
  return found;
}"""


def contrasts(look: Look) -> list[tuple[float, str]]:
    return [(ratio, words) for ratio, words in look.page.evaluate(CONTRASTS)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    "html",
    [ARTICLE, HOSTILE, sample("restaurantbusiness-paris-baguette"), of_two_revisions()],
    ids=["article", "hostile", "sample", "stored"],
)
def test_text_stands_out_from_what_is_behind_it(
    look: Opener, html: bytes | Subject, size: tuple[int, int], scheme: str
) -> None:
    found = look(html, size=size, scheme=scheme)
    found.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    texts = contrasts(found)
    assert len(texts) > 50
    assert [each for each in texts if each[0] < LEAST_CONTRAST] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_type_stands_out_and_so_do_pressed_buttons_and_lit_quotes(look: Opener, scheme: str) -> None:
    found = look(ARTICLE, scheme=scheme)
    found.page.evaluate("""() => {
      const [legend, button] = [document.querySelector(".legend"), document.querySelector(".legend button")];
      const kinds = "header paragraph quote list table image gallery video audio embed code divider aside correction";
      for (const kind of `${kinds} interstitial-link live-entry left-out`.split(" "))
        for (const pressed of [true, false]) {
          const copy = button.cloneNode();
          Object.assign(copy, { textContent: kind, ariaPressed: pressed });
          copy.dataset.kind = kind;
          legend.append(copy);
        }
      for (const each of document.querySelectorAll("[data-quote]")) each.classList.add("lit");
    }""")
    assert [each for each in contrasts(found) if each[0] < LEAST_CONTRAST] == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_everything_that_can_be_used_has_a_name(look: Opener, size: tuple[int, int]) -> None:
    page = look(ARTICLE, size=size).page
    for role in ("button", "link", "tab", "group"):
        for each in page.get_by_role(role).all():
            name = each.get_attribute("aria-label") or each.text_content()
            assert name, each.evaluate("each => each.outerHTML")
            assert name.strip()


def test_landmarks_and_headings_lead_through_the_page(look: Opener) -> None:
    page = look(ARTICLE).page
    for role in ("banner", "main", "complementary"):
        assert page.get_by_role(role).count() == 1
    assert page.get_by_role("navigation").count() == 2
    tags = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(each => each.tagName)")
    levels = [int(each[1]) for each in tags]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_language_of_the_text_is_said_and_of_the_page_around_it_too(look: Opener) -> None:
    page = look(ARTICLE.replace(b'lang="en"', b'lang="en-GB"')).page
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#entries").get_attribute("lang") == "en-GB"


def test_colour_is_never_the_only_sign_of_a_type(look: Opener) -> None:
    page = look(ARTICLE).page
    for block in page.locator(".entry:not(.left)").all():
        kind = (block.get_attribute("data-type") or "").replace("-", " ")
        assert block.locator(".kind").inner_text().startswith(kind)
    for left in page.locator(".entry.left .because").all():
        assert left.text_content()


def test_no_id_is_given_twice(look: Opener) -> None:
    ids = look(ARTICLE).page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert len(ids) == len(set(ids))
