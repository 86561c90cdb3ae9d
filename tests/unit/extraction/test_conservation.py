"""No word is lost between locating and the records: what was chosen is in a block or in the head, once."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from copydesk.extraction import extract_article
from copydesk.extraction.content_encoding import inflate
from copydesk.extraction.decoding import decode
from copydesk.extraction.inline import tidy
from copydesk.extraction.locate import locate
from copydesk.extraction.metadata.page import page_of
from copydesk.extraction.scorer import load_scorer
from copydesk.model import Article

PAGES = Path(__file__).parents[2] / "pages"
CASES = sorted(
    path.parent
    for path in PAGES.rglob("expected.json")
    if (path.parent / "page.html").exists() and "reject" not in json.loads(path.read_text(encoding="utf-8"))
)
_WORD = re.compile(r"\w+")


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(tidy(text)))


#: Words that are chosen and left out on purpose: labels over gaps, line numbers, times kept in full, addresses shown.
_LEFT_OUT = {
    "label-over-an-advertisement": "Advertisement",
    "code-with-line-numbers": "1 2",
    "live-blog": "10:45 9:30",
    "bare-address-of-a-video": "https://www.youtube.com/watch?v=abc_DEF-123",
}


def _recorded(article: Article) -> Counter[str]:
    head = [article.headline, article.alternative_headline, article.description, article.kicker]
    blocks = [
        part
        for block in article.blocks
        for part in (block.text, block.caption, block.credit, block.attribution)
        if part
    ]
    return sum((_words(text) for text in [*blocks, *head] if text), Counter())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_chosen_word_is_in_a_record(case: Path) -> None:
    url = json.loads((case / "expected.json").read_text(encoding="utf-8"))["url"]
    body = (case / "page.html").read_bytes()
    tree = LexborHTMLParser(decode(inflate(body)))
    assert tree.body is not None
    located = locate(tree.body, page_of(tree, url).said(), load_scorer())
    chosen = sum((_words(located.runs[index].text) for index in located.text), Counter[str]())
    said = _recorded(extract_article(body, url=url)) + _words(_LEFT_OUT.get(case.name, ""))
    assert chosen - said == Counter()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_word_of_a_block_is_a_word_of_the_page(case: Path) -> None:
    url = json.loads((case / "expected.json").read_text(encoding="utf-8"))["url"]
    body = (case / "page.html").read_bytes()
    tree = LexborHTMLParser(decode(inflate(body)))
    assert tree.body is not None
    page = _words(tree.body.text(separator=" "))
    said = sum((_words(block.text) for block in extract_article(body, url=url).blocks), Counter[str]())
    assert said - page == Counter()
