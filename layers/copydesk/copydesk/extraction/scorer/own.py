"""The run alone: how much it says, how much of it is links, whether it reads as sentences, where it stands."""

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from copydesk.extraction.scorer import phrases
from copydesk.extraction.scorer.matrix import Matrix
from copydesk.extraction.scorer.names import GROUPS, groups_of
from copydesk.extraction.scorer.phrases import phrase_row
from copydesk.extraction.walk import HEADINGS, Element, Run

#: Beyond this many levels a name says nothing about a run.
_FAR = 7
_SENTENCE_ENDS = (".", "!", "?", ":", "…", '"', "”", "»", "’", ")", "。", "！", "？", "؟", "।")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_UPPER_WORD = re.compile(r"\b[A-ZÄÖÜÉ][A-ZÄÖÜÉ]+\b")
_SEPARATORS = re.compile(r"[|•·›»©/]")

_OWN_TAGS = (
    "p",
    "div",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "td",
    "blockquote",
    "figcaption",
    "span",
    "a",
    "section",
    "article",
    "pre",
    "dd",
    "dt",
    "summary",
    "th",
    "header",
    "label",
    "time",
)

_OWN = (
    "chars words word_length link_share links ends_sentence sentences commas digits uppercase upper_words starts_upper"
    " separators year clock question bold emphasised hidden heading depth inline_nodes repeated quote_marks"
).split()
FEATURES = (*_OWN, *(f"tag_{tag}" for tag in _OWN_TAGS), *phrases.FEATURES, *GROUPS)


def own_matrix(runs: Sequence[Run]) -> Matrix:
    """A row per run, a column per name in FEATURES."""
    return np.hstack([np.array(_own_rows(runs), dtype=np.float32), _group_rows(runs)])


def _own_rows(runs: Sequence[Run]) -> list[list[float]]:
    seen: Counter[str] = Counter()
    depths: dict[int, int] = {}
    rows = []
    for run in runs:
        rows.append([*_own(run, seen[run.text], _depth(run.element, depths)), *_tags(run), *phrase_row(run.text)])
        seen[run.text] += 1
    return rows


def _own(run: Run, repeated: int, depth: int) -> list[float]:
    text = run.text
    size = len(text)
    words = text.count(" ") + 1
    inner = [node.tag for node in run.nodes if node.is_element_node]
    digits = sum(map(text.count, "0123456789"))
    return [
        math.log1p(size),
        math.log1p(words),
        size / words,
        run.link_share,
        float(min(9, inner.count("a"))),
        float(text.endswith(_SENTENCE_ENDS)),
        float(min(20, text.count(". ") + text.count("? ") + text.count("! "))),
        float(min(20, text.count(","))),
        digits / size,
        float(text.isupper()),
        min(9.0, len(_UPPER_WORD.findall(text[:300]))) if size < 300 else 0.0,
        float(text[0].isupper()),
        float(min(9, len(_SEPARATORS.findall(text[:300])))),
        float(size < 200 and _YEAR.search(text) is not None),
        float(size < 200 and _CLOCK.search(text) is not None),
        float(text.endswith("?")),
        float(bool(inner) and inner[0] in ("b", "strong")),
        float(bool(inner) and inner[0] in ("i", "em")),
        float(run.element.hidden),
        float(run.element.tag in HEADINGS),
        float(depth),
        float(min(20, len(run.nodes))),
        float(repeated),
        float(min(9, text.count('"') + text.count("“") + text.count("„") + text.count("«"))),
    ]


def _depth(element: Element, known: dict[int, int]) -> int:
    if id(element) not in known:
        known[id(element)] = sum(1 for _ in element.lineage())
    return min(40, known[id(element)])


def _tags(run: Run) -> list[float]:
    tag = run.element.tag
    return [float(tag == each) for each in _OWN_TAGS]


def _group_rows(runs: Sequence[Run]) -> Matrix:
    """For each group of names, how many levels up the nearest element of that name stands."""
    known: dict[int, list[int]] = {}
    start = [_FAR] * len(GROUPS)

    def distances(element: Element) -> list[int]:
        pending = []
        each: Element | None = element
        while each is not None and id(each) not in known:
            pending.append(each)
            each = each.parent
        row = known[id(each)] if each is not None else start
        for inner in reversed(pending):
            row = [distance + 1 if distance < _FAR else _FAR for distance in row]
            for group in groups_of(inner.tag, inner.words) if inner.tag != "body" else ():
                row[group] = 0
            known[id(inner)] = row
        return row

    return np.array([distances(run.element) for run in runs], dtype=np.float32)
