"""This module runs `make held-out`: it measures the current code with the scorers that `make train` kept.

A change to the code after the scorer is measured without fitting again. Each page is read by the scorer of its fold,
which saw no page of its site. A change to the features needs `make train`.
"""

import json
import sys
from collections.abc import Sequence
from multiprocessing import Pool
from pathlib import Path

from copydesk.extraction.locating.scorer import Scorer, load_scorer
from training.__main__ import BUILD, LONG
from training.examples import pages_of
from training.folds import FOLDS
from training.held_out import figures_of
from training.long_pages import long_figures, read_long


def main(argv: Sequence[str]) -> int:
    corpora, kept = Path(argv[0]), Path(argv[1]) if len(argv) > 1 else BUILD
    if not (kept / "folds.json").is_file():
        print(f"No held-out scorers in {kept}: run make train first, or name their folder.", file=sys.stderr)
        return 1
    folds: dict[str, int] = json.loads((kept / "folds.json").read_text(encoding="utf-8"))
    pages = [page for page in pages_of(corpora) if _name(page[0], page[1]["id"]) in folds]
    scorers = [load_scorer(kept / f"fold-{folds[_name(corpus, truth['id'])]}.npz") for corpus, truth in pages]
    predictions = BUILD / "measured"
    predictions.mkdir(parents=True, exist_ok=True)
    with Pool() as workers:
        figures = figures_of(pages, scorers, workers, predictions)
        print(json.dumps({**figures, "long": long_figures(read_long(kept / LONG), _by_fold(kept), workers)}, indent=2))
    return 0


def _by_fold(kept: Path) -> list[Scorer]:
    return [load_scorer(kept / f"fold-{fold}.npz") for fold in range(FOLDS)]


def _name(corpus: Path, page_id: str) -> str:
    return f"{corpus.name}/{page_id}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
