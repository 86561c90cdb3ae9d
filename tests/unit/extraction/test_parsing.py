"""Pages without a bottom: parsed in time that grows with them, and with all their words."""

import pytest

from copydesk.extraction.parsing import flattened, parse

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


def test_siblings_are_never_too_deep() -> None:
    html = "<div><p>words<br></div>" * FAR
    assert flattened(html) == html
