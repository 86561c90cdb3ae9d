"""Computes and compares the validators that show whether a client's copy is current (RFC 9110, section 8.8.3)."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from copydesk import __version__
from copydesk.model import StoredArticle, to_plain

_ENTITY_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def article_etag(stored: StoredArticle, content_ids: Iterable[str], form: str) -> str:
    """Returns an entity tag with the revision number that changes with every fact of the head, such as a withdrawal.

    Blocks and quotes never change under their ids, so ids suffice for the whole article. The tag is weak, because
    a new release may write the same record in other bytes.
    """
    head = replace(stored, article=replace(stored.article, blocks=(), quotes=()))
    facts = [to_plain(head), list(content_ids), form, __version__]
    digest = sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]
    return f'W/"{stored.revision.number}-{digest}"'


def body_etag(body: str) -> str:
    return f'"{sha256(body.encode()).hexdigest()[:32]}"'


def is_held(etag: str, if_none_match: str | None) -> bool:
    """True if a client holds the tag, by the weak comparison of If-None-Match (RFC 9110, section 13.1.2).

    >>> is_held('W/"2-ab"', '"1-aa", "2-ab"'), is_held('W/"2-ab"', "*"), is_held('W/"2-ab"', None)
    (True, True, False)
    """
    wanted = (if_none_match or "").strip()
    return wanted == "*" or etag.removeprefix("W/") in _ENTITY_TAG.findall(wanted)
