"""The OpenAPI document describes every route and parameter correctly, and every reference in it leads somewhere."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from copydesk.api.openapi import document
from copydesk.api.problems import KINDS
from copydesk.api.representations import FORMATS
from copydesk.api.routes import ROUTES
from copydesk.api.routing import Route
from copydesk.aws.function_url import resolver
from copydesk.model import Article, StoredArticle

DOCUMENT = document(ROUTES)


def members(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield name, member
            yield from members(member)
    elif isinstance(value, list):
        for member in value:
            yield from members(member)


def test_it_is_json_and_of_the_version_it_says() -> None:
    assert json.loads(json.dumps(DOCUMENT)) == DOCUMENT
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert {"title", "version"} <= DOCUMENT["info"].keys()


def test_every_reference_leads_somewhere() -> None:
    found = [value for name, value in members(DOCUMENT) if name == "$ref"]
    assert found
    for reference in found:
        place: Any = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def test_no_schema_stands_there_for_nothing() -> None:
    used = {value.rpartition("/")[2] for name, value in members(DOCUMENT) if name == "$ref"}
    assert used == DOCUMENT["components"]["schemas"].keys()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_path_and_its_parameters_are_the_same_names(route: Route) -> None:
    operation = DOCUMENT["paths"][route.path]["get"]
    told = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
    assert told == set(re.findall(r"\{(\w+)\}", route.path))
    assert all(each["required"] for each in operation["parameters"] if each["in"] == "path")


def test_what_routes_do_has_names_of_its_own() -> None:
    names = [operation["get"]["operationId"] for operation in DOCUMENT["paths"].values()]
    assert len(set(names)) == len(names) == len(ROUTES)


def test_the_resolver_has_the_routes_of_the_document_and_no_others() -> None:
    def unread() -> Any:
        raise AssertionError

    def silent(*_: object) -> None:
        return None

    app = resolver(ROUTES, reads=unread, failed=silent, report=silent)
    patterns = {route.rule.pattern for route in [*app._static_routes, *app._dynamic_routes] if route.method == "GET"}
    assert len(patterns) == len(DOCUMENT["paths"])
    for path in DOCUMENT["paths"]:
        example = re.sub(r"\{\w+\}", "x", path)
        assert sum(bool(re.match(pattern, example)) for pattern in patterns) == 1


def test_an_article_comes_in_every_format() -> None:
    content = DOCUMENT["paths"]["/articles/{article_id}"]["get"]["responses"]["200"]["content"]
    assert set(content) == {form.media_type for form in FORMATS.values()}


def test_every_fact_of_the_record_is_described() -> None:
    described = DOCUMENT["components"]["schemas"]["Article"]["properties"].keys()
    assert set(Article.__dataclass_fields__) - {"more"} <= described
    assert set(StoredArticle.__dataclass_fields__) - {"article"} <= described


def test_every_kind_of_problem_is_told_of() -> None:
    schema = DOCUMENT["components"]["schemas"]["Problem"]
    assert schema["properties"]["type"]["enum"] == [kind.uri for kind in KINDS]
    assert len({kind.uri for kind in KINDS}) == len(KINDS)


def test_every_response_says_what_it_is() -> None:
    for operation in DOCUMENT["paths"].values():
        for status, response in operation["get"]["responses"].items():
            assert status.isdecimal()
            assert response["description"]
