"""Real pages with the damage of transport, templates and editors give an article or a reject, each time the same."""

import gzip
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.model import Article
from tests.growth import about_as_fast

ROOT = Path(__file__).parents[3]
SEEDS = [
    *(gzip.decompress(path.read_bytes()) for path in sorted((ROOT / "samples" / "pages").glob("*.html.gz"))),
    *(path.read_bytes() for path in sorted((ROOT / "tests" / "pages").rglob("page.html"))),
]
#: These pieces are inserted: they begin or end something, or confuse parsers.
_PUT_IN = [
    *(
        b"</div> </article> </p> <table> <pre> <p <!-- --> <script> </script> <a <svg><title> <?php?> <!DOCTYPE> {"
        b" <![CDATA[ &#0; &#xD800; <template> <frameset> <plaintext> <math><mi> <noscript> <select><option> <body> ]}"
        b" <base/href='//'> <time/datetime=''> <td/colspan=9999999> <html/lang=zz>"
    ).split(),
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
]
_URL = "https://www.examplepost.example/a"


@st.composite
def damaged(draw: st.DrawFn) -> tuple[bytes, bytes]:
    page = seed = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(page)))
        end = min(len(page), start + draw(st.integers(0, 2_000)))
        kept = draw(st.sampled_from([b"", page[start:end] * 2, *_PUT_IN]))
        page = page[:start] + kept + page[end:]
    return page, seed


@given(damaged())
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_damaged_page_ends_as_article_or_reject_in_time_and_the_same_twice(pages: tuple[bytes, bytes]) -> None:
    page, seed = pages
    article = about_as_fast(_read_if_article, page, ordinary=seed)
    assert article == _read_if_article(page)


def _read_if_article(page: bytes) -> Article | None:
    with suppress(Reject):
        return extract_article(page, url=_URL)
    return None
