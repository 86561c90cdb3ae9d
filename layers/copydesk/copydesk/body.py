"""Packs an article's body into one value, gzipped JSON, and leaves out what a reader can derive.

    {"site_name": …, "provenance": {…},
     "blocks": [{"type": "paragraph", "text": …}, {"type": "paragraph", "text": …, "html": …}, …],
     "quotes": [{"block": 0, "start": 5, "end": 60, "speaker": …, "cue": …}, …]}
The names and values are those of `to_plain`. A reader derives:

- the ids, digests and section headings of blocks, and the ids and texts of quotes
- `html` where it equals the escaped text, and `links` where they equal those of `html`; the same holds for list items

A value that differs from the derived one is stored, so a reader never guesses. Members of later releases are kept too.
"""

import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from html import escape, unescape
from typing import Any

from copydesk.errors import Damaged

# Ids are derived from the plain record alone. The table therefore stores none, and a reader derives the same ones.

#: One encoder for all blocks; `json.dumps` would create one per block.
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
#: The number of hex digits of an id.
_LENGTH = 20


def block_ids(contents: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yields the id and the digest of each block of an article, in order.

    The contents are blocks in the form of `to_plain` without `block_id`, `digest` and `section`. An ordinal
    distinguishes equal blocks. `page` does not count, so a block has one id on whatever page it is.

    >>> (first, digest), (second, _) = block_ids([{"type": "divider"}, {"type": "divider"}])
    >>> first == digest[:20] != second
    True
    """
    seen: Counter[str] = Counter()
    for content in contents:
        digest = _digest(_without(content, ("page",)) if "page" in content else content)
        yield _digest([digest, seen[digest]])[:_LENGTH] if digest in seen else digest[:_LENGTH], digest
        seen[digest] += 1


def quote_id(
    *, block_id: str, start: int, text: str, speaker: str | None, speaker_raw: str | None, cue: str | None
) -> str:
    """Returns the id of a quote. It depends on the place, the words and, where known, the speaker and the cue."""
    is_known = speaker is not None or speaker_raw is not None or cue is not None
    identity = "\x1f".join((block_id, str(start), text, *((speaker or "", cue or "") if is_known else ())))
    return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def _digest(content: object) -> str:
    return sha256(_CANONICAL.encode(content).encode("utf-8", "surrogatepass")).hexdigest()


type Plain = dict[str, Any]

_HEADER = "header"
_BLOCK = ("block_id", "digest", "section")
_QUOTE = ("quote_id", "block_id", "text")
_TAG = re.compile("<[^>]*>")
#: Every exception that bytes can raise which are not a body.
_FAULTS = (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, AttributeError)


def packed(article: Mapping[str, Any]) -> bytes:
    """Returns the body of an article, or of some of its facts, given as by `to_plain`. Equal articles give equal bytes.

    >>> unpacked(packed({"kicker": "Sport", "blocks": [{"type": "divider"}]}))["kicker"]
    'Sport'
    """
    blocks: list[Plain] = list(article.get("blocks", ()))
    places = {block["block_id"]: place for place, block in enumerate(blocks) if "block_id" in block}
    kept = {
        "blocks": list(_kept_blocks(blocks)),
        "quotes": [_kept_quote(quote, places, blocks) for quote in article.get("quotes", ())],
    }
    text = json.dumps({**article, **kept}, ensure_ascii=False, separators=(",", ":"))
    # The time of packing is left out, so that equal articles give equal bytes.
    return gzip.compress(text.encode("utf-8", "surrogatepass"), mtime=0)


def unpacked(content: bytes) -> Plain:
    """Returns the facts, blocks and quotes of a body with all derived members. Raises Damaged if it cannot be read."""
    with _readable():
        body = _loaded(content)
        blocks = list(_whole_blocks(body["blocks"]))
        return {**body, "blocks": blocks, "quotes": [_whole_quote(quote, blocks) for quote in body["quotes"]]}


def facts(content: bytes) -> Plain:
    """Returns the facts of a body alone, as they are stored, which is faster. Raises Damaged if it cannot be read.

    >>> facts(packed({"kicker": "Sport", "blocks": [{"type": "divider"}]}))
    {'kicker': 'Sport'}
    """
    with _readable():
        return _without(_loaded(content), ("blocks", "quotes"))


def _loaded(content: bytes) -> Plain:
    body: Plain = json.loads(gzip.decompress(content).decode("utf-8", "surrogatepass"))
    return body


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except _FAULTS as error:
        raise Damaged(f"the body cannot be read: {type(error).__name__}: {error!s:.100}") from error


def _kept_blocks(blocks: Sequence[Plain]) -> Iterator[Plain]:
    lean = [_lean(_without(block, _BLOCK)) for block in blocks]
    for block, kept, whole in zip(blocks, lean, _whole_blocks(lean), strict=True):
        yield kept | {name: block[name] for name in _BLOCK if name in block and block[name] != whole.get(name)}


def _whole_blocks(kept: Sequence[Plain]) -> Iterator[Plain]:
    contents = [_full(_without(each, _BLOCK)) for each in kept]
    section: str | None = None
    for block, content, (block_id, digest) in zip(kept, contents, block_ids(contents), strict=True):
        derived = {"block_id": block_id, "digest": digest} | ({"section": section} if section else {})
        yield derived | content | {name: block[name] for name in _BLOCK if name in block}
        if content["type"] == _HEADER:
            section = content.get("text")


def _lean(record: Plain) -> Plain:
    """Returns a block or item without what `_full` derives. An empty value says that there is none."""
    kept = dict(record)
    if "items" in kept:
        kept["items"] = [_lean(item) for item in kept["items"]]
    for name, derived in (("html", _html(record)), ("links", _links(record))):
        if derived and record.get(name) == derived:
            del kept[name]
        elif derived and name not in record:
            kept[name] = type(derived)()
    return kept


def _full(kept: Plain) -> Plain:
    record = dict(kept)
    if "items" in record:
        record["items"] = [_full(item) for item in record["items"]]
    for name, derive in (("html", _html), ("links", _links)):
        value = record[name] if name in record else derive(record)
        if value:
            record[name] = value
        else:
            record.pop(name, None)
    return record


def _html(record: Plain) -> str:
    return escape(record.get("text", ""), quote=False)


def _links(record: Plain) -> list[Plain]:
    return list(_anchors(record.get("html", "")))


def _anchors(markup: str) -> Iterator[Plain]:
    for part in markup.split('<a href="')[1:]:
        url, _, rest = part.partition('"')
        text = unescape(_TAG.sub("", rest.partition(">")[2].partition("</a>")[0]))
        yield {"url": unescape(url)} | ({"text": text} if text else {})


def _kept_quote(quote: Plain, places: Mapping[str, int], blocks: Sequence[Plain]) -> Plain:
    kept = _without(quote, _QUOTE)
    if quote["block_id"] in places:
        kept["block"] = places[quote["block_id"]]
    # The id comes last, because it is derived from the other two.
    for name in reversed(_QUOTE):
        if _whole_quote(kept, blocks)[name] != quote.get(name, ""):
            kept[name] = quote.get(name, "")
    return kept


def _whole_quote(kept: Plain, blocks: Sequence[Plain]) -> Plain:
    block: Plain = blocks[kept["block"]] if "block" in kept else {}
    whole = {"block_id": block.get("block_id", ""), "text": block.get("text", "")[kept["start"] : kept["end"]]}
    whole |= _without(kept, ("block",))
    said = {name: whole.get(name) for name in ("speaker", "speaker_raw", "cue")}
    return {"quote_id": quote_id(block_id=whole["block_id"], start=whole["start"], text=whole["text"], **said)} | whole


def _without(record: Mapping[str, Any], names: Iterable[str]) -> Plain:
    return {name: value for name, value in record.items() if name not in names}
