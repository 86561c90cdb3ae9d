"""Work that grows with what it reads and no faster, told by what is counted: no clock says whether these hold."""

from collections.abc import Callable
from typing import Any, SupportsIndex

import pytest

from copydesk.errors import Reject, RejectReason
from copydesk.extraction import credits, extract_article
from copydesk.extraction.credits import split_credit
from copydesk.extraction.parsing import parse
from copydesk.extraction.quotes.spans import spans_in
from copydesk.extraction.tables import MOST_PLACES
from tests.fuzz.classes.prose import page

_PROSE = "The council met on a day to decide about the new bridge, and it decided nothing at all. "


class Counted(str):
    """A text that counts the characters of it that were searched by `in` or copied by a slice."""

    seen = 0

    def __contains__(self, part: object) -> bool:
        self.seen += len(self)
        return super().__contains__(str(part))

    def __getitem__(self, place: SupportsIndex | slice) -> str:
        found = super().__getitem__(place)
        self.seen += len(found)
        return found


def counted(function: Callable[..., Any], calls: list[int]) -> Callable[..., Any]:
    def counting(text: str) -> Any:
        calls.append(len(text))
        return function(text)

    return counting


@pytest.mark.parametrize("separator", ["|", "/", "//", "–", "—"])
@pytest.mark.parametrize("maker", ["A", "A ", "A b c d ", "Ann Maker ", "新"])
def test_a_maker_is_looked_for_at_the_end_of_a_caption(
    separator: str, maker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    monkeypatch.setattr(credits, "_names_maker", counted(credits._names_maker, calls))
    split_credit(f" {separator} {maker}" * 40_000)
    assert sum(calls) < 100_000


@pytest.mark.parametrize("separator", ["|", "/", "–"])
def test_a_maker_at_the_end_of_a_long_caption_is_found(separator: str) -> None:
    caption = (_PROSE * 20).strip()
    assert split_credit(f"{caption} {separator} Getty Images") == (caption, "Getty Images")


@pytest.mark.parametrize(
    "unit",
    ["a” ", "”a", " ”a ", "“a ”a ", "»a ", "“aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ", '"a ', "„a ", "‘a ", "'a ", "«a ", "「a ", "’’"],
)  # fmt: skip
@pytest.mark.parametrize("single", [False, True])
def test_a_mark_is_judged_by_what_stands_beside_it(unit: str, single: bool) -> None:
    text = Counted(unit * (200_000 // len(unit)))
    spans_in(text, single=single)
    assert text.seen < 20 * len(text)


def test_what_spans_columns_and_rows_beyond_any_real_table_is_too_complex() -> None:
    row = "<tr>" + "<td colspan=60 rowspan=200>a" * 4
    for count in (400, 1_900):
        assert refused(page(f"<table>{row * count}</table>")) == RejectReason.TOO_COMPLEX


def test_many_tables_have_as_many_places_as_one() -> None:
    table = "<table>" + ("<tr>" + "<td colspan=60 rowspan=9>a" * 2) * 20 + "</table>"
    assert refused(page((table + f"<p>{_PROSE}</p>") * 30)) == RejectReason.TOO_COMPLEX


def test_a_table_of_as_many_places_as_may_be_is_read_whole() -> None:
    rows = "".join(f"<tr><td>row {number}<td colspan=49>a" for number in range(MOST_PLACES // 50))
    article = extract_article(page(f"<table>{rows}</table>"))
    [table] = [block for block in article.blocks if block.rows]
    assert len(table.rows) == MOST_PLACES // 50
    assert {len(row) for row in table.rows} == {50}


@pytest.mark.parametrize("select", ["<select>", "<SELECT name=a>", "<select\nmultiple>", "<p><b><select/>"])
@pytest.mark.parametrize("option", ["<option>a{}", "<option selected>a{}</option>", "<OPTION\nvalue=1>a{}", "<div><option>a{}</option></div>"])  # fmt: skip
def test_the_options_of_a_long_list_are_all_there_and_none_is_compared_with_all(select: str, option: str) -> None:
    tree = parse(f"{select}{''.join(option.format(number) for number in range(1_200))}</select><p>words after")
    assert len(tree.css("option")) == 1_200
    assert all("multiple" in node.attributes for node in tree.css("select"))
    assert tree.css_first("p:last-of-type").text() == "words after"


def test_a_list_of_few_options_is_left_as_it_is() -> None:
    html = "<html><head></head><body><select>" + "<option>a</option>" * 1_000 + "</select></body></html>"
    assert parse(html).html == html


def refused(body: bytes) -> RejectReason | None:
    try:
        extract_article(body)
    except Reject as reject:
        return reject.reason
    return None
