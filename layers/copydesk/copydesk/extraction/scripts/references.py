"""This module assembles values that refer to each other: devalue's arrays (Nuxt, SvelteKit) and Apollo's references."""

from collections.abc import Iterator
from typing import Any

#: devalue's wrappers around another value (github.com/sveltejs/devalue, nuxt's revivers).
_WRAPPERS = frozenset({"Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef", "NuxtError"})
#: No real page has more values than this.
_MOST_VALUES = 300_000
#: The depth to which a cache of entities is looked for. It is at the top, or in a state around it.
_CACHE_DEPTH = 4


def put_together(value: Any) -> Any:
    """Returns a value with its numbered parts in their places; other values stay as they are."""
    if isinstance(value, dict):
        return {key: put_together(each) if isinstance(each, list) else each for key, each in value.items()}
    return _Devalued(value).root() if _is_devalued(value) else value


def _is_devalued(value: Any) -> bool:
    if not isinstance(value, list) or not 3 <= len(value) <= _MOST_VALUES:
        return False
    first = value[0]
    if isinstance(first, dict) and first:
        return all(type(each) is int and -8 < each < len(value) for each in first.values())
    return isinstance(first, list) and len(first) == 2 and first[0] in _WRAPPERS and type(first[1]) is int


class _Devalued:
    """The values of one array. Each is built once, so that one that contains itself stays one object."""

    def __init__(self, values: list[Any]) -> None:
        self._values = values
        self._made: dict[int, Any] = {}

    def root(self) -> Any:
        """Returns the first value, with all its parts filled in without recursion."""
        todo = [0]
        while todo:
            index = todo.pop()
            value = self._values[index]
            if isinstance(value, dict):
                made = self._own(index)
                made.update((key, self._own(part, todo)) for key, part in value.items())
            elif isinstance(value, list) and not self._named(value):
                self._own(index).extend(self._own(part, todo) for part in value)
        return self._made.get(0)

    def _own(self, index: Any, todo: list[int] | None = None) -> Any:
        """Returns the value at an index, still empty if it has parts of its own."""
        index = self._behind(index)
        if index is None:
            return None
        if index not in self._made:
            value = self._values[index]
            parted = isinstance(value, dict | list) and not self._named(value)
            self._made[index] = type(value)() if parted else value
            if parted and todo is not None:
                todo.append(index)
        return self._made[index]

    def _behind(self, index: Any) -> int | None:
        """Returns the index of the value inside the wrappers at an index, or None."""
        for _ in range(len(_WRAPPERS)):
            if type(index) is not int or not 0 <= index < len(self._values):
                return None
            value = self._values[index]
            if not (self._named(value) and value[0] in _WRAPPERS and len(value) == 2):
                return index
            index = value[1]
        return None

    @staticmethod
    def _named(value: Any) -> bool:
        """Returns whether an array is a value of a named kind: a date, a set, a wrapper."""
        return isinstance(value, list) and bool(value) and isinstance(value[0], str)


def entities_of(value: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yields the entities of Apollo's and Relay's caches, by the names that references give them."""
    if not isinstance(value, dict) or depth > _CACHE_DEPTH:
        return
    for key, each in value.items():
        if isinstance(each, dict):
            if ":" in key or key.startswith("$"):
                yield key, each
            else:
                yield from entities_of(each, depth + 1)


def referred(value: dict[str, Any], entities: dict[str, Any]) -> Any:
    """Returns the object that a reference names, or the value itself if it is no reference."""
    name = value.get("__ref") or (value.get("id") if value.get("type") == "id" else None)
    return entities.get(name, value) if isinstance(name, str) else value
