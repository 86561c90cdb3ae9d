"""Makes values safe to hand out: printable text, harmless addresses, allow-listed markup, and complete times."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape, unescape
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

#: Replacements for control characters except tab and line feed, and for surrogates, which no encoding can write.
_UNPRINTABLE: Mapping[int, str | None] = {
    **{code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)},
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
_HOSTED, _UNHOSTED = frozenset({"http", "https"}), frozenset({"mailto", "tel"})
#: A search that costs a thirtieth of translating, and few texts contain such characters.
_ANY_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
#: Characters that stay as they are (RFC 3986, sections 2.2 and 2.3). Square brackets only enclose an IPv6 address.
_RESERVED = "%:/?@!$&'()*+,;=-._~"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
#: A tag in the form that extraction writes. Anything else that looks like markup is text.
_TAG = re.compile(
    r"<(/?)(abbr|a|br|b|cite|code|del|em|ins|i|kbd|mark|q|small|strong|sub|sup|s|u|var)(?: href=\"([^\"<>]*)\")?>"
)
#: A link without words, as headings have for anchors. It is removed.
_WORDLESS = re.compile(r'<a href="[^"]*"></a>')
#: A time with a zone in whole minutes, the only kind in RFC 3339, section 5.6.
_ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d")


def safe_text(text: str) -> str:
    """Returns text without control characters.

    >>> safe_text("a\\x00b\\n\\ud800")
    'ab\\n\ufffd'
    """
    return text.translate(_UNPRINTABLE) if _ANY_UNPRINTABLE.search(text) else text


def safe_values(value: Any) -> Any:
    """Returns JSON-ready values in which every text is safe."""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, Mapping):
        return {safe_text(key): safe_values(member) for key, member in value.items()}
    return [safe_values(each) for each in value] if isinstance(value, list | tuple) else value


def safe_url(url: str | None) -> str | None:
    """Returns the address in the spelling of RFC 3986, or None if it would run something or leads nowhere.

    >>> safe_url("https://example.org/a b?q=ü"), safe_url("javascript:alert(1)")
    ('https://example.org/a%20b?q=%C3%BC', None)
    """
    try:
        parts = urlsplit(safe_text(url or "").strip())
    except ValueError:
        return None
    if parts.scheme not in _UNHOSTED and not (parts.scheme in _HOSTED and parts.netloc):
        return None
    host = _spelled(parts.netloc, _RESERVED + "[]")
    return urlunsplit((parts.scheme, host, *(_spelled(part, _RESERVED) for part in parts[2:])))


def safe_html(html: str) -> str:
    """Returns closed inline markup of the allow-list, whose links lead to safe addresses.

    >>> safe_html('<em>so <a href="javascript:x">it</a> <script>')
    '<em>so it &lt;script&gt;</em>'
    """
    opened: list[str] = []
    safe = "".join(_pieces(html, opened)) + "".join(f"</{name}>" for name in reversed(opened))
    return _WORDLESS.sub("", safe)


def date_time(text: str | None) -> str | None:
    """Returns a date with a time and a zone in RFC 3339, or None if one of them is missing.

    >>> date_time("2024-04-25T12:00+0200"), date_time("2024-04-25"), date_time("2024-04-25T12:00:00")
    ('2024-04-25T12:00:00+02:00', None, None)
    """
    try:
        spelled = datetime.fromisoformat(text or "").isoformat()
    except ValueError:
        return None
    return spelled if _ZONED.fullmatch(spelled) else None


def _spelled(part: str, safe: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=safe, errors="replace")


def _pieces(html: str, opened: list[str]) -> Iterator[str]:
    end = 0
    for tag in _TAG.finditer(html):
        yield _words(html[end : tag.start()])
        yield "".join(_closed(tag[2], opened)) if tag[1] else _opened(tag[2], tag[3], opened)
        end = tag.end()
    yield _words(html[end:])


def _words(html: str) -> str:
    return escape(safe_text(unescape(html)), quote=False)


def _opened(name: str, href: str | None, opened: list[str]) -> str:
    if name == "br":
        return "<br>"
    url = safe_url(unescape(href)) if href else None
    if name == "a" and (url is None or "a" in opened):
        return ""
    opened.append(name)
    return f'<a href="{escape(url)}">' if name == "a" and url else f"<{name}>"


def _closed(name: str, opened: list[str]) -> Iterator[str]:
    """Yields the end tags up to the named element. An end tag without a start closes nothing."""
    while name in opened:
        last = opened.pop()
        yield f"</{last}>"
        if last == name:
            return
