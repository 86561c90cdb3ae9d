"""A page that a script draws, as it would be drawn: its story in a page of its own, to be read like any other."""

from collections.abc import Iterator, Sequence
from html import escape

from selectolax.lexbor import LexborHTMLParser

from copydesk.extraction.conservation import words_in
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.parsing import parse
from copydesk.extraction.scripts.literals import Held, values_of
from copydesk.extraction.scripts.stories import Story, find_story
from copydesk.extraction.walk import Run

#: Pages that show more text (characters) than this are not drawn by a script alone.
_BARE = 1_000
#: The elements that frameworks draw their page in.
_ROOTS = (
    "#root,#app,#__next,#__nuxt,#___gatsby,#svelte,#react-root,#app-root,#application,#q-app,#ember-app,#main-app,"
    "app-root,my-app,[ng-app],[data-reactroot],[id$=-root],[id$=-app]"
)
#: Of a text in a script, as many stretches of what the page shows as this are its beginning.
_SHOWN, _STRETCH = 0.5, 4


def story_of(page: Page, shown: str | None) -> Story | None:
    """The story that the scripts of a page hold, that goes on from what the page shows of it."""
    story = find_story([*_declared(page), *values_of(page.tree)], list(_titles(page)), page.url or "")
    return story if story and (not shown or _goes_on(story.text, shown)) else None


def declared_story(page: Page, shown: str) -> Story | None:
    """The same of what the page declares alone, which costs nothing to look at."""
    story = find_story(_declared(page), list(_titles(page)), page.url or "")
    return story if story and _goes_on(story.text, shown) else None


def drawn(story: Story, headline: str | None) -> LexborHTMLParser:
    """A story as a page."""
    title = f"<h1>{escape(headline)}</h1>" if headline else ""
    return parse(f"<body><main><article>{title}{story.html}</article></main></body>")


def lead_of(runs: Sequence[Run]) -> tuple[int, ...]:
    """Where the text of a page would begin that shows its headline alone: under it; nowhere on one without."""
    return tuple(index + 1 for index, run in enumerate(runs[:-1]) if run.element.tag == "h1")[:1]


def needs_script(page: Page, runs: Sequence[Run]) -> bool:
    """Whether a page shows next to nothing until its scripts have run."""
    if sum(len(run.text) for run in runs) > _BARE or page.tree.css_first("script") is None:
        return False
    said = [run.text for run in runs] + [node.text() for node in page.tree.css("noscript")]
    if any("javascript" in text.lower() for text in said):
        return True
    return not any(run.text for run in runs) or any(not node.text().strip() for node in page.tree.css(_ROOTS))


def _declared(page: Page) -> Iterator[Held]:
    for thing in page.articles:
        yield Held("json-ld articleBody", {name: thing.get(name) for name in ("headline", "name", "articleBody")})
    for body in page.metas.get("articlebody", ()):
        yield Held("meta articleBody", {"articleBody": body})


def _titles(page: Page) -> Iterator[str]:
    title, heading = page.tree.css_first("title"), page.tree.css_first("h1")
    told = (page.article_value("headline"), page.meta("og:title"), page.meta("twitter:title"))
    yield from (text for text in told if text)
    yield from (node.text() for node in (heading, title) if node)


def _goes_on(text: str, shown: str) -> bool:
    """Whether a text begins with what the page shows, or holds most of it."""
    mine, stretches = _stretches(shown), _stretches(text)
    return len(mine & stretches) >= _SHOWN * len(mine)


def _stretches(text: str) -> set[tuple[str, ...]]:
    words = words_in(text)
    return set(zip(*(words[start:] for start in range(_STRETCH)), strict=False))
