"""Reads what an event needs from the image of a head of any version, or raises Reject."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from copydesk.errors import Reject, RejectReason
from copydesk.model import SEEN_FACTS, Block, PubStatus
from copydesk.plain import from_plain
from copydesk.web.timestamps import parse_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenHead:
    """The part of a head that an event needs. `blocks` is None if the body is damaged.

    `facts` are the facts that a reader sees, as JSON-ready values, with `url` and `host`.
    """

    article_id: str
    number: int
    date_downloaded: str
    withdrawn_at: str | None
    pub_status: str
    blocks: tuple[Block, ...] | None
    facts: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        fact = self.facts.get(name)
        return fact if isinstance(fact, str) else None


def seen_head(item: Mapping[str, Any]) -> SeenHead:
    """Reads a head. The id, revision, time and blocks are required; anything else may be missing or new."""
    withdrawn_at = None if item.get("withdrawn_at") is None else _instant(item, "withdrawn_at")
    status = item.get("pub_status", PubStatus.CANCELED if withdrawn_at else PubStatus.USABLE)
    return SeenHead(
        article_id=_text(item, "article_id"),
        number=_number(item),
        date_downloaded=_instant(item, "date_downloaded"),
        withdrawn_at=withdrawn_at,
        pub_status=str(status),
        blocks=None if "damaged" in item else _blocks(item),
        facts={name: item[name] for name in ("url", "host", *SEEN_FACTS) if item.get(name) is not None},
    )


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    if not isinstance(value, str) or not value:
        raise _reject(name, item)
    return value


def _instant(item: Mapping[str, Any], name: str) -> str:
    when = parse_instant(_text(item, name))
    if when is None:
        raise _reject(name, item)
    return when


def _number(item: Mapping[str, Any]) -> int:
    revision = item.get("revision")
    try:
        number = int(revision["number"]) if isinstance(revision, Mapping) else 0
    except (KeyError, TypeError, ValueError, OverflowError):
        number = 0
    if number < 1:
        raise _reject("revision", item)
    return number


def _blocks(item: Mapping[str, Any]) -> tuple[Block, ...]:
    try:
        blocks = tuple(from_plain(Block, block) for block in item["blocks"])
    except (LookupError, TypeError, AttributeError, ValueError):
        raise _reject("blocks", item) from None
    if not all(block.block_id and block.type for block in blocks):
        raise _reject("blocks", item)
    return blocks


def _reject(name: str, item: Mapping[str, Any]) -> Reject:
    found = "is missing" if name not in item else f"makes no sense: {item[name]!r:.80}"
    return Reject(RejectReason.UNKNOWN_MESSAGE, f"{name} of the head {found}")
