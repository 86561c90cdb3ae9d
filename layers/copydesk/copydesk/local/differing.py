"""What changed, laid out on a terminal: what is gone red and struck, what came green, what stayed folded."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from copydesk.changes import BlockDifference, Difference, FactDifference, Fate, Words, words_of_block
from copydesk.local.console import words
from copydesk.model import Block, StoredArticle

_STYLES = {Fate.DELETED: "red strike", Fate.ADDED: "green", Fate.MOVED: "yellow"}
#: Where there are no colours, as in a pipe: the marks of wdiff.
_MARKS = {Fate.DELETED: ("[-", "-]"), Fate.ADDED: ("{+", "+}")}
_SIGNS = {Fate.DELETED: "-", Fate.ADDED: "+", Fate.EDITED: "~", Fate.MOVED: "↕"}
_MEASURE = 84
_SHOWN_FATES = (Fate.ADDED, Fate.DELETED, Fate.EDITED, Fate.MOVED)


def history_table(revisions: Sequence[StoredArticle], steps: Sequence[Difference | None]) -> Table:
    """Each revision with what it changed; of the first that is kept nothing is known to compare it with."""
    table = Table(box=None, pad_edge=False, expand=True, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("revision", justify="right", style="cyan", width=8)
    table.add_column("fetched (UTC)", no_wrap=True, width=16)
    table.add_column("blocks", justify="right", width=6)
    table.add_column("what changed", ratio=2)
    table.add_column("headline, where it is another", ratio=3)
    for stored, step in zip(revisions, steps, strict=True):
        headline = None if step and not _fact(step, "headline") else stored.article.headline or "–"
        table.add_row(
            str(stored.revision.number),
            words(stored.date_downloaded[:16].replace("T", " ")),
            str(len(stored.article.blocks)),
            summary(step) if step else "first that is kept",
            words(headline),
        )
    return table


def summary(step: Difference) -> str:
    """Changes in numbers.

    >>> summary(Difference(facts=(FactDifference(name="headline", before="A", after="B"),), blocks=()))
    'headline'
    """
    counts = [f"{count} {fate}" for fate in _SHOWN_FATES if (count := step.count(fate))]
    return ", ".join([*counts, *(fact.name for fact in step.facts)]) or "nothing that a reader sees"


def difference_layout(
    before: StoredArticle, after: StoredArticle, found: Difference, *, marked: bool
) -> RenderableType:
    """`marked` puts marks around words, for where colours do not show."""
    between = f"revision {before.revision.number} → {after.revision.number}: {summary(found)}"
    parts = [words(between, "bold"), *(_fact_layout(fact, marked) for fact in found.facts)]
    frame = Table.grid()
    frame.add_column(width=_MEASURE)
    for part in (*parts, *_blocks(found.blocks, marked)):
        frame.add_row(Padding(part, (0, 0, 1, 0)))
    return Padding(frame, (1, 0, 0, 2), expand=False)


def value_text(value: Any) -> str:
    """A fact as one line: names of authors, tags with commas."""
    if isinstance(value, list):
        return ", ".join(value_text(each) for each in value)
    return str(value.get("name_raw") or value.get("name")) if isinstance(value, dict) else str(value)


def _fact(step: Difference, name: str) -> FactDifference | None:
    return next((fact for fact in step.facts if fact.name == name), None)


def _fact_layout(fact: FactDifference, marked: bool) -> RenderableType:
    values = ((Fate.DELETED, fact.before), (Fate.ADDED, fact.after))
    runs = [Words(fate=fate, text=value_text(value)) for fate, value in values if value is not None]
    return Group(words(fact.name, "dim"), *(_run(run, marked) for run in runs))


def _blocks(blocks: Sequence[BlockDifference], marked: bool) -> Iterator[RenderableType]:
    for kept, run in groupby(blocks, key=lambda each: each.fate is Fate.KEPT):
        if kept:
            yield words(f"· {unchanged(len(list(run)))}", "dim")
        else:
            yield from (_block(each, marked) for each in run)


def unchanged(count: int) -> str:
    """
    >>> unchanged(1), unchanged(7)
    ('1 unchanged block', '7 unchanged blocks')
    """
    return f"{count} unchanged block{'s' if count > 1 else ''}"


def _block(each: BlockDifference, marked: bool) -> RenderableType:
    label = words(f"{_SIGNS[each.fate]} {each.fate} {each.block.type}", "dim")
    if each.fate is Fate.EDITED:
        return Group(label, _edited(each.words(), marked))
    return Group(label, _run(Words(fate=each.fate, text=block_text(each.block)), marked))


def _edited(runs: Sequence[Words], marked: bool) -> Text:
    if all(run.fate is Fate.KEPT for run in runs):
        return words("the same words: its markup, links or address changed", "dim")
    return Text.assemble(*(_run(run, marked) for run in runs))


def _run(run: Words, marked: bool) -> Text:
    first, last = _MARKS.get(run.fate, ("", "")) if marked else ("", "")
    return words(f"{first}{run.text}{last}", _STYLES.get(run.fate, ""))


def block_text(block: Block) -> str:
    return words_of_block(block) or block.url or f"({block.type})"
