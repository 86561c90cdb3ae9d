"""An event as the detail that goes to the bus; one too large for every consumer becomes a pointer."""

import json
from typing import Any

from copydesk.events.records import EVENT_VERSION, ArticleEvent, Entry, TableChange
from copydesk.model import to_plain

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
