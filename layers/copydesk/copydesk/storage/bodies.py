"""Bodies that are too large for an item: objects of the raw bucket, each named by a head and its revisions.

The name is the body's digest, and an object is written once. So a reader of a head never meets another one's body.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from copydesk.errors import Damaged
from copydesk.storage.models import FactsItem

#: Keys of the raw bucket that begin so are no pages.
BODIES_PREFIX = "bodies/"


def _nowhere(key: str, *_: bytes) -> bytes:
    raise Damaged(f"the body is the object {key}, and this reader has no bucket: use_bodies")


@dataclass(slots=True)
class _Bucket:
    load: Callable[[str], bytes] = _nowhere
    save: Callable[[str, bytes], object] = _nowhere


_BUCKET = _Bucket()


def use_bodies(*, load: Callable[[str], bytes], save: Callable[[str, bytes], object] = _nowhere) -> None:
    """Say how an object is read and written by its key. `load` raises Damaged if there is none."""
    _BUCKET.load, _BUCKET.save = load, save


def body_of(item: FactsItem) -> bytes:
    """The packed body of an article; Damaged if it is nowhere."""
    if item.body is not None:
        return item.body
    if item.body_key is None:
        raise Damaged(f"{item.pk} {item.sk} has no body")
    return _BUCKET.load(item.body_key)


def move_out(item: FactsItem) -> bytes:
    """Take the body out of an item, which then names its object. The body is to be saved before the item."""
    body = body_of(item)
    item.body, item.body_key = None, f"{BODIES_PREFIX}{item.article_id}/{sha256(body).hexdigest()[:32]}"
    return body


def save_body(key: str, body: bytes) -> None:
    _BUCKET.save(key, body)
