"""Keeps the addresses of the pages that an article was read from; a head stores them if there are several."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass

from copydesk.errors import Reject
from copydesk.pipeline.messages import Candidate
from copydesk.storage.articles.items import canonical_url_of
from copydesk.storage.articles.models import HeadItem
from copydesk.storage.keys import page_pk
from copydesk.web.urls import normalize_url

#: The most addresses that a head stores. An honest article has a handful.
_MOST = 100


def nothing(_pages: Collection[str], _seen_at: str) -> None:
    """Does nothing, because there are no page records to update."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The questions that storing asks about page records, identified by their keys. Without a crawler, all are alive.

    `any_alive` returns whether at least one of some pages is not known to be gone. `withdrawn` records in the pages
    that their article was withdrawn.
    """

    any_alive: Callable[[Collection[str]], bool] = bool
    withdrawn: Callable[[Collection[str], str], None] = nothing


def addresses_after(candidate: Candidate, old: HeadItem) -> list[str] | None:
    """Returns the addresses of an article including the candidate's page; None if there is only one."""
    if candidate.article.url is None:
        return _as_list(old)
    found = sorted(_known(old) | {page_pk(candidate.article.url)})
    return found if 1 < len(found) <= _MOST else _as_list(old)


def newly_known(candidate: Candidate, old: HeadItem) -> list[str] | None:
    """Returns the addresses of an article if the candidate's page adds one, else None."""
    found = addresses_after(candidate, old)
    return None if found == _as_list(old) else found


def other_addresses(head: HeadItem, url: str) -> set[str]:
    """Returns the pages that keep an article alive when the page at `url` is gone; none if `url` is canonical."""
    with suppress(Reject):
        canonical = canonical_url_of(head)
        if canonical and normalize_url(canonical) == url:
            return set()
    return _known(head) - {page_pk(url)}


def _known(head: HeadItem) -> set[str]:
    return {*(head.addresses or ()), *([page_pk(head.url)] if head.url else ())}


def _as_list(head: HeadItem) -> list[str] | None:
    return list(head.addresses) if head.addresses else None
