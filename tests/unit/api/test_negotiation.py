"""These tests check which format a request gets."""

import pytest

from copydesk.api.representations import preferred

ANS = 'application/json; profile="https://example.org/ans,1;2.json"'
OFFERS = ["application/json", "application/ld+json", ANS, "text/plain; charset=utf-8", "text/html; charset=utf-8"]
JSON, JSON_LD, _, TEXT, HTML = OFFERS


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, JSON),
        (" ", JSON),
        ("*/*", JSON),
        ("text/*", TEXT),
        ("TEXT/HTML", HTML),
        ("text/html;charset=UTF-8", HTML),
        ("application/json; charset=utf-8", JSON),
        ("text/html;charset=latin-1", None),
        ("text/plain;q=0.3, text/html;q=0.7", HTML),
        ("text/plain;q=0.5, text/html;q=0.5", TEXT),
        ("text/html, */*;q=0.1", HTML),
        # The most precise range decides, even if another weighs more (RFC 9110, section 12.5.1).
        ("text/*;q=1, text/plain;q=0.1", HTML),
        ("*/*, application/json;q=0", JSON_LD),
        ("application/json;q=0, application/json", JSON),
        (ANS, ANS),
        (f"{ANS};q=0.9, application/json;q=0.8", ANS),
        ('application/json;profile="https://example.org/ans,1;2.json"', ANS),
        ('application/json;profile="https://example.org/other.json"', None),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", HTML),
        ("nonsense, text/html", HTML),
        ("text/html;q=1.5, text/plain;q=0.1", TEXT),
        ("text/html;q=0.1234, text/plain;q=0.1", TEXT),
        ("text/html;q=, text/plain;q=0.1", TEXT),
        ("application/pdf", None),
        ("*/html", None),
        ("text/plain;q=0", None),
    ],
)
def test_a_format_is_chosen(accept: str | None, wanted: str | None) -> None:
    assert preferred(accept, OFFERS) == wanted
