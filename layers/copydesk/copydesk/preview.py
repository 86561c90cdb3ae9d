"""What another reading of a page would change in its article, as a line of a report: facts, blocks, quotes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from copydesk.changes import BlockDifference, Fate, difference, told
from copydesk.model import SEEN_FACTS, Article, Block

#: A report is looked through by a person: of each article a few blocks, of each text its beginning.
_MOST_BLOCKS = 5
_LONGEST = 200


def changes(before: Article, after: Article) -> dict[str, Any]:
    """JSON-ready: each fact that changed with both values, how many blocks came, went or were edited, some of them."""
    found = difference(before, after)
    blocks = [each for each in found.blocks if each.fate is not Fate.KEPT]
    quotes = Counter(_fates({each.quote_id for each in before.quotes}, {each.quote_id for each in after.quotes}))
    return {
        "facts": {
            fact.name: [_shortened(fact.before), _shortened(fact.after)]
            for fact in found.facts
            if fact.name in SEEN_FACTS
        },
        "blocks": dict(Counter(str(each.fate) for each in blocks)),
        "quotes": dict(quotes),
        "samples": [_sample(each) for each in blocks[:_MOST_BLOCKS]],
    }


def counted(change: Mapping[str, Any]) -> dict[str, int]:
    """What a change adds to the sums of its run.

    >>> counted({"facts": {"headline": [None, "New"]}, "blocks": {"added": 2}, "quotes": {}})
    {'fact:headline': 1, 'blocks:added': 2}
    """
    facts = {f"fact:{name}": 1 for name in change.get("facts", ())}
    return facts | {f"{kind}:{fate}": n for kind in ("blocks", "quotes") for fate, n in change.get(kind, {}).items()}


def _fates(before: set[str], after: set[str]) -> Iterator[str]:
    yield from ("added" for _ in after - before)
    yield from ("deleted" for _ in before - after)


def _sample(change: BlockDifference) -> dict[str, str | None]:
    return {
        "fate": str(change.fate),
        "type": str(change.block.type),
        "before": _beginning(change.before),
        "after": _beginning(change.after),
    }


def _beginning(block: Block | None) -> str | None:
    return (told(block) or block.url or "")[:_LONGEST] if block else None


def _shortened(value: Any) -> Any:
    return value[:_LONGEST] if isinstance(value, str) else value
