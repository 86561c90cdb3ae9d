"""This module makes long pages of annotated ones, and measures how much of them is kept."""

import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing.pool import Pool as Workers
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.metrics import score_body
from copydesk.extraction.locating.scorer import Scorer
from copydesk.extraction.reading.markup import squeeze
from copydesk.web.content_encoding import inflate
from copydesk.web.decoding import decode
from training.crowded import boxed, followed
from training.examples import Example, Page, body_bytes, type_of
from training.held_out import predict
from training.longer import Labelled, lengthened, plain, text_runs

#: The number of made pages of each way. Pages "as it was" are not extended, to compare with.
_COUNTS = {"alike": 130, "mixed": 110, "plain": 80, "as it was": 60, "followed": 100, "boxed": 200}
#: The most other pages of its fold, corpus and type from which a page takes text.
_OTHERS = {"alike": 4, "mixed": 12, "plain": 10, "as it was": 1, "followed": 2, "boxed": 6}
_LONG = frozenset({"alike", "mixed", "plain"})
_SHORTEST, _LONGEST = 20_000, 400_000
_SEED = 11
#: A page is whole with at least this share of its paragraphs.
_WHOLE = 0.99
_LENGTHS = (0, 20_000, 50_000, 100_000, 200_000, _LONGEST + 1)


class _Plan(NamedTuple):
    """One page to be made: the page to extend, the pages to take text from, way, length and fold."""

    page: int
    others: tuple[int, ...]
    way: str
    characters: int
    fold: int


type _Source = tuple[Page, NDArray[np.int8], NDArray[np.bool_]]


def long_pages_of(
    pages: Sequence[Page], examples: Sequence[Example], folds: Sequence[int], workers: Workers
) -> list[Page]:
    """Returns made pages, each from annotated ones of one fold.

    The truth of a made page has `html`, `labels`, `known`, `paragraphs` and `fold`.
    """
    sources = [(page, each.labels, each.known) for page, each in zip(pages, examples, strict=True)]
    jobs = [
        (sources[plan.page], [sources[other] for other in plan.others], plan) for plan in _plans(pages, examples, folds)
    ]
    return [page for page in workers.starmap(_made, jobs, chunksize=4) if page and page[1]["paragraphs"]]


def _plans(pages: Sequence[Page], examples: Sequence[Example], folds: Sequence[int]) -> Iterator[_Plan]:
    kin: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for index, ((corpus, truth), example) in enumerate(zip(pages, examples, strict=True)):
        if truth.get("body") and example.labels.any():
            kin[folds[index], corpus.name, type_of(truth)].append(index)
    chance = random.Random(_SEED)
    mates = {index: group for group in kin.values() if len(group) > 1 for index in group}
    for way, count in _COUNTS.items():
        of_articles = [index for index in mates if way in ("alike", "mixed") or type_of(pages[index][1]) == "article"]
        for index in chance.sample(of_articles, min(count, len(of_articles))):
            others = [each for each in mates[index] if each != index]
            few = tuple(chance.sample(others, min(_OTHERS[way], len(others))))
            yield _Plan(index, few, way, _characters(chance) if way in _LONG else 0, int(folds[index]))


def _characters(chance: random.Random) -> int:
    """Returns a random length (characters), uniform on a logarithmic scale."""
    return int(_SHORTEST * (_LONGEST / _SHORTEST) ** chance.random())


def _made(source: _Source, others: Sequence[_Source], plan: _Plan) -> Page | None:
    texts = list(map(_labelled, others))
    if plan.way == "followed":
        made = followed(_labelled(source), texts)
    elif plan.way == "boxed":
        made = boxed(_labelled(source), texts, plan.page)
    elif plan.way == "plain":
        made = plain(texts, plan.characters, plan.page)
    else:
        made = lengthened(_labelled(source), texts, plan.characters, alike=plan.way == "alike")
    if made is None:
        return None
    (corpus, truth), _, _ = source
    facts = {
        "id": f"{truth['id']}, {plan.way}, {plan.characters}",
        "url": truth.get("url"),
        "page_type": type_of(truth),
    }
    more = {"html": made.html, "labels": made.labels, "known": made.known, "paragraphs": _paragraphs(made)}
    return corpus, {**facts, **more, "way": plan.way, "characters": plan.characters, "fold": plan.fold}


def _labelled(source: _Source) -> Labelled:
    page, labels, known = source
    return Labelled(decode(inflate(body_bytes(page))), labels, known)


def _paragraphs(made: Labelled) -> list[str]:
    runs = zip(text_runs(made.html), made.labels * made.known, strict=True)
    return [run.text for run, own in runs if own]


class _Kept(NamedTuple):
    """The kept part of a made page: shares of its paragraphs and of their characters, and the words' precision."""

    paragraphs: float
    characters: float
    precision: float


def long_figures(pages: Sequence[Page], scorers: Sequence[Scorer], workers: Workers) -> dict[str, Any]:
    """Returns what is kept of the made articles by way and length, read by the scorers of their folds."""
    read = [page for page in pages if type_of(page[1]) == "article"]
    found = workers.starmap(_kept, [(page, scorers[page[1]["fold"]]) for page in read], chunksize=4)
    rows: dict[str, list[_Kept | None]] = defaultdict(list)
    for (_, truth), each in zip(read, found, strict=True):
        rows[_name(truth)].append(each)
    return {name: _summary(each) for name, each in sorted(rows.items())}


def _name(truth: Mapping[str, Any]) -> str:
    if not truth["characters"]:
        return str(truth["way"])
    place = int(np.searchsorted(_LENGTHS, truth["characters"], side="right"))
    return f"{truth['way']}, {_LENGTHS[place - 1]:>7,} to {_LENGTHS[place] // 1000 * 1000:,} characters"


def _summary(found: Sequence[_Kept | None]) -> dict[str, float]:
    """Returns means over the pages that were read; refused ones exceed a limit or read as no article."""
    read = [each for each in found if each]
    means = {name: round(mean(getattr(each, name) for each in read), 4) for name in _Kept._fields if read}
    whole = sum(each.paragraphs >= _WHOLE for each in read) / max(1, len(read))
    return {"pages": len(found), "refused": len(found) - len(read), **means, "whole": round(whole, 3)}


def _kept(page: Page, scorer: Scorer) -> _Kept | None:
    """Returns what is kept of a page, or None if it is refused."""
    paragraphs: list[str] = page[1]["paragraphs"]
    text: str = predict(page, scorer).get("text") or ""
    if not text:
        return None
    whole, lines = squeeze(text), Counter(squeeze(line) for line in text.split("\n"))
    missing = Counter(paragraphs) - lines
    lost = [paragraph for paragraph, count in missing.items() if paragraph not in whole for _ in range(count)]
    return _Kept(
        1 - len(lost) / len(paragraphs),
        1 - sum(map(len, lost)) / sum(map(len, paragraphs)),
        score_body(text, "\n".join(paragraphs)).words.precision,
    )


def write_long(pages: Sequence[Page], path: Path) -> None:
    """Writes what `long_figures` needs; a later change can then be measured."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as lines:
        for corpus, truth in pages:
            kept = {name: value for name, value in truth.items() if name not in ("labels", "known")}
            lines.write(json.dumps({"corpus": str(corpus), **kept}, ensure_ascii=False) + "\n")


def read_long(path: Path) -> list[Page]:
    if not path.is_file():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [(Path(row.pop("corpus")), row) for row in map(json.loads, lines)]
