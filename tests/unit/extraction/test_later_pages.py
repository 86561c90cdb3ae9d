"""A later page of an article brings its own text alone: no comments of readers, no pager, no wall, no footer."""

import json
import re
from contextlib import suppress

import pytest

from copydesk.errors import Reject, RejectReason
from copydesk.extraction import extract_article, join_pages
from copydesk.extraction.checks.later_pages import before_wall
from copydesk.extraction.explain import explain_page
from copydesk.extraction.locating.later_pages import scores_of_text
from copydesk.extraction.reading.tree import page_tree
from copydesk.extraction.reading.walk import Run, runs_of
from copydesk.model import Article
from tests.unit.extraction.test_joining import DATED, ONE, TWO, URL

COMMENTS = (
    "I have lived by the river for forty years, and I never believed that they would do it. Well done to the mayor.",
    "And who is going to pay for all of this? My taxes went up twice, and the road before my house is full of holes.",
    "The ferry was a nightmare the last time. I waited in the rain with two small children, and nobody cared at all.",
)
#: The comments of systems: around all of them, and one of them.
SYSTEMS = {
    "WordPress": (
        '<div id="comments" class="comments-area"><h2 class="comments-title">Three thoughts</h2><ol>{}</ol></div>',
        '<li class="comment even"><article class="comment-body"><footer class="comment-meta"><b class="fn">Anna</b> '
        '<time>May 6, 2024</time></footer><div class="comment-content"><p>{}</p></div></article></li>',
    ),
    "Drupal": (
        '<section class="field--name-comment comment-wrapper" id="comments"><h2>Comments</h2>{}</section>',
        '<article class="comment js-comment"><div class="content"><p>{}</p></div><footer>Anna</footer></article>',
    ),
    "German names": (
        '<div class="kommentarbereich"><h2>Kommentare</h2>{}</div>',
        '<div class="eintrag"><strong>Anna</strong><p>{}</p></div>',
    ),
    "answers": (
        '<div class="c17"><h3>What readers say</h3>{}</div>',
        '<div class="row"><strong>Anna</strong><p>{}</p><a href="#answer">Antworten</a></div>',
    ),
}
MENU = "<header><nav><a href=/politics>Politics</a> <a href=/sport>Sport</a> <a href=/login>Log in</a></nav></header>"
FOOTER = (
    "<footer><p>© 2024 News Example. All rights reserved. No part of this site may be copied or shown elsewhere, in "
    "print or on a screen, unless the publisher has allowed it in a letter.</p></footer>"
)


def html(number: int, *lines: str, after: str = "", article: str = "post", around: str = "entry-content") -> bytes:
    """Returns a page of an article of two, with a pager under the text and `after` beside the text."""
    links = "".join(
        f"<span>{each}</span> "
        if each == number
        else f'<a href="{URL if each == 1 else f"{URL}?page={each}"}">{each}</a> '
        for each in (1, 2)
    )
    body = "".join(line if line.startswith("<") else f"<p>{line}</p>" for line in lines)
    return (
        f"<html lang=en><head><title>Council rebuilds old bridge</title>{DATED}</head><body>{MENU}<main>"
        f'<article class="{article}"><h1>Council rebuilds old bridge</h1><div class="{around}">{body}'
        f'<nav class="pagination">{links}</nav></div>'
        f"</article>{after}</main>{FOOTER}</body></html>"
    ).encode()


def comments(system: str, texts: tuple[str, ...] = COMMENTS) -> str:
    whole, each = SYSTEMS[system]
    return whole.format("".join(each.format(text) for text in texts))


def joined(page_2: bytes) -> list[str]:
    """Returns the texts of the article of page 1 and of this page 2."""
    later: Article | None = None
    with suppress(Reject):
        later = extract_article(page_2, url=f"{URL}?page=2")
        assert later.first_page == URL
    return [block.text for block in join_pages(extract_article(html(1, *ONE), url=URL), lambda _: later).article.blocks]


