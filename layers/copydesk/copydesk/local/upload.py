"""Pages on disk, and their way into the raw bucket."""

import json
import mimetypes
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from w3lib.url import safe_url_string

from copydesk.aws.clients import s3_client
from copydesk.local.following import answered_at
from copydesk.local.problems import Problem
from copydesk.model import Source
from copydesk.pipeline.messages import RawPage

MANIFEST = "manifest.json"
_PAGES = ("*.html", "*.htm", "*.xhtml", "*.txt", "*.html.gz", "*.txt.gz")


@dataclass(frozen=True, slots=True)
class PageFile:
    path: Path
    url: str | None = None

    @property
    def key(self) -> str:
        """The object's name in the bucket, made of the file's whole path.

        The same file goes to the same object again, however it is named, and two files never share one.

        >>> PageFile(Path("/news/index.html")).key
        'uploads/5d3bb68f376c/index.html'
        """
        digest = sha256(os.fsencode(self.path.resolve())).hexdigest()[:12]
        return f"uploads/{digest}/{self.path.name.encode('utf-8', 'replace').decode()}"


def page_files(names: Iterable[str], *, url: str | None = None) -> list[PageFile]:
    """The pages in these files and folders; a manifest.json says which pages its folder has, and their URLs."""
    found = [page for name in names for page in _pages_in(name)]
    if url is None:
        return found
    if len(found) != 1:
        raise Problem("--url names one page.", "Give one file with it, or list pages and URLs in a manifest.json.")
    return [PageFile(found[0].path, url)]


def upload(page: PageFile, *, bucket: str) -> RawPage:
    """Put a file into the raw bucket, and give it back as ingest will read it."""
    kind, _ = mimetypes.guess_type(page.path.name)
    body = page.path.read_bytes()
    # Metadata travels in HTTP headers: ASCII only.
    url = safe_url_string(page.url) if page.url else None
    answer = s3_client().put_object(
        Bucket=bucket,
        Key=page.key,
        Body=body,
        ContentType=kind or "application/octet-stream",
        Metadata={"url": url} if url else {},
    )
    return RawPage(
        body=body,
        url=url,
        content_type=kind,
        content_encoding=None,
        fetched_at=answered_at(answer),
        source=Source(bucket=bucket, key=page.key, version_id=answer.get("VersionId"), etag=answer["ETag"].strip('"')),
    )


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
