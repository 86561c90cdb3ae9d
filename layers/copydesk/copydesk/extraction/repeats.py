"""This module finds what a page of an article repeats: lines of the pages before it, and the contents of the series."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import groupby
from urllib.parse import urldefrag

from copydesk.model import Article, Block, BlockType

#: The most texts in a row that a page repeats amid its own, as a refrain.
_REFRAIN = 1
#: A shorter text (characters) may occur in another by chance.
_SUMMARY = 40
#: The most characters that are searched for the texts at the start of a page.
_MOST_SEARCHED = 50_000_000
#: How a cut text ends.
_CUT = " .…[]"
#: From this share of links to other pages on, a block is a pager or the contents of the series.
_PAGER = 0.5


@dataclass(slots=True)
class Told:
    """What the pages of an article have told so far."""

    _digests: set[str] = field(default_factory=set)
    _texts: str = ""

    def add(self, blocks: Sequence[Block], *more: str | None) -> None:
        self._digests |= {block.digest for block in blocks}
        self._texts = "\n".join((self._texts, *filter(None, more), *(block.text for block in blocks)))

    def new_blocks(self, blocks: Sequence[Block]) -> list[Block]:
        """Returns the blocks of a page without what it repeats before, after and amid its own text.

        Amid its own text, a page may repeat a line. More of them in a row are the text of an earlier page.
        """
        old = [block.digest in self._digests for block in blocks]
        for place in self._summaries(blocks, old):
            old[place] = True
        own = [place for place, block in enumerate(blocks) if not old[place] and _is_prose(block)]
        first, last = (own[0], own[-1]) if own else (len(blocks), -1)
        kept: list[Block] = []
        for is_old, places in groupby(range(len(blocks)), key=old.__getitem__):
            run = list(places)
            is_refrain = first < run[0] < last and sum(_is_prose(blocks[place]) for place in run) <= _REFRAIN
            kept += [blocks[place] for place in run if not is_old or is_refrain]
        return kept

    def _summaries(self, blocks: Sequence[Block], old: Sequence[bool]) -> list[int]:
        """Returns the places of the first texts of a page that are parts of earlier texts, cut or whole."""
        found: list[int] = []
        places = (place for place, block in enumerate(blocks) if _is_prose(block) and not old[place])
        for place, _ in zip(places, range(_MOST_SEARCHED // max(1, len(self._texts))), strict=False):
            text = blocks[place].text.rstrip(_CUT)
            if len(text) < _SUMMARY or text not in self._texts:
                break
            found.append(place)
        return found


def _is_prose(block: Block) -> bool:
    return block.type is not BlockType.HEADER and bool(block.body_text)


def without_contents(page: Article, first: Article) -> Article:
    """Returns a page without the blocks that mostly link to pages of its article: pagers and lists of contents.

    The heading over such a block goes with it.
    """
    named = {_spelled(url) for each in (first, page) for url in (each.url, *each.pages) if url}
    leads = [_leads_to(named, block) for block in page.blocks]
    if not any(leads):
        return page
    over = [block.type is BlockType.HEADER and below for block, below in zip(page.blocks, leads[1:], strict=False)]
    kept = (block for block, *gone in zip(page.blocks, leads, [*over, False], strict=True) if not any(gone))
    return replace(page, blocks=tuple(kept))


def _leads_to(named: Set[str], block: Block) -> bool:
    linked = sum(len(link.text) for link in block.links if _spelled(link.url) in named)
    return 0 < linked >= _PAGER * len(block.text)


def _spelled(url: str) -> str:
    return urldefrag(url)[0].rstrip("/")
