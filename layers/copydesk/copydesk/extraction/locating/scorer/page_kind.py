"""This module computes features of a whole page, by which articles differ from products, listings, forums and forms."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlsplit

import numpy as np

from copydesk.extraction.locating.scorer.matrix import Matrix
from copydesk.extraction.metadata.page import Page, types_of
from copydesk.extraction.reading.markup import HEADINGS
from copydesk.extraction.reading.walk import Run
from copydesk.words import count_words

_PRICE = ("$", "€", "£", " eur", " usd", "price", "in stock", "sku")
_BUYING = ("add to", "buy", "cart", "basket", "checkout", "wishlist", "compare", "filter", "sort by")
_WORD = re.compile(r"[a-z]{2,}")
#: A full stop before a space, or the mark that ends a sentence in scripts other than Latin.
_SENTENCE_END = re.compile(r"\.(?= |$)|[。．！？।။។]", re.MULTILINE)
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

#: Features of the chosen text: its amount, its kind and its markup.
_BODY = (
    "words article_runs article_chars sentences paragraphs headings items longest templates gap address article_share"
    " mean_score mean_chars prose_runs doubtful_share regions first_chosen"
).split()
#: Features of the page around it: links, prices, forms, repeated parts.
_PAGE = (
    "page_chars page_runs link_share linked_runs prices fields times h1s article_elements buttons buying forms"
    " teasers most_alike images"
).split()
#: Features of what the page declares, and of its address.
_DECLARED = (
    "og_article og_website og_product ld_article ld_product ld_list ld_blog ld_faq ld_business ld_breadcrumbs dated"
    " authored path_depth path_words path_has_digits path_has_year path_is_shop path_is_story"
).split()
FEATURES = (*_BODY, *_PAGE, *_DECLARED)
#: The caps on features that grow with an article's length. Annotated articles are short, others have any length.
_ENOUGH_RUNS = 150
_LOGARITHMS = {
    "words": 3_000,
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
    """Returns one column with a row per name in FEATURES. `scores` has a value for each of `runs`."""
    text = [(run, score) for run, score in zip(runs, scores, strict=True) if run.text]
    values = _body(text) | _around(page, [run for run, _ in text], len(runs) - len(text)) | _declared(page)
    column: Matrix = np.minimum([values[name] for name in FEATURES], _LIMITS).astype(np.float32)[:, None]
    return column


def _body(text: list[tuple[Run, float]]) -> dict[str, float]:
    chosen = [(index, run, score) for index, (run, score) in enumerate(text) if score > _CHOSEN]
    runs = [run for _, run, _ in chosen]
    count = max(1, len(runs))
    sizes = [len(run.text) for run in runs]
    chars = sum(sizes)
    whole = "\n".join(run.text for run in runs)
    words = count_words(whole)
    gaps = [after[0] - before[0] for before, after in pairwise(chosen)]
    tokens = whole.lower().split()
    return {
        "words": math.log1p(words),
        "article_runs": float(len(runs)),
        "article_chars": math.log1p(chars),
        "sentences": len(_SENTENCE_END.findall(whole)) / count,
        "paragraphs": sum(run.element.tag == "p" for run in runs) / count,
        "headings": sum(run.element.tag in HEADINGS for run in runs) / count,
        "items": sum(run.element.tag == "li" for run in runs) / count,
        "longest": math.log1p(max(sizes, default=0)),
        "templates": len({(run.element.tag, run.element.words) for run in runs}) / min(count, _ENOUGH_RUNS),
        "gap": math.log1p(max(gaps, default=0)),
        "address": sum(map(_ADDRESS.__contains__, tokens)) / max(1, words),
        "article_share": chars / max(1, sum(len(run.text) for run, _ in text)),
        "mean_score": sum(score * size for (_, _, score), size in zip(chosen, sizes, strict=True)) / max(1, chars),
        "mean_chars": chars / count,
        "prose_runs": float(sum(size > _TEASER for size in sizes)),
        "doubtful_share": sum(len(run.text) for run, score in text if 0.2 < score < 0.8) / max(1, chars),
        "regions": float(sum(gap > 3 for gap in gaps)),
        "first_chosen": chosen[0][0] / len(text) if chosen else 1.0,
    }


def _around(page: Page, runs: list[Run], media: int) -> dict[str, float]:
    chars = max(1, sum(len(run.text) for run in runs))
    lines = "\n".join(run.text for run in runs if len(run.text) < _PRICED_LINE).lower()
    counted = Counter(node.tag for node in page.tree.css(_COUNTED))
    alike = Counter((run.element.tag, run.element.words) for run in runs if run.link_chars and run.element.words)
    return {
        "page_chars": math.log1p(chars),
        "page_runs": math.log1p(len(runs)),
        "link_share": sum(run.link_chars for run in runs) / chars,
        "linked_runs": sum(run.link_share > 0.9 for run in runs) / max(1, len(runs)),
        "prices": math.log1p(sum(map(lines.count, _PRICE))),
        "fields": math.log1p(counted["input"] + counted["select"] + counted["textarea"]),
        "times": math.log1p(counted["time"]),
        "h1s": float(min(5, counted["h1"])),
        "article_elements": math.log1p(counted["article"]),
        "buttons": math.log1p(counted["button"]),
        "buying": math.log1p(sum(map(lines.count, _BUYING))),
        "forms": float(min(5, counted["form"])),
        "teasers": math.log1p(sum(30 < len(run.text) < _TEASER and run.link_chars > 0 for run in runs)),
        "most_alike": math.log1p(max(alike.values(), default=0)),
        "images": math.log1p(media),
    }


def _declared(page: Page) -> dict[str, float]:
    types = frozenset[str]().union(*(types_of(thing) for thing in page.things))
    kind = (page.meta("og:type") or "").lower()
    path = [part.lower() for part in _path(page.url or page.meta("og:url") or "").split("/") if part]
    above = frozenset(path[:-1])
    return {
        "og_article": float(kind == "article"),
        "og_website": float(kind == "website"),
        "og_product": float("product" in kind),
        "ld_article": float(bool(page.articles)),
        "ld_product": float(bool(types & _PRODUCTS)),
        "ld_list": float(bool(types & _LISTS)),
        "ld_blog": float("BlogPosting" in types),
        "ld_faq": float("FAQPage" in types),
        "ld_business": float(bool(types & _BUSINESSES)),
        "ld_breadcrumbs": float("BreadcrumbList" in types),
        "dated": float(page.meta(*_DATED) is not None or any("datePublished" in thing for thing in page.articles)),
        "authored": float(
            page.meta("author", "article:author") is not None or any("author" in thing for thing in page.articles)
        ),
        "path_depth": float(len(path)),
        "path_words": float(len(_WORD.findall(path[-1])) if path else 0),
        "path_has_digits": float(any(character.isdigit() for part in path for character in part)),
        "path_has_year": float(any(_YEAR.match(part) for part in path)),
        "path_is_shop": float(bool(above & _SHOP_PATH)),
        "path_is_story": float(bool(above & _STORY_PATH)),
    }


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
