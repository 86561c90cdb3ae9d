"""This Lambda on the event bus sends corrections, silent edits and withdrawals to a topic.

template.yaml deploys it beside a stack. It needs no layer: boto3 comes with the runtime.
"""

import os
from functools import cache
from typing import Any

import boto3


@cache
def topic() -> Any:
    return boto3.resource("sns").Topic(os.environ["TOPIC_ARN"])


def lambda_handler(event: dict[str, Any], _context: object) -> None:
    """Takes one event.

    The bus may send it twice, so the message carries its id. After an error the event is tried again.
    """
    detail = event["detail"]
    news = news_of(event["detail-type"], detail)
    if news is None:
        return
    # A truncated event has neither headline nor URL. The reader of the message looks the article up by its id.
    title = detail.get("headline") or detail["article_id"]
    lines = [news, title, detail.get("canonical_url") or detail.get("url") or "", f"event {detail['event_id']}"]
    topic().publish(Subject="Copydesk", Message="\n".join(line for line in lines if line))


def news_of(kind: str, detail: dict[str, Any]) -> str | None:
    """Returns the news for an editor in an event, or None."""
    changes = detail.get("changes", {})
    if kind == "article.withdrawn":
        return "An article is gone."
    if kind != "article.revised":
        return None
    if corrections := changes.get("corrections_added"):
        return "A correction: " + " / ".join(corrections)
    return "An article changed without a note." if changes.get("silent_edit") else None
