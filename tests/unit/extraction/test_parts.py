"""Parts of an article that its markup names are kept as such. Furniture with similar names is not."""

from collections.abc import Callable

import pytest

from copydesk.extraction import extract_article
from copydesk.model import Article, Block, BlockType
from tests.growth import in_linear_time

TEXT = [
    "The harbour company said on Monday that it would run two more boats a day to the islands until the end of "
    "September. The boats had been full since May, and many people were left standing on the quay.",
    "People on the islands had asked for more room on the morning boat for years. A letter with four thousand names "
    "was handed to the council in January, together with pictures of lines that reached the market.",
    "Two of the three boats were built in the nineties and were taken out of service after a fire in the engine room. "
    "They have new motors now and a second way out of the car deck, an engineer of the yard explained.",
    "The council will pay a third of the cost, which the mayor put at four million crowns a season. Part of the money "
    "comes from a fee that visitors pay for a night in a hotel, and part from the sale of an old store.",
]
BODY = [f"<p>{text}</p>" for text in TEXT]
EARLIER = "An earlier version gave the wrong year for the fire in the engine room."


def _page(*parts: str, outside: str = "") -> Article:
    page = (
        "<!doctype html><html lang='en'><head><title>More boats to the islands | Post</title>"
        "<meta property='og:type' content='article'></head><body><header><nav><a href='/'>Home</a> <a href='/news'>News"
        f"</a></nav></header><main><article><h1>More boats to the islands</h1>"
        f"{''.join(parts)}</article></main>{outside}"
        "<aside class='sidebar'><h2>Most read</h2><ol><li><a href='/1'>Tower sold to a family of four</a></li><li>"
        "<a href='/2'>Ice house opens again</a></li></ol></aside><footer><p>© Post. All rights reserved.</p></footer>"
    )
    return extract_article(page.encode(), url="https://www.examplepost.example/2024/03/02/boats")


def _besides(article: Article) -> list[Block]:
    """Returns the blocks besides the four paragraphs, each of which must be there once."""
    assert [block.text for block in article.blocks if block.text in TEXT] == TEXT
    return [block for block in article.blocks if block.text not in TEXT]


def _said(article: Article) -> list[tuple[str, str]]:
    return [(str(block.type), block.text) for block in _besides(article)]


NOTE = f"Correction, 3 March: {EARLIER}"


@pytest.mark.parametrize(
    "note",
    [
        f'<p class="correction">{EARLIER}</p>',
        f'<p class="correction"><em>{EARLIER}</em></p>',
        f'<div class="article-correction"><p>{EARLIER}</p></div>',
        f'<aside class="clarification"><p>{EARLIER}</p></aside>',
        f'<section id="corrections"><p>{EARLIER}</p></section>',
        f'<details class="corrections"><summary>Correction</summary><p>{EARLIER}</p></details>',
        f'<div class="story-footer"><div class="tags"><a href="/t">Sea</a></div>'
        f'<p class="correction">{EARLIER}</p></div>',
        '<div class="editors-note"><p>Editor’s note: This story was updated to correct the year of the fire.</p></div>',
        f'<p class="editorsNote">{EARLIER}</p>',
        f'<div class="note"><p>{NOTE}</p></div>',
        f'<p class="update">Update, 3 March: {EARLIER}</p>',
        f"<p>{NOTE}</p>",
        f"<p><em>{NOTE}</em></p>",
        f"<h4>Correction</h4><p>{EARLIER}</p>",
        '<p class="rettelse">Brannen i maskinrommet var i 1996, og ikke i 1995.</p>',
        '<p class="korrekturhinweis">Der Brand im Maschinenraum war 1996 und nicht 1995.</p>',
    ],
)
@pytest.mark.parametrize("place", [0, 2, 4], ids=["at the top", "amid the text", "at the end"])
def test_a_note_of_a_change_is_one_correction_wherever_it_stands(note: str, place: int) -> None:
    parts = [*BODY[:place], note, *BODY[place:]]
    assert [kind for kind, _ in _said(_page(*parts))] == [BlockType.CORRECTION]


@pytest.mark.parametrize(
    "note",
    [
        '<div class="note"><p>The boats run on weekdays only, and tickets are sold on the quay.</p></div>',
        '<div class="editors-note"><p>Editor’s note: The writer lives on one of the islands.</p></div>',
        "<p>Update 5.3 brings a new map of the harbour, and the boats are on it in the colours of the company.</p>",
        "<p>Korrektur des Kurses: Der Kapitän will künftig langsamer fahren, sagte er am Montag.</p>",
    ],
)
def test_what_tells_of_no_change_stays_text(note: str) -> None:
    article = _page(*BODY[:2], note, *BODY[2:])
    assert [block.type for block in _besides(article)] == [BlockType.PARAGRAPH]
    assert _besides(article)[0].text in article.text


