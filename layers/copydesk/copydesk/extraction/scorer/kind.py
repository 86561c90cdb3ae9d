"""Is the page an article at all: what tells a story from a product, a listing, a forum or a form, as numbers."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlsplit

import numpy as np

from copydesk.extraction.metadata.jsonld import types_of
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.scorer.matrix import Matrix
from copydesk.extraction.walk import HEADINGS, Run

_PRICE = re.compile(
    r"[$€£]\s?\d|\d\s?(?:€|EUR|USD)|\bprice\b|add to (?:cart|bag|basket)|in stock|\bsku\b", re.IGNORECASE
)
_WORD = re.compile(r"[a-z]{2,}")
_ADDRESS = re.compile(r"\b(?:you|your|we|our)\b", re.IGNORECASE)
_PRODUCTS = frozenset({"Product", "Offer"})
_LISTS = frozenset({"ItemList", "CollectionPage", "SearchResultsPage", "ProductGroup"})
_CHOSEN = 0.5
_PRICED_LINE = 300

#: The text that was chosen as article: how much, of what, set how.
_BODY = (
    "chars article_runs article_chars sentences paragraphs headings items longest templates gap address article_share"
    " mean_score mean_chars"
).split()
#: The page around it: links, prices, forms, repeated parts.
_PAGE = "page_chars page_runs link_share linked_runs prices inputs has_time h1s article_elements".split()
#: What the page declares itself to be, and what its address looks like.
_DECLARED = "og_article og_product ld_article ld_product ld_list ld_blog path_depth path_words path_has_digits".split()
FEATURES = (*_BODY, *_PAGE, *_DECLARED)


def kind_row(page: Page, runs: Sequence[Run], scores: Sequence[float]) -> Matrix:
    """One row with a column per name in FEATURES."""
    text = [(run, score) for run, score in zip(runs, scores, strict=True) if run.text]
    row = [*_body(text), *_around(page, [run for run, _ in text]), *_declared(page)]
    return np.array([row], dtype=np.float32)


def _body(text: list[tuple[Run, float]]) -> list[float]:
    chosen = [(index, run, score) for index, (run, score) in enumerate(text) if score > _CHOSEN]
    runs = [run for _, run, _ in chosen]
    count = max(1, len(runs))
    chars = sum(len(run.text) for run in runs)
    words = sum(run.text.count(" ") + 1 for run in runs)
    gaps = (after[0] - before[0] for before, after in pairwise(chosen))
    return [
        math.log1p(words),
        float(len(runs)),
        math.log1p(chars),
        sum(run.text.count(". ") + run.text.endswith(".") for run in runs) / count,
        sum(run.element.tag == "p" for run in runs) / count,
        sum(run.element.tag in HEADINGS for run in runs) / count,
        sum(run.element.tag == "li" for run in runs) / count,
        math.log1p(max((len(run.text) for run in runs), default=0)),
        len({(run.element.tag, run.element.words) for run in runs}) / count,
        math.log1p(max(gaps, default=0)),
        sum(len(_ADDRESS.findall(run.text)) for run in runs) / max(1, words),
        chars / max(1, sum(len(run.text) for run, _ in text)),
        sum(score * len(run.text) for _, run, score in chosen) / max(1, chars),
        chars / count,
    ]


def _around(page: Page, runs: list[Run]) -> list[float]:
    chars = max(1, sum(len(run.text) for run in runs))
    return [
        math.log1p(chars),
        math.log1p(len(runs)),
        sum(run.link_chars for run in runs) / chars,
        sum(run.link_share > 0.9 for run in runs) / max(1, len(runs)),
        math.log1p(sum(len(_PRICE.findall(run.text)) for run in runs if len(run.text) < _PRICED_LINE)),
        math.log1p(len(page.tree.css("input,select,textarea"))),
        float(page.tree.css_first("time") is not None),
        float(min(5, len(page.tree.css("h1")))),
        float(min(9, len(page.tree.css("article")))),
    ]


def _declared(page: Page) -> list[float]:
    types = frozenset[str]().union(*(types_of(thing) for thing in page.things))
    kind = (page.meta("og:type") or "").lower()
    path = [part for part in _path(page.url or page.meta("og:url") or "").split("/") if part]
    return [
        float(kind == "article"),
        float("product" in kind),
        float(bool(page.articles)),
        float(bool(types & _PRODUCTS)),
        float(bool(types & _LISTS)),
        float("BlogPosting" in types),
        float(len(path)),
        float(len(_WORD.findall(path[-1].lower())) if path else 0),
        float(any(character.isdigit() for part in path for character in part)),
    ]


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
