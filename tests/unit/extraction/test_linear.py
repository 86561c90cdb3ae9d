"""Work grows only linearly with its input. These tests count the work and use no clock."""

from collections import Counter
from collections.abc import Callable
from typing import Any, SupportsIndex

import pytest
from bs4 import BeautifulSoup

from copydesk import changes
from copydesk.errors import Reject, RejectReason
from copydesk.extraction import extract_article
from copydesk.extraction.blocks.body import body_of
from copydesk.extraction.blocks.draft import Draft
from copydesk.extraction.blocks.elements.tables import MOST_PLACES
from copydesk.extraction.blocks.inline import render
from copydesk.extraction.blocks.pictures import credits as of_captions
from copydesk.extraction.blocks.pictures.credits import split_credit
from copydesk.extraction.checks import fingerprint
from copydesk.extraction.metadata.head import Head
from copydesk.extraction.quotes.spans import spans_in
from copydesk.extraction.reading import markup
from copydesk.extraction.reading.tree import page_tree
from copydesk.extraction.text import fold as folding
from copydesk.model import BlockType
from copydesk.web import domains, urls
from tests.fuzz.classes.prose import page

_STRAY_MARKS = ("a” ", "”a", " ”a ", "“a ”a ", "»a ", '"a ', "„a ", "‘a ", "'a ", "«a ", "「a ", "’’")
_OPTIONS = ("<option>a{}", "<option selected>a{}</option>", "<OPTION\nvalue=1>a{}", "<div><option>a{}</option></div>")
_PROSE = "The council met on a day to decide about the new bridge, and it decided nothing at all. "


class Counted(str):
    """This text counts its characters that are searched by `in` or copied by a slice."""

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
    monkeypatch.setattr(of_captions, "_names_maker", counted(of_captions._names_maker, calls))
    split_credit(f" {separator} {maker}" * 40_000)
    assert sum(calls) < 100_000


@pytest.mark.parametrize("separator", ["|", "/", "–"])
def test_a_maker_at_the_end_of_a_long_caption_is_found(separator: str) -> None:
    caption = (_PROSE * 20).strip()
    assert split_credit(f"{caption} {separator} Getty Images") == (caption, "Getty Images")


@pytest.mark.parametrize("unit", [*_STRAY_MARKS, f"“{'a' * 40} "])
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
@pytest.mark.parametrize("option", _OPTIONS)
def test_the_options_of_a_long_list_are_all_there_and_none_is_compared_with_all(select: str, option: str) -> None:
    tree = page_tree(f"{select}{''.join(option.format(number) for number in range(1_200))}</select><p>words after")
    assert len(tree.css("option")) == 1_200
    assert all("multiple" in node.attributes for node in tree.css("select"))
    assert tree.body is not None
    assert tree.body.text().endswith("words after")


def test_a_list_of_few_options_is_left_as_it_is() -> None:
    html = "<html><head></head><body><select>" + "<option>a</option>" * 1_000 + "</select></body></html>"
    assert page_tree(html).html == html


def refused(body: bytes) -> RejectReason | None:
    try:
        extract_article(body)
    except Reject as reject:
        return reject.reason
    return None


class Untouched(Counter[Any]):
    """The words of this counter must not be walked through."""

    def items(self) -> Any:
        raise AssertionError


def test_blocks_of_sizes_that_cannot_be_alike_are_not_compared_word_by_word() -> None:
    whole, part = changes.Bag(Untouched(), 10_000), changes.Bag(Untouched(), 100)
    assert changes._likeness(whole, part) == changes._likeness(part, whole) == 0


def test_a_long_text_beside_a_quotation_is_not_said_of_each_of_its_sentences() -> None:
    cite = "the council of the city " * 20
    quoted = f"<blockquote>{'“We are ready for it.” ' * 50}<cite>{cite}</cite></blockquote>"
    article = extract_article(page(quoted + f"<p>{_PROSE}</p>"))
    [block] = [each for each in article.blocks if each.type == "quote"]
    assert block.attribution is None
    assert block.text.endswith(cite.strip())
    assert max(len(quote.speaker_raw or "") for quote in article.quotes) < 400


def test_a_link_in_a_link_is_none() -> None:
    """Otherwise each link would hold the words of all links within it."""
    nested = "".join(f"<a href=/{number}>words <marquee>" for number in range(40)) + "</marquee></a>" * 40
    inline = render([BeautifulSoup(f"<p>{nested} and <a href=/b>more</a></p>", "html.parser")], "https://a.example/")
    assert [link.url for link in inline.links] == ["https://a.example/0", "https://a.example/b"]
    assert inline.html.count("<a ") == 2
    assert inline.text.count("words") == 40


@pytest.mark.parametrize(("count", "pulled"), [(300, 300), (301, 0)])
def test_a_collection_of_quotes_pulls_none_from_its_text(count: int, pulled: int) -> None:
    said = "It was said so on the bank of the river."
    quote, prose = Draft(type=BlockType.QUOTE, text=said), Draft(type=BlockType.PARAGRAPH, text=f"{_PROSE}{said}")
    assert sum(draft.subtype == "pullquote" for draft in body_of([quote] * count + [prose], Head())) == pulled


@pytest.mark.parametrize(
    ("function", "kept"),
    [
        (folding.fold, folding._kept),
        (fingerprint._digest, fingerprint._kept),
        (lambda host: domains.registrable_domain(f"https://{host}/"), domains._domain_of),
        (lambda url: urls.identity_of(f"https://a.example/{url * 2}"), urls._identity_of),
    ],
)
def test_nothing_long_is_kept_for_the_pages_to_come(function: Callable[[str], Any], kept: Any) -> None:
    before = kept.cache_info().currsize
    for number in range(20):
        function(f"{number}" + "words" * 1_000)
    assert kept.cache_info().currsize == before
    assert function("words" * 1_000) == kept.__wrapped__("words" * 1_000)


def test_of_class_names_no_more_is_read_than_any_element_has() -> None:
    assert markup.name_words("a b " + " " * 20_000 + "c") == {"a", "b"}