def reason(page_2: bytes) -> RejectReason:
    with pytest.raises(Reject) as refused:
        extract_article(page_2, url=f"{URL}?page=2")
    return refused.value.reason


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_page_of_comments_alone_brings_nothing(system: str) -> None:
    page = html(2, after=comments(system))
    assert joined(page) == [*ONE]
    assert reason(page) is RejectReason.NO_ARTICLE_TEXT


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_article_again_over_the_next_comments_brings_nothing(system: str) -> None:
    assert joined(html(2, *ONE, after=comments(system))) == [*ONE]


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("lines", [TWO, TWO[:1], ("The first train of carts is expected in March.",)])
def test_text_over_comments_comes_without_them(system: str, lines: tuple[str, ...]) -> None:
    assert joined(html(2, *lines, after=comments(system))) == [*ONE, *lines]


@pytest.mark.parametrize("article", ["comment opinion", "kommentar"])
def test_a_column_that_is_called_a_comment_is_none(article: str) -> None:
    assert joined(html(2, *TWO, article=article)) == [*ONE, *TWO]


@pytest.mark.parametrize(
    "around", ["entry has-comments", "post comments-open", "no-comments", "how-to-reply-to-the-letter", "live-comment"]
)
def test_a_text_with_such_a_word_in_a_name_is_no_comment(around: str) -> None:
    assert joined(html(2, *TWO, around=around)) == [*ONE, *TWO]


@pytest.mark.parametrize("name", ["comment", "kommentar", "c-comment__body"])
@pytest.mark.parametrize("system", [None, "WordPress", "Drupal", "German names"])
def test_a_column_beside_its_headline_may_be_called_a_comment(name: str, system: str | None) -> None:
    page = html(2, *TWO, around=name, after=comments(system) if system else "")
    named = page.replace(b"</head>", f'<link rel=prev href="{URL}"></head>'.encode())
    assert joined(named) == [*ONE, *TWO]


@pytest.mark.parametrize("texts", [COMMENTS, COMMENTS[:1]])
def test_comments_of_some_paragraphs_are_no_column(texts: tuple[str, ...]) -> None:
    each = "".join(f'<div class="comment"><p>{text}</p><p>{text[:40]} And so on.</p></div>' for text in texts)
    assert joined(html(2, after=f'<div class="comments-list">{each}</div>')) == [*ONE]
    assert joined(html(2, after=each.replace('"comment"', '"comments"'))) == [*ONE]
    if len(texts) > 1:
        assert joined(html(2, after=each)) == [*ONE]


WALLS = {
    "limit": (
        "You have reached your limit of free articles this month. Create a free account, and read on right away.",
        "Already registered? Sign in here.",
    ),
    "subscribe": (
        "<h3>Subscribe to continue reading</h3>",
        "Get unlimited access to every story of News Example from 2 euros a month, and cancel whenever you like.",
        "Already a subscriber? Log in.",
    ),
    "offers": (
        "<h2>Choose your subscription</h2>",
        "Digital: read every story on all of your devices, and the newspaper of the next day, for 9.90 euros a month.",
        "Digital and print: the newspaper comes to your door each morning, for 29.90 euros a month in the first year.",
        "You can cancel each offer at the end of a month. For students it costs half of the price that others pay.",
        "If you have a subscription, log in with your email address and your password to continue reading.",
    ),
    "login": (
        "Please log in to continue. This page of the article is open to registered readers only, and that is free.",
        "<form><label>Email</label><input name=e><label>Password</label><input name=p><button>Log in</button></form>",
    ),
    "German": ("Ihr Kontingent ist aufgebraucht. Bitte melden Sie sich an, um weiterzulesen. Das kostet nichts.",),
    "French": ("Cet article est réservé. Connectez-vous pour lire la suite, ou créez un compte en une minute.",),
}


