"""Reads sitemaps: XML and plain text of sitemaps.org, indexes, and Google's news sitemaps."""

from collections.abc import Sequence

from copydesk.crawling.listings.elements import Enough, read_elements
from copydesk.crawling.listings.entries import Found, gathered, said_date
from copydesk.crawling.listings.records import MAX_ENTRIES, MAX_SITEMAP_URLS, Listing, ListingKind
from copydesk.web.timestamps import sort_date

_HOLDERS = {"url": ListingKind.SITEMAP, "sitemap": ListingKind.SITEMAP_INDEX}
#: The elements that are read of each URL. Those of Google News are inside `news:news`.
_FIELDS = {"loc": "url", "lastmod": "modified", "news:publication_date": "published", "news:title": "title"}
#: The most characters of a field.
_MAX_TEXT = 10_000


def read_sitemap(text: str, *, url: str) -> Listing:
    """Returns a sitemap or a sitemap index. Of more than MAX_ENTRIES URLs it keeps the newest."""
    rows, more = read_elements(text, _Rows)
    finds = [Found(base=url, **fields) for kind, fields in rows.found if kind is rows.kind]
    entries, refused = gathered(_newest(finds))
    truncated = more or len(finds) > MAX_ENTRIES
    if rows.kind is ListingKind.SITEMAP_INDEX:
        return Listing(kind=rows.kind, children=entries, refused=refused, truncated=truncated)
    kind = ListingKind.NEWS_SITEMAP if rows.is_news else ListingKind.SITEMAP
    return Listing(kind=kind, entries=entries, refused=refused, truncated=truncated)


def read_text_sitemap(text: str, *, url: str) -> Listing:
    """Returns a plain text sitemap, with one URL per line."""
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    entries, refused = gathered(Found(url=line, base=url) for line in lines[:MAX_ENTRIES] if is_url(line))
    others = sum(not is_url(line) for line in lines[:MAX_ENTRIES])
    return Listing(
        kind=ListingKind.SITEMAP, entries=entries, refused=refused + others, truncated=len(lines) > MAX_ENTRIES
    )


def is_url(line: str) -> bool:
    """True if a line of a plain sitemap is a URL."""
    return line[:8].lower().startswith(("http://", "https://")) and " " not in line


def _newest(finds: Sequence[Found]) -> Sequence[Found]:
    """Returns the newest MAX_ENTRIES in document order, as sitemaps may begin with the newest or the oldest."""
    if len(finds) <= MAX_ENTRIES:
        return finds
    newest = sorted(range(len(finds)), key=lambda place: _date(finds[place]), reverse=True)[:MAX_ENTRIES]
    return [finds[place] for place in sorted(newest)]


def _date(found: Found) -> str:
    return sort_date(said_date(found.modified or found.published)) or ""


class _Rows:
    """The handler that collects the fields of each `url` or `sitemap`."""

    def __init__(self) -> None:
        self.found: list[tuple[ListingKind, dict[str, str | None]]] = []
        self.kind = ListingKind.SITEMAP
        self.is_news = False
        self._path: list[str] = []
        self._fields: dict[str, str | None] | None = None
        self._parts: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - a Handler is given them
        parent = self._path[-1] if self._path else ""
        if name in _HOLDERS and parent not in _HOLDERS:
            self._open_row(_HOLDERS[name])
        elif name in _FIELDS and (parent in _HOLDERS or name.startswith("news:")):
            self._parts = []
        self.is_news = self.is_news or name == "news:news"
        self._path.append(name)

    def _open_row(self, kind: ListingKind) -> None:
        if len(self.found) == MAX_SITEMAP_URLS:
            raise Enough
        if not self.found:
            self.kind = kind
        self._fields = {"url": None}
        self.found.append((kind, self._fields))

    def text(self, data: str) -> None:
        if self._parts is not None:
            self._parts.append(data)

    def end(self, name: str) -> None:
        self._path.pop()
        if self._parts is not None and name in _FIELDS:
            if self._fields is not None:
                self._fields.setdefault(_FIELDS[name], None)
                self._fields[_FIELDS[name]] = self._fields[_FIELDS[name]] or "".join(self._parts)[:_MAX_TEXT]
            self._parts = None
        elif name in _HOLDERS and not (self._path and self._path[-1] in _HOLDERS):
            self._fields = None
