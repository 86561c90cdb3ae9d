"""Lists the revisions of a record, the latest first, with the changes of each word by word."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from copydesk.changes import BlockDifference, Difference, FactDifference, Fate, Words, difference
from copydesk.cli.inspector.markup import Html, isolated, joined, tag, text
from copydesk.cli.layouts.differences import SAME_WORDS, block_label, block_runs, fact_runs, runs_of, summary, unchanged
from copydesk.model import StoredArticle

#: The most revisions that are shown. Live pages have hundreds, and `copydesk history` shows all.
_MOST = 20
_ELEMENTS = {Fate.DELETED: "del", Fate.ADDED: "ins"}


def revision_list(history: Sequence[StoredArticle]) -> Html:
    """Returns the list. `history` holds the revisions that are kept, the oldest first."""
    steps = [
        _step(after, difference(before.article, after.article)) for before, after in pairwise(history[-_MOST - 1 :])
    ]
    first = [] if len(history) > _MOST else [_line(history[0], "the first that is kept")]
    return tag("ol", *reversed([*first, *steps]), class_="revisions")


def _line(stored: StoredArticle, what: str) -> Html:
    return tag("li", tag("p", _named(stored, what)))


def _step(stored: StoredArticle, found: Difference) -> Html:
    changes = joined([*map(_fact, found.facts), *_blocks(found.blocks)])
    return tag("li", tag("details", tag("summary", _named(stored, summary(found))), changes))


def _named(stored: StoredArticle, what: str) -> Html:
    when = stored.date_downloaded[:16].replace("T", " ")
    return joined([tag("b", text(f"Revision {stored.revision.number}")), text(f" · {when} UTC · {what}")])


def _fact(fact: FactDifference) -> Html:
    return _change(fact.name, joined(map(_run, fact_runs(fact)), " "))


def _blocks(blocks: Sequence[BlockDifference]) -> Iterator[Html]:
    for kept, changed in runs_of(blocks):
        if kept:
            yield tag("p", text(unchanged(kept)), class_="dim")
        yield from map(_block, changed)


def _block(each: BlockDifference) -> Html:
    shown = joined(map(_run, block_runs(each))) or tag("span", text(SAME_WORDS), class_="dim")
    return _change(block_label(each), shown)


def _change(what: str, words: Html) -> Html:
    return tag("div", tag("p", text(what), class_="from"), tag("p", words, class_="words", dir="auto"), class_="change")


def _run(run: Words) -> Html:
    """Returns words that were added or deleted, in elements that also show this without colours."""
    element = _ELEMENTS.get(run.fate)
    return tag(element, isolated(run.text)) if element else text(run.text)
