"""These tests check which entries of a listing are enqueued, and why the others are not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.crawling.choosing import Choice, LeftOut, chosen, fingerprints, unseen
from copydesk.crawling.listings import Entry, Listing, ListingKind
from tests.growth import in_linear_time

HOME = "https://www.example.org/"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def outcome(entry: Entry, choice: Choice) -> LeftOut | None:
    kept, left_out = chosen(Listing(kind=ListingKind.RSS, entries=(entry,)), choice, url=HOME, now=NOW)
    assert len(kept) + left_out.total() == 1
    return None if kept else next(iter(left_out))


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/news/*", "/news/a/b", True),
        ("/news/*", "/sport/news/a", False),
        ("/news/", "/news/a", False),
        ("*/live/*", "/a/live/b", True),
        ("*-live", "/vote-live", True),
        ("*-live", "/vote-lively", False),
        ("*?id=*", "/a?id=7", True),
        ("*.html", "/axhtml", False),
        ("/a*a", "/a", False),
        ("*", "/", True),
        ("https://example.org/*", "/a", True),
        ("http://example.org/a", "/a", True),
        ("https://*.example.org/*", "/a", False),
        ("https://example.*", "/a", True),
        ("/A", "/a", False),
        ("https://Example.org/A", "/A", True),
        ("*://example.org/a", "/a", False),
        ("/новости/*", "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/a", True),
    ],
)
def test_patterns_are_compared_with_the_whole_url(pattern: str, path: str, matches: bool) -> None:
    entry = Entry(url="https://example.org" + path)
    assert outcome(entry, Choice(include=(pattern,))) == (None if matches else LeftOut.NOT_INCLUDED)
    assert outcome(entry, Choice(exclude=(pattern,))) == (LeftOut.EXCLUDED if matches else None)


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"include": ("news",)}, "include: 'news' has to begin with"),
        ({"exclude": ("",)}, "exclude: '' has to begin with"),
        ({"include": ("^/news/.*$",)}, "has to begin with"),
        ({"include": ("/" + "a" * 500,)}, "longer than 500"),
        ({"include": ("/a\n",)}, "not printable"),
        ({"exclude": ("*",) * 101}, "exclude: 101 patterns"),
        ({"max_age_days": 0}, "max_age_days: 0"),
        ({"max_age_days": 10**9}, "max_age_days"),
    ],
)
def test_a_choice_that_cannot_be_meant_is_refused(choice: dict, message: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(ValueError, match=message):
        Choice(**choice)


def test_many_stars_take_time_as_their_count() -> None:
    in_linear_time(
        lambda given: outcome(*given),
        lambda size: (Entry(url="https://example.org/" + "a" * 32 * size), Choice(include=("*a" * size + "b",))),
        size=249,
    )


@pytest.mark.parametrize(
    ("entry_url", "same_site", "expected"),
    [
        ("https://news.example.org/a", True, None),
        ("https://example.com/a", True, LeftOut.OTHER_SITE),
        ("https://example.com/a", False, None),
        ("http://169.254.169.254/latest", True, LeftOut.OTHER_SITE),
    ],
)
def test_other_sites_are_left_out_unless_they_are_wanted(
    entry_url: str, same_site: bool, expected: LeftOut | None
) -> None:
    assert outcome(Entry(url=entry_url), Choice(same_site=same_site)) is expected


@pytest.mark.parametrize(
    ("published", "modified", "expected"),
    [
        ("2026-11-24T11:00:00+00:00", None, None),
        ("2026-11-21T11:00:00+00:00", None, LeftOut.TOO_OLD),
        ("2026-11-21T11:00:00+00:00", "2026-11-24T11:00:00+00:00", LeftOut.TOO_OLD),
        (None, "2026-11-21T11:00:00+00:00", LeftOut.TOO_OLD),
        (None, None, None),
        ("2026-11-21", None, None),
        ("2026-11-20", None, LeftOut.TOO_OLD),
        ("2026-11-22T01:00:00", None, None),
        ("2026-11-21T23:00:00", None, LeftOut.TOO_OLD),
        ("2126-11-21T11:00:00+00:00", None, None),
        ("9999-12-31", None, None),
        ("9999-12-31T23:59:59-12:00", None, None),
    ],
)
def test_only_what_is_surely_too_old_is_left_out(
    published: str | None, modified: str | None, expected: LeftOut | None
) -> None:
    entry = Entry(url=HOME + "a", published=published, modified=modified)
    assert outcome(entry, Choice(max_age_days=2)) is expected


def test_reasons_are_counted_and_the_order_is_kept() -> None:
    entries = tuple(Entry(url=f"https://example.org/{path}") for path in ("news/b", "x/1", "news/a", "x/2"))
    listing = Listing(kind=ListingKind.RSS, entries=entries)
    kept, left_out = chosen(listing, Choice(include=("/news/*",)), url=HOME, now=NOW)
    assert kept == [entries[0], entries[2]]
    assert left_out == {LeftOut.NOT_INCLUDED: 2}


ENTRIES = st.lists(
    st.builds(Entry, url=st.text(max_size=5).map(HOME.__add__), modified=st.sampled_from([None, "2026-11-24", "2026"])),
    max_size=20,
)


@given(ENTRIES, ENTRIES)
def test_what_was_in_the_last_listing_is_not_new(old: list[Entry], new: list[Entry]) -> None:
    known = fingerprints(old)
    assert known == fingerprints(reversed(old))
    assert unseen(old, known) == []
    assert unseen(new, known) == [entry for entry in new if (entry.url, entry.modified) not in
                                  {(each.url, each.modified) for each in old}]  # fmt: skip


def test_an_entry_is_eight_bytes_and_a_title_does_not_matter() -> None:
    entry, retitled = Entry(url=HOME), Entry(url=HOME, title="x")
    assert fingerprints([entry]) == fingerprints([retitled])
    assert len(fingerprints([entry, retitled, Entry(url=HOME, modified="2026-11-24")])) == 16
