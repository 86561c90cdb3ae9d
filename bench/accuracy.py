"""This module runs `make accuracy`: it predicts every corpus of a folder and prints tables of figures.

A second table shows how the records agree with labels that people made block by block.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.blocks import LABELS, measure, read_labels, table_of
from bench.score import Figures, Rows, of_type, read_rows, score

#: Corpora of many page types, and the type that is scored separately.
_MIXED = {"wcxb": "article"}

_SHOWN = {
    "shingle": "shingle_f1",
    "exact": "exact",
    "word": "word_f1",
    "worst 5%": "word_f1_worst_5pct",
    "found": "with_",
    "leaked": "without",
    "headline": "headline",
    "authors": "authors_f1",
    "date": "date",
}


def main(argv: Sequence[str]) -> int:
    folder = Path(argv[0])
    corpora = sorted(truth.parent for truth in folder.glob("*/truth.jsonl"))
    if not corpora:
        print(f"Accuracy: skipped, no corpora in {folder} (name a folder: make accuracy CORPORA=dir)")
        return 0
    figures = [line for corpus in corpora for line in _measure(corpus)]
    console = Console(width=None if sys.stdout.isatty() else 100)
    console.print(_table(figures))
    console.print(table_of({path.stem: measure(folder, read_labels(path)) for path in LABELS}))
    return 0


def _measure(corpus: Path) -> Iterator[tuple[str, Figures]]:
    truths, predictions = read_rows(corpus / "truth.jsonl"), _predict(corpus)
    yield corpus.name, score(truths, predictions)
    if page_type := _MIXED.get(corpus.name):
        yield f"{corpus.name} {page_type}s", score(of_type(truths, page_type), predictions)


def _predict(corpus: Path) -> Rows:
    command = [sys.executable, "-m", "copydesk.cli", "predict", str(corpus)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "predictions.jsonl")
        with path.open("wb") as output:
            done = subprocess.run(command, stdout=output, check=False)  # noqa: S603  (our own command, no shell)
        if done.returncode != 0:
            sys.exit(f"Accuracy: copydesk predict failed on {corpus}; nothing but a reject may end a page.")
        return read_rows(path)


def _table(lines: Sequence[tuple[str, Figures]]) -> Table:
    table = Table(
        title="Accuracy: F1 or share, mean over pages (leaked: lower is better)",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    table.add_column("corpus", no_wrap=True)
    for title in ("pages", *_SHOWN):
        table.add_column(title, justify="right")
    for name, figures in lines:
        table.add_row(name, str(figures.pages), *(_share(figures, each) for each in _SHOWN.values()))
    return table


def _share(figures: Figures, name: str) -> str:
    """Returns a figure as text, with a dash if the corpus's truth does not state the fact."""
    has_bodies = figures.exact is not None
    value = getattr(figures, name) if has_bodies or name != "shingle_f1" else None
    return "–" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
