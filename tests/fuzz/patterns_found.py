"""This module finds every regular expression in the package's modules, and makes texts that attack each."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from inspect import getsource, signature
from pkgutil import walk_packages
from random import Random
from re import _constants as codes  # type: ignore[attr-defined]  # has no stubs, as _parser has none
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import copydesk.crawling
import copydesk.extraction
import copydesk.formats

_PACKAGES = (copydesk.extraction, copydesk.crawling, copydesk.formats)
_MODULES = (
    "copydesk.web.urls",
    "copydesk.web.robots_directives",
    "copydesk.web.domains",
    "copydesk.web.content_encoding",
    "copydesk.web.timestamps",
)
_CATEGORIES = {
    codes.CATEGORY_DIGIT: "7", codes.CATEGORY_NOT_DIGIT: "a", codes.CATEGORY_SPACE: " ", codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_WORD: "a", codes.CATEGORY_NOT_WORD: "-",
}  # fmt: skip
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_ANCHORED = {"match", "fullmatch"}
_OTHERS = 'aA7 -.<"/\n\xe9'


@cache
def patterns() -> dict[str, re.Pattern[Any]]:
    """Returns every pattern by the name of its module and its own name."""
    return {f"{module.removeprefix('copydesk.')}.{name}": found for module in _modules() for name, found in _in(module)}


def _modules() -> Iterable[str]:
    for package in _PACKAGES:
        yield from (each.name for each in walk_packages(package.__path__, package.__name__ + "."))
    yield from _MODULES


def _in(module: str) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for name, value in vars(import_module(module)).items():
        for number, each in enumerate(_patterns_of(value, module)):
            yield (f"{name}[{number}]" if number else name), each


def _patterns_of(value: Any, module: str) -> Iterator[re.Pattern[Any]]:
    """Yields a pattern, the patterns of a table, and the pattern that a cached function makes."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (found for each in value.values() for found in _patterns_of(each, module))
    elif isinstance(value, tuple | list | set | frozenset):
        yield from (found for each in value for found in _patterns_of(each, module))
    elif hasattr(value, "cache_info") and value.__module__ == module and not signature(value).parameters:
        yield from _patterns_of(value(), module)


@cache
def way(name: str) -> str:
    """Returns how a module uses a pattern: usually "finditer".

    "match" means that the module only asks whether a text begins with it. "fullmatch" means the whole text.
    """
    module, _, variable = name.rpartition(".")
    asked = set(re.findall(rf"\b{re.escape(variable)}\.(\w+)\(", _sources(module if variable[0] == "_" else "")))
    return min(asked) if asked in ({"match"}, {"fullmatch"}) else "match" if asked == _ANCHORED else "finditer"


@cache
def _sources(module: str) -> str:
    """Returns the source of a module, or of all modules."""
    return "\n".join(getsource(import_module(each)) for each in _modules() if each.endswith(module))


def attack(pattern: re.Pattern[Any], random: Random, size: int) -> str:
    """Returns a text of about `size` characters that repeats a match of one part and then fails at the end."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    repeats = list(_repeats(tree))
    before, pump = "", _sample(tree, random)
    if repeats and random.random() < 0.8:
        prefix, body = random.choice(repeats)
        before, pump = _sample(prefix, random), _sample(body, random)
        if random.random() < 0.5:
            before, pump = "", before + pump
    if random.random() < 0.3:
        pump = pump[: max(1, len(pump) // 2)]
    pump = pump or "a"
    return before + pump * (size // len(pump)) + random.choice(("", "\x00", "!", "<", "a\n", "\u2603", pump[:-1]))


def _repeats(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yields each repeated part with the items before it in its sequence."""
    items = list(tree)
    for place, (code, argument) in enumerate(items):
        if code in _REPEATS:
            yield items[:place], argument[2]
        for inner in _inside(code, argument):
            yield from _repeats(inner)


def _inside(code: Any, argument: Any) -> Iterator[Any]:
    if code in _REPEATS:
        yield argument[2]
    elif code is codes.SUBPATTERN:
        yield argument[3]
    elif code is codes.BRANCH:
        yield from argument[1]
    elif code in (codes.ASSERT, codes.ASSERT_NOT):
        yield argument[1]
    elif code is codes.ATOMIC_GROUP:
        yield argument


def _sample(tree: Any, random: Random) -> str:
    """Returns a short text that the sequence matches; look-arounds are ignored."""
    return "".join(_one(code, argument, random) for code, argument in tree)


def _one(code: Any, argument: Any, random: Random) -> str:
    if code is codes.LITERAL:
        return chr(argument)
    if code is codes.NOT_LITERAL:
        return next(each for each in _OTHERS if each != chr(argument))
    if code is codes.IN:
        return _member(argument, random)
    if code in _REPEATS:
        return _sample(argument[2], random) * max(int(argument[0]), random.choice((0, 1, 1)))
    if code is codes.BRANCH:
        return _sample(random.choice(argument[1]), random)
    if code in (codes.SUBPATTERN, codes.ATOMIC_GROUP):
        return _sample(argument[3] if code is codes.SUBPATTERN else argument, random)
    return "a" if code is codes.ANY else ""


def _member(members: Any, random: Random) -> str:
    if members[0][0] is codes.NEGATE:
        return random.choice([each for each in _OTHERS if not _holds(members[1:], each)] or ["\u2603"])
    code, argument = random.choice(members)
    if code is codes.RANGE:
        return chr(random.choice(argument))
    return chr(argument) if code is codes.LITERAL else _CATEGORIES.get(argument, "a")


def _holds(members: Any, character: str) -> bool:
    for code, argument in members:
        low, high = argument if code is codes.RANGE else (argument, argument)
        if code is codes.CATEGORY:
            if re.match({"7": r"\d", " ": r"\s", "a": r"\w", "-": r"\W"}[_CATEGORIES.get(argument, "a")], character):
                return True
        elif low <= ord(character) <= high:
            return True
    return False
