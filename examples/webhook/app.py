"""This webhook posts each event of the bus to an address. Posts are signed, and tried again until they are accepted.

As a Lambda behind a rule of the bus it needs no layer. It reads WEBHOOK_URL and WEBHOOK_SECRET from its environment. A
receiver checks the signature of the raw body, and drops an event whose id it has seen. `verified` shows how.
"""

import hashlib
import hmac
import json
import os
import time
from typing import Any
from urllib.request import Request, urlopen

_SECONDS = 10
#: A receiver refuses older signatures (seconds), so that nobody can repeat an old request.
_TOO_OLD = 300


def lambda_handler(event: dict[str, Any], _context: object) -> None:
    """Raises for an answer other than 2xx, so that EventBridge tries again for up to a day."""
    send(event, url=os.environ["WEBHOOK_URL"], secret=os.environ["WEBHOOK_SECRET"].encode(), now=time.time())


def send(event: dict[str, Any], *, url: str, secret: bytes, now: float) -> None:
    if not url.startswith(("https://", "http://127.0.0.1:")):
        raise ValueError("WEBHOOK_URL is no https:// address")
    message = {"type": event["detail-type"], "id": event["detail"]["event_id"], "data": event["detail"]}
    body = json.dumps(message).encode()
    headers = {
        "Content-Type": "application/json",
        "Copydesk-Event": message["id"],
        "Copydesk-Timestamp": str(int(now)),
        "Copydesk-Signature": signature(body, str(int(now)), secret),
    }
    with urlopen(Request(url, body, headers), timeout=_SECONDS):  # noqa: S310  # https, as checked above
        pass


def signature(body: bytes, timestamp: str, secret: bytes) -> str:
    return "sha256=" + hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def verified(body: bytes, *, timestamp: str, signed: str, secret: bytes, now: float) -> bool:
    """Returns whether a body is ours, whole and recent. A receiver calls this."""
    is_recent = timestamp.isdecimal() and abs(now - int(timestamp)) <= _TOO_OLD
    return is_recent and hmac.compare_digest(signed, signature(body, timestamp, secret))
