"""Plain text with lines cut at a width becomes paragraphs. Text with one paragraph a line stays as it is."""

from textwrap import fill, wrap

import pytest

from copydesk.extraction import extract_article
from copydesk.extraction.hard_wraps import paragraphs
from copydesk.model import BlockType
from tests.growth import in_linear_time

TITLE = "Harbour board rebuilds the old quay"
PARAGRAPHS = [
    "The harbour board said on Monday that it will rebuild the old quay before the winter storms come back, and that"
    " the work is paid for out of a fund which the town set up eleven years ago.",
    '"We have waited long enough," said the harbour master, who has worked on the quay since 1994. The work begins in'
    " March and should take eight months, the board said in a statement.",
    "Boats will use the north basin in the meantime. Owners get a letter with the number of their berth, and the fees"
    " stay as they are until the end of the year.",
    "A second stage, which is not yet paid for, would add a path along the water and a small square with a view of"
    " the lighthouse.",
]
JAPANESE = [
    "市は月曜日、駅の北側に新しい図書館を建てる計画を発表した。古い倉庫を取り壊して、二年後の春に開館する予定だという。",
    "費用は約三十億円で、そのうち三分の一を県が負担する。残りは市の積立金でまかなわれ、新しい税は設けないと市長は話した。",
    "住民への説明会は十月に公民館で開かれる。図面は来週から市役所の窓口で見ることができ、意見も書面で受け付けるという。",
]


def set_at(width: int, first: str = "", later: str = "", parted: str = "\n\n") -> str:
    texts = (fill(each, width, initial_indent=first, subsequent_indent=later) for each in PARAGRAPHS)
    return f"{TITLE}\n\n" + parted.join(texts)


#: Each paragraph, and the end of a first line that is shorter than the others.
CUTS = [(each, each.rindex(" ", 0, 66) + 1) for each in PARAGRAPHS]
WRAPPED = {
    "at 72": set_at(72),
    "at 60": set_at(60),
    "at 100": set_at(100),
    "at 40": set_at(40),
    "with two blank lines": set_at(72, parted="\n\n\n"),
    "with indented first lines and no blank line": set_at(72, first="    ", parted="\n"),
    "with tabs before first lines": set_at(72, first="\t", parted="\n"),
    "all of it indented": set_at(72, first="   ", later="   "),
    "by Windows": set_at(72).replace("\n", "\r\n"),
    "with spaces at the ends of lines": set_at(72).replace("\n", " \n"),
    "with a rule under the title": set_at(72).replace(TITLE, f"{TITLE}\n{'=' * 35}"),
    "with rules of signs between": set_at(72, parted="\n\n* * *\n\n"),
    "with ragged lines": "\n\n".join([TITLE, *("\n".join([each[:cut], *wrap(each[cut:], 72)]) for each, cut in CUTS)]),
}


@pytest.mark.parametrize("kind", WRAPPED)
def test_wrapped_lines_are_paragraphs(kind: str) -> None:
    article = extract_article(WRAPPED[kind].encode(), content_type="text/plain")
    assert article.headline == TITLE
    assert [block.text for block in article.blocks] == PARAGRAPHS


@pytest.mark.parametrize("parted", ["\n", "\n\n"])
def test_one_paragraph_a_line_stays(parted: str) -> None:
    text = parted.join([TITLE, *PARAGRAPHS])
    assert paragraphs(text) == text.splitlines()


def test_east_asian_lines_are_joined_without_a_space() -> None:
    text = "図書館を建設へ\n\n" + "\n\n".join("\n".join(wrap(each, 30)) for each in JAPANESE)
    article = extract_article(text.encode(), content_type="text/plain")
    assert [block.text for block in article.blocks] == JAPANESE


def test_lists_quotes_verses_and_headings_keep_their_lines() -> None:
    items = [fill(each, 72, initial_indent="- ", subsequent_indent="  ") for each in PARAGRAPHS[2:]]
    lines = [
        TITLE,
        "",
        fill(PARAGRAPHS[0], 72),
        "",
        "Next steps",
        "----------",
        "",
        *items,
        "- A short item",
        "",
        fill(PARAGRAPHS[1], 72, initial_indent="> ", subsequent_indent="> "),
        "",
        "The sea is wide,",
        "The sea is deep.",
        "",
        fill(PARAGRAPHS[0].replace("harbour", "river"), 72),
    ]
    article = extract_article("\n".join(lines).encode(), content_type="text/plain")
    assert [(block.type, block.text) for block in article.blocks] == [
        (BlockType.PARAGRAPH, PARAGRAPHS[0]),
        (BlockType.HEADER, "Next steps"),
        (BlockType.PARAGRAPH, f"- {PARAGRAPHS[2]}"),
        (BlockType.PARAGRAPH, f"- {PARAGRAPHS[3]}"),
        (BlockType.PARAGRAPH, "- A short item"),
        (BlockType.QUOTE, PARAGRAPHS[1]),
        (BlockType.HEADER, "The sea is wide,"),
        (BlockType.PARAGRAPH, "The sea is deep."),
        (BlockType.PARAGRAPH, PARAGRAPHS[0].replace("harbour", "river")),
    ]


@pytest.mark.parametrize(
    ("cut", "joined"),
    [
        pytest.param("The board met in the well-\nknown hall", "the well-known hall", id="a hyphen of the word"),
        pytest.param("The board met in the re\u00ad\nbuilt hall", "the rebuilt hall", id="a soft hyphen"),
        pytest.param("The board met all through 2020-\n2021 there", "all through 2020-2021 there", id="years"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_stays_where_lines_are_not_hyphenated(cut: str, joined: str) -> None:
    start = fill(PARAGRAPHS[0], 40)
    text = f"{start}\n\n{cut} of the town\nwhich the town has let for years now.\n\n{start}"
    assert joined in "\n".join(paragraphs(text))


def test_hyphens_of_the_setting_go_where_many_lines_end_so() -> None:
    text = (
        "The harbour board said that it will re-\nbuild the quay before the winter storms re-\nturn, and that the"
        " work is to be paid\nfor out of a fund which the town coun-\ncil set up a long time ago, said the har-\nbour"
        " master."
    )
    assert paragraphs(text) == [
        "The harbour board said that it will rebuild the quay before the winter storms return, and that the work"
        " is to be paid for out of a fund which the town council set up a long time ago, said the harbour master."
    ]


@pytest.mark.parametrize("unit", ["a ", "a\n", "- a\n", "> ", "word-\n", "\t", "wo rd\n\n", "北\n", "> a\n"])
def test_time_is_linear(unit: str) -> None:
    in_linear_time(paragraphs, lambda size: unit * size, size=100_000)
