"""The `copydesk` command: what can be asked, and where the answer is.

Exit codes: 0 done; 1 done, but something was refused or not found; 2 it could not be done.
"""

import argparse
import os
import sys
from argparse import ArgumentParser, BooleanOptionalAction, RawDescriptionHelpFormatter
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from copydesk.crawling.choosing import PATTERN_HELP
from copydesk.errors import CopydeskError, Damaged
from copydesk.formats import FORMATS
from copydesk.local.backfilling.arguments import add_backfill, count
from copydesk.local.problems import Problem

_EXAMPLES = """\
examples:
  copydesk extract page.html                            the article in a page, as JSON
  curl -s URL | copydesk extract - --url URL --format markdown
  copydesk inspect page.html                            what was found where, and how sure we are
  copydesk up                                           AWS on this laptop, with Copydesk deployed
  copydesk ingest page.html --url https://example.org/story
  copydesk list --stack-name copydesk --region eu-west-1     the same, from an AWS account
"""

#: Whose errors say what AWS refused.
_OF_AWS = ("botocore", "pynamodb")
_ID = "whole article id, its URL, or the beginning of the id, which is looked for among the newest 20,000 articles"

#: Command → the function that does it; loaded on use, because boto3 and PynamoDB take longer to import
#: than a page takes to extract.
COMMANDS = {
    "extract": "offline:extract",
    "predict": "offline:predict",
    "explain": "explaining:explain",
    "build": "laptop:build",
    "up": "laptop:up",
    "down": "laptop:down",
    "demo": "demo:demo",
    "ingest": "feeding:ingest",
    "redrive": "feeding:redrive",
    "repair": "repairing:repair",
    "republish": "republishing:republish",
    "deploy-check": "deploy_check:deploy_check",
    "sources": "watching:sources",
    "sites": "sites:sites",
    "list": "looking:list_articles",
    "show": "looking:show",
    "history": "history:history",
    "diff": "history:diff",
    "inspect": "inspector.command:inspect",
    "rejects": "looking:rejects",
    "export": "exporting:export",
    "backfill": "backfilling.command:backfill",
}


def main(argv: Sequence[str] | None = None) -> int:
    arguments = parser().parse_args(argv)
    try:
        module, _, function = COMMANDS[arguments.command].partition(":")
        code: int = getattr(import_module(f"copydesk.local.{module}"), function)(arguments)
        sys.stdout.flush()
    except Problem as problem:
        return _failed(problem, problem.remedy)
    except Damaged as error:
        return _failed(error, "Have its raw page read again: copydesk repair ID")
    except CopydeskError as error:
        return _failed(error, "It may pass by itself: try again.")
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (`head`, a pager) has seen enough; the interpreter must not complain when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in _OF_AWS:
            raise
        return _failed(error, "Check credentials, region, and what they may do.")
    return code


def _failed(error: Exception, remedy: str) -> int:
    """Say what is wrong, and what to do. Either may name what a page says, which a terminal must not obey."""
    harmless = import_module("copydesk.local.console").harmless
    print(*map(harmless, filter(None, [f"copydesk: {error}", remedy])), sep="\n", file=sys.stderr)
    return 2


def parser() -> ArgumentParser:
    top = ArgumentParser(
        prog="copydesk", description="Web pages in, clean and structured article records out.",
        epilog=_EXAMPLES, formatter_class=RawDescriptionHelpFormatter,
    )  # fmt: skip
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _offline(commands)
    _laptop(commands)
    _feeding(commands)
    _watching(commands)
    _looking(commands)
    for action in add_backfill(commands):
        _where(action)
    return top


type Commands = argparse._SubParsersAction[ArgumentParser]


def _offline(commands: Commands) -> None:
    extract = commands.add_parser("extract", help="the article in a page, offline")
    extract.add_argument("pages", nargs="+", metavar="PAGE", help="a file of HTML or text, also gzipped; - is stdin")
    extract.add_argument("--url", help="where the page was found: it resolves links and names the site")
    _expect(extract)
    _format(extract, "json")
    predict = commands.add_parser("predict", help="predictions for every page of a corpus, as JSON lines")
    predict.add_argument("corpus", type=Path, metavar="CORPUS_DIR", help="folder with truth.jsonl and pages/")
    predict.add_argument("--jobs", type=int, metavar="N", help="processes (default: one for each core)")
    _expect(predict)
    explain = commands.add_parser("explain", help="why each piece of a page's text is, or is not, in its article")
    explain.add_argument("page", metavar="PAGE", help="a file of HTML, also gzipped; - is stdin")
    explain.add_argument("--url", help="where the page was found")
    shown = explain.add_mutually_exclusive_group()
    shown.add_argument("--least", type=float, default=0.1, metavar="SCORE", help="lowest score shown (default 0.1)")
    shown.add_argument("--all", action="store_true", help="show all of the page's text")


