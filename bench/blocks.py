"""This benchmark compares records with labels that people made block by block.

It counts what is found, what is clean, and whose words and pictures they are.

    python -m bench.blocks CORPORA [LABELS …] [--misses FACT]

`bench/labels/blocks.jsonl` has a line per page of the corpora; the rules were written with these pages at hand.
`bench/labels/later.jsonl` has 78 others: they were measured first, and then rules were written with them.
`bench/labels/fifth.jsonl` has 30 that two readers read apart: they were measured unseen, and are seen from then on.
`bench/labels/unseen.jsonl` has 20 more, which are for measuring alone. A block is known by its first and its last
words, a picture by the name of its file. `--misses` shows where a fact differs.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import Pool
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from rich.console import Console
from rich.table import Table

from bench.metrics import same_day, same_names
from bench.record_parts import Page, pages
from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.model import to_plain

_FILES = ("blocks.jsonl", "later.jsonl", "fifth.jsonl", "unseen.jsonl")
LABELS = tuple(Path(__file__).with_name("labels") / name for name in _FILES)
_TEXT = frozenset("paragraph heading list quote table code interstitial_link correction aside".split())
#: The label's name for each type of block that labels name otherwise.
_NAMES = {"header": "heading", "live_entry": "paragraph"}
#: A label has this speaker if a quote was not found.
_UNHEARD = "no such quote"
_WORD = re.compile(r"\w+")
#: Sites name a picture by an id. A shorter id (characters) does not count.
_SHORTEST_ID = 8
#: Matches the end of a file's name that tells the sizes of one picture apart.
_SIZE = re.compile(r"(?:[-_.@]?\d{2,4}x\d{2,4}|[-_]\d{2,4}w|-scaled|@\dx)+$")

type Row = Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """By fact: the number of labels (or of made blocks), how many are right, and the misses."""

    of: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    right: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    misses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def count(self, fact: str, right: float, told: str = "") -> None:
        self.of[fact] += 1
        self.right[fact] += right
        if right < 1:
            self.misses[fact].append(told)

    def add(self, other: "Tally") -> None:
        for fact, count in other.of.items():
            self.of[fact] += count
            self.right[fact] += other.right[fact]
            self.misses[fact] += other.misses[fact]


def words_of(text: str | None) -> tuple[str, ...]:
    return tuple(_WORD.findall((text or "").casefold()))


def letters_of(text: str | None) -> str:
    """Returns a text's letters and digits without case, which two spellings of it share."""
    return "".join(words_of(text))


def file_of(url: str | None) -> str:
    """Returns the name of a file without its size, which two addresses of one picture share."""
    name = unquote((url or "").partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]).casefold()
    return _SIZE.sub("", name.rpartition(".")[0] or name)


def is_file(url: str | None, file: str | None) -> bool:
    """Returns whether an address is that of a labelled file, by its name or by an id in the path."""
    name = file_of(file)
    path = unquote((url or "").partition("?")[0]).casefold()
    return file_of(url) == name or (len(name) >= _SHORTEST_ID and name in path)


def judged(page_id: str, label: Row, record: Row) -> Tally:
    """Returns how a page's labels agree with its record; an empty record means a refused page."""
    tally = Tally()
    if label.get("not_an_article"):
        tally.count("refused", not record, page_id)
        return tally
    tally.count("read", bool(record), page_id)
    _texts(tally, page_id, label, record)
    _pictures(tally, page_id, label, record)
    _head(tally, page_id, label, record)
    _speakers(tally, page_id, label, record)
    return tally


def _texts(tally: Tally, page_id: str, label: Row, record: Row) -> None:
    made = [(block, _kind_of(block), letters_of(_text_of(block))) for block in _blocks(record)]
    made = [each for each in made if each[1] in _TEXT and each[2]]
    known: set[int] = set()
    for each in label["blocks"]:
        if each["type"] in _TEXT:
            place = next((n for n, (*_, text) in enumerate(made) if n not in known and _is_at(each, text)), None)
            tally.count("blocks found", place is not None, f"{page_id}: {each['type']}: {_shown(each)}")
            if place is not None:
                known.add(place)
                _kind(tally, page_id, each, made[place][0], made[place][1])
    standfirst = letters_of(label.get("standfirst"))
    for place, (block, kind, text) in enumerate(made):
        if not standfirst or not text.startswith(standfirst):
            tally.count("blocks clean", place in known, f"{page_id}: {kind}: {_text_of(block)[:100]!r}")


def _kind_of(block: Row) -> str:
    kind: str = block["type"]
    return _NAMES.get(kind, kind)


def _is_at(label: Row, letters: str) -> bool:
    start, end = letters_of(label["start"]), letters_of(label.get("end"))
    return letters.startswith(start) and letters.endswith(end) if end else letters == start


def _kind(tally: Tally, page_id: str, label: Row, block: Row, kind: str) -> None:
    tally.count("block type", kind == label["type"], f"{page_id}: {label['type']} is {kind}: {_shown(label)}")
    if label["type"] == "quote" and label.get("attribution"):
        _same(tally, "attribution", page_id, label["attribution"], block.get("attribution"))


def _shown(label: Row) -> str:
    return f"{label['start']} … {label.get('end') or ''}"


def _blocks(record: Row) -> list[Row]:
    return list(record.get("blocks", ()))


def _text_of(block: Row) -> str:
    return block.get("text") or " ".join(_item_texts(block.get("items", ())))


