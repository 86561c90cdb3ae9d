"""The ids of blocks and quotes: digests of their content, so that equal ids mean equal content.

An id is derived from the plain record alone. The table therefore keeps none: a reader derives the same one again.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

#: `json.dumps` would make an encoder for each block.
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
#: Hex digits of an id.
_LENGTH = 20


def block_ids(contents: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """The id and the digest of each block of an article, in order, from its content as `to_plain` gives it.

    The content is a block without `block_id`, `digest` and `section`. Equal blocks are told apart by their ordinal.

    >>> (first, digest), (second, _) = block_ids([{"type": "divider"}, {"type": "divider"}])
    >>> first == digest[:20] != second
    True
    """
    seen: Counter[str] = Counter()
    for content in contents:
        digest = _digest(content)
        yield _digest([digest, seen[digest]])[:_LENGTH] if digest in seen else digest[:_LENGTH], digest
        seen[digest] += 1


def quote_id(
    *, block_id: str, start: int, text: str, speaker: str | None, speaker_raw: str | None, cue: str | None
) -> str:
    """The id of a quote: of its place, its words, and who said it how, where that is known."""
    is_known = speaker is not None or speaker_raw is not None or cue is not None
    identity = "\x1f".join((block_id, str(start), text, *((speaker or "", cue or "") if is_known else ())))
    return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def _digest(content: object) -> str:
    return sha256(_CANONICAL.encode(content).encode("utf-8", "surrogatepass")).hexdigest()
