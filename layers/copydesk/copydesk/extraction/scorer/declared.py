"""What a page declares of its article, and how each run compares with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from copydesk.extraction.scorer.matrix import Matrix
from copydesk.extraction.walk import Run

_WORD = re.compile(r"\w+")
#: Characters of each run that tell the page's script; the last letter of Unicode's Latin Extended-B block.
_SAMPLE, _LAST_LATIN = 200, "\u024f"
FEATURES = (
    "title_overlap",
    "is_title",
    "description_overlap",
    "body_overlap",
    "has_declared_body",
    # Customs differ by language: what counts as the body, and which words the other features know.
    "is_english",
    "is_german",
    "page_letters_not_latin",
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What a page declares of its article, for comparison: language, title, description and text."""

    language: str = ""
    title: str = ""
    description: str = ""
    body: str = ""


def declared_matrix(runs: Sequence[Run], declared: Declared) -> Matrix:
    """A row per run, a column per name in FEATURES; overlap with a text that is not declared is -1."""
    title, description = _words(declared.title), _words(declared.description)
    body = _trigrams(declared.body)
    language = _language_row(runs, declared.language)
    rows = []
    for run in runs:
        words = _words(run.text) if len(run.text) < 600 else set()
        rows.append(
            [
                _overlap(words, title) if len(words) < 40 else 0.0,
                float(bool(words) and words == title),
                _overlap(words, description) if len(words) > 4 else 0.0,
                _covered(run.text, body) if body else -1.0,
                float(bool(body)),
                *language,
            ]
        )
    return np.array(rows, dtype=np.float32)


def _language_row(runs: Sequence[Run], language: str) -> list[float]:
    text = "".join(run.text[:_SAMPLE] for run in runs)
    letters = sum(map(str.isalpha, text))
    foreign = 0 if text.isascii() else sum(character > _LAST_LATIN and character.isalpha() for character in text)
    tag = language.lower()
    return [float(tag.startswith("en")), float(tag.startswith("de")), foreign / max(1, letters)]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _trigrams(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def _covered(text: str, body: set[tuple[str, ...]]) -> float:
    mine = _trigrams(text)
    return len(mine & body) / len(mine) if mine else 0.5
