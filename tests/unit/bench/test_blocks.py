"""These tests check the scorer of blocks: each fact of a label can be right, wrong or missing."""

from pathlib import Path
from typing import Any

import pytest

from bench.blocks import LABELS, judged, read_labels

LABEL: dict[str, Any] = {
    "headline": "A storm is near",
    "section": "Weather",
    "lead_image": "storm.jpg",
    "standfirst": "The wind grows",
    "authors": ["Ann Lee"],
    "date_published": "2026-01-02",
    "blocks": [
        {"type": "image", "file": "storm.jpg", "caption": "Waves at the pier", "credit": "Reuters"},
        {"type": "paragraph", "start": "The wind that came at night", "end": "stayed for long."},
        {"type": "heading", "start": "What’s next?", "end": ""},
        {"type": "quote", "start": "It is late", "end": "", "attribution": "Ann Lee"},
    ],
    "speakers": [{"quote": "It blew the roof off the", "speaker": "Tom Roe"}],
}
RECORD: dict[str, Any] = {
    "headline": "A storm is near",
    "section": "Weather",
    "main_image": "https://a.example/1/storm-1200x800.jpg?w=9",
    "description": "The wind grows, and the sea.",
    "authors": [{"name": "Ann Lee"}],
    "date_published": "2026-01-02T10:00:00Z",
    "blocks": [
        {"type": "image", "url": "https://a.example/s/storm.jpg", "caption": "Waves at the pier", "credit": "Reuters"},
        {"type": "paragraph", "text": "The wind that came at night, cold and wet, stayed for long."},
        {"type": "header", "text": "What's next?"},
        {"type": "quote", "text": "It is late", "attribution": "Ann Lee"},
    ],
    "quotes": [{"text": "It blew the roof off the house", "speaker": "Tom Roe"}],
}


def shares(label: dict[str, Any], record: dict[str, Any]) -> dict[str, float]:
    tally = judged("a/1", label, record)
    return {fact: tally.right[fact] / count for fact, count in tally.of.items()}


def test_a_record_that_says_what_the_label_says_is_right_in_all() -> None:
    assert set(shares(LABEL, RECORD).values()) == {1.0}


def test_each_fact_can_be_wrong() -> None:
    wrong = {
        "headline": "Another one",
        "section": "Sport",
        "main_image": "https://a.example/logo.svg",
        "description": None,
        "authors": [{"name": "The Desk"}],
        "date_published": None,
        "blocks": [
            {"type": "image", "url": "https://a.example/other.jpg", "caption": "Waves", "credit": None},
            {"type": "paragraph", "text": "The wind that came at night, cold and wet."},
            {"type": "paragraph", "text": "What's next?"},
            {"type": "list", "items": [{"text": "It is"}, {"text": "late"}]},
        ],
        "quotes": [],
    }
    found = shares(LABEL, wrong)
    partly = {"read": 1.0, "blocks found": 2 / 3, "blocks clean": 2 / 3, "block type": 0.0, "attribution": 0.0}
    assert found == {**dict.fromkeys(found, 0.0), **partly}


def test_a_refused_page_has_nothing_right_and_one_that_is_no_article_is_to_be_refused() -> None:
    assert set(shares(LABEL, {}).values()) == {0.0}
    assert shares({"not_an_article": True}, {}) == {"refused": 1.0}
    assert shares({"not_an_article": True}, RECORD) == {"refused": 0.0}


def test_two_blocks_of_the_same_words_are_two() -> None:
    label = {"blocks": [{"type": "paragraph", "start": "Yes.", "end": ""}] * 2}
    assert shares(label, {"blocks": [{"type": "paragraph", "text": "Yes."}]})["blocks found"] == 0.5


@pytest.mark.parametrize("path", LABELS, ids=lambda path: path.stem)
def test_the_labels_are_of_pages_told_once_and_quote_no_more_than_short_parts_of_their_texts(path: Path) -> None:
    labels = read_labels(path)
    assert len(labels) == len(path.read_text(encoding="utf-8").splitlines())
    texts = [block["start"] for row in labels.values() for block in row.get("blocks", ()) if block.get("start")]
    assert max(len(text.split()) for text in texts) < 20


def test_no_page_is_in_two_files_of_labels() -> None:
    pages = [page for path in LABELS for page in read_labels(path)]
    assert len(pages) == len(set(pages))
