"""Quotes and their speakers, a paragraph or a few at a time."""

import pytest

from copydesk.extraction.draft import Draft, finish
from copydesk.extraction.quotes import quotes_in
from copydesk.extraction.quotes.spans import spans_in
from copydesk.model import BlockType, Quote


def _quotes(*paragraphs: str) -> tuple[Quote, ...]:
    return quotes_in(finish(Draft(type=BlockType.PARAGRAPH, text=text) for text in paragraphs))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We are ready," Jane Smith said.', [("We are ready,", "Jane Smith", "said")]),
        ("“We are ready,” said Jane Smith, the minister.", [("We are ready,", "Jane Smith", "said")]),
        ('Jane Smith, the minister, said: "We are ready."', [("We are ready.", "Jane Smith", "said")]),
        ('The minister called the plan "unacceptable".', [("unacceptable", "The minister", "called")]),
        (
            'According to the report, the plan was "not safe at all".',
            [("not safe at all", "the report", "according to")],
        ),
        (
            "“We are ready,” Smith said, “and we will go.”",
            [("We are ready,", "Smith", "said"), ("and we will go.", "Smith", "said")],
        ),
        (
            "Sen. Joe Manchin (D-W.Va.) vowed to fight the proposal, saying: “It makes no sense at all.”",
            [("It makes no sense at all.", "Joe Manchin", "saying")],
        ),
        ("Wu has questioned the plan, calling it “a very bad idea”.", [("a very bad idea", "Wu", "calling")]),
        ('The council was told that "nobody will be forgotten".', []),
        ('A "secret" meeting was held in Cairo.', []),
        ('The show concluded with the return of "The Rock" Johnson.', []),
        ('The film "The Long Day" opened on Friday.', []),
        ("It's the people's choice, and that's it.", []),
    ],
)
def test_a_paragraph_gives_its_quotes(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert [(quote.text, quote.speaker, quote.cue) for quote in _quotes(text)] == expected


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("«\u00a0Nous allons bien\u00a0», dit-il. « Oui », dit-elle.", ["Nous allons bien", "Oui"]),
        ("»Wir gehen«, sagte sie. »Jetzt.«", ["Wir gehen", "Jetzt."]),
        ("„Wir gehen“, sagte sie.", ["Wir gehen"]),
        ("「行こう」と彼は言った。", ["行こう"]),
        ('"We’re fine,” she said.', ["We’re fine,"]),
    ],
)
def test_the_marks_of_each_language_open_and_close(text: str, spans: list[str]) -> None:
    assert [span.text for span in spans_in(text)] == spans


def test_offsets_point_at_the_words() -> None:
    text = "Earlier, “we are ready,” said Jane Smith."
    (quote,) = _quotes(text)
    assert text[quote.start : quote.end] == quote.text == "we are ready,"


def test_a_surname_is_the_person_named_in_full_before() -> None:
    quotes = _quotes("Jane Smith has led the agency since May.", '"We are ready," Smith said.')
    assert [(quote.speaker, quote.speaker_raw) for quote in quotes] == [("Jane Smith", "Smith")]


def test_a_pronoun_is_who_spoke_last() -> None:
    quotes = _quotes('"We are ready," Jane Smith said.', '"It is time," she added.')
    assert [quote.speaker for quote in quotes] == ["Jane Smith", "Jane Smith"]


def test_a_quotation_runs_over_paragraphs() -> None:
    quotes = _quotes('Jane Smith said: "We are ready for it all, she knows.', '"And we will go there tomorrow."')
    assert [(quote.text, quote.speaker) for quote in quotes] == [
        ("We are ready for it all, she knows.", "Jane Smith"),
        ("And we will go there tomorrow.", "Jane Smith"),
    ]
