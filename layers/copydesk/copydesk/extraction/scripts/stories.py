"""This module finds the story in a page's values: the longest text that reads as prose, under the page's title."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from copydesk.extraction.metadata.page import Page
from copydesk.extraction.reading.tree import page_tree
from copydesk.extraction.reading.walk import Run
from copydesk.extraction.scripts.literals import Held, values_of
from copydesk.extraction.scripts.references import entities_of, put_together, referred
from copydesk.extraction.scripts.rich_text import Renderer, is_entity
from copydesk.extraction.text.fold import fold
from copydesk.extraction.text.words import words_in

#: The deepest nesting of a page's values, and the most values that are examined.
_MAX_DEPTH, _MOST_LOOKED_AT = 60, 200_000
#: A shorter text (characters) is no article; the second bound is for members that are not named as a text.
_SHORTEST, _SHORTEST_UNNAMED = 200, 500
#: A text with more characters per sentence, or with a smaller share of letters and spaces, is no prose.
_LONGEST_SENTENCE, _LETTERS = 400, 0.55
#: Among texts of at least this share of the longest, the one with the most markup is the article's.
_AS_LONG = 0.8
#: A story under another title than the page's counts if no other story has this share of its length.
_RIVAL = 0.25
_SHORTEST_ALONE = 600
_TITLES = ("headline", "headlines", "title", "name", "heading", "h1", "seoTitle", "basic", "rendered")
_NAMED = re.compile(
    r"body|content|html|text|article|story|rendered|processed|value|copy|markdown|paragraph|post|main|root",
    re.IGNORECASE,
)
#: Members that hold no text of the story: other stories, people, and words of the site.
_ELSEWHERE = re.compile(
    r"^_?(?:comments?|related\w*|recommend\w*|most_?\w+|popular\w*|trending\w*|latest\w*|more_?\w*|nav\w*|menus?|footer|"
    r"translations?|i18n\w*|messages?|locales?|strings|labels?|config\w*|settings?|env|features?|cookies?|privacy\w*|"
    r"consent\w*|terms|legal|ads?|advert\w*|newsletters?|authors?|bylines?|contributors?|bio\w*|seo\w*|meta\w*|"
    r"descriptions?|excerpts?|summary|summaries|teasers?|dek|sub_?(?:title|head\w*)|standfirst|captions?|css|styles?|"
    r"scripts?|theme\w*|schema\w*|intl\w*|dictionary|next_?(?:post|article|story)?|prev\w*|sidebar\w*)$",
    re.IGNORECASE,
)
#: The most objects around a title.
_TITLE_DEPTH = 2
#: The parts of a list that are examined to see what it is a list of.
_FIRST_PARTS = 50
_TAG = re.compile(r"<[^<>]*>")
_ENDS = re.compile(r"[.!?…؟](?=[\s\"'”’»)\]]|$)|[。！？।]")
#: Two titles are of one story if they share this part of the shorter one's words, without short words. A title of at
#: most this many characters is not compared as a whole.
_SHARED, _SHORTEST_TITLE = 0.6, 3
_LONG_WORD = re.compile(r"\w{4,}")
_TEXT = re.compile(r"[^\W\d_]|\s")


type Entities = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """A text as HTML, its title, and the name of what holds it."""

    html: str
    title: str | None
    source: str

    @property
    def text(self) -> str:
        return " ".join(_TAG.sub(" ", self.html).split())


class _Place(NamedTuple):
    """A value, the name of its member, the title above it, and its depth."""

    value: Any
    key: str
    title: str | None
    depth: int


def find_story(held: Iterable[Held], titles: Sequence[str], address: str, least: int) -> Story | None:
    """Returns the story of a page with these titles and this address, or None if its values hold none.

    `least` is how many characters the story has at least.
    """
    found = list(_stories(held))
    own = [story for story in found if story.title and _is_titled(story.title, titles, address)]
    story = _longest(own) or _only(found)
    return story if story and len(story.text) >= least else None


def _longest(stories: Sequence[Story]) -> Story | None:
    """Returns the longest story; among those nearly as long, the one with the most markup."""
    most = max((len(story.text) for story in stories), default=0)
    near = [story for story in stories if len(story.text) >= _AS_LONG * most]
    return max(near, key=lambda story: story.html.count("<"), default=None)


def _only(stories: Sequence[Story]) -> Story | None:
    """Returns the longest story although no title matches, if there is no rival, or None."""
    sizes: defaultdict[str | None, int] = defaultdict(int)
    for story in stories:
        sizes[fold(story.title)] = max(sizes[fold(story.title)], len(story.text))
    best = _longest(stories)
    if best is None or len(best.text) < _SHORTEST_ALONE:
        return None
    rivals = (size for title, size in sizes.items() if title != fold(best.title))
    return best if max(rivals, default=0) < _RIVAL * len(best.text) else None


def _is_titled(title: str, titles: Sequence[str], address: str) -> bool:
    """Returns whether a title is the page's: as the page gives it, or as its address spells it."""
    slug = address.rstrip("/").rsplit("/", 1)[-1].replace("-", " ").replace("_", " ")
    mine = fold(title)
    return any(len(mine) > _SHORTEST_TITLE and mine in fold(each) for each in titles) or any(
        _share_words(title, each) for each in (*titles, slug)
    )


