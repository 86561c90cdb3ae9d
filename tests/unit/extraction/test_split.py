"""The splitter turns any hostile or inline markup into bounded blocks with only allowed markup."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.extraction.blocks.draft import Draft
from copydesk.extraction.blocks.split import split
from copydesk.model import BlockType
from tests.growth import in_linear_time

BASE = "https://www.examplepost.example/news/bridge"
_ALLOWED = frozenset("a abbr b br cite code del em i ins kbd mark q s small strong sub sup u var".split())
_UNSAFE = re.compile(r"^\s*(?:javascript|data|vbscript)\s*:", re.IGNORECASE)


def _split(fragment: str) -> list[Draft]:
    return split(BeautifulSoup(fragment, "html.parser"), BASE)


#: Makers of markup by size, the size of each, and the kind and the number of items of the last block.
_HOSTILE: dict[str, tuple[Callable[[int], str], int, BlockType, int]] = {
    "gallery": (
        lambda size: '<div class="gallery">' + "".join(f'<img src="/i/{n}.jpg">' for n in range(size)) + "</div>",
        5_000,
        BlockType.GALLERY,
        5_000,
    ),
    "srcset": (
        lambda size: f'<img srcset="{", ".join(f"/i/{n}.jpg {n}w" for n in range(size))}">',
        10_000,
        BlockType.IMAGE,
        0,
    ),
    "long srcset": (lambda size: f'<img srcset="{"a" * size} b, /i/1.jpg 2w">', 200_000, BlockType.IMAGE, 0),
    "figures": (
        lambda size: "<figure>" * size + '<img src="/i/1.jpg">' + "</figure>" * size,
        90,
        BlockType.IMAGE,
        0,
    ),
    "galleries": (
        lambda size: '<div class="gallery">' * size + '<img src="/i/1.jpg"><img src="/i/2.jpg">' + "</div>" * size,
        90,
        BlockType.GALLERY,
        2,
    ),
    "quotes": (lambda size: "<blockquote>" * size + "So it is." + "</blockquote>" * size, 90, BlockType.QUOTE, 0),
    "boxes": (
        lambda size: "<div class='factbox'>" * size + "So it is." + "</div>" * size,
        81,
        BlockType.PARAGRAPH,
        0,
    ),
    "spans": (
        lambda size: "<p>" + "<span>" * size + "So it is." + "</span>" * size + "</p>",
        20_000,
        BlockType.PARAGRAPH,
        0,
    ),
    "labels": (
        lambda size: f"<figure><img src='/i/1.jpg'><figcaption>{'Photo: ' * size}</figcaption></figure>",
        20_000,
        BlockType.IMAGE,
        0,
    ),
    "slashes": (
        lambda size: f"<figure><img src='/i/1.jpg'><figcaption>{'a / ' * size}</figcaption></figure>",
        50_000,
        BlockType.IMAGE,
        0,
    ),
    "brackets": (lambda size: f"<p>{'(' * size}</p>", 50_000, BlockType.PARAGRAPH, 0),
    "lines": (
        lambda size: "<figure><img src='/i/1.jpg'>" + "line<br><br>" * size + "</figure>",
        20_000,
        BlockType.PARAGRAPH,
        0,
    ),
    "a row of boxes": (
        lambda size: "<div class='factbox'><p>So it is.</p></div>" * size,
        10_000,
        BlockType.PARAGRAPH,
        0,
    ),
    "lists": (
        lambda size: "".join(f"<ul><li>item {n}</li></ul>" for n in range(size)),
        20_000,
        BlockType.LIST,
        20_000,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("make", "size", "kind", "count"), _HOSTILE.values(), ids=_HOSTILE)
def test_hostile_markup_takes_time_as_its_length(
    make: Callable[[int], str], size: int, kind: BlockType, count: int
) -> None:
    drafts = in_linear_time(_split, make, size)
    assert drafts[-1].type is kind
    assert len(drafts[-1].items) == count


@pytest.mark.parametrize(
    ("fragment", "kinds"),
    [
        ("<details><summary>Who built it?</summary><p>Masons.</p></details>",
         ["header Who built it?", "paragraph Masons."]),
        ("<details><summary><h3>Who built it?</h3></summary><p>Masons.</p></details>",
         ["header Who built it?", "paragraph Masons."]),
        ("<details><summary><p>Who built it?</p></summary><p>Masons.</p></details>",
         ["paragraph Who built it?", "paragraph Masons."]),
        ("<div class='article_faits'>It was built in 1750.</div><p>Masons.</p>",
         ["aside It was built in 1750.", "paragraph Masons."]),
        ("<div class='m-basic-hint'><h2>Tips</h2><ul><li>Go on foot.</li></ul></div><p>Masons.</p>",
         ["aside Tips\nGo on foot.", "paragraph Masons."]),
        ("<p class='format--exergue'>« It was built in 1750. »</p>", ["quote « It was built in 1750. »"]),
        ("<p>Masons.</p><p>An dieser Stelle finden Sie einen externen Inhalt.</p>",
         ["paragraph Masons.", "paragraph An dieser Stelle finden Sie einen externen Inhalt."]),
    ],
)  # fmt: skip
def test_what_elements_of_these_names_are(fragment: str, kinds: list[str]) -> None:
    assert [f"{draft.type} {draft.text}" for draft in _split(fragment)] == kinds


def test_a_source_under_a_quote_is_whose_it_is() -> None:
    source = "<cite><div>Ann Lee</div><div>Mayor of Westlamp</div></cite>"
    quote, after = _split(f"<blockquote>It is late.</blockquote>{source}<p>She left.</p>")
    assert (quote.attribution, after.text) == ("Ann Lee, Mayor of Westlamp", "She left.")
    first, *_ = _split(f"<p>She left.</p>{source}")
    assert first.attribution is None


def test_an_empty_address_is_no_picture() -> None:
    assert _split('<p>Masons.</p><img src="/"><img src="https://www.examplepost.example">')[1:] == []


def test_a_cell_spans_no_more_columns_than_a_table_of_an_article_has() -> None:
    rows = "<tr><td colspan=100000 rowspan=100000>wide</td><td>narrow</td></tr><tr><td>a</td><td>b</td></tr>"
    table = _split(f"<table>{rows}</table>")[0]
    assert max(map(len, table.rows)) < 200
    assert [cell for row in table.rows for cell in row if cell] == ["wide", "narrow", "a", "b"]


def test_a_fact_box_among_many_of_its_name_is_the_text() -> None:
    boxes = "".join(f'<div class="infobox"><p>Camera {n} takes pictures.</p></div>' for n in range(4))
    assert {draft.type for draft in _split(boxes)} == {BlockType.PARAGRAPH}


@pytest.mark.parametrize("scheme", ["javascript:", "data:text/html,", "vbscript:", "file:///", "  JavaScript:"])
def test_no_address_of_an_unsafe_scheme_is_kept(scheme: str) -> None:
    fragment = (
        f'<p>So <a href="{scheme}x">it</a> is.</p><img src="{scheme}x"><img data-src="{scheme}x" srcset="{scheme}x 2x">'
        f'<iframe src="{scheme}x"></iframe><video src="{scheme}x"></video><object data="{scheme}x"></object>'
        f'<blockquote class="twitter-tweet">A post. <a href="{scheme}x">link</a></blockquote>'
    )
    assert scheme.strip() not in repr(_split(fragment))


class _Seen(HTMLParser):
    """Collects the markup that a browser would find in a block's HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))


