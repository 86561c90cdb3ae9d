"""No renderer loses a link to another story."""

from pathlib import Path

import pytest

from copydesk.extraction import extract_article
from copydesk.formats import render

CASE = Path(__file__).parents[2] / "pages" / "examplepost" / "read-also" / "page.html"


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_link_to_another_story_is_rendered(form: str) -> None:
    article = extract_article(CASE.read_bytes(), url="https://www.examplepost.example/news/2024/05/bridge")
    rendered = render(article, form)
    assert "Ferry tickets to cost two crowns" in rendered
    assert "https://www.examplepost.example/news/ferry" in rendered
