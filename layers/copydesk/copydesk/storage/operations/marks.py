"""Stores marks of the raw pages that ingest is done with, and the progress of the daily search (`reconcile`)."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from copydesk.model import Source
from copydesk.pipeline.reconcile import Pass, mark
from copydesk.storage import keys
from copydesk.storage.articles.writer import utc_now
from copydesk.storage.operations.models import MarkItem, PassItem

#: Marks are kept for longer than they are needed. A page is looked at until it is three days old, and a pass may take
#: some days.
_RETENTION = timedelta(days=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkStore:
    """Stores marks. Raises Retry while DynamoDB does not accept them."""

    now: Callable[[], datetime] = utc_now

    def note(self, sources: Iterable[Source]) -> None:
        """Marks pages as done, in one write."""
        marks = b"".join(map(mark, sources))
        if marks:
            now, name = self.now(), uuid4().hex
            item = MarkItem(keys.marks_pk(str(now.date()), int(name[:2], 16)), name)
            item.update(actions=[MarkItem.marks.set(marks), MarkItem.expires_at.set(now + _RETENTION)])


def marks_of(days: Sequence[str]) -> bytes:
    """Returns the marks of some days, joined without a gap."""
    pks = [pk for day in days for pk in keys.marks_pks(day)]
    return b"".join(item.marks for pk in pks for item in MarkItem.query(pk))


def last_pass() -> Pass | None:
    try:
        item = PassItem.get(keys.RECONCILE, keys.RECONCILE, consistent_read=True)
    except PassItem.DoesNotExist:
        return None
    return Pass(**json.loads(item.state))


def keep_pass(at: Pass) -> None:
    item = PassItem(keys.RECONCILE, keys.RECONCILE)
    item.update(actions=[PassItem.state.set(json.dumps(asdict(at)))])
