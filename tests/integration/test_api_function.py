"""These tests check the api function: the answer of each route, its cost, and its promises to clients."""

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ReadTimeoutError

from copydesk.api.representations import FORMATS
from copydesk.body import packed
from copydesk.errors import RejectReason
from copydesk.model import BlockType, to_plain
from copydesk.storage.articles.models import HeadItem
from copydesk.web.urls import article_id
from tests.integration.api_world import (
    EVENING,
    MORNING,
    ROOT,
    SOURCE,
    URL,
    Context,
    World,
    article,
    from_elsewhere,
)

NOBODY = "0f" * 16


def test_an_article_is_given_whole(world: World) -> None:
    wanted = world.put(article("One.", "Two."))
    told = world.get(f"/articles/{wanted}")
    assert (told.status, told.json["article_id"], told.json["text"]) == (200, wanted, "One.\n\nTwo.")
    assert [block["text"] for block in told.json["blocks"]] == ["One.", "Two."]
    assert told.headers["cache-control"] == "private, no-cache"
    assert told.headers["vary"] == "Accept"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_given_by_name_and_by_its_media_type(world: World, name: str) -> None:
    wanted = world.put(article("The bridge is open."))
    named = world.get(f"/articles/{wanted}", f"format={name}")
    negotiated = world.get(f"/articles/{wanted}", accept=FORMATS[name].media_type)
    assert named.headers["content-type"] == negotiated.headers["content-type"] == FORMATS[name].media_type
    assert named.body == negotiated.body
    assert "The bridge is open." in named.body
    assert named.headers["content-location"] == f"/articles/{wanted}?format={name}"


def test_chunks_have_the_budget_that_is_asked_for(world: World) -> None:
    wanted = world.put(article(*(f"Paragraph {number} says that the bridge is open again." for number in range(60))))
    usual, small, again = (
        world.get(f"/articles/{wanted}", f"format=chunks{more}")
        for more in ("", "&chunk_tokens=50", "&chunk_tokens=50")
    )
    assert small.body == again.body
    assert len(small.json["chunks"]) > 4 * len(usual.json["chunks"])
    assert max(chunk["tokens"] for chunk in small.json["chunks"]) <= 50
    assert small.headers["etag"] == again.headers["etag"] != usual.headers["etag"]
    assert small.headers["content-location"] == f"/articles/{wanted}?format=chunks&chunk_tokens=50"
    negotiated = world.get(f"/articles/{wanted}", "chunk_tokens=50", accept=FORMATS["chunks"].media_type)
    assert (
        negotiated.body
        == world.get(f"/articles/{wanted}/revisions/1", "format=chunks&chunk_tokens=50").body
        == small.body
    )
    named = world.get(f"/articles/{wanted}", "format=chunks&chunk_tokens=400")
    assert (named.body, named.headers["etag"]) == (usual.body, usual.headers["etag"])


@pytest.mark.parametrize(
    "query",
    ["format=chunks&chunk_tokens=49", "format=chunks&chunk_tokens=4001", "format=chunks&chunk_tokens=many",
     "chunk_tokens=200", "format=json&chunk_tokens=200", "blocks=false&chunk_tokens=200"],
)  # fmt: skip
def test_a_budget_out_of_bounds_or_of_another_format_is_refused(world: World, query: str) -> None:
    wanted = world.put(article())
    told = world.get(f"/articles/{wanted}", query)
    assert (told.status, told.problem) == (400, "bad-request")


def test_html_can_run_nothing(world: World) -> None:
    wanted = world.put(article("<script>alert(1)</script><b onclick=x>bold</b>"))
    told = world.get(f"/articles/{wanted}", accept="text/html")
    assert "<script" not in told.body
    assert "<b onclick" not in told.body
    assert "Bridge &lt;reopens&gt;" in told.body
    policy = told.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert policy.endswith("sandbox")
    assert told.headers["x-content-type-options"] == "nosniff"


def test_an_article_is_found_by_any_spelling_of_its_address(world: World) -> None:
    wanted = world.put(article())
    for spelling in (URL, "HTTP%3A%2F%2Fwww.news.example.com%2Fbridge%2F%3Futm_source%3Dx%23top"):
        told = world.get("/articles", f"url={spelling}")
        assert (told.status, told.json["article_id"]) == (200, wanted)


