"""A hostile page's words never run, never end a script element, and never break an encoding."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.formats import FORMATS, RECORDS, record, render
from copydesk.formats.safe import date_time, safe_html, safe_text, safe_url
from copydesk.model import Article, Author, Block, BlockType, Item, Quote
from tests.growth import in_linear_time
from tests.unit.formats.making import article, block, stored
from tests.unit.formats.standards import ans_faults, ninjs_faults, schemaorg_faults

UNSAFE = "javascript:alert(1)"
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)> ]]> --> \" ' & `code` [x](javascript:y)"


def everywhere(text: str, url: str | None = None) -> Article:
    """Returns an article with one text in every place of every kind of block."""
    item = Item(text=text, html=text, url=url or text, alt=text, credit=text)
    content: dict[str, Any] = {
        "text": text, "html": text, "url": url or text, "caption": text, "credit": text, "alt": text,
        "attribution": text, "provider": text, "items": (item, Item(text=text, items=(item,))),
        "header": (text,), "rows": ((text, text),),
    }  # fmt: skip
    return article(
        *(block(kind, **content) for kind in BlockType),
        url=url or text, canonical_url=url or text, host=text, site_name=text, headline=text, description=text,
        alternative_headline=text, kicker=text, section=text, breadcrumbs=(text,), tags=(text,), language=text,
        authors=(Author(name=text, name_raw=text, url=url or text),), main_image=url or text, dateline=text,
        date_published=None, date_modified=None, date_published_raw=text, date_modified_raw=text,
        quotes=(Quote(quote_id=text, block_id=text, text=text, speaker=text, start=0, end=1),),
        provenance={text: text},
    )  # fmt: skip


# JSON is the record itself. Extraction lets no such address into it.
@pytest.mark.parametrize("form", [form for form in FORMATS if form != "json"])
@pytest.mark.parametrize(
    "link",
    [
        UNSAFE,
        " JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//example.org/x",
        "/relative",
        "https://[bad",
        "http:",
    ],
)
def test_no_format_links_to_what_is_no_address(form: str, link: str) -> None:
    html = f'so <a href="{link}">it</a>'
    made = article(
        block(BlockType.PARAGRAPH, text="so it", html=html),
        block(BlockType.LIST, items=(Item(text="so", html=html, url=link),)),
        *(block(kind, url=link, items=(Item(text="x", url=link),)) for kind in BlockType),
        authors=(Author(name="A", name_raw="A", url=link),), url=link, canonical_url=link, main_image=link,
    )  # fmt: skip
    assert link not in _links(render(stored(made), form))
    assert not any(re.match(r"\s*(?!https?:|mailto:|tel:)", found) for found in _links(render(made, form)))


def _links(rendered: str) -> list[str]:
    """Returns the addresses of a rendering: attributes of HTML, destinations of Markdown, members of JSON."""
    html = re.findall(r'(?<!\\)<\w+ (?:href|src)=\\?"([^"]*?)\\?"', rendered)
    markdown = re.findall(r"(?<!\\)\]\(<?([^)>]*)", rendered)
    members = re.findall(r'"(?:url|uri|href|contentUrl|embedUrl|@id|canonical_url)": "([^"]*)"', rendered)
    return html + markdown + [each for each in members if not each.startswith(("urn:", "/"))]


@pytest.mark.parametrize("form", ["html", "ninjs", "ans"])
def test_markup_of_a_page_is_text(form: str) -> None:
    rendered = render(everywhere(EVIL), form)
    assert "<script" not in _html_of(rendered, form)
    assert "<img src=x" not in _html_of(rendered, form)


def _html_of(rendered: str, form: str) -> str:
    """Returns only the parts that are read as HTML. Plain text and plain members may hold anything."""
    if form == "html":
        return rendered
    if form == "ninjs":
        return "".join(each["value"] for each in json.loads(rendered)["bodies"] if each["contentType"] == "text/html")
    return "".join(_contents(json.loads(rendered)["content_elements"]))


def _contents(elements: Any) -> list[str]:
    found: list[str] = []
    for each in elements:
        inside = [*each.get("items", []), *each.get("content_elements", []), *each.get("header", [])]
        inside += [cell for row in each.get("rows", []) for cell in row]
        own = each.get("content", "") if each["type"] not in ("code", "interstitial_link") else ""
        found += [own, each.get("raw_oembed", {}).get("html", ""), *_contents(inside)]
    return found


def test_jsonld_cannot_end_the_script_element_that_it_stands_in() -> None:
    rendered = render(everywhere(EVIL), "jsonld")
    assert not set("<>&") & set(rendered)
    assert json.loads(rendered)["headline"] == EVIL


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "text", ["a\x00b\x1b[31mc\x85d", "half \ud83d of a pair", "line\u2028and\u2029more", "\ufeff\u202e"],
    ids=["control", "surrogate", "separators", "direction"],
)  # fmt: skip
def test_any_text_can_be_written_in_one_line_of_utf_8(form: str, text: str) -> None:
    rendered = render(stored(everywhere(text)), form)
    rendered.encode()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", rendered)
    assert form not in RECORDS or len(rendered.splitlines()) == 1


@pytest.mark.parametrize(
    ("form", "faults"), [("ans", ans_faults), ("ninjs", ninjs_faults), ("jsonld", schemaorg_faults)]
)
@pytest.mark.parametrize("text", [EVIL, "", "\ud83d", "<" * 500, "https://example.org/ä?[x]#y#z"])
def test_a_record_of_anything_is_valid(form: str, faults: Any, text: str) -> None:
    assert faults(record(everywhere(text), form)) == []


@pytest.mark.parametrize("form", FORMATS)
def test_blocks_take_time_as_their_count(form: str) -> None:
    blocks = [block(kind, text="a _b_ c " * 20, html="a <em>b</em> c " * 20) for kind in BlockType]
    in_linear_time(
        lambda made: render(made, form),
        lambda size: article(*(blocks[at % len(blocks)] for at in range(size))),
        size=5_000,
    )


_ENDLESS: dict[str, Callable[[int], str]] = {
    "openings": lambda size: "<em>" * (size // 5),
    "ends": lambda size: "</em>" * (size // 5),
    "brackets": lambda size: "<" * size,
    "addresses": lambda size: '<a href="' * (size // 5),
    "backticks": lambda size: "`" * (size // 2),
}


@pytest.mark.parametrize("make", _ENDLESS.values(), ids=_ENDLESS)
def test_markup_that_never_ends_takes_time_as_its_length(make: Callable[[int], str]) -> None:
    in_linear_time(
        lambda made: [render(made, form) for form in FORMATS], lambda size: _marked(make(size)), size=100_000
    )


def _marked(markup: str) -> Article:
    return article(block(BlockType.PARAGRAPH, text="x", html=markup), block(BlockType.CODE, text=markup))


@given(st.text(alphabet='<>/"&;= aembr:href\x00\ud800\n#', max_size=80))
@settings(max_examples=300, deadline=None)
def test_safe_html_is_closed_allowed_and_stays_as_it_is(html: str) -> None:
    safe = safe_html(html)
    tags = re.findall(r"<(/?)([^ >]*)(.*?)>", safe)
    opened: list[str] = []
    for end, name, attributes in tags:
        assert name in ("a", "b", "br", "em")
        assert not attributes or (name == "a" and re.fullmatch(r' href="(https?|mailto|tel):[^"<>]*"', attributes))
        if end:
            assert opened.pop() == name
        elif name != "br":
            opened.append(name)
    assert not opened
    assert safe_html(safe) == safe


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_a_safe_url_stays_as_it_is_and_a_date_has_a_zone(text: str) -> None:
    for url in (text, "https://example.org/" + text):
        found = safe_url(url)
        assert found is None or safe_url(found) == found
    assert date_time(text) is None or re.search(r"[+-]\d\d:\d\d$", date_time(text) or "")
    assert safe_text(safe_text(text)) == safe_text(text)


def test_a_block_without_anything_is_valid_and_leaves_no_empty_element() -> None:
    story = record(article(*(Block(block_id="b", digest="d", type=kind) for kind in BlockType)), "ans")
    assert ans_faults(story) == []
    assert all(element for element in story["content_elements"])
