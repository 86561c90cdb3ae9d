"""The api function answers each hostile request with a problem that says what is wrong, and makes no costly calls."""

import json
from base64 import urlsafe_b64encode

import pytest

from tests.integration.api_world import World, article

ID = "0f" * 16
OF_DAY, OF_SITE, OF_SPEAKER = "days 2024-04-25", "sites news.example.com", "speakers x"
SITE, DAY, SPEAKER = "/sites/news.example.com/articles", "/days/2024-04-25/articles", "/speakers/x/quotes"


def cursor(*parts: object) -> str:
    return urlsafe_b64encode(json.dumps(parts[0] if len(parts) == 1 else parts).encode()).decode()


def day_cursor(place: str) -> str:
    return cursor(OF_DAY, urlsafe_b64encode(place.encode()).decode().rstrip("="))


REFUSED = [
    # path, query, status, problem
    ("/", "", 404, "no-such-route"),
    ("//", "", 404, "no-such-route"),
    ("/articles/", "", 404, "no-such-route"),
    (f"/articles/{ID}/", "", 404, "no-such-route"),
    (f"//articles/{ID}", "", 404, "no-such-route"),
    ("/openapiXjson", "", 404, "no-such-route"),
    ("/../../etc/passwd", "", 404, "no-such-route"),
    ("/articles/../rejects", "", 404, "no-such-route"),
    ("/articles/..%2Frejects", "", 400, "bad-request"),
    ("/articles/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "", 400, "bad-request"),
    ("/articles/%252e%252e", "", 400, "bad-request"),
    ("/articles/0f", "", 400, "bad-request"),
    (f"/articles/{ID.upper()}", "", 400, "bad-request"),
    (f"/articles/{ID}0", "", 400, "bad-request"),
    (f"/articles/{ID}%0A", "", 400, "bad-request"),
    (f"/articles/{ID}%00", "", 400, "bad-request"),
    ("/articles/ARTICLE%23" + ID, "", 400, "bad-request"),
    ("/articles/%FF%FE", "", 400, "bad-request"),
    ("/articles/٠" + ID[1:], "", 400, "bad-request"),
    ("/articles/<script>alert(1)<script>", "", 400, "bad-request"),
    ("/articles/" + "a" * 20_000, "", 400, "bad-request"),
    (f"/articles/{ID}", "", 404, "not-found"),
    (f"/articles/{ID}", "format=pdf", 400, "bad-request"),
    (f"/articles/{ID}", "format=", 400, "bad-request"),
    (f"/articles/{ID}", "format=json&format=text", 400, "bad-request"),
    (f"/articles/{ID}", "blocks=0", 400, "bad-request"),
    (f"/articles/{ID}", "blocks=false&format=html", 400, "bad-request"),
    (f"/articles/{ID}", "bloks=false", 400, "bad-request"),
    (f"/articles/{ID}", "article_id=" + ID, 400, "bad-request"),
    (f"/articles/{ID}", "a=1&" * 500, 400, "bad-request"),
    (f"/articles/{ID}", "x=" + "y" * 100_000, 400, "bad-request"),
    (f"/articles/{ID}", "format=%FF", 400, "bad-request"),
    (f"/articles/{ID}/revisions/0", "", 400, "bad-request"),
    (f"/articles/{ID}/revisions/-1", "", 400, "bad-request"),
    (f"/articles/{ID}/revisions/1e3", "", 400, "bad-request"),
    (f"/articles/{ID}/revisions/٣", "", 400, "bad-request"),
    (f"/articles/{ID}/revisions/" + "9" * 5_000, "", 400, "bad-request"),
    ("/articles", "", 400, "bad-request"),
    ("/articles", "url=", 400, "bad-request"),
    ("/articles", "url=javascript:alert(1)", 400, "bad-request"),
    ("/articles", "url=file:///etc/passwd", 400, "bad-request"),
    ("/articles", "url=http://user:pw@example.com/", 400, "bad-request"),
    ("/articles", "url=http://[::1", 400, "bad-request"),
    ("/articles", "url=http://a.example/&url=http://b.example/", 400, "bad-request"),
    ("/articles", "url=http://example.com/" + "a" * 9_000, 400, "bad-request"),
    ("/sites/a%2Fb/articles", "", 400, "bad-request"),
    ("/sites/example.com:8080/articles", "", 400, "bad-request"),
    ("/sites/user@example.com/articles", "", 400, "bad-request"),
    ("/sites/%20/articles", "", 400, "bad-request"),
    ("/days/2024-02-30/articles", "", 400, "bad-request"),
    ("/days/20240425/articles", "", 400, "bad-request"),
    ("/days/2024-W17-4/articles", "", 400, "bad-request"),
    ("/days/today/articles", "", 400, "bad-request"),
    ("/days/2024-04-25%233/articles", "", 400, "bad-request"),
    ("/speakers/%E2%80%A6/quotes", "", 400, "bad-request"),
    ("/speakers/" + "a" * 501 + "/quotes", "", 400, "bad-request"),
    ("/rejects", "", 400, "bad-request"),
    ("/rejects", "reason=because", 400, "bad-request"),
    ("/rejects", "reason=PAYWALL", 400, "bad-request"),
    (DAY, "limit=0", 400, "bad-request"),
    (DAY, "limit=101", 400, "bad-request"),
    (DAY, "limit=1.5", 400, "bad-request"),
    (DAY, "limit=%2B5", 400, "bad-request"),
    (DAY, "cursor=", 400, "bad-request"),
    (DAY, "cursor=" + "A" * 5_000, 400, "bad-request"),
    (DAY, "cursor=not-a-cursor", 400, "bad-cursor"),
    (DAY, "cursor=%C3%BC", 400, "bad-cursor"),
    (DAY, "cursor=" + cursor(OF_SITE, "2024-04-25#" + ID), 400, "bad-cursor"),
    (DAY, "cursor=" + cursor(OF_DAY), 400, "bad-cursor"),
    (DAY, "cursor=" + cursor(OF_DAY, 7), 400, "bad-cursor"),
    (DAY, "cursor=" + cursor({"pk": "SITE#x"}), 400, "bad-cursor"),
    (DAY, "cursor=" + urlsafe_b64encode(b"[" * 3_000).decode(), 400, "bad-cursor"),
    (DAY, "cursor=" + day_cursor("2024-04-26#" + ID), 400, "bad-cursor"),
    (DAY, "cursor=" + day_cursor("2024-04-25#../x"), 400, "bad-cursor"),
    (SITE, "cursor=" + cursor(OF_SITE, "SITE#other.example"), 400, "bad-cursor"),
    (SITE, "cursor=" + cursor(OF_SITE, "\u0660" * 4 + "-04-25#" + ID), 400, "bad-cursor"),
    (SPEAKER, "cursor=" + cursor(OF_SPEAKER, "2024-04-25#" + ID), 400, "bad-cursor"),
    (SPEAKER, "cursor=" + cursor(OF_SPEAKER, "2024-04-25#" + ID + "#a#b"), 400, "bad-cursor"),
    (f"/articles/{ID}/revisions", "cursor=" + cursor(f"articles {ID}", "-1"), 400, "bad-cursor"),
    ("/rejects", "reason=gone&cursor=" + cursor("rejects gone", "GONE"), 400, "bad-cursor"),
    ("/rejects", "reason=gone&cursor=" + cursor("rejects paywall", ID), 400, "bad-cursor"),
    ("/openapi.json", "pretty=1", 400, "bad-request"),
]


@pytest.mark.parametrize(
    ("path", "query", "status", "problem"), REFUSED, ids=[f"{p[:44]}?{q[:40]}" for p, q, _, _ in REFUSED]
)
def test_it_is_told_what_is_wrong(world: World, path: str, query: str, status: int, problem: str) -> None:
    told = world.get(path, query)
    assert (told.status, told.problem) == (status, problem)
    assert {"type", "title", "status", "detail", "remedy", "instance"} <= told.json.keys()
    assert told.headers["cache-control"] == "no-store"
    assert len(told.body) < 10_000
    assert problem == "not-found" or world.calls == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "get\r\nX: y"])
