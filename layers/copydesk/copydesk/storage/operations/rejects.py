"""Records, lists and counts refused pages and messages. Each is stored once, however often it came."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from pynamodb.expressions.update import Action

from copydesk.errors import Reject, RejectReason
from copydesk.model import Source, to_plain
from copydesk.plain import from_plain
from copydesk.storage.articles.writer import utc_now
from copydesk.storage.dynamodb import LostRace, get_all
from copydesk.storage.keys import reject_pk
from copydesk.storage.operations.models import RejectItem
from copydesk.web.redaction import redacted_start, without_credentials
from copydesk.web.timestamps import instant

#: The bytes of a message that its reject holds, enough for a person to recognise it. `keep` stores the whole message.
LONGEST_MESSAGE = 2_000
_LONGEST_DETAIL = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectRecord:
    """A refused page or message. `count` is how often it came.

    `source` is the location of the raw page. If there is none, `message` is the beginning of the message.
    `whole_message` is the object that holds all of a long one.
    """

    reject_id: str
    reason: RejectReason
    detail: str
    source: Source | None
    message: str | None
    first_seen: str
    last_seen: str
    count: int
    whole_message: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectStore:
    """Stores rejects. `retention` is how long a reject is kept after it was last seen.

    `keep` stores a long message under its digest and returns its location.
    """

    retention: timedelta
    keep: Callable[[str, str], Source]
    now: Callable[[], datetime] = utc_now

    def record(self, reject: Reject, *, source: Source | None, message: str) -> None:
        now = self.now()
        item = RejectItem(reject_pk(reject.reason), _digest(source, message))
        actions: list[Action] = [
            RejectItem.reason.set(str(reject.reason)),
            RejectItem.detail.set(_printable(redacted_start(reject.detail, _LONGEST_DETAIL))),
            RejectItem.first_seen.set(RejectItem.first_seen | instant(now)),
            RejectItem.last_seen.set(instant(now)),
            RejectItem.expires_at.set(now + self.retention),
            RejectItem.times.add(1),
        ]
        if source is None:
            actions += self._message(without_credentials(message), item.sk)
        else:
            actions.append(RejectItem.source.set(to_plain(source)))
        item.update(actions=actions)

    def _message(self, message: str, digest: str) -> list[Action]:
        kept = _shortened(message)
        actions: list[Action] = [RejectItem.message.set(kept)]
        if len(kept) < len(message):
            actions.append(RejectItem.whole_message.set(to_plain(self.keep(digest, message))))
        return actions


def list_rejects(reason: RejectReason | None = None) -> list[RejectRecord]:
    """Returns the rejects of a reason, or all rejects, the last seen first."""
    reasons = RejectReason if reason is None else [reason]
    items = [item for each in reasons for item in RejectItem.query(reject_pk(each))]
    return _last_seen_first(items)


def rejects_of(*, source: Source | None, message: str = "") -> list[RejectRecord]:
    """Returns the rejects of one page, or of a message without a page, the last seen first, with one call."""
    digest = _digest(source, message)
    found = get_all(RejectItem, [(reject_pk(reason), digest) for reason in RejectReason])
    return _last_seen_first(found)


def rejects_beginning(digits: str) -> list[RejectRecord]:
    """Returns the rejects whose ids begin with some digits, the last seen first, with one query per reason."""
    behind = RejectItem.sk.startswith(digits)
    return _last_seen_first(item for reason in RejectReason for item in RejectItem.query(reject_pk(reason), behind))


def forget_reject(record: RejectRecord) -> None:
    """Deletes a reject that was processed again, unless it was refused again meanwhile."""
    unchanged = RejectItem.last_seen == record.last_seen
    with suppress(LostRace):
        RejectItem(reject_pk(record.reason), record.reject_id).delete(condition=unchanged)


def _last_seen_first(items: Iterable[RejectItem]) -> list[RejectRecord]:
    return sorted(map(reject_record, items), key=lambda record: record.last_seen, reverse=True)


def _digest(source: Source | None, message: str) -> str:
    identity = repr(_place(source)) if source else message
    return sha256(identity.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _place(source: Source) -> tuple[str | int | None, ...]:
    whole = (source.bucket, source.key, source.version_id)
    return whole if source.offset is None else (*whole, source.offset)


def _shortened(message: str) -> str:
    kept = message.encode("utf-8", "backslashreplace")[:LONGEST_MESSAGE]
    return kept.decode("utf-8", "ignore")


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def reject_record(item: RejectItem) -> RejectRecord:
    return from_plain(RejectRecord, {**item.to_simple_dict(force=True), "reject_id": item.sk})
