"""Each visible word of an article's container is in the record, left out for a reason, or counted as lost."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from copydesk.extraction.article import extract_article, extract_with
from copydesk.extraction.checks.conservation import counts_of, recorded, unrecorded
from copydesk.extraction.checks.container import container_of
from copydesk.extraction.locating.locate import Located, choose, scores_of
from copydesk.extraction.locating.scorer import Scorer, load_scorer
from copydesk.extraction.locating.scorer.declared import Declared
from copydesk.extraction.locating.scorer.matrix import Column
from copydesk.extraction.locating.scorer.sureness import Sureness
from copydesk.extraction.locating.scorer.trees import Trees
from copydesk.extraction.metadata.page import page_of
from copydesk.extraction.reading.tree import page_tree
from copydesk.extraction.reading.walk import Run, runs_of
from copydesk.extraction.text.words import words_of
from copydesk.model import Article
from copydesk.web.content_encoding import inflate
from copydesk.web.decoding import decode

PAGES = Path(__file__).parents[2] / "pages"
CASES = sorted(
    path.parent
    for path in PAGES.rglob("expected.json")
    if (path.parent / "page.html").exists() and "reject" not in json.loads(path.read_text(encoding="utf-8"))
)
URL = "https://www.example.com/2024/03/02/a-story"


def _runs(page: bytes) -> list[Run]:
    tree = page_tree(decode(inflate(page)))
    assert tree.body is not None
    return runs_of(tree.body)


def _located(page: bytes, url: str, scorer: Scorer) -> Located:
    tree = page_tree(decode(inflate(page)))
    assert tree.body is not None
    runs, declared = runs_of(tree.body), page_of(tree, url).declared()
    return choose(runs, scores_of(runs, declared, scorer), declared.images, domain=declared.domain)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_word_of_the_container_is_in_one_place(case: Path) -> None:
    url = json.loads((case / "expected.json").read_text(encoding="utf-8"))["url"]
    page = (case / "page.html").read_bytes()
    article = extract_article(page, url=url)
    if article.provenance.get("body"):
        pytest.skip("its text stands in a script")
    located = _located(page, url, load_scorer())
    span = container_of(located.runs, located.text).span
    visible = words_of(located.runs[index].text for index in {*span, *located.text, *located.company})
    gone = Counter(word for _, words in unrecorded(located, article) for word in words)
    assert gone <= visible
    assert visible - gone <= words_of(recorded(article))
    lost, left_out = counts_of(unrecorded(located, article))
    assert lost + sum(left_out.values()) == gone.total()
    assert (article.quality.lost_words, article.quality.left_out) == (lost, left_out)


@dataclass(frozen=True)
class _Forgetful:
    """This scorer never chooses the runs of some texts."""

    real: Scorer
    texts: frozenset[str]

    @property
    def kind(self) -> Trees:
        return self.real.kind

    @property
    def sureness(self) -> Sureness:
        return self.real.sureness

    def scores(self, runs: Sequence[Run], said: Declared) -> Column:
        scores = self.real.scores(runs, said)
        for index, run in enumerate(runs):
            if run.text in self.texts:
                scores[index] = 0.0
        return scores


def _read(page: str, *, without: Sequence[str] = ()) -> Article:
    scorer = _Forgetful(load_scorer(), frozenset(without))
    return extract_with(scorer, page.encode(), url=URL)  # type: ignore[arg-type]  # it has what is asked of one


_NOUNS = "ferry harbour council engine island fisherman petition vessel mayor budget season pier".split()
_SENTENCES = [
    f"The {one} of the {other} was discussed on day {number} of the meeting, an engineer of the yard explained."
    for number, (one, other) in enumerate([(one, other) for one in _NOUNS for other in _NOUNS if one != other])
]
_PARAGRAPHS = [" ".join(_SENTENCES[start : start + 3]) for start in range(0, len(_SENTENCES), 3)]


def _page(paragraphs: Sequence[str], *, around: str = "<article>{}</article>") -> str:
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    nav = "<nav><a href=/>Home</a> <a href=/n>News</a></nav><aside><h2>Most read</h2><a href=/1>A crane</a></aside>"
    return f"<html lang=en><title>Boats</title><body>{nav}{around.format('<h1>Extra boats</h1>' + body)}</body></html>"


@pytest.mark.parametrize(
    "around", ["<article>{}</article>", "<main><div>{}</div></main>", "<div class=content>{}</div>"]
)
@pytest.mark.parametrize("taken", [slice(3, 4), slice(4, 9), slice(2, 20, 2), slice(-3, None), slice(0, 1)])
def test_what_the_scorer_passes_over_is_lost(around: str, taken: slice) -> None:
    paragraphs = _PARAGRAPHS[:22]
    page = _page(paragraphs, around=around)
    assert _read(page).quality.lost_words == 0
    article = _read(page, without=paragraphs[taken])
    assert not any(paragraph in article.text for paragraph in paragraphs[taken])
    assert article.quality.lost_words == words_of(paragraphs[taken]).total()


def test_half_of_a_long_article_is_lost_with_a_sign() -> None:
    paragraphs = [f"{each} This was said in part {part}." for part in range(8) for each in _PARAGRAPHS]
    article = _read(_page(paragraphs), without=paragraphs[1::2])
    assert article.quality.lost_words >= words_of(paragraphs[1::2]).total()
    assert "words_lost" in article.quality.flags


_LEFT_OUT = {
    "hidden": "<div style='display:none'><p>{}</p></div>",
    "related": "<section class='related-stories'><p>{}</p></section>",
    "comments": "<div id=comments><p>{}</p></div>",
    "promotion": "<div class=newsletter><p>{}</p></div>",
    "interface": "<form><p>{}</p></form>",
    "caption": "<figure><figcaption>{}</figcaption></figure>",
    "head": "<p class=byline>{}</p>",
}


@pytest.mark.parametrize("reason", _LEFT_OUT)
def test_what_is_left_out_is_counted_by_its_reason(reason: str) -> None:
    said = "Seven words that stand in no record."
    page = _page([*_PARAGRAPHS[:9]]).replace(
        f"<p>{_PARAGRAPHS[4]}", _LEFT_OUT[reason].format(said) + f"<p>{_PARAGRAPHS[4]}"
    )
    quality = _read(page, without=[said]).quality
    assert (quality.lost_words, quality.left_out) == (0, {reason: 7})


def test_what_is_said_twice_is_repeated() -> None:
    twice = _SENTENCES[4].rstrip(".")
    page = _page([*_PARAGRAPHS[:5], f"“{twice}”", *_PARAGRAPHS[5:9]])
    quality = _read(page, without=[f"“{twice}”"]).quality
    assert (quality.lost_words, quality.left_out) == (0, {"repeated": words_of([twice]).total()})


def test_the_container_is_the_article_around_the_text_and_no_more() -> None:
    body = "".join(f"<p>{each}</p>" for each in _PARAGRAPHS[:6])
    other = "".join(f"<p>{each}</p>" for each in _PARAGRAPHS[6:40])
    page = f"<body><main><article><h1>Boats</h1><div>{body}</div><p>After.</p></article><div>{other}</div></main>"
    runs = _runs(page.encode())
    assert container_of(runs, range(1, 7)).span == range(8)
    assert container_of(runs, range(1, 20)).span == range(len(runs))
