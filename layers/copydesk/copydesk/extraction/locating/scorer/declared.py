"""This module compares each run with what a page declares about its article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from copydesk.extraction.locating.scorer.matrix import Column, Flags, Matrix, stacked
from copydesk.extraction.locating.scorer.texts import Texts

_WORD = re.compile(r"\w+")
#: A text with this many words or more cannot repeat a headline.
_LONGEST_TITLE = 40
_SHORTEST_DESCRIPTION = 5
#: The kinds that a page can declare: by the type of its article, its og:type and its generator.
KINDS = ("news", "blog", "story", "untyped", "og_article", "og_website", "wordpress")
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
    # Customs differ by kind of page: whether a standfirst is text, whether a note at the end is.
    *KINDS,
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What a page declares about its article, for comparison: language, title, description and text.

    `images` are the keys of the files of its pictures (`picture_files.file_key`). `kinds` are those of KINDS that
    apply. `domain` is the site that the page is fetched from.
    """

    language: str = ""
    title: str = ""
    description: str = ""
    body: str = ""
    images: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    domain: str = ""


def declared_matrix(texts: Texts, declared: Declared) -> Matrix:
    """Returns a row for each name in FEATURES, a column for each run.

    `body_overlap` is -1 if the page declares no text. The other overlaps are 0 if their text is not declared.
    """
    title, description = set(_words(declared.title)), set(_words(declared.description))
    count = len(texts.runs)
    tag = declared.language.lower()
    body = _trigrams(declared.body)
    covered = np.array([_covered(text, body) for text in texts.texts]) if body else np.full(count, -1.0)
    rows: dict[str, Column | Flags] = {
        "title_overlap": _overlaps(texts.lines, title, 1, _LONGEST_TITLE),
        "is_title": np.array(
            [bool(words) and title.issuperset(words) and title == set(words) for words in texts.lines]
        ),
        "description_overlap": _overlaps(texts.lines, description, _SHORTEST_DESCRIPTION, None),
        "body_overlap": covered,
        "has_declared_body": np.full(count, bool(body)),
        "is_english": np.full(count, tag.startswith("en")),
        "is_german": np.full(count, tag.startswith("de")),
        "page_letters_not_latin": np.full(count, texts.foreign_share),
        **{kind: np.full(count, kind in declared.kinds) for kind in KINDS},
    }
    return stacked(rows, FEATURES)


def _overlaps(lines: Sequence[Sequence[str]], declared: set[str], fewest: int, most: int | None) -> Column:
    """Returns, for each line, the share of common words among all words of the line and a declared text."""
    if not declared:
        return np.zeros(len(lines))
    return np.array(
        [
            _overlap(words, declared) if len(words) >= fewest and (most is None or len(words) < most) else 0.0
            for words in lines
        ]
    )


def _overlap(words: Sequence[str], declared: set[str]) -> float:
    shared = len(declared.intersection(words))
    return shared / len(declared.union(words)) if shared else 0.0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _trigrams(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return set(zip(words, words[1:], words[2:], strict=False))


def _covered(text: str, body: set[tuple[str, ...]]) -> float:
    mine = _trigrams(text)
    return len(mine & body) / len(mine) if mine else 0.5
