"""Reads the one item of an id, a head or an alias, and updates it if it is unchanged since."""

from collections.abc import Callable, Mapping
from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from copydesk.errors import Damaged, Retry
from copydesk.model import PubStatus, Source, to_plain
from copydesk.pipeline.messages import Candidate, Pointer
from copydesk.pipeline.ownership import Sighting, Standing, raw_of, seen
from copydesk.plain import from_plain
from copydesk.storage import keys
from copydesk.storage.articles.items import source_of, stored_article
from copydesk.storage.articles.models import AliasItem, ArticlesItem, HeadItem, IdItem

type Item = HeadItem | AliasItem
#: The time of a fetch, and what orders fetches of the same time: notification time and raw object.
type Moment = tuple[str, str, str]


def standing(article_id: str, item: Item | None) -> Standing:
    if item is None:
        return Standing(of=article_id)
    claims = item.claims.as_dict() if item.claims else {}
    return Standing(
        of=article_id,
        page=from_plain(Sighting, item.first_seen.as_dict()) if item.first_seen else own_sighting(item),
        claims={each: from_plain(Sighting, claim) for each, claim in claims.items()},
    )


def own_sighting(item: Item) -> Sighting | None:
    """Returns the sighting given by a stored head, which is the first of its URL if no other is recorded.

    The text of a damaged head is unknown. Returns None if the head's words come from another URL.
    """
    if not isinstance(item, HeadItem) or item.tenant:
        return None
    try:
        article = stored_article(item).article
    except Damaged:
        return Sighting(at=item.date_downloaded, raw=raw_of(source_of(item)), names=item.article_id,
                        fingerprint="0", words=0, text="")  # fmt: skip
    return seen(article, at=item.date_downloaded, source=source_of(item), names=item.article_id)


def tenant_of(item: Item | None) -> str | None:
    """Returns the id of the URL that the words under an id come from, or None if there are no words."""
    return item.tenant or keys.article_of(item.pk) if isinstance(item, HeadItem) else None


def latest(item: Item) -> Mapping[str, Any] | None:
    """Returns the last fetch of an id's own URL as its time and its pointer, or None if it is unknown."""
    if item.latest:
        fetch: dict[str, Any] = item.latest.as_dict()
        return fetch
    if not isinstance(item, HeadItem) or item.tenant:
        return None
    return _fetch(item, item.source.as_dict(), item.url)


def latest_of(candidate: Candidate) -> Mapping[str, Any]:
    return _fetch(candidate, to_plain(candidate.source), candidate.article.url)


def _fetch(of: Candidate | HeadItem, source: Mapping[str, Any], url: str | None) -> Mapping[str, Any]:
    order = {"sequencer": of.sequencer, "notified_at": of.notified_at}
    return {"at": of.date_downloaded, "source": source, "url": url, **order}


def moment(fetch: Mapping[str, Any]) -> Moment:
    return fetch["at"], fetch.get("notified_at") or "", raw_of(from_plain(Source, fetch["source"]))


def pointer(fetch: Mapping[str, Any]) -> Pointer:
    return from_plain(Pointer, fetch)


def read_item(article_id: str) -> Item | None:
    """Returns the item of an id, or None. Raises Retry if its kind belongs to a later release."""
    found = read_any(article_id)
    if found is None or isinstance(found, HeadItem | AliasItem):
        return found
    raise Retry(f"{article_id} is of a kind that this release does not know")


def stored_head(article_id: str) -> HeadItem | None:
    """Returns the head of an id, or None if there is no item or an alias."""
    item = read_item(article_id)
    return item if isinstance(item, HeadItem) else None


def read_any(article_id: str) -> ArticlesItem | None:
    try:
        return ArticlesItem.get(keys.article_pk(article_id), keys.HEAD, consistent_read=True)
    except ArticlesItem.DoesNotExist:
        return None


def followed[Found: ArticlesItem | None](item: Found, read: Callable[[str], Found]) -> Found:
    """Returns the item that an alias leads to, and any other item itself. A part leads to the alias or head of page 1.

    `read` returns the item of an id.
    """
    if isinstance(item, AliasItem) and item.part_of:
        item = read(item.part_of)
    # The alias of an unknown page, whose article has moved away, leads nowhere.
    return read(item.first_seen["names"]) if isinstance(item, AliasItem) and item.first_seen else item


def read_article_head(article_id: str) -> HeadItem | None:
    """Returns the head of an article by its id or an alias's id."""
    found = followed(read_item(article_id), read_item)
    return found if isinstance(found, HeadItem) else None


