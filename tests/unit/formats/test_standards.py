"""Every article of the page cases is valid in every format, renders the same twice, and keeps all its words."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from copydesk.formats import FORMATS, RECORDS, record, render
from copydesk.formats.safe import safe_text
from copydesk.model import Article, StoredArticle
from tests.unit.formats.making import FULL, LIVE, article, page_article, page_names, stored
from tests.unit.formats.standards import ans_faults, elements, ninjs_faults, schemaorg_faults

FAULTS: dict[str, Callable[[Any], list[str]]] = {
    "ans": ans_faults,
    "ninjs": ninjs_faults,
    "jsonld": schemaorg_faults,
}
MADE: dict[str, Article | StoredArticle] = {
    "full": FULL,
    "stored": stored(FULL),
    "live blog": stored(LIVE),
    "bare": Article(url=None, canonical_url=None, host=None),
    "without an address": stored(article(url=None, canonical_url=None, host=None, headline=None)),
}
each_article = pytest.mark.parametrize("name", [*MADE, *page_names()])


def made_of(name: str) -> Article | StoredArticle:
    return MADE[name] if name in MADE else page_article(name)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def without_tags(html: str) -> str:
    return unescape(re.sub(r"</?[a-z][^<>]*>", " ", html))


def ans_body(text: str) -> str:
    return " ".join(_ans_words(element) for element in json.loads(text)["content_elements"])


def _ans_words(element: dict[str, Any]) -> str:
    own = [without_tags(element.get("content", "")), element.get("text", "")]
    own = [element["content"]] if element["type"] == "code" else own
    cells = [cell for row in [element.get("header", []), *element.get("rows", [])] for cell in row]
    cited = [element["citation"]] if "citation" in element else []
    inside = [*cells, *element.get("items", []), *element.get("content_elements", []), *cited]
    return " ".join([*own, *map(_ans_words, inside)])


def ninjs_body(kind: str) -> Callable[[str], str]:
    def body(text: str) -> str:
        return " ".join(each["value"] for each in json.loads(text).get("bodies", []) if each["contentType"] == kind)

    return body


#: Format → functions that read a body as plain text.
BODIES: dict[str, list[Callable[[str], str]]] = {
    "json": [lambda text: json.loads(text)["text"]],
    "jsonld": [lambda text: json.loads(text).get("articleBody", "")],
    "ans": [ans_body],
    "ninjs": [ninjs_body("text/plain"), lambda text: without_tags(ninjs_body("text/html")(text))],
    "chunks": [lambda text: " ".join(chunk["text"] for chunk in json.loads(text)["chunks"])],
    "text": [str],
    "markdown": [lambda text: unescape(re.sub(r"\\(?=\W)", "", text.replace("\\&", "&amp;")))],
    "html": [without_tags],
}


def holds(body: list[str], wanted: list[str]) -> bool:
    """Returns whether a body has all wanted words in order. Other words may be between them."""
    rest = iter(body)
    return all(word in rest for word in wanted)


@pytest.mark.parametrize("form", FAULTS)
@each_article
def test_a_record_is_valid_by_its_standard(name: str, form: str) -> None:
    assert FAULTS[form](record(made_of(name), form)) == []


@pytest.mark.parametrize("form", FORMATS)
@each_article
def test_all_words_of_the_text_are_in_the_body_in_order(name: str, form: str) -> None:
    made = made_of(name)
    text = safe_text(made.article.text if isinstance(made, StoredArticle) else made.text)
    for body in BODIES[form]:
        assert holds(words(body(render(made, form))), words(text))


@pytest.mark.parametrize("form", FORMATS)
@each_article
def test_a_format_is_the_same_again_and_ends_its_line(name: str, form: str) -> None:
    rendered = render(made_of(name), form)
    assert rendered == render(made_of(name), form)
    assert rendered.endswith("\n")
    assert form not in RECORDS or len(rendered.splitlines()) == 1


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ("ans", {"canonical_url_external": "https://example.org/a?b=1"}),
        ("ans", {"publish_date": "2024-04-25"}),
        ("ans", {"content_elements": [{"type": "text", "words": "x"}]}),
        ("ans", {"content_elements": [{"type": "quote", "content_elements": [{"type": "text"}]}]}),
        ("ans", {"taxonomy": {"primary_section": {"type": "section", "name": "x"}}}),
        ("ans", {"unknown": 1}),
        ("ninjs", {"unknown": 1}),
        ("ninjs", {"contentCreated": "2024-04-25T12:00:00"}),
        ("ninjs", {"uri": "https://example.org/ä"}),
        ("ninjs", {"associations": [{"name": "x"}]}),
        ("jsonld", {"unknown": 1}),
        ("jsonld", {"dateline": 7}),
        ("jsonld", {"datePublished": "yesterday"}),
        ("jsonld", {"mentions": {"@type": "Unknown"}}),
        ("jsonld", {"image": {"@type": "Person"}}),
        ("jsonld", {"liveBlogUpdate": {"@type": "BlogPosting"}}),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else value,
)
def test_the_check_itself_finds_what_a_standard_forbids(form: str, fault: dict[str, Any]) -> None:
    assert FAULTS[form](record(FULL, form) | fault) != []


def test_an_ans_element_keeps_the_id_of_its_block() -> None:
    ids = {element["_id"] for element in elements(record(FULL, "ans")) if "_id" in element}
    assert ids == {block.block_id for block in FULL.blocks}