def _expect(command: ArgumentParser) -> None:
    command.add_argument(
        "--expect", choices=("article",), help="each page is one: read its text, however short or unlike one it is"
    )


def _laptop(commands: Commands) -> None:
    build = commands.add_parser("build", help="sam build, with bytecode: cold starts of a third; then: sam deploy")
    processors = ("arm64", "x86_64")
    build.add_argument("--architecture", choices=processors, default="arm64", help="of the functions (default arm64)")
    build.add_argument("--gradual", action="store_true", help="a new version takes over by parts: GradualDeploys")
    _deploy_check(commands)
    commands.add_parser("up", help="start the local stack and deploy Copydesk to it; again: deploy what changed")
    commands.add_parser("down", help="stop the local stack; what it held is gone")
    commands.add_parser("demo", help="what `make run` shows: the sample pages, from file to record")


def _deploy_check(commands: Commands) -> None:
    check = commands.add_parser("deploy-check", help="what an AWS account would refuse of a deploy, before it does")
    check.add_argument("--stack-name", required=True, metavar="NAME", help="the stack, whether it is there or not")
    check.add_argument("--region", help="its region (default: that of your AWS configuration)")
    check.add_argument(
        "--parameter", action="append", metavar="NAME=VALUE",
        help="as the deploy is to be given it (repeatable; default: as the stack has it, else the template)",
    )  # fmt: skip


def _feeding(commands: Commands) -> None:
    ingest = commands.add_parser("ingest", help="drop pages into the raw bucket, or have URLs fetched")
    ingest.add_argument("pages", nargs="+", metavar="PATH_OR_URL", help="files, folders of pages, or URLs to fetch")
    ingest.add_argument("--url", help="where the page of a file was found (one page)")
    redrive = commands.add_parser("redrive", help="send rejects or dead letters through again, after a fix")
    what = redrive.add_mutually_exclusive_group(required=True)
    what.add_argument("--reason", help="rejects of this reason code, as `copydesk rejects` lists them")
    what.add_argument("--dead-letters", action="store_true", help="all messages in the dead-letter queues")
    redrive.add_argument("--list", action="store_true", help="only list them: dead letters counted by reason")
    repair = commands.add_parser("repair", help="read damaged articles again from their raw pages")
    repair.add_argument("ids", nargs="+", metavar="ID", help=_ID)
    _where(_republish(commands))
    for command in (ingest, redrive, repair):
        command.add_argument(
            "--wait", type=count(0, 86_400), metavar="SECONDS",
            help="how long none of these pages may come to an end before they are left to the queue (default 120)",
        )  # fmt: skip
        _where(command)


def _republish(commands: Commands) -> ArgumentParser:
    republish = commands.add_parser("republish", help="send events of stored articles again, each with its own id")
    which = republish.add_mutually_exclusive_group(required=True)
    which.add_argument("--since", metavar="DATE", help="of all that changed since: a day, or a time of it (UTC)")
    which.add_argument("--article", metavar="ID", help=_ID)
    which.add_argument("--unpublished", action="store_true", help="what could not be told in its time")
    republish.add_argument("--list", action="store_true", help="only list what could not be told")
    return republish


def _watching(commands: Commands) -> None:
    sources = commands.add_parser("sources", help="the feeds, sitemaps and pages that are watched")
    actions = sources.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="watch a feed, a sitemap or a home page", epilog=PATTERN_HELP)
    add.add_argument("urls", nargs="+", metavar="URL", help="of a home page its feed is watched, if it names one")
    add.add_argument("--include", action="append", metavar="PATTERN", help="only entries with such URLs (repeatable)")
    add.add_argument("--exclude", action="append", metavar="PATTERN", help="no entries with such URLs (repeatable)")
    add.add_argument(
        "--max-age-days", type=int, default=30, metavar="N", help="only entries as young (default 30; 0: of any age)"
    )
    add.add_argument("--interval", metavar="TIME", help="between 2m and 24h; default: as often as it changes")
    add.add_argument("--other-sites", action="store_true", help="follow entries to other domains too")
    imported = actions.add_parser("import", help="watch all that a YAML file lists")
    imported.add_argument("file", type=Path, metavar="FILE", help="a list of url, include, exclude, max_age_days, …")
    listed = actions.add_parser("list", help="what is watched, how it goes, what failed")
    listed.add_argument("--paused", action="store_true", help="only those that are paused, with the reason")
    listed.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    pause = actions.add_parser("pause", help="read it no more, until it is resumed")
    resume = actions.add_parser("resume", help="read it again, its failures forgotten")
    remove = actions.add_parser("remove", help="forget it; its articles stay")
    for action in (pause, resume, remove):
        action.add_argument("sources", nargs="+", metavar="URL_OR_ID", help="as `copydesk sources list` shows them")
    for action in (add, imported, listed, pause, resume, remove, _sites(commands)):
        _where(action)


