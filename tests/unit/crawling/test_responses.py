from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.crawling.http.messages import Response, redirect_target, retry_after
from copydesk.errors import Reject, RejectReason

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAY = 24 * 60 * 60


def response(*headers: tuple[str, str]) -> Response:
    url = "https://news.site.org/section/story?page=2"
    return Response(url=url, status=302, headers=headers, body=b"", address="8.8.8.8")


def test_a_header_is_found_in_any_case_and_joined() -> None:
    answer = response(("vary", "Accept"), ("link", "<a>"), ("vary", "Cookie"))
    assert (answer.header("Vary"), answer.header("Link"), answer.header("ETag")) == ("Accept, Cookie", "<a>", None)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://other.org/a", "https://other.org/a"),
        ("/a", "https://news.site.org/a"),
        ("a", "https://news.site.org/section/a"),
        ("?page=3", "https://news.site.org/section/story?page=3"),
        ("//other.org/a", "https://other.org/a"),
        ("/a#comments", "https://news.site.org/a"),
        ("/a b", "https://news.site.org/a%20b"),
        ("/a%20b", "https://news.site.org/a%20b"),
        ("/straÃ\u009fe", "https://news.site.org/stra%C3%9Fe"),
        ("/caf\u00e9", "https://news.site.org/caf%C3%A9"),
        ("", "https://news.site.org/section/story?page=2"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_a_location_is_resolved_against_the_url_that_was_asked(location: str, target: str) -> None:
    assert redirect_target(response(("location", location))) == target


def test_without_location_there_is_no_target() -> None:
    assert redirect_target(response()) is None


def test_a_location_that_is_no_url_is_refused() -> None:
    with pytest.raises(Reject) as refused:
        redirect_target(response(("location", "http://[::1")))
    assert refused.value.reason is RejectReason.INVALID_URL


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("-5", 0),
        ("86401", DAY),
        ("999999999999", DAY),
        ("9" * 5000, None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("٣", None),
        ("Tue, 24 Nov 2026 12:02:00 GMT", 120),
        ("Tuesday, 24-Nov-26 12:02:00 GMT", 120),
        ("Tue Nov 24 12:02:00 2026", 120),
        ("Tue, 24 Nov 2026 14:02:00 +0200", 120),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0),
        ("Tue, 24 Nov 2099 12:00:00 GMT", DAY),
        ("Tue, 99 Nov 2026 12:00:00 GMT", None),
        ("Tue, 24 Nov 2026 12:00:00 +9999", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: int | None) -> None:
    assert retry_after(response(("retry-after", value)), NOW) == seconds


def test_the_first_of_two_retry_afters_counts() -> None:
    assert retry_after(response(("retry-after", "7"), ("retry-after", "9")), NOW) == 7
    assert retry_after(response(), NOW) is None


@given(st.integers(0, DAY))
def test_a_date_says_the_same_as_its_seconds(seconds: int) -> None:
    date = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert retry_after(response(("retry-after", date)), NOW) == seconds


@given(st.text())
def test_any_retry_after_is_read_or_ignored(value: str) -> None:
    seconds = retry_after(response(("retry-after", value)), NOW)
    assert seconds is None or 0 <= seconds <= DAY


@given(st.text(st.characters(max_codepoint=255)))
def test_any_location_is_a_url_or_a_reject(value: str) -> None:
    try:
        target = redirect_target(response(("location", value)))
    except Reject:
        return
    assert target is not None
    assert target.isascii()
