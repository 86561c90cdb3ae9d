"""Lists the commands: where each is, its purpose, and examples. Listing them loads none of them."""

from typing import NamedTuple

from cyclopts import Group

_HERE = Group("Read pages here, store nothing", sort_key=1)
_STACK = Group("Run Copydesk", sort_key=2)
_FEED = Group("Bring pages in", sort_key=3)
_LOOK = Group("See what is stored", sort_key=4)
_MEND = Group("Look into what went wrong, and mend it", sort_key=5)


class Command(NamedTuple):
    """A command. `where` is its function or App, loaded on use: loading boto3 and PynamoDB takes longer than a page."""

    where: str
    group: Group
    help: str
    examples: tuple[str, ...] = ()


COMMANDS = {
    "extract": Command("commands.extract:extract", _HERE, "The articles in pages, as JSON, text or a database.", (
        "extract page.html --url https://example.org/story",
        "extract https://example.org/story --format markdown",
        "extract pages/ -o articles.ndjson",
        "extract pages/ crawl.warc.gz -o articles.db --resume",
    )),
    "inspect": Command("inspector.command:inspect", _HERE, "Each fact with its source; a page with all text.", (
        "inspect page.html",
        "inspect https://example.org/story --terminal",
        "inspect 35b3d805 -o bridge.html",
    )),
    "explain": Command("commands.explain:explain", _HERE, "Why each piece of text is, or is not, in the article.", (
        "explain page.html --all",
    )),
    "predict": Command("commands.predict:predict", _HERE, "Predictions for every page of a corpus, as JSON lines.", (
        "predict corpora/news --jobs 4",
    )),
    "up": Command("commands.stack:up", _STACK, "Start the local stack and deploy to it; again: what changed.", (
        "up",
        "up --parameter ConsumerQueue=true",
    )),
    "env": Command("commands.stack:env", _STACK, "The names of a stack's parts as exports for a shell.", (
        "env",
        "env --stack-name copydesk --region eu-west-1",
    )),
    "logs": Command("commands.stack:logs", _STACK, "What the local stack logged last.", (
        "logs -n 50",
    )),
    "down": Command("commands.stack:down", _STACK, "Stop the local stack; what it held is gone.", (
        "down",
    )),
    "demo": Command("demo:demo", _STACK, "What `make run` shows: the sample pages, from file to record.", (
        "demo",
    )),
    "build": Command("commands.stack:build", _STACK, "sam build with bytecode, for fast cold starts.", (
        "build --architecture x86_64",
        "build --gradual",
    )),
    "deploy-check": Command("commands.deploy_check:deploy_check", _STACK, "What an account would refuse of a deploy.", (
        "deploy-check --stack-name copydesk --region eu-west-1",
    )),
    "ingest": Command("commands.ingest:ingest", _FEED, "Drop pages into the raw bucket, or have URLs fetched.", (
        "ingest page.html --url https://example.org/story",
        "ingest pages/ https://example.org/other",
    )),
    "sources": Command("commands.sources:sources", _FEED, "The feeds, sitemaps and pages that are watched."),
    "backfill": Command("backfill.command:backfill", _FEED, "Millions of stored pages, WARC files, or old articles."),
    "list": Command("commands.list:list_articles", _LOOK, "The stored articles, the newest first.", (
        "list --site news.example.org --limit 20",
        "list --stack-name copydesk --region eu-west-1",
        "list --format json",
    )),
    "show": Command("commands.show:show", _LOOK, "One stored article, as it is or as it was.", (
        "show 35b3d805 --format markdown",
        "show https://example.org/story --at 2024-04-25T12:00:00Z",
    )),
    "history": Command("commands.history:history", _LOOK, "The revisions of an article, and what each changed.", (
        "history 35b3d805",
    )),
    "diff": Command("commands.history:diff", _LOOK, "What changed between two revisions, word by word.", (
        "diff 35b3d805",
        "diff 35b3d805 1 3 --html changes.html",
    )),
    "speakers": Command("commands.speakers:speakers", _LOOK, "What someone said, in all stored articles.", (
        "speakers 'Ann Lee' --format json",
    )),
    "sites": Command("commands.sites:sites", _LOOK, "What each site's pages bring, and which sites changed.", (
        "sites --drifting",
    )),
    "console": Command("web_console.command:console", _LOOK, "What arrives, is refused and is watched, in a browser.", (
        "console",
        "console --stack-name copydesk --region eu-west-1",
        "console --port 8400 --no-open",
    )),
    "export": Command("commands.export:export", _LOOK, "The stored articles of some days, as lines or tables.", (
        "export --since 2026-11-01 -o articles.ndjson",
        "export --by stored --since 2026-11-29T06:00",
        "export --format parquet --since 2026-11-01 -o articles/",
    )),
    "rejects": Command("commands.rejects:rejects", _MEND, "What was refused, and why.", (
        "rejects --reason no_article_text",
    )),
    "redrive": Command("commands.redrive:redrive", _MEND, "Send rejects or dead letters through again, after a fix.", (
        "redrive --reason no_article_text --dry-run",
        "redrive 5d3bb68f",
        "redrive --dead-letters",
    )),
    "repair": Command("commands.repair:repair", _MEND, "Read damaged articles again from their raw pages.", (
        "repair 35b3d805",
    )),
    "republish": Command("commands.republish:republish", _MEND, "Send events of stored articles again.", (
        "republish --since 2026-11-01",
        "republish --article 35b3d805",
        "republish --unpublished --dry-run",
    )),
}  # fmt: skip
