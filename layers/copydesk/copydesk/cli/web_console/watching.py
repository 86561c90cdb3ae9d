"""Shows sites with their habits and hosts, and the watched sources. Sources can be added, paused and resumed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from copydesk.cli.commands.sites import NAMES, drifts, fact_text
from copydesk.cli.commands.sources import described_source, family, read_again
from copydesk.cli.console import counted
from copydesk.cli.inspector.markup import NOTHING, Html, address, isolated, joined, tag, text
from copydesk.cli.layouts.sources import in_order, interval
from copydesk.cli.web_console.layout import field, form, link, moment, note, page, table
from copydesk.cli.web_console.layout import hidden as hidden_field
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.crawling.politeness import HostState, budget
from copydesk.crawling.records import SourceStatus, WatchedSource
from copydesk.pipeline.drift import WINDOW, Fact
from copydesk.stack.problems import Problem
from copydesk.storage.operations.hosts import HostStore, load_states
from copydesk.storage.operations.sites import Site, list_sites
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.urls import host_of


def sites_page(asked: Asked) -> Answer:
    found = sorted(list_sites(), key=lambda site: (not drifts(site), site.host))
    errors = _errors(SourceStore().list())
    crawled = load_states({*(site.host for site in found), *errors})
    rows = (_site(site, crawled.get(site.host), errors.get(site.host)) for site in found)
    columns = ("site", "pages", *NAMES.values(), "changed", "backlog", "interval", "today", "last error")
    if not found:
        return page(asked, "Sites", note("No page was ingested yet whose address is known."))
    told = f"Shares of pages, and the median of words. A dash: fewer than {WINDOW} pages tell nothing yet."
    listed = table(f"{counted(len(found), 'site')}, those that changed first", columns, rows)
    return page(asked, "Sites", note(told), listed, note("Shares of pictures are not kept by site."))


def _errors(sources: Iterable[WatchedSource]) -> Mapping[str, str]:
    """Returns the last error of each host's sources."""
    found: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        if source.last_error:
            found[host_of(source.address)].append(source.last_error)
    return {host: errors[-1] for host, errors in found.items()}


def _site(site: Site, state: HostState | None, error: str | None) -> tuple[Html, ...]:
    facts = (_fact(site, fact) for fact in NAMES)
    changed = [
        tag("span", text(f"{NAMES[fact]} since {(habit.since or '')[:10]}, was {fact_text(fact, habit.mean)}"),
            class_="warn") for fact, habit in drifts(site).items()
    ]  # fmt: skip
    return (
        link(site.host, query={"site": site.host}),
        text(f"{site.pages:,}"),
        *facts,
        joined(changed, " "),
        text(f"{state.backlog:,}") if state else NOTHING,
        text(f"{state.interval:g} s") if state else NOTHING,
        text(f"{state.used} of {budget(state.interval)} on {state.day}") if state and state.day else NOTHING,
        _error(state, error),
    )


def _fact(site: Site, fact: Fact) -> Html:
    habit = site.habits.get(fact)
    if habit is None:
        return text("–")
    told = text(fact_text(fact, habit.lately if habit.since else habit.mean))
    return tag("b", told, class_="warn") if habit.since else told


def _error(state: HostState | None, error: str | None) -> Html:
    parts = []
    if state and state.failing_since is not None:
        since = datetime.fromtimestamp(state.failing_since, UTC)
        parts.append(tag("span", text(f"no answer since {since:%Y-%m-%d %H:%M}"), class_="warn"))
    if error:
        parts.append(isolated(error, most=200))
    return joined(parts, " · ")


def sources_page(asked: Asked, said: Html = NOTHING) -> Answer:
    found = list(in_order(SourceStore().list()))
    columns = ("source", "state", "every", "listed", "new", "last read", "last error", "action")
    rows = (_source(asked, source, is_under) for source, is_under in found)
    listed = table(f"{counted(len(found), 'source')}", columns, rows) if found else note("No source is watched yet.")
    add = tag(
        "form", field("url", "A feed, a sitemap or a home page", kind="url", required=True),
        hidden_field("form_token", asked.form_token), tag("p", tag("button", text("Watch it"))),
        method="post", action="/sources/add", class_="filters", aria_label="Watch a source",
    )  # fmt: skip
    told = note("Include and exclude patterns, other intervals and older entries: copydesk sources add --help")
    return page(asked, "Sources", said, add, told, listed, at="/sources")


def _source(asked: Asked, source: WatchedSource, is_under: bool) -> tuple[Html, ...]:
    is_paused = source.status is SourceStatus.PAUSED
    state = f"paused: {source.pause_reason or 'by hand'}" if is_paused else str(source.status)
    verb = "resume" if is_paused else "pause"
    action = form(asked, f"/sources/{verb}", verb.capitalize(), source.url, source=source.source_id)
    every = interval(source.interval_seconds or source.wait_seconds)
    return (
        joined([text("↳ ") if is_under else NOTHING, address(source.url)]),
        tag("span", text(state), class_="warn" if is_paused else "calm"),
        text(every),
        text(f"{source.entries:,}"),
        text(f"{source.enqueued:,}"),
        moment(source.read_at),
        isolated(source.last_error, most=200) if source.last_error else NOTHING,
        action,
    )


def add_source(asked: Asked) -> Answer:
    url = (asked.form or {}).get("url", "").strip()
    source, store = described_source({"url": url}, url or "The form"), SourceStore()
    if is_new := store.add(source):
        HostStore().wake(host_of(source.address))
    told = "is watched now. It is read at the next tick of the schedule." if is_new else "was watched already."
    return sources_page(asked, _done(source.url, told))


def pause_source(asked: Asked) -> Answer:
    chosen, store = _chosen(asked), SourceStore()
    for source in chosen:
        store.pause(source.source_id, "by hand")
    return sources_page(asked, _done(chosen[0].url, "is paused, with the sitemaps that it brought."))


def resume_source(asked: Asked) -> Answer:
    chosen, store = _chosen(asked), SourceStore()
    for source in chosen:
        read_again(store, source)
    return sources_page(asked, _done(chosen[0].url, "is read again."))


def _chosen(asked: Asked) -> list[WatchedSource]:
    known = list(SourceStore().list())
    named = (asked.form or {}).get("source", "")
    found = [source for source in known if source.source_id == named]
    if not found:
        raise Problem("That source is watched no more.", "Load the page of sources again.")
    return family(found[0], known)


def _done(what: str, told: str) -> Html:
    return tag("p", isolated(what, most=300), text(f" {told}"), class_="done", role="status")
