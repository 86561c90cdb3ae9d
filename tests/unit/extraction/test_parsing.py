"""Very deep pages are parsed in time that grows with them, and keep all their words."""

import pytest

from copydesk.web.parsing import _is_deep, flattened, parse, uncrowded

FAR = 15_000
DEEP = {
    "closed": "<div>" * FAR + "<p>words</p>" * 3 + "</div>" * FAR,
    "never closed": "<div>" * FAR + "<p>words</p>" * 3,
    "of two kinds": "<div><span>" * FAR + "<p>words</p>" * 3,
    "with attributes": '<div class="a>b">' * FAR + "<p>words</p>" * 3,
    "closed more often than opened": "</div>" * FAR + "<div>" * FAR + "<p>words</p>" * 3 + "</div>" * FAR * 2,
}


@pytest.mark.parametrize("html", DEEP.values(), ids=DEEP.keys())
def test_no_word_is_lost_by_flattening(html: str) -> None:
    tree = parse(html)
    assert tree.body is not None
    assert tree.body.text().count("words") == 3


@pytest.mark.parametrize("html", DEEP.values(), ids=DEEP.keys())
def test_a_flattened_page_has_a_bottom(html: str) -> None:
    assert flattened(html).count("<div") <= 2_000


@pytest.mark.parametrize("html", DEEP.values(), ids=DEEP.keys())
def test_a_page_is_deep_if_flattening_changes_it(html: str) -> None:
    for page in (html, html[: len(html) // 20]):
        assert _is_deep(page) == (flattened(page) != page)


def test_siblings_are_never_too_deep() -> None:
    html = "<div><p>words<br></div>" * FAR
    assert flattened(html) == html
    assert not _is_deep(html)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p" + " a" * 1_000 + ">words", id="as many as may be"),
        pytest.param("<p a='>' b=\"<p\">words</p>" * 2_000, id="brackets in values"),
        pytest.param("words <p" + " < a" * 400, id="never closed"),
        pytest.param("<p>1 < 2 <3 </p><!-- words -->" * 2_000, id="no tags"),
    ],
)
def test_a_page_of_few_attributes_an_element_is_left_as_it_is(html: str) -> None:
    assert uncrowded(html) == html


@pytest.mark.parametrize("value", ["", "=1", "='<'", '=">"', " = a"])
def test_each_element_of_too_many_attributes_keeps_the_first_and_the_page_its_words(value: str) -> None:
    html = ("<p" + f" a{value}" * 1_500 + ">words</p> and ") * 3
    assert uncrowded(html) == ("<p" + f" a{value}" * 1_000 + ">words</p> and ") * 3