FARE, BIKE = "How much does a ticket cost?", "Can I take a bicycle?"
QUESTIONS = {
    "Yoast": '<div class="schema-faq wp-block-yoast-faq-block"><div class="schema-faq-section" id="faq-question-1">'
    '<strong class="schema-faq-question">{}</strong> <p class="schema-faq-answer">{}</p></div>'
    '<div class="schema-faq-section"><strong class="schema-faq-question">{}</strong>'
    ' <p class="schema-faq-answer">{}</p>'
    "</div></div>",
    "Rank Math": '<div id="rank-math-faq" class="rank-math-block"><div class="rank-math-list-item">'
    '<h3 class="rank-math-question">{}</h3><div class="rank-math-answer">{}</div></div>'
    '<div class="rank-math-list-item">'
    '<h3 class="rank-math-question">{}</h3><div class="rank-math-answer">{}</div></div></div>',
    "microdata": '<section itemscope itemtype="https://schema.org/FAQPage"><div itemscope itemprop="mainEntity"'
    ' itemtype="https://schema.org/Question"><h3 itemprop="name">{}</h3><div itemscope itemtype="https://schema.org/Answer">'
    '<div itemprop="text">{}</div></div></div><div itemscope itemtype="https://schema.org/Question">'
    '<h3 itemprop="name">{}</h3><div><div itemprop="text">{}</div></div></div></section>',
    "accordion": '<div class="accordion"><div class="accordion-item"><h3><button aria-expanded="false">{}</button></h3>'
    '<div class="accordion-body">{}</div></div><div class="accordion-item"><h3>'
    '<button aria-expanded="false">{}</button>'
    '</h3><div class="accordion-body">{}</div></div></div>',
    "buttons alone": '<div class="faq"><button>{}</button><div>{}</div><button>{}</button><div>{}</div></div>',
    "details": '<div class="faq-list"><details><summary>{}</summary><p>{}</p></details><details><summary>{}</summary>'
    "<p>{}</p></details></div>",
    "description list": '<dl class="faqs"><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd></dl>',
    "links": '<div class="accordion"><a href="#q1">{}</a><div id="q1">{}</div><a href="#q2">'
    '{}</a><div id="q2">{}</div></div>',
}


