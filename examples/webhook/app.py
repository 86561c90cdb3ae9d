"""A webhook: each event of the bus is posted to an address, signed, and tried again until it is taken.

As a Lambda behind a rule of the bus it needs no layer. WEBHOOK_URL and WEBHOOK_SECRET are its environment.
A receiver checks the signature of the raw body, and drops an event whose id it has seen: `verified` shows how.
"""

import hashlib
import hmac
import json
import os
import time
from typing import Any
from urllib.request import Request, urlopen

_SECONDS = 10
#: Seconds after which a receiver takes no signature any more, so that nobody repeats an old request.
_TOO_OLD = 300


def lambda_handler(event: dict[str, Any], _context: object) -> None:
    """Raises for an answer other than 2xx, so that EventBridge tries again for up to a day."""
    send(event, url=os.environ["WEBHOOK_URL"], secret=os.environ["WEBHOOK_SECRET"].encode(), now=time.time())


def send(event: dict[str, Any], *, url: str, secret: bytes, now: float) -> None:
    if not url.startswith(("https://", "http://127.0.0.1:")):
        raise ValueError("WEBHOOK_URL is no https:// address")
    told = {"type": event["detail-type"], "id": event["detail"]["event_id"], "data": event["detail"]}
    body = json.dumps(told).encode()
    headers = {
        "Content-Type": "application/json",
        "Copydesk-Event": told["id"],
        "Copydesk-Timestamp": str(int(now)),
        "Copydesk-Signature": signature(body, str(int(now)), secret),
    }
    with urlopen(Request(url, body, headers), timeout=_SECONDS):  # noqa: S310  # https, as checked above
        pass


def signature(body: bytes, timestamp: str, secret: bytes) -> str:
    return "sha256=" + hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def verified(body: bytes, *, timestamp: str, signed: str, secret: bytes, now: float) -> bool:
    """The receiver's side: whether a body is ours, whole and recent."""
    is_recent = timestamp.isdecimal() and abs(now - int(timestamp)) <= _TOO_OLD
    return is_recent and hmac.compare_digest(signed, signature(body, timestamp, secret))
