"""These tests read quotes and their speakers from one or a few paragraphs."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.extraction.blocks.draft import Draft, finish
from copydesk.extraction.quotes import quotes_in
from copydesk.extraction.quotes.spans import spans_in
from copydesk.model import BlockType, Quote
from tests.growth import in_linear_time


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
        ("“We are ready,” as Jane Smith said on Monday.", [("We are ready,", "Jane Smith", "said")]),
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


#: This text has enough words to tell the language.
_RUSSIAN = "Мэр и совет города не знали, что делать с мостом, но это было уже не так важно для всех."


@pytest.mark.parametrize(
    ("paragraphs", "speakers"),
    [
        # A surname means the person whose full name is anywhere in the text.
        (["“We are ready,” Smith said.", "Jane Smith has led the agency since May."], ["Jane Smith"]),
        (["“We are ready,” Ms Smith said.", "Jane Smith, a chemist, was there."], ["Jane Smith"]),
        (["“We are ready,” Reif Smith said.", "Bank of Rome analyst Jane Reif Smith was there."], ["Jane Reif Smith"]),
        (["“We are ready,” said Mayor Jane Smith.", "“It is late,” the mayor said."], ["Jane Smith", "Jane Smith"]),
        # A pronoun means the last speaker or subject, if the given name allows it.
        (["Jane Smith spoke for an hour.", "“We are ready,” she said."], ["Jane Smith"]),
        (["John Roe met Jane Smith at noon.", "“We are ready,” he said."], ["John Roe"]),
        (["Mary Smith met the board.", "“We are ready,” he said."], [None]),
        (
            ["“We are ready,” said Jane Smith.", "John Roe said it was late.", "“So late,” he added."],
            ["Jane Smith", "John Roe"],
        ),
        (["In a talk with John Roe, Jane Smith was calm.", "“We are ready,” she said."], ["Jane Smith"]),
        (["Researchers met.", "“We are ready,” they said."], [None]),
        (["“We are ready,” I said."], [None]),
        # A paragraph with only a quotation is announced before, or the last speaker goes on.
        (["The sister, Jane Smith, told reporters:", "“We are ready.”"], ["Jane Smith"]),
        (["Jane Smith said it was late.", "“We are all ready for it.”"], ["Jane Smith"]),
        (["“We are ready,” said Jane Smith.", "“We will go.”"], ["Jane Smith", "Jane Smith"]),
        (["“We were all here first.”"], [None]),
        # A description means the one person or body that has it.
        (["Jane Smith, the mayor of Ayr, came.", "“It is late,” the mayor said."], ["Jane Smith"]),
        (["Mayor Jane Smith met Mayor John Roe.", "“It is late,” the mayor said."], ["the mayor"]),
        (["Jane Smith, a teacher, came.", "“It is late,” a teacher said."], ["a teacher"]),
        (["Jane Smith ran home.", "“It is late,” the 36-year-old said."], ["Jane Smith"]),
        (["Jane Smith sang.", "“It is late,” the 36-year-old singer said."], ["Jane Smith"]),
        (["Jane Smith lief heim.", "„Es ist spät“, sagte die 36-Jährige."], ["Jane Smith"]),
        (["Jane Smith, die Chefin, kam.", "„Es ist spät“, so die Chefin weiter."], ["Jane Smith"]),
        (["Ayr Zoo has a new bear.", "“It is a girl,” the zoo wrote."], ["Ayr Zoo"]),
        # A name is shown without words that are no part of it.
        (
            ["Obwohl Jane das Haus und die Stadt verließ, war Jane Smith da.", "„Es ist spät“, sagte Smith."],
            ["Jane Smith"],
        ),
        (["Jane Ann Smith came.", "“It is late,” Ann said."], ["Jane Ann Smith"]),
        (["“It is late,” Smith said.", "“Coach (Jane) Smith was here,” said John Roe."], ["Jane Smith", "John Roe"]),
        (
            ["„Es ist spät“, sagte Jane Smith.", "Nationale Direktion kam.", "„Geh“, sagte sie."],
            ["Jane Smith", "Jane Smith"],
        ),
        (["“We are late,” says the research.", "It adds: “We are not ready.”"], ["the research", "the research"]),
        # A line behind a quotation names its speaker.
        (["“We are all ready for it.”", "Jane Smith, head of the bank"], ["Jane Smith"]),
        (["“We are all ready for it.”", "— Jane Smith"], ["Jane Smith"]),
        (["“We are all ready for it.”\nJane Smith, head of the bank (in May)"], ["Jane Smith"]),
        (["“We are ready.” — Jane Smith, head of the bank"], ["Jane Smith"]),
        (["“We are all ready for it.”", "Jane Smith came, and it was late."], [None]),
        (["“We are all ready for it.”", "Senior Sales Director"], [None]),
        ([_RUSSIAN, "Анна Иванова призналась:", "— Мы готовы ко всему."], ["Анна Иванова"]),
        ([_RUSSIAN, "Анна Иванова ушла.", "— Мы готовы ко всему."], []),
        (["Jane Smith said:", "“We are all ready for it.”", "John Roe, head of the bank"], ["Jane Smith"]),
    ],
)
def test_speakers_over_paragraphs(paragraphs: list[str], speakers: list[str | None]) -> None:
    assert [quote.speaker for quote in _quotes(*paragraphs)] == speakers


def _drafts(*drafts: Draft) -> list[tuple[str, str | None]]:
    return [(quote.text, quote.speaker) for quote in quotes_in(finish(drafts))]


def test_a_block_quote_without_marks_is_said_by_who_is_named() -> None:
    said = Draft(type=BlockType.PARAGRAPH, text="Jane Smith told the council:")
    quote = Draft(type=BlockType.QUOTE, subtype="blockquote", text="It is time to build.")
    assert _drafts(said, quote) == [("It is time to build.", "Jane Smith")]
    assert _drafts(replace(quote, attribution="John Roe")) == [("It is time to build.", "John Roe")]
    assert _drafts(quote) == []


def test_a_pull_quote_is_no_second_quote() -> None:
    assert _drafts(Draft(type=BlockType.QUOTE, subtype="pullquote", text="“It is time,” Jane Smith said.")) == []


def test_a_heading_is_no_quote() -> None:
    assert _drafts(Draft(type=BlockType.HEADER, text="“It is time to build,” Jane Smith said.")) == []


def test_names_of_the_head_are_known_and_titles_in_capitals_are_not_names() -> None:
    blocks = finish([Draft(type=BlockType.PARAGRAPH, text="“It is time to build,” Smith said.")])
    assert quotes_in(blocks, head=["Why Jane Smith wants to build"])[0].speaker == "Jane Smith"
    assert quotes_in(blocks, head=["Mayor Of The Town Jane Smith Builds"])[0].speaker == "Smith"


_WORDS = st.sampled_from(
    "Jane Smith said told she the minister , . : “ ” \" ' ‘ ’ « » „ – that and ( ) no. U.S. he 90s".split()
)


@given(st.lists(st.lists(_WORDS, max_size=30).map(" ".join) | st.text(max_size=80), max_size=4))
def test_offsets_always_slice_to_the_text_and_order_is_kept(paragraphs: list[str]) -> None:
    blocks = finish(Draft(type=BlockType.PARAGRAPH, text=text) for text in paragraphs)
    texts = {block.block_id: block.text for block in blocks}
    quotes = quotes_in(blocks)
    assert all(texts[quote.block_id][quote.start : quote.end] == quote.text for quote in quotes)
    assert quotes == quotes_in(blocks)


#: Makers of texts by size, and the size of each.
_HOSTILE: dict[str, tuple[Callable[[int], str], int]] = {
    "marks": (lambda size: '"' * size, 50_000),
    "marks before letters": (lambda size: '"a' * size, 25_000),
    "quotations that one says": (lambda size: "“a ” said Jane " * size, 10_000),
    "quotations in a row": (lambda size: "“a” and " * size, 20_000),
    "low openings": (lambda size: "„a " * size, 30_000),
    "closings before openings": (lambda size: "» « " * size, 20_000),
    "apostrophes": (lambda size: "'a " * size, 30_000),
    "one that says in a quotation": (lambda size: "“" + "Jane said that " * size, 10_000),
    "many speakers": (lambda size: "Jane Smith and " * size + "said: “we go”", 10_000),
    "brackets": (lambda size: "(" * size + "“we go,” said Jane", 50_000),
    "stops and spaces": (lambda size: ". " * size + "“we go,” said Jane", 50_000),
    "stops": (lambda size: "." * size + "“we go,” said Jane", 50_000),
    "ends of sentences": (lambda size: "?!" * size + " " * 2 * size + "a", 25_000),
    "long names": (lambda size: "(" + "A" * size + "“we go,” said " + "A" * size, 50_000),
    "names with hyphens": (lambda size: "A-" * size + "(AB) “we go,” said " + "A-" * size, 30_000),
    "as many speakers as quotations": (
        lambda size: "".join(f"X{number}x Smith. “We go,” Smith said. " for number in range(size)),
        3_000,
    ),
    "a pronoun far from its name": (
        lambda size: "Jane was here and " * 5 * size + "gone. " + "“We go,” she said. " * size,
        1_000,
    ),
    "a long title": (lambda size: "“we go,” " + "Jane of the " * size + "said", 10_000),
    "dashes": (lambda size: "— a,— said " * size, 20_000),
    "dashes that nobody speaks between": (lambda size: "— " + "a — " * size, 30_000),
    "brackets in names": (lambda size: "“we go,” said A. " + "(Jane) Smith [" * size, 20_000),
    "names with roles": (lambda size: "“we go,” said the mayor. " + "mayor Jane Smith, the mayor, " * size, 10_000),
    "Chinese that one says": (lambda size: "王明说：“走吧。”" * size, 10_000),
    "Chinese without end": (lambda size: "王明" * size + "说：“走吧。”", 50_000),
    "German that reports": (lambda size: "„Ja“, sagte er. Es sei „gut“. " * size, 3_000),
    "one long name": (lambda size: "A" * size + " “we go,” said A", 100_000),
    "initials": (lambda size: "J. " * size + "“we go,” said Jane", 20_000),
}


@pytest.mark.parametrize(("make", "size"), _HOSTILE.values(), ids=_HOSTILE)
def test_hostile_text_takes_time_as_its_length(make: Callable[[int], str], size: int) -> None:
    in_linear_time(_quotes, make, size)
