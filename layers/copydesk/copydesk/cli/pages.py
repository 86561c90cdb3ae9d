"""Reads pages from disk and from standard input."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from copydesk.cli import STDIN
from copydesk.stack.problems import Problem

MANIFEST = "manifest.json"
_PAGES = ("*.html", "*.htm", "*.xhtml", "*.txt", "*.html.gz", "*.txt.gz")


@dataclass(frozen=True, slots=True)
class PageFile:
    path: Path
    url: str | None = None

    @property
    def key(self) -> str:
        """The object's key in the bucket, made from the whole path of the file.

        The same file always has the same key, however it is named. Two files never share a key.

        >>> PageFile(Path("/news/index.html")).key
        'uploads/5d3bb68f376c/index.html'
        """
        digest = sha256(os.fsencode(self.path.resolve())).hexdigest()[:12]
        return f"uploads/{digest}/{self.path.name.encode('utf-8', 'replace').decode()}"


def is_url(name: str) -> bool:
    return name.startswith(("http://", "https://"))


def page_files(names: Iterable[str], *, url: str | None = None) -> list[PageFile]:
    """Returns the pages in these files and folders. A manifest.json lists the pages of its folder with their URLs.

    Raises Problem if a file is missing, or if `url` is given for several pages.
    """
    found = [page for name in names for page in _pages_in(name)]
    if url is None:
        return found
    if len(found) != 1:
        raise Problem("--url names one page.", "Give one file with it, or list pages and URLs in a manifest.json.")
    return [PageFile(found[0].path, url)]


def read_page(name: str) -> bytes:
    """Returns the bytes of a file or of standard input. Raises Problem if they cannot be read."""
    if name == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Problem(error.strerror or str(error)) from error


def _pages_in(name: str) -> Iterator[PageFile]:
    path = Path(name)
    if path.is_file():
        yield PageFile(path)
    elif (path / MANIFEST).is_file():
        yield from _listed(path)
    elif path.is_dir():
        pages = sorted({page for pattern in _PAGES for page in path.rglob(pattern)})
        yield from map(PageFile, pages)
    else:
        raise Problem(f"{name} is neither a file nor a folder.")


def _listed(folder: Path) -> Iterator[PageFile]:
    for entry in json.loads((folder / MANIFEST).read_text(encoding="utf-8")):
        path = folder / entry["path"]
        if not path.is_file():
            raise Problem(f"{folder / MANIFEST} lists {entry['path']}, which is not there.")
        yield PageFile(path, entry.get("url"))