def _item_texts(items: Iterable[Row]) -> Iterator[str]:
    for item in items:
        yield item.get("text", "")
        yield from _item_texts(item.get("items", ()))


def _pictures(tally: Tally, page_id: str, label: Row, record: Row) -> None:
    wanted = [each for each in label["blocks"] if each["type"] == "image" and each.get("file")]
    made = list(_images(record))
    for each in wanted:
        found = next((image for image in made if is_file(image.get("url"), each["file"])), None)
        tally.count("images found", found is not None, f"{page_id}: {each['file']}")
        for fact in ("caption", "credit"):
            if each.get(fact):
                _same(tally, fact, page_id, each[fact], (found or {}).get(fact))
    for image in made:
        known = [each for each in wanted if is_file(image.get("url"), each["file"])]
        tally.count("images clean", bool(known), f"{page_id}: {image.get('url')}")
        if known and image.get("caption"):
            tally.count("caption is one", bool(known[0].get("caption")), f"{page_id}: {image['caption']!r}")
    if label.get("lead_image"):
        lead = record.get("main_image")
        tally.count("lead image", is_file(lead, label["lead_image"]), f"{page_id}: {label['lead_image']}, not {lead}")


def _images(record: Row) -> Iterator[Row]:
    for block in _blocks(record):
        if block["type"] == "image":
            yield block
        if block["type"] == "gallery":
            yield from ({**item, "caption": item.get("text")} for item in block.get("items", ()))


def _head(tally: Tally, page_id: str, label: Row, record: Row) -> None:
    for fact in ("headline", "kicker", "section", "site_name"):
        if label.get(fact):
            _same(tally, fact, page_id, label[fact], record.get(fact))
    if label.get("standfirst"):
        is_told = letters_of(record.get("description")).startswith(letters_of(label["standfirst"]))
        tally.count("standfirst", is_told, f"{page_id}: {label['standfirst']}, not {record.get('description')}")
    if label.get("authors"):
        names = [each["name"] for each in record.get("authors", ())]
        tally.count("authors", same_names(names, label["authors"]), f"{page_id}: {label['authors']}, not {names}")
    if label.get("date_published"):
        date = record.get("date_published")
        is_day = same_day(date, label["date_published"])
        tally.count("date", is_day, f"{page_id}: {label['date_published']}, not {date}")
    if label.get("tags"):
        tags = record.get("tags", ())
        tally.count("tags", same_names(tags, label["tags"]), f"{page_id}: {label['tags']}, not {tags}")


def _speakers(tally: Tally, page_id: str, label: Row, record: Row) -> None:
    made = [(letters_of(quote["text"]), quote.get("speaker")) for quote in record.get("quotes", ())]
    for each in label.get("speakers", ()):
        first = letters_of(each["quote"])
        found = next((speaker for said, speaker in made if said.startswith(first)), _UNHEARD)
        tally.count("quotes found", found != _UNHEARD, f"{page_id}: {each['quote']}")
        if each.get("speaker") and found != _UNHEARD:
            _same(tally, "speaker", page_id, each["speaker"], found)


def _same(tally: Tally, fact: str, page_id: str, wanted: str, found: str | None) -> None:
    tally.count(fact, letters_of(found) == letters_of(wanted), f"{page_id}: {wanted!r}, not {found!r}")


def read_labels(path: Path) -> dict[str, Row]:
    """Returns the labels by corpus and id of their page."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {f"{row['corpus']}/{row['id']}": row for row in rows}


def record_of(page: Page) -> Row:
    """Returns the record of a page, or an empty one if it is refused."""
    try:
        plain: Row = to_plain(extract_article(page.path.read_bytes(), url=page.url))
    except Reject:
        return {}
    return plain


def measure(corpora: Path, labels: Mapping[str, Row]) -> Tally:
    """Returns how all labels agree with records that are made of their pages now."""
    labelled = [page for page in pages(corpora) if page.name in labels]
    whole = Tally()
    with Pool() as workers:
        for page, record in zip(labelled, workers.map(record_of, labelled, chunksize=4), strict=True):
            whole.add(judged(page.name, labels[page.name], record))
    return whole


def table_of(tallies: Mapping[str, Tally]) -> Table:
    """Returns a table with a line per fact: for each file of labels, the count and the right share."""
    table = Table(title="Blocks: share of hand labels, or of blocks made (clean)", title_justify="left", box=None)
    table.add_column("fact")
    for name in tallies:
        table.add_column(name, justify="right")
        table.add_column("share", justify="right")
    for fact in dict.fromkeys(fact for tally in tallies.values() for fact in tally.of):
        table.add_row(fact, *(cell for tally in tallies.values() for cell in _cells(tally, fact)))
    return table


def _cells(tally: Tally, fact: str) -> tuple[str, str]:
    count = tally.of.get(fact)
    return (str(count), f"{tally.right[fact] / count:.3f}") if count else ("–", "–")


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.blocks", description=__doc__)
    parser.add_argument("corpora", type=Path, help="the folder of the corpora whose pages are labelled")
    parser.add_argument("labels", type=Path, nargs="*", default=LABELS, help="files of labels (default: the project's)")
    parser.add_argument("--misses", metavar="FACT", help="show where this fact differs, instead of the table")
    asked = parser.parse_args(argv)
    tallies = {path.stem: measure(asked.corpora, read_labels(path)) for path in asked.labels}
    if asked.misses:
        print("\n".join(line for tally in tallies.values() for line in tally.misses[asked.misses]))
    else:
        Console(width=None if sys.stdout.isatty() else 100).print(table_of(tallies))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