@pytest.mark.parametrize("after", ["", comments("WordPress")])
@pytest.mark.parametrize("name", WALLS)
def test_a_wall_is_no_page_of_an_article(name: str, after: str) -> None:
    page = html(2, *WALLS[name], after=after)
    assert reason(page) in (RejectReason.PAYWALL, RejectReason.NO_ARTICLE_TEXT)
    assert joined(page) == [*ONE]


@pytest.mark.parametrize("name", ["limit", "subscribe", "login"])
def test_the_text_before_a_wall_comes_without_it(name: str) -> None:
    lines = joined(html(2, *TWO, *WALLS[name]))
    assert lines[: len(ONE) + len(TWO)] == [*ONE, *TWO]
    assert not any(asked in " ".join(lines) for asked in ("free account", "Subscribe", "subscriber", "log in"))


def runs_in(body: str) -> list[Run]:
    root = page_tree(f"<body>{body}").body
    assert root
    return runs_of(root)


def test_the_heading_of_a_wall_goes_with_it() -> None:
    wall = "".join(f"<p>{line}</p>" for line in WALLS["limit"])
    assert before_wall(runs_in(f"<h2>The ferry</h2><p>{TWO[0]}</p><h3>Your next step</h3>{wall}"), range(5)) == [0, 1]


#: Parts of a page that score as text does, and whether they may be text of a later page.
PARTS = {
    f'<div class="x9">1 <a href="{URL}">2</a> <a href="{URL}">3</a></div>': False,
    f'<div class="pager"><a href="{URL}">Page before: the vote</a></div>': False,
    f'<p class="page-links"><a href="{URL}">Page before: the vote</a></p>': False,
    '<p class="page-links">The council voted on Monday night.</p>': True,
    "<table><tr><td><a href=/12>12</a></table>": True,
    "<p><a href=/1901>1901</a></p>": True,
    "<p><a href=/1>1</a>, 2, <a href=/3>3</a></p>": False,
    "<div><a href=/buy>$139.00</a></div>": True,
    "<div><a href=/buy>139 €</a></div>": True,
    "<p><a href=/match>3:1</a></p>": True,
    "<p><a href=/rating>4,5</a></p>": True,
    '<div class="content-with-sidebar"><p>The council voted.</p></div>': True,
    "<footer><p>All rights reserved.</p></footer>": False,
    "<article><footer><p>Jane Doe writes on bridges.</p></footer></article>": True,
    '<div itemtype="http://schema.org/Comment" itemprop="comment"><p>I think so too.</p></div>': False,
    "<p>First responder came.</p><p>Second responder went.</p>": True,
    "<div><p>I think so.</p><p>Reply</p></div><div><p>I do not.</p><p>Reply</p></div>": False,
    "<p>He gave no answer.</p><p>Reply</p>": True,
}


@pytest.mark.parametrize("part", PARTS)
def test_what_may_be_text_of_a_later_page(part: str) -> None:
    runs = runs_in(part)
    scores = scores_of_text(runs, [0.9] * len(runs))
    assert all(scores) if PARTS[part] else not any(scores)


def test_a_part_that_is_named_a_sidebar_holds_no_doubtful_text() -> None:
    assert scores_of_text(runs_in('<div class="sidebar"><p>The council voted.</p></div>'), [0.4]) == [0.0]


@pytest.mark.parametrize(
    "pager",
    [
        f'<div class="x9"><span>2</span> <a href="{URL}">1</a></div>',
        f'<div class="pager"><a href="{URL}">Page before: the vote of the council on the bridge</a></div>',
        f'<div class="page-links"><a href="{URL}">Page before: the vote of the council on the bridge</a></div>',
    ],
)
def test_a_pager_is_no_text(pager: str) -> None:
    line = "The first train of carts is expected in March."
    later = extract_article(html(2, line, pager), url=f"{URL}?page=2")
    assert [block.text for block in later.blocks] == [line]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (
            "Something went wrong. The server could not finish what you asked for. Please try again later, or go "
            "to the front page of News Example.",
            RejectReason.SOFT_404,
        ),
        (
            "The page you are looking for could not be found. It may have been moved or deleted. Go to the front page, "
            "or use the search.",
            RejectReason.SOFT_404,
        ),
        (
            "We and our partners use cookies to store information on your device and to show you personal content. "
            "Accept all cookies, or manage your choices here.",
            RejectReason.CONSENT_WALL,
        ),
    ],
)
def test_a_notice_with_a_pager_is_no_page_of_an_article(line: str, why: RejectReason) -> None:
    assert reason(html(2, line)) is why


