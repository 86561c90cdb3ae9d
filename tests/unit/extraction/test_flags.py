"""Flags state what a reader should know of an article. An article in order has none."""

import pytest

from copydesk.extraction import extract_article

NOUNS = "ferry harbour council engine island fisherman petition vessel mayor budget season pier".split()
PARAGRAPHS = [
    f"The {noun} was the first thing that the people of the town spoke about on Monday, and {number} of them wrote to "
    f"the paper about the {noun} in the same week, which nobody on the council had expected at all."
    for number, noun in enumerate(NOUNS, start=20)
]
PICTURE = '<figure><img src="/i/harbour-1200x800.jpg" alt="The harbour"><figcaption>The harbour</figcaption></figure>'


def flags(
    paragraphs: list[str] = PARAGRAPHS, *, og_title: str = "A ferry for the island", author: str = "Nora Lind",
    picture: str = PICTURE, host: str = "news.example.org",
) -> set[str]:  # fmt: skip
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    page = f"""<!doctype html><html lang="en"><head><title>A ferry for the island</title>
      <meta property="og:title" content="{og_title}"><meta name="author" content="{author}">
      <meta property="og:site_name" content="The Harbour Times"><meta property="og:type" content="article">
      <meta property="og:image" content="https://{host}/i/harbour-1200x800.jpg"></head>
      <body><main><article><h1>A ferry for the island</h1>{picture}{body}</article></main></body></html>"""
    return set(extract_article(page.encode(), url=f"https://{host}/ferry").quality.flags)


def test_an_article_in_order_has_no_flag() -> None:
    assert flags() == set()


@pytest.mark.parametrize("author", ["The Harbour Times", "THE HARBOUR-TIMES", "harbourtimes"])
def test_the_site_is_no_author(author: str) -> None:
    assert flags(author=author, host="www.harbourtimes.example") == {"author_is_site"}


def test_a_declared_picture_that_no_block_shows_is_missed() -> None:
    assert flags(picture="") == {"no_lead_image"}


def test_a_headline_of_another_story_is_a_conflict() -> None:
    assert flags(og_title="Storm closes twelve schools") == {"headline_conflict"}
    assert flags(og_title="A new ferry for the island at last") == set()


def test_a_text_that_says_much_twice_is_flagged() -> None:
    twice = [*PARAGRAPHS, "Then the same was read out in the evening to all.", *PARAGRAPHS[:9]]
    assert flags(twice) == {"much_repeated"}
    assert flags([*PARAGRAPHS, PARAGRAPHS[0]]) == set()
