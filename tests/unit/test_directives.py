import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.model import Article
from copydesk.web.robots_directives import from_meta, with_header

ARTICLE = Article(url=None, canonical_url=None, host=None)

METAS = {
    "nothing": ("", ()),
    "in any case, each once": ("NOINDEX,noindex , Follow", ("follow", "noindex")),
    "parted by spaces": ("noindex nofollow", ("nofollow", "noindex")),
    "parted by semicolons": ("noindex; nofollow", ("nofollow", "noindex")),
    "values": (
        "max-snippet:-1, max-image-preview : Large max-video-preview: 0",
        ("max-image-preview:large", "max-snippet:-1", "max-video-preview:0"),
    ),
    "a date": ("unavailable_after: 25 Jun 2027 15:00:00 PST", ("unavailable_after:25 Jun 2027 15:00:00 PST",)),
    "an ISO date": ("unavailable_after:2027-06-25T15:00:00Z", ("unavailable_after:2027-06-25T15:00:00Z",)),
    "a date with commas": (
        "unavailable_after: Fri, Jun 25, 2027, 3:00 PM, noindex",
        ("noindex", "unavailable_after:Fri, Jun 25, 2027, 3:00 PM"),
    ),
    "a template that was not filled": ("{{ robots }}", ()),
    "other scripts": ("無, noindex", ("noindex",)),
}

HEADERS = {
    "nothing": (None, ()),
    "to everyone": ("noindex, noarchive", ("noarchive", "noindex")),
    "to another crawler": ("googlebot: noindex, nofollow", ()),
    "to everyone, then to another": ("noarchive, otherbot: noindex, nofollow", ("noarchive",)),
    "to another, then to us": ("googlebot: noindex, CopyDesk: nofollow, nosnippet", ("nofollow", "nosnippet")),
    "to all by a star": ("*: noindex", ("noindex",)),
    "values are no crawlers": ("max-snippet: 20, noindex", ("max-snippet:20", "noindex")),
    "a date to another crawler": ("googlebot: unavailable_after: Fri, 25 Jun 2027 15:00:00 GMT", ()),
    "a date to us": (
        "copydesk: unavailable_after: Fri, 25 Jun 2027 15:00:00 GMT, otherbot: max-snippet: 3",
        ("unavailable_after:Fri, 25 Jun 2027 15:00:00 GMT",),
    ),
}


@pytest.mark.parametrize(("content", "expected"), METAS.values(), ids=METAS.keys())
def test_a_meta_element_states_its_directives(content: str, expected: tuple[str, ...]) -> None:
    assert from_meta(content) == expected


@pytest.mark.parametrize(("header", "expected"), HEADERS.values(), ids=HEADERS.keys())
def test_a_header_states_directives_to_everyone_and_to_us(header: str | None, expected: tuple[str, ...]) -> None:
    assert with_header(ARTICLE, header).robots == expected


@pytest.mark.parametrize(
    ("meta", "header", "source"),
    [
        ((), "noindex", "X-Robots-Tag"),
        (("noai",), "noindex", "meta robots, X-Robots-Tag"),
        (("noai",), "otherbot: noindex", "meta robots"),
        ((), None, None),
    ],
)
def test_provenance_says_where_directives_are_from(meta: tuple[str, ...], header: str | None, source: str) -> None:
    provenance = {"robots": "meta robots"} if meta else {}
    article = Article(url=None, canonical_url=None, host=None, robots=meta, provenance=provenance)
    assert with_header(article, header).provenance.get("robots") == source


@pytest.mark.parametrize(
    "endless", [" " * 10**6, "a" * 10**6, "noindex," * 10**5, "unavailable_after:" + "1," * 10**5, ":" * 10**6]
)
def test_an_endless_content_states_little_and_costs_little(endless: str) -> None:
    assert len(from_meta(endless)) <= 1


def test_a_list_of_too_many_directives_is_cut() -> None:
    assert len(from_meta(",".join(f"a{number}" for number in range(1000)))) == 50


@given(st.text(alphabet="no:,; *-1aé\x00\ud800unavailable_after"))
def test_no_content_whatever_raises_or_states_what_it_does_not_say(content: str) -> None:
    for stated in (from_meta(content), with_header(ARTICLE, content).robots):
        assert stated == tuple(sorted(set(stated)))
        assert all(directive.partition(":")[0] in content.lower() for directive in stated)
