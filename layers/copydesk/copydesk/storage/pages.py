"""Every page that was ever asked for, once: whether it is new, what is known of it, when it is due again."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pynamodb.expressions.update import Action

from copydesk.crawling.records import SeenPage
from copydesk.errors import Skip, SkipReason
from copydesk.model import Source
from copydesk.moments import instant, parse_instant
from copydesk.storage.crawl_models import PageItem
from copydesk.storage.due import PAGES, due_pk, due_sk
from copydesk.storage.faults import LostRace, translated_faults
from copydesk.storage.keys import PAGE, page_identity, page_pk
from copydesk.storage.writer import utc_now

if TYPE_CHECKING:
    from copydesk.crawling.listings import Entry

#: A page that was enqueued and never fetched is enqueued again after this time: longer than a queue should take,
#: so that nothing is asked for twice, and short enough that nothing is lost by a message that was.
UNFETCHED = timedelta(hours=6)

#: A page is forgotten so long after it was last fetched; a listing that still names it then makes it new.
REMEMBERED = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStore:
    now: Callable[[], datetime] = utc_now

    def add(self, url: str, *, source_id: str | None) -> SeenPage | None:
        """A page to be fetched for the first time; None if it is known already."""
        page = SeenPage(url=url, turn=1, source_id=source_id, next_at=instant(self.now() + UNFETCHED))
        try:
            with translated_faults():
                self._item(page).save(condition=PageItem.pk.does_not_exist())
        except LostRace:
            return None
        return page

    def ask(self, url: str, *, by: str) -> SeenPage:
        """A page that someone asks for by hand, known or not; Skip if the message `by` was answered before."""
        item = PageItem(page_pk(url), PAGE)
        actions: list[Action] = [
            PageItem.url.set(url),
            PageItem.asked_by.set(by),
            PageItem.answered.set(False),
            PageItem.turn.add(1),
            PageItem.expires_at.set(self.now() + REMEMBERED),
        ]
        try:
            with translated_faults():
                item.update(actions=actions, condition=PageItem.asked_by.does_not_exist() | (PageItem.asked_by != by))
        except LostRace:
            with translated_faults():
                item.refresh(consistent_read=True)
            if item.answered:
                raise Skip(SkipReason.SUPERSEDED, url) from None
        return _page(item)

    def load(self, url: str) -> SeenPage | None:
        with translated_faults():
            try:
                return _page(PageItem.get(page_pk(url), PAGE, consistent_read=True))
            except PageItem.DoesNotExist:
                return None

    def settle(self, page: SeenPage) -> None:
        """Remember what a fetch found, if the page is still at the turn that it was fetched for.

        The article that the page was stored as stays as it is: ingest may have noted it meanwhile.
        """
        item = self._item(replace(page, turn=page.turn + 1))
        try:
            with translated_faults():
                PageItem(item.pk, item.sk).update(actions=_set(item), condition=PageItem.turn == page.turn)
        except LostRace as error:
            raise Skip(SkipReason.SUPERSEDED, page.url) from error

    def note(self, entry: "Entry", *, source_id: str) -> SeenPage | None:
        """What a listing names: a new page, or None for a known one, which is due now if it changed since."""
        if page := self.add(entry.url, source_id=source_id):
            return page
        if entry.modified and (modified := parse_instant(entry.modified)):
            self._bring_forward(entry.url, modified)
        return None

    def _bring_forward(self, url: str, modified: str) -> None:
        sk = due_sk(instant(self.now()), page_identity(url))
        item = PageItem(page_pk(url), PAGE)
        actions: list[Action] = [
            PageItem.gsi1pk.set(due_pk(PAGES, page_identity(url))),
            PageItem.gsi1sk.set(sk),
            PageItem.visits.set(0),
        ]
        # One that was never fetched is in the queue already.
        later = PageItem.gsi1sk.does_not_exist() | (PageItem.gsi1sk > sk)
        with suppress(LostRace), translated_faults():
            item.update(actions=actions, condition=(PageItem.fetched_at < modified) & later)

    def _item(self, page: SeenPage) -> PageItem:
        raw = page.raw
        return PageItem(
            page_pk(page.url),
            PAGE,
            gsi1pk=due_pk(PAGES, page_identity(page.url)) if page.next_at else None,
            gsi1sk=due_sk(page.next_at, page_identity(page.url)) if page.next_at else None,
            url=page.url,
            turn=page.turn,
            source_id=page.source_id,
            etag=page.etag,
            last_modified=page.last_modified,
            digest=page.digest,
            bucket=raw.bucket if raw else None,
            key=raw.key if raw else None,
            version_id=raw.version_id if raw else None,
            fetched_at=page.fetched_at,
            visits=page.visits,
            missing=page.missing,
            refused=page.refused,
            gone_at=page.gone_at,
            moved_to=page.moved_to,
            asked_by=page.asked_by,
            article_id=page.article_id,
            answered=True,
            expires_at=self.now() + REMEMBERED,
        )


def _page(item: PageItem) -> SeenPage:
    return SeenPage(
        url=item.url,
        turn=int(item.turn),
        source_id=item.source_id,
        etag=item.etag,
        last_modified=item.last_modified,
        digest=item.digest,
        raw=Source(bucket=item.bucket, key=item.key, version_id=item.version_id) if item.bucket and item.key else None,
        fetched_at=item.fetched_at,
        visits=int(item.visits or 0),
        missing=int(item.missing or 0),
        refused=int(item.refused or 0),
        gone_at=item.gone_at,
        moved_to=item.moved_to,
        asked_by=item.asked_by,
        article_id=item.article_id,
        next_at=item.gsi1sk.partition("#")[0] if item.gsi1sk else None,
    )


def _set(item: PageItem) -> list[Action]:
    """The actions that make a page's record what an item says."""
    values = {name: getattr(item, name) for name in PageItem.get_attributes().keys() - {"pk", "sk", "article_id"}}
    attributes: dict[str, Any] = {name: getattr(PageItem, name) for name in sorted(values)}
    return [path.remove() if values[name] is None else path.set(values[name]) for name, path in attributes.items()]
