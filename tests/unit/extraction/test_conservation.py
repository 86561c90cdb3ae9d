"""No word is lost between locating and the record: each chosen word is once in a block or in the head."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from copydesk.extraction import extract_article
from copydesk.extraction.checks.conservation import recorded
from copydesk.extraction.explain import explain_page
from copydesk.extraction.locating.locate import choose, scores_of
from copydesk.extraction.locating.scorer import load_scorer
from copydesk.extraction.metadata.page import page_of
from copydesk.extraction.reading.markup import BLOCK_TAGS, SILENT_TAGS
from copydesk.extraction.reading.tree import page_tree
from copydesk.extraction.reading.walk import runs_of
from copydesk.extraction.text.words import words_of
from copydesk.web.content_encoding import inflate
from copydesk.web.decoding import decode

PAGES = Path(__file__).parents[2] / "pages"
CASES = sorted(
    path.parent
    for path in PAGES.rglob("expected.json")
    if (path.parent / "page.html").exists() and "reject" not in json.loads(path.read_text(encoding="utf-8"))
)


def _body(page: str) -> LexborNode:
    body = page_tree(page).body
    assert body is not None
    return body


#: These chosen words are left out on purpose: labels, line numbers, times kept in full, and shown addresses.
_LEFT_OUT = {
    "label-over-an-advertisement": "Advertisement",
    "caption-set-as-heading": "Photo",
    "code-with-line-numbers": "1 2",
    "code-in-numbered-rows": "1 2",
    "live-blog": "10:45 9:30",
    "bare-address-of-a-video": "https://www.youtube.com/watch?v=abc_DEF-123",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_chosen_word_is_in_a_record(case: Path) -> None:
    url = json.loads((case / "expected.json").read_text(encoding="utf-8"))["url"]
    body = (case / "page.html").read_bytes()
    tree = page_tree(decode(inflate(body)))
    assert tree.body is not None
    article = extract_article(body, url=url)
    if article.provenance.get("body"):
        pytest.skip("its text stands in a script")
    runs, declared = runs_of(tree.body), page_of(tree, url).declared()
    scores = scores_of(runs, declared, load_scorer())
    located = choose(runs, scores, declared.images, domain=declared.domain)
    chosen = words_of(located.runs[index].text for index in located.text)
    left_out = words_of([_LEFT_OUT.get(case.name)])
    assert chosen - words_of(recorded(article)) - left_out == Counter()
    assert article.quality.lost_words <= left_out.total()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_word_of_a_block_is_a_word_of_the_page(case: Path) -> None:
    url = json.loads((case / "expected.json").read_text(encoding="utf-8"))["url"]
    body = (case / "page.html").read_bytes()
    tree = LexborHTMLParser(decode(inflate(body)))
    assert tree.body is not None
    article = extract_article(body, url=url)
    # The words of a script are only in the page's source.
    in_script = (tree.html or "").replace("\\n", " ")
    page = words_of([in_script if article.provenance.get("body") else tree.body.text(separator=" ")])
    said = words_of(block.text for block in article.blocks)
    assert said - page == Counter()


def _visible(body: LexborNode) -> Counter[str]:
    """Returns the words of a body, without elements whose content is no text of the page."""
    for node in body.css(",".join(sorted(SILENT_TAGS))):
        if not node.css(",".join(sorted(BLOCK_TAGS))):
            node.decompose()
    return words_of([body.text(separator=" ")])


#: The page cases use these inline elements, which no reader sees.
_UNSEEN = ".visually-hidden, .sr-only, .hovercard, .twitter-tweet, span[hidden], span[style*='none']"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_visible_word_of_a_page_is_in_one_run(case: Path) -> None:
    page = decode(inflate((case / "page.html").read_bytes()))
    body = _body(page)
    said = words_of(run.text for run in runs_of(body))
    unseen = words_of(node.text() for node in body.css(_UNSEEN))
    visible = _visible(body)
    assert visible - said - unseen == Counter()
    assert said - visible == Counter()


_TAGS = "p div span b a ul li table tr td h2 blockquote figure br hr pre section script button em main".split()
_PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in _TAGS] + [f"</{tag}>" for tag in _TAGS]),
    st.sampled_from([" one ", " two and ", " three ", "<br><br>", "<!-- four -->", '<img alt="five">']),
)


@given(st.lists(_PIECES, max_size=60).map("".join))
@settings(deadline=None)
def test_every_visible_word_of_any_markup_is_in_one_run(markup: str) -> None:
    runs = runs_of(_body(f"<body>{markup}"))
    assert words_of(run.text for run in runs) == _visible(_body(f"<body>{markup}"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_run_goes_somewhere_and_what_is_left_out_has_its_reasons(case: Path) -> None:
    body = (case / "page.html").read_bytes()
    explained = explain_page(body, url="https://www.examplepost.example/")
    assert words_of(each.text for each in explained) == words_of(run.text for run in runs_of(_body(decode(body))))
    assert all(each.reasons for each in explained if each.fate == "left out")
