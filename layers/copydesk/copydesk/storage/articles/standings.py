"""The one item of an id, a head or an alias: read, noted in, replaced, under the condition that it is what was read."""

from collections.abc import Mapping
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
#: When a fetch was, and what orders fetches of one moment.
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
    """The sighting that a head was stored with, which is the first of its URL where no other is noted.

    Of a damaged head the text is not known. None where the words are of another URL.
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
    """The id of the URL that the words under an id come from; None where there are none."""
    return item.tenant or keys.article_of(item.pk) if isinstance(item, HeadItem) else None


def latest(item: Item) -> Mapping[str, Any] | None:
    """The last fetch of an id's own URL: when it was, and its pointer."""
    if item.latest:
        known: dict[str, Any] = item.latest.as_dict()
        return known
    if not isinstance(item, HeadItem) or item.tenant:
        return None
    return _fetch(item, item.source.as_dict(), item.url)


def latest_of(candidate: Candidate) -> Mapping[str, Any]:
    return _fetch(candidate, to_plain(candidate.source), candidate.article.url)


def _fetch(of: Candidate | HeadItem, source: Mapping[str, Any], url: str | None) -> Mapping[str, Any]:
    order = {"sequencer": of.sequencer, "notified_at": of.notified_at}
    return {"at": of.date_downloaded, "source": source, "url": url, **order}


def moment(found: Mapping[str, Any]) -> Moment:
    return found["at"], found.get("notified_at") or "", raw_of(from_plain(Source, found["source"]))


def pointer(found: Mapping[str, Any]) -> Pointer:
    return from_plain(Pointer, found)


def read_item(article_id: str) -> Item | None:
    """What is stored under an id; Retry if that is of a kind which only a later release knows."""
    found = read_any(article_id)
    if found is None or isinstance(found, HeadItem | AliasItem):
        return found
    raise Retry(f"{article_id} is of a kind that this release does not know")


def stored_head(article_id: str) -> HeadItem | None:
    """The head that is stored under an id; None where there is none, or an alias."""
    item = read_item(article_id)
    return item if isinstance(item, HeadItem) else None


def read_any(article_id: str) -> ArticlesItem | None:
    try:
        return ArticlesItem.get(keys.article_pk(article_id), keys.HEAD, consistent_read=True)
    except ArticlesItem.DoesNotExist:
        return None


def names(alias: AliasItem) -> str | None:
    """The id that an alias leads to; None where its page is not known, and the article that it was has left."""
    return alias.first_seen["names"] if alias.first_seen else None


def read_article_head(article_id: str) -> HeadItem | None:
    """The head of an article, by its id or by an alias's."""
    item = read_item(article_id)
    leads_to = names(item) if isinstance(item, AliasItem) else None
    return stored_head(leads_to) if leads_to else item if isinstance(item, HeadItem) else None


def alias_after(head: HeadItem) -> AliasItem:
    """The alias that a head becomes."""
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


def note(article_id: str, item: Item | None, *, while_is: Item | None = None, **known: Any) -> Item:
    """Write down what is known about an id. LostRace if that changed since its item was read, or `while_is` did."""
    noted = item or AliasItem(keys.article_pk(article_id), keys.HEAD, article_id=article_id)
    is_still = is_at_turn(item) & IdItem.pk.exists() if item else IdItem.pk.does_not_exist()
    known["turn"] = next_turn(item)
    for name, value in known.items():
        setattr(noted, name, value)
    actions: list[Action] = [getattr(IdItem, name).set(value) for name, value in known.items()]
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
    """Let a transaction fail where an item is no longer as it was read."""
    transaction.condition_check(IdItem, item.pk, item.sk, condition=is_at_turn(item) & IdItem.pk.exists())


def next_turn(item: Item | None) -> int:
    return int(item.turn or 0) + 1 if item else 1


def is_at_turn(item: Item) -> Condition:
    return IdItem.turn.does_not_exist() if item.turn is None else IdItem.turn == item.turn


def plain_claims(claims: Mapping[str, Sighting]) -> Mapping[str, Any]:
    return {each: to_plain(claim) for each, claim in claims.items()}


def swap_head(head: HeadItem, old: Item | None, *, while_is: Item | None = None) -> None:
    """Put a head in the place of what was read there, and of nothing else. `while_is` is another item that must be as
    it was read: only then are the two checked in a transaction, which costs twice as much.
    """
    if while_is is None:
        head.save(condition=is_still(old))
        return
    with TransactWrite(connection=ArticlesItem._get_connection().connection) as transaction:
        transaction.save(head, condition=is_still(old))
        check(transaction, while_is)


def note_head(pk: str, old: HeadItem, notes: Mapping[str, Any]) -> None:
    """Write down what a page tells of an article without changing it. `notes` are attributes of the head."""
    actions: list[Action] = [getattr(HeadItem, name).set(value) for name, value in notes.items()]
    HeadItem(pk, keys.HEAD).update(actions=actions, condition=is_still(old))


def withdraw_head(pk: str, old: HeadItem, *, seen_at: str, now: str) -> None:
    """Mark an article as canceled, unless its page was seen later, or seen to be gone as late."""
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
