"""Our own HTML page of an article gives the same text when it is extracted again."""

import json
from pathlib import Path

import pytest

from copydesk.extraction import extract_article
from copydesk.formats import render

PAGES = Path(__file__).parents[2] / "pages"
CASES = sorted(
    path.parent
    for path in PAGES.rglob("expected.json")
    if (path.parent / "page.html").exists() and "reject" not in json.loads(path.read_text(encoding="utf-8"))
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_our_own_page_gives_the_same_text(case: Path) -> None:
    url = json.loads((case / "expected.json").read_text(encoding="utf-8"))["url"]
    article = extract_article((case / "page.html").read_bytes(), url=url)
    again = extract_article(render(article, "html").encode(), url=url)
    assert again.text == article.text
