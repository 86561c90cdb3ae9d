"""Whether a redirect says that its page is gone: many sites send the readers of a deleted story to a front page."""

import re
from urllib.parse import SplitResult, unquote

from copydesk.urls import identity_of

#: A language or a country, with or without the other: `/en`, `/uk`, `/de-ch`.
_EDITION = re.compile(r"[a-z]{2}([-_][a-z]{2,4})?")
_WORDS = re.compile(r"[^\W_]+")
#: The name of a section has fewer words, and the slug of a story more. Of 2,300 articles of the public corpora no
#: address counts as another's section, and none counts as gone that leads from its `/print`, `/2` or `/comments` to it.
_SECTION_WORDS, _STORY_WORDS = 2, 4
#: Years have four digits, ids have more.
_ID = re.compile(r"\d{5}")


def leads_to_front(target: str, *, of: str) -> bool:
    """Whether the target of a redirect is the front page of the page's site, or the section that the page lies in.

    A target with a query counts as neither: it may be an article's, or lead back behind a consent or a login.

    >>> leads_to_front("https://www.news.example/", of="https://news.example/world/old-bridge-falls-down")
    True
    >>> leads_to_front("https://news.example/world/", of="https://news.example/world/old-bridge-falls-down")
    True
    >>> leads_to_front("https://news.example/old-bridge", of="https://news.example/old-bridge/print")
    False
    """
    front, page = identity_of(target), identity_of(of)
    if front is None or page is None or front.query or front.fragment or not _is_of_site(page, front):
        return False
    section, path = _parts(front), _parts(page)
    if _is_front(section):
        return bool(page.query) or not _is_front(path)
    tail = path[len(section) :]
    return path[: len(section)] == section and all(map(_names_section, section)) and any(map(_names_story, tail))


def _is_of_site(page: SplitResult, front: SplitResult) -> bool:
    return f".{page.netloc}".endswith(f".{front.netloc}")


def _parts(address: SplitResult) -> list[str]:
    return [unquote(part).casefold() for part in address.path.split("/") if part]


def _is_front(parts: list[str]) -> bool:
    return not parts or (len(parts) == 1 and bool(_EDITION.fullmatch(parts[0])))


def _names_section(part: str) -> bool:
    return len(_WORDS.findall(part)) <= _SECTION_WORDS and not any(character.isdigit() for character in part)


def _names_story(part: str) -> bool:
    return len(_WORDS.findall(part)) >= _STORY_WORDS or bool(_ID.search(part))
