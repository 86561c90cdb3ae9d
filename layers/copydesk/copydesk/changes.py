"""Compares two states of an article: its facts, its blocks, and word by word the blocks that were edited.

Events, `copydesk diff`, the inspector and the reports of backfills all use this comparison.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, pairwise, takewhile
from typing import Any, NamedTuple

from copydesk.model import FACTS, Article, Block, FactKind, to_plain
from copydesk.words import UNIT, units_in

#: Words and signs, each with the space before it: joined they are the text again.
_TOKEN = re.compile(rf"\s*(?:{UNIT}|\S)|\s+")

#: difflib's time grows with the square of what it compares, at worst with its cube: it gets what lies between words
#: that both texts have once, and no longer runs. Longer ones without such words are given as deleted and added.
_LONGEST_COMPARED = 60
_DEEPEST = 12
#: Less alike, two blocks at one place are one deleted and one added: a diff of their words would tell a reader less.
_LEAST_LIKENESS = 0.3
#: Of the blocks deleted at a place, how many are tried as what an added one was before: those with most of its words.
_TRIED = 3


class Bag(NamedTuple):
    """A block's words and pairs of words, each with how often it stands there, and how many they are in all."""

    counts: Counter[Hashable]
    size: int


class Fate(StrEnum):
    """What became of a block."""

    KEPT = "kept"
    MOVED = "moved"
    ADDED = "added"
    DELETED = "deleted"
    EDITED = "edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A run of words, or of what stands between them: KEPT, DELETED or ADDED."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDifference:
    """`before` is None if the block was added, `after` is None if it was deleted."""

    fate: Fate
    before: Block | None = None
    after: Block | None = None

    @property
    def block(self) -> Block:
        """The block as it is, or as it was before it was deleted."""
        block = self.after or self.before
        assert block is not None
        return block

    def words(self) -> tuple[Words, ...]:
        """The words of an edited block, compared anew at each call; empty for other blocks."""
        if self.fate is not Fate.EDITED or self.before is None or self.after is None:
            return ()
        return word_difference(words_of_block(self.before), words_of_block(self.after))


@dataclass(frozen=True, slots=True, kw_only=True)
class FactDifference:
    """A fact of the head as JSON-ready values; None where it is not stated."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`blocks` in the order of a text in which the deleted stand where they stood."""

    facts: tuple[FactDifference, ...]
    blocks: tuple[BlockDifference, ...]

    def count(self, fate: Fate) -> int:
        return sum(each.fate is fate for each in self.blocks)


def difference(before: Article, after: Article) -> Difference:
    """All that a reader sees change from one state of an article to another."""
    return Difference(facts=_facts(before, after), blocks=block_differences(before.blocks, after.blocks))


def block_differences(before: Sequence[Block], after: Sequence[Block]) -> tuple[BlockDifference, ...]:
    """What became of each block, in the order of a text in which the deleted blocks are where they were.

    As few blocks as possible count as moved. An edited block is one of the same type, at the same place between two
    kept blocks, with enough of the same words.
    """
    return tuple(_blocks(before, after))


