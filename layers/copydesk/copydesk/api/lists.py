"""Answers with one part of a list at a time. Each part gives the cursor of the next one."""

import json
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from copydesk.api.cursors import bad_cursor, from_cursor, to_cursor
from copydesk.api.messages import JSON, Answer
from copydesk.api.problems import NOT_FOUND, Problem
from copydesk.api.records import Part, ReadPart, listed_record
from copydesk.api.routing import Call, Plain
from copydesk.errors import BadCursor
from copydesk.model import to_plain
from copydesk.web.redaction import redacted

#: The most characters of a refused message. Its beginning identifies it.
_LONGEST_MESSAGE = 2_000


def list_site(call: Call) -> Answer:
    return _list(call, "articles", call.reads.site, call.arguments["host"], listed_record)


def list_day(call: Call) -> Answer:
    return _list(call, "articles", call.reads.day, call.arguments["day"], listed_record)


def list_revisions(call: Call) -> Answer:
    """Lists the revisions of an article.

    The last one stays as long as the article, so an empty list means no article.
    """
    wanted = call.arguments["article_id"]
    part = _part(call, call.reads.history, wanted)
    if not part.items and not call.arguments["cursor"]:
        raise Problem(NOT_FOUND, f"No article has the id {wanted}.", remedy="Find ids by /sites/{host}/articles.")
    return _answer(call, "revisions", wanted, part, listed_record)


def list_quotes(call: Call) -> Answer:
    return _list(call, "quotes", call.reads.speaker, call.arguments["name"], to_plain)


def list_rejects(call: Call) -> Answer:
    return _list(call, "rejects", call.reads.rejects, call.arguments["reason"], _reject_record)


def _list[K: str, T](call: Call, name: str, read: ReadPart[K, T], key: K, record: Callable[[T], Plain]) -> Answer:
    return _answer(call, name, key, _part(call, read, key), record)


def _part[K: str, T](call: Call, read: ReadPart[K, T], key: K) -> Part[T]:
    cursor = call.arguments["cursor"]
    after = from_cursor(_listing(call, key), cursor) if cursor else None
    try:
        return read(key, limit=call.arguments["limit"], after=after)
    except BadCursor:
        raise bad_cursor("The place that it names is none of this list's.") from None


def _listing(call: Call, key: str) -> str:
    """Returns the identity of a list: its kind, which begins the path, and its key."""
    return f"{call.request.path.split('/')[1]} {key}"


def _answer[T](call: Call, name: str, key: str, part: Part[T], record: Callable[[T], Plain]) -> Answer:
    body: Plain = {name: [record(item) for item in part.items]}
    headers = {}
    if part.next:
        body["next"] = to_cursor(_listing(call, key), part.next)
        # RFC 8288.
        headers["Link"] = f'<{_next_url(call, body["next"])}>; rel="next"'
    return Answer(status=200, body=json.dumps(body, ensure_ascii=False), media_type=JSON, headers=headers)


def _next_url(call: Call, following: str) -> str:
    kept = [pair for pair in parse_qsl(call.request.query, keep_blank_values=True) if pair[0] in ("limit", "reason")]
    return f"{call.request.path}?{urlencode([*kept, ('cursor', following)])}"


def _reject_record(reject: object) -> Plain:
    record: Plain = to_plain(reject)
    if "message" in record:
        record["message"] = redacted(record["message"])[:_LONGEST_MESSAGE]
    return record
