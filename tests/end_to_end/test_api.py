"""The deployed api returns ingested articles over HTTP, and only to callers who sign their requests."""

import json

import pytest

from bench.api import LocalApi
from copydesk.api.representations import FORMATS
from tests.end_to_end.harness import Deployed, seed_page

URL = "https://www.newarab.com/news/read-over-http"


@pytest.fixture(scope="module")
def api(deployed: Deployed) -> LocalApi:
    deployed.put("api/page.html", seed_page(URL), url=URL)
    deployed.settle()
    return LocalApi(deployed.stack.endpoint, deployed.output("ApiUrl"))


@pytest.fixture(scope="module")
def article_id(api: LocalApi) -> str:
    return str(json.loads(api.get(f"/articles?url={URL}").body)["article_id"])


def test_an_article_is_found_by_its_address_and_read_by_its_id(api: LocalApi, article_id: str) -> None:
    told = api.get(f"/articles/{article_id}")
    record = json.loads(told.body)
    assert (told.status, record["url"]) == (200, URL)
    assert len(record["blocks"]) > 5
    assert api.get(f"/articles/{article_id}", if_none_match=told.headers["etag"]).status == 304


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_served(api: LocalApi, article_id: str, name: str) -> None:
    told = api.get(f"/articles/{article_id}", accept=FORMATS[name].media_type)
    assert (told.status, told.headers["content-type"]) == (200, FORMATS[name].media_type)
    assert told.body.decode("utf-8")


def test_lists_lead_to_the_article(api: LocalApi, article_id: str) -> None:
    for path in ("/sites/www.newarab.com/articles", f"/articles/{article_id}/revisions"):
        told = json.loads(api.get(path).body)
        assert article_id in {each["article_id"] for each in [*told.get("articles", ()), *told.get("revisions", ())]}


def test_a_name_in_the_path_may_have_any_letters(api: LocalApi) -> None:
    assert json.loads(api.get("/speakers/Jos%C3%A9%20%C3%81ngel/quotes").body) == {"quotes": []}


def test_problems_are_told(api: LocalApi) -> None:
    told = api.get("/articles/%2e%2e")
    assert (told.status, told.headers["content-type"]) == (400, "application/problem+json")
    assert api.get("/articles", method="POST").headers["allow"] == "GET, HEAD, OPTIONS"
    assert api.get("/openapi.json").status == 200


def test_who_does_not_sign_is_refused(api: LocalApi) -> None:
    assert api.get("/openapi.json", signed=False).status == 403
