"""The tree is read as a reader sees it: formulas once, words in buttons, no signs of footnote links."""

from collections.abc import Callable

import pytest

from copydesk.extraction.reading.buttons import is_interface
from copydesk.extraction.reading.tree import page_tree
from copydesk.extraction.reading.walk import runs_of
from tests.growth import in_linear_time


def _texts(markup: str) -> list[str]:
    body = page_tree(f"<!doctype html><body>{markup}").body
    assert body is not None
    return [run.text for run in runs_of(body) if run.text]


_MATHML = "<math><mrow><mi>p</mi><mo>=</mo><mn>7</mn></mrow></math>"
_BOTH = (
    "<math><semantics><mrow><mi>p</mi><mo>=</mo><mn>7</mn></mrow>"
    '<annotation encoding="{}">p = 7</annotation></semantics></math>'
)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        pytest.param(
            f'<span class="katex"><span class="katex-mathml">{_BOTH.format("application/x-tex")}</span>'
            '<span class="katex-html" aria-hidden="true"><span>p</span>=<span>7</span></span></span>',
            "p = 7",
            id="KaTeX",
        ),
        pytest.param(
            '<span class="katex-display"><span class="katex"><span class="katex-mathml">'
            f"{_BOTH.format('application/x-tex')}</span><span class='katex-html'>p=7</span></span></span>",
            "p = 7",
            id="KaTeX, displayed",
        ),
        pytest.param(
            '<span class="MathJax_Preview">p=7</span><span class="MathJax" id="f"><nobr><span>p=7</span></nobr></span>'
            '<script type="math/tex" id="f-1">p < 7</script>',
            "p < 7",
            id="MathJax 2",
        ),
        pytest.param(
            '<span class="MathJax_SVG" data-mathml="&lt;math&gt;&lt;mi&gt;p&lt;/mi&gt;&lt;mo&gt;=&lt;/mo&gt;'
            '&lt;mn&gt;7&lt;/mn&gt;&lt;/math&gt;"><svg></svg></span>',
            "p=7",
            id="MathJax 2 as a drawing",
        ),
        pytest.param('<script type="math/tex; mode=display">p = 7</script>', "p = 7", id="only a script"),
        pytest.param(f'<script type="math/mml">{_MATHML}</script>', "p=7", id="a script of MathML"),
        pytest.param(
            '<mjx-container class="MathJax"><mjx-math><mjx-mi><mjx-c></mjx-c></mjx-mi></mjx-math>'
            f"<mjx-assistive-mml>{_MATHML}</mjx-assistive-mml></mjx-container>",
            "p=7",
            id="MathJax 3",
        ),
        pytest.param(_BOTH.format("TeX"), "p = 7", id="MathML with its TeX"),
        pytest.param(_MATHML, "p=7", id="MathML"),
        pytest.param(
            '<math><semantics><mi>p</mi><annotation-xml encoding="MathML-Content"><ci>p</ci></annotation-xml>'
            "</semantics></math>",
            "p",
            id="MathML of two kinds",
        ),
        pytest.param(
            "<math><msup><mi>x</mi><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></msup><mo>=</mo>"
            "<mfrac><mi>a</mi><mi>b</mi></mfrac></math>",
            "x^(n+1)=a/b",
            id="MathML in a line",
        ),
        pytest.param('<math alttext="p=7"><mi>p</mi><mo>=</mo><mn>7</mn></math>', "p=7", id="LaTeXML"),
        pytest.param(
            '<span class="mwe-math-element"><span class="mwe-math-mathml-inline" style="display: none;">'
            f"{_BOTH.format('application/x-tex').replace('p = 7', '{\\displaystyle p=7}')}</span>"
            '<img src="/f.svg" class="mwe-math-fallback-image-inline" alt="{\\displaystyle p=7}"></span>',
            "p=7",
            id="MediaWiki",
        ),
        pytest.param('<img class="latex" src="/latex.php?latex=p" alt="p = 7">', "p = 7", id="WordPress"),
        pytest.param('<img src="https://tex.example/mimetex.cgi?p" alt="\\(p = 7\\)">', "p = 7", id="mimeTeX"),
        pytest.param('<span class="math"><svg role="img" aria-label="p = 7"></svg></span>', "p = 7", id="a drawing"),
        pytest.param('<svg class="latex"><title>$p = 7$</title><path d="M0"/></svg>', "p = 7", id="a titled drawing"),
    ],
)
def test_a_formula_is_one_text_in_its_place(formula: str, said: str) -> None:
    assert _texts(f"<p>Take {formula} as the depth.</p>") == [f"Take {said} as the depth."]


