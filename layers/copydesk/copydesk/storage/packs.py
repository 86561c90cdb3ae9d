"""An article's blocks in packs: DynamoDB bills every item by the kilobyte begun, and text in gzip is a third as long.

A pack is JSON in gzip, the blocks as `to_plain` gives them, in the order of the article. Where one ends is told by
the blocks' own ids, so that an edit makes the packs anew that hold what it changed, and leaves the others.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

from copydesk.model import Block, to_plain

#: Bytes of JSON from which on a pack may end, and at which it does: half of all articles are one pack, of 3 to 6 KB.
_LEAST, _MOST = 16_000, 32_000
#: Of so many blocks one says that a pack may end behind it.
_ONE_OF = 4

type PlainBlock = dict[str, Any]


def packs_of(blocks: Iterable[Block]) -> dict[str, bytes]:
    """The packs by their ids, in order. A block's heading depends on its neighbours, so it is not in them."""
    found: dict[str, bytes] = {}
    for ids, texts in _parted(blocks):
        content = f"[{','.join(texts)}]".encode("utf-8", "surrogatepass")
        found[_digest(ids)[:20]] = gzip.compress(content, mtime=0)
    return found


def unpacked(content: bytes) -> Iterable[PlainBlock]:
    """
    >>> from copydesk.model import BlockType
    >>> (content,) = packs_of([Block(block_id="b", type=BlockType.PARAGRAPH, text="Hi", digest="b")]).values()
    >>> list(unpacked(content))
    [{'block_id': 'b', 'type': 'paragraph', 'text': 'Hi', 'digest': 'b'}]
    """
    found: list[PlainBlock] = json.loads(gzip.decompress(content).decode("utf-8", "surrogatepass"))
    return found


def _parted(blocks: Iterable[Block]) -> Iterator[tuple[list[str], list[str]]]:
    ids: list[str] = []
    texts: list[str] = []
    size = 0
    for block in blocks:
        texts.append(json.dumps(to_plain(replace(block, section=None)), ensure_ascii=False, separators=(",", ":")))
        ids.append(block.block_id)
        size += len(texts[-1].encode("utf-8", "surrogatepass"))
        if size >= _MOST or (size >= _LEAST and _may_end(block.block_id)):
            yield ids, texts
            ids, texts, size = [], [], 0
    if ids:
        yield ids, texts


def _may_end(block_id: str) -> bool:
    return int(_digest([block_id])[:8], 16) % _ONE_OF == 0


def _digest(ids: Iterable[str]) -> str:
    return sha256("\n".join(ids).encode()).hexdigest()
