"""Text that is only in a script is read, in whatever shape a system keeps it. Nothing else of a script is read."""

import json
from collections.abc import Callable
from contextlib import suppress
from html import escape
from typing import Any

import pytest

from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.extraction.reading.tree import page_tree
from copydesk.extraction.scripts import stories
from copydesk.extraction.scripts.literals import Held, values_of
from copydesk.model import Article, BlockType
from tests.growth import in_linear_time

URL = "https://www.example.com/2024/03/02/a-story"
TITLE = "Extra boats to the outer islands"
PARAGRAPHS = (
    "The ferry company said on Monday that it would run three extra boats a day until the end of September. The boats"
    " had been full since May, and travellers were left standing on the quay.",
    'Residents had asked for more room on the "morning crossing" for years. A petition with four thousand names was'
    " handed to the council in January, together with photographs of queues at the fish market.",
    "Two of the three vessels were built in the nineties and were taken out of service after a fire. They have been"
    " given new motors and a second exit on the car deck, an engineer of the yard explained.",
    "The council will pay a third of the cost, which the mayor put at four million crowns a season. Part of the money"
    " comes from a fee that visitors pay for a night in a hotel, and part from the sale of a warehouse.",
    "Fishermen are less pleased with the plan. The wash of the larger boats breaks over the low wall of the basin, and"
    " last autumn two small craft were torn from their moorings & had to be lifted from the mud.",
    "A study by the coastal office found that the speed of the boats matters more than their size. At six knots the"
    " waves hardly reach the wall, at nine they come over it twice in every crossing.",
)
HTML = "".join(f"<p>{escape(each, quote=False)}</p>" for each in PARAGRAPHS)


def _page(script: str, shown: str = '<div id="root"></div>', title: str = TITLE) -> bytes:
    return f"<html lang=en><head><title>{title}</title></head><body>{shown}{script}</body></html>".encode()


def _read(script: str, shown: str = '<div id="root"></div>', title: str = TITLE) -> Article:
    return extract_article(_page(script, shown, title), url=URL)


def _data(value: Any, name: str = "__NEXT_DATA__") -> str:
    return f'<script id="{name}" type="application/json">{json.dumps(value).replace("</", "<\\/")}</script>'


def _leaves(text: str) -> list[dict[str, Any]]:
    head, tail = text[:30], text[30:]
    return [{"type": "text", "text": head, "marks": [{"type": "bold"}]}, {"type": "text", "text": tail}]


#: These are the same paragraphs as each system keeps them.
SHAPES: dict[str, Any] = {
    "html": HTML,
    "escaped html": escape(HTML),
    "plain": "\n\n".join(PARAGRAPHS),
    "plain by lines": "\n".join(PARAGRAPHS),
    "plain in one": " ".join(PARAGRAPHS),
    "strings": list(PARAGRAPHS),
    "wordpress": {"rendered": HTML, "protected": False},
    "drupal": [{"value": HTML, "format": "full_html", "processed": HTML}],
    "ans": [{"type": "text", "_id": f"A{i}", "content": each} for i, each in enumerate(PARAGRAPHS)],
    "contentful": {
        "nodeType": "document",
        "data": {},
        "content": [
            {"nodeType": "paragraph", "data": {}, "content": [{"nodeType": "text", "value": each, "marks": []}]}
            for each in PARAGRAPHS
        ],
    },
    "portable text": [
        {
            "_type": "block",
            "style": "normal",
            "markDefs": [],
            "children": [{"_type": "span", "text": each[:40], "marks": []}, {"_type": "span", "text": each[40:]}],
        }
        for each in PARAGRAPHS
    ],
    "prosemirror": {"type": "doc", "content": [{"type": "paragraph", "content": _leaves(each)} for each in PARAGRAPHS]},
    "slate": [{"type": "paragraph", "children": [{"text": each[:50]}, {"text": each[50:]}]} for each in PARAGRAPHS],
    "draft": {"blocks": [{"key": "a", "type": "unstyled", "text": each} for each in PARAGRAPHS], "entityMap": {}},
    "editorjs": {"time": 1, "blocks": [{"type": "paragraph", "data": {"text": each}} for each in PARAGRAPHS]},
    "lexical": {"root": {"children": [{"type": "paragraph", "children": _leaves(each)} for each in PARAGRAPHS]}},
    "gutenberg": [
        {"name": "core/paragraph", "attributes": {"content": each}, "innerBlocks": []} for each in PARAGRAPHS
    ],
    "medium": {"bodyModel": {"paragraphs": [{"type": "P", "text": each} for each in PARAGRAPHS]}},
    "guardian": [{"_type": "x.TextBlockElement", "html": f"<p>{escape(each)}</p>"} for each in PARAGRAPHS],
    "bbc": [
        {"type": "text", "model": {"blocks": [{"type": "paragraph", "model": {"text": each}}]}} for each in PARAGRAPHS
    ],
    "quill": {"ops": [{"insert": f"{each}\n"} for each in PARAGRAPHS]},
    "sections": [{"heading": f"Part {i}", "paragraphs": [each]} for i, each in enumerate(PARAGRAPHS)],
    "json in a string": json.dumps({"blocks": [{"type": "paragraph", "data": {"text": each}} for each in PARAGRAPHS]}),
}


