"""Keeps an article and the pages that are parts of it in step, in any order of arrival.

A part's own item leads to the article. A part first records its fetch, and then reads the article. The article is first
stored, and then reads the items of its parts. So at least one of two workers sees what the other has done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from copydesk.body import unpacked
from copydesk.errors import Damaged, Skip, SkipReason
from copydesk.model import Article, Quality, to_plain
from copydesk.pipeline.candidates import page_id
from copydesk.pipeline.messages import Candidate, LastFetch, Outdated, PartFetch, Stored, Unfinished
from copydesk.pipeline.ownership import own_id
from copydesk.plain import from_plain
from copydesk.storage.articles.fetches import came_before, fetch_of
from copydesk.storage.articles.items import body_of, stored_article
from copydesk.storage.articles.models import AliasItem, HeadItem
from copydesk.storage.articles.standings import (
    Item,
    latest,
    moment,
    note,
    pointer,
    read_article_head,
    read_item,
    standing,
    stored_head,
    tenant_of,
)

type Parts = Mapping[str, PartFetch]
#: The most parts that a head remembers, with those that are no longer named.
_MOST = 100


def last_fetch(page: str) -> LastFetch | None:
    """Returns the last known fetch of a URL by its id."""
    item = read_item(page)
    last = latest(item) if item else None
    if last is None:
        return None
    at, notified_at, raw = moment(last)
    return LastFetch(
        page=pointer(last), part=PartFetch(at=at, notified_at=notified_at, raw=raw, is_free=_is_free(page, item))
    )


def kept_part(candidate: Candidate, page: str, last: LastFetch) -> Article | None:
    """Returns the blocks that are stored of a part, as an article, if they are those of its last fetch."""
    head = read_article_head(own_id(candidate))
    part = parts_of(head).get(page)
    if head is None or part is None or not part.joined or part.moment != last.part.moment:
        return None
    article = stored_article(head).article
    blocks = tuple(block for block in article.blocks if block.page == last.page.url)
    quality = Quality(score=article.quality.score, flags=article.quality.flags)
    return replace(article, url=last.page.url, blocks=blocks, quality=quality)


def _is_free(page: str, item: Item | None) -> bool:
    first = standing(page, item).page
    return first is None or first.names == page


def _is_late(page: str, item: Item, part: PartFetch) -> bool:
    """Returns whether something came of a page since its article was joined."""
    last = latest(item)
    return last is not None and (moment(last) > part.moment or _is_free(page, item) is not part.is_free)


def parts_of(item: Item | None) -> dict[str, PartFetch]:
    found = item.parts.as_dict() if item and item.parts else {}
    return {page: from_plain(PartFetch, part) for page, part in found.items()}


def plain_parts(parts: Parts) -> Mapping[str, object]:
    return {page: to_plain(part) for page, part in parts.items()}


def with_former(parts: Parts, head: HeadItem | None) -> Parts:
    """Adds the stored parts that no page names any more, until these have articles of their own."""
    former = {page: replace(part, joined=False, named=False) for page, part in parts_of(head).items()}
    return dict(sorted({**former, **parts}.items(), key=lambda each: not each[1].named)[:_MOST])


def named_part(head: HeadItem, page: str, candidate: Candidate) -> PartFetch | None:
    """Returns the part of an article that a page is, or None if no page of the article names it."""
    if head.parts is None and _names(head, page, candidate):
        return PartFetch()
    part = parts_of(head).get(page)
    return part if part and part.named else None


def _names(head: HeadItem, page: str, candidate: Candidate) -> bool:
    """Returns whether an article that an earlier release stored, and did not join, names a page."""
    try:
        urls = unpacked(body_of(head)).get("pages", ())
    except Damaged:
        return False
    return any(page_id(url, replace(candidate, article_id="", own_id="")) == page for url in urls)


def check_fresh(candidate: Candidate, head: HeadItem) -> None:
    """Raises Outdated if the stored article has a later fetch of a part than the candidate has."""
    if came_before(fetch_of(candidate), fetch_of(head)):
        return
    known = parts_of(head)
    if any(part.moment < known[page].moment for page, part in candidate.parts.items() if page in known):
        raise Outdated(candidate.article_id)


def note_parts(head: HeadItem, parts: Parts) -> None:
    """Records later fetches of the parts of an article that brought the same words."""
    if parts_of(head) != parts:
        note(head.article_id, head, parts=plain_parts(parts))


class Clear(Protocol):
    """Turns a head into an alias, which leads to a page 1 if `part_of` names one, while `while_is` is unchanged."""

    def __call__(
        self, head: HeadItem, *, part_of: str | None = None, while_is: HeadItem | None = None
    ) -> AliasItem: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PartKeeper:
    """Keeps the candidate's page and its article in step with the other pages of the article.

    `read_again` raises Misplaced for a page, unless nothing is known of it.
    """

    candidate: Candidate
    clear: Clear
    read_again: Callable[[str], None]

    @property
    def own(self) -> str:
        return own_id(self.candidate)

    def is_concerned(self, item: Item | None) -> bool:
        """Returns whether the candidate's page is a later page, or was one so far."""
        return self.candidate.first_id is not None or bool(item and item.part_of)

    def join(self, item: Item) -> Item:
        """Makes the page a part of the article of its page 1 and raises Skip, if that article has its last fetch.

        Raises Misplaced if the article must be joined again first. Otherwise the page is no part, and its own item is
        returned, which then leads to no page 1.
        """
        for first in filter(None, dict.fromkeys((self.candidate.first_id, item.part_of))):
            head = read_article_head(first)
            part = named_part(head, self.own, self.candidate) if head and tenant_of(head) == first else None
            if head is None or part is None or first in self.candidate.over:
                continue
            if _is_late(self.own, item, part):
                self.read_again(first)
            elif part.joined:
                self._lead(item, head, first)
                raise Skip(SkipReason.PART, head.article_id)
        return note(self.own, item, part_of="") if item.part_of else item

    def settle(self, article_id: str, stored: Stored | None) -> None:
        """Brings each part of an article to its place, and each former part.

        Raises Outdated if the candidate must be joined again, and Misplaced if another page must be read again.
        """
        try:
            head = stored_head(article_id)
            if head:
                self._settle_all(head)
        except Unfinished as unfinished:
            unfinished.stored = stored
            raise

    def _settle_all(self, head: HeadItem) -> None:
        apart = {page: replace(part, joined=False, named=False) for page, part in self.candidate.parts.items()}
        for page, part in {**apart, **parts_of(head)}.items():
            if page != self.own and page not in self.candidate.over and (item := read_item(page)):
                self._settle(head, page, part, item)

    def _settle(self, head: HeadItem, page: str, part: PartFetch, item: Item) -> None:
        first = tenant_of(head)
        assert first
        if part.named and _is_late(page, item, part) and first not in self.candidate.over:
            if first == self.own and not came_before(fetch_of(self.candidate), fetch_of(head)):
                raise Outdated(head.article_id)
            self.read_again(first)
        if part.joined:
            if isinstance(item, AliasItem) or tenant_of(item) == page:
                self._lead(item, head, first)
        elif isinstance(item, AliasItem) and item.part_of and _is_led_to(item.part_of, head):
            self.read_again(page)

    def _lead(self, item: Item, head: HeadItem, first: str) -> None:
        """Makes a page's own item lead to its page 1, provided that the article is unchanged."""
        if isinstance(item, HeadItem):
            self.clear(item, part_of=first, while_is=head)
        elif item.part_of != first:
            note(item.article_id, item, while_is=head, part_of=first)


def _is_led_to(first: str, head: HeadItem) -> bool:
    found = read_article_head(first)
    return found is not None and found.pk == head.pk
