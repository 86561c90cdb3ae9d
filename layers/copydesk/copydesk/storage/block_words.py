"""The words of the blocks in a few packs, of any articles, old and new: as many as are wanted in one call."""

from collections.abc import Callable, Collection

from copydesk.events.records import BlockKey, BlockWords, PackKey
from copydesk.storage.batch import full_jitter, get_all
from copydesk.storage.items import plain_blocks
from copydesk.storage.keys import article_of, article_pk, blocks_sk
from copydesk.storage.models import ArticlesItem
from copydesk.storage.packs import PlainBlock

#: What tells one block from its edit, wherever a block of its type keeps its words.
_WORDS = ("text", "caption", "credit", "alt", "attribution", "url")


def read_block_words(
    wanted: Collection[PackKey], *, pause: Callable[[int], None] = full_jitter
) -> dict[BlockKey, BlockWords]:
    """The blocks of those packs that are there. Read consistently: they were written just before their head."""
    keys = sorted((article_pk(article_id), blocks_sk(pack)) for article_id, pack in wanted)
    packs = map(ArticlesItem.from_raw_data, get_all(ArticlesItem, keys, pause=pause))
    return {(article_of(pack.pk), block["block_id"]): _words(block) for pack in packs for block in plain_blocks(pack)}


def _words(block: PlainBlock) -> BlockWords:
    words = (block.get(name, "") for name in _WORDS)
    return BlockWords(type=block["type"], text=" ".join(filter(None, words)))
