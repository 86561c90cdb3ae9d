"""Makes candidates of raw pages, and joins a page 1 with the other pages of its article that have been fetched."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NotRequired, Protocol, TypedDict, Unpack

from copydesk.errors import Reject, RejectReason, Skip
from copydesk.model import Article, Expect
from copydesk.pipeline.messages import Candidate, LastFetch, PartFetch, Pointer, RawPage
from copydesk.pipeline.ownership import own_id
from copydesk.web.robots_directives import with_header
from copydesk.web.urls import article_id, normalize_url

#: The reasons why a page that can be read has no article.
_WITHOUT_TEXT = frozenset(
    {
        *(RejectReason.NOT_AN_ARTICLE, RejectReason.NO_ARTICLE_TEXT, RejectReason.NEEDS_SCRIPT, RejectReason.SOFT_404),
        *(RejectReason.BOT_CHALLENGE, RejectReason.CONSENT_WALL, RejectReason.PAYWALL),
    }
)


class PageContext(TypedDict):
    """The context of a page besides its bytes; see `extract_article`."""

    url: str | None
    content_type: str | None
    content_encoding: str | None
    expect: NotRequired[Expect | None]


class Extract(Protocol):
    def __call__(self, body: bytes, **context: Unpack[PageContext]) -> Article: ...


def candidate_of(page: RawPage, extract: Extract) -> Candidate:
    """Returns the article of a raw page alone, to be stored. Raises Reject if the page holds none."""
    url = normalize_url(page.url) if page.url else None
    context = PageContext(
        url=url, content_type=page.content_type, content_encoding=page.content_encoding, expect=page.expect
    )  # fmt: skip
    article = extract(page.body, **context)
    named = article_id(canonical_url=article.canonical_url, url=article.url, source=page.source)
    own = article_id(canonical_url=None, url=article.url, source=page.source)
    made = Candidate(
        article_id=named,
        article=with_header(article, page.robots_tag),
        source=page.source,
        date_downloaded=page.fetched_at,
        sequencer=page.sequencer,
        notified_at=page.notified_at,
        gone_at=page.gone_at,
        own_id=None if own == named else own,
    )
    first_id = page_id(article.first_page, made) if article.first_page else None
    # A later page belongs to its page 1, whatever address it names as its own.
    return replace(made, article_id=own, own_id=None, first_id=first_id) if first_id else made


class Joined(Protocol):
    """The article of several pages, and the addresses of the other pages that are in it."""

    @property
    def article(self) -> Article: ...

    @property
    def pages(self) -> frozenset[str]: ...


def unwanted(_first: str, _pages: Sequence[str]) -> None:
    """Does nothing, because there is no crawl that could fetch a page."""


def unkept(_candidate: Candidate, _part: str, _last: LastFetch) -> Article | None:
    """Returns None, because nothing is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPages:
    """The functions that join a page 1 with its other pages.

    `latest` returns the last fetch of a URL by its id. `join` is `copydesk.extraction.join_pages`. `kept` returns what
    is stored of a page that can no longer be read, or None if that is not its last fetch. `want` is called with page 1
    and the pages that were never fetched.
    """

    latest: Callable[[str], LastFetch | None]
    join: Callable[[Article, Callable[[str], Article | None]], Joined]
    kept: Callable[[Candidate, str, LastFetch], Article | None] = unkept
    want: Callable[[str, Sequence[str]], None] = unwanted


def page_id(url: str, candidate: Candidate) -> str | None:
    """Returns the id of a page's own URL, or None if the address is invalid or that of the candidate itself."""
    try:
        found = article_id(canonical_url=None, url=normalize_url(url), source=candidate.source)
    except Reject:
        return None
    return None if found == own_id(candidate) else found


def with_parts(candidate: Candidate, others: OtherPages, read: Callable[[Pointer], Candidate]) -> Candidate:
    """Returns a page 1 with its other pages as they are now. Any other candidate stays as it is.

    `read` reads a page again. If a page can no longer be read, what is stored of it is joined. If this release finds no
    text of an article in it, nothing is.
    """
    first = candidate.alone or candidate.article
    if candidate.first_id or not first.pages or first.url is None:
        return candidate
    ids: dict[str, str] = {}
    parts: dict[str, PartFetch] = {}

    def page_at(url: str) -> Article | None:
        part = page_id(url, candidate)
        if part is None or part in parts:
            return None
        ids[url] = part
        last = others.latest(part)
        parts[part] = last.part if last else PartFetch()
        if last is None or not last.part.is_free:
            return None
        try:
            page = read(last.page)
        except (Reject, Skip) as refused:
            return None if refused.reason in _WITHOUT_TEXT else others.kept(candidate, part, last)
        return page.article if page.first_id == own_id(candidate) else None

    joined = others.join(first, page_at)
    parts |= {ids[url]: replace(parts[ids[url]], joined=True) for url in joined.pages}
    return replace(
        candidate,
        article=joined.article,
        alone=first,
        parts=parts,
        unseen=tuple(url for url, part in ids.items() if not parts[part].at),
    )
