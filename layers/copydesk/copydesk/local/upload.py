"""Pages on disk, and their way into the raw bucket."""

import json
import mimetypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from w3lib.url import safe_url_string

from copydesk.aws.clients import s3_client
from copydesk.local.problems import Problem

MANIFEST = "manifest.json"
_PAGES = ("*.html", "*.htm", "*.xhtml", "*.txt", "*.html.gz", "*.txt.gz")


@dataclass(frozen=True, slots=True)
class PageFile:
    """`key` is the object's name in the bucket: the same file goes to the same object again."""

    path: Path
    key: str
    url: str | None = None


def page_files(names: Iterable[str], *, url: str | None = None) -> list[PageFile]:
    """The pages in these files and folders; a manifest.json says which pages its folder has, and their URLs."""
    found = [page for name in names for page in _pages_in(name)]
    if url is None:
        return found
    if len(found) != 1:
        raise Problem("--url names one page.", "Give one file with it, or list pages and URLs in a manifest.json.")
    return [PageFile(found[0].path, found[0].key, url)]


def upload(page: PageFile, *, bucket: str) -> None:
    kind, _ = mimetypes.guess_type(page.path.name)
    s3_client().put_object(
        Bucket=bucket,
        Key=page.key,
        Body=page.path.read_bytes(),
        ContentType=kind or "application/octet-stream",
        # Metadata travels in HTTP headers: ASCII only.
        Metadata={"url": safe_url_string(page.url)} if page.url else {},
    )


def _pages_in(name: str) -> Iterator[PageFile]:
    path = Path(name)
    if path.is_file():
        yield PageFile(path, f"uploads/{path.name}")
    elif (path / MANIFEST).is_file():
        yield from _listed(path)
    elif path.is_dir():
        pages = sorted({page for pattern in _PAGES for page in path.rglob(pattern)})
        yield from (PageFile(page, f"uploads/{page.relative_to(path).as_posix()}") for page in pages)
    else:
        raise Problem(f"{name} is neither a file nor a folder.")


def _listed(folder: Path) -> Iterator[PageFile]:
    for entry in json.loads((folder / MANIFEST).read_text(encoding="utf-8")):
        path = folder / entry["path"]
        if not path.is_file():
            raise Problem(f"{folder / MANIFEST} lists {entry['path']}, which is not there.")
        yield PageFile(path, f"uploads/{entry['path'].replace('../', '')}", entry.get("url"))
