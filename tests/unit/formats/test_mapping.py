"""Each fact and each block has its place in each format."""

import json
from typing import Any

import pytest

from copydesk.formats import MEDIA_TYPES, record, render
from copydesk.model import (
    NAMED_STANDFIRST,
    STANDFIRST_IN_BLOCK,
    STANDFIRST_IN_BODY,
    Article,
    ArticleType,
    Block,
    BlockType,
    Item,
    PubStatus,
    Quality,
)
from tests.unit.formats.making import BLOCKS, FULL, LIVE, article, block, stored

OF_KIND = {each.type: each for each in BLOCKS}
VERSION = "0.10.12"


def by(name: str) -> dict[str, Any]:
    return {"by": [{"type": "author", "name": name, "byline": name}]}


ANS: dict[BlockType, dict[str, Any]] = {
    BlockType.HEADER: {"type": "header", "level": 3, "content": "Next &amp; <em>last</em>"},
    BlockType.PARAGRAPH: {"type": "text", "content": 'It <a href="https://x.org/o">opened</a>.'},
    BlockType.QUOTE: {
        "type": "quote", "subtype": "pullquote", "content_elements": [{"type": "text", "content": "So it is."}],
        "citation": {"type": "text", "content": "Bo Lind"},
    },
    BlockType.LIST: {
        "type": "list", "list_type": "ordered", "items": [
            {"type": "text", "content": "One"},
            {"type": "list", "list_type": "ordered", "items": [{"type": "text", "content": "Two"}]},
        ],
    },
    BlockType.TABLE: {
        "type": "table", "header": [{"type": "text", "content": "Year"}, {"type": "text", "content": "Cars"}],
        "rows": [[{"type": "text", "content": "2023"}, {"type": "text", "content": "7"}]],
        "additional_properties": {"caption": "Traffic"},
    },
    BlockType.IMAGE: {
        "type": "image", "version": VERSION, "url": "https://x.org/i.jpg", "alt_text": "A bridge",
        "caption": "The bridge", "credits": by("Ann Maker"),
    },
    BlockType.GALLERY: {
        "type": "gallery", "version": VERSION, "headlines": {"basic": "The river"},
        "content_elements": [{
            "type": "image", "version": VERSION, "url": "https://x.org/a.jpg", "alt_text": "An arch",
            "caption": "The arch", "credits": by("Getty"),
        }],
    },
    BlockType.VIDEO: {
        "type": "video", "version": VERSION, "headlines": {"basic": "The film"}, "credits": by("Bo Film"),
        "streams": [{"url": "https://x.org/v", "provider": "youtube"}],
    },
    BlockType.AUDIO: {
        "type": "audio", "version": VERSION, "headlines": {"basic": "The sound"}, "credits": by("Cy Sound"),
        "streams": [{"url": "https://x.org/s.mp3"}], "additional_properties": {"provider": "spotify"},
    },
    BlockType.EMBED: {
        "type": "oembed_response", "subtype": "twitter", "raw_oembed": {
            "type": "link", "version": "1.0", "url": "https://x.org/e", "provider_name": "twitter",
            "html": "We <b>rebuild</b>.",
        },
    },
    BlockType.CODE: {"type": "code", "content": "if a < b:\n    go()", "language": ""},
    BlockType.DIVIDER: {"type": "divider"},
    BlockType.ASIDE: {
        "type": "element_group", "subtype": "aside",
        "content_elements": [{"type": "text", "content": "Its length is known."}],
    },
    BlockType.CORRECTION: {"type": "correction", "text": "Correction: it was 1998."},
    BlockType.INTERSTITIAL_LINK: {"type": "interstitial_link", "url": "https://x.org/m", "content": "More"},
    BlockType.LIVE_ENTRY: {
        "type": "header", "subtype": "live_entry", "level": 3, "content": "The vote",
        "additional_properties": {"time": "2024-05-06T10:45:00+01:00", "title": "The vote", "key_event": True},
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", BlockType)
def test_each_block_as_an_element_of_ans(kind: BlockType) -> None:
    [element] = record(article(OF_KIND[kind]), "ans")["content_elements"]
    assert element == ANS[kind] | {"_id": f"b-{kind}"}


def test_many_links_are_lists_of_ten_and_one_that_leads_nowhere_is_text() -> None:
    items = (Item(text="No address"), *(Item(text=str(at), url=f"https://x.org/{at}") for at in range(12)))
    lists = record(article(block(BlockType.INTERSTITIAL_LINK, items=items)), "ans")["content_elements"]
    assert [len(each["items"]) for each in lists] == [10, 3]
    assert lists[0]["items"][0] == {"type": "text", "content": "No address"}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (BlockType.IMAGE, {
            "name": "The bridge", "uri": "https://x.org/i.jpg", "rel": "content", "type": "picture",
            "descriptions": [{"role": "caption", "value": "The bridge"}, {"role": "alt", "value": "A bridge"}],
            "by": "Ann Maker", "renditions": [{"name": "main", "href": "https://x.org/i.jpg"}],
        }),
        (BlockType.VIDEO, {
            "name": "The film", "uri": "https://x.org/v", "rel": "content", "type": "video",
            "descriptions": [{"role": "caption", "value": "The film"}], "by": "Bo Film",
            "infoSources": [{"name": "youtube", "role": "provider"}],
            "renditions": [{"name": "main", "href": "https://x.org/v"}],
        }),
        (BlockType.INTERSTITIAL_LINK, {
            "name": "More", "uri": "https://x.org/m", "rel": "related", "type": "text",
            "descriptions": [{"role": "caption", "value": "More"}],
        }),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_shown_is_associated_in_ninjs(kind: BlockType, expected: dict[str, Any]) -> None:
    assert record(article(OF_KIND[kind], main_image=None), "ninjs")["associations"] == [expected]


@pytest.mark.parametrize(
    ("kind", "member", "expected"),
    [
        (BlockType.IMAGE, "image", {
            "@type": "ImageObject", "contentUrl": "https://x.org/i.jpg", "caption": "The bridge",
            "description": "A bridge", "creditText": "Ann Maker",
        }),
        (BlockType.GALLERY, "hasPart", {
            "@type": "ImageGallery", "name": "The river", "image": [{
                "@type": "ImageObject", "contentUrl": "https://x.org/a.jpg", "caption": "The arch",
                "description": "An arch", "creditText": "Getty",
            }],
        }),
        (BlockType.VIDEO, "video", {
            "@type": "VideoObject", "embedUrl": "https://x.org/v", "caption": "The film", "creditText": "Bo Film",
            "provider": {"@type": "Organization", "name": "youtube"},
        }),
        (BlockType.EMBED, "hasPart", {
            "@type": "CreativeWork", "url": "https://x.org/e", "text": "We rebuild.",
            "provider": {"@type": "Organization", "name": "twitter"},
        }),
        (BlockType.ASIDE, "hasPart", {"@type": "WebPageElement", "text": "Its length is known."}),
        (BlockType.CORRECTION, "correction", {"@type": "CorrectionComment", "text": "Correction: it was 1998."}),
        (BlockType.INTERSTITIAL_LINK, "mentions", {"@type": "WebPage", "name": "More", "url": "https://x.org/m"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_no_text_has_a_place_in_jsonld(kind: BlockType, member: str, expected: dict[str, Any]) -> None:
    made = article(OF_KIND[kind], main_image=None, quotes=())
    assert record(made, "jsonld")[member] == [expected]


def test_a_live_blog_is_told_entry_by_entry_in_jsonld() -> None:
    told = record(LIVE, "jsonld")
    assert told["@type"] == "LiveBlogPosting"
    [update] = told["liveBlogUpdate"]
    assert (update["headline"], update["datePublished"]) == ("The vote", "2024-05-06T10:45:00+01:00")
    assert update["articleBody"].startswith("Next & last\n\nIt opened.")


def test_a_speaker_is_the_creator_of_what_was_said() -> None:
    quotation = {"@type": "Quotation", "text": "So it is.", "creator": {"name": "Bo Lind"}}
    assert quotation in record(FULL, "jsonld")["hasPart"]
    assert {"name": "Bo Lind", "role": "quoted"} in record(FULL, "ninjs")["infoSources"]
    assert record(FULL, "ans")["additional_properties"]["quotes"][0]["speaker"] == "Bo Lind"


@pytest.mark.parametrize(
    ("published", "date_time"),
    [
        ("2024-04-25T12:00:00+02:00", "2024-04-25T12:00:00+02:00"),
        ("2024-04-25T12:00Z", "2024-04-25T12:00:00+00:00"),
        ("2024-04-25T12:00:00", None),
        ("2024-04-25", None),
        (None, None),
    ],
)
def test_a_date_without_time_or_zone_is_never_completed(published: str | None, date_time: str | None) -> None:
    made = article(date_published=published, date_published_raw="25 April" if published else None)
    assert record(made, "ans").get("publish_date") == date_time
    assert record(made, "ninjs").get("contentCreated") == date_time
    assert record(made, "jsonld").get("datePublished") == published
    kept = {each["role"]: each["value"] for each in record(made, "ninjs")["descriptions"]}
    assert kept.get("date_published") == ("25 April" if published and not date_time else None)
    assert record(made, "ans")["additional_properties"].get("date_published") == published


@pytest.mark.parametrize(
    ("url", "path", "external"),
    [
        ("https://example.org/a/b", "/a/b", "https://example.org/a/b"),
        ("https://example.org/a?b=1", "/a?b=1", None),
        ("https://example.org/", "/", None),
        ("https://example.org/" + "a/" * 3_000 + "?", "/" + "a/" * 3_000, "https://example.org/" + "a/" * 3_000),
        ("javascript:alert(1)", "/story", "https://example.org/story"),
    ],
    ids=["plain", "query", "root", "long", "unsafe"],
)
def test_addresses_of_a_story(url: str, path: str, external: str | None) -> None:
    story = record(article(url="https://example.org/story", canonical_url=url), "ans")
    assert (story.get("canonical_url"), story.get("canonical_url_external")) == (path, external)
    assert story["canonical_website"] == "example.org"


def test_a_withdrawn_article_says_so_everywhere() -> None:
    gone = stored(article(pub_status=PubStatus.CANCELED))
    assert record(gone, "ninjs")["pubStatus"] == "canceled"
    assert record(gone, "ans")["revision"] == {
        "revision_id": "3", "published": False, "additional_properties": {"digest": "d3"},
    }  # fmt: skip
    assert record(gone, "jsonld")["creativeWorkStatus"] == "canceled"


def test_what_storing_adds_is_in_every_record() -> None:
    made = stored(FULL)
    ids = {each["role"]: each["value"] for each in record(made, "ninjs")["altIds"]}
    assert (ids["article_id"], ids["duplicate_of"]) == (made.article_id, made.duplicate_of)
    assert record(made, "ninjs")["version"] == "3"
    assert record(made, "ans")["_id"] == made.article_id
    assert record(made, "ans")["additional_properties"]["duplicate_of"] == made.duplicate_of
    assert record(made, "jsonld")["version"] == 3
    plain = record(made, "json")
    assert (plain["article_id"], plain["revision"]) == (made.article_id, {"number": 3, "digest": "d3"})
    assert (plain["headline"], plain["text"]) == (FULL.headline, FULL.text)


def test_a_cut_text_is_partial_and_an_opinion_is_one() -> None:
    made = article(type=ArticleType.OPINION, quality=Quality(score=1.0, flags=("truncated",)))
    assert record(made, "ninjs")["representationType"] == "partial"
    assert record(made, "ninjs")["genres"] == [{"name": "opinion"}]
    assert record(made, "jsonld")["@type"] == "OpinionNewsArticle"
    assert record(made, "ans")["subtype"] == "opinion"


@pytest.mark.parametrize(
    ("provenance", "leads", "is_deck"),
    [(STANDFIRST_IN_BODY, True, False), (NAMED_STANDFIRST, False, True), ("og:description", False, False)],
)
def test_a_standfirst_leads_the_body_only_where_the_page_sets_it_so(
    provenance: str, leads: bool, is_deck: bool
) -> None:
    made = article(OF_KIND[BlockType.PARAGRAPH], provenance={"description": provenance})
    story = record(made, "ans")
    assert (story["content_elements"][0] == {"type": "text", "content": "At last."}) is leads
    assert ("subheadlines" in story) is is_deck
    assert record(made, "ninjs")["bodies"][0]["value"].startswith("<p>At last.</p>") is leads
    assert record(made, "jsonld")["articleBody"].startswith("At last.") is leads


def test_a_standfirst_that_is_a_block_stands_once_where_the_block_does() -> None:
    blocks = (block(BlockType.HEADER, text="Now"), block(BlockType.PARAGRAPH, text="At last."))
    made = article(*blocks, provenance={"description": STANDFIRST_IN_BLOCK})
    assert made.text == "Now\n\nAt last."
    for kind in ("html", "markdown", "text"):
        assert render(made, kind).count("At last.") == 1
    assert "subheadlines" not in record(made, "ans")


def test_an_article_without_an_address_always_gets_the_same_name() -> None:
    made = article(url=None, canonical_url=None)
    assert record(made, "ninjs")["uri"].startswith("urn:uuid:")
    assert record(made, "ninjs")["uri"] == record(made, "ninjs")["uri"]
    assert record(made, "ninjs")["uri"] != record(article(url=None, canonical_url=None, headline="B"), "ninjs")["uri"]


MARKDOWN: list[tuple[Block, str]] = [
    (block(BlockType.PARAGRAPH, text="# No heading"), r"\# No heading"),
    (block(BlockType.PARAGRAPH, text="#hashtag"), "#hashtag"),
    (block(BlockType.PARAGRAPH, text="2024. A year\n- so\n--- "), "2024\\. A year\n\\- so\n\\--- "),
    (block(BlockType.PARAGRAPH, text="-5 & &lt; ~~x~~"), r"-5 & \&lt; \~\~x\~\~"),
    (block(BlockType.PARAGRAPH, text="x", html="<code>a_b `c`</code> <s>d</s>"), "`` a_b `c` `` ~~d~~"),
    (block(BlockType.PARAGRAPH, text="x", html='<a href="https://x.org/(a)">b</a>'), "[b](<https://x.org/(a)>)"),
    (block(BlockType.CODE, text="a\n```\nb"), "````\na\n```\nb\n````"),
    (block(BlockType.TABLE, header=("a_b",), rows=(("*c*",),)), "| a\\_b |\n| --- |\n| \\*c\\* |"),
    (block(BlockType.IMAGE, caption="No address", credit="Bo"), "*No address (Bo)*"),
    (block(BlockType.VIDEO, url="javascript:x", caption="A film", text="Told"), "A film\n\nTold"),
    (block(BlockType.LIST, items=(Item(text="a\nb", items=(Item(text="c"),)),)), "- a\n   b\n   - c"),
]


@pytest.mark.parametrize(("given", "markdown"), MARKDOWN, ids=[each for _, each in MARKDOWN])
def test_markdown_says_what_the_words_say(given: Block, markdown: str) -> None:
    bare = Article(url=None, canonical_url=None, host=None, blocks=(given,))
    assert render(bare, "markdown") == markdown + "\n"


def test_every_format_has_a_media_type_of_its_own() -> None:
    assert len(set(MEDIA_TYPES.values())) == len(MEDIA_TYPES)


def test_json_laid_out_for_a_reader_says_the_same() -> None:
    for form in ("json", "jsonld", "ans", "ninjs"):
        assert json.loads(render(FULL, form, indent=2)) == json.loads(render(FULL, form))
