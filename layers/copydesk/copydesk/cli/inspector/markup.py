"""HTML of our own making: text of a page gets in through `text` alone, and can say nothing but words."""

from collections.abc import Iterable
from html import escape
from typing import NewType
from urllib.parse import urlsplit

#: Markup that is safe to write: made here, or escaped here. mypy holds that nothing else gets into a page.
Html = NewType("Html", str)

NOTHING = Html("")
#: What would blank out words or turn their order round is shown as what it is: controls as the symbols that Unicode
#: has for them, overrides of the direction (UAX 9, 3.3) by their names.
_SHOWN = (
    {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)}
    | dict.fromkeys((*range(0x7F, 0xA0), *range(0xD800, 0xE000)), "\ufffd")
    | {0x202D: "⟨LRO⟩", 0x202E: "⟨RLO⟩"}
)
#: Longer texts (characters) are cut where they are shown; no paragraph of the public corpora is as long.
LONGEST_SHOWN = 20_000


def text(words: str | None, *, most: int = LONGEST_SHOWN) -> Html:
    """The words of a page, and nothing else that it may have meant.

    >>> text("<b onclick=x>"), text("abc", most=2)
    ('&lt;b onclick=x&gt;', 'ab … (1 more characters)')
    """
    words = words or ""
    more = f" … ({len(words) - most:,} more characters)" if len(words) > most else ""
    return Html(escape(words[:most].translate(_SHOWN) + more))


def tag(name: str, /, *inner: Html, **attributes: str | int | bool | None) -> Html:
    """An element; underscores of attributes' names are hyphens, and those of None or False are left out.

    >>> tag("p", text("1 < 2"), class_="a", data_run=3, hidden=False, title='"')
    '<p class="a" data-run="3" title="&quot;">1 &lt; 2</p>'
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items() if value not in (None, False))
    return Html(f"<{name}{written}>{''.join(inner)}</{name}>")


def joined(parts: Iterable[Html], between: str = "") -> Html:
    return Html(escape(between).join(parts))


def isolated(words: str | None, *, most: int = LONGEST_SHOWN) -> Html:
    """Words of a page in a line of ours: whatever their direction, it ends with them (HTML, 4.5.24)."""
    return tag("bdi", text(words, most=most))


def address(url: str | None) -> Html:
    """An address in full; one to follow only where it leads to the web."""
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
