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
_OPENING = re.compile(r"\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/)?")
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
_QUOTED = r"""(?:"(?:[^"\\]|\\.)*+"?|'(?:[^'\\]|\\.)*+'?|`(?:[^`\\]|\\.)*+`?)"""
_COMMENT = r"(?:/\*(?:[^*]|\*(?!/))*+(?:\*/)?|//[^\n]*+)"
_TOKEN = re.compile(
    rf"(?P<string>{_QUOTED})|(?P<space>\s++|{_COMMENT})"
    r"|(?P<key>[A-Za-z_$][\w$]*+(?=\s*+:)|\d++(?=\s*+:))"
    r"|(?P<number>-?(?:0|[1-9]\d*+)(?:\.\d++)?(?:[eE][+-]?\d++)?(?![\w.]))"
    r"|(?P<word>![01]|[\w$.]++)|(?P<mark>.)",
    re.DOTALL,
)
#: Escapes that JavaScript has and JSON lacks.
_ESCAPE = re.compile(r"""\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,4})\}|(\n)|([^"\\/bfnrtux\n]))""")
_WORDS = {"true": "true", "false": "false", "null": "null", "!0": "true", "!1": "false"}
_CLOSING = {"{": "}", "[": "]", "(": ")"}
_DEEPER, _AS_ARRAY = {"(": 1, ")": -1}, {"(": "[", ")": "]"}
#: The prefix of a name that a literal only mentions, until its value is known.
_MENTIONED = "\ue000"
_PARAMETERS = re.compile(r"function\s*\(([\w$,\s]*+)\)\s*\{\s*return\s*$")
_CALLED = re.compile(r"[\s;]*\}\s*\)?\s*(?=\()")
_LONGEST_HEAD = 20_000
#: The marks of data. A literal with any other is code.
_MARKS = frozenset("{}[](),:")
#: What the brackets of code are found by: strings and comments, which may contain others, and brackets.
_BRACKETS = re.compile(rf"{_QUOTED}|{_COMMENT}|(?P<mark>[][(){{}}])", re.DOTALL)


class Held(NamedTuple):
    """A value that a page holds beside its text, and the name of what holds it."""

    name: str
    value: Any


def values_of(tree: LexborHTMLParser, least: int) -> Iterator[Held]:
    """Yields every value of the inline scripts and data attributes of a page, in document order.

    Scripts and attributes of fewer than `least` characters are not read.
    """
    left, shortest = _MOST_READ, max(_SHORTEST, least)
    for script in tree.css("script:not([src])"):
        text, attributes = script.text(), script.attributes
        kind = (attributes.get("type") or "").lower()
        if len(text) < shortest or "ld+json" in kind or left < len(text):
            continue
        left -= len(text)
        name = attributes.get("id") or ""
        if "json" in kind:
            yield Held(name, _json(_unwrapped(text)))
        else:
            yield from _Script(text).values()
    for node in tree.css(",".join(f"[{name}]" for name in _DATA_ATTRIBUTES)):
        for name in _DATA_ATTRIBUTES:
            text = node.attributes.get(name) or ""
            if shortest <= len(text) <= left:
                left -= len(text)
                yield Held(name, _json(text))


def _unwrapped(text: str) -> str:
    """Returns the JSON of a script without the comment or the semicolon around it."""
    begin = _OPENING.match(text)
    return text[begin.end() if begin else 0 :].rstrip().removesuffix(";").rstrip().removesuffix("-->")


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
    """Returns a literal as JSON, and its end. A list of arguments becomes an array, and code an empty text."""
    parts: list[str] = []
    open_: list[str] = []
    called = 0
    for token in _TOKEN.finditer(text, start):
        kind, words = token.lastgroup or "", token[0]
        if kind == "space":
            continue
        if called or (words == "(" and parts):
            # The arguments of a call are no data: new Date(0).
            called += _DEEPER.get(words, 0)
            continue
        if kind == "mark" and words in _CLOSING:
            open_.append(_CLOSING[words])
        elif kind == "mark" and open_ and words == open_[-1]:
            open_.pop()
            del parts[len(parts) - (parts[-1] == ",") :]
        elif kind == "mark" and words not in _MARKS:
            return "", _end_of_code(text, token.end(), open_)
        parts.append(_written(kind, words))
        if not open_:
            return "".join(parts), token.end()
    return "", len(text)


def _end_of_code(text: str, at: int, open_: list[str]) -> int:
    """Returns where code ends that has these open brackets at an offset: as `_as_json` does, without reading words."""
    called = 0
    for token in _BRACKETS.finditer(text, at):
        bracket = token["mark"]
        if bracket and (called or bracket == "("):
            called += _DEEPER.get(bracket, 0)
        elif bracket in _CLOSING:
            open_.append(_CLOSING[bracket])
        elif open_ and bracket == open_[-1]:
            open_.pop()
        if not open_:
            return token.end()
    return len(text)


def _written(kind: str, words: str) -> str:
    if kind == "string":
        return _string(words)
    if kind == "key":
        return f'"{words}"'
    if kind == "word":
        return _WORDS.get(words, "" if words in ("new", "void") else json.dumps(_MENTIONED + words))
    return _AS_ARRAY.get(words, words)


def _string(quoted: str) -> str:
    is_closed = len(quoted) > 1 and quoted[-1] == quoted[0]
    if is_closed and quoted[0] == '"' and "\\" not in quoted:
        return quoted
    inner = quoted[1:-1] if is_closed else quoted[1:]
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
