"""Removes secrets from what is shown: credentials in URLs, and values of parameters and fields with secret names.

What is needed for work, above all a page's URL, stays whole in tables, queues and the raw bucket. Without its
parameters the page could not be fetched again.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

HIDDEN = "***"

#: Names of secrets: of sessions, signed URLs (X-Amz-Signature, sig, Akamai's hdnts), keys and headers.
_WITHIN = (
    "token|secret|signature|passw|credential|session|sessid|api[-_]?key|access[-_]?key|key[-_]?pair[-_]?id|cookie|jwt"
    "|authorization|nonce|hmac|csrf|xsrf|saml|hdn(?:ts|ea|tl)"
)
_WHOLE = "(?:x-)?auth(?:[-_]?(?:key|code))?|pwd|sig|sid|otp|mkt_tok"
_SECRET = re.compile(rf"{_WITHIN}|^(?:{_WHOLE})$", re.IGNORECASE)
#: Names that are secrets only in an address, because a key in a bucket and a status code are none. Some belong to
#: signed URLs (Policy is CloudFront's, md5 and hash are nginx's). Others belong to links for one reader (sign-in,
#: newsletter, gift).
_IN_ADDRESS = re.compile(
    r"key|code|\w*(?:access|auth|invite|login|share|verification)[-_]?code|unlock\w*|ticket|policy|md5|hash|pass|pin"
    r"|(?:\w*[-_])?e?mail(?:[-_]?addr(?:ess)?)?|magic[\w-]*|invit(?:e|ation)|verify|verification|confirm(?:ation)?"
    r"|reset|unsubscribe|gift\w*|freebie|gaa_\w+|mc_eid|_hsenc|vero_id|oly_enc_id|ck_subscriber_id",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"(?<=//)[^\s/?#@\"'<>\\]+@")
#: A parameter's name and its equals sign, percent-encoded as often as its address is nested in others.
_NAME = re.compile(
    r"(?:(?<![\w.%-])|(?<=[%5](?:3F|26|23|3B|7E|2F|5B)))([\w.-]{1,64})(?:\]|%(?:25){0,5}5D)?(=|%(?:25){0,5}3D)\\{0,8}[\"']?",
    re.IGNORECASE,
)
#: The characters that precede a parameter's name in an address.
_BEFORE = re.compile(r"[?&;#~/]\Z|(?:3F|26|23|3B|7E|2F)\Z", re.IGNORECASE)
_VALUE = re.compile(r"[^&?#\s\"'<>;\\]+")
_ENCODED_VALUE = re.compile(r"(?:(?!%(?:25){0,5}(?:26|23|3B))[^&?#\s\"'<>;\\])+", re.IGNORECASE)
#: Credentials with a recognisable form (RFC 6750, RFC 7519).
_BEARER = re.compile(r"\b(Bearer(?:\s|%20))[\w.~+/-]{16,}=*|\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*", re.IGNORECASE)
#: A field of JSON, or of JSON within JSON, where backslashes precede the quotation marks.
_FIELD = re.compile(
    rf"((\\*[\"'])(?=[\w-]{{0,64}}?(?:{_WITHIN})|(?:{_WHOLE})\2)[\w-]{{1,64}}\2\s{{0,9}}:\s{{0,9}}(\\*[\"']))(?:(?!\3).)*",
    re.IGNORECASE | re.DOTALL,
)
_HEADER = re.compile(
    rf"(?<![\w\"'-])(?=[\w-]{{0,64}}?(?:{_WITHIN})|(?:{_WHOLE}):)([\w-]{{1,64}})(:[ \t]+)([^\r\n]+)", re.IGNORECASE
)


def redacted(value: Any) -> Any:
    """Returns a value without its secrets, as it may be shown.

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
    """Returns the first characters of a redacted text.

    A secret cut in half would not be recognised, so it cuts last.
    """
    return str(redacted(text))[:most]


def without_credentials(text: str) -> str:
    """Removes credentials that are never needed again. The parameters of URLs stay.

    >>> without_credentials('{"url": "https://example.org/a?token=1", "authorization": "Bearer 2"}')
    '{"url": "https://example.org/a?token=1", "authorization": "***"}'
    """
    hidden = _USERINFO.sub(f"{HIDDEN}@", text)
    return _HEADER.sub(_named, _FIELD.sub(rf"\1{HIDDEN}", hidden))


def is_secret(name: object) -> bool:
    return isinstance(name, str) and _SECRET.search(name) is not None


def _without_values(text: str) -> Iterator[str]:
    """Yields the text in pieces, with the value of each secret parameter hidden."""
    at, kept = 0, 0
    while found := _NAME.search(text, at):
        at = found.end()
        if not _is_secret_parameter(text, found):
            continue
        if value := (_VALUE if found[2] == "=" else _ENCODED_VALUE).match(text, at):
            yield f"{text[kept:at]}{HIDDEN}"
            at = kept = value.end()
    yield text[kept:]


def _is_secret_parameter(text: str, match: re.Match[str]) -> bool:
    if is_secret(match[1]):
        return True
    before = text[max(0, match.start() - 2) : match.start()]
    return _IN_ADDRESS.fullmatch(match[1]) is not None and _BEFORE.search(before) is not None


def _of_bearer(match: re.Match[str]) -> str:
    return f"{match[1] or ''}{HIDDEN}"


def _named(match: re.Match[str]) -> str:
    return f"{match[1]}{match[2]}{HIDDEN}" if is_secret(match[1]) else match[0]
