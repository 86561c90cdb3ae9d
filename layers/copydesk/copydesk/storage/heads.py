"""The writes that readers see: of a head, each under the condition that it is still as it was read."""

from collections.abc import Mapping
from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from copydesk.model import PubStatus
from copydesk.storage import keys
from copydesk.storage.models import AliasItem, ArticlesItem, HeadItem
from copydesk.storage.standings import Item, check, is_at_turn


def swap_head(head: HeadItem, old: Item | None, *, while_is: Item | None = None) -> None:
    """Put a head in the place of what was read there, and of nothing else. `while_is` is another item that must be as
    it was read: only then are the two checked in a transaction, which costs twice as much.
    """
    if while_is is None:
        head.save(condition=_is_still(old))
        return
    with TransactWrite(connection=ArticlesItem._get_connection().connection) as transaction:
        transaction.save(head, condition=_is_still(old))
        check(transaction, while_is)


def become_alias(old: HeadItem, alias: AliasItem) -> None:
    """Put an alias in a head's place."""
    alias.save(condition=_is_still(old))


def note_head(pk: str, old: HeadItem, notes: Mapping[str, Any]) -> None:
    """Write down what a page tells of an article without changing it. `notes` are attributes of the head."""
    actions: list[Action] = [getattr(HeadItem, name).set(value) for name, value in notes.items()]
    HeadItem(pk, keys.HEAD).update(actions=actions, condition=_is_still(old))


def withdraw_head(pk: str, old: HeadItem, *, seen_at: str) -> None:
    """Mark an article as canceled, unless its page was seen later, or seen to be gone as late."""
    actions: list[Action] = [
        HeadItem.pub_status.set(str(PubStatus.CANCELED)),
        HeadItem.withdrawn_at.set(seen_at),
    ]
    is_news = HeadItem.withdrawn_at.does_not_exist() | (HeadItem.withdrawn_at < seen_at)
    HeadItem(pk, keys.HEAD).update(
        actions=actions, condition=(HeadItem.date_downloaded <= seen_at) & is_news & _is_still(old)
    )


def _is_still(head: Item | None) -> Condition:
    """That a head is as it was read: a withdrawal and a return leave the revision, so that alone does not tell."""
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
