"""This module builds the head of an article: the best evidence of each fact, its source, and the conflicts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from copydesk.extraction.metadata import (
    dates,
    headline,
    kickers,
    pagination,
    places,
    sections,
    site,
    site_names,
    standfirst,
)
from copydesk.extraction.metadata.bylines import authors
from copydesk.extraction.metadata.bylines.names import is_human
from copydesk.extraction.metadata.dated_lines import reader_of
from copydesk.extraction.metadata.dates import in_local_time
from copydesk.extraction.metadata.language import language
from copydesk.extraction.metadata.page import Evidence, Page
from copydesk.extraction.text.fold import fold
from copydesk.extraction.text.spaces import visible
from copydesk.model import ArticleType, Author, Conflict

#: The facts that are text of the page.
_TEXTS = (
    *("site_name", "headline", "alternative_headline", "kicker", "description", "authors", "date_published_raw"),
    *("date_modified_raw", "dateline", "section", "breadcrumbs", "tags", "conflicts"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The facts of an article outside its body."""

    canonical_url: str | None = None
    site_name: str | None = None
    type: ArticleType = ArticleType.ARTICLE
    headline: str | None = None
    alternative_headline: str | None = None
    kicker: str | None = None
    description: str | None = None
    authors: tuple[Author, ...] = ()
    date_published: str | None = None
    date_published_raw: str | None = None
    date_modified: str | None = None
    date_modified_raw: str | None = None
    dateline: str | None = None
    language: str | None = None
    section: str | None = None
    breadcrumbs: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    main_image: str | None = None
    next_page: str | None = None
    pages: tuple[str, ...] = ()
    first_page: str | None = None
    reading_time_minutes: int | None = None
    is_accessible_for_free: bool | None = None
    robots: tuple[str, ...] = ()
    provenance: dict[str, str] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()


def head_of(page: Page, series: pagination.Series | None = None) -> Head:
    """Returns the facts of a page. `series` is its place in its article, if that is known already."""
    weighed = _Weighed()
    headings = headline.headings_of(page)
    titles = headline.headlines(page, headings)
    title = weighed.best("headline", titles, str)
    tongue = language(page)
    read = reader_of(page, tongue)
    dated = dates.date_published(page, read) or list(dates.date_published_elsewhere(page, read))
    published = dates.with_time(weighed.best("date_published", dated, lambda found: found.value[:10]), dated)
    published = in_local_time(published, [each.value for each in dated])
    modified = weighed.best("date_modified", dates.date_modified(page, read), lambda found: found.value[:10])
    if published and dates.is_long_before(modified, published):
        weighed.disagrees("date_modified", weighed.provenance["date_published"], published.value[:10])
    writers = weighed.best("authors", authors.authors(page), _names)
    summary = weighed.best("description", standfirst.descriptions(page), str)
    robots = weighed.best("robots", site.robots(page), ", ".join)
    canonical, refused = site.canonical_url(page)
    series = series or pagination.series_of(page)
    trail = places.breadcrumbs(page, title)
    named = site_names.site_name(page, trail)
    names = [each.name for each in writers or ()]
    tags, people = site.tags(page, names), list(filter(is_human, names))
    subjects = [*tags, *trail, *sections.folders(page)]
    head = Head(
        canonical_url=canonical,
        site_name=named,
        type=site.article_type(page),
        headline=title,
        alternative_headline=_alternative(titles, title),
        kicker=headline.kicker_in_headline(headings, title) or kickers.kicker(page, title, subjects, people),
        description=summary,
        authors=writers or (),
        date_published=published.value if published else None,
        date_published_raw=published.raw if published else None,
        date_modified=modified.value if modified else None,
        date_modified_raw=modified.raw if modified else None,
        dateline=places.dateline(page),
        language=tongue,
        section=sections.section(page, trail, [named, title, *people]),
        breadcrumbs=trail,
        tags=tags,
        main_image=site.main_image(page),
        next_page=series.next_page,
        pages=tuple(url for _, url in series.others),
        first_page=series.first,
        reading_time_minutes=standfirst.reading_time(page),
        is_accessible_for_free=site.is_accessible_for_free(page),
        robots=robots or (),
        provenance=weighed.provenance | ({"url": page.url_source} if page.url_source else {}),
        conflicts=(*weighed.conflicts, *refused),
    )
    return replace(head, **{name: _visible(getattr(head, name)) for name in _TEXTS})


def _names(people: Iterable[Author]) -> str:
    return ", ".join(sorted(each.name for each in people))


def _visible(fact: Any) -> Any:
    """Returns a fact without invisible characters and controls of direction, or None if nothing is left."""
    match fact:
        case str():
            return visible(fact) or None
        case Author():
            return replace(fact, name=name, name_raw=visible(fact.name_raw)) if (name := visible(fact.name)) else None
        case Conflict():
            return replace(fact, value=visible(fact.value))
        case tuple():
            return tuple(kept for each in fact if (kept := _visible(each)) is not None)
    return fact


def _alternative(titles: list[Evidence[str]], chosen: str | None) -> str | None:
    """Returns another headline that the page declares, unless it only adds to the chosen one or cuts it."""
    declared = (each.value for each in titles if each.source not in ("h1", "heading"))
    mine = fold(chosen)
    return next((text for text in declared if mine and fold(text) not in mine and mine not in fold(text)), None)


class _Weighed:
    """Takes the first evidence of each fact, and records each later source that disagrees."""

    def __init__(self) -> None:
        self.provenance: dict[str, str] = {}
        self.conflicts: list[Conflict] = []

    def best[Value](self, name: str, evidence: Iterable[Evidence[Value]], say: Callable[[Value], str]) -> Value | None:
        """Returns the first value or None; `say` turns values into texts, which are compared without case."""
        first: Evidence[Value] | None = None
        seen: set[str] = set()
        for each in evidence:
            stated = say(each.value)
            if first is None:
                first = each
                self.provenance[name] = each.source
            elif each.source != first.source and fold(stated) not in seen:
                self.disagrees(name, each.source, stated)
            seen.add(fold(stated))
        return first.value if first else None

    def disagrees(self, name: str, source: str, stated: str) -> None:
        self.conflicts.append(Conflict(field=name, source=source, value=stated))
