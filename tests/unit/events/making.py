"""This module makes heads as the stream shows them for the tests of events, and reads the events' schemas."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from copydesk.events.records import TableChange

SCHEMAS = Path(__file__).parents[3] / "layers/copydesk/copydesk/events/schemas"
ARTICLE_ID = "0f" * 16
PK = f"ARTICLE#{ARTICLE_ID}"
MORNING, NOON, EVENING = (f"2024-04-25T{hour}:00:00.000000Z" for hour in ("08", "12", "18"))
CHANGED_AT = "2024-04-25T20:00:00.000000Z"


def head(
    *blocks: str,
    number: int = 1,
    at: str = NOON,
    kinds: Mapping[str, str] = {},
    **more: Any,  # only read
) -> dict[str, Any]:
    """Returns a head with its body unpacked.

    Blocks are named by their words; `kinds` are the types of those that are no paragraphs.
    """
    facts = {
        "pk": PK,
        "sk": "HEAD",
        "kind": "head",
        "article_id": ARTICLE_ID,
        "url": "https://news.example.com/story?page=1",
        "canonical_url": "https://news.example.com/story",
        "host": "news.example.com",
        "type": "article",
        "headline": "A headline",
        "date_published": "2024-04-25",
        "date_downloaded": at,
        "pub_status": "usable",
        "blocks": [{"block_id": each, "type": kinds.get(each, "paragraph"), "text": each} for each in blocks],
        "revision": {"number": number, "digest": "-".join(blocks)},
    }
    return {name: fact for name, fact in (facts | more).items() if fact is not None}


def withdrawn(item: Mapping[str, Any], at: str = EVENING) -> dict[str, Any]:
    return dict(item) | {"pub_status": "canceled", "withdrawn_at": at}


def change(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, *, sk: str = "HEAD") -> TableChange:
    return TableChange(pk=PK, sk=sk, old=old, new=new, changed_at=CHANGED_AT)


def closed(schema: Any) -> Any:
    """Returns a stricter schema that allows only named members, so that ours must name all that is sent."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(each) for name, each in schema.items()}
    return inner | {"additionalProperties": False} if "properties" in schema else inner


@cache
def validator(kind: str, version: int = 1) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{kind}.v{version}.json").read_text("utf-8"))
    return Draft202012Validator(closed(schema))


def checked(kind: str, detail: str) -> dict[str, Any]:
    """Returns a detail as its consumers read it, after a check against its schema."""
    told: dict[str, Any] = json.loads(detail)
    validator(kind, told["version"]).validate(told)
    return told
