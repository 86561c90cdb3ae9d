"""Captions and credits told apart."""

import pytest

from copydesk.extraction.credits import clean_credit, split_credit


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("A border wall [Getty]", "A border wall", "Getty"),
        ("A border wall (Photo by A. Person/Getty Images)", "A border wall", "A. Person/Getty Images"),
        ("A border wall. Photo: A. Person/AP", "A border wall.", "A. Person/AP"),
        ("Eine Mauer. © dpa", "Eine Mauer.", "dpa"),
        ("Eine Mauer. Foto: A. Person/dpa", "Eine Mauer.", "A. Person/dpa"),
        ("A border wall | Image credit: Shutterstock", "A border wall", "Shutterstock"),
        ("A wall at Rafah (A. Person/SIPA)", "A wall at Rafah", "A. Person/SIPA"),
        ("A still of the film. Credit...A. Person/The Daily", "A still of the film.", "A. Person/The Daily"),
        ("A wall at Rafah (southern Gaza)", "A wall at Rafah (southern Gaza)", None),
        ("The photo shows a wall", "The photo shows a wall", None),
        ("", "", None),
    ],
)
def test_caption_and_credit(text: str, caption: str, credit: str | None) -> None:
    found, raw = split_credit(text)
    assert (found, clean_credit(raw) if raw else None) == (caption, credit)
