"""A WARC file is read member by member: every byte once, even with damage and with cuts at any place."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.web.warc import Member, members, next_record, read_member
from tests.unit.archives.making import article_record, damaged, news_file, zipped

LIMIT = 1_000_000


@dataclass(frozen=True)
class InMemory:
    content: bytes
    chunk: int = 1_000

    @property
    def size(self) -> int:
        return len(self.content)

    def chunks(self, offset: int) -> Iterator[bytes]:
        for start in range(offset, len(self.content), self.chunk):
            yield self.content[start : start + self.chunk]


def all_members(content: bytes, *, chunk: int = 1_000) -> list[Member]:
    archive = InMemory(content, chunk)
    return list(members(archive, 0, archive.size, limit=LIMIT))


NEWS = news_file(captures=60, articles=10)


def test_every_member_is_found_where_it_was_put() -> None:
    found = all_members(bytes(NEWS.content))
    assert [(each.offset, each.length) for each in found] == [(each.offset, each.length) for each in NEWS.made]


@pytest.mark.parametrize("chunk", [1, 2, 7, 4_096, 1 << 20])
def test_it_does_not_matter_how_the_bytes_arrive(chunk: int) -> None:
    content = bytes(NEWS.content[:6_000])
    assert all_members(content, chunk=chunk) == all_members(content)


@given(cuts=st.lists(st.integers(0, len(NEWS.content)), max_size=8))
@settings(deadline=None, max_examples=60)
def test_parts_cut_anywhere_share_every_member_out_once(cuts: list[int]) -> None:
    archive = InMemory(bytes(NEWS.content), 4_096)
    bounds = [0, *sorted(next_record(archive, cut) if cut else 0 for cut in cuts), archive.size]
    found = [each for start, end in pairwise(bounds) for each in members(archive, start, end, limit=LIMIT)]
    assert [each.offset for each in found] == [each.offset for each in NEWS.made]


@pytest.mark.parametrize("name", [name for name, _ in damaged(1)])
def test_damage_costs_its_neighbours_nothing(name: str) -> None:
    before, after = zipped(article_record(2)), zipped(article_record(3))
    broken = dict(damaged(1))[name]
    first, middle, last = all_members(before + broken + after)
    assert (first.content, last.content) == (article_record(2), article_record(3))
    assert (middle.offset, middle.length) == (len(before), len(broken))


def test_a_larger_content_is_walked_past_without_being_kept() -> None:
    bomb = gzip.compress(b"WARC/1.0\r\n" + bytes(50_000_000))
    large, last = all_members(bomb + zipped(article_record(1)))
    assert (large.content, large.damage, large.length) == (None, None, len(bomb))
    assert last.content == article_record(1)


def test_a_file_that_ends_within_a_member_says_so() -> None:
    content = zipped(article_record(1))[:-9]
    assert read_member(InMemory(content), 0, limit=LIMIT).damage == "the file ends within it"


@given(st.binary(max_size=3_000))
@settings(deadline=None, max_examples=150)
def test_any_bytes_are_walked_through_to_their_end(content: bytes) -> None:
    found = all_members(content + zipped(article_record(1)))
    assert sum(each.length for each in found) == len(content) + len(zipped(article_record(1)))
    assert found[-1].content == article_record(1)
