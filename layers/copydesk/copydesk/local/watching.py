"""`copydesk sources`: which feeds, sitemaps and pages are watched."""

import re
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from copydesk.crawling.choosing import Choice
from copydesk.crawling.records import SourceStatus, WatchedSource, source_id
from copydesk.crawling.visits import LONGEST_WAIT, SHORTEST_WAIT
from copydesk.errors import Reject
from copydesk.local.console import output, tell, words
from copydesk.local.problems import Problem
from copydesk.local.sources_table import plain_sources, sources_table
from copydesk.local.target import target
from copydesk.storage import use_operations, utc_now
from copydesk.storage.operations.hosts import HostStore
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant
from copydesk.web.urls import host_of, normalize_url

#: An entry with no age limit would bring in the whole archive that a sitemap lists.
DEFAULT_MAX_AGE_DAYS = 30
_INTERVAL = re.compile(r"([0-9]{1,6})\s*(s|m|h|d)?")
_SECONDS = {None: 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}
_KEYS = frozenset({"url", "interval", *(field.name for field in fields(Choice))})
_EXAMPLE = "- url: https://example.org/feed.xml\n  include: [/news/*]\n  max_age_days: 7\n  interval: 10m"


def sources(arguments: Namespace) -> int:
    place = target(arguments)
    use_operations(place.operations_table)
    code: int = _ACTIONS[arguments.action](SourceStore(), arguments)
    return code


def _add(store: SourceStore, arguments: Namespace) -> int:
    described = {
        "include": arguments.include,
        "exclude": arguments.exclude,
        "max_age_days": arguments.max_age_days,
        "same_site": not arguments.other_sites,
        "interval": arguments.interval,
    }
    found = [_described({"url": url, **described}, url) for url in arguments.urls]
    return _add_all(store, found)


def _import(store: SourceStore, arguments: Namespace) -> int:
    path: Path = arguments.file
    try:
        entries = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise Problem(f"{path} cannot be read as YAML: {error}") from error
    if not isinstance(entries, list) or not entries:
        raise Problem(f"{path} holds no list of sources.", f"Expected:\n{_EXAMPLE}")
    # All are read before the first is added: a file with a mistake changes nothing.
    return _add_all(store, [_described(entry, f"{path}, source {number}") for number, entry in enumerate(entries, 1)])


def _add_all(store: SourceStore, found: Sequence[WatchedSource]) -> int:
    for source in found:
        if new := store.add(source):
            HostStore().wake(host_of(source.address))
        output().print(words(f"{'✓' if new else '='} {source.source_id}  {source.url}"), soft_wrap=True)
    tell("Read at the next tick of the schedule (parameter DiscoverRate); see: copydesk sources list")
    return 0


def _described(entry: Any, where: str) -> WatchedSource:
    """A source from what its owner wrote; a Problem says what is wrong with it."""
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
    """Seconds between two readings; None leaves it to how often the source changes."""
    if value is None:
        return None
    found = _INTERVAL.fullmatch(str(value).strip())
    seconds = int(found[1]) * _SECONDS[found[2]] if found else 0
    if not SHORTEST_WAIT <= seconds <= LONGEST_WAIT:
        raise ValueError(f"interval must be between 2m and 24h, such as 10m, not {value!r}")
    return seconds


def _list(store: SourceStore, arguments: Namespace) -> int:
    shown = [source for source in store.list() if not arguments.paused or source.status is SourceStatus.PAUSED]
    if arguments.format == "json":
        output().print_json(data=plain_sources(shown), indent=2 if output().is_terminal else None)
    elif shown:
        output().print(sources_table(shown))
    elif arguments.paused:
        tell("No source is paused.")
    else:
        tell("No source is watched. Add one: copydesk sources add https://example.org/feed.xml")
    return 0


def _pause(store: SourceStore, arguments: Namespace) -> int:
    return _each(store, arguments, lambda source: store.pause(source.source_id, "by hand"), "paused")


def _resume(store: SourceStore, arguments: Namespace) -> int:
    return _each(store, arguments, lambda source: _read_again(store, source), "active again")


def _read_again(store: SourceStore, source: WatchedSource) -> None:
    store.resume(source)
    HostStore().wake(host_of(source.address))


def _remove(store: SourceStore, arguments: Namespace) -> int:
    return _each(store, arguments, lambda source: store.remove(source.source_id), "removed")


def _each(store: SourceStore, arguments: Namespace, act: Callable[[WatchedSource], None], said: str) -> int:
    """Do something with each source that is named, and with the sitemaps that it brought."""
    known = list(store.list())
    for name in arguments.sources:
        source = _named(name, known)
        for each in [source, *(child for child in known if child.parent == source.source_id)]:
            act(each)
            output().print(words(f"✓ {each.url}: {said}"), soft_wrap=True)
    return 0


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


_ACTIONS: dict[str, Callable[[SourceStore, Namespace], int]] = {
    "add": _add,
    "import": _import,
    "list": _list,
    "pause": _pause,
    "resume": _resume,
    "remove": _remove,
}
