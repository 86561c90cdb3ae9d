"""Controls that reverse the direction of text are removed from all shown text. Right-to-left text keeps its marks."""

import json

import pytest

from copydesk.extraction import extract_article
from copydesk.extraction.text.spaces import visible
from copydesk.model import Article, to_plain

CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
OVERRIDE = "\u202e"
WORDS = "The harbour bridge is open again after ten years of work on both of its towers, the city said on Monday."


def page(o: str) -> Article:
    said = {
        "@type": "NewsArticle", "headline": f"A bridge {o}opens again", "author": {"name": f"Ann {o}Lee"},
        "articleSection": f"Ne{o}ws", "keywords": [f"bri{o}dge"], "datePublished": "2024-04-25",
    }  # fmt: skip
    html = f"""<html><head><title>A bridge {o}opens again</title>
    <meta property="og:site_name" content="The {o}Example"><meta name="description" content="At {o}last, it opens.">
    <script type="application/ld+json">{json.dumps(said)}</script></head>
    <body><article><h1>A bridge {o}opens again</h1><p class="byline">By Ann {o}Lee</p>
    <p>{o}{WORDS}</p><p>{WORDS} <b>{o}{WORDS}</b></p><h2>The {o}towers</h2><p>{WORDS}</p>
    <ul><li>One {o}tower</li><li>Two towers</li></ul><pre><code>a {o}= 1</code></pre>
    <table><tr><th>Ye{o}ar</th><th>Cars</th></tr><tr><td>20{o}23</td><td>7</td></tr><tr><td>2024</td><td>8</td></tr>
    </table>
    <figure><img src="/a.jpg" alt="A {o}bridge" width="800" height="600">
    <figcaption>The {o}bridge. Photo: Ann {o}Lee</figcaption></figure>
    <blockquote>We {o}build, and we are glad of it.</blockquote><p>{WORDS}</p></article></body></html>"""
    return extract_article(
        html.encode(), url="https://news.example.org/2024/bridge", content_type="text/html; charset=utf-8"
    )


def test_a_fact_of_controls_alone_is_none() -> None:
    said = {"@type": "NewsArticle", "articleSection": OVERRIDE, "keywords": [OVERRIDE, "bridge"],
            "author": [{"name": OVERRIDE}, {"name": "Ann Lee"}]}  # fmt: skip
    html = f"""<html><head><script type="application/ld+json">{json.dumps(said)}</script></head>
    <body><article><h1>A bridge opens again</h1>{f"<p>{WORDS}</p>" * 4}</article></body></html>"""
    article = extract_article(html.encode())
    assert (article.section, article.tags, [each.name for each in article.authors]) == (None, ("bridge",), ["Ann Lee"])


@pytest.mark.parametrize("control", [*CONTROLS, "\u200e", "\u200f", "\u061c"], ids=ascii)
def test_no_control_of_direction_is_in_any_fact_or_block(control: str) -> None:
    shown = json.dumps(to_plain(page(control)), ensure_ascii=False)
    assert control not in shown
    assert "A bridge opens again" in shown


def test_a_page_with_controls_gives_the_record_of_one_without() -> None:
    # The quality is left out, because its score is of the page with its controls.
    turned, plain = ({**to_plain(page(control)), "quality": None} for control in (OVERRIDE, ""))
    assert turned == plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "ab"),
        ("a\u200eb\u200f", "ab"),
        # These marks order numbers and signs in Hebrew and Arabic text.
        ("שלום\u200f (2024)", "שלום\u200f (2024)"),
        ("قال\u200e C++\u200e", "قال\u200e C++\u200e"),
        ("\u2067שלום\u2069", "שלום"),
        # Joiners shape the letters of Persian and Hindi.
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_text_without_what_turns_it_round(text: str, shown: str) -> None:
    assert visible(text) == shown