def _story(body: Any) -> dict[str, Any]:
    return {"title": TITLE, "slug": "a-story", "body": body}


def _devalued(value: Any) -> list[Any]:
    """Returns a value as devalue flattens it."""
    flat: list[Any] = []

    def put(each: Any) -> int:
        index = len(flat)
        flat.append(None)
        if isinstance(each, dict):
            flat[index] = {key: put(part) for key, part in each.items()}
        elif isinstance(each, list):
            flat[index] = [put(part) for part in each]
        else:
            flat[index] = each
        return index

    put({"data": {"story": value}, "state": {}})
    return flat


def _literal(value: Any) -> str:
    """Returns a value as a bundler prints it: names without quotes, single quotes, undefined."""
    if isinstance(value, dict):
        return "{" + ",".join([*(f"{key}:{_literal(part)}" for key, part in value.items()), "none:undefined,"]) + "}"
    if isinstance(value, list):
        return f"[{','.join(map(_literal, value))}]"
    if isinstance(value, str):
        return "'" + json.dumps(value)[1:-1].replace('\\"', '"').replace("'", "\\'").replace("<", "\\x3C") + "'"
    return json.dumps(value)


def _script(code: str) -> str:
    return f"<script>{code}</script>"


def _fetched(story: Any) -> str:
    held = _json({"status": 200, "body": json.dumps(story)})
    return f"<script type=application/json data-sveltekit-fetched>{held}</script>"


def _called(story: Any) -> str:
    """Returns the function that Nuxt 2 writes, which gives names to its arguments."""
    literal = _literal(story).replace(_literal(TITLE), "a")
    return _script(
        f"window.__NUXT__=(function(a,b){{return {{data:[{{article:{literal},n:b}}]}}}}({_json(TITLE)},null));"
    )


def _started(story: Any) -> str:
    data = f'[null,{{type:"data",data:{_literal(story)},uses:{{}}}}]'
    return _script(f"kit.start(app, element, {{node_ids: [0, 2], data: {data}, form: null}});")


def _queries(story: Any) -> str:
    return _data({"props": {"pageProps": {"dehydratedState": {"queries": [{"state": {"data": story}}]}}}})


def _attribute(story: Any) -> str:
    held = json.dumps({"component": "Post", "props": {"post": story}})
    return f'<div id="app" data-page="{escape(held)}"></div>'


