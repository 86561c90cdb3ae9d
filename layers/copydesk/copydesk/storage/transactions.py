"""The writes that happen whole or not at all: a head's swap, its withdrawal, the expiry of what it left behind.

A transaction costs twice as much as its writes alone, so only what must change together does.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import batched
from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from copydesk.errors import Retry
from copydesk.model import PubStatus
from copydesk.storage import keys
from copydesk.storage.changes import Change, named_keys
from copydesk.storage.faults import LostRace, translated_faults
from copydesk.storage.models import AliasItem, ArticlesItem, HeadItem, IdItem
from copydesk.storage.standings import Item, check, is_at_turn, read_item

#: A transaction takes 100 items: the head, or a check of it, is one, and a check of another id's item.
_DROPS = 98
_ROUNDS = 3


def read_head(pk: str) -> HeadItem | None:
    """An article's head; None also of an alias."""
    found = read_item(keys.article_of(pk))
    return found if isinstance(found, HeadItem) else None


def swap_head(change: Change, *, expires_at: datetime, while_is: Item | None = None) -> None:
    """Make a change visible, unless the head is no longer the one that the change was decided on.

    `while_is` is another item that must be as it was read.
    """
    pk, is_still = change.head.pk, _is_still(change.replaces)
    was_unswept = change.replaces is not None and change.replaces.unswept
    change.head.unswept = was_unswept or len(change.dropped) > _DROPS or None
    if not change.dropped and while_is is None:
        with translated_faults():
            change.head.save(condition=is_still)
    else:
        with translated_faults(), _transaction() as transaction:
            transaction.save(change.head, condition=is_still)
            if while_is is not None:
                check(transaction, while_is)
            _expire(transaction, pk, change.dropped[:_DROPS], expires_at)
    if change.head.unswept:
        sweep(pk, expires_at)


def become_alias(old: HeadItem, alias: AliasItem, *, expires_at: datetime) -> None:
    """Put an alias in a head's place, and let its content go, unless it is no longer the head that was read."""
    named = sorted(named_keys(old))
    alias.unswept = old.unswept or len(named) > _DROPS or None
    with translated_faults(), _transaction() as transaction:
        transaction.save(alias, condition=_is_still(old))
        _expire(transaction, old.pk, named[:_DROPS], expires_at)
    if alias.unswept:
        sweep(old.pk, expires_at)


def note_head(pk: str, old: HeadItem, notes: Mapping[str, Any]) -> None:
    """Write down what a page tells of an article without changing it, unless its head is no longer the one that this
    was decided on. `notes` are attributes of the head.
    """
    actions: list[Action] = [getattr(HeadItem, name).set(value) for name, value in notes.items()]
    with translated_faults():
        HeadItem(pk, keys.HEAD).update(actions=actions, condition=_is_still(old))


def withdraw_head(pk: str, old: HeadItem, *, seen_at: str) -> None:
    """Mark an article as canceled, unless its page was seen later, or seen to be gone as late."""
    actions: list[Action] = [
        HeadItem.pub_status.set(str(PubStatus.CANCELED)),
        HeadItem.withdrawn_at.set(seen_at),
    ]
    is_news = HeadItem.withdrawn_at.does_not_exist() | (HeadItem.withdrawn_at < seen_at)
    with translated_faults():
        HeadItem(pk, keys.HEAD).update(
            actions=actions, condition=(HeadItem.date_downloaded <= seen_at) & is_news & _is_still(old)
        )


def sweep(pk: str, expires_at: datetime) -> None:
    """Let go of the content that the head does not name: what a writer left behind that was ended before its head, or
    overtaken. Another writer may be about to name some of it, so its head is refused: it decides and writes again.
    """
    with translated_faults():
        # Blocks, the head and quotes; what revisions name expires already.
        found = ArticlesItem.query(pk, ArticlesItem.sk < keys.REVISIONS, consistent_read=True)
        left = {item.sk for item in found if item.expires_at is None and item.sk != keys.HEAD}
    for _ in range(_ROUNDS):
        item = read_item(keys.article_of(pk))
        if item is None:
            return
        with suppress(LostRace):
            named = named_keys(item) if isinstance(item, HeadItem) else ()
            _sweep(item, sorted(left - set(named)), expires_at)
            return
    raise Retry(f"{pk} was changed by others {_ROUNDS} times while it was swept")


def _sweep(item: Item, unnamed: Sequence[str], expires_at: datetime) -> None:
    chunks = list(batched(unnamed, _DROPS, strict=False))
    for number, chunk in enumerate(chunks, 1):
        is_still = _is_still(item)
        item.sweeps = int(item.sweeps or 0) + 1
        actions: list[Action] = [IdItem.sweeps.set(item.sweeps)]
        if number == len(chunks):
            actions.append(IdItem.unswept.remove())
        with translated_faults(), _transaction() as transaction:
            transaction.update(item, actions=actions, condition=is_still)
            _expire(transaction, item.pk, chunk, expires_at)
    if item.unswept and not chunks:
        with translated_faults():
            item.update(actions=[IdItem.unswept.remove()], condition=_is_still(item))


def _transaction() -> TransactWrite:
    return TransactWrite(connection=ArticlesItem._get_connection().connection)


def _is_at(revision: int) -> Condition:
    return HeadItem.revision["number"] == revision  # type: ignore[no-any-return]  # PynamoDB's operators are untyped


def _is_still(head: Item | None) -> Condition:
    """That a head is as it was read: a withdrawal and a return leave the revision, so that alone does not tell."""
    if head is None:
        return HeadItem.pk.does_not_exist()
    at: Condition = is_at_turn(head)
    at &= IdItem.sweeps == head.sweeps if head.sweeps else IdItem.sweeps.does_not_exist()
    if isinstance(head, AliasItem):
        return at
    at &= _is_at(int(head.revision["number"])) & (HeadItem.date_downloaded == head.date_downloaded)
    links = HeadItem.duplicate_of
    at &= links == head.duplicate_of if head.duplicate_of else links.does_not_exist()
    at &= HeadItem.addresses == head.addresses if head.addresses else HeadItem.addresses.does_not_exist()
    if head.withdrawn_at is None:
        return at & HeadItem.withdrawn_at.does_not_exist()
    return at & (HeadItem.withdrawn_at == head.withdrawn_at)  # type: ignore[no-any-return]  # as above


def _expire(transaction: TransactWrite, pk: str, sks: Iterable[str], expires_at: datetime) -> None:
    """Let items go in time, and leave their index at once."""
    actions: list[Action] = [
        ArticlesItem.expires_at.set(expires_at),
        ArticlesItem.gsi1pk.remove(),
        ArticlesItem.gsi1sk.remove(),
    ]
    for sk in sks:
        transaction.update(ArticlesItem(pk, sk), actions=actions)