def _share_words(one: str, other: str) -> bool:
    words, others = (set(_LONG_WORD.findall(fold(each))) for each in (one, other))
    shared = len(words & others)
    return shared > 1 and shared >= _SHARED * min(len(words), len(others))


def _stories(held: Iterable[Held]) -> Iterator[Story]:
    """Yields every text among the values that reads as prose."""
    for name, value in held:
        whole = put_together(value)
        entities = dict(entities_of(whole))
        for place, html in _texts(_Place(whole, "", None, 0), entities, Renderer(entities)):
            story = Story(html, place.title, name)
            if _is_prose(story.text, place):
                yield story


def _is_prose(text: str, place: _Place) -> bool:
    named = isinstance(place.value, list) or _NAMED.search(place.key) is not None
    if len(text) < (_SHORTEST if named else _SHORTEST_UNNAMED):
        return False
    letters = len(_TEXT.findall(text))
    return letters >= _LETTERS * len(text) and len(_ENDS.findall(text)) * _LONGEST_SENTENCE >= len(text)


def _texts(root: _Place, entities: Entities, renderer: Renderer) -> Iterator[tuple[_Place, str]]:
    """Yields the values that may be a text, as HTML: long strings, and lists of parts, each visited once.

    `seen` keeps the values that strings hold as JSON, because another value could get the id of one that is gone.
    """
    todo, seen, left = [root], dict[int, Any](), _MOST_LOOKED_AT
    while todo and left > 0:
        left -= 1
        place = todo.pop()
        value = place.value
        if isinstance(value, str):
            if parsed := _parsed(value):
                todo.append(_Place(parsed, place.key, place.title, place.depth + 1))
            elif len(value) >= _SHORTEST:
                yield place, renderer.html(value)
        elif isinstance(value, dict | list) and id(value) not in seen and place.depth < _MAX_DEPTH:
            seen[id(value)] = value
            texts = [html for each in _lists(value, entities) if len(html := renderer.html(each)) >= _SHORTEST]
            yield from ((place, html) for html in texts)
            if not texts or isinstance(value, dict):
                inside = list(_within(place, entities))
                left -= max(0, len(value) - len(inside))
                todo += reversed(inside)


def _lists(value: Any, entities: Entities) -> Iterator[Any]:
    """Yields the lists of parts that a value is, or holds side by side under separate names, as caches do."""
    if isinstance(value, list):
        if _holds_parts(value, entities):
            yield value
        return
    if isinstance(value.get("ops"), list):
        yield value
    kinds: defaultdict[str, list[Any]] = defaultdict(list)
    for each in value.values():
        if isinstance(each, dict) and isinstance(kind := each.get("__typename"), str):
            kinds[kind].append(each)
    yield from (parts for parts in kinds.values() if len(parts) > 1 and _holds_parts(parts, entities))


def _holds_parts(value: list[Any], entities: Entities) -> bool:
    """Returns whether a list is one text, and not a list of stories or links to them."""
    parts = [referred(each, entities) if isinstance(each, dict) else each for each in value[:_FIRST_PARTS]]
    filled = [part for part in parts if isinstance(part, str | dict)]
    stories = sum(isinstance(part, dict) and is_entity(part) for part in filled)
    return bool(filled) and stories * 2 < len(filled)


def _within(place: _Place, entities: Entities) -> Iterator[_Place]:
    """Yields the values in a list or an object, except members about something else."""
    if isinstance(place.value, list):
        yield from (_Place(each, place.key, place.title, place.depth + 1) for each in filter(_may_hold, place.value))
        return
    value = referred(place.value, entities)
    title = _title(value) or place.title
    for key, each in value.items():
        if _may_hold(each) and not _ELSEWHERE.match(key):
            yield _Place(each, key, title, place.depth + 1)


