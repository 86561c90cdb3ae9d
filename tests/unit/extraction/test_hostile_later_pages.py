"""Pages of an article may be made to cost much. They take time as their size."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.extraction.joining import join
from copydesk.model import Article
from tests.growth import in_linear_time
from tests.unit.extraction.test_joining import ONE, TWO, URL, page
from tests.unit.extraction.test_later_pages import html

#: Makers of a later page's text by a count, and the tried count.
_MANY: dict[str, tuple[Callable[[int], str], int]] = {
    "demands": (lambda size: "<p>Log in to continue reading the story.</p>" * size, 6_000),
    "demands without words": (lambda size: "<p>続きを読むには</p><p>—</p>" * size, 4_000),
    "prices": (lambda size: "<p>It costs " + "9.90 euros a " * size, 20_000),
    "controls for answers": (lambda size: "<div><p>I think so too.</p><p>Reply</p></div>" * size, 6_000),
    "names of comments": (lambda size: '<div class="comment a b c"><p>I think so.</p></div>' * size, 7_000),
    "deep comments": (lambda size: '<div class="comment">' * size + "<p>I think so.</p>", 20_000),
    "numbers": (lambda size: f"<p><a href=/>1</a>{' 1' * size}x</p>", 20_000),
    "links to pages": (lambda size: f'<p><a href="{URL}?page=3">3</a> words go on</p>' * size, 7_000),
    "headlines": (lambda size: "<h1>The bridge falls</h1><p>It went on.</p>" * size, 6_000),
}


@pytest.mark.slow
@pytest.mark.parametrize(("make", "size"), _MANY.values(), ids=_MANY)
def test_many_of_one_kind_on_a_later_page_take_time_as_their_count(make: Callable[[int], str], size: int) -> None:
    def read(body: bytes) -> Article | None:
        with suppress(Reject):
            return extract_article(body, url=f"{URL}?page=2")
        return None

    in_linear_time(read, lambda size: html(2, make(size)), size)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["The bridge has stood there for {} years and more.", "So it went on and on, again."])
def test_pages_of_many_blocks_are_joined_in_time_as_their_count(text: str) -> None:
    def pages(size: int) -> list[Article]:
        lines = [text.format(number) for number in range(size)]
        return [page(1, *ONE, *lines), page(2, *lines, *TWO), page(3, *lines)]

    def joined(pages: list[Article]) -> Article:
        return join(pages[0], {str(each.url): each for each in pages[1:]}.get).article

    in_linear_time(joined, pages, 2_000)
