"""Writes the left side: the page from top to bottom, blocks labelled by type, and in grey what was left out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from copydesk.cli.inspector.blocks import body_of
from copydesk.cli.inspector.markup import NOTHING, Html, address, isolated, joined, tag, text
from copydesk.cli.inspector.spoken import Numbered, quotes_by_block
from copydesk.cli.inspector.trail import Entry, Kept, Left
from copydesk.cli.reasons.words import sentence, sides
from copydesk.extraction.explain import Explained, Reason
from copydesk.model import Article, Block

#: The type of pieces that were left out, in filters and labels.
LEFT_OUT = "left-out"
#: The number of pieces of boilerplate from which they are folded.
_FOLDED_FROM = 4
#: The most characters of a piece that was left out, pieces of a block, and reasons of a piece.
_LONGEST_LEFT, _MOST_RUNS, _MOST_REASONS = 2_000, 40, 3


def text_side(entries: Sequence[Entry], article: Article | None) -> Html:
    blocks = article.blocks if article else ()
    quotes = quotes_by_block(article.quotes, blocks) if article else {}
    return joined(_entry(each, blocks, quotes) for each in entries)


def legend(entries: Sequence[Entry], blocks: Sequence[Block]) -> Html:
    """Returns a button with a count for each type. A pressed button shows only that type."""
    counts: Counter[str] = Counter(type_name(block) for block in blocks)
    counts[LEFT_OUT] = sum(len(each) for each in entries if not isinstance(each, Kept))
    return joined(_filter(name, count) for name, count in counts.items() if count)


def type_name(block: Block) -> str:
    return str(block.type).replace("_", "-")


def _filter(name: str, count: int) -> Html:
    label = joined([text(name.replace("-", " ")), Html(" "), tag("b", text(f"{count:,}"))])
    return tag("button", label, type="button", data_only=name, data_kind=name, aria_pressed="false")


def _entry(entry: Entry, blocks: Sequence[Block], quotes: Mapping[str, list[Numbered]]) -> Html:
    if isinstance(entry, Kept):
        block = blocks[entry.block]
        before = blocks[entry.block - 1].page if entry.block else None
        return _block(entry, block, quotes.get(block.block_id, []), begins_page=block.page not in (None, before))
    return _left_out(entry)


def _block(kept: Kept, block: Block, quotes: Sequence[Numbered], *, begins_page: bool) -> Html:
    number = kept.block + 1
    kind = f"next page · {_named(block)}" if begins_page else _named(block)
    label = tag("p", tag("span", text(kind), class_="kind"), tag("span", text(f"#{number}"), class_="number"))
    side = tag("div", label, _why(kept, block), class_="label")
    name = type_name(block)
    return tag(
        "div", side, tag("div", body_of(block, quotes), class_="body"), class_="entry", id=f"block-{number}",
        data_kind=name, data_type=name, tabindex=-1,
    )  # fmt: skip


def _named(block: Block) -> str:
    kind = str(block.type).replace("_", " ")
    more = f"h{block.level}" if block.level else block.subtype
    return f"{kind} · {more}" if more and more != kind else kind


def _why(kept: Kept, block: Block) -> Html:
    """Returns the scores and reasons of the pieces that a block was made of, its id, its page and its links."""
    runs = kept.runs
    scores = _range([run.score for run in runs])
    links = [tag("li", isolated(link.text), Html(" "), address(link.url)) for link in block.links]
    more = [
        tag("p", tag("b", text("block_id")), Html(" "), tag("code", text(block.block_id))),
        tag("p", tag("b", text("page")), Html(" "), address(block.page)) if block.page else NOTHING,
        *(_run(run) for run in runs[:_MOST_RUNS]),
        tag("p", text(f"and {len(runs) - _MOST_RUNS} more pieces")) if len(runs) > _MOST_RUNS else NOTHING,
        tag("ul", *links, class_="links") if links else NOTHING,
    ]
    return tag("details", tag("summary", text(scores)), tag("div", *more, class_="why"), class_="score")


def _range(scores: Sequence[float]) -> str:
    if not scores:
        return "no score"
    least, most = f"{min(scores):.2f}", f"{max(scores):.2f}"
    return f"score {most}" if least == most else f"score {least}–{most}"


def _run(run: Explained) -> Html:
    where = tag("code", isolated(run.element, most=80))
    return tag("p", text(f"{run.score:.2f} "), _reasons(run.reasons), Html(" "), where, class_="run")


def _reasons(reasons: Iterable[Reason]) -> Html:
    """Returns what spoke against a piece and for it, the strongest first."""
    return tag("small", joined((_side(side, part) for side, part in sides(reasons)), " · "))


def _side(side: str, reasons: Iterable[Reason]) -> Html:
    return joined([tag("b", text(f"{side}:"), class_="side"), joined(map(_reason, reasons), " · ")], " ")


def _reason(reason: Reason) -> Html:
    """Returns a reason in words. Its title is the name that the model gives it, and how far it moved the log odds."""
    moved = f"{reason.moved:+.1f}".replace("-", "−")
    return tag(
        "span",
        text(sentence(reason).replace(" %", "\u00a0%")),
        class_="reason",
        title=f"{reason.feature} {reason.value:g}: {moved}",
    )


def _left_out(left: Sequence[Left]) -> Html:
    """Returns the pieces that were left out between two blocks. Several pieces can be folded."""
    pieces = joined(map(_left, left))
    if len(left) == 1:
        return tag("div", pieces, class_="entry left", data_kind=LEFT_OUT, data_type=LEFT_OUT, tabindex=-1)
    is_open = len(left) < _FOLDED_FROM or left[0].is_notable
    return tag(
        "details", tag("summary", text(_told(left))), pieces, class_="entry left", data_kind=LEFT_OUT,
        data_type=LEFT_OUT, open=is_open, tabindex=-1,
    )  # fmt: skip


def _told(left: Sequence[Left]) -> str:
    highest = max(each.run.score for each in left)
    words = sum(len(each.run.text.split()) for each in left)
    kind = "left out" if left[0].is_notable else "of boilerplate"
    return f"{len(left)} pieces {kind} · {words:,} words · highest score {highest:.2f}"


def _left(each: Left) -> Html:
    words = tag("p", text(each.run.text, most=_LONGEST_LEFT), class_="words", dir="auto")
    return tag("div", words, tag("p", joined(_because(each), " "), class_="run"), class_="piece")


def _because(each: Left) -> Iterator[Html]:
    """Yields the score, the reason, what moved the score most, and the element."""
    run = each.run
    yield tag("b", text(f"{run.score:.2f}"))
    yield tag("span", _where_to(each), class_="because")
    if run.reasons:
        yield joined([text("· "), _reasons(run.reasons[:_MOST_REASONS])])
    yield tag("code", isolated(run.element, most=80))


def _where_to(each: Left) -> Html:
    if each.block is None:
        return text(each.why)
    number = each.block + 1
    return tag("a", text(f"{each.why} #{number}"), href=f"#block-{number}")
