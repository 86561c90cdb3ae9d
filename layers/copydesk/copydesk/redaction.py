"""Secrets out of what is shown: credentials in URLs, values of parameters and fields whose names say that they are one.

What is kept to be worked with, a page's URL above all, stays whole in tables, queues and the raw bucket: without its
parameters the page could not be fetched again.
"""

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "***"

#: Names of what gives access: of sessions, of signed URLs (X-Amz-Signature, sig), of keys, of headers.
_WITHIN = "token|secret|signature|passw|credential|session|sessid|api[-_]?key|access[-_]?key|cookie|jwt|authorization"
_WHOLE = "(?:x-)?auth(?:[-_]?(?:key|code))?|pwd|sig|sid|hmac"
_SECRET = re.compile(rf"{_WITHIN}|^(?:{_WHOLE})$", re.IGNORECASE)
_USERINFO = re.compile(r"(?<=//)[^\s/?#@\"'<>\\]+@")
_PARAMETER = re.compile(r"(?<![\w.%-])([\w.%-]{1,64})(=|%3D)([^&?#\s\"'<>;\\]+)", re.IGNORECASE)
#: A field of JSON, also of JSON within JSON, where quotation marks have backslashes before them.
_FIELD = re.compile(
    rf"((\\*[\"'])(?=[\w-]{{0,64}}?(?:{_WITHIN})|(?:{_WHOLE})\2)[\w-]{{1,64}}\2\s{{0,9}}:\s{{0,9}}(\\*[\"']))(?:(?!\3).)*",
    re.IGNORECASE | re.DOTALL,
)
_HEADER = re.compile(
    rf"(?<![\w\"'-])(?=[\w-]{{0,64}}?(?:{_WITHIN})|(?:{_WHOLE}):)([\w-]{{1,64}})(:[ \t]+)([^\r\n]+)", re.IGNORECASE
)


def redacted(value: Any) -> Any:
    """A value as it may be shown.

    >>> redacted("https://ana:pw@example.org/a?id=7&X-Amz-Signature=0f1e#top")
    'https://***@example.org/a?id=7&X-Amz-Signature=***#top'
    >>> redacted({"detail": "Cookie: id=7; sid=8", "author": "Ana"})
    {'detail': 'Cookie: ***', 'author': 'Ana'}
    """
    match value:
        case str():
            return _PARAMETER.sub(_named, without_credentials(value))
        case Mapping():
            return {key: HIDDEN if is_secret(key) else redacted(each) for key, each in value.items()}
        case list() | tuple():
            return [redacted(each) for each in value]
    return value


def without_credentials(text: str) -> str:
    """A text without what is never needed again; the parameters of its URLs stay.

    >>> without_credentials('{"url": "https://example.org/a?token=1", "authorization": "Bearer 2"}')
    '{"url": "https://example.org/a?token=1", "authorization": "***"}'
    """
    hidden = _USERINFO.sub(f"{HIDDEN}@", text)
    return _HEADER.sub(_named, _FIELD.sub(rf"\1{HIDDEN}", hidden))


def is_secret(name: object) -> bool:
    return isinstance(name, str) and _SECRET.search(name) is not None


def _named(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}{HIDDEN}" if is_secret(found[1]) else found[0]