def word_difference(before: str, after: str) -> tuple[Words, ...]:
    """The words of both texts, in order; without those added it is the one, without those deleted the other.

    >>> [f"{run.fate}: {run.text}" for run in word_difference("He won.", "He lost.")]
    ['kept: He', 'deleted:  won', 'added:  lost', 'kept: .']
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    runs = [Words(fate=fate, text="".join(tokens)) for fate, tokens in _compared(old, new) if tokens]
    joined = (list(group) for _, group in groupby(runs, key=lambda run: run.fate))
    return tuple(Words(fate=group[0].fate, text="".join(run.text for run in group)) for group in joined)


def _facts(before: Article, after: Article) -> tuple[FactDifference, ...]:
    names = (name for name, kind in FACTS.items() if kind is not FactKind.READING)
    pairs = ((name, _stated(before, name), _stated(after, name)) for name in names)
    return tuple(FactDifference(name=name, before=old, after=new) for name, old, new in pairs if old != new)


def _stated(article: Article, name: str) -> Any:
    value = to_plain(getattr(article, name))
    return None if value in ("", []) else value


def _blocks(before: Sequence[Block], after: Sequence[Block]) -> Iterator[BlockDifference]:
    """Kept blocks part the rest into places; in each stands what was deleted, then what came."""
    kept = _kept(before, after)
    olds = {block.block_id: block for block in before}
    news = {block.block_id for block in after}
    for (old, new), (next_old, next_new) in pairwise([(-1, -1), *kept, (len(before), len(after))]):
        if old >= 0:
            yield BlockDifference(fate=Fate.KEPT, before=before[old], after=after[new])
        gone = [block for block in before[old + 1 : next_old] if block.block_id not in news]
        yield from _place(gone, after[new + 1 : next_new], olds)


def _kept(before: Sequence[Block], after: Sequence[Block]) -> list[tuple[int, int]]:
    """The places of the most blocks that both have in one order."""
    places = {block.block_id: place for place, block in enumerate(before)}
    shared = [(places[block.block_id], place) for place, block in enumerate(after) if block.block_id in places]
    return _longest_rising(shared)


def _place(gone: Sequence[Block], came: Sequence[Block], olds: Mapping[str, Block]) -> Iterator[BlockDifference]:
    """What one place held and holds: an edited block stands for both, before it what was deleted there."""
    pairs = _pairs(gone, [block for block in came if block.block_id not in olds])
    edited = set(pairs.values())
    past = 0
    for block in came:
        if block.block_id in olds:
            yield BlockDifference(fate=Fate.MOVED, before=olds[block.block_id], after=block)
        elif block.block_id in pairs:
            old = pairs[block.block_id]
            yield from _deleted(gone, range(past, old), edited)
            past = max(past, old + 1)
            yield BlockDifference(fate=Fate.EDITED, before=gone[old], after=block)
        else:
            yield BlockDifference(fate=Fate.ADDED, after=block)
    yield from _deleted(gone, range(past, len(gone)), edited)


def _deleted(gone: Sequence[Block], places: Iterable[int], edited: Set[int]) -> Iterator[BlockDifference]:
    for place in places:
        if place not in edited:
            yield BlockDifference(fate=Fate.DELETED, before=gone[place])


def _pairs(gone: Sequence[Block], came: Sequence[Block]) -> dict[str, int]:
    """For the id of each block that replaces an edited one: the place of that one. The most alike pair up first."""
    pairs: dict[str, int] = {}
    free = set(range(len(gone)))
    for _, number, place in sorted(_alike(gone, came)):
        if place in free and came[number].block_id not in pairs:
            free.remove(place)
            pairs[came[number].block_id] = place
    return pairs


def _alike(gone: Sequence[Block], came: Sequence[Block]) -> Iterator[tuple[float, int, int]]:
    """Pairs that may be edits, as their unlikeness, the place of what came, and the place of what is gone."""
    bags = [_bag(block) for block in gone]
    only_in = _only_in(bags)
    for number, block in enumerate(came):
        bag = _bag(block)
        votes = Counter(only_in[each] for each in bag.counts if each in only_in)
        at_its_place = {number} if number < len(gone) else set()
        for place in {place for place, _ in votes.most_common(_TRIED)} | at_its_place:
            alike = _likeness(bags[place], bag) if gone[place].type is block.type else 0.0
            if alike >= _LEAST_LIKENESS:
                yield 1 - alike, number, place


def _only_in(bags: Sequence[Bag]) -> dict[Hashable, int]:
    """What stands in one block alone, and in which."""
    spread = Counter(each for bag in bags for each in bag.counts)
    return {each: place for place, bag in enumerate(bags) for each in bag.counts if spread[each] == 1}


def _bag(block: Block) -> Bag:
    words = units_in(words_of_block(block).casefold()) or [block.url or ""]
    return Bag(Counter([*words, *pairwise(words)]), 2 * len(words) - 1)


def _likeness(one: Bag, other: Bag) -> float:
    """Dice's coefficient of two bags, and 0 where it must be under _LEAST_LIKENESS for their sizes alone: a text in
    one block is not gone through for each of the blocks that it was cut into.
    """
    fewer, more = sorted((one, other), key=lambda bag: bag.size)
    if 2 * fewer.size < _LEAST_LIKENESS * (fewer.size + more.size):
        return 0.0
    shared = sum(min(count, more.counts[each]) for each, count in fewer.counts.items())
    return 2 * shared / (fewer.size + more.size)


def words_of_block(block: Block) -> str:
    """All that a block says in words."""
    parts = (block.text, block.caption, block.credit, block.alt, block.attribution)
    return "\n".join(dict.fromkeys(part for part in parts if part))


def _compared(old: Sequence[str], new: Sequence[str], depth: int = 0) -> Iterator[tuple[Fate, Sequence[str]]]:
    """Runs of tokens with their fate: between common ends and words that both have once, as difflib sees them."""
    head = _common(zip(old, new, strict=False))
    tail = _common(zip(reversed(old[head:]), reversed(new[head:]), strict=False))
    yield Fate.KEPT, old[:head]
    yield from _middle(old[head : len(old) - tail], new[head : len(new) - tail], depth)
    yield Fate.KEPT, old[len(old) - tail :]


def _common(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _middle(old: Sequence[str], new: Sequence[str], depth: int) -> Iterator[tuple[Fate, Sequence[str]]]:
    if set(old).isdisjoint(new):
        yield Fate.DELETED, old
        yield Fate.ADDED, new
    elif (anchors := _anchors(old, new)) and depth < _DEEPEST:
        for (one, other), (next_one, next_other) in pairwise([(-1, -1), *anchors, (len(old), len(new))]):
            yield Fate.KEPT, old[max(0, one) : one + 1]
            yield from _compared(old[one + 1 : next_one], new[other + 1 : next_other], depth + 1)
    elif max(len(old), len(new)) <= _LONGEST_COMPARED:
        yield from _matched(old, new)
    else:
        yield Fate.DELETED, old
        yield Fate.ADDED, new


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Fate, Sequence[str]]]:
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Fate.KEPT, old[start:end]
        else:
            yield Fate.DELETED, old[start:end]
            yield Fate.ADDED, new[new_start:new_end]


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The places of words that either text has once, as many as stand in one order in both."""
    places = _once(old)
    return _longest_rising([(places[token], place) for token, place in _once(new).items() if token in places])


def _once(tokens: Sequence[str]) -> dict[str, int]:
    counts = Counter(tokens)
    return {token: place for place, token in enumerate(tokens) if counts[token] == 1}


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of pairs whose second places rise, the most whose first places rise too (Fredman, 1975).

    >>> _longest_rising([(3, 0), (0, 1), (1, 2), (2, 3)])
    [(0, 1), (1, 2), (2, 3)]
    """
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (place, _) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [number]
    chain = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]