@pytest.mark.parametrize("markup", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_questions_and_answers_are_text_in_their_order(markup: str) -> None:
    text = _page(*BODY, markup.format(FARE, "Sixty crowns.", BIKE, "Yes, one.")).text
    places = [text.find(each) for each in (FARE, "Sixty crowns.", BIKE, "Yes, one.")]
    assert -1 not in places
    assert places == sorted(places)


CALLOUTS = {
    "Ghost": '<div class="kg-card kg-callout-card"><div class="kg-callout-emoji">💡</div>'
    '<div class="kg-callout-text">{}</div></div>',
    "Ghost toggle": '<div class="kg-card kg-toggle-card"><div class="kg-toggle-content"><p>{}</p></div></div>',
    "Notion": '<div class="notion-callout"><span class="notion-page-icon">💡</span><div>{}</div></div>',
    "Docusaurus": '<div class="theme-admonition alert"><div class="admonitionContent_z"><p>{}</p></div></div>',
    "GitHub": '<div class="markdown-alert markdown-alert-tip"><p>{}</p></div>',
    "MkDocs": '<div class="admonition note"><p>{}</p></div>',
}


@pytest.mark.parametrize("markup", CALLOUTS.values(), ids=CALLOUTS.keys())
def test_callouts_are_kept(markup: str) -> None:
    article = _page(*BODY[:2], markup.format("Boats run on weekdays only."), *BODY[2:])
    assert [text for _, text in _said(article)] == ["Boats run on weekdays only."]


FOOTNOTES = {
    "Substack": '<div class="footnote"><a id="footnote-1" href="#footnote-anchor-1" class="footnote-number">1</a>'
    '<div class="footnote-content"><p>Measured by hand.</p></div></div>',
    "WordPress": '<ol class="wp-block-footnotes"><li id="x">Measured by hand. <a href="#x-link">↩︎</a></li></ol>',
    "Markdown": '<section class="footnotes" role="doc-endnotes"><ol><li id="fn:1"><p>Measured by hand.&nbsp;'
    '<a href="#fnref:1" class="reversefootnote" role="doc-backlink">&#8617;</a></p></li></ol></section>',
    "MediaWiki": '<div class="mw-references-wrap"><ol class="references"><li id="cite_note-1">'
    '<span class="mw-cite-backlink"><b><a href="#cite_ref-1">^</a></b></span> <span class="reference-text">'
    "Measured by hand.</span></li></ol></div>",
    "links": '<ol class="references"><li><a href="https://tides.example/">Measured by hand.</a></li></ol>',
}


@pytest.mark.parametrize("markup", FOOTNOTES.values(), ids=FOOTNOTES.keys())
def test_footnotes_are_text_without_the_way_back(markup: str) -> None:
    text = BODY[1].replace("years.", 'years.<sup><a href="#fn:1">[1]</a></sup>')
    article = _page(BODY[0], text, *BODY[2:], markup)
    assert article.blocks[-1].text.removeprefix("1 ") == "Measured by hand."
    assert "years.[1] A letter" in article.text
    assert not {"↩", "^"} & set(article.text)
    assert [link.text for link in article.blocks[1].links] == ["[1]"]


def test_a_heading_over_footnotes_is_kept_with_them() -> None:
    article = _page(*BODY, "<section><h2>Sources</h2>", FOOTNOTES["links"], "</section>")
    assert _said(article) == [("header", "Sources"), ("list", "Measured by hand.")]


@pytest.mark.parametrize(
    "furniture",
    [
        '<div class="comments"><div class="note"><p>I was there as well, and saw nothing of all this.</p></div></div>',
        '<div class="comment"><p>Update: I was wrong about the boats that I saw.</p></div>',
        '<div class="related"><div class="accordion"><p>What else was said of the boats?</p></div></div>',
        '<nav class="accordion"><p><a href="/harbours">All the harbours</a> of the coast</p></nav>',
        '<form class="faq"><p>What do you want to ask of us?</p></form>',
        '<div class="accordion"><a href="/a">More about the boats</a></div>',
    ],
)
def test_furniture_of_the_same_names_stays_out(furniture: str) -> None:
    assert _said(_page(*BODY, furniture)) == []


@pytest.mark.parametrize(
    "outside",
    [
        f'<div class="teaser"><p class="correction">{EARLIER}</p></div>',
        f'<section class="faq"><h3>{FARE}</h3><p>Sixty crowns.</p></section>',
    ],
)
def test_parts_of_other_places_of_the_page_stay_out(outside: str) -> None:
    assert _said(_page(*BODY, outside=outside)) == []


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        (
            "<h2>Install</h2><p>Get it.</p><pre>pip install boats</pre><h2>Run</h2><pre>boats run</pre><h2>Stop</h2>"
            "<pre>boats stop --now</pre><h2>Remove</h2><pre><code>pip uninstall boats</code></pre>",
            "Install;Get it.;pip install boats;Run;boats run;Stop;boats stop --now;Remove;pip uninstall boats",
        ),
        (
            "<p>First, import it:</p><div class='highlight'><pre><code>import boats\n\nboats.list()</code></pre></div>"
            "<p>You can use the shell.</p><pre>boats --list</pre><p>Done, that is all.</p>",
            "First, import it:;import boats\n\nboats.list();You can use the shell.;boats --list;Done, that is all.",
        ),
        (
            "<div>Import it:</div><div class='codehilite'><pre>import boats\nboats.list()</pre></div>"
            "<div>Then run it:</div><pre>boats --list</pre><div>It is a short list.</div>",
            "Import it:;import boats\nboats.list();Then run it:;boats --list;It is a short list.",
        ),
    ],
    ids="manual note divisions".split(),
)
def test_short_code_and_the_prose_beside_it_are_kept(page: str, kept: str) -> None:
    bar = "<div><a href='/'>Home</a> <a href='/docs'>Docs</a></div>"
    markup = f"<!doctype html><title>Boats</title>{bar}<div id='content'><h1>Boats</h1>{page}<p>{TEXT[0]}</p></div>"
    assert extract_article(markup.encode()).text == "\n\n".join([*kept.split(";"), TEXT[0]])


#: Makers of parts by a count, and the tried count.
_MANY: dict[str, tuple[Callable[[int], str], int]] = {
    "questions": (lambda size: "".join(f"<div class='faq'><p>What is {n}?</p></div>" for n in range(size)), 3_000),
    "notes": (
        lambda size: "<div>" * 120 + "".join(f"<p class='note'>So it is, number {n}.</p>" for n in range(size)),
        3_000,
    ),
    "code": (lambda size: "".join(f"<pre>run {n}</pre><p>Then.</p>" for n in range(size)), 2_000),
}


@pytest.mark.parametrize(("make", "size"), _MANY.values(), ids=_MANY)
def test_many_parts_take_time_as_their_count(make: Callable[[int], str], size: int) -> None:
    in_linear_time(lambda markup: _page(*BODY, markup), make, size)


@pytest.mark.parametrize("names", ["widget--type-quotation", "pull-quote", "exergue"])
def test_a_quote_set_large_between_paragraphs_is_a_block(names: str) -> None:
    quote = "Nobody will be left on the quay."
    source = "<cite><div>Ann Lee</div></cite>"
    large = f'<div class="{names}"><blockquote><span>{quote}</span></blockquote>{source}</div>'
    assert ("quote", quote) in _said(_page(*BODY[:2], large, *BODY[2:]))
