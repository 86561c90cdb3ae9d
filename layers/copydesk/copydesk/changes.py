"""Compares two states of an article: its facts, its blocks, and the words of edited blocks.

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

#: A word or sign with the space before it. The joined tokens are the text again.
_TOKEN = re.compile(rf"\s*(?:{UNIT}|\S)|\s+")

#: difflib takes quadratic time, and cubic at worst. It therefore only gets runs of tokens between words that occur once
#: in each text, up to this length. Longer runs without such words count as deleted and added.
_LONGEST_COMPARED = 60
_DEEPEST = 12
#: Two blocks at one place that are less alike count as deleted and added. A word diff of them would not help.
_LEAST_LIKENESS = 0.3
#: The number of deleted blocks compared with an added one: those that share the most words with it.
_TRIED = 3


class Bag(NamedTuple):
    """The words and pairs of adjacent words of a block with their counts, and the total of the counts."""

    counts: Counter[Hashable]
    size: int


class Fate(StrEnum):
    """The result of a comparison for a block or a run of words."""

    KEPT = "kept"
    MOVED = "moved"
    ADDED = "added"
    DELETED = "deleted"
    EDITED = "edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A run of words and the signs between them. `fate` is KEPT, DELETED or ADDED."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDifference:
    """`before` is None if the block was added, and `after` is None if it was deleted."""

    fate: Fate
    before: Block | None = None
    after: Block | None = None

    @property
    def block(self) -> Block:
        """The new state of the block, or the old one if the block was deleted."""
        block = self.after or self.before
        assert block is not None
        return block

    def words(self) -> tuple[Words, ...]:
        """Returns the compared words of an edited block, computed at each call; empty for other blocks."""
        if self.fate is not Fate.EDITED or self.before is None or self.after is None:
            return ()
        return word_difference(words_of_block(self.before), words_of_block(self.after))


@dataclass(frozen=True, slots=True, kw_only=True)
class FactDifference:
    """A changed fact of the head, as JSON-ready values. None means that the fact is not stated."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The result of a comparison. `blocks` keeps the new order, with deleted blocks at their old places."""

    facts: tuple[FactDifference, ...]
    blocks: tuple[BlockDifference, ...]

    def count(self, fate: Fate) -> int:
        return sum(each.fate is fate for each in self.blocks)


def difference(before: Article, after: Article) -> Difference:
    """Returns all changes from one state of an article to another that a reader sees."""
    return Difference(facts=_facts(before, after), blocks=block_differences(before.blocks, after.blocks))


def block_differences(before: Sequence[Block], after: Sequence[Block]) -> tuple[BlockDifference, ...]:
    """Returns the fate of each block, in the new order, with deleted blocks at their old places.

    As few blocks as possible count as moved. An edited block has the same type, is at the same place between two kept
    blocks, and shares enough words.
    """
    return tuple(_blocks(before, after))


def word_difference(before: str, after: str) -> tuple[Words, ...]:
    """Returns the words of both texts. Without the added ones they are `before`, without the deleted ones `after`.

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
    """Yields kept blocks and, between them, the deleted blocks followed by the new ones."""
    kept = _kept(before, after)
    olds = {block.block_id: block for block in before}
    news = {block.block_id for block in after}
    for (old, new), (next_old, next_new) in pairwise([(-1, -1), *kept, (len(before), len(after))]):
        if old >= 0:
            yield BlockDifference(fate=Fate.KEPT, before=before[old], after=after[new])
        gone = [block for block in before[old + 1 : next_old] if block.block_id not in news]
        yield from _place(gone, after[new + 1 : next_new], olds)


def _kept(before: Sequence[Block], after: Sequence[Block]) -> list[tuple[int, int]]:
    """Returns the places (old, new) of the longest run of blocks that both sides have in the same order."""
    places = {block.block_id: place for place, block in enumerate(before)}
    shared = [(places[block.block_id], place) for place, block in enumerate(after) if block.block_id in places]
    return _longest_rising(shared)


def _place(gone: Sequence[Block], came: Sequence[Block], olds: Mapping[str, Block]) -> Iterator[BlockDifference]:
    """Yields the blocks between two kept ones. A deleted block comes before the edited block that follows it."""
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
    """Maps the id of each edited block to its place in `gone`. The most alike blocks are paired first."""
    pairs: dict[str, int] = {}
    free = set(range(len(gone)))
    for _, number, place in sorted(_alike(gone, came)):
        if place in free and came[number].block_id not in pairs:
            free.remove(place)
            pairs[came[number].block_id] = place
    return pairs


def _alike(gone: Sequence[Block], came: Sequence[Block]) -> Iterator[tuple[float, int, int]]:
    """Yields possible edits as (unlikeness, place in `came`, place in `gone`)."""
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
    """Maps each word or pair that occurs in exactly one bag to the place of that bag."""
    spread = Counter(each for bag in bags for each in bag.counts)
    return {each: place for place, bag in enumerate(bags) for each in bag.counts if spread[each] == 1}


def _bag(block: Block) -> Bag:
    words = units_in(words_of_block(block).casefold()) or [block.url or ""]
    return Bag(Counter([*words, *pairwise(words)]), 2 * len(words) - 1)


def _likeness(one: Bag, other: Bag) -> float:
    """Returns Dice's coefficient of two bags, or 0 if their sizes alone keep it under _LEAST_LIKENESS.

    The shortcut saves time when one long block is compared with the many blocks that it was cut into.
    """
    fewer, more = sorted((one, other), key=lambda bag: bag.size)
    if 2 * fewer.size < _LEAST_LIKENESS * (fewer.size + more.size):
        return 0.0
    shared = sum(min(count, more.counts[each]) for each, count in fewer.counts.items())
    return 2 * shared / (fewer.size + more.size)


def words_of_block(block: Block) -> str:
    """Returns all words of a block: text, caption, credit, alternative text and attribution, one per line."""
    parts = (block.text, block.caption, block.credit, block.alt, block.attribution)
    return "\n".join(dict.fromkeys(part for part in parts if part))


def _compared(old: Sequence[str], new: Sequence[str], depth: int = 0) -> Iterator[tuple[Fate, Sequence[str]]]:
    """Yields runs of tokens with their fate. Common ends and words that occur once in both texts are kept."""
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
    """Returns the places (old, new) of words that occur once in each text, as many as have the same order."""
    places = _once(old)
    return _longest_rising([(places[token], place) for token, place in _once(new).items() if token in places])


def _once(tokens: Sequence[str]) -> dict[str, int]:
    counts = Counter(tokens)
    return {token: place for place, token in enumerate(tokens) if counts[token] == 1}


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Returns the longest subsequence with rising first places of pairs with rising second places (Fredman, 1975).

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
