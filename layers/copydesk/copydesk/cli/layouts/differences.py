"""Lays out a difference on a terminal: deleted words red and struck, added ones green, unchanged blocks folded."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from copydesk.changes import BlockDifference, Difference, FactDifference, Fate, Words, words_of_block
from copydesk.cli.console import counted, laid_out, words
from copydesk.cli.layouts.listing import Column, Listing
from copydesk.cli.layouts.tables import minute
from copydesk.model import Block, StoredArticle

_STYLES = {Fate.DELETED: "red strike", Fate.ADDED: "green", Fate.MOVED: "yellow"}
#: The marks of wdiff, for output without colours, such as a pipe.
_MARKS = {Fate.DELETED: ("[-", "-]"), Fate.ADDED: ("{+", "+}")}
_SIGNS = {Fate.DELETED: "-", Fate.ADDED: "+", Fate.EDITED: "~", Fate.MOVED: "↕"}
#: What is shown in place of the words of an edited block that has the same words.
SAME_WORDS = "the same words: its markup, links or address changed"
_SHOWN_FATES = (Fate.ADDED, Fate.DELETED, Fate.EDITED, Fate.MOVED)


_REVISIONS = (
    Column("revision", width=8, right=True, style="cyan"),
    Column("fetched (UTC)", width=16),
    Column("blocks", width=6, right=True),
    Column("what changed", ratio=2, folds=True),
    Column("headline, where it is another", ratio=3, folds=True),
)


def history_table(revisions: Sequence[StoredArticle], steps: Sequence[Difference | None]) -> Listing:
    """Returns a table of the revisions and the changes of each. The first kept one has nothing to compare with."""
    rows = []
    for stored, step in zip(revisions, steps, strict=True):
        headline = None if step and not _fact(step, "headline") else stored.article.headline or "–"
        rows.append(
            (
                words(str(stored.revision.number)),
                words(minute(stored.date_downloaded)),
                words(str(len(stored.article.blocks))),
                words(summary(step) if step else "first that is kept"),
                words(headline),
            )
        )
    return Listing(_REVISIONS, rows)


def plain_history(revisions: Sequence[StoredArticle], steps: Sequence[Difference | None]) -> list[dict[str, Any]]:
    """Returns each revision with its changes as JSON-ready values. The changes of the first kept one are None."""
    return [
        {
            "revision": stored.revision.number,
            "date_downloaded": stored.date_downloaded,
            "headline": stored.article.headline,
            "blocks": len(stored.article.blocks),
            "changed": _plain_counts(step) if step else None,
        }
        for stored, step in zip(revisions, steps, strict=True)
    ]


def plain_difference(before: StoredArticle, after: StoredArticle, difference: Difference) -> dict[str, Any]:
    """Returns the changed facts and blocks as JSON-ready values. An edited block has its words."""
    return {
        "article_id": after.article_id,
        "before": before.revision.number,
        "after": after.revision.number,
        "facts": {fact.name: {"before": fact.before, "after": fact.after} for fact in difference.facts},
        "blocks": [_plain_block(each) for each in difference.blocks if each.fate is not Fate.KEPT],
    }


def _plain_counts(step: Difference) -> dict[str, Any]:
    counts = {str(fate): count for fate in _SHOWN_FATES if (count := step.count(fate))}
    return {"blocks": counts, "facts": [fact.name for fact in step.facts]}


def _plain_block(each: BlockDifference) -> dict[str, Any]:
    words_of = [{"fate": str(run.fate), "text": run.text} for run in each.words()]
    words_of_block = {"fate": str(each.fate), "block_id": each.block.block_id, "type": str(each.block.type)}
    return words_of_block | ({"words": words_of} if words_of else {"text": block_text(each.block)})


def summary(step: Difference) -> str:
    """Returns the numbers of changed blocks by kind, and the names of changed facts.

    >>> summary(Difference(facts=(FactDifference(name="headline", before="A", after="B"),), blocks=()))
    'headline'
    """
    counts = [f"{count} {fate}" for fate in _SHOWN_FATES if (count := step.count(fate))]
    return ", ".join([*counts, *(fact.name for fact in step.facts)]) or "nothing that a reader sees"


def difference_layout(
    before: StoredArticle, after: StoredArticle, found: Difference, *, marked: bool
) -> RenderableType:
    """Returns the layout of a difference. `marked` puts marks around words, for output without colours."""
    between = f"revision {before.revision.number} → {after.revision.number}: {summary(found)}"
    parts = [words(between, "bold"), *(_fact_layout(fact, marked) for fact in found.facts)]
    return laid_out([*parts, *_blocks(found.blocks, marked)])


def value_text(value: Any) -> str:
    """Returns a fact in one line, with commas between several values. An author is shown by name."""
    if isinstance(value, list):
        return ", ".join(value_text(each) for each in value)
    return str(value.get("name_raw") or value.get("name")) if isinstance(value, dict) else str(value)


def _fact(step: Difference, name: str) -> FactDifference | None:
    return next((fact for fact in step.facts if fact.name == name), None)


def _fact_layout(fact: FactDifference, marked: bool) -> RenderableType:
    return Group(words(fact.name, "dim"), *(_run(run, marked) for run in fact_runs(fact)))


def fact_runs(fact: FactDifference) -> list[Words]:
    """Returns the value before and the value after, where there is one, as words with their fates."""
    values = ((Fate.DELETED, fact.before), (Fate.ADDED, fact.after))
    return [Words(fate=fate, text=value_text(value)) for fate, value in values if value is not None]


def _blocks(blocks: Sequence[BlockDifference], marked: bool) -> Iterator[RenderableType]:
    for kept, changed in runs_of(blocks):
        if kept:
            yield words(f"· {unchanged(kept)}", "dim")
        yield from (_block(each, marked) for each in changed)


def runs_of(blocks: Sequence[BlockDifference]) -> Iterator[tuple[list[Block], list[BlockDifference]]]:
    """Yields runs of blocks in their order. One of both lists is empty: the unchanged or the changed blocks."""
    for is_kept, group in groupby(blocks, key=lambda each: each.fate is Fate.KEPT):
        run = list(group)
        yield ([each.block for each in run], []) if is_kept else ([], run)


def unchanged(blocks: Sequence[Block]) -> str:
    return counted(len(blocks), "unchanged block")


def _block(each: BlockDifference, marked: bool) -> RenderableType:
    label = words(f"{_SIGNS[each.fate]} {block_label(each)}", "dim")
    runs = block_runs(each)
    if not runs:
        return Group(label, words(SAME_WORDS, "dim"))
    return Group(label, Text.assemble(*(_run(run, marked) for run in runs)))


def block_label(each: BlockDifference) -> str:
    return f"{each.fate} {each.block.type}".replace("_", " ")


def block_runs(each: BlockDifference) -> Sequence[Words]:
    """Returns the words of a changed block with their fates. It returns none if an edited block has the same words."""
    if each.fate is not Fate.EDITED:
        return [Words(fate=each.fate, text=block_text(each.block))]
    runs = each.words()
    return [] if all(run.fate is Fate.KEPT for run in runs) else runs


def _run(run: Words, marked: bool) -> Text:
    first, last = _MARKS.get(run.fate, ("", "")) if marked else ("", "")
    return words(f"{first}{run.text}{last}", _STYLES.get(run.fate, ""))


def block_text(block: Block) -> str:
    return words_of_block(block) or block.url or f"({block.type})"
