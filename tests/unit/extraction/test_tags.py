"""The tags of an article come from the list that its page shows, before those that the page declares."""

import pytest

from tests.growth import in_linear_time
from tests.unit.extraction.heads import head_of_html

URL = "https://www.examplepost.example/politics/old-bridge.html"
TEXT = "<p>" + "The council voted on Monday to rebuild the old stone bridge over the river. " * 3 + "</p>"


def _tags(after: str, *, head: str = "", before: str = "") -> tuple[str, ...]:
    body = f"<main><h1>The old bridge</h1>{before}<div class='text'>{TEXT}{TEXT}</div>{after}</main>"
    return head_of_html(body, url=URL, head=head).tags


@pytest.mark.parametrize(
    "shown",
    [
        '<p>Tags: <a href="/t/1" rel="tag">Bridges</a>, <a href="/t/2" rel="tag">Old town</a></p>',
        '<ul class="post-tags"><li><a href="/t/1">Bridges</a></li><li><a href="/t/2">Old town</a></li></ul>',
        '<div class="field--name-field-tags"><div>Tags</div><div><a href="/t/1">Bridges</a></div>'
        '<div><a href="/t/2">Old town</a></div></div>',
        '<div class="x1"><div><a href="/news/topics/c1">Bridges</a></div>'
        '<div><a href="/news/topics/c2">Old town</a></div></div>',
        '<ul><li><a href="/thema/bruecken">Bridges</a></li><li><a href="/politik/themen/x">Old town</a></li></ul>',
        '<div><a class="topic-tag" href="/b">Bridges</a> <a class="topic-tag" href="/o">Old town</a></div>',
        '<div><a href="/tag/b"><div>Bridges</div></a><a href="/tag/o"><div>Old town</div></a></div>',
        "<h4>Mehr zum Thema</h4><p><a href='/b'>Bridges</a> <a href='/o'>Old town</a></p>",
        "<h4>Mots-clés :</h4><ul><li><a href='/b'>Bridges</a><li><a href='/o'>Old town</a></ul>",
        "<p>Теги: <a href='/b'>Bridges</a>, <a href='/o'>Old town</a></p>",
        "<p>標籤：<a href='/b'>Bridges</a> <a href='/o'>Old town</a></p>",
        "<div>Související témata:</div><div><a href='/b'>Bridges</a></div><div><a href='/o'>Old town</a></div>",
        "<p>Etiquetas: <a href='/b'>#Bridges</a> <a href='/o'>#Old town</a></p>",
        "<p>Labels: <a href='/search/label/b'>Bridges</a>, <a href='/search/label/o'>Old town</a></p>",
        "<p><a href='/list?tag=b'>Bridges</a> · <a href='/list?tag=o'>Old town</a></p>",
        "<p>Lesen Sie mehr zum Thema</p><nav><a href='/b'>Bridges</a> <a href='/o'>Old town</a></nav>",
        "<h3>Schlagwörter zu diesem Artikel</h3><p><a href='/b'>Bridges</a> <a href='/o'>Old town</a></p>",
        "<h3>Read more about</h3><p><a href='/b'>Bridges</a> <a href='/o'>Old town</a></p>",
        "<h3>■関連キーワード</h3><p><a href='/b'>Bridges</a> <a href='/o'>Old town</a></p>",
        "<p class='tags'><a href='/b'>Zur Themenseite Bridges</a> <a href='/o'>Alles zu: Old town</a></p>",
    ],
)
def test_the_list_of_tags_that_a_page_shows(shown: str) -> None:
    declared = '<meta name="keywords" content="bridge, council, news, post">'
    for head in ("", declared):
        assert _tags(shown, head=head) == ("Bridges", "Old town")
        assert _tags(f"<div class='share'><a href='/s'>Share</a></div>{shown}", head=head) == ("Bridges", "Old town")
        assert _tags("", before=shown, head=head) == ("Bridges", "Old town")