def test_nothing_can_be_written(world: World, method: str) -> None:
    told = world.get(f"/articles/{ID}", method=method)
    assert (told.status, told.problem, told.headers["allow"]) == (405, "method-not-allowed", "GET, HEAD, OPTIONS")
    assert world.get("/nowhere", method=method).status == 404


@pytest.mark.parametrize(
    "accept",
    [
        "application/pdf",
        "image/*",
        "application/json;q=0, */*;q=0",
        "application/json;q=2",
        "*/json",
        "text",
        ";;;",
        '"',
        ",,,",
        "application/json;version=2",
        '"' * 8_000,
        "a/b;" * 3_000,
    ],
)
def test_what_is_not_on_offer_is_not_acceptable(world: World, accept: str) -> None:
    told = world.get(f"/articles/{ID}", accept=accept)
    assert (told.status, told.problem, world.calls) == (406, "not-acceptable", [])
    assert "application/json" in told.json["available"]


@pytest.mark.parametrize("held", ["", '"', "W/", '"unfinished', "abc", '"a","b"' * 500, "\x00"])
def test_a_strange_if_none_match_holds_nothing(world: World, held: str) -> None:
    wanted = world.put(article())
    assert world.get(f"/articles/{wanted}", if_none_match=held).status == 200


def test_markup_in_names_stays_data(world: World) -> None:
    told = world.get("/speakers/%3Cimg%20src=x%20onerror=alert(1)%3E/quotes")
    assert (told.status, told.json, told.headers["content-type"]) == (200, {"quotes": []}, "application/json")


@pytest.mark.parametrize("path", ["/speakers/José/quotes", "/speakers/Jos%C3%A9/quotes", "/speakers/a%2Fb%2525/quotes"])
def test_a_name_may_come_encoded_or_not(world: World, path: str) -> None:
    assert world.get(path).status == 200


def test_a_signature_in_the_query_is_none_of_ours(world: World) -> None:
    assert world.get(DAY, "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00").status == 200


def test_a_forged_cursor_of_the_right_shape_stays_in_its_list(world: World) -> None:
    """A forged cursor can only name another place of a list that the client may read anyway."""
    world.put(article())
    world.put(article(url="https://other.example/secret"))
    told = world.get(SITE, "cursor=" + cursor(OF_SITE, "9999-12-31#" + ID))
    assert {each["host"] for each in told.json["articles"]} == {"news.example.com"}
