"""The pages that one article was read from: a head names them where there are several."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass

from copydesk.errors import Reject
from copydesk.pipeline.messages import Candidate
from copydesk.storage.articles.items import canonical_url_of
from copydesk.storage.articles.models import HeadItem
from copydesk.storage.keys import page_pk
from copydesk.web.urls import normalize_url

#: An honest article has a handful of addresses; more would only make its head longer.
_MOST = 100


def nothing(_pages: Collection[str], _seen_at: str) -> None:
    """No page is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What storing asks of the records of pages, by their keys. Without a crawler all of them are alive.

    `any_alive` says whether one of some pages is not known to be gone. `withdrawn` tells them that their article was.
    """

    any_alive: Callable[[Collection[str]], bool] = bool
    withdrawn: Callable[[Collection[str], str], None] = nothing


def addresses_after(candidate: Candidate, old: HeadItem) -> list[str] | None:
    """The addresses of an article that a page brings once more; None where there is but one."""
    if candidate.article.url is None:
        return _as_list(old)
    found = sorted(_known(old) | {page_pk(candidate.article.url)})
    return found if 1 < len(found) <= _MOST else _as_list(old)


def newly_known(candidate: Candidate, old: HeadItem) -> list[str] | None:
    """The addresses of an article that a page brings without a change; None where they are known."""
    found = addresses_after(candidate, old)
    return None if found == _as_list(old) else found


def other_addresses(head: HeadItem, url: str) -> set[str]:
    """The pages whose life keeps an article when the page at `url` dies: none for the address that the head names."""
    with suppress(Reject):
        canonical = canonical_url_of(head)
        if canonical and normalize_url(canonical) == url:
            return set()
    return _known(head) - {page_pk(url)}


def _known(head: HeadItem) -> set[str]:
    return {*(head.addresses or ()), *([page_pk(head.url)] if head.url else ())}


def _as_list(head: HeadItem) -> list[str] | None:
    return list(head.addresses) if head.addresses else None
