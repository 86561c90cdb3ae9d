"""`copydesk inspect`: the facts on the terminal, and the page with all there is to see, written and opened."""

import os
import re
import sys
import webbrowser
from argparse import Namespace
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from copydesk.local.console import messages, output, tell, words
from copydesk.local.facts import facts_layout
from copydesk.local.inspector.finding import subject_of
from copydesk.local.inspector.page import inspector_page
from copydesk.local.inspector.subject import Subject
from copydesk.local.problems import Problem
from copydesk.local.workplace import workplace

_FOLDER = "inspect"
_LONGEST_NAME = 60


def inspect(arguments: Namespace) -> int:
    if arguments.terminal and (arguments.output or arguments.open):
        raise Problem("--terminal writes no page.", "Leave it out, or leave -o and --open out.")
    subject = subject_of(arguments)
    if subject.article:
        output().print(facts_layout(subject.article))
    else:
        tell(f"{subject.name} is refused: {subject.refused}")
    if not arguments.terminal:
        show(write(subject, arguments.output), wanted=arguments.open)
    return 0 if subject.article else 1


def write(subject: Subject, where: Path | None) -> Path:
    """The page as a file: where it was asked for, else in the state folder, over the last one of the same subject."""
    path = (where or workplace().state / _FOLDER / file_name(subject.name)).absolute()
    try:
        if where is None:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(inspector_page(subject), "utf-8")
    except OSError as error:
        raise Problem(f"{path} cannot be written: {error.strerror}", "Name another file: -o FILE") from error
    return path


def file_name(subject: str) -> str:
    """A name of plain letters; its digest tells apart what reads alike.

    >>> file_name("https://example.org/news/a-bridge?opens")
    'example-org-news-a-bridge-9658052c.html'
    """
    parts = urlsplit(subject) if "://" in subject else None
    readable = f"{parts.netloc}{parts.path}" if parts else Path(subject).name
    plain = re.sub(r"[^A-Za-z0-9]+", "-", readable).strip("-")[:_LONGEST_NAME] or "page"
    return f"{plain}-{sha256(subject.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}.html"


def show(path: Path, *, wanted: bool | None) -> None:
    """Open a page where there is somebody to look at it; else say where it lies."""
    is_opened = (has_display(os.environ, sys.platform) if wanted is None else wanted) and webbrowser.open(path.as_uri())
    messages().print(words(f"{'Opened' if is_opened else 'Open in a browser'}: {path}"), soft_wrap=True)


def has_display(environment: Mapping[str, str], platform: str) -> bool:
    """Whether a browser would have a screen: on Linux the desktop says so, elsewhere all but a remote shell has one.

    >>> has_display({}, "linux"), has_display({"DISPLAY": ":0"}, "linux"), has_display({"SSH_TTY": "/dev/1"}, "darwin")
    (False, True, False)
    """
    if platform.startswith(("darwin", "win")):
        return "SSH_TTY" not in environment
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
