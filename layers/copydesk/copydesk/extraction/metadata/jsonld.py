"""JSON-LD: the schema.org objects of a page, however broken their script elements are."""

import json
import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from copydesk.extraction.decoding import printable

Thing = dict[str, Any]

#: schema.org/Article and its subtypes that name a text to read.
ARTICLE_TYPES = frozenset(
    "Article NewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle OpinionNewsArticle"
    " ReportageNewsArticle ReviewNewsArticle Report BlogPosting LiveBlogPosting SocialMediaPosting TechArticle"
    " ScholarlyArticle AdvertiserContentArticle MedicalScholarlyArticle".split()
)
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*+;?\s*+$")
_CONTROL = re.compile(r"[\x00-\x1f]+")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_MAX_DEPTH = 12
#: The properties of an article whose values stand elsewhere on the page.
_REFERRING = frozenset({"author", "creator", "image", "publisher", "video"})


def things_of(tree: LexborHTMLParser) -> list[Thing]:
    """Every typed object of every JSON-LD script, outer ones first; what cannot be read is passed over.

    What an article names by `@id` alone stands in its place (JSON-LD 1.1, 3.3: node identifiers).
    """
    scripts = tree.css('script[type*="ld+json"]')
    return _with_references([thing for script in scripts for thing in _typed(_parse(script.text()), 0)])


def _with_references(things: list[Thing]) -> list[Thing]:
    known: dict[str, Thing] = {}
    for thing in things:
        if isinstance(name := thing.get("@id"), str) and not _is_reference(thing):
            known.setdefault(name, thing)
    if not known:
        return things
    return [_filled(thing, known) if is_article(thing) else thing for thing in things]


def _filled(thing: Thing, known: dict[str, Thing]) -> Thing:
    return thing | {name: _referred(thing[name], known) for name in _REFERRING & thing.keys()}


def _referred(value: Any, known: dict[str, Thing]) -> Any:
    if isinstance(value, list):
        return [_referred(each, known) if isinstance(each, dict) else each for each in value]
    if isinstance(value, dict) and _is_reference(value) and isinstance(name := value.get("@id"), str):
        return known.get(name, value)
    return value


def _is_reference(thing: Thing) -> bool:
    return "@id" in thing and thing.keys() <= {"@id", "@type"}


def _parse(text: str) -> Any:
    text = _CONTROL.sub(" ", _WRAPPING.sub("", text))
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text).strip().rstrip(";")):
        try:
            return json.loads(candidate)
        except (ValueError, RecursionError):
            continue
    return None


def _typed(value: Any, depth: int) -> Iterator[Thing]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _typed(each, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for each in value.values():
            if isinstance(each, dict | list):
                yield from _typed(each, depth + 1)


def types_of(thing: Thing) -> frozenset[str]:
    """The type names of an object, without their vocabulary's address."""
    names = thing.get("@type")
    listed = names if isinstance(names, list) else [names]
    return frozenset(name.rsplit("/", 1)[-1] for name in listed if isinstance(name, str))


def is_article(thing: Thing) -> bool:
    return bool(types_of(thing) & ARTICLE_TYPES)


def strings_of(value: Any, depth: int = 0) -> list[str]:
    """The text in a property: a string, or the name, url or value of an object, or of each in a list."""
    if isinstance(value, str):
        text = printable(value).strip()
        return [text] if text else []
    if isinstance(value, list):
        return [text for each in value for text in strings_of(each, depth + 1)] if depth < _MAX_DEPTH else []
    if isinstance(value, dict):
        named = (value.get(key) for key in ("@value", "name", "url", "@id"))
        return next((texts for each in named if isinstance(each, str) and (texts := strings_of(each))), [])
    return []
