"""The pages of an article become one article, with each word once and each block with its page."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup

from copydesk.body import packed, unpacked
from copydesk.extraction import extract_article, joining
from copydesk.extraction.blocks.draft import finish
from copydesk.extraction.blocks.split import split
from copydesk.extraction.checks.fingerprint import simhash
from copydesk.extraction.joining import join
from copydesk.model import Article, BlockType, to_plain
from copydesk.words import count_words

DATED = '<meta property="article:published_time" content="2024-05-06">'
URL = "https://news.example/a/old-bridge-falls"
STANDFIRST = "The council has decided that the old bridge is rebuilt, and says what this will cost the whole city."
AUTHOR = "Jane Doe has written about the bridges of the city and their history for more than twenty years now."
ONE = (
    "The city council voted on Monday to rebuild the old stone bridge over the river, ending a long dispute.",
    "Mayor Margaret Hill opened the debate, and the whole council listened to her for nearly an hour.",
    "Work is due to begin in the spring and to last two years, during which a ferry will carry pedestrians.",
)
TWO = (
    "“The bridge belongs to everybody in this city,” Hill said after the vote of the council on Monday night.",
    "Shopkeepers on the eastern side had feared that a long closure would cost them most of their customers.",
    "The ferry will leave from the old mill, where the council has already had a landing stage built.",
)
THREE = (
    "Engineers rejected that plan because the central arch cannot carry any traffic while it is renewed.",
    "The stones of the old bridge are numbered and kept in a field, so that each returns to its old place.",
    "A first train of carts is expected in March, if the river does not carry too much water until then.",
)


def page(
    number: int, *texts: str, of: int = 3, head: str = DATED, headline: str = "Council rebuilds old bridge"
) -> Article:
    """Returns the article of a page with a full pager, as extraction reads it."""
    urls = {each: URL if each == 1 else f"{URL}?page={each}" for each in range(1, of + 1)}
    pager = "".join(f'<a href="{url}">{each}</a>' for each, url in urls.items() if each != number)
    body = "".join(f"<p>{text}</p>" if text[:1] != "<" else text for text in texts)
    html = (
        f"<html lang=en><head><title>{headline}</title>{head}</head><body><main><article><h1>{headline}</h1>{body}"
        f'</article><div class="pagination">{pager}</div></main></body></html>'
    )
    return extract_article(html.encode(), url=urls[number])


def joined(*pages: Article) -> Article:
    return join(pages[0], {str(each.url): each for each in pages[1:]}.get).article


def texts(article: Article) -> list[tuple[str, str | None]]:
    return [(block.text, block.page and block.page.removeprefix(URL)) for block in article.blocks]


def of(page: str | None, lines: Sequence[str]) -> list[tuple[str, str | None]]:
    return [(line, page) for line in lines]


def test_pages_become_one_article_in_order() -> None:
    made = joined(page(1, *ONE), page(2, *TWO), page(3, *THREE))
    assert texts(made) == of(None, ONE) + of("?page=2", TWO) + of("?page=3", THREE)
    assert (made.url, made.headline) == (URL, "Council rebuilds old bridge")
    assert made.pages == (f"{URL}?page=2", f"{URL}?page=3")
    assert made.next_page is None
    assert made.word_count == count_words(made.text)
    assert made.fingerprint == simhash(made.text)


def test_a_page_that_links_only_its_neighbours_leads_to_the_others() -> None:
    two, three = f"{URL}?page=2", f"{URL}?page=3"
    first = replace(page(1, *ONE), pages=(two,))
    asked: list[str] = []
    pages = {two: page(2, *TWO), three: replace(page(3, *THREE), pages=(two,))}

    def read(url: str) -> Article | None:
        asked.append(url)
        return pages.get(url)

    made = join(first, read)
    assert asked == [two, three]
    assert made.pages == {two, three}
    assert texts(made.article)[-1] == (THREE[-1], "?page=3")


def test_a_page_that_was_found_late_has_its_place() -> None:
    """Page 1 links page 3 and no page 2; page 3 links page 2."""
    pages = {str(each.url): each for each in (page(2, *TWO), page(3, *THREE))}
    made = join(replace(page(1, *ONE), pages=(f"{URL}?page=3",)), pages.get).article
    assert [each for _, each in texts(made)] == [None] * 3 + ["?page=2"] * 3 + ["?page=3"] * 3


def test_a_page_that_is_missing_is_the_next_page() -> None:
    made = joined(page(1, *ONE), page(3, *THREE))
    assert texts(made) == of(None, ONE) + of("?page=3", THREE)
    assert made.next_page == f"{URL}?page=2"


def test_without_another_page_the_article_stays_as_it_is() -> None:
    first = page(1, *ONE)
    assert joined(first) == first


def test_what_each_page_repeats_is_there_once() -> None:
    picture = (
        '<figure><img src="/lead.jpg" width=800 height=500><figcaption>The old bridge in May</figcaption></figure>'
    )
    pages = [page(number, picture, STANDFIRST, *own, AUTHOR) for number, own in ((1, ONE), (2, TWO), (3, THREE))]
    made = joined(*pages)
    lines = [text for text, _ in texts(made) if text]
    assert lines == [STANDFIRST, *ONE, *TWO, *THREE, AUTHOR]
    assert sum(block.type is BlockType.IMAGE for block in made.blocks) == 1
    assert texts(made)[-1] == (AUTHOR, "?page=3")
    assert made.quality.left_out["repeated"] >= 2 * count_words(f"{STANDFIRST} {AUTHOR}")


def test_a_line_that_returns_within_a_page_stays() -> None:
    refrain = "And the river runs on, as it ran before the bridge and will run long after it is gone again."
    made = joined(page(1, *ONE[:2], refrain, ONE[2], of=2), page(2, TWO[0], refrain, *TWO[1:], of=2))
    assert [text for text, _ in texts(made)].count(refrain) == 2
    assert len({block.block_id for block in made.blocks}) == len(made.blocks)


def test_pages_of_comments_add_nothing() -> None:
    made = join(page(1, *ONE), {f"{URL}?page=2": page(2, *ONE)}.get)
    assert texts(made.article) == of(None, ONE)
    assert made.pages == {f"{URL}?page=2"}


def test_the_same_text_with_something_new_is_no_page_of_the_article() -> None:
    """Its new words would be lost, because they are in no other article."""
    made = join(page(1, *ONE), {f"{URL}?page=2": page(2, *ONE, TWO[1], TWO[2])}.get)
    assert texts(made.article) == of(None, ONE)
    assert made.pages == frozenset()


def test_a_quote_finds_its_speaker_on_the_page_before() -> None:
    made = joined(page(1, *ONE), page(2, *TWO), page(3, *THREE))
    (quote,) = made.quotes
    block = next(each for each in made.blocks if each.block_id == quote.block_id)
    assert block.text[quote.start : quote.end] == quote.text
    assert (quote.speaker, block.page) == ("Margaret Hill", f"{URL}?page=2")
    assert [each.speaker for each in page(2, *TWO).quotes] == ["Hill"]


def test_pages_of_two_days_are_two_stories() -> None:
    heads = [DATED, DATED.replace("05-06", "05-07")]
    made = join(page(1, *ONE, head=heads[0]), {f"{URL}?page=2": page(2, *TWO, head=heads[1])}.get)
    assert texts(made.article) == of(None, ONE)
    assert made.pages == frozenset()


def test_the_headline_of_a_later_page_is_a_heading() -> None:
    made = joined(page(1, *ONE, of=2), page(2, *TWO, of=2, headline="What the ferry costs"))
    assert made.blocks[3].type is BlockType.HEADER
    assert texts(made)[3] == ("What the ferry costs", "?page=2")
    assert made.blocks[4].section == "What the ferry costs"
    numbered = joined(page(1, *ONE, of=2), page(2, *TWO, of=2, headline="Council rebuilds old bridge – page 2"))
    assert texts(numbered) == of(None, ONE) + of("?page=2", TWO)


def flagged(article: Article, *flags: str, **quality: Any) -> Article:
    return replace(article, quality=replace(article.quality, flags=flags, **quality))


def test_quality_is_that_of_the_worst_page() -> None:
    first = flagged(page(1, *ONE), "truncated", score=0.9, lost_words=3)
    second = flagged(page(2, *TWO), "parted", "truncated", score=0.4, lost_words=5)
    made = joined(first, second, page(3, *THREE))
    assert (made.quality.score, made.quality.flags, made.quality.lost_words) == (0.4, ("parted",), 8)
    assert joined(first, second).quality.flags == ("truncated", "parted")


def test_the_text_has_the_bound_of_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [page(1, *ONE), page(2, *TWO), page(3, *THREE)]
    monkeypatch.setattr(joining, "MOST_CHARACTERS", len("\n\n".join((*ONE, *TWO))) + 10)
    made = joined(*pages)
    assert texts(made) == of(None, ONE) + of("?page=2", TWO)
    assert made.next_page == f"{URL}?page=3"


def test_the_number_of_pages_has_a_bound() -> None:
    asked: list[str] = []
    first = replace(page(1, *ONE), pages=tuple(f"{URL}?page={each}" for each in range(2, 200)))
    join(first, asked.append)
    assert len(asked) == joining.MOST_PAGES - 1


def test_the_page_of_a_block_is_stored_and_its_id_does_not_depend_on_it() -> None:
    made = joined(page(1, *ONE, of=2), page(2, *TWO, of=2))
    plain = to_plain(made)
    assert unpacked(packed(plain))["blocks"] == plain["blocks"]
    assert [block["page"] for block in plain["blocks"][3:]] == [f"{URL}?page=2"] * 3
    alone = {block.block_id for block in page(2, *TWO, of=2).blocks}
    assert {block.block_id for block in made.blocks[3:]} == alone


_TIMED = '<meta property="article:published_time" content="2024-05-06T{}:00+00:00">'
_BY = '<meta name="author" content="{}">'
_SERIES = {
    "other headlines": ("Mayor resigns over the budget", "Why voters left the mayor", DATED, DATED),
    "the same with one word more": ("Mayor resigns", "Mayor resigns again", DATED, DATED),
    "numbers of stories": ("The flood, part 1", "The flood, part 2", DATED, DATED),
    "other authors": ("Letters to the editor", "Letters to the editor", DATED + _BY.format("Ann Roe"),
                      DATED + _BY.format("Tom Poe")),
    "other times": ("Letters to the editor", "Letters to the editor", _TIMED.format("08:00"), _TIMED.format("18:00")),
}  # fmt: skip


@pytest.mark.parametrize("marker", ["-2.html", "/2/"])
@pytest.mark.parametrize("name", _SERIES)
def test_stories_of_a_series_stay_apart(name: str, marker: str) -> None:
    headline, other, head, its_head = _SERIES[name]
    second = f"{URL}{marker}"
    first = replace(page(1, *ONE, headline=headline, head=head), pages=(second,))
    later = replace(page(2, *TWO, headline=other, head=its_head), url=second)
    made = join(first, {second: later}.get)
    assert (made.pages, made.article.text) == (frozenset(), first.text)


@pytest.mark.parametrize("number", [" - page 2", " (Seite 2)", ", page 2 of 3", " 2/3", ""])
def test_a_page_number_makes_no_other_headline(number: str) -> None:
    second = f"{URL}-2.html"
    first = replace(page(1, *ONE), pages=(second,), next_page=second)
    made = join(first, {second: replace(page(2, *TWO), url=second, headline=f"{first.headline}{number}")}.get)
    assert made.pages == {second}


def test_one_moment_in_two_zones_is_one_date() -> None:
    times = ("2024-05-06T23:30:00-04:00", "2024-05-07T03:30:00+00:00")
    first, second = (replace(page(1, *ONE), date_published=times[0]), replace(page(2, *TWO), date_published=times[1]))
    assert len(joined(first, second).blocks) == len(first.blocks) + len(second.blocks)


@pytest.mark.parametrize("head", ["", DATED])
def test_a_page_with_another_headline_is_joined_only_if_both_have_a_date(head: str) -> None:
    made = joined(page(1, *ONE), replace(page(2, *TWO, headline="Ferry to leave from the mill"),
                                         date_published="2024-05-06" if head else None))  # fmt: skip
    assert (len(made.text) > len(page(1, *ONE).text)) is bool(head)


@pytest.mark.parametrize(
    "slide",
    [
        '<figure><img src="/{0}.jpg" width=900 height=600><figcaption>Arch {0} of the bridge</figcaption></figure>',
        "<h2>Arch {0}</h2><p>It has stood since 18{0}0 and carries no cart.</p>",
        "<h2>Arch {0}</h2><table><tr><th>Year<th>Height<tr><td>18{0}0<td>{0} m</table>",
    ],
)
def test_the_slides_of_a_show_are_joined_and_its_text_is_there_once(slide: str) -> None:
    pages = [page(number, *ONE, *TWO, slide.format(number)) for number in (1, 2, 3)]
    made = joined(*pages)
    added = len(pages[0].blocks) - len(ONE) - len(TWO)
    assert len(made.blocks) == len(pages[0].blocks) + 2 * added
    assert made.text.count(ONE[0]) == 1


def test_the_first_page_that_was_not_read_is_the_next_one() -> None:
    urls = tuple(f"{URL}?page={number}" for number in range(2, 60))
    first = replace(page(1, *ONE), pages=urls, next_page=urls[0])
    made = join(first, lambda url: replace(page(2, *TWO, f"Line {url} of the long story of the bridge."), url=url))
    assert len(made.pages) == joining.MOST_PAGES - 1
    assert made.article.next_page == f"{URL}?page={joining.MOST_PAGES + 1}"


@pytest.mark.parametrize("start", [(), (STANDFIRST,)])
def test_a_page_that_shows_all_pages_doubles_nothing(start: Sequence[str]) -> None:
    """It may begin with a line of its own. Page 3 then brings nothing new."""
    made = joined(page(1, *ONE), page(2, *start, *ONE, *TWO, *THREE), page(3, *THREE))
    assert [text for text, _ in texts(made)] == [*ONE, *start, *TWO, *THREE]
    assert made.next_page is None


@pytest.mark.parametrize("heading", ["", "<h2>The ferry</h2>"])
@pytest.mark.parametrize("recap", [ONE[0], f"{ONE[0][:70]}…", f"{ONE[0][:70]} [...]"])
def test_a_page_may_begin_with_words_of_the_page_before(heading: str, recap: str) -> None:
    lines = [heading] * bool(heading)
    made = joined(page(1, *ONE, of=2), page(2, *lines, recap, *TWO, of=2))
    assert [text for text, _ in texts(made)] == [*ONE, *(["The ferry"] * bool(heading)), *TWO]


@pytest.mark.parametrize("separator", [" ", "\n\n"])
def test_pages_that_declare_the_whole_text_double_nothing(separator: str) -> None:
    """Some sites declare the text of all pages on each, without its headings."""
    declared = json.dumps({"@type": "NewsArticle", "articleBody": separator.join((*ONE, *TWO, *THREE))})
    head = f'{DATED}<script type="application/ld+json">{declared}</script>'
    later = page(2, "<h2>The ferry</h2>", *TWO, head=head), page(3, "<h2>The plan</h2>", *THREE, head=head)
    assert [block.text for block in later[0].blocks] == ["The ferry", *TWO]
    assert [text for text, _ in texts(joined(page(1, *ONE), *later))] == [
        *(*ONE, "The ferry", *TWO),
        *("The plan", *THREE),
    ]
    declared_on_1 = joined(page(1, *ONE, head=head), *later)
    assert declared_on_1.blocks == page(1, *ONE, head=head).blocks


def test_a_page_may_begin_with_the_description() -> None:
    first = replace(page(1, *ONE, of=2), description=STANDFIRST)
    assert [text for text, _ in texts(joined(first, page(2, STANDFIRST, *TWO, of=2)))] == [*ONE, *TWO]


def test_a_short_line_that_another_page_has_within_its_text_stays() -> None:
    line = "The council voted."
    made = joined(page(1, *ONE, f"It was late. {line} Then all went home.", of=2), page(2, line, *TWO, of=2))
    assert line in [text for text, _ in texts(made)]


def contents(number: int) -> str:
    """Returns the list of contents that a page of three shows over its text. Its own entry is no link."""
    titles = ("The vote of the council", "Where the ferry leaves from", "What the engineers say")
    entries = (
        f"<li>{title}" if each == number else f'<li><a href="{URL if each == 1 else f"{URL}?page={each}"}">{title}</a>'
        for each, title in enumerate(titles, 1)
    )
    return f"<h2>In this story</h2><ul>{''.join(entries)}</ul>"


def test_the_contents_of_a_series_are_not_on_each_page() -> None:
    listed = [with_contents(page(number, *own), number) for number, own in ((1, ONE), (2, TWO), (3, THREE))]
    made = joined(*listed)
    assert [text for text, _ in texts(made)] == [*(block.text for block in listed[0].blocks), *TWO, *THREE]
    made = joined(page(1, *ONE), *listed[1:])
    assert [text for text, _ in texts(made)] == [*ONE, *TWO, *THREE]


def with_contents(article: Article, number: int) -> Article:
    """Returns a page whose contents were read as its first blocks."""
    listed = finish(split(BeautifulSoup(contents(number), "html.parser"), article.url))
    return replace(article, blocks=(*listed, *article.blocks))


def test_pages_that_name_ever_earlier_pages_are_not_all_read() -> None:
    asked: list[str] = []

    def read(url: str) -> Article:
        asked.append(url)
        number = int(url.rpartition("=")[2])
        named = tuple(f"{URL}?page={each}" for each in range(max(2, number - 60), number))
        return replace(page(2, *TWO), url=url, pages=named)

    first = replace(page(1, *ONE), pages=tuple(f"{URL}?page={each}" for each in range(900, 960)))
    join(first, read)
    assert len(asked) == joining.MOST_PAGES - 1


def test_pages_that_name_each_other_in_a_circle_are_read_once() -> None:
    asked: list[str] = []
    pages = {f"{URL}?page=2": page(2, *TWO), f"{URL}?page=3": page(3, *THREE)}

    def read(url: str) -> Article | None:
        asked.append(url)
        return pages.get(url)

    join(page(1, *ONE), read)
    assert asked == [*pages]


def test_a_page_of_a_few_words_does_not_lower_the_score() -> None:
    first, last = flagged(page(1, *ONE), score=0.9), replace(page(2, *TWO, of=2), word_count=9)
    assert joined(first, flagged(last, score=0.1)).quality.score == 0.9
