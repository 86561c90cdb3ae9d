"""This module reads the values in inline scripts: JSON, and JavaScript object literals as far as they are data.

It runs no script, and reads each character a bounded number of times.
"""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

#: Shorter scripts (characters) hold no article.
_SHORTEST = 300
#: The most characters of scripts that are read, and of literals that are no JSON, which take longer.
_MOST_READ, _MOST_LENIENT = 6_000_000, 1_500_000
#: The most values of one script that are read, and the deepest nesting of a literal that mentions names.
_MOST_VALUES, _MAX_DEPTH = 2_000, 100
#: Attributes in which frameworks pass a page's data to its script (Inertia, React on Rails, Stimulus).
_DATA_ATTRIBUTES = ("data-page", "data-props", "data-react-props", "data-state", "data-initial-state")
_DECODER = json.JSONDecoder(strict=False)
_WRAPPING = re.compile(r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/)?|(?:-->)?\s*;?\s*$")
#: The beginning of a value: it is assigned, returned, or passed as data or as text to be parsed. The pattern begins
#: with one of few characters, the last of each keyword, because `re` then takes an eighth of the time.
_BEGINS = re.compile(
    r"[=n:(](?=\s*[\[{\"'d])(?:"
    r"(?:(?<==)|(?<=\breturn)|(?<=\bdata:))\s*(?=[\[{])"
    r"|(?:(?<==)\s*|(?<=\bJSON\.parse\()\s*(?:decodeURIComponent\(\s*)?)(?=[\"'](?:[\[{]|%7B|%5B|\\\"|\\u0022))"
    r")"
)
#: The characters of each keyword before its last one.
_BEFORE_LAST = {"=": 0, "n": len("retur"), ":": len("data"), "(": len("JSON.parse")}
_NAME = re.compile(r"([\w$.]{1,60})[\"'\]]*\s*$")
_TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*+"?|'(?:[^'\\]|\\.)*+'?|`(?:[^`\\]|\\.)*+`?)"""
    r"|(?P<space>\s++|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|//[^\n]*+)"
    r"|(?P<key>[A-Za-z_$][\w$]*+(?=\s*+:)|\d++(?=\s*+:))"
    r"|(?P<number>-?(?:0|[1-9]\d*+)(?:\.\d++)?(?:[eE][+-]?\d++)?(?![\w.]))"
    r"|(?P<word>![01]|[\w$.]++)|(?P<mark>.)",
    re.DOTALL,
)
#: Escapes that JavaScript has and JSON lacks.
_ESCAPE = re.compile(r"""\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,4})\}|(\n)|([^"\\/bfnrtux\n]))""")
_WORDS = {"true": "true", "false": "false", "null": "null", "!0": "true", "!1": "false"}
_CLOSING = {"{": "}", "[": "]", "(": ")"}
#: The prefix of a name that a literal only mentions, until its value is known.
_MENTIONED = "\ue000"
_PARAMETERS = re.compile(r"function\s*\(([\w$,\s]*+)\)\s*\{\s*return\s*$")
_CALLED = re.compile(r"[\s;]*\}\s*\)?\s*(?=\()")
_LONGEST_HEAD = 20_000


class Held(NamedTuple):
    """A value that a page holds beside its text, and the name of what holds it."""

    name: str
    value: Any


def values_of(tree: LexborHTMLParser) -> Iterator[Held]:
    """Yields every value of the inline scripts and data attributes of a page, in document order."""
    left = _MOST_READ
    for script in tree.css("script:not([src])"):
        text, attributes = script.text(), script.attributes
        kind = (attributes.get("type") or "").lower()
        if len(text) < _SHORTEST or "ld+json" in kind or left < len(text):
            continue
        left -= len(text)
        name = attributes.get("id") or ""
        if "json" in kind:
            yield Held(name, _json(_WRAPPING.sub("", text)))
        else:
            yield from _Script(text).values()
    for node in tree.css(",".join(f"[{name}]" for name in _DATA_ATTRIBUTES)):
        for name in _DATA_ATTRIBUTES:
            text = node.attributes.get(name) or ""
            if _SHORTEST <= len(text) <= left:
                left -= len(text)
                yield Held(name, _json(text))


