"""The records between a change of the articles table and an event on the bus."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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
