"""This module scores predictions against a corpus's truth.

    python -m bench.score CORPUS_DIR PREDICTIONS.jsonl [--page-type article] [--worst N]

A page without a prediction counts as an empty one, so that a crash lowers the score.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from bench.metrics import Agreement, same_day, same_line, same_names, score_body

type Row = Mapping[str, Any]
type Rows = Mapping[str, Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Means over the pages whose truth states the fact; None if no page does.

    `with_` is the share of expected snippets found, `without` that of boilerplate snippets that leaked.
    """

    pages: int
    predicted: int
    shingle_f1: float
    precision: float
    recall: float
    exact: float | None
    word_f1: float | None
    word_f1_worst_5pct: float | None
    with_: float | None
    without: float | None
    headline: float | None
    authors_f1: float | None
    date: float | None


def score(truths: Rows, predictions: Rows) -> Figures:
    pairs = [(truth, predictions.get(page_id, {})) for page_id, truth in truths.items()]
    bodies = [score_body(_text(guess), truth["body"]) for truth, guess in pairs if truth.get("body")]
    words = sorted(body.words.f1 for body in bodies)
    precision = _mean(body.shingles.precision for body in bodies) or 0.0
    recall = _mean(body.shingles.recall for body in bodies) or 0.0
    return Figures(
        pages=len(truths),
        predicted=sum(bool(_text(guess)) for _, guess in pairs),
        shingle_f1=round(Agreement(precision, recall).f1, 4),
        precision=precision,
        recall=recall,
        exact=_mean(body.exact for body in bodies),
        word_f1=_mean(words),
        word_f1_worst_5pct=_mean(words[: max(1, len(words) // 20)]),
        with_=_mean(_found(pairs, "with")),
        without=_mean(_found(pairs, "without")),
        headline=_mean(same_line(guess.get("headline"), truth["title"]) for truth, guess in _stated(pairs, "title")),
        authors_f1=_mean(
            same_names(guess.get("authors") or [], truth["authors"]) for truth, guess in _stated(pairs, "authors")
        ),
        date=_mean(
            same_day(guess.get("date_published"), truth["date"])
            for truth, guess in _stated(pairs, "date")
            if _names_a_day(truth["date"])
        ),
    )


def worst_pages(truths: Rows, predictions: Rows, count: int) -> list[tuple[float, str, str]]:
    """Returns word F1, id and URL of the pages with the lowest F1."""
    scored = (
        (score_body(_text(predictions.get(page_id, {})), truth["body"]).words.f1, page_id, truth.get("url") or "")
        for page_id, truth in truths.items()
        if truth.get("body")
    )
    return sorted(scored)[:count]


def read_rows(path: Path) -> dict[str, Row]:
    """Returns JSON lines by their id."""
    with path.open(encoding="utf-8") as lines:
        return {row["id"]: row for row in map(json.loads, filter(str.strip, lines))}


def of_type(truths: Rows, page_type: str) -> Rows:
    return {page_id: truth for page_id, truth in truths.items() if truth.get("page_type") == page_type}


def _stated(pairs: Iterable[tuple[Row, Row]], fact: str) -> list[tuple[Row, Row]]:
    return [(truth, guess) for truth, guess in pairs if truth.get(fact)]


def _found(pairs: Iterable[tuple[Row, Row]], kind: str) -> list[bool]:
    return [snippet.lower() in _text(guess).lower() for truth, guess in pairs for snippet in truth.get(kind) or ()]


def _text(prediction: Row) -> str:
    return prediction.get("text") or ""


def _names_a_day(date: str) -> bool:
    return len(date) >= len("2024-04-25")


def _mean(values: Iterable[float]) -> float | None:
    listed = [float(value) for value in values]
    return round(mean(listed), 4) if listed else None


def main(argv: Sequence[str] | None = None) -> None:
    arguments = _parser().parse_args(argv)
    truths: Rows = read_rows(arguments.corpus / "truth.jsonl")
    truths = of_type(truths, arguments.page_type) if arguments.page_type else truths
    predictions = read_rows(arguments.predictions)
    for name, value in asdict(score(truths, predictions)).items():
        print(f"{name.rstrip('_'):20} {value}")
    for value, page_id, url in worst_pages(truths, predictions, arguments.worst):
        print(f"{value:.3f}  {page_id}  {url}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.score", description="Score predictions against a truth.")
    parser.add_argument("corpus", type=Path, help="folder with truth.jsonl")
    parser.add_argument("predictions", type=Path, help="JSON lines, as `copydesk predict` writes them")
    parser.add_argument("--page-type", help="only pages of this type, such as article")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="list the N pages with the lowest word F1")
    return parser


if __name__ == "__main__":
    main()
