"""Finds the block of the record that contains each piece of a page's text, or the reason why none does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from copydesk.extraction.blocks.body import repeats_facts
from copydesk.extraction.explain import Explained
from copydesk.extraction.metadata.head import Head
from copydesk.extraction.text.fold import fold
from copydesk.extraction.text.spaces import visible
from copydesk.extraction.text.words import words_of
from copydesk.model import Article, Block, Item

#: The number of blocks ahead of the current one in which a piece is searched, and behind it. Captions may be behind.
_AHEAD, _BEHIND = 60, 3
#: Pieces with fewer characters, without blanks, are parts of many blocks by chance. They are only searched in the next
#: blocks.
_SHORT, _SHORT_AHEAD = 12, 4
#: The share of a piece's words that a block must contain. Extraction may have divided the piece, such as a quote and
#: its speaker.
_MOSTLY = 0.7
#: Scores between these two are doubtful. Above them a piece reads as part of the article.
_DOUBTFUL, _LIKELY = 0.15, 0.5
BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A piece of text that is in no block's text, and the reason. `block` is the index of a related block."""

    run: Explained
    why: str
    block: int | None = None

    @property
    def is_notable(self) -> bool:
        """True if a reader who examines the record would want to see this piece."""
        return self.why != BOILERPLATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The index of a block, and the pieces of text that it was made of."""

    block: int
    runs: tuple[Explained, ...]


type Entry = Kept | tuple[Left, ...]


def trail(explained: Sequence[Explained], article: Article | None) -> list[Entry]:
    """Returns the page in order: the blocks, and between them what was left out. Boilerplate has entries of its own."""
    return list(_Walk(article, explained).entries()) if explained or article else []


class _Walk:
    """One pass over the pieces, which follows the blocks at the same pace."""

    def __init__(self, article: Article | None, explained: Sequence[Explained]) -> None:
        self._explained = explained
        self._blocks = article.blocks if article else ()
        self._head = _HeadFacts(article) if article else None
        self._texts = [_packed(_text_of(block)) for block in self._blocks]
        self._under = [_packed(_under(block)) for block in self._blocks]
        self._at = 0

    def entries(self) -> Iterator[Entry]:
        made: dict[int, list[Explained]] = {index: [] for index in range(len(self._blocks))}
        order: list[int | Left] = []
        shown = 0
        for run in self._explained:
            found = self._place(run)
            index = found if isinstance(found, int) else found.block
            while index is not None and shown <= index:
                order.append(shown)
                shown += 1
            if isinstance(found, int):
                made[found].append(run)
                self._at = max(self._at, found)
            else:
                order.append(found)
        yield from _grouped([*order, *range(shown, len(self._blocks))], made)

    def _place(self, run: Explained) -> int | Left:
        packed = _packed([run.text])
        if run.fate == "left out":
            return Left(run=run, why=self._head_fact(run) or _reason(run))
        if (index := self._search(self._texts, packed)) is not None:
            return index
        if (index := self._search(self._under, packed)) is not None:
            return self._caption(run, index)
        if (index := self._mostly(run)) is not None:
            return self._caption(run, index) if self._is_under(run, index) else index
        return Left(run=run, why=self._head_fact(run) or "chosen, and in no block")

    def _search(self, texts: list[str], packed: str) -> int | None:
        """Returns the block near the current one that contains a whole piece. It searches ahead first, then behind."""
        ahead = _AHEAD if len(packed) > _SHORT else _SHORT_AHEAD
        near = range(self._at, min(len(texts), self._at + ahead))
        behind = range(self._at - 1, max(-1, self._at - 1 - _BEHIND), -1)
        return next((index for index in (*near, *behind) if packed in texts[index]), None)

    def _mostly(self, run: Explained) -> int | None:
        words = words_of([run.text])
        near = range(self._at, min(len(self._blocks), self._at + _SHORT_AHEAD))
        shares = {index: (words & words_of(_everything(self._blocks[index]))).total() for index in near}
        best = max(shares, key=lambda index: shares[index], default=None)
        return best if best is not None and words and shares[best] >= _MOSTLY * words.total() else None

    def _is_under(self, run: Explained, index: int) -> bool:
        """True if more of a piece's words are in a block's caption than in its text."""
        words, block = words_of([run.text]), self._blocks[index]
        return (words & words_of(_under(block))).total() > (words & words_of(_text_of(block))).total()

    def _caption(self, run: Explained, index: int) -> Left:
        return Left(run=run, why=f"caption or credit of {self._blocks[index].type}", block=index)

    def _head_fact(self, run: Explained) -> str | None:
        return self._head.repeated_by(run.text) if self._head else None


class _HeadFacts:
    """The facts in the head of a record, to recognise lines that repeat them."""

    def __init__(self, article: Article) -> None:
        self._head = Head(**{name: getattr(article, name) for name in Head.__slots__})
        named = {name: getattr(article, name) for name in ("alternative_headline", "description", "kicker", "section")}
        dates = {"date": article.date_published_raw, "date of change": article.date_modified_raw}
        said = named | dates | {"headline": article.headline}
        self._said = {fold(author.name_raw): "byline" for author in article.authors} | {
            fold(value): name.replace("_", " ") for name, value in said.items() if value
        }

    def repeated_by(self, words: str) -> str | None:
        if name := self._said.get(fold(words)):
            return f"the record’s {name}"
        return "repeats the head’s date or authors" if repeats_facts(words, self._head) else None


def _reason(run: Explained) -> str:
    if run.score >= _LIKELY:
        return "reads as article, stands apart from it"
    return "doubtful" if run.score >= _DOUBTFUL else BOILERPLATE


def _group_of(each: int | Left) -> tuple[str, int]:
    return ("left", each.is_notable) if isinstance(each, Left) else ("kept", each)


def _grouped(order: Sequence[int | Left], made: dict[int, list[Explained]]) -> Iterator[Entry]:
    for _, group in groupby(order, key=_group_of):
        alike = list(group)
        left = tuple(each for each in alike if isinstance(each, Left))
        if left:
            yield left
        yield from (Kept(block=each, runs=tuple(made[each])) for each in alike if isinstance(each, int))


def _packed(texts: Sequence[str | None]) -> str:
    """Joins texts without blanks and invisible characters, which may differ between a page and its record."""
    return "".join(visible(text) for part in texts if part for text in part.split())


def _text_of(block: Block) -> list[str | None]:
    entry = [block.entry.time, block.entry.title] if block.entry else []
    cells = [cell for row in (block.header, *block.rows) for cell in row]
    return [block.text, *entry, *cells, *(item.text for item in _items(block.items))]


def _under(block: Block) -> list[str | None]:
    credits_of = (text for item in _items(block.items) for text in (item.credit, item.alt))
    return [block.caption, block.credit, block.alt, block.attribution, *credits_of]


def _everything(block: Block) -> list[str | None]:
    return [*_text_of(block), *_under(block)]


def _items(items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _items(item.items)
