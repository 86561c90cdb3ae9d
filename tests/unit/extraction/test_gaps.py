"""A long missing stretch between the paragraphs of one element is reported, and no other gap is."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from copydesk.extraction.checks.flags import is_parted
from copydesk.extraction.reading.walk import runs_of

TEXT = "A sentence of an article which says what was decided, by whom, and what it will cost the town. " * 3
P = f"<p>{TEXT}</p>"
LINK = f"<p><a href=/other>{TEXT}</a></p>"

#: Markup of runs, the kept runs, and whether a gap is reported.
PAGES = {
    "the midst is missing": (f"<div>{P * 4}</div>", {0, 3}, True),
    "one paragraph is missing": (f"<div>{P * 3}</div>", {0, 2}, False),
    "the beginning is missing": (f"<div>{P * 4}</div>", {2, 3}, False),
    "the end is missing": (f"<div>{P * 4}</div>", {0, 1}, False),
    "all is kept": (f"<div>{P * 4}</div>", {0, 1, 2, 3}, False),
    "a box stands amid": (f"<div>{P}<aside>{P * 3}</aside>{P}</div>", {0, 4}, False),
    "links stand amid": (f"<div>{P}{LINK * 3}{P}</div>", {0, 4}, False),
    "hidden ones stand amid": (f"<div>{P}{P.replace('<p', '<p hidden') * 3}{P}</div>", {0, 4}, False),
    "other tags stand amid": (f"<div>{P}{P.replace('p>', 'div>') * 3}{P}</div>", {0, 4}, False),
}


@pytest.mark.parametrize(("markup", "kept", "parted"), PAGES.values(), ids=PAGES)
def test_what_is_missing_amid_the_text(markup: str, kept: set[int], parted: bool) -> None:
    body = LexborHTMLParser(markup).body
    assert body is not None
    assert is_parted(runs_of(body), kept) is parted
