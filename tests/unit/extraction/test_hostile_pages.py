"""These small pages come from `make fuzz`: they cost too much, or escapes put characters into their text."""

import gc
from collections.abc import Callable
from contextlib import suppress

import pytest

from copydesk.crawling.listings import read_listing
from copydesk.errors import Reject, RejectReason
from copydesk.extraction import extract_article
from copydesk.extraction.blocks.notes import READ_ALSO
from copydesk.extraction.explain import explain_page
from copydesk.extraction.quotes.sentences import words_before
from copydesk.model import Article
from tests.fuzz.classes.prose import page
from tests.growth import in_linear_time

_PROSE = "<p>The council met on a day to decide about the new bridge, and it decided nothing at all.</p>" * 20


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(page("<p>a" * 260_000), id="tags"),
        pytest.param(page("<p>words go on</p>" * 16_000), id="runs"),
        pytest.param(page("".join(f"<p>It went on so {n}.</p>" for n in range(9_000))), id="runs of an article"),
        pytest.param(page("<p>" + "words go on " * 170_000), id="characters"),
        pytest.param(page(_PROSE + "<p>" + "some words<br>" * 16_000), id="elements of an article"),
        pytest.param(b"words go on and on\n" * 110_000, id="plain text"),
    ],
)
def test_a_page_of_more_than_any_real_one_is_too_complex(body: bytes) -> None:
    with pytest.raises(Reject) as refused:
        extract_article(body)
    assert refused.value.reason == RejectReason.TOO_COMPLEX


#: Makers of pages by a count, and the tried count. It is near the limit of complexity or far over any real page.
_MANY: dict[str, tuple[Callable[[int], str], int]] = {
    "breaks": (lambda size: "<p>" + "some words<br>" * size, 14_000),
    "attributes": (lambda size: "<p " + " ".join(f"a{number}=x" for number in range(size)) + ">words", 50_000),
    "brackets": (lambda size: "<p " + " ".join(f'a{number}="<"' for number in range(size)) + ">words", 50_000),
    "quotes": (lambda size: '<p>words <b a="' * size, 50_000),
    "credits": (
        lambda size: (
            "<figure><img src='/a.jpg'><figcaption>"
            + "".join(f"<span class=credit>A{number}</span>" for number in range(size))
        ),
        14_000,
    ),
    "reopened markup": (lambda size: "".join(f"<p><b id=a{number}>some words" for number in range(size)), 4_000),
    "markup reopened past its end": (
        lambda size: "".join(f"<p><b id=a{number}><object></b></object>some words" for number in range(size)),
        4_000,
    ),
    "paragraphs": (lambda size: "<p>The council met to decide about the bridge.</p>" * size, 7_900),
    "pictures": (lambda size: "".join(f"<p><img src=/{number}.jpg></p>" for number in range(size)) + _PROSE, 7_400),
    "links": (lambda size: f"{_PROSE}<p>" + "".join(f"<a href=/{number}>a</a> " for number in range(size)), 14_000),
    "lines of code": (lambda size: _PROSE + "<pre>" + "line\n<br>" * size + "</pre>", 14_000),
    "numbered lines of code": (
        lambda size: _PROSE + "<pre>" + "<span class=lineno>1</span> code\n" * size + "</pre>",
        14_000,
    ),
    "labels": (
        lambda size: "".join(f"<p><a href=/{number}>Read also: story {number}</a></p>" for number in range(size)),
        7_000,
    ),
    "quotations": (lambda size: _PROSE + "<p>" + 'he said "no" to it, and ' * size, 20_000),
    "figures": (lambda size: "<figure><figcaption>words" * size + "</figcaption></figure>" * size, 10_000),
}


@pytest.mark.slow
@pytest.mark.parametrize(("make", "size"), _MANY.values(), ids=_MANY)
def test_many_of_one_kind_take_time_as_their_count(make: Callable[[int], str], size: int) -> None:
    assert in_linear_time(_read_if_article, lambda size: page(make(size)), size)


def _read_if_article(body: bytes) -> Article | None:
    with suppress(Reject):
        return extract_article(body)
    return None


def test_a_name_that_a_pattern_would_read_otherwise_parts_the_words_before_a_quotation() -> None:
    assert words_before("A. B", "It is AxB and A. B says") == "It is AxB and "
    assert words_before("Ann", "Anna met Hann_Ann") == "Anna met Hann_Ann"


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_is_as_it_was_before(was_on: bool) -> None:
    (gc.enable if was_on else gc.disable)()
    try:
        with suppress(Reject):
            extract_article(b"<p>too short")
        assert gc.isenabled() is was_on
    finally:
        gc.enable()


def test_a_page_of_frames_has_no_article() -> None:
    with pytest.raises(Reject) as refused:
        extract_article(b"<html><head></head><b></b><frameset><frame src=a></frameset></html>")
    assert refused.value.reason == RejectReason.NO_ARTICLE_TEXT


def test_no_escape_brings_a_control_character_in() -> None:
    head = r'<script type="application/ld+json">{"@type":"NewsArticle","headline":"A\u0000 bridge\ud83d"}</script>'
    article = extract_article(page("<p>So it &#1;went&#x7f; on&#157; for all of them.</p>", head=head))
    assert "\x01" not in article.text
    assert "So it went on for all of them." in article.text
    assert [each.value for each in article.conflicts if each.field == "headline"] in ([], ["A bridge"])


def test_a_link_of_a_feed_with_attributes_that_nobody_knows_is_its_text() -> None:
    body = b'<item xml:base="he/"><feedburner:origLink href="/a">1'
    (entry,) = read_listing(body, url="https://example.org/", content_type=None).entries
    assert entry.url == "https://example.org/he/1"


def test_what_stands_before_a_label_is_passed_over_in_linear_time() -> None:
    assert in_linear_time(READ_ALSO.match, lambda size: " " * size + "-", size=60_000) is None


def test_what_has_too_many_runs_is_not_explained_run_by_run() -> None:
    with pytest.raises(Reject) as refused:
        explain_page(page("<p>words go on</p>" * 16_000))
    assert refused.value.reason == RejectReason.TOO_COMPLEX


def test_what_is_too_complex_is_not_called_a_wall_for_its_words() -> None:
    with pytest.raises(Reject) as refused:
        extract_article(page("".join(f"<p>Subscribe to continue reading, as {n} did.</p>" for n in range(9_000))))
    assert refused.value.reason == RejectReason.TOO_COMPLEX
