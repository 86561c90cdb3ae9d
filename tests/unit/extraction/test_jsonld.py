"""These tests read authors, pictures and publisher from JSON-LD in the shapes that sites write."""

import json
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from copydesk.extraction.metadata.head import Head, head_of
from copydesk.extraction.metadata.page import page_of

ROE: dict[str, Any] = {"@type": "Person", "name": "Jane Roe"}
DOE: dict[str, Any] = {"@type": "Person", "name": "John Doe"}
POST: dict[str, Any] = {"@type": "NewsMediaOrganization", "name": "Harbour Post"}


def head_with(*things: dict[str, Any]) -> Head:
    script = json.dumps({"@context": "https://schema.org", "@graph": things})
    page = f"<script type='application/ld+json'>{script}</script><h1>Boats</h1><p>Words.</p>"
    return head_of(page_of(LexborHTMLParser(page), "https://news.example.org/boats"))


def names(author: Any, *others: dict[str, Any], name: str = "author") -> list[str]:
    head = head_with({"@type": "NewsArticle", "headline": "Boats", name: author}, *others)
    return [author.name for author in head.authors]


AUTHORS: dict[str, tuple[Any, list[str]]] = {
    "a name": ("Jane Roe", ["Jane Roe"]),
    "a person": (ROE, ["Jane Roe"]),
    "given and family names": ({"@type": "Person", "givenName": "Jane", "familyName": "Roe"}, ["Jane Roe"]),
    "a name in the middle": ({"givenName": "Jane", "additionalName": "Q.", "familyName": "Roe"}, ["Jane Q. Roe"]),
    "an empty name beside the parts": ({"name": "", "givenName": "Jane", "familyName": "Roe"}, ["Jane Roe"]),
    "a value object": ({"@type": "Person", "name": {"@value": "Jane Roe", "@language": "en"}}, ["Jane Roe"]),
    "names in a list": ({"@type": "Person", "name": ["Jane Roe", "John Doe"]}, ["Jane Roe", "John Doe"]),
    "lists in lists": ([[ROE], [[DOE]]], ["Jane Roe", "John Doe"]),
    "an ItemList": ({"@type": "ItemList", "itemListElement": [ROE, DOE]}, ["Jane Roe", "John Doe"]),
    "ListItems": ({"itemListElement": [{"@type": "ListItem", "position": 1, "item": ROE}]}, ["Jane Roe"]),
    "a person and the site": ([POST, ROE], ["Jane Roe"]),
    "the site alone": (POST, ["Harbour Post"]),
    "a hole of a template": ("{{author.fullName}}", []),
    "half a hole": ("#author.fullName}", []),
    "an object as a string": ("[object Object]", []),
    "nothing, as a word": ("undefined", []),
    "nothing as a word, and a person": (["null", ROE], ["Jane Roe"]),
    "an account's address": ("https://example.org/people/roe", []),
}


@pytest.mark.parametrize(("author", "expected"), AUTHORS.values(), ids=AUTHORS)
def test_authors_in_each_shape(author: Any, expected: list[str]) -> None:
    assert names(author) == expected


def test_a_creator_counts_where_no_author_is_named() -> None:
    assert names(ROE, name="creator") == ["Jane Roe"]


PERSON = "https://news.example.org/#/schema/person/1"


@pytest.mark.parametrize(
    "author",
    [{"@id": PERSON}, [{"@id": PERSON}], {"@id": PERSON, "@type": "Person"}],
    ids=["a reference", "in a list", "with its type"],
)
@pytest.mark.parametrize("before", [False, True], ids=["after the article", "before it"])
def test_a_reference_stands_for_what_it_names(author: Any, before: bool) -> None:
    person = ROE | {"@id": PERSON}
    article = {"@type": "NewsArticle", "headline": "Boats", "author": author}
    head = head_with(*([person, article] if before else [article, person]))
    assert [each.name for each in head.authors] == ["Jane Roe"]


def test_a_reference_to_nothing_or_to_itself_names_nobody() -> None:
    assert names({"@id": PERSON}) == []
    assert names({"@id": PERSON}, {"@id": PERSON, "@type": "Person"}) == []
    assert names({"@id": "#me"}, {"@id": "#me", "@type": "Person", "author": {"@id": "#me"}}) == []


def test_picture_and_publisher_are_found_by_reference() -> None:
    head = head_with(
        {"@type": "NewsArticle", "headline": "Boats", "image": {"@id": "#image"}, "publisher": {"@id": "#post"}},
        {"@type": "ImageObject", "@id": "#image", "url": "https://img.example.org/boats.jpg"},
        POST | {"@id": "#post"},
    )
    assert head.main_image == "https://img.example.org/boats.jpg"
    assert head.site_name == "Harbour Post"


def test_lists_that_nest_for_ever_end() -> None:
    author: Any = ROE
    for _ in range(50):
        author = [author]
    assert names(author) == []
