"""What the entries of an index lead to. The indexes hold keys: each copy of an item is billed like the item."""

from collections.abc import Iterable, Iterator
from itertools import batched

from copydesk.storage.batch import get_all
from copydesk.storage.models import ArticlesItem

#: What one BatchGetItem takes.
_MOST = 100

type Found[Kind] = tuple[ArticlesItem, Kind]


def items_of[Kind: ArticlesItem](
    entries: Iterable[ArticlesItem], kind: type[Kind], *, at_once: int = _MOST
) -> Iterator[Found[Kind]]:
    """Each entry with its item, in the order of the index. An item that went since it was indexed is left out.

    An index follows its table a moment later, so a stale read of the item, at half the price, is as true.
    """
    for part in batched(entries, at_once, strict=False):
        keys = [(entry.pk, entry.sk) for entry in part]
        items = map(ArticlesItem.from_raw_data, get_all(ArticlesItem, keys, consistent=False))
        found = {(item.pk, item.sk): item for item in items}
        for entry in part:
            item = found.get((entry.pk, entry.sk))
            if isinstance(item, kind):
                yield entry, item