def test_an_article_with_another_canonical_address_is_missed_and_it_is_said_what_was_looked_up(world: World) -> None:
    # A canonical address counts if it keeps the slug, which identifies the page.
    canonical = URL.replace(".com/", ".com/archive/")
    wanted = world.put(from_elsewhere(article(), canonical))
    told = world.get("/articles", f"url={URL}")
    assert (told.status, told.problem) == (404, "not-found")
    assert told.json["looked_up"]["url"] == URL
    assert "canonical" in told.json["remedy"]
    assert world.get("/articles", f"url={canonical}").json["article_id"] == wanted


def test_an_article_is_found_by_its_aliases(world: World) -> None:
    """It takes one more read in each form, and the answer names the article's address."""
    owner = world.put(article(word_count=5))
    alias = world.put_alias(article(word_count=5), of=URL)
    alias_id = article_id(canonical_url=None, url=alias, source=SOURCE)
    for path, query in (("/articles", f"url={alias}"), (f"/articles/{alias_id}", "")):
        told = world.get(path, query)
        assert (told.status, told.json["article_id"]) == (200, owner)
        assert told.headers["content-location"] == f"/articles/{owner}?format=json"
        assert world.calls == ["GetItem", "GetItem"]
        head = world.get(path, f"{query}&blocks=false")
        assert head.headers["content-location"] == f"/articles/{owner}?format=json&blocks=false"
        assert world.get(path, query, if_none_match=told.headers["etag"]).status == 304


def test_three_hundred_blocks_take_one_call_also_when_the_client_has_an_older_copy(world: World) -> None:
    wanted = world.put(article(*(f"Paragraph {number}." for number in range(300))))
    assert len(world.get(f"/articles/{wanted}").json["blocks"]) == 300
    assert world.calls == ["GetItem"]
    world.get(f"/articles/{wanted}", if_none_match='"old"')
    assert world.calls == ["GetItem"]


def test_the_head_alone_takes_one_item(world: World) -> None:
    wanted = world.put(article("One.", speaker="A. Mayor"))
    told = world.get(f"/articles/{wanted}", "blocks=false")
    assert world.calls == ["GetItem"]
    assert (len(told.json["block_ids"]), len(told.json["quote_ids"])) == (1, 1)
    assert "blocks" not in told.json


@pytest.mark.parametrize("query", ["", "blocks=false", "format=html", "format=ans"])
def test_what_a_client_holds_is_not_sent_again(world: World, query: str) -> None:
    wanted = world.put(article())
    first = world.get(f"/articles/{wanted}", query)
    again = world.get(f"/articles/{wanted}", query, if_none_match=f'"x", {first.headers["etag"]}')
    assert (again.status, again.body, world.calls) == (304, "", ["GetItem"])
    assert again.headers["etag"] == first.headers["etag"]


def test_formats_revisions_and_withdrawals_have_etags_of_their_own(world: World) -> None:
    wanted = world.put(article(), at=MORNING)
    etags = [world.get(f"/articles/{wanted}", f"format={name}").headers["etag"] for name in FORMATS]
    world.put(article("The bridge is closed again."))
    etags.append(world.get(f"/articles/{wanted}").headers["etag"])
    world.withdraw(wanted)
    etags.append(world.get(f"/articles/{wanted}").headers["etag"])
    assert len(set(etags)) == len(FORMATS) + 2


def test_a_withdrawn_article_is_given_where_its_status_can_be_told(world: World) -> None:
    wanted = world.put(article())
    world.withdraw(wanted)
    told = world.get(f"/articles/{wanted}")
    assert (told.status, told.json["pub_status"], told.json["withdrawn_at"]) == (200, "canceled", EVENING)
    for name in ("text", "markdown", "html"):
        told = world.get(f"/articles/{wanted}", f"format={name}")
        assert (told.status, told.problem, told.json["withdrawn_at"]) == (410, "withdrawn", EVENING)


def test_a_text_held_from_before_the_withdrawal_is_no_longer_good(world: World) -> None:
    wanted = world.put(article())
    etag = world.get(f"/articles/{wanted}", "format=text").headers["etag"]
    world.withdraw(wanted)
    assert world.get(f"/articles/{wanted}", "format=text", if_none_match=etag).status == 410
    assert world.get(f"/articles/{wanted}", "format=text", if_none_match="*").status == 410


