"""Small questions about one bs4 element."""

from bs4 import Tag

from copydesk.extraction.walk import name_words


def attribute(tag: Tag, name: str) -> str | None:
    """The value of an attribute that is there and not blank."""
    value = tag.get(name)
    return value if isinstance(value, str) and value.strip() else None


def tag_words(tag: Tag) -> frozenset[str]:
    """The words in an element's class names and id."""
    names = tag.get("class") or []
    return name_words(" ".join([*([names] if isinstance(names, str) else names), attribute(tag, "id") or ""]))
