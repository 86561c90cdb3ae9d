"""How likely each run of a page is a part of its article: weights by hand, from reading pages.

Two looks at every run. The first sees the run alone: its length, links, punctuation, and the names of the
elements around it. The second weighs how much good text shares each of its ancestors, so that a short line
amid the body is kept and a long one in a sidebar is not.
"""

import math
from collections import defaultdict

from copydesk.extraction.walk import HEADINGS, Element, Run

#: Names that publishers give to what surrounds an article.
AROUND = frozenset(
    "ad ads advert advertisement agreement alert banner bio breadcrumb breadcrumbs byline carousel category comment"
    " comments consent cookie cookies copyright credits disclaimer discussion disqus dropdown footer gdpr hidden legal"
    " login masthead menu meta modal nav navbar navigation newsletter outbrain overlay pagination pager paywall popular"
    " popup print promo promoted recirc recommend recommendation recommendations recommended related reply respond rss"
    " share sharing sharedaddy sidebar signup skip social sponsor sponsored subscribe subscription taboola tag tags"
    " taglist teaser toolbar tools topics trending upsell widget".split()
)
#: Names that publishers give to the article itself.
INSIDE = frozenset("article articlebody body content entry main post story storybody text".split())
_AROUND_TAGS = frozenset({"nav", "footer", "aside", "form", "dialog", "menu", "address", "figcaption"})
_WEIGHT_TAGS = {"p": 1.2, "blockquote": 0.8, "li": -0.3, "pre": 0.8, "td": -0.3, "h1": -1.0, "figcaption": -2.0}
_SENTENCE_ENDS = (".", "!", "?", ":", "…", '"', "”", "»", "。", "؟", "।")


def scores(runs: list[Run]) -> list[float]:
    """A probability for each run."""
    alone = [_alone(run) for run in runs]
    good = [_sigmoid(value) * len(run.text) for value, run in zip(alone, runs, strict=True)]
    share = _shares(runs, good)
    return [_sigmoid(value + _company(run, share)) for value, run in zip(alone, runs, strict=True)]


def _alone(run: Run) -> float:
    words = run.text.count(" ") + 1
    value = -2.2 + 0.9 * math.log(words) - 4.0 * run.link_share
    value += 0.7 if run.text.endswith(_SENTENCE_ENDS) else -0.5
    value += _WEIGHT_TAGS.get(run.element.tag, 0.6 if run.element.tag in HEADINGS else 0.0)
    return value + _names(run.element)


def _names(element: Element) -> float:
    value = -3.0 if element.hidden else 0.0
    for distance, ancestor in enumerate(element.lineage()):
        if ancestor.tag == "body":
            break
        weight = 1 / (1 + 0.2 * distance)
        value -= 1.6 * weight * min(2, len(ancestor.words & AROUND))
        value -= 1.5 * weight * (ancestor.tag in _AROUND_TAGS)
        value += 0.3 * weight * min(2, len(ancestor.words & INSIDE))
    return max(value, -6.0)


def _shares(runs: list[Run], good: list[float]) -> dict[int, float]:
    """For each element around a run, its share of the page's good text."""
    sums: dict[int, float] = defaultdict(float)
    for run, value in zip(runs, good, strict=True):
        for ancestor in run.element.lineage():
            sums[id(ancestor)] += value
    total = sum(good) or 1.0
    return {key: value / total for key, value in sums.items()}


def _company(run: Run, share: dict[int, float]) -> float:
    near = [share[id(ancestor)] for ancestor in list(run.element.lineage())[:4]]
    return 5.0 * max(near) - 2.0


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))
