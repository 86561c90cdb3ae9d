"""What is known about an id, as its item keeps it: read from it, and noted in it under the condition that it is still
what was read.
"""

from collections.abc import Mapping
from typing import Any

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from copydesk.delivery import Candidate, Pointer
from copydesk.errors import Damaged, Retry
from copydesk.model import Source, to_plain
from copydesk.ownership import Sighting, Standing, raw_of, seen
from copydesk.plain import from_plain
from copydesk.storage import keys
from copydesk.storage.items import source_of, stored_article
from copydesk.storage.models import AliasItem, ArticlesItem, HeadItem, IdItem

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
    found = {"at": item.date_downloaded, "source": item.source.as_dict(), "url": item.url}
    return found | {"sequencer": item.sequencer, "notified_at": item.notified_at}


def latest_of(candidate: Candidate) -> Mapping[str, Any]:
    found = {"at": candidate.date_downloaded, "source": to_plain(candidate.source), "url": candidate.article.url}
    return found | {"sequencer": candidate.sequencer, "notified_at": candidate.notified_at}


def moment(found: Mapping[str, Any]) -> Moment:
    return found["at"], found.get("notified_at") or "", raw_of(from_plain(Source, found["source"]))


def pointer(found: Mapping[str, Any]) -> Pointer:
    place = {name: found.get(name) for name in ("sequencer", "notified_at", "url")}
    return Pointer(source=from_plain(Source, found["source"]), **place)


def read_item(article_id: str) -> Item | None:
    """What is stored under an id; Retry if that is of a kind which only a later release knows."""
    found = read_any(article_id)
    if found is None or isinstance(found, HeadItem | AliasItem):
        return found
    raise Retry(f"{article_id} is of a kind that this release does not know")


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
    if isinstance(item, AliasItem) and (leads_to := names(item)):
        item = read_item(leads_to)
    return item if isinstance(item, HeadItem) else None


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


def is_at_turn(item: Item) -> Any:
    return IdItem.turn.does_not_exist() if item.turn is None else IdItem.turn == item.turn


def plain_claims(claims: Mapping[str, Sighting]) -> Mapping[str, Any]:
    return {each: to_plain(claim) for each, claim in claims.items()}
