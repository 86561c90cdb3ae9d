"""Writes extracted articles to a stream, to a folder with one file per article, or to an SQLite database."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from copydesk.cli.console import new_file, print_record
from copydesk.cli.console import output as terminal
from copydesk.cli.extracting import Page
from copydesk.errors import Reject
from copydesk.formats import RECORDS, render
from copydesk.formats.chunks import BUDGET
from copydesk.formats.rows import TABLES, Column, Row, article_rows
from copydesk.model import Article
from copydesk.stack.problems import Problem

_DATABASES = frozenset({".db", ".sqlite", ".sqlite3"})
_SUFFIXES = {"markdown": ".md", "text": ".txt", "html": ".html"}
_RESUME = "Name another, or go on there with --resume."
#: The number of pages between two commits. An interruption by force loses at most so many.
_COMMITTED = 50
_LONGEST_SLUG = 60


@dataclass(frozen=True, slots=True)
class Form:
    """The format of articles, and the most tokens of a chunk where it is chunks."""

    name: str
    chunk_tokens: int = BUDGET

    def render(self, article: Article, *, indent: int | None = None) -> str:
        return render(article, self.name, indent=indent, chunk_tokens=self.chunk_tokens)


class Output(Protocol):
    """An output for articles. `done` holds the names of the pages that it has already, or digests of the names."""

    @property
    def done(self) -> frozenset[str]: ...

    def write(self, page: Page, article: Article) -> None: ...

    def refuse(self, page: Page, problem: Problem | Reject) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """An output in one stream: a single article as it is, or several with the names of their pages."""

    put: Callable[[str], object]
    form: Form
    is_one: bool
    done: frozenset[str] = frozenset()

    def write(self, page: Page, article: Article) -> None:
        if self.is_one:
            self.put(self.form.render(article, indent=2 if terminal().is_terminal else None))
        elif self.form.name in RECORDS:
            self.put(f'{{"input": {json.dumps(page.name)}, {self.form.render(article)[1:]}')
        else:
            # `head` and `tail` separate files in the same way.
            self.put(f"==> {page.name} <==\n{self.form.render(article)}\n")

    def refuse(self, page: Page, problem: Problem | Reject) -> None:
        """Does nothing, because a stream has no place for a refusal."""


@dataclass(frozen=True, slots=True)
class Folder:
    """An output with one file per article. The file name ends in a digest of the page's name, to know what is done."""

    path: Path
    form: Form
    done: frozenset[str] = frozenset()

    def write(self, page: Page, article: Article) -> None:
        words = re.sub(r"\W+", "-", (article.headline or "article").casefold()).strip("-")[:_LONGEST_SLUG].strip("-")
        suffix = _SUFFIXES.get(self.form.name, ".json")
        whole = self.path / f"{words or 'article'}-{digest_of(page.name)}{suffix}"
        part = whole.with_suffix(".part")
        part.write_text(self.form.render(article), encoding="utf-8", errors="replace")
        part.replace(whole)

    def refuse(self, page: Page, problem: Problem | Reject) -> None:
        """Does nothing, so that a resumed extraction reads the page again."""


@dataclass(slots=True)
class Database:
    """An output in tables of pages, articles, blocks and quotes. The column `input` is the name of a page."""

    base: sqlite3.Connection
    done: frozenset[str] = frozenset()
    _pending: int = field(default=0)

    def write(self, page: Page, article: Article) -> None:
        rows = article_rows(article)
        self._page(page, "article", None)
        for table, found in (("articles", rows.articles), ("blocks", rows.blocks), ("quotes", rows.quotes)):
            self.base.executemany(_insert(table), [_values(table, page, row) for row in found])
        self._committed()

    def refuse(self, page: Page, problem: Problem | Reject) -> None:
        reason = str(problem.reason) if isinstance(problem, Reject) else "unreadable"
        self._page(page, reason, str(problem))
        self._committed()

    def _page(self, page: Page, result: str, detail: str | None) -> None:
        for table in TABLES:
            self.base.execute(f"DELETE FROM {table} WHERE input = ?", (page.name,))  # noqa: S608  # our own name
        self.base.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?)", (page.name, result, detail))

    def _committed(self) -> None:
        self._pending += 1
        if self._pending % _COMMITTED == 0:
            self.base.commit()


