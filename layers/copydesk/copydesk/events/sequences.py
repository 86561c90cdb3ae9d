"""Two orders of blocks, compared by their ids alone: ids are digests, so equal ids are equal blocks."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What was deleted and what was added at one place: between two blocks that stayed."""

    deleted: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    added: tuple[str, ...]
    deleted: tuple[str, ...]
    moved: tuple[str, ...]
    gaps: tuple[Gap, ...]


def compare(old: Sequence[str], new: Sequence[str]) -> Comparison:
    """What became of the blocks; as few as can be count as moved.

    >>> compare("abcd", "bcxa")
    Comparison(added=('x',), deleted=('d',), moved=('a',), gaps=(Gap(deleted=('d',), added=('x',)),))
    """
    was, now = dict.fromkeys(old), dict.fromkeys(new)
    stayed = _longest_in_order(list(was), list(now))
    return Comparison(
        added=tuple(block for block in now if block not in was),
        deleted=tuple(block for block in was if block not in now),
        moved=tuple(block for block in now if block in was and block not in stayed),
        gaps=tuple(_gaps(was, now, stayed)),
    )


def _longest_in_order(old: list[str], new: list[str]) -> dict[str, None]:
    """The most of the blocks in both that kept their order: patience sorting, in n log n."""
    place = {block: index for index, block in enumerate(old)}
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for at in (place[block] for block in new if block in place):
        length = bisect_left(tails, at)
        before[at] = tails[length - 1] if length else None
        tails[length : length + 1] = [at]
    chain: list[str] = []
    last = tails[-1] if tails else None
    while last is not None:
        chain.append(old[last])
        last = before[last]
    return dict.fromkeys(reversed(chain))


def _gaps(was: dict[str, None], now: dict[str, None], stayed: dict[str, None]) -> Iterator[Gap]:
    for deleted, added in zip(_runs(was, now, stayed), _runs(now, was, stayed), strict=True):
        if deleted and added:
            yield Gap(deleted=deleted, added=added)


def _runs(blocks: dict[str, None], others: dict[str, None], stayed: dict[str, None]) -> Iterator[tuple[str, ...]]:
    """Before, between and after the blocks that stayed: those that the other order does not have."""
    order = list(blocks)
    fences = [-1, *(index for index, block in enumerate(order) if block in stayed), len(order)]
    for start, end in pairwise(fences):
        yield tuple(block for block in order[start + 1 : end] if block not in others)
