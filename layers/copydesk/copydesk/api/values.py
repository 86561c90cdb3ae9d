"""Defines the parameters of the routes, and how the text of each is read."""

import re
from datetime import date
from urllib.parse import urlsplit

from copydesk.api.cursors import LONGEST_CURSOR
from copydesk.api.parameters import Parameter
from copydesk.api.representations import FORMATS
from copydesk.errors import Reject, RejectReason
from copydesk.formats.chunks import BUDGET, LEAST_BUDGET, MOST_BUDGET
from copydesk.web.urls import MAX_URL_LENGTH, normalize_url

_ARTICLE_ID = "[0-9a-f]{32}"
#: The largest revision number: the keys have five digits.
_LAST_REVISION = 99_999
_MOST_ITEMS = 100
_USUAL_ITEMS = 25
_LONGEST_NAME = 500


def _article_id(text: str) -> str:
    if not re.fullmatch(_ARTICLE_ID, text):
        raise ValueError("an article's id has 32 digits of 0-9 and a-f")
    return text


def _url(text: str) -> str:
    try:
        return normalize_url(text)
    except Reject as reject:
        raise ValueError(reject.detail) from reject


def _host(text: str) -> str:
    """Returns a host in the form of a record: in lower case, as in a URL."""
    parts = urlsplit(_url(f"https://{text}/"))
    if parts.path.strip("/") or parts.query or parts.port:
        raise ValueError("a host is a name or an address, without a port or a path")
    return parts.hostname or ""


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text).isoformat()
    except ValueError:
        day = ""
    # ISO 8601 has several spellings of a day, but the index has only one.
    if day != text:
        raise ValueError("a day is written yyyy-mm-dd")
    return day


def _speaker(text: str) -> str:
    if len(text) > _LONGEST_NAME or not any(character.isalnum() for character in text):
        raise ValueError(f"a speaker's name has a letter, and at most {_LONGEST_NAME} characters")
    return text


def _revision(text: str) -> int:
    return _whole(text, 1, _LAST_REVISION)


def _limit(text: str) -> int:
    return _whole(text, 1, _MOST_ITEMS)


def _whole(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and least <= int(text) <= most):
        raise ValueError(f"it is a whole number from {least} to {most}")
    return int(text)


def _chunk_tokens(text: str) -> int:
    return _whole(text, LEAST_BUDGET, MOST_BUDGET)


def _blocks(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("it is true or false")
    return text == "true"


def _form(text: str) -> str:
    if text not in FORMATS:
        raise ValueError(f"it is one of {', '.join(FORMATS)}")
    return text


def _cursor(text: str) -> str:
    if not 0 < len(text) <= LONGEST_CURSOR:
        raise ValueError("it is `next` of this list's last answer")
    return text


def _reason(text: str) -> RejectReason:
    if text not in RejectReason:
        raise ValueError(f"it is one of {', '.join(RejectReason)}")
    return RejectReason(text)


ARTICLE_ID = Parameter(
    name="article_id", place="path", read=_article_id, required=True,
    schema={"type": "string", "pattern": f"^{_ARTICLE_ID}$"},
    description="The digest of the article's identity, as records and events carry it.",
)  # fmt: skip
REVISION = Parameter(
    name="number", place="path", read=_revision, required=True,
    schema={"type": "integer", "minimum": 1, "maximum": _LAST_REVISION},
    description="The revision's number, counted from 1.",
)  # fmt: skip
HOST = Parameter(
    name="host", place="path", read=_host, required=True,
    schema={"type": "string"},
    description="The host that the articles were read from, such as www.example.com.",
)  # fmt: skip
DAY = Parameter(
    name="day", place="path", read=_day, required=True,
    schema={"type": "string", "format": "date"},
    description="The day, in UTC, that the articles state as theirs, or else were read on.",
)  # fmt: skip
SPEAKER = Parameter(
    name="name", place="path", read=_speaker, required=True,
    schema={"type": "string", "maxLength": _LONGEST_NAME},
    description="Who speaks, percent-encoded; capitals, spaces and punctuation do not count.",
)  # fmt: skip
URL = Parameter(
    name="url", place="query", read=_url, required=True,
    schema={"type": "string", "format": "uri", "maxLength": MAX_URL_LENGTH},
    description="The article's address, percent-encoded: its canonical URL, where its page names one.",
)  # fmt: skip
FORMAT = Parameter(
    name="format", place="query", read=_form,
    schema={"type": "string", "enum": list(FORMATS)},
    description="The format, in place of the Accept header.",
)  # fmt: skip
CHUNK_TOKENS = Parameter(
    name="chunk_tokens", place="query", read=_chunk_tokens,
    schema={"type": "integer", "minimum": LEAST_BUDGET, "maximum": MOST_BUDGET, "default": BUDGET},
    description="The most tokens of a chunk, by an estimate; for the format chunks alone.",
)  # fmt: skip
BLOCKS = Parameter(
    name="blocks", place="query", read=_blocks, default=True,
    schema={"type": "boolean", "default": True},
    description="false: the head alone, with the ids of its blocks and quotes; JSON only.",
)  # fmt: skip
LIMIT = Parameter(
    name="limit", place="query", read=_limit, default=_USUAL_ITEMS,
    schema={"type": "integer", "minimum": 1, "maximum": _MOST_ITEMS, "default": _USUAL_ITEMS},
    description="How many at most; an answer may hold fewer and still have a `next`.",
)  # fmt: skip
CURSOR = Parameter(
    name="cursor", place="query", read=_cursor,
    schema={"type": "string", "maxLength": LONGEST_CURSOR},
    description="`next` of this list's last answer.",
)  # fmt: skip
REASON = Parameter(
    name="reason", place="query", read=_reason, required=True,
    schema={"type": "string", "enum": list(RejectReason)},
    description="Why the pages were refused.",
)  # fmt: skip
