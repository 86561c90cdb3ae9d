"""Extracts articles of an older extractor again from their raw pages, or only reports what that would change.

The usual rules of storing apply: a later fetch is not replaced, and unchanged words write nothing.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from copydesk.changes import BlockDifference, Fate, difference, words_of_block
from copydesk.errors import Reject, Skip
from copydesk.model import SEEN_FACTS, Article, Block, Source, StoredArticle, to_plain
from copydesk.pipeline.backfill import Item, LogEvent, Piece
from copydesk.pipeline.ingest import IngestSteps, Outcome, ingest_article, outcome_event
from copydesk.pipeline.messages import Candidate, Stored, WrittenArticle

#: A person reads the report. It shows at most this many blocks per article, and this many characters per text.
_MOST_BLOCKS = 5
_LONGEST = 200


def changes(before: Article, after: Article) -> dict[str, Any]:
    """Returns a JSON-ready summary: changed facts with both values, counts of blocks and quotes, and sample blocks."""
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
    """Returns what a change adds to the totals of its run.

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
    return (words_of_block(block) or block.url or "")[:_LONGEST] if block else None


def _shortened(value: Any) -> Any:
    return value[:_LONGEST] if isinstance(value, str) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprocess:
    """Extracts again. `preview` returns the article that a candidate would replace.

    `add_line` takes the lines of a dry run.
    """

    steps: IngestSteps
    articles_of_segment: Callable[[int, int, str | None], Iterator[WrittenArticle]]
    written_article: Callable[[str], WrittenArticle | None]
    preview: Callable[[Candidate], StoredArticle | None]
    add_line: Callable[[Mapping[str, Any]], None]

    def pieces(self, item: Item) -> Iterator[Piece]:
        """Yields the articles of an item: a segment of the table, or a single article left over from one."""
        if "article" in item:
            if written := self.written_article(item["article"]):
                yield Piece(work=partial(self._read_anew, written, item), again=item)
            return
        options = {name: item[name] for name in ("older_than", "dry_run") if name in item}
        for written in self.articles_of_segment(item["segment"], item["segments"], item.get("after")):
            yield Piece(
                work=partial(self._read_anew, written, item),
                again={"article": written.article_id, **options},
                rest={**item, "after": written.cursor},
            )

    def _read_anew(self, written: WrittenArticle, item: Item) -> LogEvent:
        if not is_older(written.extractor_version, item["older_than"]):
            return "current", {"article_id": written.article_id}
        if item.get("dry_run"):
            return self._previewed(written)
        return outcome_event(written.pointer, ingest_article(written.pointer, message="", steps=self.steps))

    def _previewed(self, written: WrittenArticle) -> LogEvent:
        differences: dict[str, Any] = {}
        steps = replace(self.steps, store=partial(self._compared, differences), record_reject=_unrecorded)
        verdict, more = _verdict(ingest_article(written.pointer, message="", steps=steps), written)
        line = {"article_id": written.article_id, "verdict": verdict, "url": written.pointer.url, **more, **differences}
        self.add_line(
            line | {"extractor_version": written.extractor_version, "source": to_plain(written.pointer.source)}
        )
        return verdict, {"article_id": written.article_id, **more}

    def _compared(self, differences: dict[str, Any], candidate: Candidate) -> Stored:
        """Takes the place of storing: compares the candidate with the stored article and writes nothing."""
        stored = self.preview(candidate)
        if stored is None:
            return Stored(article_id=candidate.article_id, revision=0)
        differences |= changes(stored.article, candidate.article)
        return Stored(article_id=stored.article_id, revision=0)


def is_older(version: str, than: str) -> bool:
    """
    >>> is_older("0.9.0", "0.10.0"), is_older("0.10.0", "0.10"), is_older("", "0.1.0")
    (True, False, True)
    """
    return _numbers(version) < _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    numbers = [int(number) for number in re.findall(r"[0-9]{1,9}", version)]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _verdict(outcome: Outcome, written: WrittenArticle) -> tuple[str, dict[str, str]]:
    match outcome:
        case Stored() if outcome.article_id == written.article_id:
            return "would_change", {}
        case Stored():
            # The page names another canonical URL than the one that the older extractor found.
            return "would_move", {"to": outcome.article_id}
        case Reject():
            return "would_reject", {"reason": str(outcome.reason), "detail": outcome.detail}
        case Skip():
            return "would_skip", {"reason": str(outcome.reason)}
    raise AssertionError(f"a stored page came to {outcome}")


def _unrecorded(reject: Reject, *, source: Source | None, message: str) -> None:
    """Does nothing, because a dry run writes nothing."""