def _json(text: str) -> Any:
    for candidate in (text, unescape(text) if "&quot;" in text else ""):
        try:
            return _DECODER.decode(candidate)
        except (ValueError, RecursionError):
            continue
    return None


class _Script:
    """Reads the literals of one script in order, each once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lenient = _MOST_LENIENT

    def values(self) -> Iterator[Held]:
        at = 0
        for _ in range(_MOST_VALUES):
            begin = _BEGINS.search(self._text, at)
            if begin is None:
                return
            first, start = begin.start() - _BEFORE_LAST[begin[0][0]], begin.end()
            name = _NAME.search(self._text[max(0, first - 80) : first])
            value, at = self._value(start)
            yield Held(name[1] if name else "", value)

    def _value(self, start: int) -> tuple[Any, int]:
        """Returns the value at an offset, or None if it is none, and its end."""
        try:
            value, end = _DECODER.raw_decode(self._text, start)
        except (ValueError, RecursionError):
            value, end = self._literal(start)
        if isinstance(value, str):
            value = _json(unquote(value) if value.startswith("%") else value)
        return value, max(end, start + 1)

    def _literal(self, start: int) -> tuple[Any, int]:
        if self._lenient <= 0:
            return None, len(self._text)
        written, end = _as_json(self._text, start)
        self._lenient -= end - start
        value = _json(written)
        called = _CALLED.match(self._text, end)
        names = _PARAMETERS.search(self._text, max(0, start - _LONGEST_HEAD), start) if called and value else None
        if called and names:
            written, end = _as_json(self._text, called.end())
            given = _json(written)
            known = dict(zip(re.findall(r"[\w$]+", names[1]), given if isinstance(given, list) else (), strict=False))
            value = _resolved(value, known, 0)
        return value, end


def _as_json(text: str, start: int) -> tuple[str, int]:
    """Returns a literal as JSON, as far as it is data, and its end. A list of arguments becomes an array."""
    parts: list[str] = []
    open_: list[str] = []
    called = 0
    for token in _TOKEN.finditer(text, start):
        kind, words = token.lastgroup or "", token[0]
        if kind == "space":
            continue
        if called or (words == "(" and parts):
            # The arguments of a call are no data: new Date(0).
            called += {"(": 1, ")": -1}.get(words, 0)
            continue
        if kind == "mark" and words in _CLOSING:
            open_.append(_CLOSING[words])
        elif kind == "mark" and open_ and words == open_[-1]:
            open_.pop()
            del parts[len(parts) - (parts[-1] == ",") :]
        parts.append(_written(kind, words))
        if not open_:
            return "".join(parts), token.end()
    return "", len(text)


def _written(kind: str, words: str) -> str:
    if kind == "string":
        return _string(words)
    if kind == "key":
        return f'"{words}"'
    if kind == "word":
        return _WORDS.get(words, "" if words in ("new", "void") else json.dumps(_MENTIONED + words))
    return {"(": "[", ")": "]"}.get(words, words)


def _string(quoted: str) -> str:
    inner = quoted[1:-1] if len(quoted) > 1 and quoted[-1] == quoted[0] else quoted[1:]
    if quoted[0] != '"':
        inner = re.sub(r'(\\.)|"', lambda found: found[1] or '\\"', inner, flags=re.DOTALL)
    return f'"{_ESCAPE.sub(_unescaped, inner) if "\\" in inner else inner}"'


def _unescaped(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return f"\\u{code:0>4}" if code else "" if escape[3] else escape[4]


def _resolved(value: Any, known: dict[str, Any], depth: int) -> Any:
    """Returns a value with mentioned names replaced by their arguments, to a bounded depth."""
    if depth > _MAX_DEPTH:
        return None
    if isinstance(value, str) and value.startswith(_MENTIONED):
        return known.get(value[1:])
    if isinstance(value, list):
        return [_resolved(each, known, depth + 1) for each in value]
    if isinstance(value, dict):
        return {key: _resolved(each, known, depth + 1) for key, each in value.items()}
    return value
