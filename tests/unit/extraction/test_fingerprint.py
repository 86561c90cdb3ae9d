"""These tests check fingerprints, and the keys that near-equal texts share."""

import pytest

from copydesk.extraction.checks.fingerprint import _kept_digests, bits_apart, shared_keys, simhash

TEXT = " ".join(f"word{number}" for number in range(200))


def common(one: str, other: str) -> int:
    return len(set(shared_keys(one)) & set(shared_keys(other)))


def test_three_different_keys_of_sixteen_digits() -> None:
    assert [len(key) for key in shared_keys(TEXT)] == [16] * 3
    assert len(set(shared_keys(TEXT))) == 3


def test_keys_and_fingerprints_are_the_same_on_every_machine_and_in_every_release() -> None:
    """Keys with other values would find no stored article."""
    assert shared_keys(TEXT)[:2] == ("abe1d28702efbc64", "2b4b3b78e941cbb6")
    assert simhash(TEXT) == "06b366300c7ef168"


@pytest.mark.parametrize(("times", "found"), [(1, 1), (100, 0)], ids=["an article", "a text of megabytes"])
def test_the_words_of_an_article_are_hashed_once_for_its_fingerprint_and_its_keys(times: int, found: int) -> None:
    _kept_digests.cache_clear()
    text = "\n".join([TEXT] * times)
    simhash(text), shared_keys(text)
    assert _kept_digests.cache_info()[:2] == (found, found)


SAME = {
    "itself": TEXT,
    "in capitals, with other spaces and signs": "“" + TEXT.upper().replace(" ", ",\n") + "”",
    "a word less": TEXT.replace("word100 ", ""),
    "cut from the bottom": TEXT[: int(len(TEXT) * 0.85)],
}


@pytest.mark.parametrize("copy", SAME.values(), ids=SAME.keys())
def test_near_equal_texts_share_a_key_and_most_bits(copy: str) -> None:
    assert common(TEXT, copy) >= 1
    assert bits_apart(simhash(TEXT), simhash(copy)) <= 17


def test_other_texts_share_none_though_they_have_the_same_words() -> None:
    other = " ".join(sorted(TEXT.split(), key=lambda word: word[::-1]))
    assert common(TEXT, other) == 0
    assert bits_apart(simhash(TEXT), simhash(other)) > 17


@pytest.mark.parametrize("text", ["", " — … ", "\ud800"], ids=["empty", "signs", "half a character"])
def test_a_text_without_words_has_neither(text: str) -> None:
    assert (shared_keys(text), simhash(text)) == ((), "")


@pytest.mark.parametrize("text", ["one", "one two", "one two three", "one one one one"])
def test_a_text_shorter_than_a_shingle_has_both(text: str) -> None:
    assert len(shared_keys(text)) == 3
    assert len(simhash(text)) == 16