@pytest.mark.parametrize(
    "line",
    [
        "The newspaper now asks readers to subscribe to read its stories, which cost ten euros a month since spring.",
        "“Something went wrong with the plans for the bridge,” the mayor said, “and nobody has told the council why.”",
        "In the last step, sign in to continue reading the logs of the old server, and then copy all of them by hand.",
        "The pool is for members, and the club only lets others in on the first Monday of each month in the summer.",
    ],
)
def test_a_text_that_tells_of_walls_is_none(line: str) -> None:
    assert joined(html(2, *TWO, *TWO_MORE, line)) == [*ONE, *TWO, *TWO_MORE, line]


TWO_MORE = (
    "Engineers rejected that plan because the central arch cannot carry any traffic while it is renewed.",
    "The stones of the old bridge are numbered and kept in a field, so that each returns to its old place.",
)


#: Texts that tell of subscriptions, prices and accounts.
TOLD = {
    "subscriptions": (
        "The paper asks its readers to subscribe in order to continue reading after three articles a month.",
        "A subscription costs 9.90 euros a month, or $99 a year, and readers can cancel anytime.",
    ),
    "rents": (
        "The rent rose to 900 euros a month in the old town. “You pay 700 euros a month at the river,” said a tenant.",
        "In the suburbs it was 500 euros per month, and 6,000 euros a year.",
    ),
    "accounts": ("Voters must sign in to continue, and have to create an account to see the list. Few of them did.",),
    "a short line": ("Parents have to register to read the letters.",),
    "prices in a list": ("<ul><li>The small plan is $10 per month.</li><li>The large one is $20 a month.</li></ul>",),
}


@pytest.mark.parametrize("name", TOLD)
@pytest.mark.parametrize("before", [(), TWO])
def test_a_text_about_subscriptions_and_prices_is_no_wall(name: str, before: tuple[str, ...]) -> None:
    told = " ".join(joined(html(2, *before, *TOLD[name])))
    for line in TOLD[name]:
        assert set(re.sub("<[^>]+>", " ", line).split()) <= set(told.replace("\n", " ").split())


@pytest.mark.parametrize(
    "line",
    [
        "Sign in to read the rest of what the council has decided. Create a free account in less than a minute.",
        "This article is for subscribers only.",
        "Für Abonnenten. Bitte melden Sie sich an.",
        "Article réservé aux abonnés",
        "<h3>Contenu réservé aux abonnés</h3><p>Toute l'actualité, sans engagement, pour 9,90 € par mois. "
        "Déjà abonné ? Connectez-vous pour lire la suite.</p>",
        "Para seguir leyendo, hazte socio por 5 € al mes. Regístrate para leer gratis tres artículos.",
        "Чтобы читать дальше, оформите подписку",
        '<p><a href="/abo">Jetzt abonnieren und alle Artikel lesen</a></p>',
    ],
)
def test_what_asks_readers_after_a_text_is_left_out(line: str) -> None:
    assert joined(html(2, *TWO, *TWO_MORE, line)) == [*ONE, *TWO, *TWO_MORE]


LABELS = ("<p><strong>Reply</strong></p>", "<h3>Reply</h3>", "<p>Reply:</p>", "<p><b>Antworten</b></p>")


@pytest.mark.parametrize("label", LABELS)
def test_a_label_before_an_answer_in_an_interview_is_no_control_of_comments(label: str) -> None:
    told = joined(html(2, label, TWO[0], label, TWO_MORE[0], label, TWO_MORE[1]))
    assert {TWO[0], *TWO_MORE} <= set(told)


