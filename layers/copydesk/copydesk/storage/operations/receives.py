"""Records receives of messages, to distinguish one that crashes the function from one that waits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.expressions.update import Action

from copydesk.storage.articles.writer import utc_now
from copydesk.storage.dynamodb import get_all
from copydesk.storage.keys import RECEIVES, message_pk
from copydesk.storage.operations.models import MessageItem

#: A day longer than a queue keeps a message.
_RETENTION = timedelta(days=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveStore:
    """Notes by message id and number of receives. Every method raises Retry while DynamoDB refuses for now.

    A message that is done at its first receive has no note.
    """

    now: Callable[[], datetime] = utc_now

    def retries(self, message_ids: Sequence[str]) -> dict[str, int]:
        """Returns how often a Retry put each message back. Messages without a note are left out."""
        keys = [(message_pk(message_id), RECEIVES) for message_id in message_ids]
        found = {item.pk: len(item.retried or ()) for item in get_all(MessageItem, keys)}
        return {message_id: found[pk] for message_id in message_ids if (pk := message_pk(message_id)) in found}

    def note_retry(self, message_id: str, receive: int) -> None:
        """Records that work on a message ended with a Retry. Earlier receives without an end stay counted."""
        self._update(message_id, MessageItem.retried.add({receive}), MessageItem.began.delete({receive}))

    def note_begun(self, message_id: str, receive: int) -> int:
        """Records that work on a message begins. Returns how often it began without an end, this time included."""
        return len(self._update(message_id, MessageItem.began.add({receive})).began or ())

    def _update(self, message_id: str, *actions: Action) -> MessageItem:
        item = MessageItem(message_pk(message_id), RECEIVES)
        item.update(actions=[*actions, MessageItem.expires_at.set(self.now() + _RETENTION)])
        return item
