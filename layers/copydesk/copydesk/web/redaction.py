"""Secrets out of what is shown: credentials in URLs, values of parameters and fields whose names say that they are one.

What is kept to be worked with, a page's URL above all, stays whole in tables, queues and the raw bucket: without its
parameters the page could not be fetched again.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

HIDDEN = "***"

#: Names of what gives access: of sessions, of signed URLs (X-Amz-Signature, sig, Akamai's hdnts), of keys, of headers.
_WITHIN = (
    "token|secret|signature|passw|credential|session|sessid|api[-_]?key|access[-_]?key|key[-_]?pair[-_]?id|cookie|jwt"
    "|authorization|nonce|hmac|csrf|xsrf|saml|hdn(?:ts|ea|tl)"
)
_WHOLE = "(?:x-)?auth(?:[-_]?(?:key|code))?|pwd|sig|sid|otp|mkt_tok"
_SECRET = re.compile(rf"{_WITHIN}|^(?:{_WHOLE})$", re.IGNORECASE)
#: Names that are secrets in an address only, where a key in a bucket and a code of a status are none: of signed URLs
#: (Policy is CloudFront's, md5 and hash are nginx's), of links for one reader (to sign in, from a newsletter, a gift).
_IN_ADDRESS = re.compile(
    r"key|code|\w*(?:access|auth|invite|login|share|verification)[-_]?code|unlock\w*|ticket|policy|md5|hash|pass|pin"
    r"|(?:\w*[-_])?e?mail(?:[-_]?addr(?:ess)?)?|magic[\w-]*|invit(?:e|ation)|verify|verification|confirm(?:ation)?"
    r"|reset|unsubscribe|gift\w*|freebie|gaa_\w+|mc_eid|_hsenc|vero_id|oly_enc_id|ck_subscriber_id",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"(?<=//)[^\s/?#@\"'<>\\]+@")
#: A name, and what parts it from its value: percent-encoded as often as the address is that stands in another one.
_NAME = re.compile(
    r"(?:(?<![\w.%-])|(?<=[%5](?:3F|26|23|3B|7E|2F|5B)))([\w.-]{1,64})(?:\]|%(?:25){0,5}5D)?(=|%(?:25){0,5}3D)\\{0,8}[\"']?",
    re.IGNORECASE,
)
#: What stands before a parameter's name in an address.
_BEFORE = re.compile(r"[?&;#~/]\Z|(?:3F|26|23|3B|7E|2F)\Z", re.IGNORECASE)
_VALUE = re.compile(r"[^&?#\s\"'<>;\\]+")
_ENCODED_VALUE = re.compile(r"(?:(?!%(?:25){0,5}(?:26|23|3B))[^&?#\s\"'<>;\\])+", re.IGNORECASE)
#: Credentials that say what they are, wherever they stand (RFC 6750, RFC 7519).
_BEARER = re.compile(r"\b(Bearer(?:\s|%20))[\w.~+/-]{16,}=*|\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*", re.IGNORECASE)
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
            return _BEARER.sub(_of_bearer, "".join(_without_values(without_credentials(value))))
        case Mapping():
            return {key: HIDDEN if is_secret(key) else redacted(each) for key, each in value.items()}
        case list() | tuple():
            return [redacted(each) for each in value]
    return value


def redacted_start(text: str, most: int) -> str:
    """The first characters of a text as it may be shown: a secret that is cut in half would not be known as one."""
    return str(redacted(text))[:most]


def without_credentials(text: str) -> str:
    """A text without what is never needed again; the parameters of its URLs stay.

    >>> without_credentials('{"url": "https://example.org/a?token=1", "authorization": "Bearer 2"}')
    '{"url": "https://example.org/a?token=1", "authorization": "***"}'
    """
    hidden = _USERINFO.sub(f"{HIDDEN}@", text)
    return _HEADER.sub(_named, _FIELD.sub(rf"\1{HIDDEN}", hidden))


def is_secret(name: object) -> bool:
    return isinstance(name, str) and _SECRET.search(name) is not None


def _without_values(text: str) -> Iterator[str]:
    """The text in pieces, with each secret parameter's value hidden."""
    at, kept = 0, 0
    while found := _NAME.search(text, at):
        at = found.end()
        if not _is_secret_parameter(text, found):
            continue
        if value := (_VALUE if found[2] == "=" else _ENCODED_VALUE).match(text, at):
            yield f"{text[kept:at]}{HIDDEN}"
            at = kept = value.end()
    yield text[kept:]


def _is_secret_parameter(text: str, found: re.Match[str]) -> bool:
    if is_secret(found[1]):
        return True
    before = text[max(0, found.start() - 2) : found.start()]
    return _IN_ADDRESS.fullmatch(found[1]) is not None and _BEFORE.search(before) is not None


def _of_bearer(found: re.Match[str]) -> str:
    return f"{found[1] or ''}{HIDDEN}"


def _named(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}{HIDDEN}" if is_secret(found[1]) else found[0]