def test_revisions_are_listed_in_parts_and_read_as_they_stood(world: World) -> None:
    wanted = world.put(article("First."), at=MORNING)
    world.put(article("Second."))
    world.put(article("Third."), at=EVENING)
    first = world.get(f"/articles/{wanted}/revisions", "limit=2")
    assert [each["revision"]["number"] for each in first.json["revisions"]] == [3, 2]
    rest = world.get(f"/articles/{wanted}/revisions", f"limit=2&cursor={first.json['next']}")
    assert [each["revision"]["number"] for each in rest.json["revisions"]] == [1]
    assert "next" not in rest.json
    assert world.get(f"/articles/{wanted}/revisions/1", "format=text").body == "First.\n"
    assert world.get(f"/articles/{wanted}/revisions/4").problem == "not-found"
    assert world.get(f"/articles/{NOBODY}/revisions").problem == "not-found"


def test_a_revision_that_is_no_longer_kept_is_gone(world: World) -> None:
    wanted = world.put(article("First."), at=MORNING)
    world.put(article("Second."), now=datetime.now(UTC) - timedelta(days=31))
    told = world.get(f"/articles/{wanted}/revisions/1")
    assert (told.status, told.problem) == (410, "revision-expired")


@pytest.mark.parametrize("route", ["/sites/news.example.com/articles", "/days/2024-04-25/articles"])
def test_lists_are_read_to_their_end_once_each(world: World, route: str) -> None:
    put = {
        world.put(article(url=f"https://news.example.com/{n}", date_published=f"2024-04-25T1{n}:00:00"))
        for n in range(7)
    }
    met, query = [], "limit=3"
    while query:
        told = world.get(route, query)
        met += [each["article_id"] for each in told.json["articles"]]
        assert len(told.json["articles"]) <= 3
        following = told.headers.get("link")
        assert bool(following) == ("next" in told.json)
        query = following.partition("?")[2].partition(">")[0] if following else ""
    assert (len(met), set(met)) == (7, put)


def test_quotes_of_a_speaker_come_in_parts_even_when_one_article_has_several(world: World) -> None:
    made = article("One.", "Two.", "Three.", speaker="José Ángel")
    quotes = tuple(replace(made.quotes[0], quote_id=f"q{number}", text=f"Said {number}") for number in range(5))
    world.put(replace(made, quotes=quotes))
    met, cursor = [], ""
    while True:
        told = world.get("/speakers/JOS%C3%89%20%C3%81ngel/quotes", f"limit=2{cursor}")
        met += [each["quote"]["text"] for each in told.json["quotes"]]
        if "next" not in told.json:
            break
        cursor = f"&cursor={told.json['next']}"
    assert sorted(met) == [f"Said {number}" for number in range(5)]


def test_rejects_are_listed_by_reason(world: World) -> None:
    for number in range(3):
        world.reject(f"message {number}" * 1_000)
    world.reject("other", RejectReason.GONE)
    first = world.get("/rejects", "reason=paywall&limit=2")
    rest = world.get("/rejects", f"reason=paywall&limit=2&cursor={first.json['next']}")
    records = first.json["rejects"] + rest.json["rejects"]
    assert {(each["reason"], each["count"], len(each["message"])) for each in records} == {("paywall", 1, 2_000)}
    assert len({each["reject_id"] for each in records}) == 3


def test_the_cursor_of_one_list_opens_no_other(world: World) -> None:
    for number in range(3):
        world.put(article(url=f"https://news.example.com/{number}"))
    cursor = world.get("/sites/news.example.com/articles", "limit=1").json["next"]
    for route in ("/sites/other.example/articles", "/days/2024-04-25/articles", "/speakers/x/quotes"):
        assert world.get(route, f"cursor={cursor}").problem == "bad-cursor"
        assert world.calls == []


