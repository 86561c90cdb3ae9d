"""This search in SQLite over chunks is kept up to date by exports.

    copydesk export --format chunks --by stored --since 2026-11-29 -o new.ndjson
    python examples/sqlite_search/load.py search.db new.ndjson
    python examples/sqlite_search/load.py search.db --find 'bridge repairs'

The search is full text (FTS5), because SQLite has neither vectors nor a model. For vectors, call your model where
`load` inserts a chunk. `load` inserts only chunks with new ids, so an edit costs only its changed chunks.
"""

import json
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS chunks (
    number INTEGER PRIMARY KEY, chunk_id TEXT UNIQUE NOT NULL, article_id TEXT NOT NULL,
    url TEXT, headings TEXT, date TEXT, text TEXT
);
CREATE INDEX IF NOT EXISTS chunks_of_article ON chunks (article_id);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (headings, text, tokenize = 'unicode61');
"""


@dataclass(slots=True)
class Counts:
    """The counts of new chunks, which a model would read, of removed ones, and of unchanged ones."""

    new: int = 0
    gone: int = 0
    kept: int = 0


def opened(path: str) -> sqlite3.Connection:
    base = sqlite3.connect(path)
    base.executescript(_SCHEMA)
    return base


def load(base: sqlite3.Connection, lines: Iterable[str]) -> Counts:
    """Replaces the chunks of each article by those of its line. The same lines again change nothing."""
    counts = Counts()
    for line in lines:
        article = json.loads(line)
        chunks = {} if article["pub_status"] == "canceled" else {each["chunk_id"]: each for each in article["chunks"]}
        with base:
            _replace(base, article["article_id"], chunks, counts)
    return counts


def _replace(base: sqlite3.Connection, article_id: str, chunks: dict[str, Any], counts: Counts) -> None:
    asked = "SELECT chunk_id, number FROM chunks WHERE article_id = ?"
    known: dict[str, int] = dict(base.execute(asked, (article_id,)))
    for chunk_id in known.keys() - chunks.keys():
        base.execute("DELETE FROM words WHERE rowid = ?", (known[chunk_id],))
        base.execute("DELETE FROM chunks WHERE number = ?", (known[chunk_id],))
    for chunk_id, chunk in chunks.items():
        headings = " › ".join([chunk.get("headline", ""), *chunk.get("heading_path", ())])
        facts = (article_id, chunk.get("url"), headings, chunk.get("date_published"), chunk["text"])
        if chunk_id in known:
            changed = "UPDATE chunks SET article_id = ?, url = ?, headings = ?, date = ?, text = ? WHERE chunk_id = ?"
            base.execute(changed, (*facts, chunk_id))
            continue
        inserted = "INSERT INTO chunks (chunk_id, article_id, url, headings, date, text) VALUES (?, ?, ?, ?, ?, ?)"
        number = base.execute(inserted, (chunk_id, *facts)).lastrowid
        base.execute("INSERT INTO words (rowid, headings, text) VALUES (?, ?, ?)", (number, headings, chunk["text"]))
    counts.new += len(chunks.keys() - known)
    counts.gone += len(known - chunks.keys())
    counts.kept += len(chunks.keys() & known)


def find(base: sqlite3.Connection, question: str, limit: int = 5) -> list[tuple[str, str, str]]:
    """Returns heading, URL and words of the best chunks. The search uses each word of the question as it is."""
    words = " ".join('"' + word.replace('"', '""') + '"' for word in question.split())
    asked = (
        "SELECT chunks.headings, chunks.url, snippet(words, 1, '[', ']', '…', 24) FROM words"
        " JOIN chunks ON number = words.rowid WHERE words MATCH ? ORDER BY rank LIMIT ?"
    )
    return base.execute(asked, (words, limit)).fetchall() if words else []


def main(arguments: Sequence[str]) -> None:
    path, *rest = arguments
    with closing(opened(path)) as base:
        if rest[0] == "--find":
            for headings, url, words in find(base, " ".join(rest[1:])):
                print(headings, url, words, "", sep="\n")
            return
        for name in rest:
            with Path(name).open(encoding="utf-8") as lines:
                print(name, load(base, lines))


if __name__ == "__main__":
    main(sys.argv[1:])
