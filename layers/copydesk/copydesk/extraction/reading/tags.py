"""This module answers small questions about one bs4 element."""

from collections.abc import Collection, Iterator

from bs4 import Tag

from copydesk.extraction.reading.markup import name_words

_NO_WORDS: frozenset[str] = frozenset()


def attribute(tag: Tag, name: str) -> str | None:
    """Returns the value of an attribute, or None if it is missing or blank."""
    value = tag.attrs.get(name)
    return value if isinstance(value, str) and value.strip() else None


def tag_words(tag: Tag) -> frozenset[str]:
    """Returns the words in an element's class names and id."""
    names: str | list[str] = tag.get("class") or ""
    own = attribute(tag, "id")
    if not names and own is None:
        return _NO_WORDS
    return name_words(f"{names if isinstance(names, str) else ' '.join(names)} {own or ''}")


def elements(tag: Tag) -> Iterator[Tag]:
    """Yields every element under this one, in document order."""
    return (each for each in tag.descendants if isinstance(each, Tag))


def named(tag: Tag, names: Collection[str]) -> Iterator[Tag]:
    """Yields every element under this one with one of these names, in document order.

    bs4's own `find_all` builds a matcher for each call, which costs more than the search on small elements.
    """
    return (each for each in tag.descendants if isinstance(each, Tag) and each.name in names)


def holds(tag: Tag, names: Collection[str]) -> bool:
    """Returns whether any element under this one has one of these names."""
    return next(named(tag, names), None) is not None


def class_tokens(tag: Tag) -> list[str]:
    """Returns the class names of an element as they are written."""
    names: str | list[str] = tag.get("class") or []
    return names.split() if isinstance(names, str) else names


def outermost(tag: Tag, names: Collection[str]) -> list[Tag]:
    """Returns the elements of these names under this one that are inside no other of them."""
    found: list[Tag] = []
    todo = [each for each in reversed(tag.contents) if isinstance(each, Tag)]
    while todo:
        each = todo.pop()
        if each.name in names:
            found.append(each)
        else:
            todo += [child for child in reversed(each.contents) if isinstance(child, Tag)]
    return found