def test_head_is_get_without_its_body(world: World) -> None:
    wanted = world.put(article())
    got, head = (world.get(f"/articles/{wanted}", method=method) for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (200, "")
    assert head.headers == got.headers


def test_options_tells_what_may_be_asked(world: World) -> None:
    told = world.get("/days/2024-04-25/articles", method="OPTIONS")
    assert (told.status, told.headers["allow"], world.calls) == (204, "GET, HEAD, OPTIONS", [])


def test_an_answer_that_is_too_large_names_the_way_out(world: World) -> None:
    wanted = world.put(article(*(f"{number} {'“' * 60_000}" for number in range(36))))
    told = world.get(f"/articles/{wanted}")
    assert (told.status, told.problem) == (413, "answer-too-large")
    assert "blocks=false" in told.json["remedy"]
    assert world.get(f"/articles/{wanted}", "blocks=false").status == 200


def test_a_throttled_table_is_asked_again_in_some_seconds(world: World) -> None:
    def hang(_name: str) -> None:
        raise ReadTimeoutError(endpoint_url="x")

    world.around = hang
    told = world.get(f"/articles/{NOBODY}")
    assert (told.status, told.problem, told.headers["retry-after"]) == (503, "unavailable", "2")


def test_a_bug_is_logged_once_and_its_insides_stay_inside(world: World, caplog: pytest.LogCaptureFixture) -> None:
    def break_down(_name: str) -> None:
        raise ZeroDivisionError("the secret of the house")

    world.around = break_down
    with caplog.at_level(logging.DEBUG):
        told = world.get(f"/articles/{NOBODY}")
    assert (told.status, told.problem) == (500, "internal")
    assert "secret" not in told.body
    assert [record.msg for record in caplog.records if record.exc_info] == ["api.failed"]
    assert told.json["instance"] == "urn:uuid:00000000-0000-4000-8000-000000000001"


def test_an_article_that_is_edited_in_the_middle_of_a_read_is_read_old_or_new(world: World) -> None:
    """A client with an older copy causes two calls. The edit comes between them."""
    wanted = world.put(article("Old."), at=MORNING)
    etag = world.get(f"/articles/{wanted}").headers["etag"]
    world.put(article("Newer."))

    def edit(name: str) -> None:
        if name == "GetItem":
            world.around = lambda _name: None
            world.put(article("Newest."), at=EVENING)

    world.around = edit
    told = world.get(f"/articles/{wanted}", if_none_match=etag)
    assert (told.json["text"], told.headers["etag"][:4]) == ("Newest.", 'W/"3')


def test_an_article_that_is_withdrawn_in_the_middle_of_a_read_is_not_passed_on_as_text(world: World) -> None:
    wanted = world.put(article())

    def take_down(name: str) -> None:
        if name == "GetItem":
            world.around = lambda _name: None
            world.withdraw(wanted)

    world.around = take_down
    assert world.get(f"/articles/{wanted}", "format=text", if_none_match='"x"').status == 410


def test_a_record_of_an_older_schema_version_is_given_with_what_it_has(world: World) -> None:
    wanted = world.put(article())
    head = HeadItem.get(f"ARTICLE#{wanted}", "HEAD")
    bare = packed({"blocks": to_plain(article().blocks)})
    head.update(actions=[HeadItem.schema_version.set("0"), HeadItem.word_count.remove(), HeadItem.body.set(bare)])
    told = world.get(f"/articles/{wanted}")
    assert (told.status, told.json["schema_version"], told.json["text"]) == (200, "0", "The bridge is open.")
    assert world.get("/days/2024-04-25/articles").json["articles"][0]["schema_version"] == "0"


def test_the_sample_event_is_answered(world: World) -> None:
    world.put(article())
    answer = world.function.lambda_handler(json.loads((ROOT / "events/api-get.json").read_text("utf-8")), Context())
    assert (answer["statusCode"], len(json.loads(answer["body"])["articles"])) == (200, 1)


def test_the_log_tells_the_route_and_never_the_query(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        world.get("/articles", f"url={URL}&X-Amz-Signature=abc")
    (record,) = (record for record in caplog.records if record.name == "copydesk-api")
    fields = vars(record)
    assert (fields["msg"], fields["route"], fields["status"]) == ("api.answered", "/articles", 404)
    assert "abc" not in str(fields)


def test_a_block_of_every_type_can_be_written(world: World) -> None:
    made = article()
    blocks = tuple(replace(made.blocks[0], block_id=f"b{kind}", type=kind) for kind in BlockType)
    wanted = world.put(replace(made, blocks=blocks))
    assert {world.get(f"/articles/{wanted}", f"format={name}").status for name in FORMATS} == {200}
