"""These tests check the event that follows from two heads."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.changes import Fate, difference
from copydesk.errors import Reject, Skip
from copydesk.events.describing import decide, event_of
from copydesk.events.records import LARGEST_DETAIL, entry
from copydesk.model import Article, Block, BlockType
from copydesk.storage.articles.items import content_digest
from tests.unit.events.making import (
    ARTICLE_ID,
    CHANGED_AT,
    EVENING,
    MORNING,
    NOON,
    PK,
    change,
    checked,
    head,
    withdrawn,
)

type Item = Mapping[str, Any]
NIGHT = "2024-04-25T22:00:00.000000Z"


def published(old: Item | None, new: Item | None) -> dict[str, Any]:
    """Returns the detail of the one event, checked against its schema; `kind` is its detail-type."""
    seen = change(old, new)
    decided = decide(seen)
    made = entry(event_of(decided), seen, table="articles")
    assert made.changed_at == CHANGED_AT
    return checked(made.kind, made.detail) | {"kind": str(made.kind)}


def changed(old: Item, new: Item) -> dict[str, Any]:
    return dict(published(old, new)["changes"])


def test_a_new_head_is_told_whole() -> None:
    event = published(None, head("a", "b"))
    event.pop("event_id")
    assert event == {
        "kind": "article.created",
        "version": 1,
        "time": NOON,
        "article_id": ARTICLE_ID,
        "url": "https://news.example.com/story?page=1",
        "canonical_url": "https://news.example.com/story",
        "site": "news.example.com",
        "headline": "A headline",
        "date_published": "2024-04-25",
        "revision": 1,
        "pub_status": "usable",
    }


def test_both_addresses_are_told_without_their_secrets() -> None:
    signed = "https://news.example.com/story?id=7&ticket=x&hdnts=exp=1~hmac=x"
    event = published(None, head("a", url=signed, canonical_url=signed))
    hidden = "https://news.example.com/story?id=7&ticket=***&hdnts=***"
    assert (event["url"], event["canonical_url"]) == (hidden, hidden)


OLD = head("a", at=MORNING)
KINDS = {
    "a first text": (None, head("a"), "article.created", NOON),
    "another text": (OLD, head("b", number=2), "article.revised", NOON),
    "a page that is gone": (OLD, withdrawn(OLD), "article.withdrawn", EVENING),
    "a return, as it was": (withdrawn(OLD, NOON), head("a", at=EVENING), "article.restored", EVENING),
    "a return with another text": (withdrawn(OLD), head("b", number=2, at=EVENING), "article.restored", EVENING),
    "an older page that comes after the withdrawal": (
        withdrawn(OLD), withdrawn(head("b", number=2)), "article.revised", NOON,
    ),
    "a head that was deleted": (OLD, None, "article.withdrawn", CHANGED_AT),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "kind", "time"), KINDS.values(), ids=KINDS.keys())
def test_a_change_is_one_event_of_its_kind_and_time(old: Item | None, new: Item | None, kind: str, time: str) -> None:
    event = published(old, new)
    assert (event["kind"], event["time"]) == (kind, time)


NOTHING = {
    "fetched again and the same": (OLD, head("a")),
    "seen to be gone once more": (withdrawn(OLD, NOON), withdrawn(OLD)),
    "back before its withdrawal came": (OLD, head("a", at=EVENING)),
    "only its index moved": (OLD, OLD | {"gsi2sk": "2024-04-26#x"}),
}


@pytest.mark.parametrize(("old", "new"), NOTHING.values(), ids=NOTHING.keys())
def test_what_a_reader_would_not_see_is_not_told(old: Item, new: Item) -> None:
    with pytest.raises(Skip):
        decide(change(old, new))


@pytest.mark.parametrize("sk", ["BLOCK#b", "QUOTE#q", "REVISION#00001", "HEADLINE"])
def test_what_is_no_head_is_not_told(sk: str) -> None:
    with pytest.raises(Skip):
        decide(change(None, {"kind": "block"}, sk=sk))


def test_a_withdrawal_says_why() -> None:
    assert published(OLD, withdrawn(OLD))["reason"] == "gone"
    assert (published(OLD, None)["reason"], published(OLD, None)["pub_status"]) == ("deleted", "canceled")


ALIAS = {"kind": "alias", "article_id": ARTICLE_ID, "turn": 1}


def test_an_article_that_becomes_an_alias_is_withdrawn_and_one_that_was_an_alias_is_created() -> None:
    event = published(OLD, ALIAS)
    assert (event["kind"], event["reason"]) == ("article.withdrawn", "deleted")
    assert published(ALIAS, OLD)["kind"] == "article.created"


LATER = OLD | {"kind": "obituary"}


@pytest.mark.parametrize(
    ("old", "new"), [(None, ALIAS), (ALIAS, ALIAS | {"turn": 2}), (ALIAS, None), (None, LATER), (ALIAS, LATER)]
)
def test_an_alias_and_what_only_a_later_release_knows_are_no_articles(old: Item | None, new: Item | None) -> None:
    with pytest.raises(Skip):
        decide(change(old, new))


def test_every_change_in_a_life_has_an_id_of_its_own_and_a_repeat_has_the_same() -> None:
    first, second = head("a", at=MORNING), head("b", number=2)
    gone, back = withdrawn(second), head("b", number=2, at=NIGHT)
    gone_again = withdrawn(back, "2024-04-26T00:00:00.000000Z")
    life = [(None, first), (first, second), (second, gone), (gone, back), (back, gone_again), (gone_again, None)]
    ids = [published(old, new)["event_id"] for old, new in life]
    assert len(set(ids)) == len(life)
    assert [published(old, new)["event_id"] for old, new in life] == ids


LONG = "the council voted on tuesday to close the old bridge for repairs"
EDITED = "the council voted on wednesday to close the old bridge for repairs"
OTHER = "rain is expected over the weekend in most of the north"
CHANGES: dict[str, tuple[Item, Item, dict[str, Any]]] = {
    "added": (head("a"), head("a", OTHER, number=2), {"blocks_added": [OTHER]}),
    "deleted": (head("a", OTHER), head("a", number=2), {"blocks_deleted": [OTHER]}),
    "edited": (
        head("a", LONG, "z"), head("a", EDITED, "z", number=2), {"blocks_edited": [{"before": LONG, "after": EDITED}]},
    ),
    "replaced by another": (
        head("a", LONG), head("a", OTHER, number=2), {"blocks_added": [OTHER], "blocks_deleted": [LONG]},
    ),
    "the same words at another place": (
        head(LONG, "a"), head("a", EDITED, number=2), {"blocks_added": [EDITED], "blocks_deleted": [LONG]},
    ),
    "the same words in another type": (
        head("a", LONG), head("a", EDITED, number=2, kinds={EDITED: "quote"}),
        {"blocks_added": [EDITED], "blocks_deleted": [LONG]},
    ),
    "the most alike of two": (
        head("a", LONG), head("a", LONG[:50], EDITED, number=2),
        {"blocks_added": [LONG[:50]], "blocks_edited": [{"before": LONG, "after": EDITED}]},
    ),
    "Chinese, whose words are not parted": (
        head("市议会周二投票关闭旧桥"), head("市议会周三投票关闭旧桥", number=2),
        {"blocks_edited": [{"before": "市议会周二投票关闭旧桥", "after": "市议会周三投票关闭旧桥"}]},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_a_revision_says_what_became_of_its_blocks(old: Item, new: Item, expected: dict[str, Any]) -> None:
    assert changed(old, new) == expected | {"compared": True, "silent_edit": True}


def test_a_block_that_moved_is_told() -> None:
    old, new = head("a", "b", "c", "d"), head("b", "c", "d", "a", number=2)
    assert changed(old, new) == {"blocks_moved": ["a"], "compared": True, "silent_edit": False}


def test_facts_are_told_by_name_and_the_headline_with_its_words() -> None:
    old = head("a", tags=["x"], section="News", is_accessible_for_free=False)
    new = head("a", number=2, tags=["x", "y"], headline="Another", is_accessible_for_free=None, section="News")
    assert changed(old, new) == {
        "headline": {"before": "A headline", "after": "Another"},
        "fields": ["headline", "tags", "is_accessible_for_free"],
        "compared": True,
        "silent_edit": True,
    }


def test_a_headline_may_come_and_go() -> None:
    assert changed(head(headline=None), head(number=2))["headline"] == {"after": "A headline"}
    assert changed(head(), head(number=2, headline=None))["headline"] == {"before": "A headline"}


CORRECTION = "Correction: the vote was on Wednesday."
SILENT: dict[str, tuple[Item, Item, bool | None]] = {
    "words changed, and no date": (head(LONG), head(EDITED, number=2), True),
    "the date stayed": (
        head(LONG, date_modified="2024-04-25"), head(EDITED, number=2, date_modified="2024-04-25"), True,
    ),
    "the date went back": (
        head(LONG, date_modified="2024-04-26"), head(EDITED, number=2, date_modified="2024-04-25"), True,
    ),
    "the date was taken away": (head(LONG, date_modified="2024-04-26"), head(EDITED, number=2), True),
    "a later date": (
        head(LONG, date_modified="2024-04-25T10:00:00+02:00"),
        head(EDITED, number=2, date_modified="2024-04-25T08:30:00Z"), False,
    ),
    "a first date": (head(LONG), head(EDITED, number=2, date_modified="2024-04-25"), False),
    "a correction": (head(LONG), head(EDITED, CORRECTION, number=2, kinds={CORRECTION: "correction"}), False),
    "a picture alone": (head("a"), head("a", "i", number=2, kinds={"i": "image"}), False),
    "a block that only a later release knows": (head("a"), head("a", "i", number=2, kinds={"i": "chart"}), False),
    "a body that is damaged": (head("a", damaged="no gzip"), head("a", "i", number=2), None),
    "damaged, but with a later date": (
        head("a", damaged="no gzip"), head("i", number=2, date_modified="2024-04-25"), False,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), SILENT.values(), ids=SILENT.keys())
def test_an_edit_is_silent_if_the_page_does_not_own_up_to_it(old: Item, new: Item, expected: bool | None) -> None:
    assert changed(old, new).get("silent_edit") is expected


def test_a_correction_is_told_as_added() -> None:
    found = changed(head("a"), head("a", CORRECTION, number=2, kinds={CORRECTION: "correction"}))
    assert (found["corrections_added"], found["blocks_added"]) == ([CORRECTION], [CORRECTION])


def test_a_return_with_another_text_says_what_changed() -> None:
    event = published(withdrawn(head("a", at=MORNING)), head("a", OTHER, number=2, at=NIGHT))
    assert (event["kind"], event["previous_revision"]) == ("article.restored", 1)
    assert event["changes"]["blocks_added"] == [OTHER]


def test_blocks_of_a_damaged_body_are_told_by_their_ids() -> None:
    found = changed(head("a", LONG), head(number=2, damaged="no gzip"))
    assert found == {"blocks_deleted": ["a", LONG], "compared": False}


TEXTS = st.lists(
    st.sampled_from([LONG, EDITED, OTHER, CORRECTION, LONG.upper(), "a", "b", "市议会周二投票"]), unique=True
)


@given(old=TEXTS, new=TEXTS)
def test_an_event_and_a_diff_say_the_same(old: list[str], new: list[str]) -> None:
    before, after = (Article(url=None, canonical_url=None, host=None, blocks=_blocks(texts)) for texts in (old, new))
    shown = [each for each in difference(before, after).blocks if each.fate is not Fate.KEPT]
    found = changed(head(*old), head(*new, number=2))
    edited = [{"before": each.before.text, "after": each.block.text} for each in shown if each.fate is Fate.EDITED]  # type: ignore[union-attr]
    assert found.get("blocks_edited", []) == edited
    for name, fate in (("added", Fate.ADDED), ("deleted", Fate.DELETED), ("moved", Fate.MOVED)):
        assert found.get(f"blocks_{name}", []) == [each.block.text for each in shown if each.fate is fate]


def _blocks(texts: list[str]) -> tuple[Block, ...]:
    return tuple(Block(block_id=text, type=BlockType.PARAGRAPH, text=text, digest=text) for text in texts)


@pytest.mark.parametrize("name", ["breadcrumbs", "robots", "pages", "next_page"])
def test_an_event_and_a_diff_name_the_same_facts(name: str) -> None:
    value: Any = "https://news.example.com/2" if name == "next_page" else ("x",)
    more: dict[str, Any] = {name: value}
    assert changed(head("a"), head("a", number=2, **more))["fields"] == [name]
    before = Article(url=None, canonical_url=None, host=None)
    after = replace(before, **more)
    assert [fact.name for fact in difference(before, after).facts] == [name]
    assert content_digest(before) != content_digest(after)


@pytest.mark.parametrize("blocks", [6_000, 11_000])
def test_an_event_over_200_kb_becomes_a_pointer(blocks: int) -> None:
    ids = [f"{number:032x}" for number in range(blocks)]
    event = published(head("a"), head(*ids, number=2))
    event.pop("event_id")
    assert event == {
        "kind": "article.revised",
        "version": 1,
        "time": NOON,
        "article_id": ARTICLE_ID,
        "revision": 2,
        "previous_revision": 1,
        "pub_status": "usable",
        "truncated": True,
        "read": {"table": "articles", "pk": PK, "sk": "HEAD"},
    }


def test_a_headline_of_any_length_makes_no_event_larger_than_allowed() -> None:
    for length in range(LARGEST_DETAIL // 6 - 200, LARGEST_DETAIL // 6, 7):
        seen = change(None, head("a", headline="ü" * length))
        assert len(entry(event_of(decide(seen)), seen, table="articles").detail) <= LARGEST_DETAIL


def test_no_words_of_the_body_are_told() -> None:
    old, new = ([{"block_id": name, "type": "paragraph", "text": text}] for name, text in (("a", LONG), ("b", EDITED)))
    assert "bridge" not in str(published(head(blocks=old), head(number=2, blocks=new)))


OLDER = {
    "no optional fact": dict.fromkeys(("url", "canonical_url", "host", "headline", "date_published", "type")),
    "no status": {"pub_status": None},
    "another schema": {"schema_version": "0", "what_is_this": {"deep": [1]}},
    "a fact of another type": {"headline": ["a", "list"]},
}


@pytest.mark.parametrize("missing", OLDER.values(), ids=OLDER.keys())
def test_a_head_of_another_version_is_told_as_far_as_it_goes(missing: dict[str, Any]) -> None:
    assert published(None, head("a", **missing))["revision"] == 1
    assert published(head("a", **missing), head("b", number=2))["kind"] == "article.revised"


def test_a_status_of_a_later_release_is_handed_on() -> None:
    assert event_of(decide(change(None, head("a", pub_status="embargoed")))).pub_status == "embargoed"


POISON = {
    "no id": {"article_id": None},
    "an id that is a number": {"article_id": 7},
    "no revision": {"revision": None},
    "a revision without a number": {"revision": {"digest": "x"}},
    "a revision that is a text": {"revision": "2"},
    "a revision below 1": {"revision": {"number": 0}},
    "a number that is none": {"revision": {"number": "two"}},
    "an endless number": {"revision": {"number": float("inf")}},
    "no time": {"date_downloaded": None},
    "a time without a zone": {"date_downloaded": "2024-04-25T12:00:00"},
    "a withdrawal at no time": {"withdrawn_at": "yesterday"},
    "no blocks": {"blocks": None},
    "blocks without ids": {"blocks": [{"text": "x"}]},
    "no kind": {"kind": None},
}


@pytest.mark.parametrize("broken", POISON.values(), ids=POISON.keys())
def test_a_head_that_makes_no_sense_is_a_reject_that_names_what_is_wrong(broken: dict[str, Any]) -> None:
    (name,) = broken
    with pytest.raises(Reject, match=f"{name} of the head"):
        decide(change(None, head("a", **broken)))
    with pytest.raises(Reject, match=f"{name} of the head"):
        decide(change(head("a", **broken), head("b", number=2)))


def test_no_images_are_a_reject() -> None:
    with pytest.raises(Reject, match="neither"):
        decide(change(None, None))


def test_ids_that_come_twice_do_no_harm() -> None:
    old, new = ([{"block_id": name, "type": "paragraph", "text": name} for name in names] for names in ("aab", "baa"))
    assert "blocks_added" not in changed(head(blocks=old), head(number=2, blocks=new))
