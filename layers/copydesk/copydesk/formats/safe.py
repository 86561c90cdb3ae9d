"""What may leave: printable text, addresses that only lead somewhere, inline markup of the allow-list, whole times."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape, unescape
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

#: Control characters but tab and line feed go; half of a surrogate pair can be written in no encoding.
_UNPRINTABLE: Mapping[int, str | None] = {
    **{code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)},
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
_HOSTED, _UNHOSTED = frozenset({"http", "https"}), frozenset({"mailto", "tel"})
#: Looking for one takes a thirtieth of what translating does, and few texts have any.
_ANY_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
#: RFC 3986 sections 2.2 and 2.3: what stands for itself; square brackets enclose an IPv6 address, nothing else.
_RESERVED = "%:/?@!$&'()*+,;=-._~"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
#: A tag as extraction writes it. Whatever else looks like markup is text.
_TAG = re.compile(
    r"<(/?)(abbr|a|br|b|cite|code|del|em|ins|i|kbd|mark|q|small|strong|sub|sup|s|u|var)(?: href=\"([^\"<>]*)\")?>"
)
#: A link without words, as headings carry to be linked to, leads from nothing.
_WORDLESS = re.compile(r'<a href="[^"]*"></a>')
#: RFC 3339 section 5.6 knows zones in whole minutes only.
_ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d")


def safe_text(text: str) -> str:
    """Text without control characters.

    >>> safe_text("a\\x00b\\n\\ud800")
    'ab\\n\ufffd'
    """
    return text.translate(_UNPRINTABLE) if _ANY_UNPRINTABLE.search(text) else text


def safe_values(value: Any) -> Any:
    """JSON-ready values with every text in them made safe."""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, Mapping):
        return {safe_text(key): safe_values(member) for key, member in value.items()}
    return [safe_values(each) for each in value] if isinstance(value, list | tuple) else value


def safe_url(url: str | None) -> str | None:
    """The address as RFC 3986 spells it; None for one that would run something or leads nowhere.

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
    """Inline markup that is closed, of the allow-list, and whose links lead to addresses.

    >>> safe_html('<em>so <a href="javascript:x">it</a> <script>')
    '<em>so it &lt;script&gt;</em>'
    """
    opened: list[str] = []
    safe = "".join(_pieces(html, opened)) + "".join(f"</{name}>" for name in reversed(opened))
    return _WORDLESS.sub("", safe)


def date_time(text: str | None) -> str | None:
    """A date that has a time and a zone, as RFC 3339 spells it; None for less: neither is made up.

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
    """An end tag ends what was opened within; one without a beginning ends nothing."""
    while name in opened:
        last = opened.pop()
        yield f"</{last}>"
        if last == name:
            return
