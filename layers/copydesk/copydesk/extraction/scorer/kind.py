"""Is the page an article at all: what tells a story from a product, a listing, a forum or a form, as numbers."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlsplit

import numpy as np

from copydesk.extraction.markup import HEADINGS
from copydesk.extraction.metadata.jsonld import types_of
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.scorer.matrix import Matrix
from copydesk.extraction.walk import Run
from copydesk.words import count_words

_PRICE = ("$", "€", "£", " eur", " usd", "price", "in stock", "sku")
_BUYING = ("add to", "buy", "cart", "basket", "checkout", "wishlist", "compare", "filter", "sort by")
_WORD = re.compile(r"[a-z]{2,}")
#: A point before a space, which ends a sentence where words have spaces; or the marks that end one in any other script.
_SENTENCE_END = re.compile(r"\.(?= |$)|[。．！？।။។]")
_ADDRESS = frozenset({"you", "your", "we", "our"})
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_PRODUCTS = frozenset({"Product", "Offer", "ProductGroup", "AggregateOffer"})
_LISTS = frozenset({"ItemList", "CollectionPage", "SearchResultsPage"})
_BUSINESSES = frozenset({"LocalBusiness", "Service", "Organization", "Corporation", "SoftwareApplication"})
_DATED = ("article:published_time", "article:modified_time", "datepublished", "parsely-pub-date", "date", "pubdate")
_SHOP_PATH = frozenset(
    "product products shop store collection collections category categories item p c tag search".split()
)
_STORY_PATH = frozenset("blog blogs news article articles story stories post posts magazine guides guide learn".split())
_COUNTED = "input,select,textarea,time,h1,article,button,form"
_CHOSEN = 0.5
_PRICED_LINE = 300
_TEASER = 200

#: The text that was chosen as article: how much, of what, set how.
_BODY = (
    "chars article_runs article_chars sentences paragraphs headings items longest templates gap address article_share"
    " mean_score mean_chars prose_runs doubtful_share regions first_chosen"
).split()
#: The page around it: links, prices, forms, repeated parts.
_PAGE = (
    "page_chars page_runs link_share linked_runs prices fields times h1s article_elements buttons buying forms"
    " teasers most_alike images"
).split()
#: What the page declares itself to be, and what its address looks like.
_DECLARED = (
    "og_article og_website og_product ld_article ld_product ld_list ld_blog ld_faq ld_business ld_breadcrumbs dated"
    " authored path_depth path_words path_has_digits path_has_year path_is_shop path_is_story"
).split()
FEATURES = (*_BODY, *_PAGE, *_DECLARED)
#: What grows with an article's length says no more from here on: annotated articles are short, others have any length.
_ENOUGH_RUNS = 150
_LOGARITHMS = {
    "chars": 3_000,
    "article_chars": 20_000,
    "longest": 3_000,
    "gap": 60,
    "page_chars": 40_000,
    "page_runs": 600,
    "prices": 40,
    "times": 40,
    "buying": 20,
    "teasers": 100,
    "most_alike": 100,
    "images": 100,
}
_MOST = {
    "article_runs": _ENOUGH_RUNS,
    "prose_runs": 100,
    "regions": 20,
    **{name: math.log1p(most) for name, most in _LOGARITHMS.items()},
}
_LIMITS = np.array([_MOST.get(name, np.inf) for name in FEATURES])


def kind_column(page: Page, runs: Sequence[Run], scores: Sequence[float]) -> Matrix:
    """One column with a row per name in FEATURES."""
    text = [(run, score) for run, score in zip(runs, scores, strict=True) if run.text]
    row = [*_body(text), *_around(page, [run for run, _ in text], len(runs) - len(text)), *_declared(page)]
    column: Matrix = np.minimum(row, _LIMITS).astype(np.float32)[:, None]
    return column


def _body(text: list[tuple[Run, float]]) -> list[float]:
    chosen = [(index, run, score) for index, (run, score) in enumerate(text) if score > _CHOSEN]
    runs = [run for _, run, _ in chosen]
    count = max(1, len(runs))
    sizes = [len(run.text) for run in runs]
    chars = sum(sizes)
    words = sum(count_words(run.text) for run in runs)
    gaps = [after[0] - before[0] for before, after in pairwise(chosen)]
    spoken = "\n".join(run.text for run in runs).lower().split()
    return [
        math.log1p(words),
        float(len(runs)),
        math.log1p(chars),
        sum(len(_SENTENCE_END.findall(run.text)) for run in runs) / count,
        sum(run.element.tag == "p" for run in runs) / count,
        sum(run.element.tag in HEADINGS for run in runs) / count,
        sum(run.element.tag == "li" for run in runs) / count,
        math.log1p(max(sizes, default=0)),
        len({(run.element.tag, run.element.words) for run in runs}) / min(count, _ENOUGH_RUNS),
        math.log1p(max(gaps, default=0)),
        sum(map(_ADDRESS.__contains__, spoken)) / max(1, words),
        chars / max(1, sum(len(run.text) for run, _ in text)),
        sum(score * size for (_, _, score), size in zip(chosen, sizes, strict=True)) / max(1, chars),
        chars / count,
        float(sum(size > _TEASER for size in sizes)),
        sum(len(run.text) for run, score in text if 0.2 < score < 0.8) / max(1, chars),
        float(sum(gap > 3 for gap in gaps)),
        chosen[0][0] / len(text) if chosen else 1.0,
    ]


def _around(page: Page, runs: list[Run], media: int) -> list[float]:
    chars = max(1, sum(len(run.text) for run in runs))
    lines = "\n".join(run.text for run in runs if len(run.text) < _PRICED_LINE).lower()
    counted = Counter(node.tag for node in page.tree.css(_COUNTED))
    alike = Counter((run.element.tag, run.element.words) for run in runs if run.link_chars and run.element.words)
    return [
        math.log1p(chars),
        math.log1p(len(runs)),
        sum(run.link_chars for run in runs) / chars,
        sum(run.link_share > 0.9 for run in runs) / max(1, len(runs)),
        math.log1p(sum(map(lines.count, _PRICE))),
        math.log1p(counted["input"] + counted["select"] + counted["textarea"]),
        math.log1p(counted["time"]),
        float(min(5, counted["h1"])),
        math.log1p(counted["article"]),
        math.log1p(counted["button"]),
        math.log1p(sum(map(lines.count, _BUYING))),
        float(min(5, counted["form"])),
        math.log1p(sum(30 < len(run.text) < _TEASER and run.link_chars > 0 for run in runs)),
        math.log1p(max(alike.values(), default=0)),
        math.log1p(media),
    ]


def _declared(page: Page) -> list[float]:
    types = frozenset[str]().union(*(types_of(thing) for thing in page.things))
    kind = (page.meta("og:type") or "").lower()
    path = [part.lower() for part in _path(page.url or page.meta("og:url") or "").split("/") if part]
    above = frozenset(path[:-1])
    return [
        float(kind == "article"),
        float(kind == "website"),
        float("product" in kind),
        float(bool(page.articles)),
        float(bool(types & _PRODUCTS)),
        float(bool(types & _LISTS)),
        float("BlogPosting" in types),
        float("FAQPage" in types),
        float(bool(types & _BUSINESSES)),
        float("BreadcrumbList" in types),
        float(page.meta(*_DATED) is not None or any("datePublished" in thing for thing in page.articles)),
        float(page.meta("author", "article:author") is not None or any("author" in thing for thing in page.articles)),
        float(len(path)),
        float(len(_WORD.findall(path[-1])) if path else 0),
        float(any(character.isdigit() for part in path for character in part)),
        float(any(_YEAR.match(part) for part in path)),
        float(bool(above & _SHOP_PATH)),
        float(bool(above & _STORY_PATH)),
    ]


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