_NAMES = st.sampled_from("a b em script style span svg img iframe math q mark font object form input template".split())
_ATTRIBUTES = st.sampled_from(
    """ onclick="alert(1)"|href="javascript:alert(1)"|href="https://example.org/?a=1&b=<2>"|onerror=alert(1)
    |href="data:text/html,x"|style="x:expression(1)"|href="x' onfocus='alert(1)"|src="vbscript:x"
    |href=" java\tscript:alert(1)"|href="&#106;avascript:alert(1)"|xlink:href="javascript:x"|srcdoc="<b>" """.split("|")
)
_TEXT = st.text(alphabet="ab <>&\"'=/`\n", max_size=12)
_PIECES = st.builds(lambda name, given, text, end: f"<{name} {given}>{text}{end}", _NAMES, _ATTRIBUTES, _TEXT, _TEXT)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(_PIECES, _TEXT, _NAMES.map("</{}>".format)), max_size=8))
def test_inline_markup_is_what_the_list_allows(pieces: list[str]) -> None:
    for draft in _split(f"<p>Words {''.join(pieces)}</p><ul><li>{''.join(pieces)}</li></ul>"):
        for html in (draft.html, *(item.html for item in draft.items)):
            for tag, attributes in _Seen(html).tags:
                assert tag in _ALLOWED
                assert {name for name, _ in attributes} <= ({"href"} if tag == "a" else set())
                assert not any(_UNSAFE.match(value or "") for _, value in attributes)
