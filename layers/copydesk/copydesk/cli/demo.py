"""Implements `make run`, which shows step by step how the sample pages become records."""

import time
from pathlib import Path

from rich.rule import Rule
from rich.text import Text

from copydesk.cli.commands.stack import bring_up
from copydesk.cli.console import done, output, words
from copydesk.cli.demo_site import WatchedSite, tick, visits_table, wait_for_all, watched_site
from copydesk.cli.layouts.article import article_layout
from copydesk.cli.layouts.sources import sources_table
from copydesk.cli.layouts.tables import SHORT_ID, heads_table, rejects_table
from copydesk.cli.naming import stored_article
from copydesk.cli.pages import page_files
from copydesk.cli.sending.upload import Outcome, ingest_pages
from copydesk.stack.newsstand import stories
from copydesk.stack.target import Target, local_target
from copydesk.stack.workplace import workplace
from copydesk.storage.articles.items import Head
from copydesk.storage.operations.sources import SourceStore


def demo() -> int:
    stack, place = bring_up(), local_target()
    samples = workplace().checkout / "samples"
    started = time.monotonic()
    with watched_site(stack, stories(samples / "feed.json")) as watched:
        output().print(done(f"Watching a feed of a small site on this machine, {watched.site.url('/')}", started))
        # The schedule ticks by itself at each full minute. The demonstration does not wait for that.
        tick(stack)
        found = _uploaded(samples, place)
        complete = _show_feed(watched)
    _title("copydesk sources list")
    output().print(sources_table(SourceStore().list()))
    _print_next_steps(found)
    return 0 if complete and all(outcome.head or outcome.reject for outcome in found) else 1


def _uploaded(samples: Path, place: Target) -> list[Outcome]:
    pages = page_files([str(samples)])
    started = time.monotonic()
    found = ingest_pages(pages, place)
    output().print(done(f"Ingesting {len(pages)} pages (bucket, queue, function, table)", started))
    _show_stored(found)
    for head in _heads(found)[:1]:
        _title("One article in full")
        output().print(article_layout(stored_article(head.stored.article_id).article))
    _show_rejects(found)
    return found


def _show_feed(watched: WatchedSite) -> bool:
    """Shows the articles of the feed. Returns True if all pages that the feed lists were stored."""
    _title("A feed, found by the schedule")
    heads, listed = wait_for_all(watched), len(watched.site.stories)
    if len(heads) < listed:
        output().print(words(f"{len(heads)} of {listed} pages came; the log says why: {workplace().state}/stack.log"))
    else:
        line = f"Calling the schedule's function: it had the feed read and its {listed} pages fetched"
        output().print(done(line, watched.since))
    output().print(heads_table(heads))
    output().print(words("\nWhat the site saw:", "bold"), visits_table(watched.site.visits), sep="\n")
    return len(heads) == listed


def _heads(outcomes: list[Outcome]) -> list[Head]:
    return [outcome.head for outcome in outcomes if outcome.head]


def _show_stored(outcomes: list[Outcome]) -> None:
    heads = _heads(outcomes)
    _title(f"Stored: {len(heads)} of {len(outcomes)} pages")
    output().print(heads_table(heads))


def _show_rejects(outcomes: list[Outcome]) -> None:
    _title("Refused, with the reason; the raw page is kept")
    output().print(rejects_table(outcome.reject for outcome in outcomes if outcome.reject))


def _print_next_steps(outcomes: list[Outcome]) -> None:
    commands = {}
    for head in _heads(outcomes)[:1]:
        example = head.stored.article_id[:SHORT_ID]
        commands[f".venv/bin/copydesk show {example} --format markdown"] = "one article, for a reader or a model"
        commands[f".venv/bin/copydesk inspect {example}"] = "each fact with its source, each block"
    commands |= {
        ".venv/bin/copydesk ingest PAGE.html --url URL": "a page of your own",
        ".venv/bin/copydesk sources add URL": "watch a feed, a sitemap or a home page",
        ".venv/bin/copydesk --help": "all the rest",
        "make down": "stop it",
    }
    _title("The stack stays up")
    for command, purpose in commands.items():
        output().print(Text.assemble((f"  {command:<54}", "cyan"), (purpose, "dim")))


def _title(text: str) -> None:
    console = output()
    console.print()
    # A pipe has no width, so it gets no rule.
    console.print(Rule(words(text, "bold"), align="left", style="dim") if console.is_terminal else words(text))