@contextmanager
def opened(name: str | None, form: Form, *, is_one: bool, resume: bool) -> Iterator[Output]:
    """Opens what `-o` names: a database by its extension, a folder by its slash, else a file. The default is stdout."""
    if name is None:
        if resume:
            raise Problem("--resume goes on with an output.", "Name it with -o.")
        yield Stream(put=print_record, form=form, is_one=is_one)
    elif Path(name).suffix.lower() in _DATABASES:
        with _database(Path(name), resume=resume) as database:
            yield database
    elif name.endswith("/") or Path(name).is_dir():
        yield _folder(Path(name), form, resume=resume)
    elif resume and Path(name).exists():
        with _lines(Path(name), form) as lines:
            yield lines
    else:
        with new_file(Path(name)) as out:
            yield Stream(put=out.write, form=form, is_one=is_one and not resume)


def digest_of(name: str) -> str:
    return sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def _folder(path: Path, form: Form, *, resume: bool) -> Folder:
    path.mkdir(parents=True, exist_ok=True)
    there = [each.stem[-12:] for each in path.iterdir() if each.suffix != ".part"]
    if there and not resume:
        raise Problem(f"{path} holds files already.", _RESUME)
    return Folder(path, form, frozenset(there))


@contextmanager
def _lines(path: Path, form: Form) -> Iterator[Stream]:
    """Opens a file to continue it after its last whole line. An incomplete line is removed."""
    if form.name not in RECORDS:
        raise Problem("Only lines of JSON can be resumed.", "Name a folder or a database with -o.")
    done, end = set[str](), 0
    with path.open("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                break
            done.add(_input_of(line, path))
            end += len(line)
    with path.open("r+", encoding="utf-8", errors="replace") as out:
        out.truncate(end)
        out.seek(end)
        yield Stream(put=out.write, form=form, is_one=False, done=frozenset(done))


def _input_of(line: bytes, path: Path) -> str:
    try:
        return str(json.loads(line)["input"])
    except (ValueError, KeyError, TypeError) as error:
        raise Problem(f"{path} holds a line that names no input.", "Name a new file.") from error


@contextmanager
def _database(path: Path, *, resume: bool) -> Iterator[Database]:
    if path.exists() and not resume:
        raise Problem(f"{path} is there already.", _RESUME)
    try:
        with closing(sqlite3.connect(path)) as base:
            base.execute("CREATE TABLE IF NOT EXISTS pages (input TEXT PRIMARY KEY, result TEXT NOT NULL, detail TEXT)")
            for table in TABLES:
                base.execute(_create(table))
                base.execute(f'CREATE INDEX IF NOT EXISTS "{table}_input" ON {table} (input)')
            done = frozenset(name for (name,) in base.execute("SELECT input FROM pages"))
            try:
                yield Database(base, done)
            finally:
                # An interruption keeps what was written before.
                base.commit()
    except sqlite3.Error as error:
        raise Problem(f"{path}: {error}", "Name a new file.") from error


#: The columns that only stored articles have.
_STORED = frozenset({"article_id", "date_downloaded", "withdrawn_at", "duplicate_of", "revision"})
_SQL_TYPES: Mapping[Column, str] = {str: "TEXT", int: "INTEGER", float: "REAL", list[str]: "TEXT"}


def _columns(table: str) -> dict[str, Column]:
    """Returns the columns of a table. Articles here are not stored, so a page's name takes the place of their id."""
    columns = {name: kind for name, kind in TABLES[table].items() if name not in _STORED}
    return {"input": str, **columns}


def _create(table: str) -> str:
    named = ", ".join(f'"{name}" {_SQL_TYPES[kind]}' for name, kind in _columns(table).items())
    return f'CREATE TABLE IF NOT EXISTS "{table}" ({named})'


def _insert(table: str) -> str:
    return f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(_columns(table)))})'  # noqa: S608  # our own names


def _values(table: str, page: Page, row: Row) -> list[object]:
    cells = {**row, "input": page.name}
    return [json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
            for value in (cells[name] for name in _columns(table))]  # fmt: skip
