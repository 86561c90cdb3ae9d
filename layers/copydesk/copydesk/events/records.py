"""Defines the records between a change of the articles table and an event on the bus."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from copydesk.model import to_plain

#: The version of the event format. It rises when a field is removed or changes its meaning, not when one is added.
EVENT_VERSION = 1


class EventKind(StrEnum):
    """The kind of an event: its detail-type on the bus, and the name of its schema."""

    CREATED = "article.created"
    REVISED = "article.revised"
    WITHDRAWN = "article.withdrawn"
    RESTORED = "article.restored"


class Withdrawal(StrEnum):
    """The reason of a withdrawal: the page was gone, or the record was deleted."""

    GONE = "gone"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange:
    """One record of the table's stream: the old and the new item, None if there was or is none.

    A head also has the facts, blocks and quotes of its body as members, or the member `damaged`.
    """

    pk: str
    sk: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    changed_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """An old value and the new one that replaced it. None means that there was or is none."""

    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The changes of a revision. An edited block is neither among the deleted nor among the added ones.

    `compared` is false if one of the two bodies is damaged. Edits and corrections are then unknown, and so is
    whether the edit is silent. `fields` names the facts of the head that changed.
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
    """A change of an article. `time` is when the page was seen in its new state, not when the event was sent."""

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
    """An event for the bus. `detail` is ASCII JSON, and `changed_at` is when the table changed."""

    kind: EventKind
    event_id: str
    article_id: str
    revision: int
    detail: str
    changed_at: str


#: The most bytes of a detail. The bus takes 1 MB per call, but targets may take only 256 KB including the envelope.
LARGEST_DETAIL = 200_000

#: The fields that a shortened event keeps: ids and numbers, which no page can make long.
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
    detail: dict[str, Any] = {"version": EVENT_VERSION} | to_plain(event)
    del detail["kind"]  # the event's detail-type
    return detail


def _pointer(detail: dict[str, Any], change: TableChange, table: str) -> dict[str, Any]:
    where = {"table": table, "pk": change.pk, "sk": change.sk}
    return {name: detail[name] for name in _KEPT if name in detail} | {"truncated": True, "read": where}