def _may_hold(value: Any) -> bool:
    """Returns whether a value is long enough for a text, or has values in it."""
    return len(value) >= _SHORTEST if isinstance(value, str) else bool(value) and isinstance(value, dict | list)


def _title(value: dict[str, Any], depth: int = 0) -> str | None:
    """Returns the title of an object: a string, or one inside an object.

    ANS has it in headlines.basic, WordPress in title.rendered.
    """
    for name in _TITLES:
        each = value.get(name)
        if isinstance(each, dict) and depth < _TITLE_DEPTH:
            each = _title(each, depth + 1)
        if isinstance(each, str) and each.strip() and len(each) < 400:
            return _TAG.sub("", each)
    return None


def _parsed(text: str) -> Any:
    """Returns the value that a string holds as JSON, or None."""
    if len(text) < _SHORTEST or text[0] not in "[{" or text.rstrip()[-1] not in "]}":
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


#: A page that shows more text (characters) than this is not drawn by a script alone.
_BARE = 1_000
#: The elements in which frameworks draw their page.
_ROOTS = (
    "#root,#app,#__next,#__nuxt,#___gatsby,#svelte,#react-root,#app-root,#application,#q-app,#ember-app,#main-app,"
    "app-root,my-app,[ng-app],[data-reactroot],[id$=-root],[id$=-app]"
)
#: A story in a script must have this share of a shown text's sequences. A sequence has so many words.
_SHOWN, _STRETCH = 0.5, 4


def story_of(page: Page, shown: str | None, *, least: int) -> Story | None:
    """Returns the story of at least `least` characters in the scripts of a page, or None.

    It continues what the page shows.
    """
    held = [*_declared(page), *values_of(page.tree, least)]
    story = find_story(held, list(_titles(page)), page.url or "", least)
    return story if story and (not shown or _goes_on(story.text, shown)) else None


def declared_story(page: Page, shown: str, *, least: int) -> Story | None:
    """Returns the same from what the page declares alone, which is cheap."""
    story = find_story(_declared(page), list(_titles(page)), page.url or "", least)
    return story if story and _goes_on(story.text, shown) else None


def drawn(story: Story, headline: str | None) -> LexborHTMLParser:
    """Returns a story as a page."""
    title = f"<h1>{escape(headline)}</h1>" if headline else ""
    return page_tree(f"<body><main><article>{title}{story.html}</article></main></body>")


def lead_of(runs: Sequence[Run]) -> tuple[int, ...]:
    """Returns the index of the run after the first h1, where the text would begin; empty without an h1."""
    return tuple(index + 1 for index, run in enumerate(runs[:-1]) if run.element.tag == "h1")[:1]


def needs_script(page: Page, runs: Sequence[Run]) -> bool:
    """Returns whether a page shows next to nothing until its scripts have run."""
    if sum(len(run.text) for run in runs) > _BARE or page.tree.css_first("script") is None:
        return False
    texts = [run.text for run in runs] + [node.text() for node in page.tree.css("noscript")]
    if any("javascript" in text.lower() for text in texts):
        return True
    return not any(run.text for run in runs) or any(not node.text().strip() for node in page.tree.css(_ROOTS))


def _declared(page: Page) -> Iterator[Held]:
    for thing in page.articles:
        yield Held("json-ld articleBody", {name: thing.get(name) for name in ("headline", "name", "articleBody")})
    for body in page.metas.get("articlebody", ()):
        yield Held("meta articleBody", {"articleBody": body})


def _titles(page: Page) -> Iterator[str]:
    title, heading = page.tree.css_first("title"), page.tree.css_first("h1")
    titles = (page.article_value("headline"), page.meta("og:title"), page.meta("twitter:title"))
    yield from (text for text in titles if text)
    yield from (node.text() for node in (heading, title) if node)


def _goes_on(text: str, shown: str) -> bool:
    """Returns whether a text contains most of what the page shows, as its beginning."""
    mine, stretches = _stretches(shown), _stretches(text)
    return len(mine & stretches) >= _SHOWN * len(mine)


def _stretches(text: str) -> set[tuple[str, ...]]:
    words = words_in(text)
    return set(zip(*(words[start:] for start in range(_STRETCH)), strict=False))
