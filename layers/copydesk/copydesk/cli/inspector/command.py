"""Implements `copydesk inspect`, which prints the facts of a page, and writes and opens a page with all details."""

import os
import re
import sys
import webbrowser
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from cyclopts import Parameter

from copydesk.cli import console
from copydesk.cli.console import new_file, print_note
from copydesk.cli.inspector.finding import subject_of
from copydesk.cli.inspector.page import inspector_page
from copydesk.cli.inspector.subject import Subject
from copydesk.cli.layouts.facts import facts_layout
from copydesk.cli.options import HERE, NewFile, PageUrl, Where
from copydesk.stack.problems import Problem
from copydesk.stack.workplace import workplace

_FOLDER = "inspect"
_LONGEST_NAME = 60


def inspect(
    subject: Annotated[
        str,
        Parameter(name="SUBJECT", help="A page's file, its URL, an article's or a reject's id, or s3://BUCKET/KEY."),
    ],
    /,
    *,
    url: PageUrl = None,
    output: NewFile = None,
    open: Annotated[  # noqa: A002  # the option's name
        bool | None,
        Parameter(negative="--no-open", help="Open the page in a browser; by default where there is a display."),
    ] = None,
    terminal: Annotated[bool, Parameter(help="Print the facts, and write no page.")] = False,
    where: Where = HERE,
) -> int:
    if terminal and (output or open):
        raise Problem("--terminal writes no page.", "Leave it out, or leave -o and --open out.")
    found = subject_of(subject, url, where)
    if found.article:
        console.output().print(facts_layout(found.article))
    else:
        print_note(f"{found.name} is refused: {found.refused}")
    if not terminal:
        show(write(found, output), wanted=open)
    return 0 if found.article else 1


def write(subject: Subject, where: Path | None) -> Path:
    """Writes the page to a new file, or to the state folder over the last page of its subject. Returns the path."""
    path = (where or workplace().state / _FOLDER / file_name(subject.name)).absolute()
    if where:
        with new_file(path) as out:
            out.write(inspector_page(subject))
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(inspector_page(subject), "utf-8")
    except OSError as error:
        raise Problem(f"{path} cannot be written: {error.strerror}", "Name another file: -o FILE") from error
    return path


def file_name(subject: str) -> str:
    """Returns a name of plain letters with a digest, which distinguishes subjects with similar names.

    >>> file_name("https://example.org/news/a-bridge?opens")
    'example-org-news-a-bridge-9658052c.html'
    """
    parts = urlsplit(subject) if "://" in subject else None
    readable = f"{parts.netloc}{parts.path}" if parts else Path(subject).name
    plain = re.sub(r"[^A-Za-z0-9]+", "-", readable).strip("-")[:_LONGEST_NAME] or "page"
    return f"{plain}-{sha256(subject.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}.html"


def show(path: Path, *, wanted: bool | None) -> None:
    """Opens a page in a browser if `wanted`, or by default if there is a display. Otherwise it prints the path."""
    is_opened = (has_display(os.environ, sys.platform) if wanted is None else wanted) and webbrowser.open(path.as_uri())
    print_note(f"{'Opened' if is_opened else 'Open in a browser'}: {path}")


def has_display(environment: Mapping[str, str], platform: str) -> bool:
    """True if a browser has a screen. On Linux the desktop tells, and elsewhere every shell that is not remote has one.

    >>> has_display({}, "linux"), has_display({"DISPLAY": ":0"}, "linux"), has_display({"SSH_TTY": "/dev/1"}, "darwin")
    (False, True, False)
    """
    if platform.startswith(("darwin", "win")):
        return "SSH_TTY" not in environment
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