@pytest.mark.parametrize("name", ["comment", "expert-comment", "kommentar"])
@pytest.mark.parametrize("tag", ["blockquote", "div"])
def test_a_comment_that_the_text_cites_is_text(tag: str, name: str) -> None:
    cited = f'<{tag} class="{name}"><!-- 1 -->\n<p>{TWO_MORE[0]}</p></{tag}>'
    told = joined(html(2, f"<p>{TWO[0]}</p>\n<!-- cited -->\n", cited, f"\n<p>{TWO_MORE[1]}</p>"))
    assert TWO_MORE[0] in told


def test_a_text_that_begins_with_such_sentences_goes_on() -> None:
    lines = ("Register to read the logs. Then log in to continue reading them, as the engineers do.", *TWO, *TWO_MORE)
    assert joined(html(2, *lines)) == [*ONE, *lines]


@pytest.mark.parametrize("line", ["", "Read more", "1 2 3 4 5", "<ul class=related><li>Ferry sinks again.</ul>"])
def test_a_page_without_text_is_refused(line: str) -> None:
    assert reason(html(2, line)) is RejectReason.NO_ARTICLE_TEXT


def test_scripts_with_the_whole_text_replace_no_later_page() -> None:
    declared = json.dumps({"@type": "NewsArticle", "articleBody": "\n\n".join((*ONE, *TWO))})
    head = f'<script type="application/ld+json">{declared}</script></head>'.encode()
    assert reason(html(2, after=comments("WordPress")).replace(b"</head>", head)) is RejectReason.NO_ARTICLE_TEXT
    assert joined(html(2, TWO[0]).replace(b"</head>", head)) == [*ONE, TWO[0]]
    drawn = html(2).partition(b"<body>")[0].replace(b"</head>", head) + (
        f'<link rel=prev href="{URL}"><body><div id="root"></div><script>draw()</script></body></html>'.encode()
    )
    assert joined(drawn) == [*ONE, *TWO]


def test_a_story_of_a_series_is_read_from_its_scripts_if_it_shows_only_its_beginning() -> None:
    whole = (*TWO, *TWO_MORE, "The ferry will cross the river four times an hour until then, and it costs nothing.")
    first, second = (f"https://example.org/news/council-rebuilds-old-bridge{end}.html" for end in ("", "-2"))

    def page(*body: str) -> bytes:
        declared = json.dumps({"@type": "NewsArticle", "headline": "Ferry", "articleBody": "\n\n".join(body)})
        return (
            f"<html lang=en><head><title>Ferry</title>{DATED}<script type='application/ld+json'>{declared}</script>"
            f"</head><body><main><article><h1>Ferry</h1><p>{TWO[0]}</p></article>"
            f'<a href="{first}">The story before</a></main></body></html>'
        ).encode()

    story = extract_article(page(*whole), url=second)
    assert story.first_page == first
    assert [block.text for block in story.blocks] == [*whole]
    # The scripts of a later page hold the text of all pages.
    assert [block.text for block in extract_article(page(*ONE, *whole), url=second).blocks] == [TWO[0]]


def test_a_last_page_may_have_one_sentence() -> None:
    line = "The first train of carts is expected in March."
    assert joined(html(2, line)) == [*ONE, line]
    made = join_pages(
        extract_article(html(1, *ONE), url=URL), lambda url: extract_article(html(2, line), url=url)
    ).article
    assert made.quality.score == extract_article(html(1, *ONE), url=URL).quality.score


def test_a_page_of_its_own_has_no_such_short_text() -> None:
    page = html(1, "The first train of carts is expected in March.").replace(FOOTER.encode(), b"")
    with pytest.raises(Reject):
        extract_article(page, url=URL)


def test_explain_says_what_a_later_page_leaves_out() -> None:
    line = "The first train of carts is expected in March."
    runs = explain_page(html(2, line, after=comments("WordPress")), url=f"{URL}?page=2")
    assert [run.text for run in runs if run.fate == "article"] == [line]
