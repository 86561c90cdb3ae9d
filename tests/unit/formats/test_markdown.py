"""Rendered Markdown equals its blocks in words, emphasis, links and kinds. markdown-it renders it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.formats import render
from copydesk.formats.markdown_inline import inline_markdown
from copydesk.formats.safe import safe_html
from copydesk.model import Article, Block, BlockType, Item
from tests.markdown_reading import faults, read, set_as_html
from tests.unit.formats.making import BLOCKS, block, page_article, page_names

INLINE = {
    # Space within the tags.
    "<b>Name: </b>text": "**Name:** text",
    "a<b> name </b>b": "a **name** b",
    "x<em> </em>y": "x y",
    "a <a href='x'>b</a>": "a \\<a href='x'\\>b",
    'a<a href="https://x.org/"> b </a>c': "a [b](https://x.org/) c",
    "<em>One </em><br>\n<em> Two</em>": "*One*  \n*Two*",
    "a<strong>\u00a0b</strong>": "a\u00a0**b**",
    # Neighbours.
    "<em>a</em><em>b</em>": "*ab*",
    "<i>a</i><em> b</em>": "*a b*",
    "<b>a</b> <b>b</b>": "**a** **b**",
    "<b>a</b><em>b</em>": "**a**<em>b</em>",
    "<code>a</code><code>b</code>": "`ab`",
    "<code>a</code><b><code>b</code></b>": "`a`**`b`**",
    # Nested and crossing.
    "<b><i>a</i></b> b": "***a*** b",
    "<b><strong>a</strong> b</b>": "**a b**",
    "<em>a <b>b</b></em>": "*a **b***",
    "<em><b>a</b> b</em>": "***a** b*",
    "<b>a<i>b</b>c</i>": "<strong>a*b*</strong>c",
    "<em>a<b>b</b>c</em>": "*a<strong>b</strong>c*",
    "<s>a <b>b</b></s>": "~~a **b**~~",
    # Within words, and where CommonMark takes no mark.
    "un<em>believ</em>able": "un*believ*able",
    "<b>Name:</b>text": "<strong>Name:</strong>text",
    "<b>「東京」</b>は": "<strong>「東京」</strong>は",
    "<b>東京</b>は": "**東京**は",
    "a<b>€5</b> b": "a<strong>€5</strong> b",
    "“<em>Emma</em>”": "“*Emma*”",
    "<em>“Emma”</em>, she": "*“Emma”*, she",
    "<s>5.</s>6": "<s>5.</s>6",
    # Line breaks.
    "<strong>One<br>\nTwo</strong>": "**One  \nTwo**",
    "a<br>\n<br>\nb": "a  \nb",
    "<br>\na<br>\n": "a",
    "a<br>\n- b<br>\n1. c<br>\n# d<br>\n=<br>\n--|--": "a  \n\\- b  \n1\\. c  \n\\# d  \n\\=  \n\\--|--",
    # Scripts.
    "10<sup>6</sup> of H<sub>2</sub>O": "10<sup>6</sup> of H<sub>2</sub>O",
    "<sup>1</sup><em> a</em>": "<sup>1</sup> *a*",
    # Code.
    "<code>a_b*c</code>": "`a_b*c`",
    "<code>`</code>": "`` ` ``",
    "<code> a </code>b": "`a` b",
    "<code>a<br>\nb</code>": "`a`  \n`b`",
    "<code>&lt;x&gt;</code>": "`<x>`",
    # Links.
    'this!<a href="https://x.org/">it</a>': "this\\![it](https://x.org/)",
    '<a href="https://x.org/"><b>a</b></a><b> b</b>': "**[a](https://x.org/) b**",
    '<a href="https://x.org/a(b">[c]</a>': "[\\[c\\]](<https://x.org/a(b>)",
    '<a href="https://x.org/a b">c</a>': "[c](https://x.org/a%20b)",
    '<a href="https://x.org/?a=1&amp;copy;=2">c</a>': "[c](https://x.org/?a=1&amp;copy;=2)",
    '<a href="https://x.org/"> </a>b': "b",
    # What would become markup.
    "*a* _b_ `c` ~~d~~ [e](f) <u>g</u> &lt;x&gt; &amp;amp; \\": (
        "\\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~ \\[e\\](f) g \\<x\\> \\&amp; \\\\"
    ),
    "&amp;<u>amp;</u> https://x.org/a_b": "\\&amp; https://x.org/a\\_b",
}


@pytest.mark.parametrize(("html", "markdown"), INLINE.items(), ids=INLINE)
def test_inline_markup_reads_the_same(html: str, markdown: str) -> None:
    assert inline_markdown(html) == markdown
    assert read(set_as_html(markdown)) == read(f"<p>{safe_html(html)}")


WORDS = (
    *"a b中。€😀(:`*=_é#\\",
    *(
        "b c",
        " d",
        "e ",
        "!",
        ").",
        "_x_",
        "“q”",
        "$5",
        "[z]",
        "1. ",
        "- ",
        "+ ",
        "# ",
        "&amp;amp;",
        "~~",
        " ",
        "&lt;x>",
    ),
    *("x:", "a_b", "| - |", "https://x.org/a_b_c", "<br>\n", "\u00a0"),
)
TAGS = ("b", "strong", "em", "i", "s", "del", "code", "sup", "sub", "u", 'a href="https://x.org/(b"')
MARKUP = st.recursive(
    st.sampled_from(WORDS),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        st.sampled_from(TAGS),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(MARKUP, min_size=1, max_size=4))
def test_any_inline_markup_reads_the_same(parts: list[str]) -> None:
    html = "".join(parts)
    assert read(set_as_html(inline_markdown(html))) == read(f"<p>{safe_html(html)}")
    assert [
        *faults([block(BlockType.PARAGRAPH, html=html, text="x"), block(BlockType.HEADER, html=html, text="x")])
    ] == []


ODD = "a|b\\|c\n# d *e* &amp; <u>"
CELLS: list[dict[str, Any]] = [
    {"header": ("Year",), "rows": (("2023", "7", "8"),)},
    {"header": (), "rows": (("2023", "7"), ("2024",))},
    {"header": ("a", "b", "c"), "rows": (("1",),)},
    {"header": (ODD, ODD), "rows": ((ODD, ODD),), "caption": ODD},
    {"header": ("", ""), "rows": (("", "x"),)},
    {"header": ("only",), "rows": ()},
]


@pytest.mark.parametrize("content", CELLS, ids=range(len(CELLS)))
def test_a_table_is_a_table_with_all_its_cells(content: dict[str, Any]) -> None:
    assert [*faults([block(BlockType.TABLE, **content)])] == []


@pytest.mark.parametrize("text", ["# a", "- a", "1) a", "a #", "a ##", "#", "C#", "> a", "```", "***", "a\n===", "+ a"])
@pytest.mark.parametrize("kind", BlockType)
def test_text_never_becomes_markup(kind: BlockType, text: str) -> None:
    item = Item(text=text, url="https://x.org/", credit=text, alt=text, items=(Item(text=text),))
    linked = {"url": "https://x.org/", "provider": text}
    content: dict[str, Any] = {"caption": text, "credit": text, "attribution": text, "items": (item,), "alt": text}
    rows = {"header": (text,), "rows": ((text, text),)}
    given = [block(kind, text=text, **content, **linked, **rows), block(kind, text=text, caption=text, **rows)]
    assert [*faults(each for each in given if kind is not BlockType.DIVIDER)] == []


@pytest.mark.parametrize("text", ["a\u2028b", "a\u0085b", "a\x00# b", "a\n\x00# b", "a\x0cb"])
def test_a_quotation_has_no_other_lines_than_its_own(text: str) -> None:
    assert [*faults([block(BlockType.QUOTE, text=text, attribution="x"), block(BlockType.PARAGRAPH, text=text)])] == []


def test_code_ends_where_it_ends() -> None:
    assert [*faults([block(BlockType.CODE, text="a\n``\x00`\nb"), block(BlockType.CODE, text="````\n~~~")])] == []


def test_an_address_in_the_head_is_read_as_it_is() -> None:
    made = Article(url="https://x.org/_a_/*b*", canonical_url=None, host=None)
    assert render(made, "markdown") == "<https://x.org/_a_/*b*>\n"


def test_every_block_of_the_pages_reads_the_same() -> None:
    assert [(name, fault) for name in page_names() for fault in faults(page_article(name).blocks)] == []


def test_every_kind_of_block_reads_the_same() -> None:
    assert [*faults(BLOCKS)] == []


def test_an_item_without_words_has_no_mark_of_its_own() -> None:
    inner = Item(text="Complete a query", items=(Item(text="Preview"),))
    made = block(BlockType.LIST, items=(Item(text="See:", items=(Item(text="", items=(inner,)),)),))
    assert list(faults([made])) == []


@pytest.mark.parametrize("words", ["C#", "a \\###", "#", "##", "a#b ##", "a" + "#b" * 100_000])
def test_signs_at_the_end_of_a_heading_are_words(words: str) -> None:
    assert list(faults([block(BlockType.HEADER, level=2, text=words)])) == []


def test_the_check_sees_what_is_wrong() -> None:
    assert read(set_as_html("**Name: **text")) != read("<p><strong>Name: </strong>text")
    assert read(set_as_html("a b")) != read("<p>ab")
    assert [*faults([Block(block_id="b", digest="d", type=BlockType.LIST, text="x", items=(Item(html="<b>x"),))])] == []
