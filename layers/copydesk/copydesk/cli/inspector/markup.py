"""Writes HTML of our own. The text of a page is written by `text` only, so none of its markup has an effect."""

from collections.abc import Iterable
from html import escape
from typing import NewType
from urllib.parse import urlsplit

#: Markup that is safe to write, because it was made or escaped here. mypy checks that a page contains nothing else.
Html = NewType("Html", str)

NOTHING = Html("")
#: Characters that would hide words or reverse their order are shown. Control characters become the symbols that Unicode
#: has for them. Overrides of the direction (UAX 9, 3.3) become their names.
_SHOWN = (
    {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)}
    | dict.fromkeys((*range(0x7F, 0xA0), *range(0xD800, 0xE000)), "\ufffd")
    | {0x202D: "⟨LRO⟩", 0x202E: "⟨RLO⟩"}
)
#: The most characters of a text that are shown. No paragraph of the public corpora is as long.
LONGEST_SHOWN = 20_000


def text(words: str | None, *, most: int = LONGEST_SHOWN) -> Html:
    """Returns the words of a page, escaped and without control characters.

    >>> text("<b onclick=x>"), text("abc", most=2)
    ('&lt;b onclick=x&gt;', 'ab … (1 more characters)')
    """
    words = words or ""
    more = f" … ({len(words) - most:,} more characters)" if len(words) > most else ""
    return Html(escape(words[:most].translate(_SHOWN) + more))


def tag(name: str, /, *inner: Html, **attributes: str | int | bool | None) -> Html:
    """Returns an element. Underscores in attribute names become hyphens. Attributes of None or False are left out.

    >>> tag("p", text("1 < 2"), class_="a", tabindex=0, hidden=False, title='"')
    '<p class="a" tabindex="0" title="&quot;">1 &lt; 2</p>'
    """
    given = ((key, value) for key, value in attributes.items() if value is not None and value is not False)
    written = "".join(_attribute(key, value) for key, value in given)
    return Html(f"<{name}{written}>{''.join(inner)}</{name}>")


def joined(parts: Iterable[Html], between: str = "") -> Html:
    return Html(escape(between).join(parts))


def isolated(words: str | None, *, most: int = LONGEST_SHOWN) -> Html:
    """Returns words of a page inside one of our lines. Their direction does not affect the rest (HTML, 4.5.24)."""
    return tag("bdi", text(words, most=most))


def address(url: str | None) -> Html:
    """Returns a whole address, as a link only if it leads to the web."""
    if not url:
        return NOTHING
    shown = text(url, most=500)
    if not _is_web(url):
        return tag("bdi", shown, class_="address")
    return tag("a", tag("bdi", shown), class_="address", href=url, rel="noreferrer noopener", target="_blank")


def _is_web(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https") and url.isprintable()
    except ValueError:
        return False


def _attribute(name: str, value: str | int | bool | None) -> str:
    key = name.rstrip("_").replace("_", "-")
    return f" {key}" if value is True else f' {key}="{escape(str(value).translate(_SHOWN))}"'
