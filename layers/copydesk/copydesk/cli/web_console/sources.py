"""Shows the watched sources. Sources can be previewed, added, paused and resumed."""

from datetime import datetime

from copydesk.cli.commands.sources import described_source, family, read_again
from copydesk.cli.console import counted
from copydesk.cli.inspector.markup import NOTHING, Html, address, isolated, joined, tag, text
from copydesk.cli.layouts.sources import in_order, interval
from copydesk.cli.web_console.layout import field, form, hidden, moment, note, page, table
from copydesk.cli.web_console.preview import Fetched, look, preview
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.crawling.records import SourceStatus, WatchedSource
from copydesk.stack.problems import Problem
from copydesk.storage.operations.hosts import HostStore
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.urls import host_of


def sources_page(asked: Asked, said: Html = NOTHING, *, url: str = "") -> Answer:
    """Shows the sources after a message. `url` fills the form of a new source."""
    found = list(in_order(SourceStore().list()))
    columns = ("source", "state", "every", "listed", "new", "last read", "last error", "action")
    rows = (_source(asked, source, is_under) for source, is_under in found)
    listed = table(f"{counted(len(found), 'source')}", columns, rows) if found else note("No source is watched yet.")
    told = note(
        "Look has this machine fetch the source once, by the rules of the crawler, and stores nothing. "
        "Include and exclude patterns, other intervals and older entries: copydesk sources add --help"
    )
    return page(asked, "Sources", _new_source(asked, url), told, said, listed, at="/sources")


def _new_source(asked: Asked, url: str) -> Html:
    """Returns the form of a new source. The Enter key presses its first button, which changes nothing."""
    looking = tag("button", text("Look"), formaction="/sources/look", data_busy="Looking …")
    return tag(
        "form", field("url", "A feed, a sitemap or a home page", url, kind="url", required=True),
        hidden("form_token", asked.form_token), tag("p", looking, tag("button", text("Watch"))),
        method="post", action="/sources/add", class_="filters", aria_label="Watch a source",
    )  # fmt: skip


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


def look_at_source(asked: Asked, fetched: Fetched, now: datetime) -> Answer:
    """Shows what a source would bring by its own filters, or by those of a new source. It stores nothing."""
    new = _new(asked)
    known = SourceStore().load(new.source_id)
    source = known or new
    said = preview(source, look(source, fetched), is_watched=known is not None, now=now)
    return sources_page(asked, said, url=source.url)


def add_source(asked: Asked) -> Answer:
    source, store = _new(asked), SourceStore()
    if is_new := store.add(source):
        HostStore().wake(host_of(source.address))
    told = "is watched now. It is read at the next tick of the schedule." if is_new else "was watched already."
    return sources_page(asked, _done(source.url, told))


def _new(asked: Asked) -> WatchedSource:
    url = (asked.form or {}).get("url", "").strip()
    return described_source({"url": url}, url or "The form")


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
