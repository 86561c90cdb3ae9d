"""Writes an export as Parquet files of three tables, with one folder per day, on disk or in S3.

The extra `copydesk[parquet]` installs pyarrow, which is imported on use. It is in no layer.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from copydesk.formats.rows import TABLES, Column, Row, article_rows
from copydesk.model import StoredArticle
from copydesk.stack.problems import Problem

#: The most articles in a file, and in memory.
_ARTICLES = 2_000
_S3 = "s3://"


class Place(Protocol):
    """The place of the files. A name is a path below it."""

    def is_empty(self) -> bool: ...

    def put(self, name: str, content: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Folder:
    path: Path

    def is_empty(self) -> bool:
        return not self.path.exists() or not any(self.path.iterdir())

    def put(self, name: str, content: bytes) -> None:
        whole = self.path / name
        part = whole.with_suffix(".part")
        try:
            whole.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(content)
            part.replace(whole)
        except OSError as error:
            raise Problem(f"{whole} cannot be written: {error.strerror or error}") from error


@dataclass(frozen=True, slots=True)
class Bucket:
    """A prefix in a bucket, with the region and credentials of the stack."""

    client: Any
    bucket: str
    prefix: str

    def is_empty(self) -> bool:
        found = self.client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix, MaxKeys=1)
        return not found.get("KeyCount")

    def put(self, name: str, content: bytes) -> None:
        self.client.put_object(Bucket=self.bucket, Key=self.prefix + name, Body=content)


@dataclass(slots=True)
class ParquetWriter:
    """Collects rows by day. `on_kept` receives the cursor after the last article in a finished file."""

    place: Place
    on_kept: Callable[[str], None]
    _rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in TABLES})
    _day: str = ""
    _cursor: str = ""

    def put(self, article: StoredArticle, cursor: str) -> None:
        if cursor[:10] != self._day or len(self._rows["articles"]) >= _ARTICLES:
            self.flush()
        self._day, self._cursor = cursor[:10], cursor
        rows = article_rows(article.article, article)
        for table, found in (("articles", rows.articles), ("blocks", rows.blocks), ("quotes", rows.quotes)):
            self._rows[table] += found

    def flush(self) -> None:
        """Writes the articles last, so that none is there without its blocks. Equal rows have the same file name."""
        if not self._rows["articles"]:
            return
        for table in ("quotes", "blocks", "articles"):
            if rows := self._rows[table]:
                content = file_of(table, rows)
                self.place.put(f"{table}/day={self._day}/{sha256(content).hexdigest()[:20]}.parquet", content)
        self._rows = {table: [] for table in TABLES}
        self.on_kept(self._cursor)


@contextmanager
def parquet_writer(output: str | None, *, resumes: bool, on_kept: Callable[[str], None]) -> Iterator[ParquetWriter]:
    """Opens a folder or a prefix, which must be empty unless an export is resumed. Writes the last rows at the end."""
    _pyarrow()
    place = _place(output)
    if not resumes and not place.is_empty():
        raise Problem(f"{output} holds files already.", "Name another. To go on, give the --since that was told.")
    writer = ParquetWriter(place, on_kept)
    try:
        yield writer
    finally:
        writer.flush()


def file_of(table: str, rows: list[Row]) -> bytes:
    """Returns rows as a Parquet file of the table's schema."""
    pyarrow, parquet = _pyarrow()
    kinds: dict[Column, Any] = {
        str: pyarrow.string(),
        int: pyarrow.int64(),
        float: pyarrow.float64(),
        list[str]: pyarrow.list_(pyarrow.string()),
    }
    schema = pyarrow.schema([(name, kinds[kind]) for name, kind in TABLES[table].items()])
    file = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), file, compression="zstd")
    return file.getvalue()


def _place(output: str | None) -> Place:
    if output is None:
        raise Problem("Parquet goes to a folder.", "Name it with -o, as in -o articles/ or -o s3://bucket/articles/.")
    if not output.startswith(_S3):
        if Path(output).is_file():
            raise Problem(f"{output} is a file.", "Parquet goes to a folder.")
        return Folder(Path(output))
    # This is loaded on use, because a folder needs no S3.
    from copydesk.aws.clients import s3_client

    bucket, _, prefix = output.removeprefix(_S3).partition("/")
    if not bucket:
        raise Problem(f"{output} names no bucket.", "As in s3://bucket/articles/.")
    return Bucket(s3_client(), bucket, f"{prefix.strip('/')}/" if prefix.strip("/") else "")


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise Problem(
            "Parquet needs pyarrow, which is not installed.", 'pip install "copydesk[cli,parquet]"'
        ) from error
    return pyarrow, pyarrow.parquet