def _sites(commands: Commands) -> ArgumentParser:
    sites = commands.add_parser("sites", help="what each site's pages bring, and which sites have changed theirs")
    sites.add_argument("--drifting", action="store_true", help="only those that have left their habit, and in what")
    sites.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    return sites


def _looking(commands: Commands) -> None:
    listed = commands.add_parser("list", help="the stored articles, the newest first")
    listed.add_argument("--limit", type=count(1, 10_000), default=100, metavar="N", help="at most (default 100)")
    listed.add_argument("--before", metavar="DATE", help="only older ones: a day, a time of it, or as `list` says it")
    listed.add_argument("--site", metavar="HOST", help="only this site, such as news.example.org")
    show = commands.add_parser("show", help="one stored article")
    show.add_argument("id", metavar="ID", help=_ID)
    when = show.add_mutually_exclusive_group()
    when.add_argument("--at", metavar="INSTANT", help="as it stood then, such as 2024-04-25T12:00:00Z")
    when.add_argument("--revision", type=int, metavar="N", help="as this revision has it")
    _format(show, None)
    history, diff = _history(commands)
    _inspect(commands)
    rejects = commands.add_parser("rejects", help="what was refused, and why")
    rejects.add_argument("--reason", help="only this reason code")
    rejects.add_argument(
        "--limit", type=count(1, 1_000_000), default=100, metavar="N", help="at most, the last seen (default 100)"
    )
    for command in (listed, show, history, diff, rejects, _export(commands)):
        _where(command)


def _history(commands: Commands) -> tuple[ArgumentParser, ArgumentParser]:
    history = commands.add_parser("history", help="the revisions of an article, and what each changed")
    history.add_argument("id", metavar="ID", help=_ID)
    diff = commands.add_parser("diff", help="what changed between two revisions, word by word")
    diff.add_argument("id", metavar="ID", help=_ID)
    diff.add_argument("revisions", nargs="*", type=int, metavar="A B", help="two revisions (default: the last two)")
    diff.add_argument("--html", type=Path, metavar="FILE", help="write it as a page of its own instead")
    return history, diff


def _export(commands: Commands) -> ArgumentParser:
    export = commands.add_parser("export", help="the stored articles of some days, as JSON lines")
    export.add_argument("--since", required=True, metavar="DATE", help="the first day (yyyy-mm-dd), or a time of it")
    export.add_argument("--until", metavar="DATE", help="the last day (default: none)")
    export.add_argument("--site", metavar="HOST", help="only this site, as `copydesk list` knows it")
    export.add_argument("-o", "--output", type=Path, metavar="FILE", help="a new file (default: standard output)")
    _format(export, "json")
    return export


def _inspect(commands: Commands) -> None:
    inspect = commands.add_parser("inspect", help="each fact with its source, and a page with all of the text")
    inspect.add_argument("subject", metavar="FILE|URL|ID", help="a page's file, its address, or an article id")
    inspect.add_argument("--url", help="where the page of the file was found")
    inspect.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to write the page")
    inspect.add_argument(
        "--open", action=BooleanOptionalAction, help="open the page in a browser (default: where there is a display)"
    )
    inspect.add_argument("--terminal", action="store_true", help="print the facts, and write no page")
    _where(inspect)


def _format(command: ArgumentParser, default: str | None) -> None:
    shown = default or "laid out for reading"
    command.add_argument("--format", choices=FORMATS, default=default, help=f"default: {shown}")


def _where(command: ArgumentParser) -> None:
    command.add_argument(
        "--stack-name", metavar="NAME",
        help="a stack in your AWS account instead of the local one (with --region alone: copydesk)",
    )  # fmt: skip
    command.add_argument("--region", help="its region (default: that of your AWS configuration)")


if __name__ == "__main__":
    sys.exit(main())