@pytest.mark.parametrize(
    "shown",
    [
        '<nav><a href="/tag/b">Bridges</a></nav>',
        '<div class="tagcloud"><a rel="tag" href="/tag/b">Bridges</a> <a rel="tag" href="/tag/c">Cars</a></div>',
        '<div class="trending-topics"><a href="/topic/b">Bridges</a></div>',
        '<div class="related-cards"><div class="card"><a class="tag" href="/tag/b">Bridges</a></div></div>',
        '<p>Filed in <a href="/category/b" rel="category tag">Bridges</a></p>',
        f'<div class="tag-bridges">{TEXT}<a href="/next">Next story</a></div>',
        "<h4>Topics</h4><p><a href='/b'>The council has voted for a new bridge over the river</a></p>",
        '<p><a href="/b">Bridges</a></p>',
        "<h4>More topics</h4><ul><li><a href='/topic/b'>Bridges</a></li></ul>",
        "<div>Weitere Themen</div><ul><li><a href='/thema/b'>Bridges</a></li></ul>",
        '<div class="tags"><a href="https://s.example/share">Share</a> <a href="mailto:a@b.example">Mail</a></div>',
        '<div class="topics"><a href="#next">Skip to the next part</a></div>',
        "<h4>Company</h4><ul><li><a href='/about'>About us</a></li><li><a href='/jobs'>Jobs</a></li></ul>",
        f'<div class="topics"><a href="{URL}#next">Skip to the next part</a></div>',
        '<div class="topics"><a href="/more">More of the world</a> <a href="/2026/1">1/24/26</a></div>',
        '<div class="topics"><a href="/themen">Alle Themen</a></div>',
        '<ul class="tags-index"><li><a href="/tag/a">A</a></li><li><a href="/tag/b">B</a></li></ul>',
        '<p>A longer sentence tells more of <a href="/tag/b">Bridges</a> and of what they cost.</p>',
    ],
)
def test_other_links_are_no_tags(shown: str) -> None:
    assert _tags(shown) == ()


def test_the_tags_of_other_stories_stand_after_those_of_the_article() -> None:
    own = '<div class="tags"><a href="/tag/b">Bridges</a></div>'
    other = '<div class="story"><h3>Another story</h3><div class="tags"><a href="/tag/c">Cars</a></div></div>'
    assert _tags(own + other) == ("Bridges",)


def test_the_footer_of_a_site_has_no_tags_of_an_article() -> None:
    footer = '<footer><ol><li><a href="/thema/bridges">Bridges</a></li></ol></footer>'
    assert _tags(f"</main>{footer}") == ()
    assert _tags(f"<article>{footer}</article>") == ("Bridges",)


def test_lists_of_one_kind_after_the_other_are_the_articles() -> None:
    lists = "<h3>{}</h3><ul class='story-tags'><li><a rel='tag' href='/t/{}'>{}</a></li></ul>"
    names = [("Topics", "Bridges"), ("Related people", "Old town"), ("Places in this story", "Westlamp")]
    shown = "".join(lists.format(label, name, name) for label, name in names)
    assert _tags(shown) == ("Bridges", "Old town", "Westlamp")


@pytest.mark.parametrize(
    "line",
    [
        "<a href='/blog/category/towns'>Towns</a><a href='/blog?author=5'>Ann Lee</a><a href='/a'>March 11, 2024</a>{}",
        "Posted in <a href='/category/towns' rel='category tag'>Towns</a>. {}",
        "{} · <a href='/author/ann'>Ann Lee</a>",
    ],
)
def test_the_category_and_the_author_in_a_line_with_tags(line: str) -> None:
    tags = "<a href='/tag/b'>Bridges</a>, <a href='/tag/o'>Old town</a>"
    assert _tags(f"<p>{line.format(tags)}</p>") == ("Bridges", "Old town")
    assert _tags(f"<p>{line.format('')}</p>") == ()
    assert _tags(f"<p>{line.format(tags)}, <a href='/buy'>Buy</a></p>") == ()


@pytest.mark.parametrize(
    ("declared", "tags"),
    [
        ("bridges,old_town,e!_river", ("bridges", "old town", "e! river")),
        ("bridges,Old town,old_bridge,b_1", ("bridges", "Old town")),
        ("bridges,old_bridge", ("bridges",)),
    ],
)
def test_underscores_in_place_of_spaces(declared: str, tags: tuple[str, ...]) -> None:
    assert _tags("", head=f'<meta property="article:tag" content="{declared}">') == tags


def test_the_author_is_no_tag() -> None:
    head = '<meta name="author" content="Ann Lee">'
    assert _tags('<p>Tags: <a href="/t/1">Bridges</a>, <a href="/t/2">Ann Lee</a></p>', head=head) == ("Bridges",)


def test_what_is_declared_where_no_list_is_shown() -> None:
    for name in ("article:tag", "news_keywords", "keywords", "parsely-tags"):
        assert _tags("", head=f'<meta name="{name}" content="Bridges,Old town">') == ("Bridges", "Old town")


@pytest.mark.parametrize("part", ["<div class='tags'><a href='/tag/b'>Bridges</a></div>", "<a href='/tag/b'>B1</a> "])
def test_long_lists_take_linear_time(part: str) -> None:
    in_linear_time(_tags, lambda size: part * size, 4_000)


@pytest.mark.parametrize(
    ("declared", "tags"),
    [
        ("Bridges: The Old Town, ", ("Bridges: The Old Town",)),
        ("Category: Bridges, siteGroup: CO, type: story, bridge:old, old_bridge, River", ("River",)),
    ],
)
def test_a_title_with_a_colon_is_a_tag_and_a_key_with_its_value_is_none(declared: str, tags: tuple[str, ...]) -> None:
    assert _tags("", head=f'<meta name="keywords" content="{declared}">') == tags
