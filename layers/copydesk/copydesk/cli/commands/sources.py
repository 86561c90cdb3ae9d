"""Implements `copydesk sources`, which manages the watched feeds, sitemaps and pages."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import yaml
from cyclopts import App, Parameter

from copydesk.cli.console import output, print_json, print_line, print_note
from copydesk.cli.layouts.sources import plain_sources, sources_table
from copydesk.cli.options import HERE, Shape, Where
from copydesk.cli.where import target
from copydesk.crawling.choosing import PATTERN_HELP, Choice
from copydesk.crawling.records import SourceStatus, WatchedSource, source_id
from copydesk.crawling.visits import LONGEST_WAIT, SHORTEST_WAIT
from copydesk.errors import Reject
from copydesk.stack.problems import Problem
from copydesk.storage import use_operations, utc_now
from copydesk.storage.operations.hosts import HostStore
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant
from copydesk.web.urls import host_of, normalize_url

#: The default limit of age. Without one, a sitemap would bring in its whole archive.
DEFAULT_MAX_AGE_DAYS = 30
_INTERVAL = re.compile(r"([0-9]{1,6})\s*(s|m|h|d)?")
_SECONDS = {None: 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}
_KEYS = frozenset({"url", "interval", *(field.name for field in fields(Choice))})
_EXAMPLE = "- url: https://example.org/feed.xml\n  include: [/news/*]\n  max_age_days: 7\n  interval: 10m"


_EXAMPLES = """Examples:
  copydesk sources add https://example.org/feed.xml --include '/news/*' --interval 10m
  copydesk sources list --paused"""

sources = App(
    name="sources", help="The feeds, sitemaps and pages that are watched.", help_epilogue=_EXAMPLES, version_flags=()
)

Names = Annotated[list[str], Parameter(name="SOURCE", help="URLs or ids, as `copydesk sources list` shows them.")]


@sources.command(help_epilogue=PATTERN_HELP)
def add(
    urls: Annotated[
        list[str], Parameter(name="URL", help="Feeds, sitemaps or home pages. Of a home page its feed is watched.")
    ],
    /,
    *,
    include: Annotated[list[str] | None, Parameter(help="Only entries with such URLs (repeatable).")] = None,
    exclude: Annotated[list[str] | None, Parameter(help="No entries with such URLs (repeatable).")] = None,
    max_age_days: Annotated[int, Parameter(help="Only entries as young; 0 is any age.")] = DEFAULT_MAX_AGE_DAYS,
    interval: Annotated[
        str | None, Parameter(help="Between 2m and 24h; by default as often as the source changes.")
    ] = None,
    other_sites: Annotated[bool, Parameter(help="Follow entries to other domains too.")] = False,
    where: Where = HERE,
) -> int:
    """Watch feeds, sitemaps or home pages."""
    described = {
        "include": include,
        "exclude": exclude,
        "max_age_days": max_age_days,
        "same_site": not other_sites,
        "interval": interval,
    }
    store = _store(where)
    return _add_all(store, [described_source({"url": url, **described}, url) for url in urls])


@sources.command(name="import")
def import_file(
    file: Annotated[Path, Parameter(name="FILE", help="A YAML list of url, include, exclude, max_age_days, ….")],
    /,
    *,
    where: Where = HERE,
) -> int:
    """Watch all sources that a YAML file lists."""
    store = _store(where)
    try:
        entries = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise Problem(f"{file} cannot be read as YAML: {error}") from error
    if not isinstance(entries, list) or not entries:
        raise Problem(f"{file} holds no list of sources.", f"Expected:\n{_EXAMPLE}")
    # All entries are checked before the first is added, so a file with a mistake changes nothing.
    return _add_all(
        store, [described_source(entry, f"{file}, source {number}") for number, entry in enumerate(entries, 1)]
    )


@sources.command(name="list")
def list_sources(
    *,
    paused: Annotated[bool, Parameter(help="Only those that are paused, with the reason.")] = False,
    format: Shape = "table",  # noqa: A002  # the option's name
    where: Where = HERE,
) -> int:
    """List the watched sources, their state and their failures."""
    store = _store(where)
    shown = [source for source in store.list() if not paused or source.status is SourceStatus.PAUSED]
    if format == "json":
        print_json(plain_sources(shown))
    elif shown:
        output().print(sources_table(shown))
    elif paused:
        print_note("No source is paused.")
    else:
        print_note("No source is watched. Add one: copydesk sources add https://example.org/feed.xml")
    return 0


@sources.command
def pause(names: Names, /, *, where: Where = HERE) -> int:
    """Stop reading sources until they are resumed."""
    store = _store(where)
    return _each(store, names, lambda source: store.pause(source.source_id, "by hand"), "paused")


@sources.command
def resume(names: Names, /, *, where: Where = HERE) -> int:
    """Read paused sources again, and forget their failures."""
    store = _store(where)
    return _each(store, names, lambda source: read_again(store, source), "active again")


@sources.command
def remove(names: Names, /, *, where: Where = HERE) -> int:
    """Stop watching sources. Their articles stay."""
    store = _store(where)
    return _each(store, names, lambda source: store.remove(source.source_id), "removed")


def _store(where: Where) -> SourceStore:
    use_operations(target(where).operations_table)
    return SourceStore()


def _add_all(store: SourceStore, sources: Sequence[WatchedSource]) -> int:
    for source in sources:
        if new := store.add(source):
            HostStore().wake(host_of(source.address))
        print_line(f"{'✓' if new else '='} {source.source_id}  {source.url}")
    print_note("Read at the next tick of the schedule (parameter DiscoverRate); see: copydesk sources list")
    return 0


def described_source(entry: Any, where: str) -> WatchedSource:
    """Returns the source that its owner described. Raises Problem if the description is invalid."""
    if not isinstance(entry, Mapping) or not isinstance(entry.get("url"), str):
        raise Problem(f"{where} has no url.", f"Expected:\n{_EXAMPLE}")
    if unknown := sorted(map(str, entry.keys() - _KEYS)):
        raise Problem(f"{where}: {', '.join(unknown)} is not known.", f"There are: {', '.join(sorted(_KEYS))}")
    try:
        url = normalize_url(entry["url"])
        now = instant(utc_now())
        return WatchedSource(
            source_id=source_id(url),
            url=url,
            choice=_choice(entry),
            interval_seconds=_interval(entry.get("interval")),
            added_at=now,
            next_at=now,
        )
    except (Reject, ValueError) as error:
        raise Problem(f"{where}: {error}") from error


def _choice(entry: Mapping[str, Any]) -> Choice:
    age = entry.get("max_age_days", DEFAULT_MAX_AGE_DAYS)
    if type(age) is not int:
        raise ValueError(f"max_age_days must be a whole number (0: entries of any age), not {age!r}")
    same_site = entry.get("same_site", True)
    if type(same_site) is not bool:
        raise ValueError(f"same_site must be true or false, not {same_site!r}")
    return Choice(
        include=_patterns(entry, "include"),
        exclude=_patterns(entry, "exclude"),
        max_age_days=age or None,
        same_site=same_site,
    )


def _patterns(entry: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = entry.get(name)
    patterns = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(patterns, list) or not all(isinstance(each, str) for each in patterns):
        raise ValueError(f"{name} must be a pattern or a list of patterns")
    return tuple(patterns)


def _interval(value: Any) -> int | None:
    """Returns the seconds between two readings, or None to adapt to the source. Raises ValueError if out of range."""
    if value is None:
        return None
    found = _INTERVAL.fullmatch(str(value).strip())
    seconds = int(found[1]) * _SECONDS[found[2]] if found else 0
    if not SHORTEST_WAIT <= seconds <= LONGEST_WAIT:
        raise ValueError(f"interval must be between 2m and 24h, such as 10m, not {value!r}")
    return seconds


def read_again(store: SourceStore, source: WatchedSource) -> None:
    store.resume(source)
    HostStore().wake(host_of(source.address))


def _each(store: SourceStore, names: Sequence[str], act: Callable[[WatchedSource], None], result: str) -> int:
    """Calls `act` for each named source and for the sitemaps that it named."""
    known = list(store.list())
    for name in names:
        for each in family(_named(name, known), known):
            act(each)
            print_line(f"✓ {each.url}: {result}")
    return 0


def family(source: WatchedSource, known: Iterable[WatchedSource]) -> list[WatchedSource]:
    """Returns a source and the sitemaps that it named."""
    return [source, *(child for child in known if child.parent == source.source_id)]


def _named(name: str, known: Sequence[WatchedSource]) -> WatchedSource:
    url = _spelt(name)
    found = [source for source in known if source.url == url or (name and source.source_id.startswith(name))]
    if len(found) != 1:
        trouble = "is not watched" if not found else f"names {len(found)} sources"
        raise Problem(f"{name} {trouble}.", "Give the URL or the id that `copydesk sources list` shows.")
    return found[0]


def _spelt(url: str) -> str:
    try:
        return normalize_url(url)
    except Reject:
        return url