def alias_after(head: HeadItem) -> AliasItem:
    """Returns the alias that a head becomes."""
    return AliasItem(
        head.pk,
        head.sk,
        article_id=head.article_id,
        first_seen=to_plain(page) if (page := standing(head.article_id, head).page) else None,
        claims=head.claims,
        latest=latest(head),
        left=head.left,
        turn=next_turn(head),
        revisions=int(head.revision["number"]),
    )


def note(article_id: str, item: Item | None, *, while_is: Item | None = None, **values: Any) -> Item:
    """Records what is known about an id. Raises LostRace if its item or `while_is` changed since they were read."""
    noted = item or AliasItem(keys.article_pk(article_id), keys.HEAD, article_id=article_id)
    is_still = is_at_turn(item) & IdItem.pk.exists() if item else IdItem.pk.does_not_exist()
    values["turn"] = next_turn(item)
    for name, value in values.items():
        setattr(noted, name, value)
    actions: list[Action] = [getattr(IdItem, name).set(value) for name, value in values.items()]
    if while_is is None:
        noted.update(actions=actions, condition=is_still) if item else noted.save(condition=is_still)
        return noted
    with TransactWrite(connection=ArticlesItem._get_connection().connection) as transaction:
        check(transaction, while_is)
        if item:
            transaction.update(item, actions=actions, condition=is_still)
        else:
            transaction.save(noted, condition=is_still)
    return noted


def check(transaction: TransactWrite, item: Item) -> None:
    """Makes a transaction fail if an item changed since it was read."""
    transaction.condition_check(IdItem, item.pk, item.sk, condition=is_at_turn(item) & IdItem.pk.exists())


def next_turn(item: Item | None) -> int:
    return int(item.turn or 0) + 1 if item else 1


def is_at_turn(item: Item) -> Condition:
    return IdItem.turn.does_not_exist() if item.turn is None else IdItem.turn == item.turn


def plain_claims(claims: Mapping[str, Sighting]) -> Mapping[str, Any]:
    return {each: to_plain(claim) for each, claim in claims.items()}


def swap_item(item: Item, old: Item | None, *, while_is: Item | None = None) -> None:
    """Replaces the item that was read, and no other. `while_is` is another item that must be unchanged.

    Only with `while_is` is a transaction necessary, which costs twice as much.
    """
    if while_is is None:
        item.save(condition=is_still(old))
        return
    with TransactWrite(connection=ArticlesItem._get_connection().connection) as transaction:
        transaction.save(item, condition=is_still(old))
        check(transaction, while_is)


def note_head(pk: str, old: HeadItem, notes: Mapping[str, Any]) -> None:
    """Records a page's information about an article without changing it. `notes` are attributes of the head."""
    actions: list[Action] = [getattr(HeadItem, name).set(value) for name, value in notes.items()]
    HeadItem(pk, keys.HEAD).update(actions=actions, condition=is_still(old))


def withdraw_head(pk: str, old: HeadItem, *, seen_at: str, now: str) -> None:
    """Marks an article as canceled, unless its page was seen later, or a withdrawal as late is already stored."""
    actions: list[Action] = [
        HeadItem.pub_status.set(str(PubStatus.CANCELED)),
        HeadItem.withdrawn_at.set(seen_at),
        HeadItem.gsi3pk.set(keys.change_pk(now, old.article_id)),
        HeadItem.gsi3sk.set(keys.dated_sk(now, old.article_id)),
    ]
    is_news = HeadItem.withdrawn_at.does_not_exist() | (HeadItem.withdrawn_at < seen_at)
    HeadItem(pk, keys.HEAD).update(
        actions=actions, condition=(HeadItem.date_downloaded <= seen_at) & is_news & is_still(old)
    )


def is_still(head: Item | None) -> Condition:
    """Returns the condition that a head is unchanged since it was read. The revision number alone does not show that.

    A withdrawal and a return, for example, change a head but not its revision number.
    """
    if head is None:
        return HeadItem.pk.does_not_exist()
    at: Condition = is_at_turn(head)
    if isinstance(head, AliasItem):
        return at
    at &= HeadItem.revision["number"] == int(head.revision["number"])
    at &= HeadItem.date_downloaded == head.date_downloaded
    for name in ("duplicate_of", "addresses", "withdrawn_at"):
        attribute, value = getattr(HeadItem, name), getattr(head, name)
        at &= attribute == value if value else attribute.does_not_exist()
    return at
