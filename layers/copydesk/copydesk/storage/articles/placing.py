"""Stores an article under the id that belongs to it when several URLs name one address (`ownership`).

First it records what is known about the id, provided nobody changed it meanwhile. Then it has pages read again whose
articles are in the wrong place. Then it stores the article and records its place. Each step can be repeated. After a
crash between two of them the message comes again and completes the work.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from copydesk.errors import Skip, SkipReason
from copydesk.model import to_plain
from copydesk.pipeline.messages import Candidate, Misplaced, Stored
from copydesk.pipeline.ownership import (
    Place,
    Sighting,
    Standing,
    is_same_text,
    merged,
    own_id,
    placed,
    sighting,
    with_claim,
)
from copydesk.storage.articles.addresses import newly_known
from copydesk.storage.articles.changes import Change
from copydesk.storage.articles.models import AliasItem, HeadItem
from copydesk.storage.articles.parts import Clear, PartKeeper, check_fresh, note_parts, with_former
from copydesk.storage.articles.standings import (
    Item,
    latest,
    latest_of,
    moment,
    next_turn,
    note,
    note_head,
    plain_claims,
    pointer,
    read_item,
    standing,
    tenant_of,
)
from copydesk.storage.dynamodb import LostRace


class Put(Protocol):
    """Stores a candidate over an item, together with what is known about its id. Raises Skip if the words are stored.

    `while_is` is another item that must be unchanged since it was read.
    """

    def __call__(
        self, candidate: Candidate, old: Item | None, known: Standing, *, tenant: str, while_is: Item | None
    ) -> Stored: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """One try to store a candidate. LostRace means that the caller starts again from the beginning.

    `clear` turns a head into an alias. A page's claim to another id is only written while the page's own item is
    unchanged since it was read. So an earlier fetch that removes claims finds all of them.
    """

    candidate: Candidate
    put: Put
    clear: Clear
    #: The ids of articles with parts, whose parts are to be settled.
    _joined: set[str] = field(default_factory=set)

    @property
    def own(self) -> str:
        return own_id(self.candidate)

    @property
    def _parts(self) -> PartKeeper:
        return PartKeeper(candidate=self.candidate, clear=self.clear, read_again=self._read_again)

    def store(self) -> Stored:
        """Raises Misplaced if another page must be read again first, and Skip if there is nothing to store.

        Raises Outdated if another page of the article came meanwhile.
        """
        try:
            stored = self._stored()
        except Skip:
            # An interrupted try may have stored the article.
            self._settle_parts(None)
            raise
        self._settle_parts(stored)
        return stored

    def _settle_parts(self, stored: Stored | None) -> None:
        for article_id in sorted(self._joined):
            self._parts.settle(article_id, stored)

    def _stored(self) -> Stored:
        item = read_item(self.own)
        before = standing(self.own, item).page
        first = merged(sighting(self.candidate), before)
        known = replace(standing(self.own, item), page=first)
        if item and before and (item.left or before.names not in (self.own, first.names)):
            item = self._left(item, before, known)
        return self._store_own(item, known) if first.names == self.own else self._store_named(item, known, first)

    def _store_own(self, item: Item | None, known: Standing) -> Stored:
        """Stores the page under its own id, whatever address it names now."""
        is_part = self._parts.is_concerned(item)
        if is_part or (item and (known.claims or tenant_of(item) != self.own)):
            item = self._noted(item, known)
            self._settle(known)
            item = self._parts.join(item) if is_part else item
            if tenant_of(item) != self.own:
                self._latest_first(item)
        try:
            return self._put(placed(self.candidate, self.own), item, known, tenant=self.own, while_is=None)
        except Skip:
            if item:
                self._noted(item, known)
            raise

    def _store_named(self, item: Item | None, known: Standing, first: Sighting) -> Stored:
        """Stores a page that names another address. Its own address then belongs to no article, so no page holds it."""
        item = self._noted(item, known)
        item = self._parts.join(item) if item.part_of else item
        self._settle(known)
        other = read_item(first.names)
        named = with_claim(standing(first.names, other), self.own, first)
        place = named.place(self.own)
        if other and place is Place.HOLDS and set(named.unsettled()) - {self.own}:
            other = self._claimed(item, other, named)
            self._settle(named)
        match place:
            case Place.HOLDS:
                return self._hold(item, other, named)
            case Place.ALIAS:
                return self._join(item, other, named)
            case Place.HOME:
                return self._go_home(item, other, known, named)

    def _hold(self, item: Item, other: Item | None, named: Standing) -> Stored:
        if tenant_of(other) != self.own:
            self._latest_first(item)
        settled = self._settled(named, Place.HOLDS)
        try:
            stored = self._put(placed(self.candidate, named.of), other, settled, tenant=self.own, while_is=item)
        except Skip:
            self._claimed(item, other, settled)
            self._make_alias(item)
            raise
        self._make_alias(item)
        return stored

    def _join(self, item: Item, other: Item | None, named: Standing) -> Stored:
        settled = self._settled(named, Place.ALIAS)
        item = self._make_alias(item)
        if self.candidate.parts:
            self._joined.add(named.of)
        if isinstance(other, HeadItem) and self._revives(other, named):
            with suppress(Skip):
                return self._put(placed(self.candidate, named.of), other, settled, tenant=self.own, while_is=item)
        other = self._claimed(item, other, settled)
        if isinstance(other, HeadItem) and (addresses := newly_known(self.candidate, other)):
            note_head(other.pk, other, {"addresses": addresses})
        raise Skip(SkipReason.ALIAS, named.of)

    def _revives(self, head: HeadItem, named: Standing) -> bool:
        """True if a living alias shows an article with the same words whose own page is gone.

        An alias that already shows the article continues to do so.
        """
        has_same_words = named.page is None or any(
            is_same_text(sighting(self.candidate), each) for each in named.page.texts
        )
        gone = head.withdrawn_at is not None and head.withdrawn_at < self.candidate.date_downloaded
        return has_same_words and (gone or tenant_of(head) == self.own)

    def _go_home(self, item: Item, other: Item | None, known: Standing, named: Standing) -> Stored:
        if tenant_of(item) != self.own:
            self._latest_first(item)
        settled = self._settled(named, Place.HOME)
        try:
            stored = self._put(placed(self.candidate, self.own), item, known, tenant=self.own, while_is=None)
        except Skip:
            self._claimed(item, other, settled)
            raise
        now = read_item(self.own)
        if now is None or standing(self.own, now).page != known.page:
            raise LostRace
        self._claimed(now, other, settled)
        return stored

    def _put(
        self, candidate: Candidate, old: Item | None, known: Standing, *, tenant: str, while_is: Item | None
    ) -> Stored:
        """Stores a candidate with its parts, and with those that the stored article had."""
        head = old if isinstance(old, HeadItem) else None
        if not candidate.parts and not (head and head.parts):
            return self.put(candidate, old, known, tenant=tenant, while_is=while_is)
        self._joined.add(candidate.article_id)
        candidate = replace(candidate, parts=with_former(candidate.parts, head))
        if head and tenant_of(head) == tenant:
            check_fresh(candidate, head)
        try:
            return self.put(candidate, old, known, tenant=tenant, while_is=while_is)
        except Skip as skip:
            if head and skip.reason is SkipReason.UNCHANGED:
                note_parts(head, candidate.parts)
            raise

    def _make_alias(self, item: Item) -> AliasItem:
        return self.clear(item) if isinstance(item, HeadItem) else item

    def _left(self, item: Item, before: Sighting, known: Standing) -> Item:
        """Removes the page from the id that was known as its first, after an earlier fetch named another one."""
        assert known.page
        left = {*(item.left or ()), before.names} - {self.own, known.page.names}
        if before != known.page:
            item = self._noted(item, known, left=sorted(left))
        for article_id in sorted(left):
            self._leave(article_id)
        return note(self.own, item, left=[])

    def _leave(self, article_id: str) -> None:
        item = read_item(article_id)
        known = standing(article_id, item)
        if item and self.own in known.claims:
            known = replace(known, claims={each: claim for each, claim in known.claims.items() if each != self.own})
            item = note(article_id, item, claims=plain_claims(known.claims))
        if isinstance(item, HeadItem) and tenant_of(item) == self.own and not known.tenant:
            self.clear(item)
        self._settle(known)
        if tenant_of(item) == self.own and known.tenant and known.tenant not in self.candidate.over:
            self._read_again(known.tenant)

    def _settled(self, named: Standing, place: Place) -> Standing:
        if self.own not in named.claims:
            return named
        return replace(named, claims={**named.claims, self.own: replace(named.claims[self.own], place=place)})

    def _noted(self, item: Item | None, known: Standing, **more: Any) -> Item:
        """Records the sighting in the page's own item and, if the article may be elsewhere, the last fetch."""
        assert known.page
        changed = dict(more)
        if item is None or standing(known.of, item).page != known.page:
            changed["first_seen"] = to_plain(known.page)
        if known.page.names != self.own or self._parts.is_concerned(item):
            last, mine = latest(item) if item else None, latest_of(self.candidate)
            if last is None or moment(mine) > moment(last):
                changed["latest"] = mine
            elif known.page.names != self.own and item and not item.latest:
                changed["latest"] = last
        return note(known.of, item, **changed) if item is None or changed else item

    def _claimed(self, item: Item | None, other: Item | None, named: Standing) -> Item | None:
        """Updates the item of another id with this page's claim. The page's own `item` must be unchanged."""
        if named.claims == standing(named.of, other).claims:
            return other
        return note(named.of, other, while_is=item, claims=plain_claims(named.claims))

    def _settle(self, known: Standing) -> None:
        """Raises Misplaced if another page is not in its place."""
        for page in known.unsettled():
            if page not in (self.own, *self.candidate.over):
                self._read_again(page)

    def _read_again(self, page: str) -> None:
        item = read_item(page)
        if item and (last := latest(item)):
            raise Misplaced(pointer(last), page)

    def _latest_first(self, item: Item) -> None:
        """Raises Misplaced if a later fetch of the page exists whose words are not in their place."""
        last = latest(item)
        if last and self.own not in self.candidate.over and moment(last) > moment(latest_of(self.candidate)):
            raise Misplaced(pointer(last), self.own)


def known_by(change: Change, old: Item | None, known: Standing, tenant: str, own_sighting: Sighting | None) -> Change:
    """Returns the change with a head that keeps what is known about its id, and with the item that it replaces.

    `own_sighting` is the sighting that the head itself gives. A head with the text of several pages gives none.
    """
    head, before = change.head, standing(known.of, old)
    is_new = old is None and not known.claims
    is_same = isinstance(old, HeadItem) and before == known and tenant_of(old) == tenant
    # A part checks by the turn that its article is unchanged.
    is_same = is_same and not (head.parts or (old and old.parts))
    head.tenant = None if tenant == known.of else tenant
    # A sighting that the head itself gives is not stored. Most heads are the first sighting of their URL.
    head.first_seen = to_plain(known.page) if known.page and known.page != own_sighting else None
    head.claims = plain_claims(known.claims) if known.claims else None
    head.latest = old.latest if old and known.page and known.page.names != known.of else None
    head.left = old.left if old else None
    head.turn = (old.turn if old else None) if is_new or is_same else next_turn(old)
    if isinstance(old, AliasItem):
        head.revision["number"] += int(old.revisions)
    return replace(change, replaces=old)
