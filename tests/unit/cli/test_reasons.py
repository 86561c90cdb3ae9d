"""These tests check the plain words for the features of the scorer."""

import gzip
from math import log1p
from pathlib import Path

import pytest

from copydesk.cli.main import main
from copydesk.cli.reasons.words import SENTENCES, sentence
from copydesk.extraction.explain import Reason, explain_page
from copydesk.extraction.locating.scorer import SECOND_FEATURES

SAMPLES = sorted((Path(__file__).parents[3] / "samples" / "pages").glob("*.html.gz"))
#: Values that features have: none, a share, a flag, counts, and logarithms of counts.
VALUES = (-30.0, -1.0, 0.0, 0.004, 0.02, 0.5, 0.8, 1.0, 2.0, 3.5, 7.0, 9.0, 30.0, 31.0)


def test_every_feature_has_a_sentence_and_no_other_name_has() -> None:
    assert SENTENCES.keys() == set(SECOND_FEATURES)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_no_two_features_say_the_same(value: float) -> None:
    told: dict[str, list[str]] = {}
    for name, said in SENTENCES.items():
        told.setdefault(said(value), []).append(name)
    # A sure text is sure from both sides.
    assert [names for names in told.values() if len(names) > 1] in ([], [["anchor_before", "anchor_after"]])


@pytest.mark.parametrize("name", SECOND_FEATURES)
def test_a_sentence_is_plain_words_for_any_value(name: str) -> None:
    for value in [value for value in VALUES if not name.startswith("kin_") or value in (0.0, 1.0, 2.0)]:
        words = SENTENCES[name](value)
        assert words
        assert not set("{}_") & set(words), words
        assert "  " not in words
        assert words == words.strip()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("region_0.80", -1, "stands outside the region that holds 80 % of the running text"),
        ("article_region_0.95", 0, "stands right in the region that holds 95 % of the likely article"),
        ("region_0.60", 3, "stands 3 levels inside the region that holds 60 % of the running text"),
        ("chars", log1p(1), "has 1 character"),
        ("chars", log1p(1_234), "has 1,234 characters"),
        ("links", 9, "holds 9 links or more"),
        ("link_share", 1, "is a link from end to end"),
        ("link_share", 0.123, "is a link for 12 % of its characters"),
        ("named_nav", 7, "stands in no element that is named like navigation"),
        ("named_nav", 0, "stands right in an element that is named like navigation"),
        ("in_item", 7, "stands in no <li>, <dd> or <dt>"),
        ("in_aside", 1, "stands 1 level inside an <aside>"),
        ("tag_p", 0, "is not set in a <p>"),
        ("says_share", 2, "has 2 words usual in buttons to share"),
        ("heading_says_related", 1, "the heading over it has 1 word usual in links to other stories"),
        ("heading_says_related", 0, "no heading over it has words usual in links to other stories"),
        ("says_date_-1", 0, "no words usual in lines with a date come right before it"),
        ("starts_furniture_+1", 1, "the piece after it has first words usual around articles"),
        ("good_0", 0.02, "its own element holds 2 % or less of the running text"),
        ("good_2", 1, "the element 2 levels up holds 100 % of the running text"),
        ("chars_-1", -1, "no piece of text comes before it"),
        ("chars_+3", -1, "fewer than 3 pieces of text come after it"),
        ("good_+2", log1p(80), "the piece 2 after it has 80 characters of running text"),
        ("kin_-1", 1, "shares an outer element with the piece before it"),
        ("first", 0.456, "a first look gave it 0.46"),
        ("first_+5", 0.9, "a first look gave the piece 5 after it 0.90"),
        ("anchor_before", 30, "no sure text of the article stands within 30 pieces before it"),
        ("anchor_after", 0, "is itself a sure text"),
        ("h1_distance", -30, "the page has no main heading"),
        ("h1_distance", -20, "stands 20 pieces or more before the main heading"),
        ("h1_distance", 1, "stands 1 piece after the main heading"),
        ("template_runs", log1p(2), "1 other piece of the page is marked up like it"),
        ("template_runs", log1p(60), "59 other pieces or more of the page are marked up like it"),
        ("page_good", log1p(3_000), "the page has 3,000 characters or more of running text"),
        ("body_overlap", -1, "the page declares no text to compare it with"),
        ("repeated", 2, "was said 2 times or more before on the page"),
    ],
)
def test_a_value_is_put_into_words(name: str, value: float, words: str) -> None:
    assert sentence(Reason(name, value, 0.0)) == words


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name.partition(".")[0])
def test_real_pages_are_explained_without_a_name_of_a_feature(path: Path) -> None:
    explained = explain_page(gzip.decompress(path.read_bytes()))
    told = [sentence(reason) for run in explained for reason in run.reasons]
    assert len(told) > 100
    assert not [words for words in told if "_" in words or "nan" in words.split()]


def test_explain_says_what_spoke_against_a_text_and_for_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.html").write_bytes(gzip.decompress(SAMPLES[0].read_bytes()))
    assert main(["explain", str(tmp_path / "page.html"), "--all"]) == 0
    printed = capsys.readouterr().out
    assert "against: " in printed
    assert "; for: " in printed
    assert "%" in printed
    assert not [name for name in SECOND_FEATURES if "_" in name and f"{name}=" in printed]