#: A page holds a value in these ways.
HOLDERS: dict[str, Callable[[Any], str]] = {
    "next": lambda story: _data({"props": {"pageProps": {"article": story}}, "page": "/[slug]"}),
    "react query": _queries,
    "nuxt 3": lambda story: _data(_devalued(story), "__NUXT_DATA__"),
    "nuxt 2": _called,
    "sveltekit": _fetched,
    "sveltekit start": _started,
    "redux": lambda story: _script(f"window.__INITIAL_STATE__ = {_json({'post': {'current': story}})};run()"),
    "literal": lambda story: _script(f"var x=1;window.__PRELOADED_STATE__={_literal({'post': story})};"),
    "parsed": lambda story: _script(f"window.__STATE__=JSON.parse({_json(json.dumps(story))});"),
    "fusion": lambda story: _script(
        f"window.Fusion=window.Fusion||{{}};Fusion.globalContent={_json(story)};Fusion.x=1"
    ),
    "inertia": _attribute,
}


def _json(value: Any) -> str:
    return json.dumps(value).replace("</", "<\\/")


def _words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("holder", ["next", "nuxt 3", "literal", "redux"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_text_is_read_in_the_shape_that_a_system_keeps_it_in(shape: str, holder: str) -> None:
    article = _read(HOLDERS[holder](_story(SHAPES[shape])))
    assert [each for each in PARAGRAPHS if each not in _words(article.text)] == []
    assert article.headline == TITLE
    assert "from_script" in article.quality.flags
    assert article.provenance["body"]
    assert article.quality.lost_words == 0
    if shape != "plain in one":
        assert len([block for block in article.blocks if block.type is BlockType.PARAGRAPH]) == len(PARAGRAPHS)


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("shape", ["html", "ans", "portable text"])
def test_a_text_is_read_wherever_a_page_holds_it(holder: str, shape: str) -> None:
    article = _read(HOLDERS[holder](_story(SHAPES[shape])))
    assert [each for each in PARAGRAPHS if each not in _words(article.text)] == []


@pytest.mark.parametrize("body", ["html", "escaped html", "plain", "plain by lines", "plain in one"])
@pytest.mark.parametrize("free", [None, True, False])
def test_the_article_body_of_json_ld_is_read(body: str, *, free: bool | None) -> None:
    thing = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "articleBody": SHAPES[body]}
    thing |= {} if free is None else {"isAccessibleForFree": free}
    article = _read(f'<script type="application/ld+json">{_json(thing)}</script>')
    assert [each for each in PARAGRAPHS if each not in _words(article.text)] == []
    assert article.provenance["body"] == "json-ld articleBody"


def test_entities_of_a_cache_stand_in_the_order_of_their_references() -> None:
    paragraphs = {
        f"Paragraph:p{i}": {"__typename": "Paragraph", "type": "P", "text": each} for i, each in enumerate(PARAGRAPHS)
    }
    shuffled = dict(sorted(paragraphs.items(), reverse=True))
    body = {"bodyModel": {"paragraphs": [{"__ref": name} for name in paragraphs]}}
    state = {"ROOT_QUERY": {"post": {"__ref": "Post:1"}}, **shuffled, "Post:1": {"title": TITLE, "content": body}}
    article = _read(f"<script>window.__APOLLO_STATE__ = {_json(state)}</script>")
    assert _words(article.text) == _words(" ".join(PARAGRAPHS))


def test_parts_of_a_text_are_the_blocks_that_they_are() -> None:
    parts = [
        {"type": "text", "content": PARAGRAPHS[0]},
        {"type": "header", "level": 3, "content": "What it costs"},
        {"type": "text", "content": f'{PARAGRAPHS[1]} <a href="/more">More</a>'},
        {"type": "image", "url": "https://www.example.com/boat.jpg", "caption": "A boat leaves.", "width": 1200},
        {
            "type": "list",
            "list_type": "ordered",
            "items": [{"type": "text", "content": "One boat"}, {"type": "text", "content": "Two boats"}],
        },
        {"type": "interstitial_link", "content": "Another story altogether", "url": "https://www.example.com/other"},
        *({"type": "text", "content": each} for each in PARAGRAPHS[2:]),
    ]
    article = _read(HOLDERS["fusion"](_story(parts)))
    kinds = [block.type for block in article.blocks]
    assert kinds[:5] == ["paragraph", "header", "paragraph", "image", "list"]
    assert (article.blocks[1].level, article.blocks[3].caption) == (3, "A boat leaves.")
    assert [item.text for item in article.blocks[4].items] == ["One boat", "Two boats"]
    assert "Another story" not in article.text


_TEASER = f"<main><h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p><p>{escape(PARAGRAPHS[1])}</p></main>"


@pytest.mark.parametrize("holder", HOLDERS)
def test_where_the_beginning_is_shown_the_whole_is_read(holder: str) -> None:
    article = _read(HOLDERS[holder](_story(SHAPES["html"])), _TEASER)
    assert _words(article.text) == _words(" ".join(PARAGRAPHS))
    assert "from_script" in article.quality.flags


def test_a_page_that_shows_its_text_is_read_as_it_shows_it() -> None:
    article = _read(HOLDERS["next"](_story(SHAPES["html"])), f"<main><h1>{TITLE}</h1>{HTML}</main>")
    assert "from_script" not in article.quality.flags
    assert "body" not in article.provenance


_OTHER = "A whale was seen under the pier on Sunday. It stayed for an hour, and then swam out to the open sea again. "
_NO_STORY: dict[str, Any] = {
    "another story": {"story": {"title": "A whale under the pier", "slug": "whale", "body": _OTHER * 3}},
    "stories in a list": {
        "latest": [{"title": f"Whale {i}", "slug": f"whale-{i}", "body": _OTHER * 9} for i in range(9)]
    },
    "two other stories": {
        "a": {"title": "A whale under the pier", "body": _OTHER * 9},
        "b": {"title": "Old crane to be moved", "body": _OTHER * 8},
    },
    "words of the site": {"i18n": {"consent": _OTHER * 9}, "messages": [_OTHER * 9]},
    "comments": {"article": {"title": TITLE, "comments": [{"text": _OTHER * 3} for _ in range(9)]}},
    "people": {"article": {"title": TITLE, "author": {"bio": _OTHER * 9}}},
    "a teaser": {"article": {"title": TITLE, "description": _OTHER * 9, "excerpt": _OTHER * 9}},
    "code": {"article": {"title": TITLE, "body": "function(a){return a.b.c(d)};" * 90}},
    "addresses": {"article": {"title": TITLE, "body": [f"https://www.example.com/{i}.jpg" for i in range(99)]}},
}


@pytest.mark.parametrize("value", _NO_STORY)
def test_what_is_no_story_of_the_page_is_not_read(value: str) -> None:
    with pytest.raises(Reject) as refused:
        _read(_data(_NO_STORY[value]))
    assert refused.value.reason == "needs_script"


@pytest.mark.parametrize("value", _NO_STORY)
def test_a_short_article_is_not_replaced(value: str) -> None:
    article = _read(_data(_NO_STORY[value]), _TEASER)
    assert _words(article.text) == _words(" ".join(PARAGRAPHS[:2]))


_LIST = "<ul>" + "".join(f"<li><a href=/{i}>Boat {i} of the yard, with two cabins</a>" for i in range(150)) + "</ul>"


@pytest.mark.parametrize(("times", "is_read"), [(1, False), (3, True)])
def test_a_note_in_the_script_of_a_long_list_is_no_article(times: int, *, is_read: bool) -> None:
    page = _page(_data({"guide": {"title": TITLE, "body": HTML * times}}), f"<h1>{TITLE}</h1>{_LIST}")
    if is_read:
        assert extract_article(page, url=URL).provenance["body"] == "__NEXT_DATA__"
        return
    with pytest.raises(Reject) as refused:
        extract_article(page, url=URL)
    assert refused.value.reason == "no_article_text"


def test_a_page_that_declares_an_article_may_show_more_than_its_text() -> None:
    page = _page(_data({"guide": {"title": TITLE, "body": HTML}}), f"<h1>{TITLE}</h1>{_LIST}")
    page = page.replace(b"<head>", b'<head><meta property="og:type" content="article">')
    assert extract_article(page, url=URL).provenance["body"] == "__NEXT_DATA__"


def test_every_text_in_a_string_that_holds_json_is_found() -> None:
    held = {f"part{i}": json.dumps({"title": f"Part {i}", "body": [each + str(i) for each in PARAGRAPHS]})
            for i in range(200)}  # fmt: skip
    assert len(list(stories._stories([Held("state", held)]))) == len(held)


@pytest.mark.parametrize(
    "code",
    [
        "function(){ return {a: [1]} }",
        "a => ({b: '}'})",
        "{f() { if (a < b) { c('{', /* } */ \"[\") } // }\n }}",
        "[new Date(0), `}`, a ? {b: 1} : {}]",
        "{a: 1 + {b: 2}.b}",
    ],
)
def test_a_value_after_code_is_read(code: str) -> None:
    tree = page_tree(f'<body><script>var x = {{f: {code}, g: {{}}}}; var y = {{"z": 1}};{" " * 300}</script>')
    values = {held.name: held.value for held in values_of(tree, 0)}
    assert values["y"] == {"z": 1}


def test_scripts_shorter_than_the_least_are_not_read() -> None:
    tree = page_tree(f"<body>{_data({'a': 'b' * 400}, 'short')}{_data({'a': 'b' * 600}, 'long')}")
    assert [held.name for held in values_of(tree, 500)] == ["long"]


_BARE = {
    "an empty root": '<div id="root"></div><script src="/app.js"></script>',
    "next": '<div id="__next"></div><script src="/app.js"></script>',
    "a root of its own name": "<app-root></app-root><script src=main.js></script>",
    "a word in noscript": "<noscript>You need to enable JavaScript to run this.</noscript><script src=/a.js></script>",
    "in German": "<p>Bitte aktivieren Sie JavaScript in Ihrem Browser.</p><script src=/a.js></script>",
    "a loading line": "<div id=app><div></div></div><p>Loading…</p><script>boot()</script>",
    "nothing at all": "<script src=/a.js></script>",
}


@pytest.mark.parametrize("shown", _BARE)
def test_a_page_that_only_a_script_draws_is_refused_for_that(shown: str) -> None:
    with pytest.raises(Reject) as refused:
        _read("", _BARE[shown])
    assert refused.value.reason == "needs_script"


@pytest.mark.parametrize(
    ("title", "shown", "reason"),
    [
        (
            "Just a moment...",
            "<div id=app></div><noscript>Enable JavaScript and cookies to continue</noscript><script></script>",
            "bot_challenge",
        ),
        ("Access denied", "<p>Please verify you are human.</p><script src=/c.js></script>", "bot_challenge"),
        ("Page not found", "<div id=root></div><h1>Page not found</h1><script src=/c.js></script>", "soft_404"),
        ("Post", "<p>Nothing here.</p>", "no_article_text"),
        (
            "Links",
            "<ul>" + "<li><a href=/a>Another story of the day</a></li>" * 60 + "</ul><script src=/c.js></script>",
            "no_article_text",
        ),
    ],
)
def test_other_pages_without_a_text_have_their_own_reasons(title: str, shown: str, reason: str) -> None:
    with pytest.raises(Reject) as refused:
        _read("", shown, title)
    assert refused.value.reason == reason


def test_a_story_under_a_title_of_the_site_gives_its_own_headline() -> None:
    article = _read(HOLDERS["redux"](_story(SHAPES["html"])), title="Harbour Post")
    assert article.headline == TITLE


#: Makers of scripts by size. An eighth of each is read like the whole. It nests deeper than the standard library reads,
#: and is as long as a script with an article.
_HOSTILE: dict[str, Callable[[int], str]] = {
    "openings": lambda size: "a=[" * size,
    "nested": lambda size: "a=" + "[" * 2 * size + "]" * 2 * size,
    "nested objects": lambda size: "a=" + '{"a":' * 2 * size + "1" + "}" * 2 * size,
    "starts in strings": lambda size: "".join('x={"a":"={","b":' for _ in range(size)),
    "unclosed strings": lambda size: "a={" + "'\\'" * size,
    "unclosed comments": lambda size: "a={" + "/*" * size,
    "quotes": lambda size: "a={" + "\"'`" * size,
    "parentheses": lambda size: "a={b:" + "(" * size,
    "words": lambda size: "a={" + "b " * size,
    "keys": lambda size: "a={" + "b" * size + " " * size,
    "returns": lambda size: "function(" + "a," * size + "){return {" * (size // 60),
    "parse": lambda size: "JSON.parse('{" * size,
    "numbers": lambda size: "a=[" + "1e" * size,
    "deep calls": lambda size: (
        "(function(a){return {b:" + "[" * (size // 66) + "a" + "]" * (size // 66) + "}}(1))" + " " * 300
    ),
}


@pytest.mark.parametrize("make", _HOSTILE.values(), ids=_HOSTILE)
def test_no_script_takes_longer_than_its_length_asks_for(make: Callable[[int], str]) -> None:
    in_linear_time(
        lambda tree: list(values_of(tree, 0)),
        lambda size: page_tree(f"<body><script>{make(size)}</script>"),
        size=60_000,
    )


def _deep(name: str, value: Any, depth: int) -> Any:
    for _ in range(depth):
        value = {name: value}
    return value


def _lists(depth: int, width: int) -> Any:
    value: Any = [PARAGRAPHS[0]] * width
    for _ in range(depth):
        value = [value, [PARAGRAPHS[1]] * 2]
    return value


def _stories(count: int) -> Any:
    return [[{"title": "x", "slug": "y", "text": PARAGRAPHS[0]} for _ in range(count)]] * 50


def _references(count: int) -> Any:
    return {
        f"A:{i}": {"__typename": "A", "text": {"__ref": f"A:{i + 1}"}, "items": [{"__ref": "A:0"}]}
        for i in range(count)
    }


#: Makers of values by size, and the size of each.
_VALUES: dict[str, tuple[Callable[[int], Any], int]] = {
    "nested lists": (lambda size: _lists(50, size), 2_000),
    "lists of stories": (_stories, 500),
    "more stories than are read": (_stories, 2_000),
    "shared parts": (lambda size: [{"data": 1}, *([[1, 1, 1, 1, 1, 1, 1, 1]] * size)], 30_000),
    "chain": (lambda size: [{"data": index + 1} for index in range(size)], 60_000),
    "references": (_references, 15_000),
    "deep titles": (lambda size: _deep("title", "x", size), 900),
    "deep bodies": (lambda size: _deep("body", [PARAGRAPHS[0]] * 9, size), 900),
    "deep addresses": (
        lambda size: [{"type": "image", "url": _deep("url", "https://www.example.com/a.jpg", size)}] * 9,
        900,
    ),
    "brackets": (lambda size: {"body": "<" * size}, 200_000),
    "more brackets than are read": (lambda size: {"body": "<" * size}, 400_000),
    "escaped": (lambda size: {"body": "&lt;" * size}, 200_000),
    "blank lines": (lambda size: {"body": "\n \n" * size}, 200_000),
}


@pytest.mark.parametrize(("make", "size"), _VALUES.values(), ids=_VALUES)
def test_no_value_takes_longer_than_its_size_asks_for(make: Callable[[int], Any], size: int) -> None:
    in_linear_time(_read_if_article, lambda size: _data(make(size)), size)


def _read_if_article(script: str) -> Article | None:
    with suppress(Reject):
        return _read(script)
    return None
