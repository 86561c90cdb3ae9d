"""This module compares two runs of `bench.records`: counts by part, reason and field, and each page's differences."""

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from copydesk.changes import BlockDifference, Fate, difference, word_difference, words_of_block
from copydesk.model import Article, Block, to_plain
from copydesk.plain import from_plain

DIGESTS, RECORDS = "digests.jsonl", "records.jsonl.gz"
#: The part of a page without an article, beside those of `record_parts`.
REJECT = "reject"
#: Facts with members of their own; each member counts by itself.
_WITH_MEMBERS = frozenset({"quality", "provenance"})
#: The characters that are kept on each side of a change.
_AROUND = 30
_MARKS = {Fate.DELETED: ("[-", "-]"), Fate.ADDED: ("{+", "+}")}
_SIGNS = {Fate.DELETED: "-", Fate.ADDED: "+", Fate.EDITED: "~", Fate.MOVED: "↕"}

type Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """A page whose digests differ: the parts, and its row and plain record in both runs (empty for a reject)."""

    name: str
    parts: tuple[str, ...]
    before: Row
    after: Row
    old: Row
    new: Row

    @property
    def is_same_record(self) -> bool:
        return REJECT not in self.parts and "record" not in self.parts

    def fields(self) -> tuple[str, ...]:
        """Returns the fields of the record that differ, those of `quality` and `provenance` by their members."""
        old, new = _flat(self.old), _flat(self.new)
        return tuple(name for name in {**old, **new} if old.get(name) != new.get(name)) if old and new else ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """`only_before` and `only_after` are pages of one run alone; they are not compared."""

    pages: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    changed: tuple[Changed, ...]

    def by_part(self) -> Counter[str]:
        return Counter(part for page in self.changed for part in page.parts)

    def by_field(self) -> Counter[str]:
        return Counter(name for page in self.changed for name in page.fields())

    def by_reason(self) -> tuple[Counter[str], Counter[str]]:
        """Returns the pages that are refused now, by reason, and those that are no longer refused for a reason."""
        pairs = [(_reason(page.before), _reason(page.after)) for page in self.changed]
        gained = Counter(after for before, after in pairs if after and after != before)
        return gained, Counter(before for before, after in pairs if before and after != before)

    def by_block(self) -> Counter[str]:
        """Returns blocks by fate and type, over all pages that are articles in both runs."""
        return Counter(f"{kind} {fate}" for page in self.changed for fate, kind in _fates(page))


def compare(before: Path, after: Path) -> Comparison:
    """Returns the comparison of two runs; it reads the records of changed pages only."""
    old, new = _rows(before), _rows(after)
    both = [name for name in old if name in new]
    parts = {name: _parts(old[name], new[name]) for name in both}
    names = {name for name in both if parts[name]}
    old_records, new_records = _records(before, names), _records(after, names)
    return Comparison(
        pages=len(both),
        only_before=tuple(name for name in old if name not in new),
        only_after=tuple(name for name in new if name not in old),
        changed=tuple(
            Changed(name, parts[name], old[name], new[name], old_records.get(name, {}), new_records.get(name, {}))
            for name in both
            if parts[name]
        ),
    )


def _rows(run: Path) -> dict[str, Row]:
    with (run / DIGESTS).open(encoding="utf-8") as lines:
        return {row["page"]: row for row in map(json.loads, lines)}


def _records(run: Path, names: set[str]) -> dict[str, Row]:
    """Returns plain records by page. Only wanted lines are parsed, as most pages of two runs are equal."""
    with gzip.open(run / RECORDS, "rt", encoding="utf-8", errors="surrogatepass") as lines:
        named = (line.partition("\t") for line in lines)
        return {name: json.loads(record) for name, _, record in named if name in names}


def _parts(before: Row, after: Row) -> tuple[str, ...]:
    """Returns the parts whose digests differ; for a page that is an article in one run only, its reject."""
    if REJECT in before or REJECT in after:
        return (REJECT,) if before.get(REJECT) != after.get(REJECT) else ()
    old, new = before["digests"], after["digests"]
    return tuple(part for part in {**old, **new} if old.get(part) != new.get(part))


def _reason(row: Row) -> str | None:
    return row[REJECT]["reason"] if REJECT in row else None


def _flat(plain: Row) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in plain.items():
        flat |= {f"{name}.{each}": it for each, it in value.items()} if name in _WITH_MEMBERS else {name: value}
    return flat


def _fates(page: Changed) -> Iterator[tuple[Fate, str]]:
    return ((each.fate, str(each.block.type)) for each in _block_differences(page))


def _block_differences(page: Changed) -> Iterator[BlockDifference]:
    if page.old.get("blocks") == page.new.get("blocks") or not (page.old and page.new):
        return
    before, after = from_plain(Article, page.old), from_plain(Article, page.new)
    yield from (each for each in difference(before, after).blocks if _differs(each))


def _differs(each: BlockDifference) -> bool:
    """Returns whether a block differs. A kept block with another section does, since its id leaves that out."""
    return each.fate is not Fate.KEPT or each.before != each.after


def lines(page: Changed, *, longest: int | None) -> Iterator[str]:
    """Yields how a page changed, a line per field and per block, each of at most `longest` characters."""
    if REJECT in page.parts:
        yield f"{_outcome(page.before, page.old)} → {_outcome(page.after, page.new)}"
        return
    for name in page.fields():
        if name != "blocks":
            yield _cut(f"{name}: {_words(_text(_flat(page.old).get(name)), _text(_flat(page.new).get(name)))}", longest)
    yield from (_cut(_block_line(each), longest) for each in _block_differences(page))
    if page.is_same_record:
        yield f"the record is the same; changed are {', '.join(page.parts)}"


def _outcome(row: Row, plain: Row) -> str:
    if REJECT in row:
        return f"{row[REJECT]['reason']} ({row[REJECT]['detail']})"
    return f"an article of {plain.get('word_count', 0)} words, “{plain.get('headline', '')}”"


def _block_line(each: BlockDifference) -> str:
    before, after, block = each.before, each.after, each.block
    if before is None or after is None:
        return f"{_SIGNS[each.fate]} {block.type}: {words_of_block(block) or block.url or ''}"
    members = ", ".join(_differing(before, after))
    sign = _SIGNS.get(each.fate, "=")
    now = words_of_block(after)
    return f"{sign} {block.type} ({members or each.fate}): {_words(words_of_block(before), now) or now}"


def _differing(before: Block, after: Block) -> list[str]:
    old, new = to_plain(before), to_plain(after)
    return [name for name in {**old, **new} if name not in {"block_id", "digest"} and old.get(name) != new.get(name)]


def _text(value: Any) -> str:
    """Returns a value as a text whose words can be compared, with each member of a list on a line."""
    if isinstance(value, list):
        return "\n".join(map(_text, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _words(before: str, after: str) -> str:
    """Returns the changed words between marks, each with some context; empty if all are the same."""
    if before == after:
        return ""
    runs = word_difference(before, after)
    shown: Iterable[str] = (
        "".join((_MARKS[run.fate][0], run.text, _MARKS[run.fate][1])) if run.fate in _MARKS else _folded(run.text)
        for run in runs
    )
    return "".join(shown)


def _folded(kept: str) -> str:
    return kept if len(kept) <= 2 * _AROUND else f"{kept[:_AROUND]} … {kept[-_AROUND:]}"


def _cut(line: str, longest: int | None) -> str:
    line = line.replace("\n", " ⏎ ")
    return line if longest is None or len(line) <= longest else line[: longest - 1] + "…"
