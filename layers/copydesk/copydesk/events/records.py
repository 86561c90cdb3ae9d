"""The records between a change of the articles table and an event on the bus."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from copydesk.model import to_plain

#: Goes up with a new schema beside the old: when a field is removed or means something else, never when one is added.
EVENT_VERSION = 1


class EventKind(StrEnum):
    """The detail-type of an event, and the name of its schema."""

    CREATED = "article.created"
    REVISED = "article.revised"
    WITHDRAWN = "article.withdrawn"
    RESTORED = "article.restored"


class Withdrawal(StrEnum):
    """Why an article is withdrawn: its page was gone, or its record was deleted."""

    GONE = "gone"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange:
    """One record of the table's stream: the item as it was and as it is, None where it was not or is no more.

    A head has its body's facts, blocks and quotes beside its attributes, or is `damaged`.
    """

    pk: str
    sk: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    changed_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A value that another took the place of; None where there was or is none."""

    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a revision changed. An edited block is neither among the deleted nor among the added ones.

    `compared` is false where one of the two bodies is damaged. Edits and corrections are then unknown, and so is
    whether the edit is silent. `fields` names the head's facts that changed.
    """

    blocks_added: tuple[str, ...] = ()
    blocks_deleted: tuple[str, ...] = ()
    blocks_edited: tuple[Replaced, ...] = ()
    blocks_moved: tuple[str, ...] = ()
    corrections_added: tuple[str, ...] = ()
    headline: Replaced | None = None
    fields: tuple[str, ...] = ()
    compared: bool
    silent_edit: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleEvent:
    """What happened to an article. `time` is when its page was seen so: of the change, never of the telling."""

    kind: EventKind
    event_id: str
    time: str
    article_id: str
    url: str | None
    canonical_url: str | None
    site: str | None
    headline: str | None
    date_published: str | None
    revision: int
    previous_revision: int | None = None
    pub_status: str
    reason: Withdrawal | None = None
    changes: Changes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event as it goes to the bus: `detail` is JSON in ASCII, `changed_at` when the table changed."""

    kind: EventKind
    event_id: str
    article_id: str
    revision: int
    detail: str
    changed_at: str


#: The bus takes 1 MB in a call, and consumers may sit behind targets that take 256 KB with the envelope around it.
LARGEST_DETAIL = 200_000

#: What a pointer keeps of its event: ids and numbers, none of which a page can make long.
_KEPT = ("version", "event_id", "time", "article_id", "revision", "previous_revision", "pub_status", "reason")


def entry(event: ArticleEvent, change: TableChange, *, table: str) -> Entry:
    detail = _detail(event)
    if len(json.dumps(detail)) > LARGEST_DETAIL:
        detail = _pointer(detail, change, table)
    return Entry(
        kind=event.kind,
        event_id=event.event_id,
        article_id=event.article_id,
        revision=event.revision,
        detail=json.dumps(detail),
        changed_at=change.changed_at,
    )


def _detail(event: ArticleEvent) -> dict[str, Any]:
    told: dict[str, Any] = {"version": EVENT_VERSION} | to_plain(event)
    del told["kind"]  # the event's detail-type
    return told


def _pointer(detail: dict[str, Any], change: TableChange, table: str) -> dict[str, Any]:
    where = {"table": table, "pk": change.pk, "sk": change.sk}
    return {name: detail[name] for name in _KEPT if name in detail} | {"truncated": True, "read": where}
