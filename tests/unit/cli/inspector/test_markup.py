"""Any words in the inspector's page are only words."""

import pytest

from copydesk.cli.inspector.markup import address, tag, text
from copydesk.cli.inspector.spoken import marked_words, quotes_by_block
from copydesk.model import Block, BlockType, Quote


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("</script><script>", "&lt;/script&gt;&lt;script&gt;"),
        ("a \"b\" 'c' & &amp;", "a &quot;b&quot; &#x27;c&#x27; &amp; &amp;amp;"),
        ("\u202eturned\u202c", "⟨RLO⟩turned\u202c"),
        ("nul\0 esc\x1b[2J", "nul␀ esc␛[2J"),
        ("c1 \x9b half \ud83d", "c1 \ufffd half \ufffd"),
        ("tab\tline\nend", "tab\tline\nend"),
        (None, ""),
    ],
)
def test_words_can_mean_nothing_but_words(words: str | None, written: str) -> None:
    assert text(words) == written


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//example.org", "http:\n//example.org", "http://[",
        "https://e.org/\u202egpj",
    ],
)  # fmt: skip
def test_an_address_that_does_not_lead_to_the_web_is_no_link(url: str) -> None:
    assert "href" not in address(url)


def test_an_address_cannot_leave_its_attribute() -> None:
    written = address('https://e.org/"onclick="x\'<script>')
    assert 'href="https://e.org/&quot;onclick=&quot;x&#x27;&lt;script&gt;"' in written


def test_attributes_are_escaped_and_an_empty_one_stays() -> None:
    assert tag("p", title='"><script>', alt="") == '<p title="&quot;&gt;&lt;script&gt;" alt=""></p>'


def block(words: str) -> Block:
    return Block(block_id="b", digest="d", type=BlockType.PARAGRAPH, text=words)


def quote(start: int, end: int, words: str = "…") -> Quote:
    return Quote(quote_id=f"{start}", block_id="b", text=words, start=start, end=end)


@pytest.mark.parametrize(
    ("quotes", "marked"),
    [
        ([quote(0, 3), quote(4, 7)], [1, 2]),
        ([quote(4, 7), quote(0, 3)], [2, 1]),
        ([quote(0, 5), quote(3, 7)], [1]),
        ([quote(5, 5)], []),
        ([quote(-2, 4)], []),
        ([quote(4, 900)], []),
        ([Quote(quote_id="q", block_id="gone", text="…", start=0, end=3)], []),
    ],
    ids=["apart", "out of order", "over one another", "empty", "before", "beyond", "of no block"],
)
def test_only_quotes_that_stand_in_their_text_are_marked(quotes: list[Quote], marked: list[int]) -> None:
    found = quotes_by_block(quotes, [block("one two three")])
    assert [each.number for each in found.get("b", [])] == marked


def test_marked_words_are_all_the_words_and_are_escaped() -> None:
    [*quotes] = quotes_by_block([quote(2, 5)], [block("a <b> c")])["b"]
    assert marked_words("a <b> c", quotes) == (
        'a <a class="said" id="said-1" href="#quote-1" data-quote="1" aria-describedby="speaker-1">&lt;b&gt;</a> c'
    )
