"""An article's body as one value: JSON in gzip, without what can be derived from it.

    {"site_name": …, "provenance": {…},
     "blocks": [{"type": "paragraph", "text": …, "html": …}, …],
     "quotes": [{"block": 0, "start": 5, "end": 60, "speaker": …, "cue": …}, …]}

Names and values are those of `to_plain`. Ids, digests, section headings and the texts of quotes are derived on reading.
A value that the rules would not derive is kept, so that a reader never guesses. What a later release adds is kept, too.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from copydesk.content_ids import block_ids, quote_id
from copydesk.errors import Damaged

type Plain = dict[str, Any]

_HEADER = "header"
_BLOCK = ("block_id", "digest", "section")
_QUOTE = ("quote_id", "block_id", "text")


def packed(article: Mapping[str, Any]) -> bytes:
    """The body of an article, or of some of its facts, as `to_plain` gives them. Equal articles make equal bytes.

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
    # The time of packing is no part of it.
    return gzip.compress(text.encode("utf-8", "surrogatepass"), mtime=0)


def unpacked(content: bytes) -> Plain:
    """The facts, blocks and quotes of a body, each whole; Damaged if it is none."""
    try:
        body: Plain = json.loads(gzip.decompress(content).decode("utf-8", "surrogatepass"))
        blocks = list(_whole_blocks(body["blocks"]))
        return {**body, "blocks": blocks, "quotes": [_whole_quote(quote, blocks) for quote in body["quotes"]]}
    except (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Damaged(f"the body cannot be read: {type(error).__name__}: {error!s:.100}") from error


def _kept_blocks(blocks: Sequence[Plain]) -> Iterator[Plain]:
    for block, whole in zip(blocks, _whole_blocks([_without(block, _BLOCK) for block in blocks]), strict=True):
        yield {name: value for name, value in block.items() if name not in _BLOCK or whole.get(name) != value}


def _whole_blocks(kept: Sequence[Plain]) -> Iterator[Plain]:
    section: str | None = None
    for block, (block_id, digest) in zip(kept, block_ids(_without(each, _BLOCK) for each in kept), strict=True):
        derived = {"block_id": block_id, "digest": digest} | ({"section": section} if section else {})
        yield derived | block
        if block["type"] == _HEADER:
            section = block.get("text")


def _kept_quote(quote: Plain, places: Mapping[str, int], blocks: Sequence[Plain]) -> Plain:
    kept = _without(quote, _QUOTE)
    if quote["block_id"] in places:
        kept["block"] = places[quote["block_id"]]
    # The id comes last: it is derived from the other two.
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


def _without(record: Plain, names: Sequence[str]) -> Plain:
    return {name: value for name, value in record.items() if name not in names}