@pytest.mark.parametrize(
    "markup",
    [
        '<p>Latex gloves. <img class="photo" alt="A pair of gloves" src="/gloves.jpg"> They are blue.</p>',
        '<p>Formula racing, katex. <img class="formula one" alt="A car of blue" src="/car.jpg"> It is blue.</p>',
        '<p>On latex <a><svg aria-label="opens in a new window"></svg></a> it says.</p>',
    ],
)
def test_a_picture_of_something_else_is_no_formula(markup: str) -> None:
    assert not any(name in " ".join(_texts(markup)) for name in ("pair", "car of", "window"))


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<h3><button aria-expanded='false'>How much is it?</button></h3>", ["How much is it?"]),
        ("<h3><span><button><span>Prix et billets</span><svg></svg></button></span></h3>", ["Prix et billets"]),
        ("<button><h3>Prix et billets</h3></button>", ["Prix et billets"]),
        ("<dl><dt><button>運賃はいくらですか</button></dt><dd>六十</dd></dl>", ["運賃はいくらですか", "六十"]),
        ("<details><summary><button>Opening hours</button></summary>At nine.</details>", ["Opening hours", "At nine."]),
        (
            "<div class='accordion-item'><button>When is it open?</button><p>At nine.</p></div>",
            ["When is it open?", "At nine."],
        ),
        ("<p>A cell in <button>mitosis</button>, as it is called.</p>", ["A cell in mitosis, as it is called."]),
        ("<p><button>Mitosis</button> is a division.</p>", ["Mitosis is a division."]),
        ("<p>They call it <button class='glossary-term'>mitosis</button></p>", ["They call it mitosis"]),
        ("<p>Die <i><button>Mitose</button></i> ist eine Teilung.</p>", ["Die Mitose ist eine Teilung."]),
        ("<table><tr><th><button>Name</button></th></tr></table>", ["Name"]),
        ("<p>So <label>it</label> is, <output>42</output> of it.</p>", ["So it is, 42 of it."]),
        ("<p>A <span role='button'>cell</span> and <a role='button' href='#c'>wall</a>.</p>", ["A cell and wall."]),
    ],
)
def test_words_of_the_text_in_buttons_are_read(markup: str, texts: list[str]) -> None:
    assert _texts(markup) == texts


@pytest.mark.parametrize(
    "markup",
    [
        "<h2>Opening hours <button>Copy link</button></h2>",
        "<h2><button>Share</button></h2>",
        "<h2>Opening hours <button aria-label='link'>#</button></h2>",
        "<p>It opens at nine. <button>Teilen</button></p>",
        "<p><button>Play</button> It opens at nine.</p>",
        "<p><button>Anhören</button></p><p><button>Partager</button></p>",
        "<form><h3><button>Your address</button></h3></form>",
        "<nav><ul><li><h3><button>All news of today</button></h3></li></ul></nav>",
        "<div role='toolbar'><h3><button>Large letters here</button></h3></div>",
        "<div class='accordion'><button>Show more of it</button></div>",
        "<ul><li>A tin of paint <button>Add to basket</button></li></ul>",
        "<button>Read on at your leisure</button>",
    ],
)
def test_buttons_of_the_interface_are_not_read(markup: str) -> None:
    assert not [text for text in _texts(markup) if text not in ("Opening hours", "It opens at nine.", "A tin of paint")]


def test_the_interface_speaks_many_languages() -> None:
    assert all(
        map(is_interface, ("Share", "Share on X", "S’abonner", "Schließen", "Поделиться", "共有する", "Compartir"))
    )
    assert not any(map(is_interface, ("Shares fell", "Playwrights", "Likewise", "Who pays?", "Sending states")))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<p>Measured by hand. <a href="#fnref1" class="footnote-backref">↩︎</a></p>', "Measured by hand."),
        ('<p>Measured by hand. <a href="#fnref1">&#8617;</a> <a href="#fnref2">↑</a></p>', "Measured by hand."),
        ('<p><a role="doc-backlink" href="/p#fnref1">↩</a> Measured by hand.</p>', "Measured by hand."),
        ('<h2>Tides <a class="headerlink" href="#tides">¶</a></h2>', "Tides"),
        ('<h2><a class="anchor" href="#tides">#</a>Tides</h2>', "Tides"),
        (
            '<ol><li><span class="mw-cite-backlink">^ <a href="#r0">a</a> <a href="#r1">b</a>'
            "</span> Lind, p. 3.</li></ol>",
            "Lind, p. 3.",
        ),
        ('<p>So it is.<a href="#fn1">1</a></p>', "So it is.1"),
        ('<p>So it is.<a href="#fn1">†</a></p>', "So it is.†"),
        ('<p>Press ↩ or <a href="/return">↩</a> to go on.</p>', "Press ↩ or ↩ to go on."),
    ],
)
def test_signs_that_lead_back_are_no_words(markup: str, text: str) -> None:
    assert _texts(markup) == [text]


#: Makers of markup by size. Nested markup also grows in depth, up to 1,900 levels.
_HOSTILE: dict[str, Callable[[int], str]] = {
    "buttons": lambda size: "<p>" + "<button>a</button>" * size + "<i>" + "word " * (5 * size // 2) + "</i></p>",
    "scripts": lambda size: "<p>" + "<script type='math/tex'></script>" * size,
    "math": lambda size: "<math>" * (1_900 * size // 20_000) + "<mi>x</mi>" * size,
    "katex": lambda size: "<p>" + "<span class='katex'>" * (1_900 * size // 20_000) + "<i>x</i>" * size,
    "fractions": lambda size: "<math>" + "<mfrac><mrow>" * (900 * size // 20_000) + "<mi>x</mi>" * size,
    "signs": lambda size: "<h2>" + "<a href='#x'>↩</a>" * size,
    "accordions": lambda size: (
        "<div class=accordion>" * (1_900 * size // 20_000) + "<button>Who goes there?</button>" * (size // 2)
    ),
}


@pytest.mark.parametrize("make", _HOSTILE.values(), ids=_HOSTILE)
def test_hostile_markup_is_read_in_time_as_its_length(make: Callable[[int], str]) -> None:
    in_linear_time(_texts, make, size=20_000)


def test_the_picture_of_a_formula_in_a_hidden_part_is_known_by_its_name() -> None:
    picture = '<span hidden><img class="Equation" alt="E=mc^2" src="e.png"></span>'
    body = page_tree(f"<!doctype html><body><p>We have E=mc² {picture} there.</p>").body
    assert body is not None
    assert [run.text for run in runs_of(body)] == ["We have E=mc² there."]
    assert body.css_first("img") is None
