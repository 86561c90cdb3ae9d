"""The figures equal those of the reference scorer in expected.json, and its new ones if the scorer is present."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from bench.score import main, of_type, read_rows, score

CORPUS = Path(__file__).parent / "corpus"
REFERENCE = Path(__file__).parents[4] / "shared" / "accuracy" / "score.py"


def figures(page_type: str | None = None) -> dict[str, Any]:
    truths = read_rows(CORPUS / "truth.jsonl")
    chosen = of_type(truths, page_type) if page_type else truths
    result = asdict(score(chosen, read_rows(CORPUS / "predictions.jsonl")))
    return {name.rstrip("_"): value for name, value in result.items()}


def references(page_type: str | None) -> Iterator[dict[str, Any]]:
    yield json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))[page_type or "all"]
    if REFERENCE.exists():
        command = [sys.executable, str(REFERENCE), str(CORPUS), str(CORPUS / "predictions.jsonl"), "--json"]
        command += ["--page-type", page_type] if page_type else []
        yield json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


@pytest.mark.parametrize("page_type", [None, "article"])
def test_figures_equal_those_of_the_reference_scorer(page_type: str | None) -> None:
    assert all(figures(page_type) == reference for reference in references(page_type))


def test_perfect_predictions_score_one_everywhere() -> None:
    truths = read_rows(CORPUS / "truth.jsonl")
    perfect = {
        page_id: {
            "text": truth["body"],
            "headline": truth["title"],
            "authors": truth["authors"],
            "date_published": truth["date"],
        }
        for page_id, truth in truths.items()
    }
    result = score(truths, perfect)
    assert (result.shingle_f1, result.exact, result.word_f1, result.headline, result.authors_f1, result.date) == (
        1,
    ) * 6


def test_the_command_prints_the_figures_and_the_worst_pages(capsys: pytest.CaptureFixture[str]) -> None:
    main([str(CORPUS), str(CORPUS / "predictions.jsonl"), "--worst", "1"])
    *lines, worst = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["pages", "8"]
    assert worst.startswith("0.000  absent")
